"""The text of a page is given in the order, and with the marks, in which it was written."""

import pytest

from intake.running_text import in_order, running_text
from registry.ports import Line, PageReading
from tests.intake.pages import TESSERACT, TEXT_LAYER

PROSE = "ข้อความของหนังสือราชการที่พิมพ์ไว้เต็มบรรทัด"


def line(text: str, left: int, top: int, right: int) -> Line:
    return Line(text, (left, top, right, top + 50), 0.9)


def page(*lines: Line, engine: str = TESSERACT) -> PageReading:
    return PageReading(1, 2480, 3508, lines, engine)


def test_a_line_that_was_read_in_two_blocks_is_one_again() -> None:
    torn = [
        line("บิกค่าใช้จ่าย", 1540, 512, 2180),
        line("การฝึกป", 600, 424, 1534),
        line("ฏิบัติ", 1540, 426, 2180),
        line("และสามารถเ", 300, 504, 1536),
    ]
    told = [one.text for one in in_order(torn)]
    assert told == ["การฝึกป", "ฏิบัติ", "และสามารถเ", "บิกค่าใช้จ่าย"]


def columns(text: str, rows: int = 6) -> list[Line]:
    return [
        line(
            f"{text} {side}{row}",
            300 + 1000 * (side == "ข"),
            400 + 80 * row,
            1200 + 1000 * (side == "ข"),
        )
        for side in "กข"
        for row in range(rows)
    ]


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    title = line("คำชี้แจงการกรอกแบบสำรวจครุภัณฑ์ของหน่วยงาน", 300, 300, 2200)
    end = line("หมายเหตุของคำชี้แจงทั้งหมดอยู่ท้ายเอกสารนี้", 300, 1000, 2200)
    set_apart = [title, *columns(PROSE), end]
    mixed = sorted(set_apart, key=lambda one: (one.box[1], -one.box[0]))
    assert in_order(mixed) == set_apart


@pytest.mark.parametrize("lines", [columns("รายการ"), columns(PROSE, 3)])
def test_a_table_and_a_few_rows_are_read_row_by_row(lines: list[Line]) -> None:
    assert in_order(lines) == sorted(lines, key=lambda one: (one.box[1], one.box[0]))


def test_lost_marks_are_restored_on_a_picture_and_never_in_typed_text() -> None:
    lost = line("เพือเก็บนำหลาก", 300, 400, 900)
    assert running_text(page(lost)) == "เพื่อเก็บน้ำหลาก"
    assert running_text(page(lost, engine=TEXT_LAYER)) == lost.text


@pytest.mark.parametrize("word", ["/เพื่อโปรดพิจารณา...", "/๒. ขอให้หน่วยงาน…", "/ จึงเรียนมา . . ."])
def test_the_first_words_of_the_next_page_are_said_once(word: str) -> None:
    text = line(PROSE, 300, 3000, 2200)
    assert running_text(page(text, line(word, 1700, 3200, 2200))) == PROSE
    at_the_left = line(word, 300, 3200, 900)
    assert word in running_text(page(text, at_the_left, engine=TEXT_LAYER))
