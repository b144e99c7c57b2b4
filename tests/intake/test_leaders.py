"""Rows of dots go; print, stops and specks stay."""

import numpy as np
from PIL import Image, ImageDraw

from intake.leaders import without_leaders

PAPER, INK = 235, 30


def page(tilt: float = 0.0) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    sheet = Image.new("L", (1600, 400), PAPER)
    pen = ImageDraw.Draw(sheet)
    for left in range(200, 1500, 10):
        top = 200 + round(tilt * left)
        pen.rectangle((left, top, left + 2, top + 2), fill=INK)
    return sheet, pen


def ink_in(sheet: Image.Image) -> int:
    return int((np.asarray(sheet) < PAPER - 60).sum())


def test_a_row_of_dots_is_taken_out_even_when_the_page_lies_crooked() -> None:
    for tilt in (0.0, 0.02, -0.03):
        sheet, _ = page(tilt)
        assert ink_in(without_leaders(sheet)) < 0.05 * ink_in(sheet)


def test_letters_over_the_dots_stay_as_they_are() -> None:
    sheet, pen = page()
    strokes = [(left, 150, left + 5, 190) for left in range(220, 1400, 40)]
    for stroke in strokes:
        pen.rectangle(stroke, fill=INK)
    cleaned = without_leaders(sheet)
    for stroke in strokes:
        assert cleaned.crop(stroke).tobytes() == sheet.crop(stroke).tobytes()


def test_a_page_without_rows_of_dots_is_not_touched() -> None:
    sheet = Image.new("L", (1600, 400), PAPER)
    pen = ImageDraw.Draw(sheet)
    for number in range(300):  # the specks of a copy
        left, top = 977 * number % 1590, 613 * number % 390
        pen.rectangle((left, top, left + 2, top + 2), fill=INK)
    pen.text((100, 100), "0 2126 4567 ... 8", fill=INK, font_size=50)
    assert without_leaders(sheet) is sheet
