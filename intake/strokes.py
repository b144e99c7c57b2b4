"""Masks of ink, moved and grown: how strokes are told by their shape."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=np.generic)

Ink = npt.NDArray[np.bool_]
"""Where a picture has ink."""

DOWN, ACROSS = 0, 1
"""The axes of a mask."""
_RULE = 36
"""Length from which ink is a rule of a form, 12 mm: it would tie together all it touches."""


def shifted(ink: npt.NDArray[T], by: int, axis: int) -> npt.NDArray[T]:
    """Move ink down or right, or up or left where ``by`` is negative."""
    moved = np.zeros_like(ink)
    size = ink.shape[axis]
    to, of = slice(max(by, 0), size + min(by, 0)), slice(max(-by, 0), size - max(by, 0))
    if axis:
        moved[:, to] = ink[:, of]
    else:
        moved[to] = ink[of]
    return moved


def thickened(ink: Ink, axis: int) -> Ink:
    """Grow ink by a pixel at both its ends along an axis."""
    thick = ink.copy()
    to, of = np.moveaxis(thick, axis, 0), np.moveaxis(ink, axis, 0)
    to[1:] |= of[:-1]
    to[:-1] |= of[1:]
    return thick


def grown(ink: Ink) -> Ink:
    """Grow ink by a pixel on every side."""
    return thickened(thickened(ink, ACROSS), DOWN)


def opened(ink: Ink, length: int, axis: int) -> Ink:
    """Keep only runs along an axis that are at least so long."""
    kept, reach = ink.copy(), 1
    along = np.moveaxis(kept, axis, 0)
    while reach < length:  # the start of each run stays
        step = min(reach, length - reach)
        along[:-step] &= along[step:]
        along[-step:] = False
        reach += step
    reach = 1
    while reach < length:  # and grows back to its length
        step = min(reach, length - reach)
        along[step:] |= along[:-step]
        reach += step
    return kept


def standing_rules(ink: Ink) -> Ink:
    """Find rules that stand, a few degrees off at most, on a page at a quarter of 300 dpi.

    A level one may run through a line of print, and is left.
    """
    return grown(opened(thickened(ink, ACROSS), _RULE, DOWN))
