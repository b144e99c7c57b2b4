"""Ink nobody read: lines the first reader lost, found by cutting the page at its white gaps."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from intake.strokes import standing_rules
from registry.ports import PAGE_DPI, Box, Line

Mask = NDArray[np.bool_]

_SMALLER: Final = 4
_DARKER: Final = 60
"""Greys darker than the paper that are ink."""
_AROUND: Final = 3
"""Pixels around a line that was read which belong to it; here all are of the smaller picture."""
_ROW_GAP: Final = 2
_COLUMN_GAP: Final = 14
_HEIGHTS: Final = (5, 30)
_NARROWEST: Final = 10
_DENSITY: Final = (0.04, 0.6)
_DEEPEST: Final = 6
_TAIL: Final = 10
"""How far behind a line that was read its last figures stand, if they were lost."""
_TAIL_WIDTH: Final = 3
"""The least of what is left of a figure beside a rule."""
_RING: Final = 0.25
_PRINT: Final = 0.1
"""Shares of ink: the most of a seal with the print under it, the least of a row of print."""
_MOST: Final = 16
"""Places told of one page; a page with more is no letter with some lines lost."""


def unread(page: Image.Image, lines: Sequence[Line], dpi: int) -> list[Box]:
    """Return the places, at 300 dpi, where ink lies like a line and no line was read."""
    small = np.asarray(page.reduce(_SMALLER))
    paper = int(np.bincount(small.ravel(), minlength=256).argmax())
    ink = small.astype(np.int16) < paper - _DARKER
    ink &= ~standing_rules(ink)
    scale = dpi / PAGE_DPI / _SMALLER
    read = [_scaled(line.box, scale) for line in lines]
    for left, top, right, bottom in read:
        rows = slice(max(0, top - _AROUND), bottom + _AROUND)
        ink[rows, max(0, left - _AROUND) : right + _AROUND] = False
    whole = [box for piece in _pieces(ink, 0, 0, _DEEPEST) for box in _lines_under(ink, piece)]
    places = [box for box in whole if _is_like_a_line(ink, box) or _is_tail(box, read)]
    return [_scaled(box, 1 / scale) for box in sorted(places, key=lambda box: box[1])[:_MOST]]


def _is_tail(box: Box, read: Sequence[Box]) -> bool:
    """Say whether ink stands right behind a line, as a figure does that was cut off."""
    left, top, right, bottom = box
    lowest, highest = _HEIGHTS
    if not lowest < bottom - top <= highest or right - left < _TAIL_WIDTH:
        return False
    return any(
        0 <= left - end <= _TAIL and min(bottom, low) - max(top, high) > (bottom - top) / 2
        for _, high, end, low in read
    )


def _lines_under(ink: Mask, box: Box) -> Iterator[Box]:
    """Look for print under a seal: rows with more ink across their middle than a ring has."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    if height <= _HEIGHTS[1] or width < height or ink[top:bottom, left:right].mean() > _RING:
        yield box
        return
    middle = ink[top:bottom, left + width // 4 : right - width // 4].mean(axis=1)
    for start, end in _runs(middle > _PRINT, _ROW_GAP):
        yield left, max(0, top + start - 1), right, top + end + 1


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = (round(edge * scale) for edge in box)
    return left, top, right, bottom


def _is_like_a_line(ink: Mask, box: Box) -> bool:
    left, top, right, bottom = box
    lowest, highest = _HEIGHTS
    if not lowest <= bottom - top <= highest or right - left < max(_NARROWEST, bottom - top):
        return False
    least, most = _DENSITY
    return least <= float(ink[top:bottom, left:right].mean()) <= most


def _pieces(ink: Mask, left: int, top: int, deep: int) -> Iterator[Box]:
    """Cut ink at its white rows, each of those at its white columns, and so on."""
    parts = [
        (first, start, last, end)
        for start, end in _runs(ink.any(axis=1), _ROW_GAP)
        for first, last in _runs(ink[start:end].any(axis=0), _COLUMN_GAP)
    ]
    for first, start, last, end in parts:
        if len(parts) == 1 or not deep:
            yield left + first, top + start, left + last, top + end
        else:
            yield from _pieces(ink[start:end, first:last], left + first, top + start, deep - 1)


def _runs(inked: NDArray[np.bool_] | np.bool_, gap: int) -> list[tuple[int, int]]:
    """Return first and past-the-last places of ink, what is nearer than ``gap`` together."""
    places = np.flatnonzero(inked)
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > gap)
    starts = [int(places[0]), *(int(places[n + 1]) for n in breaks)]
    ends = [*(int(places[n]) + 1 for n in breaks), int(places[-1]) + 1]
    return list(zip(starts, ends, strict=True))
