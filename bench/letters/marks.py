"""What is put on a letter besides type: the emblem, seals, stamps, signatures, notes."""

import math
from itertools import pairwise
from random import Random
from typing import Final

from bench.letters.faces import Faces, measuring
from bench.letters.letter import Digits, Received
from bench.letters.sheet import (
    BLACK,
    BLUE,
    MM,
    RED,
    Colour,
    Imprint,
    Item,
    Point,
    Stroke,
    Text,
    frame,
    shifted,
)
from registry.thai import short_date
from registry.typeface import Typeface

_STAMP: Final = (50 * MM, 25 * MM)
"""ข้อ 78: 5 centimetres wide, 2.5 high."""
_WHEELS_BEGIN: Final = 10
_CURVE: Final = 24


def emblem(x: float, y: float, height: float) -> list[Item]:
    """Draw the invented bird our offices use as their emblem, centred on ``x``."""
    body = ((0, 12), (9, 26), (11, 48), (5, 70), (0, 78), (-5, 70), (-11, 48), (-9, 26))
    head = tuple((7 * math.cos(t / 3), 12 + 8 * math.sin(t / 3)) for t in range(19))
    crown = ((-7, 7), (0, -8), (7, 7), (0, 3))
    legs = ((-5, 70), (-14, 92), (-22, 94)), ((5, 70), (14, 92), (22, 94))
    parts = [
        Stroke(shifted(shape, x, y + 0.08 * height, height / 104), 0)
        for shape in (body, head, crown)
    ]
    parts += [Stroke(shifted(leg, x, y + 0.08 * height, height / 104), height / 40) for leg in legs]
    for side in (-1, 1):
        for feather in range(7):
            reach, drop = 44 - 3 * feather, 20 + 7 * feather
            wing = _curve(
                (side * 9, 28 + 2 * feather), (side * reach, drop - 16), (side * reach, drop + 14)
            )
            parts.append(Stroke(shifted(wing, x, y + 0.08 * height, height / 104), height / 48))
    return list(parts)


def receipt(stamp: Received, faces: Faces, place: Point, rng: Random) -> Imprint:
    """Press an earlier office's ตรารับหนังสือ at ``place``, never quite straight."""
    width, height = _STAMP
    ink, size = stamp.ink, 0.86 * faces.size
    title = measuring(faces.bold).fitting(stamp.receiver, size, width - 12, smallest=5)
    title_width = measuring(faces.bold).width(stamp.receiver, title)
    items: list[Item] = [
        frame(1, 1, width - 2, height - 2, ink=ink, pen=1.1),
        Text(stamp.receiver, (width - title_width) / 2, 16, title, faces.bold, ink),
    ]
    for row, (label, value) in enumerate(_rows(stamp, rng)):
        y = 32 + 16.5 * row
        items.append(Text(label, 7, y, size, faces.regular, ink))
        start = 11 + measuring(faces.regular).width(label, size)
        font, pen = (faces.hand, BLUE) if stamp.by_hand else (faces.regular, ink)
        fitting = measuring(font).fitting(value, size, width - start - 4, smallest=5)
        items.append(Text(value, start, y, fitting, font, pen))
    return Imprint(
        tuple(items), *place, width, height, tilt=rng.uniform(-3, 3), wear=rng.uniform(0.03, 0.18)
    )


def _rows(stamp: Received, rng: Random) -> list[tuple[str, str]]:
    """Fill in a stamp; some offices' stamps have the number last."""
    day = stamp.digits(short_date(stamp.date))
    if stamp.date.day < _WHEELS_BEGIN and stamp.digits is Digits.ARABIC and not stamp.by_hand:
        day = f"- {day}"  # the empty tens wheel of a rubber date stamp
    clock = stamp.digits(stamp.time.replace(":", ".")) + " น." if stamp.time else "." * 12
    number, date, time = (
        (stamp.labels[0], stamp.digits(stamp.number)),
        (stamp.labels[1], day),
        ("เวลา", clock),
    )
    return [date, time, number] if rng.random() < 0.25 else [number, date, time]  # noqa: PLR2004 - rarer


