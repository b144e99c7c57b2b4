"""Hair lines down a page, where it was copied past a speck of dust; taken out before it is read.

A recogniser takes them for rules between columns, and reads every line in pieces.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

_ROWS: Final = 8
"""Rows looked at together: a faint line is broken, but not for so long."""
_BESIDE: Final = 10
"""Pixels to either side, at 300 dpi, where the paper is: no line is as wide."""
_DARKER: Final = 30
_SHARE: Final = 0.5
"""Of the page's height that a line is seen in; strokes of print below each other are less."""
_END, _SEEN_AT_ENDS = 0.02, 0.3
"""A line goes through both margins, where the rules of a form do not."""


def unstreaked(page: Image.Image, grey: Image.Image) -> Image.Image:
    """Return a page without its hair lines; print that they cross goes on across them.

    ``grey`` is the same in grey. A page without such a line is returned as it is.
    """
    columns = _streaks(np.asarray(grey.reduce((1, _ROWS))).astype(np.int16))
    if not columns.any():
        return page
    pixels = np.array(page)
    for start, end in _runs(columns):
        left, right = pixels[:, start - 1].astype(float), pixels[:, end].astype(float)
        for place in range(start, end):
            share = (place - start + 1) / (end - start + 1)
            pixels[:, place] = np.rint(left + share * (right - left)).astype(np.uint8)
    return Image.fromarray(pixels)


def _streaks(rows: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    """Mark the columns of a line, and one beside it on each side, which it darkens a little."""
    columns = np.zeros(rows.shape[1], bool)
    if rows.shape[1] <= 2 * _BESIDE:
        return columns
    paper = np.minimum(rows[:, : -2 * _BESIDE], rows[:, 2 * _BESIDE :])
    darker = rows[:, _BESIDE:-_BESIDE] < paper - _DARKER
    end = max(1, round(_END * len(rows)))
    seen = (darker.mean(axis=0) > _SHARE) & (darker[:end].mean(axis=0) > _SEEN_AT_ENDS)
    columns[_BESIDE:-_BESIDE] = seen & (darker[-end:].mean(axis=0) > _SEEN_AT_ENDS)
    widened: npt.NDArray[np.bool_] = columns.copy()
    widened[1:] |= columns[:-1]
    widened[:-1] |= columns[1:]
    return widened


def _runs(marked: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield where each row of marked columns begins, and where it has ended."""
    edges = np.flatnonzero(np.diff(marked, prepend=False, append=False))
    return ((int(start), int(end)) for start, end in list(pairwise(edges.tolist()))[::2])
