"""The exported register opens as the printed one reads, and runs nothing."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from registry.register_export import register_csv, register_xlsx
from registry.register_form import FORMS, RegisterHead, RegisterRow
from registry.vocabulary import BookKind

COLUMNS = FORMS[BookKind.RECEIVED].columns
HEAD = RegisterHead("สารบรรณกลาง R&D", day="2", month="พฤษภาคม", year="2568")
ROW = RegisterRow(
    number=22679,
    reference="กค 0402.2/ว 119",
    dated="28 เม.ย. 2568",
    sender="กรมบัญชีกลาง",
    addressee="อธิบดี",
    subject="การเบิกจ่ายค่าใช้จ่ายในการเดินทางไปราชการ",
    action="กองคลัง\nกองกฎหมาย",
    remark="",
)
ATTACKS = ("=1+1", "+66 2 000", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1")


def _sheet(rows: list[RegisterRow]) -> Worksheet:
    sheet = openpyxl.load_workbook(BytesIO(register_xlsx(rows, HEAD))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def _table(rows: list[RegisterRow]) -> list[list[str]]:
    text = register_csv(rows, HEAD).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline="")))


def test_both_begin_with_the_names_of_the_columns() -> None:
    assert [cell.value for cell in _sheet([ROW])[1]] == list(COLUMNS)
    assert _table([ROW])[0] == list(COLUMNS)


def test_both_hold_the_row_as_it_is_printed() -> None:
    texts = [cell.value or "" for cell in _sheet([ROW])[2]]
    assert texts == [22679, *ROW.cells()[1:]]
    assert _table([ROW])[1] == list(ROW.cells())


def test_csv_begins_with_the_mark_excel_needs_for_thai() -> None:
    assert register_csv([ROW], HEAD).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_a_formula_in_the_workbook(attack: str) -> None:
    cell = _sheet([replace(ROW, subject=attack)])["F2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_the_csv_begins_like_a_formula(attack: str) -> None:
    assert _table([replace(ROW, subject=attack)])[1][5] == f"'{attack}"


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_entered_no_cell_of_the_csv_is_a_formula(text: str) -> None:
    row = replace(ROW, reference=text, remark=text, void_reason=text)
    assert [cell for cell in _table([row])[1] if cell[:1] in set("=+-@\t\r")] == []


def test_an_address_is_not_made_a_link() -> None:
    assert _sheet([replace(ROW, subject="https://example.go.th")])["F2"].hyperlink is None


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    value = _sheet([replace(ROW, subject="ก" * 40_000)])["F2"].value
    assert isinstance(value, str)
    assert len(value) == 32_767
    assert value.endswith("…")


def test_the_names_of_the_columns_stay_in_sight_and_print_on_every_page() -> None:
    sheet = _sheet([ROW] * 3)
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.auto_filter.ref == "A1:H4"


def test_the_sheet_is_set_in_a_thai_face() -> None:
    assert _sheet([ROW])["F2"].font.name == "TH Sarabun New"


def test_an_office_with_an_ampersand_is_named_right_at_the_head_of_the_paper() -> None:
    header = _sheet([ROW]).oddHeader
    assert header is not None
    assert "R&&D" in str(header.left.text)


def test_the_same_rows_give_the_same_bytes() -> None:
    assert register_xlsx([ROW] * 5, HEAD) == register_xlsx([ROW] * 5, HEAD)
    assert register_csv([ROW] * 5, HEAD) == register_csv([ROW] * 5, HEAD)


def test_no_rows_still_give_a_table() -> None:
    assert _table([]) == [list(COLUMNS)]
    assert _sheet([]).max_row == 1
