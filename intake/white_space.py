"""Where on a page nothing is written."""

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from PIL import Image, ImageChops, ImageFilter

CELL: Final = 8
"""Pixels along one side of a cell, the grain in which ink is looked for."""

_CONTRAST: Final = 28
"""Grey levels below the paper around it at which a pixel counts as ink."""
_LEAST_INK: Final = 4
"""Inked pixels in a cell and its neighbours from which it is written on, on a clean page."""
_DUST_FACTOR: Final = 8
"""How many times the page's usual dust may lie in one place without being writing."""
_DARK_PAPER: Final = 0.6
"""Paper this much darker than the lightest is a printed area or the scanner's lid."""

_NIGHT: Final = 90
"""Grey level below which nothing is paper, even on a page that is dark all over."""


class WhiteSpace:
    """The free places of one grey page picture.

    Ink is what is darker than the paper near it, so a yellowed or shaded scan is
    not ink all over and pale handwriting still is. Dust is told from ink by how
    much of it lies on the emptiest third of the page. A cell next to ink is not
    free either.
    """

    def __init__(self, picture: Image.Image) -> None:
        self._columns = -(-picture.width // CELL)
        self._rows = -(-picture.height // CELL)
        pixels, dark = _ink(picture, self._columns, self._rows)
        ink = _Sums(pixels, self._columns)
        nearby = [
            ink.inside(column - 1, row - 1, column + 2, row + 2)
            for row in range(self._rows)
            for column in range(self._columns)
        ]
        dust = sorted(nearby)[len(nearby) * 3 // 10]
        limit = _LEAST_INK + _DUST_FACTOR * dust
        written = [
            int(here >= limit or night > 0) for here, night in zip(nearby, dark, strict=True)
        ]
        self._written = _Sums(written, self._columns)

    def nearest(
        self, wanted: tuple[float, float], size: tuple[float, float], *, margin: float
    ) -> tuple[float, float] | None:
        """Return the free place nearest to ``wanted``, or ``None`` where there is no room.

        Places are the upper left corners of a rectangle of ``size``, in pixels
        counted from the upper left; ``margin`` is kept from the paper's edge.
        """
        width, height = size
        across = _steps(wanted[0], margin, self._columns * CELL - margin - width)
        down = list(_steps(wanted[1], margin, self._rows * CELL - margin - height))
        places = sorted(
            (math.hypot(left - wanted[0], top - wanted[1]), left, top)
            for left in across
            for top in down
        )
        for _, left, top in places:
            if self._is_free(left, top, left + width, top + height):
                return left, top
        return None

    def _is_free(self, left: float, top: float, right: float, bottom: float) -> bool:
        first, last = math.floor, math.ceil
        return not self._written.inside(
            first(left / CELL), first(top / CELL), last(right / CELL), last(bottom / CELL)
        )


class _Sums:
    """How much lies in any rectangle of a grid, by four look-ups."""

    def __init__(self, values: Sequence[int], columns: int) -> None:
        self._columns, self._rows = columns, len(values) // columns
        self._sums = [[0] * (columns + 1)]
        for start in range(0, len(values), columns):
            running = accumulate(values[start : start + columns], initial=0)
            self._sums.append([a + b for a, b in zip(self._sums[-1], running, strict=True)])

    def inside(self, left: int, top: int, right: int, bottom: int) -> int:
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(right, self._columns), min(bottom, self._rows)
        above, below = self._sums[top], self._sums[bottom]
        return below[right] - below[left] - above[right] + above[left]


def _steps(wanted: float, first: float, last: float) -> Iterator[float]:
    """List the positions to try along one side: a cell apart, ``wanted`` among them."""
    for step in range(math.ceil((first - wanted) / CELL), math.floor((last - wanted) / CELL) + 1):
        yield wanted + CELL * step


def _ink(picture: Image.Image, columns: int, rows: int) -> tuple[list[int], bytes]:
    """Count the inked pixels of every cell, row by row, and say which cells are dark paper."""
    seen = picture.convert("L")
    grey = Image.new("L", (columns * CELL, rows * CELL), "white")
    grey.paste(seen)
    paper = grey.reduce(CELL).filter(ImageFilter.MaxFilter(9))
    around = paper.resize(grey.size, Image.Resampling.BILINEAR)
    contrast = ImageChops.subtract(around, grey)
    inked = contrast.point([255 * (level >= _CONTRAST) for level in range(256)])
    share = inked.reduce(CELL).tobytes()
    darkest = max(max(seen.reduce(CELL).tobytes()) * _DARK_PAPER, _NIGHT)
    dark = paper.point([255 * (level < darkest) for level in range(256)])
    return [round(level * CELL * CELL / 255) for level in share], dark.tobytes()
