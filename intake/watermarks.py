"""Pale marks under the print, whitened before a page is read: สำเนา across it, a seal in rings.

A recogniser takes one grey for the limit of ink, so a mark only half as dark
as print takes all words with it that it lies under.
"""

from functools import reduce
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from intake.shades import lifted, overview, paper_around

_SURELY, _STROKE = 7, 5
"""Pixels of the overview: no stroke of print is as wide as 2.4 mm, and where a mark was found of
such a width, its strokes of 1.7 mm are taken for it too."""
_PALE: Final = 0.9
"""How light a mark is at most, its paper being 1; a paler one does not disturb."""
_DARK: Final = 0.5
"""What is darker is ink: the blackest parts of the garuda, a picture."""
_LEAST: Final = 0.02
"""The share of the page that a mark covers; holes, torn corners and blur cover less than half."""

Shades = npt.NDArray[np.uint8]


def whitened(page: Image.Image, grey: Image.Image) -> Image.Image:
    """Return a page with its paper white where a pale mark lies under it.

    ``grey`` is the same in grey. A page without such a mark is returned as it is.
    """
    light = _share_of_paper(overview(grey), _SURELY)
    if float(((light > _DARK) & (light < _PALE)).mean()) < _LEAST:
        return page
    return Image.merge(page.mode, [_whitened(band) for band in page.split()])


def _whitened(band: Image.Image) -> Image.Image:
    """Whiten one colour alone, or what is left of a pale red mark would look like red ink."""
    light = _share_of_paper(overview(band), _STROKE)
    return lifted(band, np.where(light > _DARK, 1 / np.maximum(light, _DARK), 1.0))


def _share_of_paper(small: Shades, stroke: int) -> npt.NDArray[np.floating]:
    """Return how light it is under print of narrower strokes, the paper around being 1."""
    under = ~_widened(~_widened(small, stroke), stroke)
    cells = Image.fromarray(paper_around(small))
    around = cells.resize(small.shape[::-1], Image.Resampling.BILINEAR)
    ratio: npt.NDArray[np.float64] = np.divide(under, np.maximum(np.asarray(around), 1))
    return ratio.clip(max=1.0)


def _widened(shades: Shades, stroke: int) -> Shades:
    """Give each pixel the lightest of those half a stroke around."""
    half = stroke // 2
    for _ in range(2):
        shades = np.pad(shades.T, ((half, half), (0, 0)), "edge")
        rows = len(shades) - 2 * half
        shades = reduce(np.maximum, (shades[n : n + rows] for n in range(stroke)))
    return shades
