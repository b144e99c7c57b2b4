"""Who writes: a memo's ส่วนราชการ, a letter's top right, a seal's agency, an order's title."""

import re
from collections.abc import Iterator

from intake.extract import message_form
from intake.extract.certainty import Shape, found
from intake.extract.found import Found
from intake.extract.kinds import Opening
from intake.extract.labels import Label
from intake.extract.layout import Piece, Sheet, union
from intake.extract.restored import believed
from intake.extract.section_values import joined, tidy
from intake.extract.sections import Head
from registry.thai_dates import find_dates
from registry.vocabulary import LetterKind

_PHONE = re.compile(r"[ (]*(?:โทร|Ins|Tus|(?<![ก-๎.])ทร ?\.)")
_ADDRESS = re.compile(
    r"(?:^|[ ,])[^ก-๙]{0,3}(?:ถนน|ถ\.|ต\.|ตำบล|อ\.|อำเภอ|เขต(?!พื้นที่|ที่?|ุ| ?[0-9๐-๙])|แขวง|จ\.|เลขที่|หมู่"
    r"|ซอย|อาคาร|ทำเนียบ|กทม|กรุงเทพฯ|[0-9๐-๙]+/[0-9๐-๙])|^[0-9๐-๙]+ |[0-9๐-๙]{5}|ตู้ ปณ"
)
_OFFICE = re.compile(
    r"สำ?นัก|กรม|กอง|กลุ่ม|ฝ่าย|ส่วน|คณะ|มหาวิทยาลัย|โรงเรียน|ศูนย์|เทศบาล|องค์การ|จังหวัด|ที่ว่าการ"
    r"|ที่ทำการ|กระทรวง|สถาบัน|วิทยาลัย|โรงพยาบาล|ศาล|สภา|ธนาคาร|บริษัท|การ[ก-ฮเ-ไ]|อำเภอ"
)
_LOWER_UNIT = re.compile(r"(?<=[ )])(?=(?:ส่วน|ฝ่าย|กลุ่ม|กอง|งาน|แผนก|ศูนย์)[ก-๎])")
_REST = re.compile(r"[ก-๎ ()]{2,}[0-9๐-๙]{0,3}\)?")
"""The end of an office's name, which may be its number."""
_MOST_LINES = 3
_TOP = 0.35
"""How far down a page its office stands."""
_LEVEL = 40
"""How far apart, in pixels, lines begin that stand one under the other."""


def sender(sheets: list[Sheet], head: Head, opened: Opening) -> Found[str] | None:
    """Read the office that writes."""
    sheet = sheets[0]
    if section := head.sections.get(Label.UNIT):
        text = _without_phone(joined(sheet, section))
        shape = Shape.WHOLE if section.is_whole else Shape.LIKELY
        return _office(text, text, sheet, section.head, shape=shape) if text else None
    if opened.title and opened.kind in (LetterKind.ORDER, LetterKind.ANNOUNCEMENT):
        return _of_title(sheet, opened.title)
    if opened.kind is LetterKind.OTHER:
        return _from_form(sheet)
    if read := _top_right(sheet, head, opened) or _letterhead(sheet, head, opened):
        return read
    sealed = opened.kind is LetterKind.STAMPED
    return (_over_seal(sheets, head) if sealed else None) or _in_text(sheet, head)


def memo_unit(sheet: Sheet, head: Head) -> Found[str] | None:
    """Return the lowest unit a memo's ส่วนราชการ names, if it names more than one."""
    section = head.sections.get(Label.UNIT)
    if section is None:
        return None
    parts = _LOWER_UNIT.split(_without_phone(joined(sheet, section)))
    unit = parts[-1].strip()
    return _office(unit, unit, sheet, section.head) if parts[1:] else None


def _office(
    name: str, raw: str, sheet: Sheet, *pieces: Piece, shape: Shape = Shape.LIKELY
) -> Found[str]:
    evidence = sheet.evidence(*pieces)
    return found(believed(name, evidence), raw, evidence, shape)


def _without_phone(text: str) -> str:
    cut = _PHONE.search(text)
    return _balanced(tidy(text[: cut.start()] if cut else text))


def _is_open(text: str) -> bool:
    """Say whether a bracket was not closed yet."""
    return text.count("(") > text.count(")")


def _balanced(text: str) -> str:
    """Close a bracket whose end went with the telephone."""
    return f"{text})" if _is_open(text) else text


def _of_title(sheet: Sheet, title: Piece) -> Found[str]:
    """Take the office out of ``คำสั่งโรงเรียนตัวอย่าง``."""
    text = re.sub(r"^[^ก-๙]{0,3}(?:[คด]ำ?ส[ัิี]่?ง|ประกาศ) *", "", title.text)
    text = re.split(r" *ที่? *(?=[0-9๐-๙][^/]{0,8}/)", text)[0]
    return _office(text, title.text, sheet, title)


def _from_form(sheet: Sheet) -> Found[str] | None:
    """Read ``จาก`` of a joint message form."""
    piece = message_form.sender(sheet)
    return _office(tidy(piece.text), piece.text, sheet, piece) if piece else None


