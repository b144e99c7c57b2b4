from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from intake.document import Document, Media
from intake.layer_text import TextLayer
from intake.ocr import TesseractEngine
from intake.raster import look
from intake.reading import open_document, read_page
from intake.sheet import LAYER_ENGINE
from intake.textlayer import agrees, completed, covers, head_of, is_sound
from registry.ports import Line, PageReading
from registry.thai_pdf import save_bytes
from tests.intake.letters import LETTER, drawn, letter
from tests.intake.typed_letters import typed

CHROME = Path(__file__).parent / "golden" / "printed_by_chrome.pdf"


def test_a_browsers_marks_are_said_once() -> None:
    layer = look(Document(CHROME, Media.PDF), 1).layer
    assert layer is not None
    assert layer.painted
    assert [line.text for line in layer.lines] == [
        "บันทึกข้อความ",
        "ส่วนราชการ กองคลัง สำนักงานปลัดกระทรวง โทร. ๐ ๒๑๒๓ ๔๕๖๗",
        "ที่ กค ๐๔๑๔.๒/ว ๒๗๓ วันที่ ๒๕ เมษายน ๒๕๖๘",
        "เรื่อง การจัดตั้งศูนย์น้ำดื่มที่จังหวัด ป่าไม้ ปี่ ญู ฐุ น้ำ ก่ำ",
        "ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป จึงขอชี้แจงผู้ที่เกี่ยวข้องให้ทราบ",
    ]


def test_letters_squeezed_under_a_scan_are_not_taken_for_repeated_ones(tmp_path: Path) -> None:
    page = typed(["กำหนดจัดการประชุม บก.ทท. ให้หน่วย"], unseen=True, squeezed=25)
    layer = look(_stored(tmp_path, page), 1).layer
    assert layer is not None
    assert [line.text for line in layer.lines] == ["กำหนดจัดการประชุม บก.ทท. ให้หน่วย"]


def test_a_typed_page_is_painted_by_its_text(tmp_path: Path) -> None:
    layer = look(_stored(tmp_path, typed(LETTER)), 1).layer
    assert layer is not None
    assert layer.painted
    assert [line.text for line in layer.lines] == list(LETTER)
    assert is_sound(layer)


def test_lines_that_begin_alike_are_all_there(tmp_path: Path) -> None:
    lines = ("ก", "กอง", "กองคลัง", "Invoice", "Invoice 11", "all", "ดด", "ดดด")
    layer = look(_stored(tmp_path, typed(lines)), 1).layer
    assert layer is not None
    assert [line.text for line in layer.lines] == list(lines)


def test_text_nobody_sees_does_not_paint_the_page(tmp_path: Path) -> None:
    layer = look(_stored(tmp_path, save_bytes(drawn(LETTER, spoken=True))), 1).layer
    assert layer is not None
    assert not layer.painted


def test_a_picture_has_no_text_layer(tmp_path: Path) -> None:
    assert look(_stored(tmp_path, letter()), 1).layer is None


@pytest.mark.ocr
def test_a_typed_letter_is_taken_at_its_word(tmp_path: Path) -> None:
    page = _read(tmp_path, typed(LETTER))
    assert page.engine == LAYER_ENGINE
    assert page.text.split("\n") == list(LETTER)


@pytest.mark.ocr
def test_a_layer_that_says_something_else_loses(tmp_path: Path) -> None:
    lie = tuple(reversed("".join(LETTER).split(" ")))
    page = _read(tmp_path, typed(LETTER, said=[" ".join(lie)] * len(LETTER)))
    assert page.engine.startswith("tesseract")
    assert LETTER[3] in page.text


@pytest.mark.ocr
def test_a_short_typed_note_on_a_scan_does_not_stand_for_the_scan(tmp_path: Path) -> None:
    page = _read(tmp_path, typed(("อนุมัติ",), over=drawn(LETTER)))
    assert page.engine.startswith("tesseract")
    assert LETTER[3] in page.text


@pytest.mark.ocr
def test_a_hidden_layer_that_lies_changes_nothing(tmp_path: Path) -> None:
    honest = _read(tmp_path, letter())
    lying = _read(tmp_path, typed(tuple(reversed(LETTER)), over=drawn(LETTER), unseen=True))
    assert lying.lines == honest.lines
    assert lying.engine == honest.engine


@pytest.mark.ocr
def test_a_hidden_layer_completes_the_lines_it_agrees_on(tmp_path: Path) -> None:
    page = _read(tmp_path, typed(LETTER, over=drawn(LETTER), unseen=True))
    assert page.engine.startswith("tesseract")
    assert page.engine.endswith("+ text layer")
    assert set(LETTER) <= set(page.text.split("\n"))


def test_thai_digits_tesseract_cannot_print_come_from_the_layer() -> None:
    assert _completed("ที่ กค ๐๕๑๕.๒/ว ๒๓", "ที่ กค ๐๔๑๔.๒/ว ๒๗๓") == "ที่ กค ๐๔๑๔.๒/ว ๒๗๓"


@pytest.mark.parametrize("said", ["ที่ กค ๐๑๐๑.๒/ว ๑๑๑", "ที่ กค 0414.2/ว 273"])
def test_a_digit_tesseract_can_print_is_not_overruled(said: str) -> None:
    read = "ที่ กค ๐๕๑๕.๒/ว ๒๓๓"
    assert _completed(read, said) == read


def test_arabic_digits_are_not_overruled() -> None:
    assert _completed("ที่ กค 0414.2/ว 119", "ที่ กค 0414.2/ว 999") == "ที่ กค 0414.2/ว 119"


def test_a_completed_line_is_no_more_certain() -> None:
    line = Line("เรืองขอความร่วมมือ", (0, 0, 100, 20), 0.6)
    (made,) = completed([line], _layer(Line("เรื่อง ขอความร่วมมือ", (0, 0, 100, 20), 1.0)))
    assert made == replace(line, text="เรื่อง ขอความร่วมมือ")


def test_text_where_the_page_is_white_is_not_covered() -> None:
    ink = Image.new("L", (100, 100), 0)
    ImageDraw.Draw(ink).rectangle((10, 10, 90, 14), fill=255)
    seen = Line("ข้อความ", (10, 8, 90, 16), 1.0)
    unseen = Line("ซ่อนไว้", (10, 60, 90, 70), 1.0)
    assert covers(_layer(seen), ink, 1)
    assert not covers(_layer(seen, unseen), ink, 1)
    assert not covers(_layer(unseen), ink, 1)


def test_the_head_is_enough_to_compare() -> None:
    lines = tuple(
        Line(text * 3, (100, 100 * index, 900, 100 * index + 60), 1.0)
        for index, text in enumerate(LETTER)
    )
    layer = _layer(*lines)
    band = head_of(layer)
    assert band[3] < lines[-1].box[1]
    assert agrees(layer, band, [line for line in lines if line.box[3] < band[3]])
    assert not agrees(layer, band, lines[-1:])


def _completed(read: str, said: str) -> str:
    box = (0, 0, 100, 20)
    return completed([Line(read, box, 0.9)], _layer(Line(said, box, 1.0)))[0].text


def _layer(*lines: Line) -> TextLayer:
    return TextLayer(lines, painted=True)


def _read(folder: Path, data: bytes) -> PageReading:
    return read_page(_stored(folder, data), 1, TesseractEngine())


def _stored(folder: Path, data: bytes) -> Document:
    path = folder / "file.pdf"
    path.write_bytes(data)
    return open_document(path)
