"""What is put on a letter besides type: the emblem, seals, stamps, signatures, notes."""

import math
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Final

from bench.letters.faces import Faces, measuring
from bench.letters.sheet import (
    BLACK,
    BLUE,
    HEIGHT,
    MM,
    RED,
    WIDTH,
    Colour,
    Imprint,
    Item,
    Point,
    Stroke,
    Text,
    frame,
    shifted,
)
from registry.typeface import Typeface

_CURVE: Final = 24
_CIRCLE: Final = tuple(
    (math.cos(math.tau * n / 96), math.sin(math.tau * n / 96)) for n in range(97)
)


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


def urgency(word: str, faces: Faces, x: float, y: float, rng: Random) -> Item:
    """Print the urgency large and red (ข้อ 28), half the time with a rubber stamp."""
    size = 1.75 * faces.size
    if rng.random() < 0.5:  # noqa: PLR2004 - a coin
        return Text(word, x, y, size, faces.bold, RED, field="urgency")
    width = measuring(faces.bold).width(word, size) + 16
    inside = (
        frame(1, 1, width - 2, 32, ink=RED, pen=1.4),
        Text(word, 8, 25, size, faces.bold, RED, field="urgency"),
    )
    return Imprint(
        inside, x, y - 25, width, 34, tilt=rng.uniform(-5, 5), wear=rng.uniform(0.03, 0.15)
    )


def secrecy(word: str, faces: Faces) -> list[Item]:
    """Print the secrecy large and red, about the middle of head and foot."""
    size = 1.6 * faces.size
    x = (WIDTH - measuring(faces.bold).width(word, size)) / 2
    return [
        Text(word, x, y, size, faces.bold, RED, field="secrecy") for y in (11 * MM, HEIGHT - 7 * MM)
    ]


def logo(name: str, faces: Faces, middle: Point, ink: Colour) -> list[Item]:
    """Draw the round mark of an office that has no emblem of the state, its name in the ring."""
    x, y = middle
    outer, inner = 11 * MM, 8 * MM
    items: list[Item] = [
        Stroke(shifted(_CIRCLE, x, y, radius), 0.9, ink) for radius in (outer, inner)
    ]
    small = replace(faces, size=0.45 * faces.size)
    ring = Imprint(
        tuple(_around(name, small, outer, (outer + inner) / 2 - 2, ink)),
        x - outer,
        y - outer,
        2 * outer,
        2 * outer,
    )
    petals = [
        Stroke(shifted(_petal(math.tau * n / 8), x, y, 0.8 * inner), 0, ink) for n in range(8)
    ]
    return [*items, ring, *petals]


def _petal(angle: float) -> tuple[Point, ...]:
    tip, wide = (math.cos(angle), math.sin(angle)), 0.3
    sides = [(0.6 * math.cos(angle + turn), 0.6 * math.sin(angle + turn)) for turn in (wide, -wide)]
    return ((0.15 * tip[0], 0.15 * tip[1]), sides[0], tip, sides[1])


def box(x: float, y: float, size: float, ink: Colour, *, ticked: bool) -> list[Item]:
    """Draw a box to tick, its foot on the line."""
    items: list[Item] = [frame(x, y - size, size, size, ink=ink, pen=0.7)]
    if ticked:
        tick = ((0.1, -0.6), (0.4, -0.1), (1.2, -1.3))
        items.append(Stroke(shifted(tick, x, y, size), 1.4, BLUE))
    return items


def seal(name: str, faces: Faces, x: float, y: float, rng: Random) -> Imprint:
    """Press the round red seal of an office (ข้อ 72), its name in the ring, centred on a point."""
    outer, inner = 22.5 * MM, 17.5 * MM
    items: list[Item] = [
        Stroke(shifted(_CIRCLE, outer, outer, radius), pen, RED)
        for radius, pen in ((outer - 1, 1.6), (inner, 1.0))
    ]
    items += _around(name, faces, outer, (outer + inner) / 2 - 4, RED)
    scribble = signature(rng, outer, outer + 6, RED, 40)
    place = (x - outer, y - outer)
    wear = rng.uniform(0.05, 0.2)
    return Imprint(
        (*items, scribble), *place, 2 * outer, 2 * outer, tilt=rng.uniform(-8, 8), wear=wear
    )


def _around(words: str, faces: Faces, middle: float, radius: float, ink: Colour) -> list[Item]:
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
        letter = Text(cluster.text, 8 - wide / 2, 12, size, faces.regular, ink, silent=True)
        placed.append(Imprint((letter,), x - 8, y - 8, 16, 16, tilt=math.degrees(angle)))
        angle += wide / radius / 2
    return placed


def signature(rng: Random, x: float, y: float, ink: Colour, width: float = 70) -> Stroke:
    """Scribble a signature centred on ``x``."""
    first = x - width / 2
    high = width / 7
    bends = [(first + width * n / 5, y + rng.uniform(-high, 0.8 * high)) for n in range(1, 6)]
    smooth: list[Point] = [(first, y)]
    for bend, after in pairwise(bends):
        middle = (bend[0] + after[0]) / 2, (bend[1] + after[1]) / 2
        smooth += _curve(smooth[-1], (bend[0] + rng.uniform(-6, 6), bend[1]), middle)
    return Stroke(tuple(smooth), 1.3, ink)


def note(lines: tuple[str, ...], faces: Faces, x: float, y: float, rng: Random) -> list[Item]:
    """Write an officer's note by hand, and sign it."""
    items: list[Item] = [
        Text(line, x + 8 * n, y + 21 * n, faces.hand_size, faces.hand, BLUE, shaky=0.5)
        for n, line in enumerate(lines)
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
