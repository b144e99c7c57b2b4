"""Receipt stamps already on the paper: one stamp is a cluster of boxes, not a run of lines.

A stamp has an office, a number, a day and a time (แบบที่ 12), in any order and
under several labels; it may lie over typed text. What was left blank is
``None``; what stands there and cannot be read is an empty value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from intake.extract.certainty import Shape, found
from intake.extract.found import Found, StampedReceipt
from intake.extract.layout import Piece, Sheet, joined_guesses
from intake.extract.weighing import day_likely, weighed
from registry.thai import arabic_digits
from registry.thai_clock import find_clock
from registry.thai_dates import find_dates
from registry.written_date import Doubt

_NUMBER = re.compile(
    r"^[^ก-ฮ]{0,5}(?P<label>เล[ขยช]์?(?: ?ท?[ีิ]?่?)?(?: ?ลง)? ?รั?บ|รับที่|เลขทะเบียนรับ)(?![ก-ฮ])"
)
_DATE = re.compile(r"^[^ก-ฮ]{0,5}(?P<label>[วจ]ั?น(?: ?ท[ีิ]?่?)? ?รับ|วั?น ?เดือน ?ปี|[วจ]ัน ?ที่?|รับวันที่)")
_TIME = re.compile(r"^[^ก-ฮ]{0,5}(?P<label>[เแ][วจ][ลส]า)")
_UNIT = re.compile(
    r"^(?:สำ?นัก|สกนัก|กรม|กอง|กลุ่ม|ฝ่าย|ส่วน(?!ราชการ)|งาน|คณะ|ภาควิชา|มหาวิทยาลัย|โรงเรียน|ศูนย์|เทศบาล"
    r"|องค์การ|จังหวัด|อำเภอ|ที่ว่าการ|ที่ทำการ|กระทรวง|สถาบัน|วิทยาลัย|โรงพยาบาล|แผนก|ศาล|สภา|หน่วย"
    r"|[ก-ฮ]{2,5}\.(?:[ก-ฮ]{1,5}))"
)
_BLANK = re.compile(r"^[ .…_:\-–|น,'\"]*$")
_VALUE = re.compile(
    r"(?:[A-Z]{1,3} ?)?[0-9๐-๙](?:[0-9๐-๙]| (?=[0-9๐-๙]+(?![0-9๐-๙./:]| ?[ก-ฮ]))){0,5}"
)
"""Worn wheels leave gaps between the figures; a day or a time may stand behind."""
_OFFICE_HOURS = range(7, 18)
_SELDOM = 0.1
"""How likely an hour outside of them is."""
_WIDE, _HIGH = 830, 330
"""A stamp is 5 by 2.5 cm; a little more, for those that are bigger or crooked."""
_COLUMN = 190
"""How far apart the labels of one stamp may begin."""


@dataclass
class _Stamp:
    """A cluster on its way to a receipt."""

    anchor: Piece
    """The number, or the date where the number was not recognised at all."""
    number: Piece | None = None
    date: Piece | None = None
    time: Piece | None = None
    unit: Piece | None = None
    rest: list[Piece] = field(default_factory=list)

    @property
    def pieces(self) -> list[Piece]:
        """Everything that was claimed."""
        parts = [self.number, self.date, self.time, self.unit]
        return [piece for piece in parts if piece] + self.rest


def receipts(sheet: Sheet) -> tuple[tuple[StampedReceipt, ...], Sheet]:
    """Read the stamps of a page; also return the page without them."""
    sheet = replace(sheet, pieces=tuple(_with_values(sheet)))
    stamps = [_Stamp(piece, piece) for piece in sheet.pieces if _is_number_label(piece)]
    dates = [piece for piece in sheet.pieces if _is_of_stamp(piece, _DATE)]
    times = [piece for piece in sheet.pieces if _is_of_stamp(piece, _TIME)]
    for name, pieces in (("date", dates), ("time", times)):
        for piece in pieces:
            _give(stamps, name, piece)
    taken = {piece for stamp in stamps for piece in stamp.pieces}
    for date in dates:
        time = next((t for t in times if date not in taken and _is_under(date, t, taken)), None)
        if time:
            stamps.append(_Stamp(date, None, date, time))
            taken |= {date, time}
    for stamp in stamps:
        stamp.unit = _unit_above(sheet, stamp, taken)
        stray = _stray_date(sheet, stamp, taken) if stamp.date is None else None
        stamp.rest = [stray] if stray else []
        taken |= set(stamp.pieces)
    made = tuple(_receipt(sheet, stamp) for stamp in stamps)
    return made, sheet.without(_typed_text_kept(taken))


def _is_under(date: Piece, time: Piece, taken: set[Piece]) -> bool:
    """Say whether a time stands straight under a date, as in a stamp whose number is lost."""
    down = time.middle - date.middle
    level = abs(_label_at(time) - _label_at(date)) < _COLUMN
    return time not in taken and 0 < down < _HIGH / 2 and level


def _typed_text_kept(taken: set[Piece]) -> set[Piece]:
    """Give back lines that carry a stray date inside typed text."""
    return {piece for piece in taken if len(piece.text) < 60}  # noqa: PLR2004


def _with_values(sheet: Sheet) -> Iterator[Piece]:
    """Join a stamp's label with a value that was read as a line of its own, to its right."""
    joined: set[Piece] = set()
    for piece in sheet.pieces:
        value = _value_beside(sheet, piece) if _is_bare_label(piece) else None
        if value:
            joined.add(value)
            box = (piece.box[0], piece.box[1], value.box[2], piece.box[3])
            confidence = min(piece.confidence, value.confidence)
            text, guesses = f"{piece.text} {value.text}", joined_guesses([piece, value], [" "])
            yield Piece(text, box, confidence, piece.page, guesses)
        elif piece not in joined:
            yield piece


