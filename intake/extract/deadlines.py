"""Deadlines and windows, with the sentence they stand in; nothing computed without an anchor.

ป.พ.พ. มาตรา 193/3 leaves out the first day; counting a period is routing's
work, once a clerk knows the day it starts from.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.extract.found import Deadline
from intake.extract.layout import Piece, Sheet, union
from registry.ports import Box
from registry.thai import arabic_digits, normal_text
from registry.thai_dates import find_dates
from registry.written_date import WrittenDate

_D = "[0-9๐-๙]"
_DAY_WORD = r"(?: *(?:วัน[ก-ฮ]?[ก-๎]{0,9}ที่?))?"
_WITHIN = re.compile(rf"(?:ภายใน|ไม่เกิน|อย่างช้า(?:ใน)?|ในหรือก่อน){_DAY_WORD} *(?={_D})")
_BEFORE = re.compile(rf"ก่อน{_DAY_WORD} *(?={_D})")
_FROM = re.compile(rf"ตั้?งแต่{_DAY_WORD} *(?={_D})")
_DELIVERY = re.compile(rf"ด่?วนภายใน{_DAY_WORD} *(?={_D})")
_PERIOD = re.compile(
    rf"(?:ภายใน|ไม่เกิน) *(?:ระยะเวลา *)?(?P<days>{_D}{{1,3}}) *วัน(?P<working> ?ทำ ?การ)?"
    rf"(?! ?ที่)(?: *(?:นับ(?:แต่|จาก|ตั้งแต่|ถัดจาก|ถึง)?) *(?P<anchor>[^\n]{{0,60}}))?"
)
_RECURRING = re.compile(
    rf"ทุก ?(?:วันที่ *)?{_D}{{1,2}} *(?:เดือน|วัน|สัปดาห์|ปี|ของเดือน)"
    rf"|ทุก(?:สิ้น)?เดือน|ทุกวันที่ *{_D}+"
)
_SOON = re.compile(r"โดย(?:เร็ว(?:ที่สุด)?|ด่?วน)|(?<![ก-ฮ])ทันที(?!หลัง)")
_REPLY = re.compile(
    r"แล้วแจ้งผล|(?:แจ้ง|รายงาน)ผล[ก-๎ ]{0,40}(?:ให้)?[^\n]{0,40}ทราบ"
    r"|ตอบแบบ|แจ้งตอบ(?:รับ)?|ส่งแบบตอบรับ|แจ้งยืนยัน"
)
_ANCHOR_END = re.compile(r" (?=กรณี|ทั้งนี้|และ|หาก|โดย|ให้|จึง|เพื่อ|[๐-๙0-9]+\.)")
_BEFORE_SENTENCE = 90
_AFTER_SENTENCE = 60


@dataclass(frozen=True)
class _Text:
    """The text of some pages as one string, knowing where each letter stands."""

    text: str
    starts: tuple[int, ...]
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, sheets: list[Sheet]) -> "_Text":
        text, starts, pieces = "", [], []
        for sheet in sheets:
            for piece in sheet.pieces:
                starts.append(len(text))
                pieces.append(piece)
                text += piece.text + ("\n" if not sheet.is_filled(piece) else " ")
        return cls(text, tuple(starts), tuple(pieces))

    def where(self, start: int, end: int) -> tuple[int, Box]:
        """Return the page and the box of a stretch; of its first page, if it crosses one."""
        inside = [
            piece
            for at, piece in zip(self.starts, self.pieces, strict=True)
            if at < end and at + len(piece.text) > start
        ]
        page = inside[0].page
        return page, union([piece.box for piece in inside if piece.page == page])

    def sentence(self, start: int, end: int) -> str:
        """Return the words around a stretch, from a space to a space."""
        line_start = self.text.rfind("\n", 0, start) + 1
        left = max(line_start, start - _BEFORE_SENTENCE)
        if left > line_start:
            space = self.text.find(" ", left, start)
            left = space + 1 if space >= 0 else left
        line_end = self.text.find("\n", end)
        right = min(line_end if line_end >= 0 else len(self.text), end + _AFTER_SENTENCE)
        space = self.text.find(" ", right)
        right = right if right == line_end or space < 0 or space - right > 20 else space  # noqa: PLR2004
        return self.text[left:right].strip()


def deadlines(sheets: list[Sheet]) -> tuple[Deadline, ...]:
    """Find every phrase that sets a time, in the order they stand."""
    if not sheets:
        return ()
    whole = _Text.of(sheets)
    engines = {sheet.reading.number: sheet.reading.engine for sheet in sheets}
    found = list(_dated(whole, engines)) + list(_undated(whole))
    found.sort(key=lambda pair: pair[0])
    return tuple(deadline for _, deadline in found)


def _dated(whole: _Text, engines: dict[int, str]) -> Iterator[tuple[int, Deadline]]:
    """Phrases with a day in them."""
    taken: set[int] = set()
    for kind, pattern in (
        ("delivery", _DELIVERY),
        ("before", _BEFORE),
        ("window", _FROM),
        ("date", _WITHIN),
    ):
        for match in pattern.finditer(whole.text):
            date = _date_at(whole.text, match.end())
            if date is None or match.end() in taken:
                continue
            taken.add(match.end())
            start, end = match.start(), match.end() + len(date.raw)
            made = _of_kind(kind, date, whole, (start, end), engines)
            if made:
                yield start, made


def _date_at(text: str, at: int) -> WrittenDate | None:
    """Return the date that begins at ``at``, read across the end of a full line."""
    for date in find_dates(normal_text(text[at : at + 90]).replace("\n", " ")):
        return date if date.span[0] <= 1 else None
    return None


def _of_kind(
    kind: str, date: WrittenDate, whole: _Text, span: tuple[int, int], engines: dict[int, str]
) -> Deadline | None:
    """Make the deadline a phrase and its date say."""
    if kind == "window" and date.end is None:
        return None
    page, box = whole.where(*span)
    end = date.end or date.start
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", end):
        end = ""
    if kind == "before" and end:
        end = (dt.date.fromisoformat(end) - dt.timedelta(days=1)).isoformat()
    recognised = engines[page].startswith("tesseract")
    return Deadline(
        kind=kind,
        text=whole.sentence(*span),
        page=page,
        box=box,
        start=date.start if kind == "window" and date.whole else None,
        end=end or None,
        time=date.time,
        certain=bool(end) and not date.doubts and not recognised,
    )


def _undated(whole: _Text) -> Iterator[tuple[int, Deadline]]:
    """Periods, repetitions, and phrases that only press or ask for an answer."""
    for match in _PERIOD.finditer(whole.text):
        page, box = whole.where(*match.span())
        yield (
            match.start(),
            Deadline(
                kind="period",
                text=whole.sentence(*match.span()),
                page=page,
                box=box,
                days=int(arabic_digits(match["days"])),
                working_days=bool(match["working"]),
                anchor=_anchor(match["anchor"]),
            ),
        )
    for kind, pattern in (("recurring", _RECURRING), ("soon", _SOON), ("reply", _REPLY)):
        for match in pattern.finditer(whole.text):
            page, box = whole.where(*match.span())
            yield match.start(), Deadline(kind, whole.sentence(*match.span()), page, box)


def _anchor(words: str | None) -> str | None:
    """Return the event a period is counted from, in the letter's words."""
    if not words:
        return None
    return _ANCHOR_END.split(words.strip())[0].strip() or None
