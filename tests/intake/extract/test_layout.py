"""What a value rests on: of a row with several numbers, only those of its own place."""

import pytest

from intake.extract.layout import Sheet
from registry.ports import Line, PageReading

ROW = Line(
    "๐๕๑๕๐๘ ส.ค. ๖๗ ที่ มท ๗๔๗๗/๙๓",
    (300, 600, 1500, 660),
    0.9,
    by_hand=((300, 500, 0.9), (1250, 1380, 0.05), (1400, 1490, 0.1)),
)


@pytest.mark.parametrize(("start", "end", "chance"), [(0, 15, 0.9), (16, None, 0.1)])
def test_a_value_is_by_hand_where_its_own_numbers_are(
    start: int, end: int | None, chance: float
) -> None:
    sheet = Sheet.of(PageReading(1, 2480, 3508, (ROW,), "tesseract"))
    (piece,) = sheet.pieces
    assert sheet.evidence(piece.part(start, end)).by_hand == chance


def test_what_lies_on_the_end_of_a_line_spoils_nothing_at_its_beginning() -> None:
    line = Line(
        "ที่ อว 0788/50 กรมคลองและสวนสาธารณะ", (300, 600, 1500, 660), 0.9, crossed=((1300, 1500),)
    )
    sheet = Sheet.of(PageReading(1, 2480, 3508, (line,), "tesseract"))
    (piece,) = sheet.pieces
    assert sheet.evidence(piece).crossed
    assert not sheet.evidence(piece.part(4, 14)).crossed


def test_what_has_no_numbers_is_by_nobody_s_hand() -> None:
    line = Line("เรียน หัวหน้าส่วนราชการ", (300, 600, 1500, 660), 0.9)
    sheet = Sheet.of(PageReading(1, 2480, 3508, (line,), "tesseract"))
    assert sheet.evidence(*sheet.pieces).by_hand == 0.0
