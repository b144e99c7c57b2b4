"""The words that head the fields of a letter, with the marks recognisers lose."""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import islice

from registry.thai import normal_text
from registry.thai_months import edit_distance


class Label(StrEnum):
    """A field whose value follows its word."""

    UNIT = "ส่วนราชการ"
    REFERENCE = "ที่"
    SUBJECT = "เรื่อง"
    ADDRESSEE = "เรียน"
    TO = "ถึง"
    REFERS = "อ้างถึง"
    ENCLOSED = "สิ่งที่ส่งมาด้วย"


_JUNK = r"^[^ก-๙A-Za-z0-9]{0,4}"
_COLON = r" *[:;.]? *"
_WORDS = {
    Label.UNIT: r"ส่?วนร.?ช.?.?(?:การ|กา ร|ก.ร)",
    Label.SUBJECT: r"(?:เร(?:ื่?|ี่?|ิ่?)?่?์?|ร(?:ื่?|ี่?|ิ่?))อง(?!ราว|เดิม)|อง(?= )",
    Label.ADDRESSEE: r"เ?ร[ีิื]?่?ย[นบ](?!ร|ก[าา]ร|ว่า|เชิญ|มา)|เ(?:ส|ล)นอ(?!แนะ|ให้|มา|ต่อ|ขอ)",
    Label.TO: (
        r"(?:ถึ?ง(?! ?วัน)|ง(?= (?:ผู?้|นายก|หั?วหน|อธิการ|ปลัด|เลขา|ประธาน)))(?: *'?)"
        r"(?: ?ผู้รับปฏิบัติ)?"
    ),
    Label.REFERS: (r"(?:[อฮล][ก-ฮ]?)?[่้]?าง ?(?:ถึ?่?ง(?:ถึง)?|ถ[ึีิื]่?[ก-ฮ]{0,3}(?=[1๑] ?\.))|อ้างอิง"),
    Label.ENCLOSED: (r"(?:[สล](?:ิ่?|ี่?|ื่?|ั่?)?่?)?ง ?ท[ีิื]?่? ?[สล]?่?ง ?มา ?(?:ด้?่? ?[วย]ย?|พร้อมนี้)"),
    Label.REFERENCE: (
        r"ที่?(?=[ '.:…]*(?:[ก-ฮ]{1,6} ?\.? ?[ก-ฮ.]{0,10} ?(?:\([ก-ฮ.]+\) ?)?[0-9๐-๙]"
        r"|[0-9๐-๙]+ ?/|ต่อ ))"
    ),
}
_PATTERNS = {label: re.compile(f"{_JUNK}(?:{word}){_COLON}") for label, word in _WORDS.items()}
_LETTER = re.compile(f"[ก-ฮ][ะ-ฺ็-๎]*(?:{_COLON})")
_MISTAKEN = 2
"""Consonants of the longest label, at most."""
_NUMBERED = re.compile(r"[ก-ฮ]{0,4}[^ก-๙]{0,3}[0-9๐-๙]")
_LOST_LABEL = re.compile(
    r"^[^ก-๙A-Za-z0-9]{0,4}(?:[A-Za-z][A-Za-z0-9'’‘.,]{1,4} +|G[a-z]{2})'?(?=[ก-ฮเ-ไ])"
    r"(?!วัน|เดือน|เวลา|เลข)"
)


def label_of(text: str) -> tuple[Label, int] | None:
    """Return the label a line begins with, and where its value starts."""
    for label, pattern in _PATTERNS.items():
        if match := pattern.match(text):
            return label, match.end()
    return _enclosed(text)


def _enclosed(text: str) -> tuple[Label, int] | None:
    """Know the longest label by its consonants where a recogniser mistook two: ส่งมจด้วย."""
    wanted = skeleton(Label.ENCLOSED)
    letters = islice(_LETTER.finditer(text), len(wanted) + _MISTAKEN)
    ends = [letter.end() for letter in letters][len(wanted) - _MISTAKEN :]
    wrong, end = min(
        ((edit_distance(skeleton(text[:end]), wanted), -end) for end in ends), default=(9, 0)
    )
    return (Label.ENCLOSED, -end) if wrong <= _MISTAKEN else None


