"""Ink that lies close together, found on a coarse mask."""

from collections.abc import Iterator, Sequence

import numpy as np

from intake.extract.layout import union
from intake.strokes import Ink, grown
from registry.ports import Box


def regions(spots: Ink, near: int) -> Iterator[Box]:
    """Yield the boxes around spots that lie nearer to each other than twice ``near`` of them."""
    around = spots
    for _ in range(near):
        around = grown(around)
    left = {(int(y), int(x)) for y, x in np.argwhere(around)}
    while left:
        waiting = [left.pop()]
        region = list(waiting)
        while waiting:
            y, x = waiting.pop()
            for beside in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                if beside in left:
                    left.remove(beside)
                    waiting.append(beside)
                    region.append(beside)
        inked = [(y, x) for y, x in region if spots[y, x]]
        tops, lefts = [y for y, _ in inked], [x for _, x in inked]
        yield min(lefts), min(tops), max(lefts) + 1, max(tops) + 1


def on_picture(box: Box, cell: int, size: tuple[int, int], more: int = 0) -> Box:
    """Return the box on a picture of cells so large, with so many ``more`` pixels around it."""
    left, top, right, bottom = (edge * cell for edge in box)
    width, height = size
    return (
        max(left - more, 0),
        max(top - more, 0),
        min(right + more, width),
        min(bottom + more, height),
    )


def merged(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes of which none overlaps another, around the given ones."""
    apart: list[Box] = []
    for box in boxes:
        while meeting := next((other for other in apart if meet(box, other)), None):
            apart.remove(meeting)
            box = union([box, meeting])  # noqa: PLW2901 - it grows with each it meets
        apart.append(box)
    return apart


def meet(one: Box, other: Box) -> bool:
    """Say whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
