"""Receipt stamps already on the paper: one stamp is a cluster of boxes, not a run of lines.

A stamp has an office, a number, a day and a time (แบบที่ 12), in any order and
under several labels; it may lie over typed text. What was left blank is
``None``; what stands there and cannot be read is an empty value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from intake.extract import receipt_values
from intake.extract.certainty import Shape, found
from intake.extract.found import StampedReceipt
from intake.extract.layout import Piece, Sheet, joined_guesses
from intake.extract.receipt_values import BLANK, DATE, NUMBER, TIME
from registry.thai import bare
from registry.thai_dates import find_dates

_UNIT = re.compile(
    r"^(?:สำ?นัก|สกนัก|กรม|กอง|กลุ่ม|ฝ่าย|ส่วน(?!ราชการ)|งาน|คณะ|ภาควิชา|มหาวิทยาลัย|โรงเรียน|ศูนย์|เทศบาล"
    r"|องค์การ|จังหวัด|อำเภอ|ที่ว่าการ|ที่ทำการ|กระทรวง|สถาบัน|วิทยาลัย|โรงพยาบาล|แผนก|ศาล|สภา|หน่วย"
    r"|[ก-ฮ]{2,5}\.(?:[ก-ฮ]{1,5}))"
)
_WIDE, _HIGH = 830, 330
"""A stamp is 5 by 2.5 cm; a little more, for those that are bigger or crooked."""
_COLUMN = 190
"""How far apart the labels of one stamp may begin."""


_NUMBERED = re.compile("^เลขที่")
"""In a frame with the other rows of a stamp, the label of its number whose end was covered."""
_SAME_ROW, _ALIKE, _MOSTLY = 0.6, 0.5, 0.6
"""How near and how like two readings of one row are, and how much of one lies in the other."""


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
    framed = list(_framed(sheet))
    again = {piece for stamp in framed for piece in _read_again(sheet, stamp)}
    loose = [p for p in sheet.pieces if not p.stamp and p not in again]
    stamps = framed + [_Stamp(piece, piece) for piece in loose if _is_number_label(piece)]
    dates = [piece for piece in loose if _is_of_stamp(piece, DATE)]
    times = [piece for piece in loose if _is_of_stamp(piece, TIME)]
    for name, pieces in (("date", dates), ("time", times)):
        for piece in pieces:
            _give(stamps, name, piece)
    taken = {piece for stamp in stamps for piece in stamp.pieces} | again
    for date in dates:
        time = next((t for t in times if date not in taken and _is_under(date, t, taken)), None)
        if time:
            stamps.append(_Stamp(date, None, date, time))
            taken |= {date, time}
    for stamp in stamps:
        stamp.unit = stamp.unit or _unit_above(sheet, stamp, taken)
        stray = _stray_date(sheet, stamp, taken) if stamp.date is None else None
        stamp.rest += [stray] if stray else []
        taken |= set(stamp.pieces)
    made = tuple(_receipt(sheet, stamp) for stamp in stamps)
    return made, sheet.without(_typed_text_kept(taken))


def _framed(sheet: Sheet) -> Iterator[_Stamp]:
    """Put the rows together that were read inside one frame."""
    rows: dict[int, list[Piece]] = {}
    for piece in sheet.pieces:
        if piece.stamp:
            rows.setdefault(piece.stamp, []).append(piece)
    for pieces in rows.values():
        number = next((p for p in pieces if _is_number_label(p) or _NUMBERED.match(p.text)), None)
        date = next((piece for piece in pieces if DATE.match(piece.text)), None)
        time = next((piece for piece in pieces if TIME.match(piece.text)), None)
        labelled = [piece for piece in (number, date, time) if piece]
        others = [piece for piece in pieces if piece not in labelled]
        unit = max(others, key=lambda piece: len(bare(piece.text)), default=None)
        if labelled:
            stray = [piece for piece in others if piece is not unit]
            yield _Stamp(labelled[0], number, date, time, unit, stray)


def _read_again(sheet: Sheet, stamp: _Stamp) -> Iterator[Piece]:
    """Yield what the page's own reading has of the rows of a framed stamp."""
    rows = [piece for piece in (stamp.number, stamp.date, stamp.time, stamp.unit) if piece]
    for piece in sheet.pieces:
        if not piece.stamp and any(_is_same_row(piece, row) for row in rows):
            yield piece


def _is_same_row(piece: Piece, row: Piece) -> bool:
    level = abs(piece.middle - row.middle) < _SAME_ROW * (row.box[3] - row.box[1])
    shared = min(piece.box[2], row.box[2]) - max(piece.box[0], row.box[0])
    if not level or shared < _MOSTLY * (piece.box[2] - piece.box[0]):
        return False  # print that runs into a stamp says more than its row
    return SequenceMatcher(None, bare(piece.text), bare(row.text)).ratio() > _ALIKE


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
    matches = (pattern.match(piece.text) for pattern in (NUMBER, DATE, TIME))
    return not piece.stamp and any(
        match and BLANK.match(piece.text[match.end() :]) for match in matches
    )


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
    return bool(NUMBER.match(piece.text)) and len(piece.text) < 60  # noqa: PLR2004


def _label_at(piece: Piece) -> int:
    """Return where the label begins, past the dirt a recogniser put before it."""
    for pattern in (NUMBER, DATE, TIME):
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
        number=receipt_values.number(sheet, stamp.number)
        if stamp.number
        else receipt_values.unread(sheet, stamp.anchor),
        date=receipt_values.date(sheet, date_piece) if date_piece else None,
        time=receipt_values.time(sheet, stamp.time) if stamp.time else None,
    )
