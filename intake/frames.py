"""The frames of receipt stamps, found by their four sides, however crooked they were pressed.

A stamp lies over print, often in the same black: what it says can only be read
row by row inside its own frame, and the print under it only without the frame.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile
from typing import Final

import numpy as np
from PIL import Image

from intake.level_lines import LevelLine, level_lines
from intake.strokes import ACROSS, DOWN, Ink, opened, thickened
from registry.ports import Box

Point = tuple[float, float]

_HALF: Final = 2
"""All below is measured in pixels at 150 dpi."""
_LONG: Final = 36
_WIDTHS, _HEIGHTS = (150, 480), (85, 330)
"""ข้อ 78 says 295 by 148; offices have larger and smaller ones, and units to tick below."""
_SQUARE: Final = 0.06
"""How far from right its angles may be, as a slope."""
_LEAST_SIDE, _LEAST_ALL = 0.35, 0.72
"""Shares of a side, and of all four, that are inked."""
_BEYOND: Final = 0.5
_OVERRUN: Final = 24
"""A side that goes on past its corners so far is a table's."""
_MOST: Final = 6
_SAME: Final = 0.6
_WHITE: Final = 255


@dataclass(frozen=True, slots=True)
class Frame:
    """The corners of a stamp's frame at 300 dpi, from the upper left, clockwise."""

    corners: tuple[Point, Point, Point, Point]
    inked: float
    """The share of its sides that was seen."""

    @property
    def box(self) -> Box:
        """The smallest upright box around it."""
        return _around(self.corners)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, laid straight."""
        one, two, three, four = (np.array(corner) for corner in self.corners)
        width = (np.hypot(*(two - one)) + np.hypot(*(three - four))) / 2
        height = (np.hypot(*(four - one)) + np.hypot(*(three - two))) / 2
        return round(float(width)), round(float(height))

    def straight(self, page: Image.Image) -> Image.Image:
        """Cut the stamp out of a page and lay it straight."""
        one, two, three, four = self.corners
        return page.transform(
            self.size,
            Image.Transform.QUAD,
            (*one, *four, *three, *two),
            Image.Resampling.BILINEAR,
            fillcolor=_WHITE,
        )

    def around(self, box: Box) -> tuple[Point, Point, Point, Point]:
        """Return where on the page the corners of a box lie on the stamp laid straight."""
        width, height = self.size
        one, two, three, four = (np.array(corner) for corner in self.corners)

        def placed(x: int, y: int) -> Point:
            top, bottom = one + x / width * (two - one), four + x / width * (three - four)
            across, down = top + y / height * (bottom - top)
            return float(across), float(down)

        left, top, right, bottom = box
        return placed(left, top), placed(right, top), placed(right, bottom), placed(left, bottom)

    def on_page(self, box: Box) -> Box:
        """Return the upright box on the page around a box on the stamp laid straight."""
        return _around(self.around(box))


def _around(points: Sequence[Point]) -> Box:
    across, down = zip(*points, strict=True)
    return round(min(across)), round(min(down)), round(max(across)), round(max(down))


def frames(ink: Ink) -> list[Frame]:
    """Return the frames in a mask at 150 dpi that may be of stamps, surest first."""
    level = opened(thickened(ink, DOWN), _LONG, ACROSS)
    standing = opened(thickened(ink, ACROSS), _LONG, DOWN)
    across, down = level_lines(level, _LONG), level_lines(np.ascontiguousarray(standing.T), _LONG)
    every = (*_by_sides(across, down), *_by_levels(across))
    if not every:
        return []
    broad, tall = (
        thickened(thickened(level, DOWN), DOWN),
        thickened(thickened(standing, ACROSS), ACROSS),
    )
    tried = [_frame(sides, broad, tall) for sides in every]
    kept: list[Frame] = []
    for frame in sorted((one for one in tried if one), key=lambda one: -one.inked):
        if not any(shared(frame.box, other.box) > _SAME for other in kept):
            kept.append(frame)
    return kept[:_MOST]


_Sides = tuple[LevelLine, LevelLine, LevelLine, LevelLine]
"""Top, bottom, left, right."""


def _by_sides(across: Sequence[LevelLine], down: Sequence[LevelLine]) -> Iterator[_Sides]:
    """Take two standing lines for sides, and look for what joins them at top and bottom."""
    for one, other in combinations(down, 2):
        left, right = sorted((one, other), key=lambda line: line.where((one.start + one.end) / 2))
        middle = (max(left.start, right.start) + min(left.end, right.end)) / 2
        width = right.where(middle) - left.where(middle)
        if not _WIDTHS[0] <= width <= _WIDTHS[1] or abs(left.slope - right.slope) > _SQUARE:
            continue
        if min(left.end, right.end) - max(left.start, right.start) < _LONG:
            continue
        tilt = -(left.slope + right.slope) / 2
        begins, ends = left.where(middle), right.where(middle)
        joining = [
            line
            for line in across
            if abs(line.slope - tilt) < _SQUARE
            and min(line.end, ends) - max(line.start, begins) > _LEAST_SIDE * width
        ]
        joining += _closing(left, right, tilt)
        for top, bottom in combinations(joining, 2):
            upper, lower = sorted((top, bottom), key=lambda line: line.where((begins + ends) / 2))
            yield upper, lower, left, right


def _closing(left: LevelLine, right: LevelLine, tilt: float) -> Iterator[LevelLine]:
    """Draw the lines between the ends of two sides, where they end together."""
    for one, other in ((left.start, right.start), (left.end, right.end)):
        x0, x1 = left.where(one), right.where(other)
        slope = (other - one) / max(1.0, x1 - x0)
        if abs(slope - tilt) < _SQUARE / 2:
            yield LevelLine(round(x0), round(x1), one - slope * x0, slope)


def _by_levels(across: Sequence[LevelLine]) -> Iterator[_Sides]:
    """Take two level lines that begin and end together for top and bottom."""
    for one, other in combinations(across, 2):
        middle = (max(one.start, other.start) + min(one.end, other.end)) / 2
        top, bottom = sorted((one, other), key=lambda line: line.where(middle))
        height = bottom.where(middle) - top.where(middle)
        width = min(top.end, bottom.end) - max(top.start, bottom.start)
        if not (_HEIGHTS[0] <= height <= _HEIGHTS[1] and _WIDTHS[0] <= width <= _WIDTHS[1]):
            continue
        lean = -(top.slope + bottom.slope) / 2
        if abs(top.slope - bottom.slope) > _SQUARE:
            continue
        sides = []
        for upper, lower in ((top.start, bottom.start), (top.end, bottom.end)):
            y0, y1 = top.where(upper), bottom.where(lower)
            slope = (lower - upper) / max(1.0, y1 - y0)
            if abs(slope - lean) < _SQUARE:
                sides.append(LevelLine(round(y0), round(y1), upper - slope * y0, slope))
        if len(sides) == 2:  # noqa: PLR2004
            yield top, bottom, sides[0], sides[1]


def _frame(sides: _Sides, level: Ink, standing: Ink) -> Frame | None:
    """Make a frame of its sides, if enough of each is inked and none goes on as a table's does."""
    top, bottom, left, right = sides
    one, two, three, four = (
        _meeting(*both) for both in ((top, left), (top, right), (bottom, right), (bottom, left))
    )
    width, height = (
        (two[0] - one[0] + three[0] - four[0]) / 2,
        (four[1] - one[1] + three[1] - two[1]) / 2,
    )
    if not (_WIDTHS[0] <= width <= _WIDTHS[1] and _HEIGHTS[0] <= height <= _HEIGHTS[1]):
        return None
    if height > width:
        return None
    edges = ((level, one, two), (level, four, three), (standing, one, four), (standing, two, three))
    shares = list(takewhile(lambda share: share >= _LEAST_SIDE, (_inked(*edge) for edge in edges)))
    if len(shares) < len(edges):
        return None
    lengths = (width, width, height, height)
    inked = sum(share * length for share, length in zip(shares, lengths, strict=True)) / sum(
        lengths
    )
    if inked < _LEAST_ALL:
        return None
    beyond = [
        _inked(mask, _past(end, start, -4), _past(end, start, -_OVERRUN)) > _BEYOND
        for mask, a, b in edges
        for start, end in ((a, b), (b, a))
    ]
    if sum(beyond) > 1:
        return None
    corners = tuple((x * _HALF, y * _HALF) for x, y in (one, two, three, four))
    return Frame(corners, inked)  # type: ignore[arg-type]


def _past(end: Point, start: Point, by: float) -> Point:
    """Return the point so far before ``end`` on the way from ``start``; past it where negative."""
    length = max(1.0, float(np.hypot(end[0] - start[0], end[1] - start[1])))
    share = by / length
    return end[0] - share * (end[0] - start[0]), end[1] - share * (end[1] - start[1])


def _meeting(level: LevelLine, standing: LevelLine) -> Point:
    """Return where a level and a standing line meet."""
    y = (level.at + level.slope * standing.at) / (1 - level.slope * standing.slope)
    return standing.where(y), y


def _inked(mask: Ink, start: Point, end: Point) -> float:
    """Return the share of points on the way from one to another that are marked."""
    count = max(2, round(float(np.hypot(end[0] - start[0], end[1] - start[1]))))
    across = np.linspace(start[0], end[0], count).round().astype(int)
    down = np.linspace(start[1], end[1], count).round().astype(int)
    inside = (across >= 0) & (down >= 0) & (across < mask.shape[1]) & (down < mask.shape[0])
    return float(mask[down[inside], across[inside]].sum()) / count


def shared(one: Box, other: Box) -> float:
    """Return the share of two boxes that is common to both."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    common = max(0, across) * max(0, down)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return common / max(1, sum(areas) - common)
