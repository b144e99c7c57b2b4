"""The foot of a letter: who signed, for whom, and the unit that knows about it."""

import re

from intake.extract.certainty import Shape, found
from intake.extract.found import Found
from intake.extract.labels import is_closing
from intake.extract.layout import Piece, Sheet
from intake.extract.restored import believed, restored
from intake.extract.section_values import tidy
from intake.extract.sections import Head
from intake.extract.weighing import weighed
from registry.thai import arabic_digits
from registry.thai_dates import find_dates

_NAME = re.compile(r"[(\[{] ?(?P<name>[ก-๎. ]{5,70}?) ?[)\]}]")
_TORN = re.compile(
    r"[(\[{] ?(?P<open>(?:นา่?ย|น่?าง|ว่?าที่?)[ก-๎. ]{5,60})$"
    r"|^(?P<closed>(?:นา่?ย|น่?าง|ว่?าที่?)[ก-๎. ]{5,60}?) ?[)\]}]$"
)
"""A name that lost one of its brackets."""
_RANK = re.compile(r"^ว่?าที่? ?(?P<rank>(?:ร้?อย|พัน|พล)[ก-๎]*?(?:ตรี|โท|เอก)(?:หญิง)?) ?")
"""An acting rank; a name begins right behind it where the space was lost."""
_TITLED = re.compile(r"^(?:นา[ยง]|น\.ส\.|ว่?าที่?|ดร|ผู้ช่วย|ศาสตราจารย์|รอง|พล|พัน|ร้อย|หม่อม|ม\.)")
_PERSON = re.compile(r"^(?:นาย(?!ก(?:เทศ|สมาคม|องค์|สภา|รัฐ))|นาง|น\.ส\.|ว่?าที่?)")
"""Titles that only a person has, whatever his name means."""
_NOT_A_NAME = re.compile(r"มหาชน|ชุด|ฉบับ|แผ่น|บาท|อนุมัติ|ผนวก|เฉพาะ|สำเนา|สพด|จังหวัด|สำนัก|กรม|กอง")
_PHONE = re.compile(
    r"(?:โทร(?!ส)(?:ศัพท์)?|โทร\.?/โทรสาร|Ins|Tus|(?<![ก-๎.])ทร(?=\.))[ .,:;'์\-]*"
    r"(?P<number>[0-9๐-๙][0-9๐-๙ .\-]{3,16}[0-9๐-๙])"
    r"(?: *ต ?่?อ *(?P<inner>[0-9๐-๙]+(?:[-,][0-9๐-๙ ]+)*))?"
)
_MAIL = re.compile(
    r"[A-Za-z0-9._%+\-]+(?: [0-9]+)? ?@ ?[A-Za-z0-9\-]+(?: ?\. ?-?[A-Za-z0-9\-]+)*"
    r"(?: (?:go|ac|or|co|mi|in|net)(?= ?[. ] ?th\b))?(?: ?[. ] ?th\b)?"
)
_SARABAN = re.compile(r"\bsaraban[eE©®Q&](?=[a-z0-9\-]{3,}\.[a-z0-9.]*th\b)")
"""The address every office has, its @ read as a letter."""
_GO_TH = re.compile(r"\.[gq9][o06]\.?[tf1]h$")
"""The end of a government's address, also with letters that look alike: no other ends so."""
_UNIT = re.compile(
    r"^[^ก-๙]{0,3}(?:สำ?นัก|กรม|กอง|กลุ่ม|ฝ่าย|ส่วน|งาน|ศูนย์|คณะ|ภาค|แผนก|สถาบัน|โรงเรียน"
    r"|วิทยาลัย|หน่วย|เทศบาล)"
)
_CONTACT = re.compile(
    r"^[^ก-๙A-Za-z]{0,3}(?:โทร|Ins|Tus|โ?ทร ?\.|ไปรษณี|อีเมล|e-?mail)", re.IGNORECASE
)
_ENDS_POSITION = re.compile(r"^[^ก-๙]{0,3}(?:เรียน|โทร|สำเนา|ทราบ|เลข|วันที่|เวลา|หมายเหตุ|ผู้ประสาน)")


def _after_closing(sheets: list[Sheet], head: Head) -> list[tuple[Sheet, Piece]]:
    """Every line after the words that close the letter's text."""
    lines = [(sheet, piece) for sheet in sheets for piece in sheet.pieces]
    for index, (_, piece) in enumerate(lines):
        if is_closing(piece.text):
            return lines[index + 1 :]
    return [(s, p) for s, p in lines if s is not sheets[0] or p.middle > head.bottom]


def signature(sheets: list[Sheet], head: Head) -> tuple[Found[str] | None, Found[str] | None]:
    """Return the typed name in brackets after the closing words, and the position under it."""
    lines = _after_closing(sheets, head)
    for leftmost in (0.3, 0.0):
        for index, (sheet, piece) in enumerate(lines):
            if piece.centre >= leftmost * sheet.reading.width and (name := _name(sheet, piece)):
                signatory, part = name
                below = [p for s, p in lines[index + 1 :] if s is sheet]
                return signatory, _position(sheet, part, below)
    return None, None


def _name(sheet: Sheet, piece: Piece) -> tuple[Found[str], Piece] | None:
    """Read a typed name in brackets, and the piece it stands in."""
    for match in (*_NAME.finditer(piece.text), *_TORN.finditer(piece.text)):
        alone = len(match[0]) > 0.7 * len(piece.text)
        name = re.sub(" +", " ", match[match.lastindex or 0]).strip()
        name = _RANK.sub(lambda title: f"ว่าที่{restored(title['rank'])} ", name)
        titled = bool(_TITLED.match(name))
        if _NOT_A_NAME.search(name) and not _PERSON.match(name):
            continue
        if not (alone or titled):
            continue
        part = piece.part(*match.span())
        whole = alone and match.re is _NAME
        shape = (Shape.WHOLE if whole else Shape.LIKELY) if titled else Shape.LOOSE
        return found(name, match[0], sheet.evidence(part), shape), part
    return None


