"""Rows of dots that a form is filled in on, taken out of a picture before it is read.

Where a memo's head stands on dots, Tesseract takes line and dots for an
ornament and leaves both out: its number, date and subject are then missing.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image

Ink = npt.NDArray[np.bool_]

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
    small = np.asarray(picture.reduce(_HALF))
    paper = int(np.argmax(np.bincount(small.ravel(), minlength=256)))
    ink = small < paper - _DARKER
    dots = _alone(ink, ink & ~_opened(ink, _DOT + 1, 0) & ~_opened(ink, _DOT + 1, 1))
    dots &= _in_rows(dots)
    if not dots.any():
        return picture
    clear = _grown(dots) & ~(ink & ~dots)
    grey = np.array(picture)
    tall, wide = (_HALF * (side // _HALF) for side in grey.shape)
    large = clear.repeat(_HALF, axis=0).repeat(_HALF, axis=1)
    grey[:tall, :wide][large[:tall, :wide]] = paper
    return Image.fromarray(grey)


def _alone(ink: Ink, dots: Ink) -> Ink:
    """Leave out the bits that hang on something larger."""
    for _ in range(_DOT):
        dots = dots & ~_grown(ink & ~dots)
    return dots


def _opened(ink: Ink, length: int, axis: int) -> Ink:
    """Keep only runs along an axis that are at least so long."""
    kept, reach = ink.copy(), 1
    while reach < length:  # the start of each run stays
        step = min(reach, length - reach)
        kept &= _shifted(kept, -step, axis)
        reach += step
    reach = 1
    while reach < length:  # and grows back to its length
        step = min(reach, length - reach)
        kept |= _shifted(kept, step, axis)
        reach += step
    return kept


def _shifted(ink: Ink, by: int, axis: int) -> Ink:
    """Move ink down or right, or up or left where ``by`` is negative."""
    moved = np.zeros_like(ink)
    size = ink.shape[axis]
    to, of = slice(max(by, 0), size + min(by, 0)), slice(max(-by, 0), size - max(by, 0))
    if axis:
        moved[:, to] = ink[:, of]
    else:
        moved[to] = ink[of]
    return moved


def _grown(ink: Ink) -> Ink:
    """Grow ink by a pixel on every side."""
    level = ink | _shifted(ink, 1, 1) | _shifted(ink, -1, 1)
    return level | _shifted(level, 1, 0) | _shifted(level, -1, 0)


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
