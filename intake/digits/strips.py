"""From a place on the page to what the network looks at: a strip of one height, ink on nothing."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from registry.ports import Box

Pixels = NDArray[np.uint8]
Strip = NDArray[np.float32]
"""``HEIGHT`` rows; 0 is paper and 1 is the darkest ink."""

HEIGHT: Final = 36
LEAST: Final = 72
"""Pixels at 300 dpi of the least height to cut out: what stands around a line
without marks above or below shows how large its letters are."""
_AROUND: Final = 8
_PRINT: Final = 60
"""Pixels at 300 dpi of a line of print with its marks."""
NARROWEST: Final = 20
WIDEST: Final = 1400
"""A line of A3 paper; what is wider is no line."""

_PAPER, _INK = 80, 1
"""Percentiles of the greys of a line: most of it is paper, very little of it is full ink."""
_FAINTEST = 40
"""Greys between paper and ink; a blank piece of paper must not become a picture of its noise."""


def strip_of(picture: Image.Image) -> Strip:
    """Bring a grey picture of one line to the network's height and stretch its contrast."""
    width = min(max(round(picture.width * HEIGHT / picture.height), NARROWEST), WIDEST)
    small = picture.resize((width, HEIGHT), Image.Resampling.BOX)
    greys = np.asarray(small, dtype=np.float32)
    paper, ink = np.percentile(greys, (_PAPER, _INK))
    strip: Strip = np.clip((paper - greys) / max(paper - ink, _FAINTEST), -0.2, 1.2)
    return strip.astype(np.float32)


def line_at(page: Image.Image, box: Box, scale: float) -> Image.Image:
    """Cut a line out of a page that is ``scale`` times one at 300 dpi, with paper around it."""
    left, top, right, bottom = (round(edge * scale) for edge in roomy(box))
    return cut_out(page, (left, top, right, bottom))


def row_of_print(page: Image.Image, box: Box, scale: float) -> Box:
    """Return the part of a high box, as low as a line of print, that has most ink in it."""
    left, top, right, bottom = (round(edge * scale) for edge in box)
    greys = np.asarray(cut_out(page, (left, top, right, bottom)), dtype=np.float32)
    ink = np.maximum(np.median(greys) - _FAINTEST - greys, 0).sum(axis=1)
    rows = round(_PRINT * scale)
    sums = np.convolve(ink, np.ones(rows), "valid")
    above = max(box[1], 0) + round(int(sums.argmax()) / scale)
    return box[0], above, box[2], above + _PRINT


def roomy(box: Box) -> Box:
    """Add some paper around a line's box, which the first reader cuts close."""
    left, top, right, bottom = box
    more = max(_AROUND, -(-(LEAST - (bottom - top)) // 2))
    return left - 2 * _AROUND, top - more, right + 2 * _AROUND, bottom + more


def cut_out(page: Image.Image, box: Box) -> Image.Image:
    """Cut a box out of a page; what lies beyond its edge is left out."""
    left, top, right, bottom = box
    left, top = max(0, left), max(0, top)
    right, bottom = min(page.width, right), min(page.height, bottom)
    return page.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
