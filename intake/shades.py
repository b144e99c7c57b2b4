"""Paper that lies in a shadow, made even before it is read.

A recogniser takes one grey for the limit of ink on the whole page, so print in
the shadow of an open lid is lost to it, and colour is no longer told from black.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

_SMALLER: Final = 4
_CELL: Final = 8
"""Pixels of the smaller picture along one side of a cell: 2.7 mm, where some paper shows."""
_NEARBY: Final = 5
"""Cells across which the lightest is the paper of all."""
_PAPER: Final = 0.9
"""The share of a cell's pixels that the grey of its paper is lighter than; noise is lighter."""
_NIGHT: Final = 40
"""Nothing darker is paper: a desk, the edge of the scanner's glass."""
_SHARE: Final = 0.06
"""Of the page: so much of it lies in the shadow."""
_UNEVEN: Final = 0.8
"""How light paper in a shadow is at most, the lightest being 1."""
_SHIFT: Final = 5
_ONE, _MOST = 1 << _SHIFT, 255
"""Gains are counted in parts of a 32nd, up to eightfold."""
_STRIP: Final = 64
"""Rows made lighter at a time: so few stay near the processor."""


def evened(page: Image.Image, grey: Image.Image) -> Image.Image:
    """Return a page with its paper equally light everywhere.

    ``grey`` is the same in grey. A page without a shadow is returned as it is.
    """
    paper = paper_around(overview(grey))
    seen = paper[paper > _NIGHT]
    if not seen.size:
        return page
    dark, light = np.quantile(seen, (_SHARE, 1 - _SHARE))
    if dark > _UNEVEN * light:
        return page
    gain = np.where(paper > _NIGHT, light / np.maximum(paper, _NIGHT), 1.0)
    return lifted(page, gain)


def lifted(page: Image.Image, gain: npt.NDArray[np.floating]) -> Image.Image:
    """Return a page made lighter by ``gain``, 1.0 to 8.0, laid over all of it."""
    cells = Image.fromarray(np.clip(gain * _ONE, _ONE, _MOST).astype(np.uint8))
    gains = np.asarray(cells.resize(page.size, Image.Resampling.BILINEAR))
    return Image.merge(page.mode, [_lifted(band, gains) for band in page.split()])


def _lifted(band: Image.Image, gains: npt.NDArray[np.uint8]) -> Image.Image:
    pixels = np.array(band)
    for top in range(0, band.height, _STRIP):
        strip = pixels[top : top + _STRIP]
        lighter = np.multiply(strip, gains[top : top + _STRIP], dtype=np.uint16)
        lighter >>= _SHIFT  # numpy divides many times slower
        strip[:] = np.minimum(lighter, 255)
    return Image.fromarray(pixels)


def overview(grey: Image.Image) -> npt.NDArray[np.uint8]:
    """Return a grey page at a quarter of its size."""
    return np.asarray(grey.reduce(_SMALLER))


def paper_around(small: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return how light the paper of an overview is around each cell of it."""
    rows, columns = (max(1, side // _CELL) for side in small.shape)
    whole = small[: rows * _CELL, : columns * _CELL]
    cells = whole.reshape(rows, whole.shape[0] // rows, columns, whole.shape[1] // columns)
    lightest = np.quantile(cells, _PAPER, axis=(1, 3), method="nearest").astype(np.uint8)
    return np.asarray(Image.fromarray(lightest).filter(ImageFilter.MaxFilter(_NEARBY)))
