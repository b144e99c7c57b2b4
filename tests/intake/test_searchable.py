import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from intake.document import Document
from intake.reading import open_document, page_picture
from intake.searchable import write_searchable
from intake.sheet import LAYER_ENGINE
from registry.ports import Line, PageReading
from registry.thai_pdf import save_bytes
from tests.intake.hostile_files import MAKERS
from tests.intake.letters import LEFT, LETTER, SIZE, STEP, TOP, drawn, letter
from tests.intake.typed_letters import typed

DOTS = 300 / 72


def test_every_reader_finds_the_words_as_they_were_read(tmp_path: Path) -> None:
    made = write_searchable(_stored(tmp_path, letter()), [_reading()])
    with pypdfium2.PdfDocument(made) as pdf:
        assert pdf[0].get_textpage().get_text_range().split("\r\n") == list(LETTER)
    with pdfplumber.open(BytesIO(made)) as pdf:
        assert pdf.pages[0].extract_text().split("\n") == list(LETTER)
    assert _poppler(made) == list(LETTER)


def test_the_page_looks_as_it_did(tmp_path: Path) -> None:
    document = _stored(tmp_path, letter())
    copy = _stored(tmp_path, write_searchable(document, [_reading()]), "copy.pdf")
    before, after = (Image.open(BytesIO(page_picture(one, 1))) for one in (document, copy))
    assert ImageChops.difference(before, after).getbbox() is None


def test_a_word_is_found_where_it_is_printed(tmp_path: Path) -> None:
    made = write_searchable(_stored(tmp_path, letter()), [_reading()])
    with pdfplumber.open(BytesIO(made)) as pdf:
        (found,) = pdf.pages[0].search("ส่วนราชการ")
    assert found["x0"] == pytest.approx(LEFT, abs=2)
    assert found["top"] < 842 - TOP + STEP < found["bottom"]


def test_the_same_reading_gives_the_same_bytes(tmp_path: Path) -> None:
    document = _stored(tmp_path, letter())
    assert write_searchable(document, [_reading()]) == write_searchable(document, [_reading()])


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_was_turned_stands_upright_and_is_searched_so(
    tmp_path: Path, turned: int
) -> None:
    pdf = drawn(LETTER)
    pdf.pages[0].rotate(-turned, relative=False)
    made = write_searchable(
        _stored(tmp_path, save_bytes(pdf)), [replace(_reading(), turned=turned)]
    )
    with pdfplumber.open(BytesIO(made)) as copy:
        assert copy.pages[0].height > copy.pages[0].width
        assert copy.pages[0].extract_text().split("\n") == list(LETTER)


def test_a_cropped_page_is_searched_within_its_crop(tmp_path: Path) -> None:
    pdf = drawn(LETTER)
    pdf.pages[0].cropbox = pikepdf.Array([0, 421, 595, 842])
    reading = replace(_reading(), height=round(421 * DOTS))
    made = write_searchable(_stored(tmp_path, save_bytes(pdf)), [reading])
    with pypdfium2.PdfDocument(made) as copy:
        text = copy[0].get_textpage()
        assert LETTER[0] in text.get_text_bounded(left=0, bottom=TOP - 10, right=595, top=TOP + 20)


def test_a_picture_becomes_a_searchable_pdf(tmp_path: Path) -> None:
    scan = tmp_path / "scan.tif"
    scan.write_bytes(MAKERS["three-pages.tif"][1]())
    reading = PageReading(2, 2480, 3507, (Line("หน้าสอง", (200, 200, 600, 260), 0.9),), "tesseract")
    made = write_searchable(open_document(scan), [reading])
    with pypdfium2.PdfDocument(made) as pdf:
        assert len(pdf) == 3
        assert pdf[1].get_textpage().get_text_range() == "หน้าสอง"


def test_another_recognisers_text_makes_way(tmp_path: Path) -> None:
    lying = typed(tuple(reversed(LETTER)), over=drawn(LETTER), unseen=True)
    made = write_searchable(_stored(tmp_path, lying), [_reading()])
    with pypdfium2.PdfDocument(made) as pdf:
        assert pdf[0].get_textpage().get_text_range().split("\r\n") == list(LETTER)


def test_text_that_was_believed_is_left_alone(tmp_path: Path) -> None:
    made = write_searchable(
        _stored(tmp_path, typed(LETTER)), [replace(_reading(), engine=LAYER_ENGINE)]
    )
    with pypdfium2.PdfDocument(made) as pdf:
        assert pdf[0].get_textpage().get_text_range().count(LETTER[3]) == 1


def test_a_page_that_was_not_read_is_still_there(tmp_path: Path) -> None:
    made = write_searchable(_stored(tmp_path, letter(LETTER, LETTER)), [_reading()])
    with pypdfium2.PdfDocument(made) as pdf:
        assert len(pdf) == 2
        assert pdf[1].get_textpage().count_chars() == 0


def _reading() -> PageReading:
    """Return what a recogniser without fault reads on the letter."""
    lines = []
    for index, text in enumerate(LETTER):
        baseline = (842 - TOP + STEP * index) * DOTS
        top, bottom = round(baseline - SIZE * DOTS), round(baseline + SIZE * DOTS / 4)
        lines.append(Line(text, (round(LEFT * DOTS), top, round(500 * DOTS), bottom), 0.95))
    return PageReading(1, 2480, 3509, tuple(lines), "tesseract")


def _poppler(data: bytes) -> list[str]:
    command = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    found = [" ".join(line.split()) for line in done.stdout.decode().splitlines()]
    return [line for line in found if line]


def _stored(folder: Path, data: bytes, name: str = "file.pdf") -> Document:
    path = folder / name
    path.write_bytes(data)
    return open_document(path)
