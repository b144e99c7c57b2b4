"""Invisible Thai text is found by every reader, and a page survives being added to."""

import subprocess
from io import BytesIO

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.thai_pdf import (
    HIDDEN,
    ShownPage,
    add_to_page,
    hidden,
    hidden_font,
    moved,
    save_bytes,
)

LINES = (
    "ที่ ผู้ รับ กำ ปี่ น้ำ ป่า ฟ้า ก่ำ ญู ฐุ ฏู ฎุ กี้ ปั้น ฝึก ปิ๊ง",
    "ที่ กค ๐๔๐๒.๒/ว ๑๑๙ ลงวันที่ ๒ พฤษภาคม ๒๕๖๘ ไปรษณีย์ a_b@c.go.th",
    "เรื่อง การเบิกจ่ายค่าใช้จ่ายในการเดินทางไปราชการ",
)


def _page_with(lines: tuple[str, ...]) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    operators = [hidden(line, 50, 750 - 40 * index, 16, 400) for index, line in enumerate(lines)]
    add_to_page(pdf, page, operators, {HIDDEN: hidden_font(pdf)})
    return save_bytes(pdf)


def test_pdfium_returns_the_text_as_it_was_typed() -> None:
    with pypdfium2.PdfDocument(_page_with(LINES)) as document:
        assert document[0].get_textpage().get_text_range().split("\r\n") == list(LINES)


def test_poppler_returns_the_text_as_it_was_typed() -> None:
    command = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(command, input=_page_with(LINES), capture_output=True, check=True)
    found = [line.strip() for line in done.stdout.decode().split("\n")]
    assert [line for line in found if line.strip("\f")] == list(LINES)


def test_pdfplumber_returns_the_text_as_it_was_typed() -> None:
    with pdfplumber.open(BytesIO(_page_with(LINES))) as document:
        assert document.pages[0].extract_text().split("\n") == list(LINES)


def test_hidden_text_leaves_no_mark_on_the_page() -> None:
    with pypdfium2.PdfDocument(_page_with(LINES)) as document:
        assert document[0].render(grayscale=True).to_pil().getextrema() == (255, 255)


def test_hidden_text_fills_its_width_so_that_a_reader_marks_the_right_place() -> None:
    with pypdfium2.PdfDocument(_page_with(LINES)) as document:
        text = document[0].get_textpage()
        last = text.get_text_range().index("\r\n") - 1
        assert text.get_charbox(0)[0] == pytest.approx(50, abs=0.1)
        assert text.get_charbox(last)[2] == pytest.approx(450, abs=0.1)


@given(st.text())
def test_any_text_can_be_hidden(text: str) -> None:
    assert hidden(text, 0, 0, 10, 100).isascii()


def test_text_of_nothing_but_space_writes_nothing() -> None:
    assert hidden(" \n\t", 0, 0, 10, 100) == ""


def test_the_same_document_gives_the_same_bytes() -> None:
    assert _page_with(LINES) == _page_with(LINES)


@pytest.mark.parametrize(
    "drawing", [b"", b"q 2 0 0 2 50 50 cm", b"Q Q 0.5 0 0 0.5 9 9 cm", b"Q q q 3 0 0 3 0 0 cm Q"]
)
def test_what_the_page_leaves_behind_does_not_move_what_is_added(drawing: bytes) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    page.obj.Contents = pdf.make_stream(drawing)
    add_to_page(pdf, page, ["0 g 50 100 20 20 re f"], {})
    with pypdfium2.PdfDocument(save_bytes(pdf)) as document:
        picture = document[0].render(grayscale=True).to_pil()
    assert picture.point(lambda ink: 255 - ink).getbbox() == (50, 80, 70, 100)


def test_a_page_whose_drawing_cannot_be_unpacked_can_be_added_to() -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    page.obj.Contents = pdf.make_stream(b"no zlib stream", Filter=pikepdf.Name.FlateDecode)
    add_to_page(pdf, page, ["0 g 50 100 20 20 re f"], {})
    with pypdfium2.PdfDocument(save_bytes(pdf)) as document:
        assert document[0].render(grayscale=True).to_pil().getpixel((60, 90)) == 0


def test_adding_to_a_page_leaves_pages_that_share_its_resources_alone() -> None:
    pdf = pikepdf.new()
    shared = pdf.make_indirect(pikepdf.Dictionary())
    for _ in range(2):
        pdf.add_blank_page().obj.Resources = shared
    add_to_page(pdf, pdf.pages[0], [], {HIDDEN: hidden_font(pdf)})
    assert "/XObject" in pdf.pages[0].obj.Resources
    assert "/XObject" not in pdf.pages[1].obj.Resources


def test_a_second_addition_does_not_replace_the_first() -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    for index, line in enumerate(LINES):
        operators = [hidden(line, 50, 750 - 40 * index, 16, 400)]
        add_to_page(pdf, page, operators, {HIDDEN: hidden_font(pdf)})
    with pypdfium2.PdfDocument(save_bytes(pdf)) as document:
        assert document[0].get_textpage().get_text_range().split("\r\n") == list(LINES)


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("unit", [1, 2.5])
def test_a_shown_place_is_where_the_reader_shows_it(turn: int, unit: float) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 400))
    page.obj.MediaBox = pikepdf.Array([-20, 30, 280, 430])
    page.obj.CropBox = pikepdf.Array([250, 400, 10, 40])  # any two opposite corners will do
    page.obj.Rotate = turn
    page.obj.UserUnit = unit
    shown = ShownPage.of(page)
    add_to_page(pdf, page, [moved(shown.matrix, ["0 g 20 30 60 15 re f"])], {})
    with pypdfium2.PdfDocument(save_bytes(pdf)) as document:
        picture = document[0].render(scale=shown.width / document[0].get_width(), grayscale=True)
        image = picture.to_pil()
    assert image.size == (round(shown.width), round(shown.height))
    box = image.point(lambda ink: 255 * (ink < 128)).getbbox()
    height = round(shown.height)
    assert box == pytest.approx((20, height - 45, 80, height - 30), abs=1)
