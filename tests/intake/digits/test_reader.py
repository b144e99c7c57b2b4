from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, ImageFont

from intake.digits.network import network
from intake.digits.reader import TwoReaders
from intake.digits.two_looks import pens
from intake.raster import grey_image
from registry.ports import GreyImage, Layout, Line
from registry.typeface import FONTS

REFERENCE = "ที่ กค ๐๔๐๒.๒/ว๖๗๘"
BOX = (200, 200, 700, 275)


class Saying:
    """A first reader that prints what it is told."""

    version = "saying"

    def __init__(self, *lines: Line) -> None:
        self._lines = lines

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        assert image.dpi
        return self._lines

    def read_all(self, images: Sequence[GreyImage]) -> list[tuple[Line, ...]]:
        return [self.read(image) for image in images]


@pytest.fixture(scope="module")
def page() -> GreyImage:
    font = ImageFont.truetype(
        FONTS / "Sarabun-Regular.ttf", 50, layout_engine=ImageFont.Layout.RAQM
    )
    picture = Image.new("L", (1240, 600), 255)
    ImageDraw.Draw(picture).text((210, 260), REFERENCE, 0, font, "ls")
    return grey_image(picture, 300)


def test_the_version_names_all_that_read() -> None:
    assert TwoReaders(Saying()).version == f"saying + {network().name} + {pens().name}"


def test_numbers_are_read_again_and_the_first_reading_is_kept(page: GreyImage) -> None:
    misread = "ที่ กค ๐๕๐๒.๒/ว๒ฒ๕"
    (line,) = TwoReaders(Saying(Line(misread, BOX, 0.9))).read(page)
    assert line.text == REFERENCE
    assert line.first == misread
    assert line.guesses[0].text == REFERENCE
    assert (line.box, line.confidence) == (BOX, 0.9)


def test_a_line_without_numbers_is_not_looked_at_again(page: GreyImage) -> None:
    words = Line("เรียน หัวหน้าส่วนราชการ", BOX, 0.9)
    assert TwoReaders(Saying(words)).read(page) == (words,)


def test_boxes_count_at_300_dots_whatever_the_picture_has(page: GreyImage) -> None:
    small = Image.frombytes("L", (page.width, page.height), page.pixels).reduce(2)
    (line,) = TwoReaders(Saying(Line("ที่ กค ๐๕๐๒.๒/ว๒๒๕", BOX, 0.9))).read(grey_image(small, 150))
    assert line.text == REFERENCE


@pytest.mark.ocr
def test_both_readers_together_read_a_reference(page: GreyImage) -> None:
    read = [line.text.replace(" ", "") for line in TwoReaders().read(page)]
    assert REFERENCE.replace(" ", "") in read


def test_a_line_the_first_reader_lost_is_found(page: GreyImage) -> None:
    (line,) = TwoReaders(Saying()).read(page)
    assert line.text == REFERENCE
    assert line.guesses[0].text == REFERENCE


def test_what_was_lost_of_a_row_is_read_with_it(page: GreyImage) -> None:
    end = Line("๐๕๐๒.๒/ว๒๒๕", (430, 210, 700, 275), 0.9)
    speck = Line("ฆ", (205, 240, 240, 275), 0.3)
    (line,) = TwoReaders(Saying(end, speck)).read(page)
    assert line.text == REFERENCE


def test_figures_the_first_reader_cut_off_belong_to_the_number_before_them(page: GreyImage) -> None:
    number = Line("ที่ กค ๐๕๐๒.๒/ว๒", (200, 200, 588, 275), 0.9)
    tail = Line("ฒ๕", (590, 215, 660, 270), 0.4)
    (line,) = TwoReaders(Saying(number, tail)).read(page)
    assert line.text == REFERENCE


def test_figures_in_a_column_of_their_own_stay_a_line(page: GreyImage) -> None:
    far = Line("๒๕", (900, 215, 950, 270), 0.9)
    read = TwoReaders(Saying(Line("ที่ กค ๐๕๐๒.๒/ว๒๒๕", BOX, 0.9), far)).read(page)
    assert [line.text for line in read] == [REFERENCE, "๒๕"]


def test_a_field_is_looked_at_by_the_second_reader_alone(page: GreyImage) -> None:
    cut = Image.frombytes("L", (page.width, page.height), page.pixels).crop((190, 190, 720, 290))
    field = replace(grey_image(cut, 300), layout=Layout.FIELD)
    (line,) = TwoReaders(Saying(Line("ไม่ถูกถาม", BOX, 0.9))).read(field)
    assert line.text == REFERENCE
    assert line.box == (0, 0, cut.width, cut.height)
    white = replace(grey_image(Image.new("L", cut.size, 255), 300), layout=Layout.FIELD)
    assert TwoReaders(Saying()).read(white) == ()


def test_a_box_made_too_high_by_what_lies_beside_it_is_read_at_its_row_of_print() -> None:
    font = ImageFont.truetype(
        FONTS / "Sarabun-Regular.ttf", 40, layout_engine=ImageFont.Layout.RAQM
    )
    picture = Image.new("L", (1240, 600), 255)
    pen = ImageDraw.Draw(picture)
    pen.text((210, 260), REFERENCE, 0, font, "ls")
    pen.text((700, 215), "ทะเบียน", 0, font, "ls")
    pen.text((690, 310), "กองกลาง", 0, font, "ls")
    high = Line("ที่ กค ๐๕๐๒.๒/ว๒ฒ๕", (200, 180, 860, 320), 0.9)
    (line,) = TwoReaders(Saying(high)).read(grey_image(picture, 300))
    assert line.text.startswith(REFERENCE)
    assert line.box[3] - line.box[1] < high.box[3] - high.box[1]


def test_a_number_that_runs_over_a_rule_is_one_number_and_never_sure() -> None:
    font = ImageFont.truetype(
        FONTS / "Sarabun-Regular.ttf", 50, layout_engine=ImageFont.Layout.RAQM
    )
    picture = Image.new("L", (1240, 600), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((210, 260), REFERENCE, 0, font, "ls")
    rule = 210 + round(font.getlength(REFERENCE[:-2])) - 2
    draw.rectangle((rule, 100, rule + 3, 400), 0)
    end = 210 + round(font.getlength(REFERENCE))
    cut = Line("ที่ กค ๐๕๐๒.๒/ว๒", (200, 200, rule - 2, 275), 0.9)
    tail = Line("๒๕", (rule + 6, 215, end, 265), 0.6)
    (line,) = TwoReaders(Saying(cut, tail)).read(grey_image(picture, 300))
    assert line.text == REFERENCE
    assert line.box[2] >= end - 5
    ((start, stop),) = line.crossed
    assert start <= rule <= rule + 3 <= stop
