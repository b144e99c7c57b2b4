"""Numbers that run over the rule at the end of their cell, and go on beyond it.

The first reader ends a line at a standing rule. What was typed across it is a
line of its own then, or is lost with the figure that the rule goes through.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from intake.strokes import ACROSS, DOWN, Ink, opened, shifted, thickened
from registry.ports import Box

_DARKER: Final = 60
_BEFORE, _BEHIND = 0.7, 4
"""From the end of a line, in heights of it, where a rule may stand, and how far a number may go."""
_TALLER: Final = 0.5
"""Heights above and below a line that a rule goes through, and no figure does."""
_NEAR: Final = 6
"""Pixels from a rule to the ink of a figure it cuts."""
_GAP: Final = 0.5
"""Heights of white after which a number has ended."""
_LEAST: Final = 3
"""Pixels of ink beside a rule: less is its own rough edge."""


class Across(NamedTuple):
    """A page without a piece of a rule, the line that ran over it, and where that rule stood."""

    page: Image.Image
    box: Box
    rule: tuple[int, int]


def across(page: Image.Image, box: Box, scale: float) -> Across | None:
    """Follow a line over the rule at its end; ``None`` where it does not run over one.

    ``page`` is ``scale`` times one at 300 dpi; boxes and edges are at 300 dpi.
    """
    _, top, right, bottom = (round(edge * scale) for edge in box)
    height = bottom - top
    taller = round(_TALLER * height)
    left, above = max(right - round(_BEFORE * height), 0), max(top - taller, 0)
    edges = min(right + _BEHIND * height, page.width), min(bottom + taller, page.height)
    if edges[0] - left < height or edges[1] - above < height + taller:
        return None
    greys = np.array(page.crop((left, above, *edges)))
    ink = greys < np.median(greys) - _DARKER
    rule = _rule(ink, round(2 * _BEFORE * height))
    columns = np.flatnonzero(rule.any(axis=0))
    if not columns.size:
        return None
    first, last = int(columns[0]), int(columns[-1])
    figures = ink & ~rule
    row = figures[top - above : bottom - above]
    if row[:, last + 1 : last + 1 + _NEAR].sum() < _LEAST:
        return None
    greys[rule & ~_strokes(figures, last - first + 1)] = np.median(greys)
    whole = page.copy()
    whole.paste(Image.fromarray(greys), (left, above))
    ends = left + last + 1 + _end(row[:, last + 1 :].any(axis=0), round(_GAP * height))
    stood = round((left + first) / scale), round((left + last + 1) / scale)
    return Across(whole, (box[0], box[1], round(ends / scale), box[3]), stood)


def _rule(ink: Ink, widest: int) -> Ink:
    """Find the first rule that stands before ``widest``, from top to bottom."""
    tall = opened(thickened(ink, ACROSS), len(ink) - 1, DOWN) & thickened(ink, ACROSS)
    columns = np.flatnonzero(tall[:, :widest].any(axis=0))
    if columns.size:
        apart = np.flatnonzero(np.diff(columns) > 1)
        tall[:, columns[apart[0]] + 1 if apart.size else columns[-1] + 1 :] = False
    return tall


def _strokes(figures: Ink, width: int) -> Ink:
    """Find where strokes of figures run on through a rule: there is ink on both its sides."""
    left, right = np.zeros_like(figures), np.zeros_like(figures)
    for by in range(1, width + 2):
        left |= shifted(figures, by, ACROSS)
        right |= shifted(figures, -by, ACROSS)
    return left & right


def _end(inked: npt.NDArray[np.bool_], gap: int) -> int:
    """Return how many columns a number goes on, before as many are white as ``gap``."""
    columns = np.flatnonzero(inked)
    apart = np.flatnonzero(np.diff(columns, prepend=0) > gap)
    return int(columns[apart[0] - 1] if apart.size else columns[-1]) + 1
