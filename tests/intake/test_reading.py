import io
from pathlib import Path

import pytest
from PIL import Image

import app
from intake.document import Document
from intake.errors import PageFailed, ReadingFailed
from intake.ocr import TesseractEngine
from intake.reading import open_document, page_count, page_grey, page_picture, read_file, read_page
from registry.ports import PageReading
from tests.intake.hostile_files import MAKERS, by_hand
from tests.intake.letters import LETTER, letter


@pytest.fixture(scope="module")
def engine() -> TesseractEngine:
    return TesseractEngine()


@pytest.mark.ocr
def test_a_page_is_read_with_its_size_and_engine(tmp_path: Path, engine: TesseractEngine) -> None:
    page = read_page(_stored(tmp_path, letter()), 1, engine)
    assert (page.number, page.width, page.height, page.turned) == (1, 2480, 3509, 0)
    assert page.engine == engine.version
    assert page.text.split("\n")[3] == LETTER[3]


@pytest.mark.ocr
@pytest.mark.parametrize("lies", [90, 180, 270])
def test_a_scan_that_lies_is_brought_upright(
    tmp_path: Path, engine: TesseractEngine, lies: int
) -> None:
    upright = Image.open(io.BytesIO(page_picture(_stored(tmp_path, letter()), 1, dpi=300)))
    scan = tmp_path / "scan.png"
    upright.rotate(-lies, expand=True).save(scan, dpi=(300, 300))
    page = read_page(open_document(scan), 1, engine)
    assert page.turned == 360 - lies
    assert page.height > page.width
    assert LETTER[3] in page.text


@pytest.mark.ocr
@pytest.mark.ocr
def test_print_under_a_seal_is_told(engine: TesseractEngine) -> None:
    samples = Path(app.__file__).parent / "intake" / "samples"
    read = read_page(open_document(samples / "3-stamped-letter.pdf"), 1, engine)
    under = {line.text for line in read.lines if line.crossed}
    assert any("กันยายน" in text for text in under)
    assert not any("ตุลาคม" in text for text in under)


def test_a_clerks_turn_is_not_questioned(tmp_path: Path, engine: TesseractEngine) -> None:
    page = read_page(_stored(tmp_path, letter()), 1, engine, turned=180)
    assert page.turned == 180


@pytest.mark.ocr
def test_white_paper_is_a_blank_page(tmp_path: Path, engine: TesseractEngine) -> None:
    page = read_page(_stored(tmp_path, letter(())), 1, engine)
    assert (page.lines, page.inked) == ((), False)


@pytest.mark.ocr
def test_a_drawing_without_words_is_not_a_blank_page(
    tmp_path: Path, engine: TesseractEngine
) -> None:
    drawing = Image.new("L", (620, 877), 255)
    drawing.paste(0, (100, 100, 500, 130))
    drawing.save(tmp_path / "drawing.png")
    assert read_page(open_document(tmp_path / "drawing.png"), 1, engine).inked


@pytest.mark.ocr
def test_pages_come_in_order_and_a_failed_one_among_them(
    tmp_path: Path, engine: TesseractEngine
) -> None:
    document = _stored(tmp_path, _one_page_missing())
    first, second, third = read_file(document, engine, 3)
    assert isinstance(first, PageReading)
    assert isinstance(second, ReadingFailed)
    assert isinstance(third, PageReading)


def test_a_bomb_on_a_page_fails_that_page(tmp_path: Path) -> None:
    document = _stored(tmp_path, MAKERS["page-bomb.pdf"][1]())
    with pytest.raises(PageFailed, match="หน้า 1"):
        page_grey(document, 1)


def test_a_page_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(PageFailed):
        page_grey(_stored(tmp_path, letter()), 2)


def test_pages_are_counted(tmp_path: Path) -> None:
    assert page_count(_stored(tmp_path, letter(LETTER, LETTER))) == 2


def _one_page_missing() -> bytes:
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"
    tree = b"<</Type /Pages /Kids [3 0 R 9 0 R 4 0 R] /Count 3>>"
    return by_hand(b"<</Type /Catalog /Pages 2 0 R>>", tree, page, page)


def _stored(folder: Path, data: bytes) -> Document:
    path = folder / "file.pdf"
    path.write_bytes(data)
    return open_document(path)