def urgency(word: str, faces: Faces, x: float, y: float, rng: Random) -> Item:
    """Print the urgency large and red (ข้อ 28), half the time with a rubber stamp."""
    size = 1.75 * faces.size
    if rng.random() < 0.5:  # noqa: PLR2004 - a coin
        return Text(word, x, y, size, faces.bold, RED)
    width = measuring(faces.bold).width(word, size) + 16
    inside = (
        frame(1, 1, width - 2, 32, ink=RED, pen=1.4),
        Text(word, 8, 25, size, faces.bold, RED),
    )
    return Imprint(
        inside, x, y - 25, width, 34, tilt=rng.uniform(-5, 5), wear=rng.uniform(0.03, 0.15)
    )


def seal(name: str, faces: Faces, x: float, y: float, rng: Random) -> Imprint:
    """Press the round red seal of an office (ข้อ 72), its name in the ring, centred on a point."""
    outer, inner = 22.5 * MM, 17.5 * MM
    circle = [(math.cos(math.tau * n / 96), math.sin(math.tau * n / 96)) for n in range(97)]
    items: list[Item] = [
        Stroke(shifted(circle, outer, outer, radius), pen, RED)
        for radius, pen in ((outer - 1, 1.6), (inner, 1.0))
    ]
    items += _around(name, faces, outer, (outer + inner) / 2 - 4)
    scribble = signature(rng, outer, outer + 6, RED, 40)
    place = (x - outer, y - outer)
    wear = rng.uniform(0.05, 0.2)
    return Imprint(
        (*items, scribble), *place, 2 * outer, 2 * outer, tilt=rng.uniform(-8, 8), wear=wear
    )


def _around(words: str, faces: Faces, middle: float, radius: float) -> list[Item]:
    """Set words along the upper half of a circle."""
    face: Typeface = measuring(faces.regular)
    size = 0.72 * faces.size
    size *= min(1.0, 0.9 * math.pi * radius / face.width(words, size))
    angle = -face.width(words, size) / radius / 2
    placed: list[Item] = []
    for cluster in face.clusters(words):
        wide = cluster.advance * size / face.units
        angle += wide / radius / 2
        x, y = middle + radius * math.sin(angle), middle - radius * math.cos(angle)
        letter = Text(cluster.text, 8 - wide / 2, 12, size, faces.regular, RED, silent=True)
        placed.append(Imprint((letter,), x - 8, y - 8, 16, 16, tilt=math.degrees(angle)))
        angle += wide / radius / 2
    return placed


def signature(rng: Random, x: float, y: float, ink: Colour, width: float = 70) -> Stroke:
    """Scribble a signature centred on ``x``."""
    first = x - width / 2
    bends = [(first + width * n / 5, y + rng.uniform(-11, 9)) for n in range(1, 6)]
    smooth: list[Point] = [(first, y)]
    for bend, after in pairwise(bends):
        middle = (bend[0] + after[0]) / 2, (bend[1] + after[1]) / 2
        smooth += _curve(smooth[-1], (bend[0] + rng.uniform(-6, 6), bend[1]), middle)
    return Stroke(tuple(smooth), 1.3, ink)


def note(lines: tuple[str, ...], faces: Faces, x: float, y: float, rng: Random) -> list[Item]:
    """Write an officer's note by hand, and sign it."""
    items: list[Item] = [
        Text(line, x + 8 * n, y + 21 * n, 13.0, faces.hand, BLUE) for n, line in enumerate(lines)
    ]
    return [*items, signature(rng, x + 60, y + 21 * len(lines), BLUE, 50)]


def rule(x: float, y: float, width: float) -> Stroke:
    """Draw the short line between the head of an order and its text."""
    return Stroke(((x - width / 2, y), (x + width / 2, y)), 0.7, BLACK)


def _curve(start: Point, bend: Point, end: Point) -> tuple[Point, ...]:
    """Return a smooth curve from a point to another, drawn towards a third."""
    steps = [n / _CURVE for n in range(_CURVE + 1)]
    return tuple(
        (
            (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * bend[0] + t * t * end[0],
            (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * bend[1] + t * t * end[1],
        )
        for t in steps
    )
