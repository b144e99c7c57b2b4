import pytest

from intake.document import Document, Media
from intake.errors import OcrFailed, OcrMissing
from intake.ocr import TesseractEngine, shrunk
from intake.raster import grey_picture
from intake.tesseract_table import without_ghosts
from registry.ports import GreyImage, Line
from tests.intake.letters import LEFT, LETTER, STEP, TOP, letter

pytestmark = pytest.mark.ocr


@pytest.fixture(scope="module")
def engine() -> TesseractEngine:
    return TesseractEngine()


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> GreyImage:
    path = tmp_path_factory.mktemp("ocr") / "letter.pdf"
    path.write_bytes(letter())
    return grey_picture(Document(path, Media.PDF), 1)


def test_the_version_says_what_read_the_page(engine: TesseractEngine) -> None:
    assert engine.version.startswith("tesseract ")
    assert engine.version.endswith(" tha psm3 150dpi")


def test_print_is_read_line_by_line(engine: TesseractEngine, picture: GreyImage) -> None:
    lines = engine.read(picture)
    assert len(lines) == len(LETTER)
    assert lines[3].text == LETTER[3]


def test_boxes_stand_on_the_page_at_300_dpi(engine: TesseractEngine, picture: GreyImage) -> None:
    scale = 300 / 72
    for index, line in enumerate(engine.read(picture)):
        left, top, right, bottom = line.box
        baseline = (842 - TOP + STEP * index) * scale
        assert abs(left - LEFT * scale) < 20
        assert top < baseline < bottom + 8
        assert right > left


def test_pictures_read_together_are_read_as_alone(
    engine: TesseractEngine, picture: GreyImage
) -> None:
    blank = GreyImage(1240, 1754, 150, b"\xff" * (1240 * 1754))
    alone = engine.read(picture)
    assert engine.read_all([picture, blank, picture]) == [alone, (), alone]


def test_confidence_is_a_share(engine: TesseractEngine, picture: GreyImage) -> None:
    assert all(0.5 < line.confidence <= 1 for line in engine.read(picture))


def test_white_paper_gives_no_lines(engine: TesseractEngine) -> None:
    assert engine.read(GreyImage(1240, 1754, 150, b"\xff" * (1240 * 1754))) == ()


def test_a_page_that_takes_too_long_fails(picture: GreyImage) -> None:
    with pytest.raises(OcrFailed):
        TesseractEngine(seconds=0.01).read(picture)


def test_a_picture_tesseract_refuses_is_a_failure(engine: TesseractEngine) -> None:
    with pytest.raises(OcrFailed):
        engine.read(GreyImage(1240, 1754, 150, b"cut short"))


def test_missing_language_data_is_named() -> None:
    with pytest.raises(OcrMissing, match="xyz"):
        TesseractEngine(latin="xyz")


def test_a_picture_is_halved_by_averaging() -> None:
    small = shrunk(GreyImage(4, 2, 300, bytes([0, 100, 200, 200, 100, 200, 200, 200])))
    assert (small.width, small.height, small.dpi) == (2, 1, 150)
    assert list(small.pixels) == [100, 200]


def test_upper_marks_read_as_a_line_of_their_own_are_left_out() -> None:
    line = Line("เรื่อง ขอความร่วมมือ", (296, 526, 1462, 592), 0.95)
    ghost = Line("a 1 a yw", (310, 512, 1162, 548), 0.65)
    assert without_ghosts((ghost, line)) == (line,)


def test_a_doubtful_line_of_its_own_is_kept() -> None:
    line = Line("เรื่อง ขอความร่วมมือ", (296, 526, 1462, 592), 0.95)
    stamp = Line("เลขรับ 12", (1400, 500, 1900, 560), 0.6)
    assert without_ghosts((stamp, line)) == (stamp, line)