def lost_label(text: str) -> int | None:
    """Return where the value starts after a label read as Latin letters: ``Gun หัวหน้า…``."""
    match = _LOST_LABEL.match(text)
    if match is None or _NUMBERED.match(text, match.end()) or is_memo_title(text):
        return None
    return match.end()


_BODY = re.compile(
    r"^[^ก-๙]{0,3}(?:ดวย(?!ความ)|ตามท(?!ะ)|ตามหนงสอ|ตามคำสง|ตามประกาศ|ตามอาง|ตามบนทก|เนองจาก|เพอให"
    r"|จงเรยน|จงเสนอ|ในการน(?![ำา])|ทงน|อนง|ขอแสดง|อาศย|โดยท(?![ะำวุ])|เพอเปน|๑\.(?:ตาม|ดวย|[ก-ฮ]))"
    r"|ขอเรยนวา|ไดมหนงสอ|พจารณาแลว|ขอสงสำเนา|มความประสงค|กำหนดจด"
)
_SMALL = re.compile("[ ัิ-ื็-์]")
"""What is lost, added or moved first: spaces and the marks over letters."""


def begins_body(text: str) -> bool:
    """Say whether a line is the first of the letter's text."""
    return bool(_BODY.search(_SMALL.sub("", text)))


_CLOSING = re.compile(r"ขอแสดง ?ความ ?นั?บถือ|^จึง ?(?:เรียน|เสนอ|ขอเรียน|แจ้ง)")


def is_closing(text: str) -> bool:
    """Say whether a line closes the letter's text."""
    return bool(_CLOSING.search(text)) or resembles(text, "ขอแสดงความนับถือ", 3)


_CATCHWORD = re.compile(r"^[/|\\!lI] ?[ก-ฮเ-ไ๐-๙0-9(][^/]{0,40}?(?:\. ?\.[. ]*|…+)$")


def is_catchword(text: str) -> bool:
    """Say whether a line gives the first words of the next page: ``/เพื่อโปรด...``."""
    return bool(_CATCHWORD.match(text))


def skeleton(text: str) -> str:
    """Return the consonants alone: what survives a bad scan."""
    return re.sub("[^ก-ฮ]", "", normal_text(text))


def resembles(text: str, word: str, wrong: int) -> bool:
    """Say whether the consonants of a line are those of ``word``, up to ``wrong`` of them."""
    letters, wanted = skeleton(text), skeleton(word)
    return abs(len(letters) - len(wanted)) <= wrong and edit_distance(letters, wanted) <= wrong


_OF_FORM = tuple(
    map(
        re.compile,
        (
            "ลำ?[ดต]ั?บ ?ความ ?เร่?งด",
            "ของ ?ผู?้? ?[ใไ]ห้? ?[ขช]่?าว",
            "- ?วัน ?- ?เวลา",
            "ผู?้? ?รั?บ ?ปฏิ?บั?ติ?",
        ),
    )
)
"""What a joint message form prints in its cells."""


def is_message_form(lines: Sequence[str]) -> bool:
    """Say whether lines are of a joint message form: by its title, or by two of its own labels.

    Receipt stamps are pressed on its title, where there is room.
    """
    titled = any(resembles(text.split("(", maxsplit=1)[0], "กระดาษเขียนข่าวร่วม", 3) for text in lines)
    return titled or sum(any(map(label.search, lines)) for label in _OF_FORM) > 1


def is_memo_title(text: str) -> bool:
    """Say whether a line is, or ends in, บันทึกข้อความ."""
    title = "บันทึกข้อความ"
    tail = skeleton(text)[-len(skeleton(title)) :]
    found = "บันทึกข้อความ" in text.replace(" ", "") and len(text) < 40  # noqa: PLR2004
    short = len(text) < 30  # noqa: PLR2004
    return found or (short and edit_distance(tail, skeleton(title)) <= 2)  # noqa: PLR2004