def _is_bare_label(piece: Piece) -> bool:
    """Say whether a line is a stamp's label and nothing else."""
    matches = (pattern.match(piece.text) for pattern in (_NUMBER, _DATE, _TIME))
    return any(match and _BLANK.match(piece.text[match.end() :]) for match in matches)


def _value_beside(sheet: Sheet, label: Piece) -> Piece | None:
    """Find the digits right after a label, on its height."""
    for piece in sheet.pieces:
        beside = 0 < piece.box[0] - label.box[2] < _WIDE / 2
        level = abs(piece.middle - label.middle) < 0.5 * (label.box[3] - label.box[1])
        if beside and level and re.match("[^ก-ฮ]{0,3}[0-9๐-๙]", piece.text):
            return piece
    return None


_SPELT_MONTH = re.compile(r"[0-9๐-๙] *(?:[ก-ฮเ-ไ][ก-๎]{2,}คม|[ก-ฮเ-ไ][ก-๎]{2,}ยน|กุมภาพันธ์)")


def _is_of_stamp(piece: Piece, label: re.Pattern[str]) -> bool:
    """Say whether a labelled line can be of a stamp; a month spelt out is a memo's own date."""
    match = label.match(piece.text)
    if match is None or _is_number_label(piece) or len(piece.text) > 60:  # noqa: PLR2004
        return False
    return "รับ" in match[0] or not _SPELT_MONTH.search(piece.text)


def _is_number_label(piece: Piece) -> bool:
    return bool(_NUMBER.match(piece.text)) and len(piece.text) < 60  # noqa: PLR2004


def _label_at(piece: Piece) -> int:
    """Return where the label begins, past the dirt a recogniser put before it."""
    for pattern in (_NUMBER, _DATE, _TIME):
        if match := pattern.match(piece.text):
            return piece.at(match.start("label"))
    return piece.box[0]


def _distance(anchor: Piece, piece: Piece) -> float | None:
    """Return how far a labelled line is from a stamp's number; ``None`` if not of it."""
    down = abs(piece.middle - anchor.middle)
    across = abs(_label_at(piece) - _label_at(anchor))
    ends_inside = _COLUMN < piece.box[2] - anchor.box[0] < _WIDE
    if across > _COLUMN and piece.box[0] < anchor.box[0] and ends_inside:
        across = _COLUMN  # dirt far to the left was read into the line
    if down > _HIGH or across > _COLUMN:
        return None
    # แบบที่ 12 has the number first; what stands above a number is more likely another stamp's.
    above = piece.middle < anchor.middle
    return down * (1.6 if above else 1) + across / 2


def _give(stamps: list[_Stamp], name: str, piece: Piece) -> None:
    """Give a labelled line to the nearest stamp that lacks it."""
    free = [stamp for stamp in stamps if getattr(stamp, name) is None]
    near = [(d, i) for i, s in enumerate(free) if (d := _distance(s.anchor, piece)) is not None]
    if near:
        setattr(free[min(near)[1]], name, piece)


