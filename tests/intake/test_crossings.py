"""Coloured ink upon print is told from ink beside it."""

import numpy as np
from PIL import Image, ImageDraw

from intake.crossings import cut_off, marked
from registry.ports import Line

LINE = Line("๑๐ กันยายน ๒๕๖๗", (100, 100, 500, 150), 0.9)


def sheet() -> Image.Image:
    return Image.new("L", (600, 300), 255)


def crossings(coloured: Image.Image) -> tuple[tuple[int, int], ...]:
    (line,) = marked([LINE], coloured)
    assert line.text == LINE.text
    return line.crossed


def test_a_page_without_ink_crosses_nothing() -> None:
    assert crossings(sheet()) == ()


def test_a_ring_of_a_seal_crosses_where_it_goes_through() -> None:
    coloured = sheet()
    pen = ImageDraw.Draw(coloured)
    pen.line((120, 0, 120, 300), 60, 4)
    pen.line((400, 0, 400, 300), 60, 4)
    (first, _), (second, _) = crossings(coloured)
    assert abs(first - 120) < 4
    assert abs(second - 400) < 4


def test_the_frame_of_a_stamp_that_touches_the_foot_of_a_line_spoils_nothing() -> None:
    coloured = sheet()
    ImageDraw.Draw(coloured).rectangle((90, 146, 590, 290), outline=60, width=4)
    assert crossings(coloured) == ()


def test_specks_are_not_ink() -> None:
    grain = np.random.default_rng(7).random((300, 600)) > 0.9995
    assert crossings(Image.fromarray(np.where(grain, np.uint8(0), np.uint8(255)))) == ()


def test_a_line_that_hangs_over_the_edge_of_the_page_is_looked_at_where_it_is() -> None:
    coloured = sheet()
    ImageDraw.Draw(coloured).line((20, 0, 20, 300), 60, 6)
    (line,) = marked([Line("ที่", (-10, 100, 60, 150), 0.9)], coloured)
    ((start, end),) = line.crossed
    assert 15 < start < 20 < end < 25


def cut(
    *strokes: tuple[int, int, int, int], text: str = "ที่ กค 0402/69"
) -> tuple[tuple[int, int], ...]:
    page = sheet()
    for left, top, right, bottom in strokes:
        ImageDraw.Draw(page).rectangle((left, top, right, bottom), 0)
    (line,) = cut_off([Line(text, (100, 100, 500, 150), 0.9)], page)
    return line.crossed


RULE, FIGURE = (516, 0, 521, 299), (506, 110, 515, 118)


def test_a_figure_on_the_rule_of_its_cell_makes_the_end_of_a_number_unsure() -> None:
    assert cut(RULE, FIGURE) == ((499, 501),)


def test_a_rule_that_nothing_touches_spoils_no_number() -> None:
    assert cut(RULE) == ()
    assert cut(FIGURE) == ()
    assert cut(RULE, FIGURE, text="กองคลัง") == ()
