"""Frames and rules go; words stay."""

import numpy as np
from PIL import Image, ImageDraw

from intake.ruled import without_rules


def framed(tilt: int = 0) -> Image.Image:
    """A frame as crooked as ``tilt`` pixels from end to end, with letters in it."""
    sheet = Image.new("L", (900, 500), 255)
    pen = ImageDraw.Draw(sheet)
    corners = ((100, 100 + tilt), (700, 100), (700 + tilt, 350), (100 + tilt, 350 + tilt))
    pen.line((*corners, corners[0]), fill=40, width=6)
    return sheet


def lettered(sheet: Image.Image) -> Image.Image:
    pen = ImageDraw.Draw(sheet)
    for left in range(200, 600, 70):
        pen.rectangle((left, 180, left + 40, 260), outline=40, width=12)
    return sheet


def ink_of(sheet: Image.Image) -> int:
    return int((np.asarray(sheet) < 128).sum())


def test_a_frame_goes_even_when_it_is_crooked() -> None:
    for tilt in (0, 10, 20):
        assert ink_of(without_rules(framed(tilt))) < 0.2 * ink_of(framed(tilt))


def test_letters_in_a_frame_stay_as_they_are() -> None:
    blank = Image.new("L", (900, 500), 255)
    alone, cleared = ink_of(lettered(blank)), ink_of(without_rules(lettered(framed())))
    assert 0.98 * alone <= cleared <= 1.02 * alone


def test_a_picture_without_rules_is_returned_as_it_is() -> None:
    sheet = lettered(Image.new("L", (900, 500), 255))
    assert without_rules(sheet) is sheet
