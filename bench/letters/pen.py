"""Numbers and short dates as pens write them: the bones of print, bent, hurried and drawn again.

Typefaces that look like handwriting are all of one hand each, and tidy. Here
every figure is another: the middle line of a printed one is taken for its
bones, those are bent as a whole and in parts, ends are left out as in a hurry,
and a pen of some width goes over what is left.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench.letters.faces import HANDS, TRAINING_FAMILIES, faces
from bench.letters.picture import font_of
from registry.thai import MONTHS_SHORT

Mask = NDArray[np.bool_]
Points = NDArray[np.float64]

WRITES: Final = frozenset("0123456789๐๑๒๓๔๕๖๗๘๙ว/.,:- น" + "".join(MONTHS_SHORT))
"""Every character a pen writes: numbers, circulars, short months, the น. of a clock."""
_WITH_MARKS: Final = re.compile("[^ั-ฺ็-๎][ั-ฺ็-๎]*")
_EM: Final = 96
_DIGIT: Final = "0"
_FINE: Final = 3
"""So much larger it is drawn than it is given, for smooth edges."""
_BENT, _BENDS = 0.07, 4
"""How far the knots of a net over a figure are moved, in its height; how many there are a side."""
_LEAN, _ASPECT, _TURN = 0.35, (0.55, 1.25), 0.12
_WIDTHS: Final = ((0.05, 0.12), (0.05, 0.12), (0.12, 0.18))
"""Of a stroke, in heights of a figure: two pens and a marker."""
_WILDEST, _RISE = (0.4, 1.5), 0.05
"""How unsteady a hand is, beside the usual; how far its line climbs, in its length."""
_HURRIED, _LEFT_OUT = 0.3, 0.22
"""How often the end of a stroke is left out, and up to how much of the figure."""
_APART: Final = (-0.06, 0.3)
_SPACE: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Bones:
    """The middle lines of a figure, in heights of a digit, from the base line upwards."""

    points: Points
    joined: NDArray[np.int64]
    """Pairs of neighbours among the points."""


class Hand:
    """Somebody's hand: what all figures of one number have in common."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._lean = rng.gauss(0, _LEAN / 2)
        self._aspect = rng.uniform(*_ASPECT)
        self._width = rng.uniform(*rng.choice(_WIDTHS))
        self._wild = rng.uniform(*_WILDEST)
        self._rise = rng.gauss(0, _RISE)
        self._face = rng.choice(_faces())

    def written(self, text: str, height: int) -> Image.Image:
        """Write a number whose digits are about ``height`` pixels high.

        A picture with 255 where ink is; the base line is ``height`` pixels
        above its lower edge.
        """
        rng, x = self._rng, 0.0
        lines: list[tuple[Points, NDArray[np.int64]]] = []
        for letter in _WITH_MARKS.findall(text):
            if letter == " ":
                x += _SPACE
                continue
            face = self._face if rng.random() < 0.7 else rng.choice(_faces())  # noqa: PLR2004 - hands vary
            bones = _bones(face, letter)
            points = self._bent(bones.points)
            points += [x - points[:, 0].min(), self._rise * x]
            x = points[:, 0].max() + rng.uniform(*_APART)
            lines.append((points, self._kept(points, bones.joined)))
        return self._drawn(lines, x, height)

    def _bent(self, points: Points) -> Points:
        """Bend bones as a whole and in parts, and set them a little off the line."""
        rng = self._rng
        bent_by = _BENT * self._wild
        net = np.array([[rng.gauss(0, bent_by) for _ in range(2)] for _ in range(_BENDS**2)])
        net = net.reshape(_BENDS, _BENDS, 2)
        spread = np.maximum(np.ptp(points, axis=0), 1e-6)
        at = (points - points.min(axis=0)) / spread * (_BENDS - 1)
        low = np.minimum(at.astype(np.int64), _BENDS - 2)
        part = at - low
        bent = points.copy()
        for dx in (0, 1):
            for dy in (0, 1):
                weight = np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1])
                bent += weight[:, None] * net[low[:, 0] + dx, low[:, 1] + dy]
        turn, size = rng.gauss(0, _TURN), rng.uniform(0.85, 1.15)
        lean = np.array([[self._aspect, 0.0], [self._lean + turn, 1.0]])
        turned = bent @ lean
        turned[:, 1] -= turn * bent[:, 0]
        moved: Points = turned * size + [0, rng.gauss(0, 0.06 * self._wild)]
        return moved

    def _kept(self, points: Points, joined: NDArray[np.int64]) -> NDArray[np.int64]:
        """Leave out what lies near an end of a stroke, as a hurried hand does."""
        rng = self._rng
        ends = np.flatnonzero(np.bincount(joined.ravel(), minlength=len(points)) == 1)
        if not len(ends) or rng.random() > _HURRIED:
            return joined
        end = points[rng.choice(ends.tolist())]
        far = np.hypot(*(points - end).T) > rng.uniform(0, _LEFT_OUT)
        kept = joined[far[joined].all(axis=1)]
        return kept if len(kept) else joined

    def _drawn(
        self, lines: list[tuple[Points, NDArray[np.int64]]], width: float, height: int
    ) -> Image.Image:
        scale = height * _FINE
        left = min((points[:, 0].min() for points, _ in lines), default=0.0) - _SPACE
        size = round((width - left + _SPACE) * scale), 3 * scale
        picture = Image.new("L", size, 0)
        pen, thick = ImageDraw.Draw(picture), max(_FINE, round(self._width * scale))
        for points, joined in lines:
            places = [((x - left) * scale, (2 - y) * scale) for x, y in points.tolist()]
            for one, other in joined.tolist():
                pen.line([places[one], places[other]], 255, thick)
            for x, y in (places[n] for n in np.unique(joined).tolist()):
                pen.ellipse([x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2], 255)
        return picture.reduce(_FINE).crop((0, 0, size[0] // _FINE, 3 * height))


@cache
def _faces() -> tuple[Path, ...]:
    return tuple(
        dict.fromkeys(
            [faces(family).regular for family in TRAINING_FAMILIES]
            + [faces(TRAINING_FAMILIES[0], hand).hand for hand in HANDS]
        )
    )


@cache
def _bones(face: Path, letter: str) -> _Bones:
    """Find the middle lines of a printed figure."""
    font = font_of(face, _EM)
    high = -font.getbbox(_DIGIT, anchor="ls")[1]
    left, top, right, bottom = (round(side) for side in font.getbbox(letter, anchor="ls"))
    picture = Image.new("L", (right - left + 4, bottom - top + 4), 0)
    ImageDraw.Draw(picture).text((2 - left, 2 - top), letter, 255, font, "ls")
    ink = np.asarray(picture) > 127  # noqa: PLR2004 - half
    thin = _thinned(ink)
    thin[tuple(np.argwhere(ink)[ink.sum() // 2])] |= not thin.any()  # a dot is thinned to nothing
    rows, columns = np.nonzero(thin)
    number = np.full(thin.shape, -1)
    number[rows, columns] = range(len(rows))
    joined = [
        (number[y, x], number[y + dy, x + dx])
        for y, x in zip(rows, columns, strict=True)
        for dy, dx in ((0, 1), (1, -1), (1, 0), (1, 1))
        if number[y + dy, x + dx] >= 0
    ]
    if not joined:  # a dot
        joined = [(0, 0)]
    points = np.stack([columns, -(rows + top - 2)], axis=1).astype(np.float64) / high
    return _Bones(points, np.array(joined, dtype=np.int64))


def _thinned(ink: Mask) -> Mask:
    """Thin ink to lines of one pixel (T. Y. Zhang and C. Y. Suen, 1984)."""
    ink = ink.copy()
    while True:
        before = int(ink.sum())
        for step in (0, 1):
            around = np.stack([np.roll(ink, shift, (0, 1)) for shift in _AROUND])
            neighbours = around.sum(axis=0)
            turns = (~around & np.roll(around, -1, axis=0)).sum(axis=0)
            north, east, south, west = (around[n] for n in (0, 2, 4, 6))
            if step:
                free = ~(north & east & west) & ~(north & south & west)
            else:
                free = ~(north & east & south) & ~(east & south & west)
            ink &= ~((neighbours >= 2) & (neighbours <= 6) & (turns == 1) & free)  # noqa: PLR2004 - their rule
        if int(ink.sum()) == before:
            return ink


_AROUND: Final = ((1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))
"""Shifts that bring each neighbour, from north and clockwise, to a pixel's place."""
