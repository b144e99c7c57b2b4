"""Rows of dots that a form is filled in on, taken out of a picture before it is read.

Where a memo's head stands on dots, Tesseract takes line and dots for an
ornament and leaves both out: its number, date and subject are then missing.
"""

import numpy as np
from PIL import Image

from intake.strokes import ACROSS, DOWN, Ink, grown, opened

_HALF = 2
"""Dots are sought at half the size: a quarter of the work."""
_DARKER = 36
"""How much darker than the paper a dot is at least; copies blur them."""
_DOT = 4
"""The largest dot, in pixels at 150 dpi: 0.7 mm."""
_WINDOW = 128
_LEAST = 10
"""So many dots in a window of 2 cm are a row of them; no print has so many bits by themselves."""
_BAND = 3


def without_leaders(picture: Image.Image) -> Image.Image:
    """Return a grey picture at 300 dpi without its rows of dots; the same one if it has none."""
    small = picture.reduce(_HALF)
    paper = int(np.argmax(small.histogram()))
    ink = np.asarray(small) < paper - _DARKER
    dots = _alone(ink, ink & ~opened(ink, _DOT + 1, DOWN) & ~opened(ink, _DOT + 1, ACROSS))
    dots &= _in_rows(dots)
    if not dots.any():
        return picture
    clear = grown(dots) & ~(ink & ~dots)
    grey = np.array(picture)
    tall, wide = (_HALF * (side // _HALF) for side in grey.shape)
    large = clear.repeat(_HALF, axis=0).repeat(_HALF, axis=1)
    grey[:tall, :wide][large[:tall, :wide]] = paper
    return Image.fromarray(grey)


def _alone(ink: Ink, dots: Ink) -> Ink:
    """Leave out the bits that hang on something larger."""
    for _ in range(_DOT):
        dots = dots & ~grown(ink & ~dots)
    return dots


def _in_rows(dots: Ink) -> Ink:
    """Say where so many dots stand in a row that they are one."""
    height, width = dots.shape
    bands = -(-height // _BAND)
    padded = np.zeros((bands * _BAND, width), dtype=bool)
    padded[:height] = dots
    high = np.asarray(padded.reshape(bands, _BAND, width).any(axis=1))
    high[:-1] |= high[1:]  # a row may lie across the edge of two bands, or be a little crooked
    begins = np.zeros((bands, width + 1), dtype=np.int32)
    np.cumsum(high[:, 1:] & ~high[:, :-1], axis=1, dtype=np.int32, out=begins[:, 2:])
    span = min(_WINDOW, width)
    many = begins[:, span:] - begins[:, :-span] >= _LEAST
    within = np.zeros((bands, width), dtype=bool)
    for start in range(0, span, span // 8):
        within[:, start : start + many.shape[1]] |= many
    within[1:] |= within[:-1].copy()
    return np.repeat(within, _BAND, axis=0)[:height]
