"""The printed register is แบบที่ 13: its columns, on every page, and nothing lost."""

import datetime as dt
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.register_form import FORMS, RegisterHead, RegisterRow, print_register
from registry.thai import arabic_digits
from registry.vocabulary import BookKind

HEAD = RegisterHead("สารบรรณกลาง", day="2", month="พฤษภาคม", year="2568")
COLUMNS = FORMS[BookKind.RECEIVED].columns
ROW = RegisterRow(
    number=22679,
    reference="กค 0402.2/ว 119",
    dated="28 เม.ย. 2568",
    sender="กรมบัญชีกลาง",
    addressee="อธิบดี",
    subject="การเบิกจ่ายค่าใช้จ่ายในการเดินทางไปราชการ",
    action="กองคลัง",
    remark="",
)


def _pages(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_columns_are_those_of_the_form_in_their_order() -> None:
    assert " ".join(COLUMNS) in _pages(print_register([ROW], HEAD))[0]


def test_the_paper_is_a4_across() -> None:
    with pypdfium2.PdfDocument(print_register([ROW], HEAD)) as document:
        assert document[0].get_size() == pytest.approx((841.89, 595.28), abs=0.1)


def test_title_office_day_and_columns_stand_on_every_page() -> None:
    pages = _pages(print_register([ROW] * 60, HEAD))
    assert len(pages) > 1
    for page in pages:
        assert page.startswith("ทะเบียนหนังสือรับ\r\nสารบรรณกลาง วันที่ ๒ เดือน พฤษภาคม พ.ศ. ๒๕๖๘")
        assert " ".join(COLUMNS) in page


def test_pages_are_numbered_of_how_many() -> None:
    pages = _pages(print_register([ROW] * 60, HEAD))
    feet = [arabic_digits(page.strip().splitlines()[-1]) for page in pages]
    assert feet == [f"หน้า {n} / {len(pages)}" for n in range(1, len(pages) + 1)]


def test_every_number_is_printed_once() -> None:
    rows = [replace(ROW, number=n) for n in range(1001, 1201)]
    text = " ".join(_pages(print_register(rows, HEAD, digits=arabic_digits)))
    assert [text.count(str(n)) for n in range(1001, 1201)] == [1] * 200


def test_numbers_references_and_dates_follow_the_offices_figures() -> None:
    thai = _squeezed(_pages(print_register([ROW], HEAD))[0])
    arabic = _squeezed(_pages(print_register([ROW], HEAD, digits=arabic_digits))[0])
    assert "๒๒๖๗๙กค๐๔๐๒.๒/ว๑๑๙๒๘เม.ย.๒๕๖๘" in thai
    assert "22679กค0402.2/ว11928เม.ย.2568" in arabic


def test_the_subject_keeps_its_own_figures() -> None:
    row = replace(ROW, subject="แจ้ง e-mail office2025@go.th")
    assert "office2025@go.th" in _pages(print_register([row], HEAD))[0]


def test_a_void_number_stays_and_says_why() -> None:
    row = replace(ROW, remark="ด่วนที่สุด", void_reason="ออกเลขซ้ำ")
    assert row.cells()[-1] == "ยกเลิก: ออกเลขซ้ำ\nด่วนที่สุด"
    assert "ยกเลิก:ออกเลขซ้ำ" in _squeezed(_pages(print_register([row], HEAD))[0])


def test_a_late_entry_is_marked() -> None:
    row = replace(ROW, late_note="บันทึก 2 ม.ค. 2568 ไฟฟ้าดับ")
    assert row.cells()[-1] == "ลงทะเบียนล่าช้า: บันทึก 2 ม.ค. 2568 ไฟฟ้าดับ"


def test_no_rows_give_one_empty_form_with_dotted_days() -> None:
    pages = _pages(print_register([], RegisterHead("กองคลัง")))
    assert len(pages) == 1
    assert "วันที่ .............. เดือน" in pages[0]


def test_a_row_longer_than_a_page_goes_on_over_the_page() -> None:
    words = " ".join(f"({n})" for n in range(1, 600))
    pages = _pages(print_register([replace(ROW, remark=words), ROW], HEAD))
    assert len(pages) > 1
    text = _squeezed(" ".join(pages))
    assert [n for n in range(1, 600) if f"({n})" not in text] == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=200), min_size=7, max_size=7))
def test_any_text_can_be_printed(texts: list[str]) -> None:
    reference, dated, sender, addressee, subject, action, remark = texts
    row = RegisterRow(1, reference, dated, sender, addressee, subject, action, remark)
    assert print_register([row], HEAD).startswith(b"%PDF")


def test_the_same_rows_give_the_same_bytes() -> None:
    assert print_register([ROW] * 30, HEAD) == print_register([ROW] * 30, HEAD)


def test_a_thousand_rows_stay_small() -> None:
    rows = [replace(ROW, number=n) for n in range(1, 1001)]
    assert len(print_register(rows, HEAD)) < 1_000_000


@pytest.mark.parametrize(
    ("first", "last", "line"),
    [
        ((2025, 5, 2), (2025, 5, 2), "วันที่ 2 เดือน พฤษภาคม พ.ศ. 2568"),
        ((2025, 5, 1), (2025, 5, 31), "วันที่ 1 - 31 เดือน พฤษภาคม พ.ศ. 2568"),
        ((2025, 1, 1), (2025, 3, 31), "เดือน มกราคม - มีนาคม พ.ศ. 2568"),
        ((2024, 12, 31), (2025, 1, 2), "พ.ศ. 2567 - 2568"),
    ],
)
def test_the_head_is_no_finer_than_its_days_agree(
    first: tuple[int, int, int], last: tuple[int, int, int], line: str
) -> None:
    head = RegisterHead("กองคลัง").for_days(dt.date(*first), dt.date(*last))
    assert head.line().endswith(line)


@pytest.mark.parametrize("kind", [BookKind.SENT, BookKind.CIRCULAR])
def test_the_book_of_sent_letters_is_form_14(kind: BookKind) -> None:
    (page,) = _pages(print_register([ROW], replace(HEAD, kind=kind)))
    columns = "เลขทะเบียนส่ง ที่ ลงวันที่ จาก ถึง เรื่อง การปฏิบัติ หมายเหตุ"
    assert FORMS[kind].number == 14
    assert page.startswith(f"{kind.label}\r\n")
    assert columns in page
