"""Dates as Thai letters write them: found in text, normal form ISO, doubts kept.

Formats and rules: the head of a letter (``๒๕ เมษายน ๒๕๖๘``), orders (``พ.ศ.``),
citations (``ลว ๑๑ เม.ย. ๒๕๕๕``), stamps (``- 2 พ.ค. 2568``), ranges, lists, the
military group (``๒๓๐๙๔๕ เม.ย. ๖๗``) and numbers (``02/05/2568``).
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace

from registry.thai import ERA, arabic_digits, normal_text
from registry.thai_clock import CLOCK, is_clock, read_clock
from registry.thai_months import EXACT, GUESSED, MISREAD, month_number
from registry.written_date import Doubt, WrittenDate

_D = "[0-9๐-๙]"
_DAY = f"(?<![0-9๐-๙]){_D}{{1,2}}(?![0-9๐-๙])"
_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
_WEEKDAY = f"(?:วัน ?)?(?P<weekday>{'|'.join(_WEEKDAYS)}) *ที่"
_MONTH = (
    f"(?:เดือน *)?(?:{EXACT}|{MISREAD}|{GUESSED}(?= *(?:พ ?\\. ?ศ ?\\.?)? *{_D}{{4}}(?!{_D}{{2}})))"
)
_ERA = r"(?:พ ?\. ?[ศค] ?(?:\.|พศ)?|พุทธศักราช|ค ?\. ?ศ ?\.?|คริสต์ศักราช)"
_YEAR = rf"(?: *,? *(?P<era>{_ERA})? *(?P<year>{_D}+))"
_TO = r"(?: *(?:-|ถึง) *)"
_AND = r"(?: *(?:,|และ(?:วันที่)?|, *และ) *)"
_WORD = r"(?:(?:วัน|ลงวัน) *ที่?|(?:วัน ?)?(?:" + "|".join(_WEEKDAYS) + r") *ที่)"
_STRETCH = rf"{_DAY}(?:{_TO}{_DAY})?"

# Only a line that has nothing but the day, or one that ends in "the day the N", goes on
# in the next line: a postcode above a month must never become its day.
_DAY_ENDS = [
    f"(?<={before}{space}{digits})"
    for before in ("วันที่", *(f"{weekday}ที่" for weekday in _WEEKDAYS))
    for space in ("", " ")
    for digits in (_D, _D + _D)
] + [f"(?<=^{_D})", f"(?<=^{_D}{_D})"]
_LINE_END = f"(?:{'|'.join(_DAY_ENDS)})\n"
_GAP = rf"(?: *|{_LINE_END})"

_HEAD = re.compile(
    rf"(?:(?P<group>(?<![0-9๐-๙/.-]){_D}{{6}}|(?<![0-9๐-๙]){_D}{{1,2}} {_D}{{4}}) *"
    rf"|(?P<days>{_STRETCH}(?:{_AND}{_STRETCH})*){_GAP})?"
    rf"(?P<month>{_MONTH})(?:{_YEAR})?",
    re.MULTILINE,
)
_NUMERIC = re.compile(
    rf"(?<![0-9๐-๙/.,])(?P<d>{_D}{{1,2}})(?P<sep>[/-])(?P<m>{_D}{{1,2}})(?P=sep)"
    rf"(?P<year>{_D}{{4}}|{_D}{{2}})(?![0-9๐-๙/])"
)
_TIME_AFTER = re.compile(
    rf"[ \n]*(?:,? *(?:เวลา)[ .…]*(?P<a>{CLOCK}|{_D}{{4}})(?: *- *(?P<b>{CLOCK}|{_D}{{4}}))?"
    rf"|,? *(?P<c>{CLOCK})(?![0-9๐-๙])(?: *- *(?P<d>{CLOCK}))?(?= *น|\s|$)"
    rf"|, *(?P<e>{_D}{{4}})-(?P<f>{_D}{{4}}))"
)
_TIME_BEFORE = re.compile(rf"(?P<a>{CLOCK}) *น\.? *(?:ของ *)?$")
_WEEKDAY_BEFORE = re.compile(f"{_WEEKDAY} *$")
_JOIN = re.compile(rf"{_TO}(?:{_WORD} *)?$")
_FIRST_BUDDHIST_JANUARY = 2484
"""Before it the year began on 1 April."""


def find_dates(text: str) -> tuple[WrittenDate, ...]:
    """Find every date in ``text``, in order; ``text`` is brought to normal form first.

    A year of an Act, a span of years, a number of months or a meeting's number
    is not a date and gives nothing.
    """
    text = normal_text(text)
    found = [date for match in _HEAD.finditer(text) if (date := _from_match(text, match))]
    found += [date for match in _NUMERIC.finditer(text) if (date := _from_numbers(match))]
    found.sort(key=lambda date: date.span)
    return tuple(_with_surroundings(text, date) for date in _ranges(text, found))


def read_date(text: str) -> WrittenDate | None:
    """Return the first date in ``text``, if any."""
    found = find_dates(text)
    return found[0] if found else None


def _from_match(text: str, match: re.Match[str]) -> WrittenDate | None:
    """Build a date from a month and what stands around it."""
    known = month_number(match["month"].removeprefix("เดือน").strip())
    if known is None or _is_not_a_month(text, match):
        return None
    month, spelt_right = known
    doubts = set() if spelt_right else {Doubt.MONTH}
    year, era, year_doubts = _year(match, month)
    if match["era"] == "พุทธศักราช" and year is None:
        return None  # the page cut the year off
    doubts |= year_doubts
    time, days = None, _stretches(match["days"] or "")
    if match["group"]:
        digits = arabic_digits(match["group"]).replace(" ", "").zfill(6)
        days, time = [(int(digits[:2]), int(digits[:2]))], f"{digits[2:4]}:{digits[4:]}"
        if not is_clock(time):
            return None
    start_at = match.start()
    if days and not all(_day_ok(day, month, year) for stretch in days for day in stretch):
        # ``67 - 31 ม.ค. 68``: what cannot be a day was the end of something else.
        doubts.add(Doubt.DAY)
        kept = [s for s in days if all(_day_ok(day, month, year) for day in s)]
        last = days[-1][1]
        days = kept[-1:] or ([(last, last)] if _day_ok(last, month, year) else [])
        start_at = match.start("month") if not days else start_at
    if not days and year is None:
        return None
    stretches, order = _iso_stretches(days, month, year)
    doubts |= order
    written = text[start_at : match.end()]
    raw = written.strip()
    if re.search("[0-9]", raw) and re.search("[๐-๙]", raw):
        doubts.add(Doubt.MIXED_DIGITS)
    start_at += len(written) - len(written.lstrip())
    return WrittenDate(
        raw=raw,
        span=(start_at, start_at + len(raw)),
        start=stretches[0][0],
        end=stretches[-1][1] if stretches[-1][1] != stretches[0][0] else None,
        days=tuple(stretches) if len(stretches) > 1 else (),
        time=time,
        era=era,
        doubts=frozenset(doubts),
    )


def _is_not_a_month(text: str, match: re.Match[str]) -> bool:
    """Tell ``สำนักงาน ก.พ.`` and ``9 เดือน ม.ค.`` from dates."""
    written = match["month"]
    before = text[: match.start("month")]
    dayless = not (match["days"] or match["group"])
    if written.startswith("เดือน") and not match["year"]:
        return True
    if re.search("[ก-๎]$", before) and dayless and re.match("[ก-ฮ]{2}", written.replace(".", "")):
        return "." in written or len(written) < len("มกรา")
    return (
        dayless and bool(re.search(r"(?:สำนักงาน|ข้าราชการ|โดย|ของ) *$", before)) and "." in written
    )


def _year(match: re.Match[str], month: int) -> tuple[int | None, str | None, set[Doubt]]:
    """Return the Gregorian year, the era it was written in and what is doubtful."""
    written = match["year"]
    if not written:
        return None, None, set()
    digits = arabic_digits(written)
    era = (match["era"] or "").replace(" ", "")
    value = int(digits)
    if len(digits) == 2 and era not in ("พุทธศักราช", "คริสต์ศักราช", "ค.ศ.", "ค.ศ"):  # noqa: PLR2004
        # ``๒๕`` is a Buddhist year whose last digits were lost, not 2525.
        if digits == "25":
            return None, None, {Doubt.YEAR}
        doubts = {Doubt.OLD_YEAR} if value < 40 else set()  # noqa: PLR2004
        return _gregorian(2500 + value, month), "BE", doubts
    if 2400 <= value <= 2699:  # noqa: PLR2004
        return _gregorian(value, month), "BE", set()
    if 1900 <= value <= 2100 and len(digits) == 4:  # noqa: PLR2004
        written_out = era.startswith("ค")
        return value, "CE", set() if written_out else {Doubt.ERA}
    return None, None, {Doubt.YEAR}


def _gregorian(year: int, month: int) -> int:
    """Turn a Buddhist year into a Gregorian one, minding that it once began in April."""
    early = year < _FIRST_BUDDHIST_JANUARY and month <= 3  # noqa: PLR2004
    return year - ERA + (1 if early else 0)


def _stretches(days: str) -> list[tuple[int, int]]:
    """``7-8 และ 17`` as first and last days."""
    found = []
    for part in re.findall(_STRETCH, days):
        numbers = [int(n) for n in re.findall("[0-9]+", arabic_digits(part))]
        found.append((numbers[0], numbers[-1]))
    return found


def _day_ok(day: int, month: int, year: int | None) -> bool:
    return 1 <= day <= monthrange(year or 2024, month)[1]


def _iso_stretches(
    days: list[tuple[int, int]], month: int, year: int | None
) -> tuple[list[tuple[str, str]], set[Doubt]]:
    """Write the days as ISO; a range that runs backwards began in the month before."""
    if not days:
        return [(f"{year:04d}-{month:02d}",) * 2], set()
    doubts: set[Doubt] = set()
    written = []
    for first, last in days:
        start = _iso(first, month, year)
        if first > last:
            doubts.add(Doubt.ORDER)
            start = _iso(first, *_month_before(month, year))
        written.append((start, _iso(last, month, year)))
    return written, doubts


def _month_before(month: int, year: int | None) -> tuple[int, int | None]:
    return (12, year - 1 if year else None) if month == 1 else (month - 1, year)


def _iso(day: int, month: int, year: int | None) -> str:
    return f"{year:04d}-{month:02d}-{day:02d}" if year else f"--{month:02d}-{day:02d}"


def _from_numbers(match: re.Match[str]) -> WrittenDate | None:
    """Read ``02/05/2568``: day first, as Thai offices write it."""
    day, month = int(arabic_digits(match["d"])), int(arabic_digits(match["m"]))
    year = int(arabic_digits(match["year"]))
    year = year + 2500 if len(match["year"]) == 2 else year  # noqa: PLR2004
    era = "BE" if year >= 2400 else "CE"  # noqa: PLR2004
    if not (2400 <= year <= 2699 or 1900 <= year <= 2100) or not 1 <= month <= 12:  # noqa: PLR2004
        return None
    gregorian = _gregorian(year, month) if era == "BE" else year
    if not _day_ok(day, month, gregorian):
        return None
    doubts = frozenset({Doubt.NUMERIC})
    return WrittenDate(match[0], match.span(), _iso(day, month, gregorian), era=era, doubts=doubts)


def _ranges(text: str, dates: list[WrittenDate]) -> Iterator[WrittenDate]:
    """Join ``A ถึง B`` into one range; A borrows the year it leaves out from B."""
    waiting: WrittenDate | None = None
    for date in dates:
        if waiting and _joins(text, waiting, date):
            waiting = _joined(text, waiting, date)
            continue
        if waiting:
            yield waiting
        waiting = date
    if waiting:
        yield waiting


def _joins(text: str, first: WrittenDate, second: WrittenDate) -> bool:
    between = text[first.span[1] : second.span[0]]
    simple = not (first.end or second.end or first.days or second.days)
    dayful = len(first.start) > len("2025-02") or first.start.startswith("--")
    return simple and dayful and bool(_JOIN.fullmatch(between))


def _joined(text: str, first: WrittenDate, second: WrittenDate) -> WrittenDate:
    start, end, doubts = first.start, second.start, first.doubts | second.doubts
    if start.startswith("--") and not end.startswith("--"):
        year = int(end[:4]) - (1 if start[2:] > end[5:] else 0)
        start = f"{year:04d}{start[1:]}"
    if start > end and start[0] == end[0]:
        doubts |= {Doubt.ORDER}
    span = (first.span[0], second.span[1])
    return replace(
        second, raw=text[span[0] : span[1]], span=span, start=start, end=end, doubts=doubts
    )


def _with_surroundings(text: str, date: WrittenDate) -> WrittenDate:
    """Add the time beside a date, and the doubts its neighbours raise."""
    before, after = text[: date.span[0]], text[date.span[1] :]
    doubts = set(date.doubts)
    if re.search(r"[0-9๐-๙]/$", before):
        doubts.add(Doubt.NEIGHBOUR)
    weekday = _WEEKDAY_BEFORE.search(before)
    if weekday and date.whole:
        day = dt.date.fromisoformat(date.start)
        if _WEEKDAYS[day.weekday()] != weekday["weekday"]:
            doubts.add(Doubt.WEEKDAY)
    time, time_end = date.time, None
    beside = _TIME_AFTER.match(after)
    if beside and not time:
        time = read_clock(beside["a"] or beside["c"] or beside["e"])
        time_end = read_clock(beside["b"] or beside["d"] or beside["f"])
    elif not time and (earlier := _TIME_BEFORE.search(_before_words(before))):
        time = read_clock(earlier["a"])
    return replace(date, time=time, time_end=time_end, doubts=frozenset(doubts))


def _before_words(before: str) -> str:
    """Take ``วันพฤหัสบดีที่`` off the end."""
    return re.sub(rf"{_WORD} *$", "", before)