def _position(sheet: Sheet, name: Piece, below: list[Piece]) -> Found[str] | None:
    """Join the lines centred under the name: position, acting for whom, of what office."""
    parts: list[Piece] = []
    last = name
    apart = True
    for piece in below:
        if piece.middle - last.middle > 1.9 * sheet.pitch or len(parts) == 3:  # noqa: PLR2004
            apart = len(parts) < 3  # noqa: PLR2004
            break
        centred = abs(piece.centre - name.centre) < 0.14 * sheet.reading.width
        if not centred or _NAME.fullmatch(piece.text):
            continue
        if _ENDS_POSITION.match(piece.text) or find_dates(piece.text):
            apart = False
            break
        if re.search("[ก-ฮ]{2}", piece.text):
            parts.append(piece)
            last = piece
    text = tidy(" ".join(piece.text for piece in parts))
    if not text:
        return None
    evidence = sheet.evidence(*parts)
    shape = Shape.WHOLE if apart else Shape.LIKELY
    return found(believed(text, evidence), text, evidence, shape)


def owner_unit(sheets: list[Sheet], head: Head) -> Found[str] | None:
    """Read the unit at the foot, on the one or two lines over its telephone."""
    for sheet in reversed(sheets):
        for index, piece in enumerate(sheet.pieces):
            if not _CONTACT.match(piece.text) or piece.box[0] > 0.4 * sheet.reading.width:
                continue
            if sheet is sheets[0] and piece.middle <= head.bottom:
                continue
            unit = _over(sheet, piece, sheet.pieces[:index])
            if unit:
                return unit
    return None


def _over(sheet: Sheet, contact: Piece, above: tuple[Piece, ...]) -> Found[str] | None:
    """Join the unit's lines straight over its telephone."""
    lines: list[Piece] = []
    edge = contact
    for piece in reversed(above):
        at_left = abs(piece.box[0] - contact.box[0]) < 0.08 * sheet.reading.width
        short = piece.box[2] - piece.box[0] < 0.62 * sheet.reading.width
        if not at_left:
            continue
        if edge.middle - piece.middle > 1.7 * sheet.leading or not short or len(lines) == 2:  # noqa: PLR2004
            break
        if not _UNIT.match(piece.text):
            break
        lines.insert(0, piece)
        edge = piece
    text = tidy(" ".join(piece.text for piece in lines))
    if not text:
        return None
    evidence = sheet.evidence(*lines)
    return found(believed(text, evidence), text, evidence, Shape.LIKELY)


def phone(sheets: list[Sheet], head: Head) -> Found[str] | None:
    """Read the telephone at the foot of a letter."""
    hits = [
        (sheet, piece)
        for sheet in sheets
        for piece in sheet.pieces
        if sheet is not sheets[0] or piece.middle > head.bottom
        if piece.box[0] < 0.45 * sheet.reading.width and _PHONE.search(piece.text)
    ]
    owned = [hit for hit in hits if _CONTACT.match(hit[1].text)]
    return phone_in(*(owned or hits)[0]) if hits else None


def _phone_number(text: str) -> str | None:
    match = _PHONE.search(text)
    return re.sub(r"\D", "", match["number"]) if match else None


def phone_in(sheet: Sheet, piece: Piece) -> Found[str] | None:
    """Read the telephone in one line, such as a memo's ส่วนราชการ."""
    chosen = weighed(piece, _phone_number)
    match = _PHONE.search(chosen.piece.text)
    if match is None:
        return None
    number = re.sub(r"[ .]+", " ", arabic_digits(match["number"])).strip()
    inner = f" ต่อ {arabic_digits(match['inner'])}" if match["inner"] else ""
    whole = number.startswith("0") and 9 <= len(re.sub(r"\D", "", number)) <= 10  # noqa: PLR2004
    evidence = chosen.on(sheet.evidence(chosen.piece.part(*match.span())))
    return found(number + inner, match[0], evidence, Shape.WHOLE if whole else Shape.LOOSE)


def email(sheets: list[Sheet]) -> Found[str] | None:
    """Read the unit's address: the last one of the letter that ends in a domain."""
    hits = [
        (sheet, piece, match)
        for sheet in sheets
        for piece in sheet.pieces
        if _CONTACT.match(piece.text)
        for match in _MAIL.finditer(_SARABAN.sub("saraban@", piece.text))
        if re.search("[. ]", match[0])
    ]
    for sheet, piece, match in hits[-1:]:
        address = re.sub(
            r" ?(?:\.| (?=th)) ?|(?<=[a-z]) (?=(?:go|ac|or|co|mi|in|net)\b)", ".", match[0]
        )
        address = re.sub(r" |(?<=\.)-(?=go)", "", address).lower()
        address = _GO_TH.sub(".go.th", address)
        part = piece.part(*match.span())
        shape = Shape.WHOLE if re.search(r"\.(?:th|com|org|net)$", address) else Shape.LOOSE
        if sheet.reading.engine.startswith("tesseract"):
            shape = Shape.LIKELY if shape is Shape.WHOLE else Shape.LOOSE
        return found(address, match[0], sheet.evidence(part), shape)
    return None
