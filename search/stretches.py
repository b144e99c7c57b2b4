"""Stretches of days as officers ask for them: a day, a month, a year B.E., from … to …."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

from registry.thai import ERA
from registry.thai_dates import find_dates

_BEFORE_DAYS = r"(?: ?(?:วันที่|เดือน|ปี|พ\.ศ\.))? ?"
_LEAD = re.compile(rf" *(?P<how>ตั้งแต่|ระหว่าง|หลัง|ก่อน|ถึง)?{_BEFORE_DAYS}")
_JOINT = re.compile(rf" *(?:จนถึง|ถึง|-){_BEFORE_DAYS}")
_YEAR = re.compile(r"2[45][0-9]{2}(?![0-9/.-])")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both ends included; ``None`` is open. ``end`` is where the writing of it ends."""

    first: dt.date | None
    last: dt.date | None
    end: int
    is_range: bool = False
    """Written with both ends, so no word before it opens one."""


def stretch_at(text: str, start: int = 0) -> Stretch | None:
    """Read the stretch that begins at ``start`` of a folded text; ``None`` if none does.

    ``มี.ค. 2568``, ``1-5 มี.ค. 68``, ``ตั้งแต่ 1 ม.ค. 68 ถึง มี.ค. 68``, ``ก่อน 2567``,
    ``2568``.
    """
    lead = _LEAD.match(text, start)
    assert lead is not None  # it matches nothing, too
    said = _days_at(text, lead.end())
    if said is None:
        return None
    joint = _JOINT.match(text, said.end)
    until = _days_at(text, joint.end()) if joint else None
    if until is not None:
        return replace(until, first=said.first)
    return said if said.is_range else _opened(said, lead["how"])


def _opened(said: Stretch, how: str | None) -> Stretch:
    """Open one end of a stretch that stands alone: ``ตั้งแต่``, ``หลัง``, ``ก่อน``, ``ถึง``."""
    assert said.first is not None
    assert said.last is not None
    match how:
        case "ตั้งแต่":
            return replace(said, last=None)
        case "หลัง":
            return replace(said, first=said.last + dt.timedelta(days=1), last=None)
        case "ก่อน":
            return replace(said, first=None, last=said.first - dt.timedelta(days=1))
        case "ถึง":
            return replace(said, first=None)
        case _:
            return said


def _days_at(text: str, start: int) -> Stretch | None:
    """Read one date, month or year, or a range in one, that begins exactly here."""
    if year := _YEAR.match(text, start):
        gregorian = int(year[0]) - ERA
        return Stretch(dt.date(gregorian, 1, 1), dt.date(gregorian, 12, 31), year.end())
    found = next(iter(find_dates(text[start:])), None)
    if found is None or found.span[0]:
        return None
    if any(one.startswith("-") for one in (found.start, found.end or "")):
        return None  # a day without its year
    first, last = days_of(found.start)
    if found.end:
        _, last = days_of(found.end)
    return Stretch(first, last, start + found.span[1], is_range=found.end is not None)


def days_of(iso: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of an ISO day or month."""
    year, month, *day = (int(part) for part in iso.split("-"))
    length = calendar.monthrange(year, month)[1]
    return dt.date(year, month, *(day or [1])), dt.date(year, month, *(day or [length]))