def _top_right(sheet: Sheet, head: Head, opened: Opening) -> Found[str] | None:
    """Join the lines right of the reference, down to the address."""
    line = opened.reference
    if line is None:
        return None
    inline = _after_reference(line)
    office = [inline] if inline else []
    ended = False
    beside = [piece for piece in _beside(sheet, head, line) if not find_dates(piece.text)]
    for index, piece in enumerate(beside):
        if office and _is_rest(sheet, office[-1], beside[index : index + 2]):
            office[-1] = _with_rest(office[-1], piece)
            continue
        address = _ADDRESS.search(piece.text)
        name = piece.part(0, address.start()) if address else piece
        open_bracket = bool(office) and _is_open(office[-1].text)
        belongs = open_bracket or _OFFICE.search(name.text)
        if name.text and belongs and len(office) < _MOST_LINES:
            office.append(name)
        if address:
            ended = True
            break
    if not office:
        return None
    # One line straight over its address cannot be mixed with anything else.
    shape = Shape.WHOLE if ended and len(office) == 1 else Shape.LIKELY
    text = tidy(" ".join(piece.text for piece in office)).replace("( ", "(")
    return _office(text, text, sheet, *office, shape=shape)


def _is_rest(sheet: Sheet, name: Piece, below: list[Piece]) -> bool:
    """Say whether the first of some lines ends a name: right under it, over the address."""
    if len(below) < 2:  # noqa: PLR2004
        return False
    rest, address = below
    under = 0 < rest.middle - name.middle < 1.5 * sheet.leading
    level = abs(rest.box[0] - name.box[0]) < _LEVEL and abs(address.box[0] - name.box[0]) < _LEVEL
    named = _OFFICE.match(rest.text) or _ADDRESS.search(rest.text)
    plain = _REST.fullmatch(rest.text)
    return bool(under and level and plain and not named) and bool(_ADDRESS.match(address.text))


def _with_rest(name: Piece, rest: Piece) -> Piece:
    """Put a name that was broken over two lines together, as Thai is: without a space."""
    sure = min(name.confidence, rest.confidence)
    return Piece(name.text + rest.text, union([name.box, rest.box]), sure, name.page)


def _letterhead(sheet: Sheet, head: Head, opened: Opening) -> Found[str] | None:
    """Read the office that stands over its address: across the top, over the reference if any."""
    lowest = opened.reference.middle if opened.reference else _TOP * sheet.reading.height
    top = [piece for piece in head.loose if piece.middle < lowest]
    for piece in top:
        under = [other for other in top if _is_under(sheet, piece, other)]
        if not _OFFICE.match(piece.text) or not under:
            continue
        if _ADDRESS.match(under[0].text):
            return _office(piece.text, piece.text, sheet, piece)
        if _is_rest(sheet, piece, under[:2]):
            whole = _with_rest(piece, under[0])
            return _office(whole.text, whole.text, sheet, piece, under[0])
    return None


def _is_under(sheet: Sheet, piece: Piece, other: Piece) -> bool:
    """Say whether a line begins at the same column, one or two lines below."""
    level = abs(other.box[0] - piece.box[0]) < _LEVEL
    return level and 0 < other.middle - piece.middle < 3 * sheet.leading


def _beside(sheet: Sheet, head: Head, line: Piece) -> Iterator[Piece]:
    """Give the pieces right of the reference and under it, from the top."""
    section = head.sections.get(Label.REFERENCE)
    pieces = {*(section.lines[1:] if section else ()), *head.loose} - {line}
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        below = piece.middle - line.middle
        if (
            -1.3 * sheet.pitch < below < 3.2 * sheet.pitch
            and piece.centre > sheet.reading.width / 2
        ):
            yield piece


def _after_reference(line: Piece) -> Piece | None:
    """Return the office that was read in one line with the reference."""
    match = re.search(r"/[^ก-ฮเ-ไ]*(?:ว[^ก-ฮเ-ไ]*)?[ 0-9๐-๙](?=[ก-ฮเ-ไ][ก-๎]{2})", line.text)
    if not match:
        return None
    rest = line.part(match.end())
    return rest if _OFFICE.search(rest.text) else None


def _over_seal(sheets: list[Sheet], head: Head) -> Found[str] | None:
    """Read the agency a stamped letter names under its text, right of the middle."""
    for sheet in reversed(sheets):
        for piece in reversed(sheet.pieces):
            high = sheet is sheets[0] and piece.middle <= head.bottom
            right = piece.box[0] > 0.42 * sheet.reading.width
            if right and not high and _OFFICE.match(piece.text) and not _ADDRESS.search(piece.text):
                return _office(piece.text, piece.text, sheet, piece)
    return None


_OPENS = re.compile(
    r"^[^ก-๙]{0,3}(?:ด้?วย *)?(?P<office>(?!คณะรัฐมนตรี)"
    r"(?:สำ?นัก|กรม|กอง|คณะ|มหาวิทยาลัย|โรงเรียน|ศูนย์|เทศบาล|องค์การ|จังหวัด|กระทรวง|สถาบัน"
    r"|วิทยาลัย|โรงพยาบาล|อำเภอ)[ก-๎.() ]{2,70}?) *"
    r"(?:กำหนด|ได้|มีความ|มีกำหนด|พิจารณาแล้ว|ขอเรียน|จะ|ขอแจ้ง|ขอส่ง|ร่วมกับ)"
)
_SPEAKS = re.compile(r"พิจารณาแล้ว|ขอเรียน|ขอแจ้ง|ขอส่ง")


def _in_text(sheet: Sheet, head: Head) -> Found[str] | None:
    """Fall back on the office that speaks in the letter's text: ``ด้วยกรม… กำหนด…``."""
    for index, piece in enumerate(head.body):
        match = _OPENS.match(piece.text)
        own = match and (index == 0 or _SPEAKS.search(match[0]))
        if not match or not own or "มีหนังสือ" in piece.text.replace(" ", ""):
            continue
        name = match["office"].strip()
        evidence = sheet.evidence(piece)
        return found(believed(name, evidence), match[0], evidence, Shape.LOOSE)
    return None
