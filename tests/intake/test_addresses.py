"""An address that Tesseract made Thai of is read again in English, and only then."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from bench.letters.faces import faces
from intake.addresses import is_address, with_addresses
from intake.ocr import TesseractEngine
from intake.raster import grey_image
from registry.ports import GreyImage, Layout, Line

LABEL = "ไปรษณีย์อิเล็กทรอนิกส์"


def printed(address: str) -> tuple[GreyImage, tuple[int, int, int, int]]:
    picture = Image.new("L", (1800, 200), 255)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(faces("sarabun").regular), 62)
    pen.text((100, 60), f"{LABEL} {address}", 0, font)
    right = 100 + round(pen.textlength(f"{LABEL} {address}", font))
    return grey_image(picture, 300), (100, 50, right, 150)


class Told:
    """A reader that gives one line and keeps what it was asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[GreyImage] = []

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        self.asked.append(image)
        return (Line(self.text, (0, 0, image.width, image.height), 0.8),)


@pytest.mark.parametrize(
    ("said", "english", "address"),
    [
        (f"{LABEL} รลแลเ๒ลท@เทลไว", "saraban@kan-an.go.th", "saraban@kan-an.go.th"),
        (f"{LABEL}saraban@kan-an.goth", "ban@kan-an.go.th", "saraban@kan-an.go.th"),
        (f"{LABEL} ๓ ๓-๓๓๐", "ndsaraban@kan-an. go.th", "saraban@kan-an.go.th"),
    ],
)
def test_a_broken_address_is_read_in_english(said: str, english: str, address: str) -> None:
    picture, box = printed("saraban@kan-an.go.th")
    reader = Told(english)
    (line,) = with_addresses([Line(said, box, 0.9)], picture, reader.read)
    assert line.text == f"{LABEL} {address}"
    assert line.first == said
    assert [guess.text for guess in line.guesses] == [line.text, said]
    (asked,) = reader.asked
    assert asked.layout is Layout.LATIN


@pytest.mark.parametrize(
    "said",
    [
        f"{LABEL} saraban@kan-an.go.th",
        f"๓. ส่งเอกสารทาง{LABEL} ๓๕",
        "โทร. ๐ ๒๒๔๓ ๒๒๒๕",
    ],
)
def test_nothing_else_is_read_again(said: str) -> None:
    picture, box = printed("saraban@kan-an.go.th")
    reader = Told("wrong@example.go.th")
    assert with_addresses([Line(said, box, 0.9)], picture, reader.read)[0].text == said
    assert not reader.asked


def test_a_figure_read_as_at_makes_no_address() -> None:
    assert is_address("E-mail: moi@moi.go.th")
    assert not is_address("หนังสือ ที่ มท ๒๕๑๐.@/ ๒๕๕๕๕ ลงวันที่ ๑๖ มีนาคม ๒๕๖๙")


@pytest.mark.parametrize("english", ["o ~ ~", "saraban@kan-an.ao.th"])
def test_what_is_no_address_in_english_either_stays_as_read(english: str) -> None:
    picture, box = printed("saraban@kan-an.go.th")
    was = Line(f"{LABEL} ๓ ๓-๓๓๐", box, 0.9)
    assert with_addresses([was], picture, Told(english).read) == (was,)


def test_a_torn_address_is_kept_as_it_was_read_where_a_known_one_is_meant() -> None:
    picture, box = printed("saraban@fpo.go.th")
    reader = Told("saraban@fpo.2o.th")
    (line,) = with_addresses([Line(f"{LABEL} ๓ ๓-๓๓๐", box, 0.9)], picture, reader.read)
    assert line.text == f"{LABEL} saraban@fpo.2o.th"


@pytest.mark.ocr
def test_tesseract_reads_a_printed_address_in_english() -> None:
    picture, box = printed("saraban@thabian-klang.go.th")
    was = Line(f"{LABEL} รลแลเ๒ลท@เทลไว[ลท", box, 0.9)
    (line,) = with_addresses([was], picture, TesseractEngine().read)
    assert line.text.endswith("saraban@thabian-klang.go.th")
