"""The paper grid: nothing is lost on it, however many units there are."""

import io
import re
from dataclasses import replace

import pdfplumber
import pytest

from registry.thai import arabic_digits
from routing.grid_form import PrintedBox, PrintedGrid, print_grid

GRID = PrintedGrid(
    unit="กองคลัง",
    facts=[("เลขรับ", "3066"), ("เรื่อง", "การเบิกจ่ายเงิน " * 30)],
    boxes=[PrintedBox("กบช.", "เจ้าของเรื่อง"), PrintedBox("กพด."), PrintedBox("กลุ่มงานนิติการและวินัย")],
    notes=["ถึงทุกหน่วยงาน: โปรดเร่งดำเนินการ"],
    name="นางสาวญู่ ปั้นดี",
    position="เจ้าพนักงานธุรการ",
    dated="2 พฤษภาคม 2568",
)


def pages(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [re.sub(r"\s+", " ", page.extract_text()) for page in opened.pages]


def test_everything_stands_on_one_page_with_the_line_to_sign_on() -> None:
    (text,) = pages(print_grid(GRID))
    for said in ("ตารางเวียนหนังสือ", "กองคลัง", "๓๐๖๖", "กบช.", "เจ้าของเรื่อง", "กพด.", "โปรดเร่ง",
                 "ลงชื่อ", "นางสาวญู่ ปั้นดี", "เจ้าพนักงานธุรการ", "๒ พฤษภาคม ๒๕๖๘"):  # fmt: skip
        assert said in text


def test_five_hundred_units_take_more_pages_and_none_is_lost() -> None:
    boxes = [PrintedBox(f"น{number}.") for number in range(500)]
    found = pages(print_grid(replace(GRID, boxes=boxes), digits=arabic_digits))
    assert set(re.findall(r"น\d+\.", " ".join(found))) == {box.short for box in boxes}
    assert f"หน้า {len(found)} / {len(found)}" in found[-1]
    assert "ลงชื่อ" in found[-1]


@pytest.mark.parametrize("boxes", [[], [PrintedBox("ก" * 300, "เพื่อทราบ")], [PrintedBox("")]])
def test_an_odd_grid_prints_too(boxes: list[PrintedBox]) -> None:
    grid = replace(
        GRID, boxes=boxes, facts=[("เรื่อง", "")], notes=[], name="", position="", dated=""
    )
    assert print_grid(grid) == print_grid(grid)
    assert "ลงชื่อ" in pages(print_grid(grid))[0]
