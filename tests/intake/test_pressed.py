"""Stamps are read row by row in their frames, in their own ink, whatever they lie on."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from intake.inks import parted
from intake.pressed import Pressed, pressed, without
from intake.stamp_rows import Row, row_of
from registry.typeface import FONTS

PAPER, BLACK, RED = (244, 243, 240), (25, 25, 28), (196, 28, 36)
ROWS = ("กองคลัง", "เลขรับ 3066", "วันที่ 2 พ.ค. 2568", "เวลา 14.51 น.")
PRINT = "เรื่อง ขอเชิญประชุมคณะกรรมการเรื่องทดสอบ"


def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        FONTS / "Sarabun-Regular.ttf", size, layout_engine=ImageFont.Layout.RAQM
    )


def a_page(ink: tuple[int, int, int], *, crossed: bool, framed: bool = True) -> Image.Image:
    page = Image.new("RGB", (1240, 1000), PAPER)
    pen = ImageDraw.Draw(page)
    for row, text in enumerate(ROWS):
        pen.text((330, 270 + 69 * row), text, ink, font(46), "ls")
    if framed:
        pen.rectangle((300, 200, 890, 500), outline=ink, width=5)
    for base in (620, 700, 780, 860):
        pen.text((60, base), PRINT, BLACK, font(54), "ls")
    if crossed:
        pen.text((60, 358), PRINT, BLACK, font(40), "ls")
    return page


def stamps_of(page: Image.Image) -> tuple[Pressed, ...]:
    grey = page.convert("L")
    inks = parted(page, grey)
    return pressed(grey, inks.black if inks else grey, inks.coloured if inks else None)


@pytest.mark.parametrize("ink", [BLACK, RED])
def test_the_rows_of_a_stamp_are_read_where_they_stand(ink: tuple[int, int, int]) -> None:
    (stamp,) = stamps_of(a_page(ink, crossed=False))
    assert [row.text for row in stamp.rows] == list(ROWS[1:])
    assert {row.stamp for row in stamp.rows} == {1}
    for row, base in zip(stamp.rows, (339, 408, 477), strict=True):
        assert row.box[1] < base - 20 < row.box[3]
        assert row.box[0] < 340
        assert row.box[2] > 560
    assert stamp.is_coloured == (ink == RED)
    assert stamp.title
    assert 200 < stamp.title.box[1] < 270


def test_a_row_is_read_that_print_in_another_ink_runs_across() -> None:
    (stamp,) = stamps_of(a_page(RED, crossed=True))
    number, *rest = (row.text for row in stamp.rows)
    assert number.startswith(ROWS[1])
    assert rest == list(ROWS[2:])


@pytest.mark.parametrize("ink", [BLACK, RED])
def test_a_number_whose_label_was_lost_is_found_in_its_row_and_doubted(
    ink: tuple[int, int, int],
) -> None:
    page = a_page(ink, crossed=False)
    ImageDraw.Draw(page).rectangle((320, 296, 428, 352), PAPER)
    (stamp,) = stamps_of(page)
    number = stamp.rows[0]
    assert number.text == "เลขรับ 3066"
    assert number.guesses[0].probability <= 0.5
    assert number.box[1] < 320 < number.box[3]


def test_a_number_in_another_ink_than_its_stamps_is_found() -> None:
    page = a_page(RED, crossed=False)
    pen = ImageDraw.Draw(page)
    pen.rectangle((440, 296, 700, 352), PAPER)
    pen.text((450, 339), "3066", BLACK, font(46), "ls")
    (stamp,) = stamps_of(page)
    assert stamp.rows[0].text == "เลขรับ 3066"
    assert stamp.rows[0].guesses[0].probability <= 0.5


def test_a_row_of_which_the_coloured_ink_lost_a_figure_is_read_in_all_inks() -> None:
    whole = a_page(RED, crossed=False)
    torn = a_page(RED, crossed=False)
    ImageDraw.Draw(torn).rectangle((440, 300, 468, 345), PAPER)
    grey, (inks, lost) = (
        whole.convert("L"),
        (parted(page, page.convert("L")) for page in (whole, torn)),
    )
    assert inks
    assert lost
    (stamp,) = pressed(grey, inks.black, lost.coloured)
    assert stamp.rows[0].text == "เลขรับ 3066"


def test_a_torn_label_before_a_month_is_a_days() -> None:
    assert row_of("รันที ๑ พ ย. ๒๕๖๗") is Row.DATE
    assert row_of("รับที่ ๑๒๓๔") is Row.NUMBER


def test_words_of_the_print_that_runs_across_a_torn_row_are_none_of_its_value() -> None:
    page = a_page(RED, crossed=False)
    ImageDraw.Draw(page).text((470, 477), "มหาวิทยาลัย", BLACK, font(46), "ls")
    (stamp,) = stamps_of(page)
    assert not any("มหา" in guess.text for row in stamp.rows for guess in row.guesses)


def test_what_has_no_frame_or_no_rows_of_a_receipt_is_no_stamp() -> None:
    assert stamps_of(a_page(BLACK, crossed=False, framed=False)) == ()
    page = Image.new("RGB", (1240, 1000), PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((300, 200, 890, 500), outline=RED, width=5)
    pen.text((330, 300), "ด่วนที่สุด", RED, font(60), "ls")
    assert stamps_of(page) == ()


def test_a_stamp_that_was_read_comes_off_the_print_it_lies_on() -> None:
    page = a_page(BLACK, crossed=False)
    left = np.asarray(without(page.convert("L"), stamps_of(page)))[:550] < 120
    whole = np.asarray(page.convert("L"))[:550] < 120
    assert left.sum() < 0.2 * whole.sum()
