"""Which earlier letters a letter says it cancels or amends; pure reading of its text.

``ให้ยกเลิกหนังสือ … ที่ กค 0402.2/ว24`` cancels a letter; ``ยกเลิกการประชุม``
cancels a meeting and ``ยกเลิกหนังสือเดินทาง`` a passport. What is cancelled
must be a letter, or rules given by one, and the act must be this letter's own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.references import Reference, find_references, search_key
from registry.thai import arabic_digits, normal_text
from registry.thai_dates import read_date
from registry.vocabulary import ReplacementKind

_OTHER_PAPER = (
    "(?!เดินทาง|รับรอง|ค้ำประกัน|สัญญา|มอบอำนาจ|อนุญาต|สำคัญ|ยินยอม|เรียน|พิมพ์|บริคณห์|แจ้งความ|ที่อ้างถึง)"
)
_RULES = "(?:หลักเกณฑ์|แนวทาง|แนวปฏิบัติ|วิธีปฏิบัติ|วิธีการ|มาตรการ|มาตรฐาน|ข้อกำหนด|ความ|ข้อความ)"
_GAP = r"(?:(?!ตามหนังสือ|ตามที่|นั้น|จึง|แจ้ง)[^/]){0,100}?"
_OBJECT = rf"(?:หนังสือ{_OTHER_PAPER}|{_RULES}{_GAP}(?:ตาม|ใน)หนังสือ{_OTHER_PAPER})"
_STARTS = "(?:(?<![ก-๎])|(?<!ไม่)(?<!มิ)(?<!ได้)(?<!จะ)(?<!หาก)(?<!ขอ)(?=จึง|ให้|ขอ))"
_VERB = (
    rf"{_STARTS}(?:และ|จึง|โดย|เห็นควร)?(?:ให้|ขอ|ขอให้)?(?P<verb>ยกเลิก|แก้ไขเพิ่มเติม|แก้ไข)(?:การใช้)?\s?"
)
_BEFORE = re.compile(rf"{_VERB}{_OBJECT}{_GAP}$")
_CITED = re.compile(
    rf"{_VERB}(?:{_RULES}{_GAP}(?:ตาม|ใน))?หนังสือที่อ้างถึง(?: ?(?P<place>[0-9๐-๙]{{1,2}}))?"
)
_NEXT = re.compile(r"(?: ?ลงวันที่.{1,40}?)? ?(?:,|และ|กับ|รวมทั้ง) ?(?:หนังสือ[^/]{0,80})?")
_REACH = 300


@dataclass(frozen=True, slots=True)
class Replaced:
    """One letter that a letter's text says it cancels or amends."""

    kind: ReplacementKind
    key: str = ""
    """``search_key`` of its number; empty where the text says ที่อ้างถึง."""
    dated: str = ""
    """ISO day as written behind the number; empty if none is."""
    place: int = 0
    """Which entry of อ้างถึง is meant, from 1; 0 is the only one."""


def replaced_in(text: str) -> tuple[Replaced, ...]:
    """Find the letters that a text cancels or amends, in order, each once."""
    text = normal_text(text).replace("\n", " ")
    found = [*_by_number(text), *_by_citation(text)]
    return tuple(dict.fromkeys(found))


def _by_number(text: str) -> Iterator[Replaced]:
    last: tuple[int, ReplacementKind] | None = None
    for reference in find_references(text):
        start, end = reference.span
        begins = text[max(0, start - _REACH) : start]
        match = _BEFORE.search(begins)
        if match:
            kind = _kind(match)
        elif last and _NEXT.fullmatch(text[last[0] : start].rstrip()):
            kind = last[1]
        else:
            last = None
            continue
        last = end, kind
        yield Replaced(kind, search_key(reference.canonical), _day_behind(text, reference))


def _by_citation(text: str) -> Iterator[Replaced]:
    for match in _CITED.finditer(text):
        yield Replaced(_kind(match), place=int(arabic_digits(match["place"] or "0")))


def _kind(match: re.Match[str]) -> ReplacementKind:
    cancels = match["verb"] == "ยกเลิก"
    return ReplacementKind.SUPERSEDES if cancels else ReplacementKind.AMENDS


def _day_behind(text: str, reference: Reference) -> str:
    """Read the day in ``ลงวันที่ …`` right behind a number."""
    behind = re.match(r" ?ลงวันที่ ?(.{1,40})", text[reference.span[1] :])
    date = read_date(behind[1]) if behind else None
    return date.start if date and date.start[0].isdigit() else ""
