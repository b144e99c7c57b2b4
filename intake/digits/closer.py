"""A closer look at one number, to tell whether a pen drew its figures.

Some small networks of windows look at the picture of a number, with a little
of what stands beside it. They see how strokes swing and end, which the
means that ``hands`` weighs do not tell; but every look costs time, so only
numbers that may be by hand at all are looked at so closely.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from intake.digits.network import COLUMN_PIXELS, Layer, framed, rectified
from intake.digits.strips import HEIGHT, Strip

Array = NDArray[np.float32]

Window = tuple[Strip, Array]
"""``HEIGHT`` rows of ``WIDE`` pixels, and which of the columns are the number's own: 1.0 or 0.0."""

WIDE: Final = 192
"""Pixels of a strip that are looked at: six figures, and as much again around them."""
STEPS: Final = (2, 2, 2, 1)
"""How far the windows of each layer step."""
_NARROWER: Final = 8
_NEXT_TO_NONE: Final = 1e-3


def window(strip: Strip, start: int, end: int) -> Window:
    """Cut out what lies about some columns of scores; say which of its pixels are theirs."""
    first, last = start * COLUMN_PIXELS, end * COLUMN_PIXELS
    left = (first + last) // 2 - WIDE // 2
    pixels = np.zeros((HEIGHT, WIDE), dtype=np.float32)
    here = slice(max(left, 0), max(left + WIDE, 0))
    piece = strip[:, here]
    at = here.start - left
    pixels[:, at : at + piece.shape[1]] = piece
    places = np.arange(left, left + WIDE)
    return pixels, ((places >= first) & (places < last)).astype(np.float32)


class Closer:
    """What was learnt for looking closer."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        members = sum(name.endswith("/said.weight") for name in arrays)
        self._members = [_Member(arrays, f"closer{number}") for number in range(members)]

    def doubt(self, pixels: Strip, own: Array) -> float:
        """Return by the mean of all networks the log odds that a hand wrote a number."""
        return float(np.mean([member.doubt(pixels, own) for member in self._members]))


class _Member:
    """One network: layers of windows, then the mean and the most of what they see of a number."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        self._layers = [Layer(arrays, f"{name}/plane{number}") for number in range(len(STEPS))]
        self._said = Layer(arrays, f"{name}/said")

    def doubt(self, pixels: Strip, own: Array) -> float:
        x: Array = np.stack([pixels, np.broadcast_to(own, pixels.shape)])
        for layer, step in zip(self._layers, STEPS, strict=True):
            x = rectified(layer.over(framed(x, 1, 1), step, step))
        columns = own.reshape(-1, _NARROWER).max(axis=1)
        x = x * columns
        mean = x.sum(axis=(1, 2)) / (columns.sum() * x.shape[1] + _NEXT_TO_NONE)
        told = self._said.flat @ np.concatenate([mean, x.max(axis=(1, 2))]) + self._said.bias
        return float(told[0])
