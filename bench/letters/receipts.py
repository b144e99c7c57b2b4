"""Earlier offices' receipt stamps (ตรารับหนังสือ), wherever on the page there seemed to be room."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

from bench.letters.faces import TRAINING_FAMILIES, Faces, faces, measuring
from bench.letters.letter import Digits, Received
from bench.letters.marks import box
from bench.letters.sheet import BLACK, BLUE, HEIGHT, MM, WIDTH, Imprint, Item, Point, Text, frame
from registry.thai import short_date

_WIDE, _HIGH = 50 * MM, 25 * MM
"""ข้อ 78: 5 centimetres wide, 2.5 high."""
_ROW: Final = 16.5
_WHEELS_BEGIN: Final = 10
_USUAL: Final = 0.6
_PLACES: Final = (
    (WIDTH - 57 * MM, 5 * MM),
    (WIDTH - 62 * MM, 34 * MM),
    (WIDTH - 70 * MM, 62 * MM),
    (24 * MM, 44 * MM),
    (70 * MM, 8 * MM),
    (WIDTH - 62 * MM, HEIGHT - 36 * MM),
    (78 * MM, HEIGHT - 34 * MM),
)
"""Top right as ข้อ 37 wants it, then over the sender, the date, the number, and free places."""


def receipts(stamps: Sequence[Received], hand: Path, rng: Random) -> list[Imprint]:
    """Press the stamps of a letter, never quite straight."""
    first, *others = _PLACES
    rest = rng.sample(others, k=len(others))
    places = [first, *rest] if rng.random() < _USUAL else [*rest, first]
    pressed = []
    for index, (stamp, place) in enumerate(zip(stamps, places, strict=False)):
        kept = faces(rng.choice(TRAINING_FAMILIES))
        pressed.append(_pressed(stamp, replace(kept, hand=hand), place, f"stamps.{index}", rng))
    return pressed


def _pressed(stamp: Received, cut: Faces, place: Point, field: str, rng: Random) -> Imprint:
    ink, size = stamp.ink, 0.86 * cut.size
    rows = 3 + (len(stamp.boxes) + 1) // 2
    height = _HIGH + (rows - 3) * _ROW
    bold = measuring(cut.bold)
    title = bold.fitting(stamp.receiver, size, _WIDE - 12, smallest=5)
    start = (_WIDE - bold.width(stamp.receiver, title)) / 2
    items: list[Item] = [
        frame(1, 1, _WIDE - 2, height - 2, ink=ink, pen=1.1),
        Text(stamp.receiver, start, 16, title, cut.bold, ink, field=f"{field}.receiver"),
    ]
    for row, (name, label, value) in enumerate(_rows(stamp, rng)):
        y = 32 + _ROW * row
        items.append(Text(label, 7, y, size, cut.regular, ink))
        x = 11 + measuring(cut.regular).width(label, size)
        items.append(_value(value, (x, y), stamp, cut, f"{field}.{name}" if name else ""))
    items += _boxes(stamp, cut, 0.8 * size)
    tilt, wear = rng.uniform(-3, 3), rng.uniform(0.03, 0.3)
    x, y = place[0], min(place[1], HEIGHT - height - 4 * MM)
    return Imprint(tuple(items), x, y, _WIDE, height, tilt=tilt, wear=wear)


def _value(value: str, place: Point, stamp: Received, cut: Faces, field: str) -> Text:
    """Fill in a blank: typed, with the wheels of a rubber stamp, or by hand."""
    x, y = place
    wheels = faces("typewriter")
    font, large, ink, shaky = {
        "typed": (cut.regular, 0.86 * cut.size, stamp.ink, 0.0),
        "wheel": (wheels.bold, 0.8 * wheels.size, stamp.ink, 0.3),
        "hand": (cut.hand, 1.1 * cut.hand_size, stamp.ink if stamp.ink == BLACK else BLUE, 0.6),
    }[stamp.filled]
    size = measuring(font).fitting(value, large, _WIDE - x - 4, smallest=5)
    return Text(value, x, y, size, font, ink, field=field, shaky=shaky)


def _rows(stamp: Received, rng: Random) -> list[tuple[str, str, str]]:
    """Return field, label and value of each row; some offices' stamps have the number last."""
    day = stamp.digits(short_date(stamp.date))
    if stamp.date.day < _WHEELS_BEGIN and stamp.digits is Digits.ARABIC and stamp.filled == "wheel":
        day = f"- {day}"  # the empty tens wheel of a rubber date stamp
    clock = stamp.digits(stamp.time.replace(":", ".")) + " น." if stamp.time else "." * 12
    number = ("number", stamp.labels[0], stamp.digits(stamp.number))
    date = ("date", stamp.labels[1], day)
    time = ("time" if stamp.time else "", "เวลา", clock)
    return [date, time, number] if rng.random() < 0.25 else [number, date, time]  # noqa: PLR2004 - rarer


def _boxes(stamp: Received, cut: Faces, size: float) -> list[Item]:
    """Set the units to choose from below, two in a row."""
    items: list[Item] = []
    for index, (name, ticked) in enumerate(stamp.boxes):
        x, y = 7 + index % 2 * 0.5 * _WIDE, 32 + _ROW * (3 + index // 2)
        items += box(x, y, 0.6 * size, stamp.ink, ticked=ticked)
        items.append(Text(name, x + size, y, size, cut.regular, stamp.ink))
    return items
