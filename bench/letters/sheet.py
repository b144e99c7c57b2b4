"""A page as a list of things to draw, so that a scan and a born-digital PDF are the same letter.

Lengths are points; x runs right and y runs down from the top left corner of A4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

WIDTH: Final = 595.28
HEIGHT: Final = 841.89
MM: Final = 72 / 25.4

Colour = tuple[int, int, int]
Point = tuple[float, float]

BLACK: Final[Colour] = (22, 22, 26)
BLUE: Final[Colour] = (38, 54, 150)
RED: Final[Colour] = (196, 28, 36)
VIOLET: Final[Colour] = (104, 44, 138)

_SAME_ROW: Final = 5.0
"""Baselines nearer than this are one row of text."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of print from the left end of its baseline."""

    words: str
    x: float
    y: float
    size: float
    font: Path
    ink: Colour = BLACK
    silent: bool = False
    """Drawn, but not part of the page's text: an ornament."""
    field: str = ""
    """What of the letter's truth these words are: ``ref_no``, ``references.0``."""
    gap: float = 0.0
    """Room added after every letter, to reach the right margin."""
    shaky: float = 0.0
    """How far a hand or a wheel of rubber puts each letter from its place."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; ``width`` 0 fills the shape they enclose."""

    points: tuple[Point, ...]
    width: float
    ink: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a rubber stamp leaves: drawn by itself, tilted, pressed unevenly on the page."""

    items: tuple["Text | Stroke | Imprint", ...]
    x: float
    """Of its top left corner before it is tilted about its middle."""
    y: float
    width: float
    height: float
    tilt: float = 0.0
    """Degrees, clockwise."""
    wear: float = 0.0
    """Share of the ink that did not reach the paper."""


Item = Text | Stroke | Imprint


@dataclass(slots=True)
class Sheet:
    """One page while it is being set."""

    items: list[Item] = field(default_factory=list)

    def text(self) -> str:
        """Return what stands on the page, row by row."""
        placed = sorted(_placed(self.items), key=lambda place: (place[1], place[0]))
        rows: list[list[tuple[float, float, str]]] = []
        for place in placed:
            if rows and place[1] - rows[-1][0][1] < _SAME_ROW:
                rows[-1].append(place)
            else:
                rows.append([place])
        return "\n".join(words for row in rows for _, _, words in sorted(row))


def _placed(
    items: Iterable[Item], x: float = 0.0, y: float = 0.0
) -> list[tuple[float, float, str]]:
    found: list[tuple[float, float, str]] = []
    for item in items:
        if isinstance(item, Imprint):
            found += _placed(item.items, x + item.x, y + item.y)
        elif isinstance(item, Text) and not item.silent:
            found.append((x + item.x, y + item.y, item.words))
    return found


def frame(x: float, y: float, width: float, height: float, *, ink: Colour, pen: float) -> Stroke:
    """Draw a rectangle."""
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
    return Stroke(corners, pen, ink)


def shifted(points: Sequence[Point], x: float, y: float, scale: float) -> tuple[Point, ...]:
    """Bring a drawing in its own units to its place and size on the page."""
    return tuple((x + scale * px, y + scale * py) for px, py in points)
