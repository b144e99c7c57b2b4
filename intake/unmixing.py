"""Black ink told from coloured where one lies over the other, pixel by pixel."""

from collections.abc import Sequence
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFilter

from intake.strokes import shifted

Grey = npt.NDArray[np.uint8]
T = TypeVar("T", bound=np.generic)

COLOURED: Final = 48
"""How much further apart than the paper's the channels of a colour lie."""
_FAINT: Final = 12
"""What paper and black ink are coloured, too."""
_WHITE: Final = 255
_CELL, _AROUND = 16, 6
"""Pixels of a cell, and cells around it in which the strongest colour is that of full ink."""
_STRONG = 0.75
"""The share of that which counts as full."""
_MORE, _SHARES, _LITTLE = 1.4, (1.0, 3.0), 0.01
"""What coloured ink takes of the lightest channel, beside how far it pulls them apart."""
_SOON: Final = 1.25
"""Thin strokes lose colour in packing: what has so much less than full counts as full."""
_BLACK = 95
"""What is left where coloured ink is, and is not so much darker than paper, is of that ink."""


def unmixed(
    page: Image.Image, grey: Image.Image, whites: Sequence[int], paper: int
) -> tuple[Image.Image, Image.Image]:
    """Tell black ink from coloured by what each takes of the light.

    Black takes of all channels alike, coloured ink of one least. So how far
    apart the channels lie is how much coloured ink there is, beside the most
    around; and what that much of it takes even of the lightest channel is
    given back to it, so that only black is left. Black upon colour is black.
    ``whites`` is how light the paper is in each channel, and ``paper`` in grey.
    """
    even = page.point(
        [min(_WHITE, level * _WHITE // white) for white in whites for level in range(256)]
    )
    red, green, blue = even.split()
    lightest = np.asarray(ImageChops.lighter(ImageChops.lighter(red, green), blue))
    spread = spread_of(even)
    most = _most_around(spread)
    left = np.minimum(lightest + _taken_around(lightest, spread, most) * spread, _WHITE)
    left[(spread > most // 2) & (left > _WHITE - _BLACK)] = _WHITE
    black = (left * np.float32(paper / _WHITE)).astype(np.uint8)
    shades = np.minimum(np.asarray(grey), np.uint8(paper)) + np.uint8(_WHITE - paper)
    gate = np.minimum(spread * np.float32(_SOON) / most, 1) * (spread > _FAINT)
    colour = (gate * _WHITE).astype(np.uint8)
    return Image.fromarray(black), Image.fromarray(_WHITE - np.minimum(colour, _WHITE - shades))


def _most_around(spread: Grey) -> npt.NDArray[np.uint16]:
    """Return how coloured full ink is around every pixel; never less than what counts as colour."""
    most = Image.fromarray(_cells(spread).max(axis=(1, 3)))
    for _ in range(_AROUND):
        most = most.filter(ImageFilter.MaxFilter(3))
    full = np.maximum(_STRONG * np.asarray(most), COLOURED).astype(np.uint16)
    return _as_pixels(full, spread)


def _taken_around(
    lightest: Grey, spread: Grey, most: npt.NDArray[np.uint16]
) -> npt.NDArray[np.float32]:
    """Return what ink takes even of its lightest channel, beside how far it pulls them apart."""
    inked = (spread >= most).astype(np.uint8)
    taken, apart = (
        _cells(inked * part).mean(axis=(1, 3), dtype=np.float32)
        for part in (_WHITE - lightest, spread)
    )
    for axis in (0, 1):
        taken, apart = (_summed(part, axis) for part in (taken, apart))
    share = _MORE * taken / np.maximum(apart, _LITTLE)
    return _as_pixels(np.clip(share, *_SHARES).astype(np.float32), spread)


def _cells(pixels: Grey) -> Grey:
    """Cut a picture into cells: rows of cells, rows in each, columns of cells, columns in each."""
    tall, wide = pixels.shape
    rows, columns = -(-tall // _CELL), -(-wide // _CELL)
    whole = np.zeros((rows * _CELL, columns * _CELL), np.uint8)
    whole[:tall, :wide] = pixels
    return whole.reshape(rows, _CELL, columns, _CELL)


def _as_pixels(cells: npt.NDArray[T], like: Grey) -> npt.NDArray[T]:
    whole = cells.repeat(_CELL, axis=0).repeat(_CELL, axis=1)
    return whole[: like.shape[0], : like.shape[1]]


def _summed(cells: npt.NDArray[np.float32], axis: int) -> npt.NDArray[np.float32]:
    """Add to each cell those around it along an axis."""
    return sum(
        (shifted(cells, by, axis) for by in range(-_AROUND, _AROUND + 1)), np.zeros_like(cells)
    )


def spread_of(page: Image.Image) -> npt.NDArray[np.uint8]:
    """Return how far apart the channels of each pixel lie."""
    red, green, blue = page.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    return np.asarray(ImageChops.subtract(most, least))
