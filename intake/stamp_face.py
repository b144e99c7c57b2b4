"""ตรารับหนังสือ as ข้อ 37 and แบบที่ 12 draw it: 5 cm wide and 2.5 cm high."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from registry.thai import BANGKOK, clock_time, short_date
from registry.thai_pdf import hidden, number
from registry.typeface import Ink, Typeface, regular, semibold

WIDTH: Final = 5 / 2.54 * 72
HEIGHT: Final = 2.5 / 2.54 * 72
"""Points."""

COLOUR: Final = "0.10 0.16 0.52"
_BORDER: Final = 0.9
_PADDING: Final = 6.0
_NAME_TOP, _NAME_BOTTOM = HEIGHT - 3.5, 47.5
_ROWS: Final = (36.5, 24.0, 11.5)
"""Baselines of เลขรับ, วันที่ and เวลา."""
_ROW_SIZE: Final = 10.5
_VALUE_X: Final = 36.0
_NAME_SIZE: Final = 12.0
_LEADING: Final = 1.25
_ASCENT: Final = 0.98
_NOTE_SIZE: Final = 5.0


@dataclass(frozen=True, slots=True)
class StampText:
    """What one receipt stamp says; all of it stands in a committed receipt."""

    unit_name: str
    number: int
    received_at: dt.datetime | dt.date
    """When the unit took the letter, aware; a mere day leaves เวลา blank, as it often is."""
    clerk: str


def draw_stamp(ink: Ink, stamp: StampText, digits: Callable[[str], str]) -> str:
    """Return operators for one stamp with its lower left corner at the origin.

    ``digits`` writes the figures: ``thai_digits`` or ``arabic_digits``.
    """
    day, time = _moment(stamp.received_at)
    rows = (
        ("เลขรับ", str(stamp.number), ""),
        ("วันที่", short_date(day), ""),
        ("เวลา", time, "น."),
    )
    inset = _BORDER / 2
    frame = f"{number(inset)} {number(inset)} {number(WIDTH - _BORDER)} {number(HEIGHT - _BORDER)}"
    return "\n".join(
        (
            f"q {COLOUR} RG {COLOUR} rg {number(_BORDER)} w {frame} re S",
            *_name(ink, stamp.unit_name),
            *(
                _row(ink, y, label, digits(value), unit)
                for y, (label, value, unit) in zip(_ROWS, rows, strict=True)
            ),
            _note(ink, f"ออกโดยระบบ ผู้รับ {stamp.clerk}"),
            "Q",
        )
    )


def _moment(received_at: dt.datetime | dt.date) -> tuple[dt.date, str]:
    """Return the day and the time of day in Bangkok; no time where none is known."""
    if not isinstance(received_at, dt.datetime):
        return received_at, ""
    if received_at.tzinfo is None:
        msg = "a receipt's time without a zone could be off by seven hours"
        raise ValueError(msg)
    return received_at.astimezone(BANGKOK).date(), clock_time(received_at)


def _name(ink: Ink, unit_name: str) -> list[str]:
    """Draw the unit's name in the middle, as large as it fits, on as many lines as it needs."""
    face, room = semibold(), WIDTH - 2 * _PADDING
    size = _NAME_SIZE
    lines = face.wrap(unit_name, size, room)
    while len(lines) * size * _LEADING > _NAME_TOP - _NAME_BOTTOM:
        size *= 0.95
        lines = face.wrap(unit_name, size, room)
    middle = (_NAME_TOP + _NAME_BOTTOM + len(lines) * size * _LEADING) / 2
    return [
        ink.line(
            face,
            line,
            (WIDTH - face.width(line, size)) / 2,
            middle - size * (_LEADING * index + _ASCENT),
            size,
        )
        for index, line in enumerate(lines)
    ]


def _row(ink: Ink, y: float, label: str, value: str, unit: str) -> str:
    """Draw one label, its dotted line and what is filled in on it."""
    face = regular()
    right = WIDTH - _PADDING - face.width(unit, _ROW_SIZE) - (2 if unit else 0)
    value_x = _VALUE_X + (right - _VALUE_X - face.width(value, _ROW_SIZE)) / 2
    leader = f"{number(_VALUE_X)} {number(y - 2)} m {number(right)} {number(y - 2)} l S"
    whole = " ".join(part for part in (label, value, unit) if part)
    return "\n".join(
        (
            f"q [0.5 1.5] 0 d 0.5 w {leader} Q",
            ink.visible(face, label, _PADDING, y, _ROW_SIZE),
            ink.visible(face, value, value_x, y, _ROW_SIZE),
            ink.visible(face, unit, WIDTH - _PADDING - face.width(unit, _ROW_SIZE), y, _ROW_SIZE),
            hidden(whole, _PADDING, y, _ROW_SIZE, WIDTH - 2 * _PADDING),
        )
    )


def _note(ink: Ink, text: str) -> str:
    """Draw the small line at the foot that says this is no hand-made stamp."""
    face: Typeface = regular()
    size = face.fitting(text, _NOTE_SIZE, WIDTH - 2 * _PADDING, smallest=1)
    return ink.line(face, text, WIDTH - _PADDING - face.width(text, size), 3.0, size)
