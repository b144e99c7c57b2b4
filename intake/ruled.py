"""Straight lines taken out of a picture: the frames of stamps, the rules of letterheads.

Tesseract takes a large word in a frame for a drawing, and a rule that runs by
joins what does not belong together.
"""

import numpy as np
from PIL import Image

from intake.strokes import ACROSS, DOWN, grown, opened, thickened

_HALF = 2
_DARKER = 60
_WHITE = 255
_LONG = 50
"""Pixels at 150 dpi, 8 mm: no stroke of a letter is as long and as straight, not even of ด่วน."""


def without_rules(picture: Image.Image) -> Image.Image:
    """Return a grey picture at 300 dpi on white without its level and its standing lines.

    A line may be a few degrees off: it is thickened before its length is
    measured.
    """
    ink = np.asarray(picture.reduce(_HALF)) < _WHITE - _DARKER
    lines = opened(thickened(ink, DOWN), _LONG, ACROSS) | opened(
        thickened(ink, ACROSS), _LONG, DOWN
    )
    if not lines.any():
        return picture
    grey = np.array(picture)
    tall, wide = grey.shape
    clear = grown(lines).repeat(_HALF, axis=0).repeat(_HALF, axis=1)[:tall, :wide]
    grey[clear] = _WHITE
    return Image.fromarray(grey)
