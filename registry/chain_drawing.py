"""Where the boxes and lines of a letter's chain stand; pure figures for an SVG.

Two boxes to a row on either side of a line down the middle: what the letter
points at above it, what points at the letter below. It is as wide as a phone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from registry.thai import clusters

WIDTH = 360
BOX, TALL, ROW = 160, 48, 60
MIDDLE = WIDTH // 2
MOST = 20
"""Boxes beside the letter's own; more are no picture."""
HEAD = 6
LONGEST = 20
"""Letters that fit in a box, marks above and below not counted."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Box(Generic[T]):
    """One letter, and where its box begins."""

    about: T
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing(Generic[T]):
    """A chain as it is drawn, in units of the SVG's own."""

    height: int
    own_y: int
    boxes: Sequence[Box[T]]
    lines: Sequence[str]
    """Paths, as SVG's attribute ``d`` has them."""
    heads: Sequence[str]
    """Arrowheads, as the points of polygons."""
    left_out: int
    width: int = WIDTH
    box: int = BOX
    tall: int = TALL


def drawn(above: Sequence[T], below: Sequence[T]) -> Drawing[T]:
    """Lay out the letters one points at, and those that point at it."""
    upper = above[: max(MOST // 2, MOST - len(below))]
    lower = below[: MOST - len(upper)]
    own_y = _rows(upper) * ROW
    boxes = [*_placed(upper, 0), *_placed(lower, own_y + ROW)]
    over = [box for box in boxes if box.y < own_y]
    under = [box for box in boxes if box.y > own_y]
    heads = [_head_at(box) for box in over]
    if under:
        foot = own_y + TALL
        heads.append(f"{MIDDLE},{foot} {MIDDLE - HEAD},{foot + HEAD} {MIDDLE + HEAD},{foot + HEAD}")
    return Drawing(
        height=own_y + TALL + _rows(lower) * ROW,
        own_y=own_y,
        boxes=boxes,
        lines=[
            *(_line(box, own_y) for box in over),
            *(_line(box, own_y + TALL) for box in under),
        ],
        heads=heads,
        left_out=len(above) + len(below) - len(boxes),
    )


def shortened(text: str) -> str:
    """Cut a text to what fits in a box, never between a letter and its marks."""
    pieces = list(clusters(text))
    kept = ""
    for piece in pieces:
        if sum(c.isalnum() or c in " ./()-" for c in kept + piece) > LONGEST:
            return f"{kept.rstrip()}…"
        kept += piece
    return kept


def _rows(letters: Sequence[T]) -> int:
    return -(-len(letters) // 2)


def _placed(letters: Sequence[T], top: int) -> Iterator[Box[T]]:
    for place, one in enumerate(letters):
        yield Box(one, (WIDTH - BOX - 1) if place % 2 else 1, top + place // 2 * ROW)


def _side(box: Box[T]) -> int:
    """Return where a box touches the gap in the middle."""
    return box.x + BOX if box.x < MIDDLE else box.x


def _line(box: Box[T], from_y: int) -> str:
    return f"M{MIDDLE} {from_y}V{box.y + TALL // 2}H{_side(box)}"


def _head_at(box: Box[T]) -> str:
    x, y = _side(box), box.y + TALL // 2
    back = x + HEAD if box.x < MIDDLE else x - HEAD
    return f"{x},{y} {back},{y - HEAD} {back},{y + HEAD}"
