"""Coloured ink comes off the page and is read by itself; print stays."""

import numpy as np
from PIL import Image, ImageDraw

from intake.inks import in_place, parted, stacks
from registry.ports import Layout, Line

PAPER, BLACK, RED, VIOLET = (226, 222, 214), (24, 24, 28), (196, 28, 36), (104, 44, 138)


def a_page(*stamps: tuple[tuple[int, int, int, int], tuple[int, int, int]]) -> Image.Image:
    """A sheet at 300 dpi with rows of print and framed stamps over it."""
    page = Image.new("RGB", (1200, 1600), PAPER)
    pen = ImageDraw.Draw(page)
    for top in range(100, 1500, 80):
        for left in range(100, 1100, 40):
            pen.rectangle((left, top, left + 18, top + 30), fill=BLACK)
    for box, ink in stamps:
        pen.rectangle(box, outline=ink, width=6)
        pen.line((box[0], box[1], box[2], box[3]), fill=ink, width=8)
    return page


def dark(image: Image.Image, than: int = 120) -> int:
    return int((np.asarray(image) < than).sum())


STAMP = (300, 300, 700, 520)


def test_a_stamp_comes_off_and_the_print_under_it_stays() -> None:
    for ink in (RED, VIOLET):
        page = a_page((STAMP, ink))
        inks = parted(page, page.convert("L"))
        assert inks
        left = np.asarray(inks.coloured) < 255
        top, bottom = np.flatnonzero(left.any(axis=1))[[0, -1]]
        assert abs(int(top) - STAMP[1]) < 8
        assert abs(int(bottom) - STAMP[3]) < 8
        hidden = dark(a_page().convert("L")) - dark(inks.black)
        assert 0 <= hidden < 3000  # what the opaque drawing above really covers


def test_a_page_without_colour_or_typed_in_one_is_not_parted() -> None:
    plain = a_page()
    assert parted(plain, plain.convert("L")) is None
    blue = Image.new("RGB", plain.size, PAPER)
    blue.paste((38, 54, 150), mask=plain.convert("L").point(lambda grey: 255 * (grey < 100)))
    assert parted(blue, blue.convert("L")) is None


def sheet_of(*words: tuple[int, int, int]) -> Image.Image:
    """Coloured ink alone: framed, so many rows of five letters, from a left and a top."""
    sheet = Image.new("L", (1200, 1600), 255)
    pen = ImageDraw.Draw(sheet)
    for left, top, rows in words:
        for down in range(top, top + 120 * rows, 120):
            for at in range(left, left + 400, 80):
                pen.rectangle((at, down, at + 40, down + 90), outline=60, width=12)
        frame = (left - 30, top - 30, left + 390, top + 120 * rows)
        pen.rectangle(frame, outline=60, width=6)
    return sheet


def test_pieces_lie_one_below_the_other_and_their_lines_go_back_to_the_page() -> None:
    (stack,) = stacks(sheet_of((300, 300, 2), (400, 1000, 2)))
    assert stack.layout is Layout.COLUMN
    first, second = stack.places
    assert second.down >= first.down + first.box[3] - first.box[1]
    box = (60, second.down + 50, 160, second.down + 90)
    (line,) = stack.on_page([Line("รับ 7", box, 0.9, by_hand=((120, 160, 0.7),))])
    assert line.box[1] == second.box[1] + 50
    assert line.box[0] == second.box[0] + 20
    assert line.by_hand == ((second.box[0] + 80, second.box[0] + 120, 0.7),)


def test_a_row_of_large_letters_is_read_small_by_itself_and_found_where_it_stands() -> None:
    column, row = stacks(sheet_of((300, 300, 1), (300, 900, 3)))
    assert (column.layout, row.layout) == (Layout.COLUMN, Layout.ROW)
    (place,) = row.places
    assert place.scale < 1
    whole = Line("ด่วน", (40, place.down, 40 + round(place.scale * 400), place.down + 80), 0.9)
    (line,) = row.on_page([whole])
    assert abs(line.box[2] - line.box[0] - 400) <= 2


def test_the_frame_of_a_stamp_is_not_shown_to_the_reader() -> None:
    (row,) = stacks(sheet_of((300, 300, 1)))
    letters = np.asarray(row.picture) < 128
    assert row.picture.width < 420
    assert letters.any(axis=0).sum() < 5 * 45


def test_a_speck_of_colour_is_no_piece() -> None:
    sheet = Image.new("L", (600, 600), 255)
    ImageDraw.Draw(sheet).rectangle((100, 100, 110, 110), fill=80)
    assert stacks(sheet) == ()


def test_lines_of_stamps_are_laid_between_those_of_the_print() -> None:
    lines = [Line("ก", (0, 100, 50, 140), 1), Line("ข", (0, 300, 50, 340), 1)]
    stamps = [Line("ตรา", (500, 200, 600, 240), 1), Line("ท้าย", (500, 900, 600, 940), 1)]
    assert [line.text for line in in_place(lines, stamps)] == ["ก", "ตรา", "ข", "ท้าย"]
