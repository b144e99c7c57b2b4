"""Latin words in a line of Thai are found by doubt and read again; Thai is left alone."""

from collections.abc import Sequence
from typing import NoReturn

import pytest
from PIL import Image, ImageDraw, ImageFont

from bench.letters.faces import faces
from intake.digits.network import network
from intake.digits.reader import TwoReaders
from intake.digits.strips import line_at, strip_of
from intake.latin_words import with_latin
from intake.ocr import TesseractEngine
from intake.raster import grey_image, pillow_image
from registry.ports import GreyImage, Layout, Line

pytestmark = pytest.mark.ocr

MIXED = "การลงทะเบียนใช้งานระบบ New GRIS Thai ด้วย Soft Key"
THAI = "การลงทะเบียนใช้งานระบบกลางของหน่วยงาน จำนวน ๑๒๐ แห่ง"
ENGLISH = "The Secretariat has the honour to invite all member states"


def printed(*rows: str) -> GreyImage:
    picture = Image.new("L", (2480, 600), 255)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(faces("sarabun").regular), 66)
    for n, row in enumerate(rows):
        pen.text((250, 120 + 130 * n), row, 20, font)
    return grey_image(picture, 300)


@pytest.fixture(scope="module")
def readers() -> TwoReaders:
    return TwoReaders(TesseractEngine())


def test_names_in_latin_letters_are_read_among_thai(readers: TwoReaders) -> None:
    thai, mixed, english = readers.read(printed(THAI, MIXED, ENGLISH))
    assert thai.text == THAI
    for word in ("New", "GRIS", "Thai", "Soft", "Key", "ลงทะเบียนใช้งานระบบ"):
        assert word in mixed.text
    assert english.text.split() == ENGLISH.split()


def test_what_tesseract_is_sure_of_is_not_read_again() -> None:
    line = Line("ระบบ 6๐ส๑ กลาง", (250, 120, 900, 200), 0.95)
    assert with_latin([line], printed(THAI), _never, _never) == (line,)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("ระบบกลางของหน่วยงาน", 0.9),  # nothing jumbled
        ("ระบบ 6๐ส๑ กลาง", 0.4),  # no print
        ("ไปรษณีย์อิเล็กทรอนิกส์ ร๓๓๕๒๕๓@๒๓ท", 0.8),  # an address is read in English alone
    ],
)
def test_what_cannot_be_latin_is_not_looked_at(text: str, sure: float) -> None:
    line = Line(text, (250, 120, 900, 200), sure, doubted=((300, 500),))
    assert with_latin([line], printed(THAI), _never, _never) == (line,)


@pytest.mark.parametrize(
    ("again", "sure", "kept"),
    [
        ("ระบบ QR Code กลาง", 0.95, False),
        ("ระบบ naiให้", 0.7, True),  # the first reading was surer
        ("ระบบ ๖๐๕๑ กลาง", 0.95, True),  # no Latin word after all
    ],
)
def test_the_surer_reading_counts(again: str, sure: float, kept: bool) -> None:  # noqa: FBT001 - a row of a table
    asked: list[GreyImage] = []

    def read_all(pictures: Sequence[GreyImage]) -> list[list[Line]]:
        asked.extend(pictures)
        return [[Line(again, (0, 0, 600, 60), sure)]]

    picture = printed("ระบบ QR Code กลาง")
    line = Line("ระบบ 6๐ส๑ กลาง", (250, 120, 750, 210), 0.9, doubted=((250, 750),))
    seen = network().seen(strip_of(line_at(pillow_image(picture), line.box, 1)))
    (told,) = with_latin([line], picture, lambda _: seen, read_all)
    assert told.text == (line.text if kept else again)
    assert [one.layout for one in asked] == [Layout.MIXED]


def _never(_: object) -> NoReturn:
    pytest.fail("nothing was to be looked at")
