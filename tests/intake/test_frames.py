"""Frames of stamps are found however they were pressed; tables and letters are none."""

import numpy as np
from PIL import Image, ImageDraw

from intake.frames import Frame, frames, shared
from intake.strokes import Ink

CORNERS = ((200.0, 220.0), (780.0, 200.0), (790.0, 490.0), (210.0, 510.0))
SIZE = (1240, 1000)


def ink_of(sheet: Image.Image) -> Ink:
    return np.asarray(sheet.reduce(2)) < 160


def a_stamp(sheet: Image.Image | None = None) -> Image.Image:
    sheet = sheet or Image.new("L", SIZE, 255)
    ImageDraw.Draw(sheet).line((*CORNERS, CORNERS[0]), 40, 5)
    return sheet


def test_a_crooked_frame_is_found_to_a_few_pixels() -> None:
    (frame,) = frames(ink_of(a_stamp()))
    away = np.abs(np.array(frame.corners) - np.array(CORNERS)).max()
    assert away < 8
    assert frame.inked > 0.9


def test_a_worn_frame_that_print_runs_across_is_found() -> None:
    sheet = a_stamp()
    pen = ImageDraw.Draw(sheet)
    for left in range(260, 700, 160):
        pen.rectangle((left, 180, left + 50, 240), 255)
    pen.rectangle((190, 300, 230, 360), 255)
    for left in range(100, 1100, 40):
        pen.rectangle((left, 380, left + 18, 410), 30)
    (frame,) = frames(ink_of(sheet))
    assert shared(frame.box, (200, 200, 790, 510)) > 0.9


def test_the_cells_of_a_table_and_rows_of_letters_are_no_frames() -> None:
    sheet = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(sheet)
    for across in (100, 600, 1100):
        pen.line((across, 100, across, 900), 30, 4)
    for down in range(100, 901, 200):
        pen.line((100, down, 1100, down), 30, 4)
    assert frames(ink_of(sheet)) == []
    assert frames(np.zeros((500, 620), dtype=bool)) == []


def test_a_place_on_the_stamp_laid_straight_is_found_again_on_the_page() -> None:
    frame = Frame(CORNERS, 1.0)
    width, height = frame.size
    assert frame.on_page((0, 0, width, height)) == frame.box
    sheet = a_stamp()
    ImageDraw.Draw(sheet).rectangle((480, 350, 500, 370), 0)
    dark = np.asarray(frame.straight(sheet))[40:-40, 40:-40] < 100
    down, across = np.argwhere(dark).mean(axis=0) + 40
    left, top, right, bottom = frame.on_page(
        (round(across) - 2, round(down) - 2, round(across) + 2, round(down) + 2)
    )
    assert left <= 490 <= right
    assert top <= 360 <= bottom
