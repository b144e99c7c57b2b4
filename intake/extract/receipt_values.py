"""The values of a receipt stamp's rows: what stands behind a label, read as what it must be."""

import re
from dataclasses import replace

from intake.extract.certainty import Shape, found
from intake.extract.found import Found
from intake.extract.layout import Piece, Sheet
from intake.extract.weighing import day_likely, weighed
from registry.thai import arabic_digits
from registry.thai_clock import find_clock
from registry.thai_dates import find_dates
from registry.written_date import Doubt

NUMBER = re.compile(
    r"^[^ก-ฮ]{0,5}(?P<label>เล[ขยช]์?(?: ?ท?[ีิ]?่?)?(?: ?ลง)? ?รั?บ|รับที่|เลขทะเบียนรับ)(?![ก-ฮ])"
)
DATE = re.compile(r"^[^ก-ฮ]{0,5}(?P<label>[วจ]ั?น(?: ?ท[ีิ]?่?)? ?รับ|วั?น ?เดือน ?ปี|[วจ]ัน ?ที่?|รับวันที่)")
TIME = re.compile(r"^[^ก-ฮ]{0,5}(?P<label>[เแ][วจ][ลส]า)")
BLANK = re.compile(r"^[ .…_:\-–|น,'\"]*$")
_D = "(?:[0-9๐-๙](?![ัิ-ฺ็-๎][^0-9๐-๙]*$))"
"""A figure; the last, if it bears a vowel or a tone, is a letter that was taken for one."""
_VALUE = re.compile(rf"(?:[A-Z]{{1,3}} ?)?{_D}(?:{_D}| (?={_D}+(?![0-9๐-๙./:]| ?[ก-ฮ]))){{0,5}}")
"""Worn wheels leave gaps between the figures; a day or a time may stand behind."""
_NO_YEAR = re.compile(r" ?/ ?(?!(?:[2๒][5๕])?[5-7๕-๗][0-9๐-๙](?![0-9๐-๙]))[0-9๐-๙]")
"""A slash before what is no year was a figure: 23/78 is nothing, 2378 may be."""
_FIGURES = re.compile(
    r"^[^0-9ก-ฮ]{0,3}(?P<hour>[0-9]{2})[^0-9ก-ฮ]{0,3}(?P<minute>[0-9]{2})(?![0-9])"
)
_OFFICE_HOURS = range(7, 18)
_SELDOM = 0.1
"""How likely an hour outside of them is."""


def unread(sheet: Sheet, anchor: Piece) -> Found[str]:
    """Say that something must stand there which nobody could read."""
    return replace(found("", "", sheet.evidence(anchor), Shape.BROKEN), confidence=0.0)


def _number_in(text: str) -> str | None:
    label = NUMBER.match(text)
    value = _VALUE.search(text, label.end() if label else 0)
    if value is None or _NO_YEAR.match(text, value.end()):
        return None
    return _figures(value[0])


def _figures(number: str) -> str:
    """Write a number without the gaps between its figures."""
    return re.sub(r"(?<=[0-9]) (?=[0-9]|$)", "", arabic_digits(number))


def _closed(text: str) -> str:
    """Write a day without the gaps that a hand leaves between figures and before dots."""
    return re.sub(r"(?<=[0-9๐-๙]) (?=[0-9๐-๙])| (?=\.)", "", text)


def _day_in(text: str) -> str | None:
    label = DATE.match(text)
    dates = find_dates(_closed(text[label.end() :] if label else text))
    return dates[0].start if dates and dates[0].whole else None


def number(sheet: Sheet, piece: Piece) -> Found[str] | None:
    """Read the number of a stamp; ``None`` where it was left blank."""
    chosen = weighed(piece, _number_in)
    piece = chosen.piece
    label = NUMBER.match(piece.text)
    rest = piece.text[label.end() :] if label else piece.text
    if BLANK.match(rest):
        return None
    value = _VALUE.search(rest)
    clean = value and not re.search("[ก-ฮ0-9๐-๙]", rest[value.end() :])
    shape = Shape.WHOLE if clean else Shape.BROKEN
    digits = _figures(value[0]) if value else ""
    evidence = chosen.on(sheet.evidence(piece))
    return found(digits, piece.text, evidence, shape if value else Shape.BROKEN)


def date(sheet: Sheet, piece: Piece) -> Found[str] | None:
    """Read the day of a stamp, as ISO; ``None`` where it was left blank."""
    chosen = weighed(piece, _day_in, day_likely(sheet.on))
    piece = chosen.piece
    label = DATE.match(piece.text)
    rest = piece.text[label.end() :] if label else piece.text
    if BLANK.match(rest):
        return None
    dates = find_dates(_closed(rest))
    evidence = chosen.on(sheet.evidence(piece))
    if not dates or not dates[0].whole:
        return found(dates[0].start if dates else "", piece.text, evidence, Shape.BROKEN)
    doubts = dates[0].doubts - {Doubt.NUMERIC}
    shape = Shape.LOOSE if doubts else Shape.LIKELY
    return found(dates[0].start, piece.text, evidence, shape)


def time(sheet: Sheet, piece: Piece) -> Found[str] | None:
    """Read the time a stamp was pressed; ``None`` where it was left blank."""
    chosen = weighed(piece, _clock_in, _hour_likely)
    piece = chosen.piece
    label = TIME.match(piece.text)
    if BLANK.match(piece.text[label.end() :] if label else piece.text):
        return None
    clock, evidence = _clock_in(piece.text), chosen.on(sheet.evidence(piece))
    return found(clock or "", piece.text, evidence, Shape.LIKELY if clock else Shape.BROKEN)


def _clock_in(text: str) -> str | None:
    label = TIME.match(text)
    if label is None:
        return find_clock(text)
    rest = text[label.end() :]
    return find_clock(rest) or _clock_without_dot(arabic_digits(rest))


def _clock_without_dot(text: str) -> str | None:
    """Read a time whose dot was lost, where nothing but a time can stand."""
    match = _FIGURES.match(text)
    if match is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:  # noqa: PLR2004
        return None
    return f"{match['hour']}:{match['minute']}"


def _hour_likely(time: str) -> float:
    return 1.0 if int(time[:2]) in _OFFICE_HOURS else _SELDOM