def _unit_above(sheet: Sheet, stamp: _Stamp, taken: set[Piece]) -> Piece | None:
    """Find the office's name on top of the stamp."""
    labelled = [p for p in (stamp.number, stamp.date, stamp.time) if p]
    top = min(piece.middle for piece in labelled)
    left = _label_at(stamp.anchor)
    for piece in reversed(sheet.pieces):
        above = top - piece.middle
        if piece in taken or not 0 < above <= 190:  # noqa: PLR2004
            continue
        begins_near = -260 <= piece.box[0] - left <= _WIDE / 2  # noqa: PLR2004
        if begins_near and _UNIT.match(piece.text) and len(piece.text) < 60:  # noqa: PLR2004
            return piece
    return None


def _stray_date(sheet: Sheet, stamp: _Stamp, taken: set[Piece]) -> Piece | None:
    """Find a stamped date whose label was lost, also one inside a typed line."""
    anchor = stamp.anchor
    for piece in sheet.pieces:
        if piece in taken or abs(piece.middle - anchor.middle) > _HIGH:
            continue
        for date in find_dates(piece.text):
            part = piece.part(*date.span)
            near = -_COLUMN <= part.box[0] - anchor.box[0] <= _WIDE
            if near and "." in date.raw and date.whole:
                return part
    return None


def _receipt(sheet: Sheet, stamp: _Stamp) -> StampedReceipt:
    unit = stamp.unit
    date_piece = stamp.date or next(iter(stamp.rest), None)
    return StampedReceipt(
        unit=found(unit.text, unit.text, sheet.evidence(unit), Shape.LIKELY) if unit else None,
        number=_number(sheet, stamp.number) if stamp.number else _unread(sheet, stamp.anchor),
        date=_date(sheet, date_piece) if date_piece else None,
        time=_time(sheet, stamp.time) if stamp.time else None,
    )


def _unread(sheet: Sheet, anchor: Piece) -> Found[str]:
    """Say that something must stand there which nobody could read."""
    return replace(found("", "", sheet.evidence(anchor), Shape.BROKEN), confidence=0.0)


def _number_in(text: str) -> str | None:
    label = _NUMBER.match(text)
    value = _VALUE.search(text, label.end() if label else 0)
    return _figures(value[0]) if value else None


def _figures(number: str) -> str:
    """Write a number without the gaps between its figures."""
    return re.sub(r"(?<=[0-9]) (?=[0-9])", "", arabic_digits(number))


def _day_in(text: str) -> str | None:
    label = _DATE.match(text)
    dates = find_dates(text[label.end() :] if label else text)
    return dates[0].start if dates and dates[0].whole else None


def _number(sheet: Sheet, piece: Piece) -> Found[str] | None:
    chosen = weighed(piece, _number_in)
    piece = chosen.piece
    label = _NUMBER.match(piece.text)
    rest = piece.text[label.end() :] if label else piece.text
    if _BLANK.match(rest):
        return None
    value = _VALUE.search(rest)
    clean = value and not re.search("[ก-ฮ0-9๐-๙]", rest[value.end() :])
    shape = Shape.WHOLE if clean else Shape.BROKEN
    digits = _figures(value[0]) if value else ""
    evidence = chosen.on(sheet.evidence(piece))
    return found(digits, piece.text, evidence, shape if value else Shape.BROKEN)


def _date(sheet: Sheet, piece: Piece) -> Found[str] | None:
    chosen = weighed(piece, _day_in, day_likely(sheet.on))
    piece = chosen.piece
    label = _DATE.match(piece.text)
    rest = piece.text[label.end() :] if label else piece.text
    if _BLANK.match(rest):
        return None
    dates = find_dates(rest)
    evidence = chosen.on(sheet.evidence(piece))
    if not dates or not dates[0].whole:
        return found(dates[0].start if dates else "", piece.text, evidence, Shape.BROKEN)
    doubts = dates[0].doubts - {Doubt.NUMERIC}
    shape = Shape.LOOSE if doubts else Shape.LIKELY
    return found(dates[0].start, piece.text, evidence, shape)


def _time(sheet: Sheet, piece: Piece) -> Found[str] | None:
    chosen = weighed(piece, _clock_in, _hour_likely)
    piece = chosen.piece
    label = _TIME.match(piece.text)
    if _BLANK.match(piece.text[label.end() :] if label else piece.text):
        return None
    time, evidence = _clock_in(piece.text), chosen.on(sheet.evidence(piece))
    return found(time or "", piece.text, evidence, Shape.LIKELY if time else Shape.BROKEN)


def _clock_in(text: str) -> str | None:
    label = _TIME.match(text)
    return find_clock(text[label.end() :] if label else text)


def _hour_likely(time: str) -> float:
    return 1.0 if int(time[:2]) in _OFFICE_HOURS else _SELDOM
