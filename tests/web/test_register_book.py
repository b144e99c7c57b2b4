import datetime as dt
import io
import re
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from flask import Flask
from sqlmodel import select

from registry import people, queries
from registry.forms import BookFilter
from registry.journal import Event
from registry.models import JournalEntry, Receipt, RegisterBook
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.registering import void_receipt
from registry.vocabulary import Urgency
from tests import factories
from tests.conftest import NOW
from tests.fakes import FixedClock
from tests.web.browser import Browser
from tests.web.conftest import Agency

DAY = dt.timedelta(days=1)


def numbers_on(text: str) -> list[int]:
    return [int(n) for n in re.findall(r'data-label="เลขรับ"><span>(\d+)</span>', text)]


def last_event(office: Office) -> JournalEntry:
    with office.database.reading() as session:
        return session.exec(select(JournalEntry).order_by(JournalEntry.id.desc())).first()  # type: ignore[attr-defined, return-value]


def filled(office: Office, division: Unit, count: int) -> None:
    """A book of ``count`` letters, all but the first few copied from a real one."""
    clerk = factories.a_clerk(office, division)
    letter = factories.a_registered_letter(office, division, clerk)
    with office.database.transaction() as session:
        first = session.exec(select(Receipt)).one()
        book = session.get_one(RegisterBook, first.book_id)
        for number in range(2, count + 1):
            copied = type(letter)(**letter.model_dump(exclude={"id"}))
            session.add(copied)
            session.flush()  # the receipt names its letter
            row = first.model_dump(exclude={"id", "number", "letter_id"})
            session.add(Receipt(**row, number=number, letter_id=copied.id or 0))
        book.last_number = count
        session.add(book)


def test_the_book_shows_the_columns_of_form_13_in_order(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    factories.a_registered_letter(office, division, writer)
    head = clerk.get("/register").text.split("<thead>")[1].split("</thead>")[0]
    assert re.findall(r">([^<>\n]+)</th>", head) == [
        "เลขทะเบียนรับ", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ",
    ]  # fmt: skip


def test_an_empty_book_says_how_it_fills(clerk: Browser) -> None:
    assert "ยังไม่มีรายการ" in clerk.get("/register").text


def test_a_stranger_is_sent_to_sign_in_and_comes_back(browser: Browser, agency: Agency) -> None:
    assert agency
    assert browser.get("/register?year=2568").location == "/sign-in?next=/register?year%3D2568"


def test_an_administrator_without_reading_finds_no_book(administrator: Browser) -> None:
    assert administrator.get("/register").status_code == 404


def test_the_book_of_another_unit_is_not_there(
    clerk: Browser, office: Office, agency: Agency
) -> None:
    with office.database.transaction() as session:
        other = people.add_unit(session, "กองอื่น", parent_id=agency.root, at=NOW)
    assert clerk.get(f"/register?unit={other.id}").status_code == 404
    assert clerk.get(f"/register/print.csv?unit={other.id}").status_code == 404
    assert clerk.get(f"/register/{other.id}/numbers").status_code == 404


def test_pages_follow_each_other_without_gap_or_repetition(
    clerk: Browser, office: Office, division: Unit
) -> None:
    filled(office, division, 120)
    seen: list[int] = []
    path = "/register"
    while path:
        text = clerk.get(path).text
        seen += numbers_on(text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        path = found[1].replace("&amp;", "&") if found else ""
    assert seen == list(range(120, 0, -1))
    back = re.search(r'rel="prev" href="([^"]+)"', text)
    assert back
    assert numbers_on(clerk.get(back[1].replace("&amp;", "&")).text) == list(range(70, 20, -1))


@pytest.fixture
def three(office: Office, division: Unit, writer: Actor, clock: FixedClock) -> None:
    """Three letters: 1 is void, 2 is most urgent and about a meeting, 3 was entered late."""
    first = factories.a_registered_letter(office, division, writer)
    clock.time = NOW + DAY
    factories.a_registered_letter(
        office,
        division,
        writer,
        subject="ขอเชิญประชุม ครั้งที่ ๕",
        sender="กรมการปกครอง",
        reference="มท 0310.1/ว12",
        urgency=Urgency.MOST_URGENT,
    )
    clock.time = NOW + 3 * DAY
    factories.a_registered_letter(
        office, division, writer, received_at=NOW + 2 * DAY, late_reason="ไฟดับ"
    )
    with office.database.transaction() as session:
        receipt = session.exec(select(Receipt).where(Receipt.letter_id == first.id)).one()
        assert receipt.id is not None
        void_receipt(session, office.jobs, receipt.id, "ลงซ้ำ", by=writer, at=clock.time)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("text=ประชุม", [2]),
        ("text=ครั้งที่ ๕", [2]),
        ("text=ครั้งที่ 5", [2]),
        ("text=กค0414.2 / ว.273", [3, 1]),
        ("text=ปกครอง", [2]),
        ("text=2", [3, 2, 1]),
        ("text=100%25", []),
        ("urgency=most-urgent", [2]),
        ("since=3 พ.ค. 2568", [3, 2]),
        ("since=๓/๕/๒๕๖๘&until=3 พ.ค. 68", [2]),
        ("until=2025-05-02", [1]),
        ("late=1", [3]),
        ("void=1", [1]),
        ("year=2567", []),
    ],
)
def test_a_filter_shows_what_it_says(browser: Browser, asked: str, expected: list[int]) -> None:
    browser.sign_in("clerk")
    assert numbers_on(browser.get(f"/register?{asked}").text) == expected


@pytest.fixture
def numbered_alike(office: Office, division: Unit, writer: Actor) -> None:
    """A circular 24 and a letter 24 of one unit, a circular 240, and circulars 30 to 32."""
    for number in ("ว24", "24", "ว240", "ว30-32"):
        factories.a_registered_letter(office, division, writer, reference=f"กค 0402.2/{number}")


@pytest.mark.usefixtures("numbered_alike")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("กค0402.2/ว24", [1]),
        ("กค ๐๔๐๒.๒/ว ๒๔", [1]),
        ("กค.0402.2 / ว. 24", [1]),
        ("ที่ กค\u200b\u00a0๐๔๐๒.๒/ว ๒๔", [1]),
        ("0402.2/ว24", [1]),
        ("ว24", [1]),
        ("ว. ๒๔", [1]),
        ("กค 0402.2/24", [2]),
        ("24", [2]),
        ("ว30", [4]),
        ("กค 0402.2/ว", [4, 3, 1]),
        ("๐๔๐๒", [4, 3, 2, 1]),
    ],
)
def test_a_reference_is_found_however_it_is_typed(
    browser: Browser, text: str, expected: list[int]
) -> None:
    browser.sign_in("clerk")
    assert numbers_on(browser.get(f"/register?text={quote(text)}").text) == expected


@pytest.mark.parametrize("asked", ["since=เมื่อวาน", "since=0001-01-01", "until=9999-12-31"])
def test_a_day_nobody_can_read_is_refused_in_thai(clerk: Browser, asked: str) -> None:
    answer = clerk.get(f"/register?{asked}")
    assert answer.status_code == 422
    assert "วันที่อ่านไม่ได้" in answer.text


def test_a_late_row_shows_both_times_and_the_reason(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    factories.a_registered_letter(
        office, division, writer, received_at=NOW - 2 * DAY, late_reason="ระบบขัดข้อง"
    )
    text = clerk.get("/register").text
    assert "รับ 30 เม.ย. 2568 14.51 น." in text
    assert "ลงทะเบียน 2 พ.ค. 2568 14.51 น." in text
    assert "ระบบขัดข้อง" in text


@pytest.mark.parametrize(
    "rare",
    [
        {"text": "ไม่มีคำนี้"},
        {"urgency": "most-urgent"},
        {"late": True},
        {"void": True},
        {"text": "ไม่มีคำนี้", "since": "2025-01-01"},
    ],
)
def test_looking_for_what_is_rare_in_a_huge_book_goes_on_from_where_it_stopped(
    office: Office,
    division: Unit,
    writer: Actor,
    rare: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled(office, division, 12)
    monkeypatch.setattr(queries, "SEARCHED_AT_ONCE", 5)
    with office.database.reading() as session:
        wanted = BookFilter(year=2568, **rare)
        found = queries.register_book(session, writer, wanted, at=NOW)
        assert (found.rows, found.older) == ([], 8)
        last = queries.register_book(
            session, writer, BookFilter(year=2568, before=3, **rare), at=NOW
        )
        assert last.older is None


def test_the_printed_book_is_a_pdf_and_the_journal_knows(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    factories.a_registered_letter(office, division, writer)
    answer = clerk.get("/register/print.pdf?year=2568")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert last_event(office).event == Event.REGISTER_PRINTED
    assert last_event(office).after == {"year": 2568, "format": "pdf"}


def test_the_exported_book_holds_what_the_filter_shows(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    factories.a_registered_letter(office, division, writer)
    factories.a_registered_letter(office, division, writer, subject="=1+1 ประชุม")
    table = clerk.get("/register/print.csv?text=ประชุม").data.decode("utf-8-sig")
    assert table.count("\r\n") == 2
    assert "'=1+1 ประชุม" in table
    sheet = openpyxl.load_workbook(io.BytesIO(clerk.get("/register/print.xlsx").data)).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [1, 2]


def test_a_clerk_sets_numbers_aside(clerk: Browser, office: Office, agency: Agency) -> None:
    place = f"/register/{agency.division}/numbers"
    assert clerk.post(f"{place}/reserve", {"count": "๕", "reason": "ไฟดับ"}).status_code == 303
    text = clerk.get(place).text
    assert "จองเลข 1 ถึง 5 แล้ว" in text
    assert "ไฟดับ" in text
    assert last_event(office).event == Event.NUMBERS_RESERVED


def test_a_refused_reservation_keeps_what_was_typed(clerk: Browser, agency: Agency) -> None:
    place = f"/register/{agency.division}/numbers"
    answer = clerk.post(f"{place}/reserve", {"count": "2000", "reason": "ไฟดับทั้งวัน"})
    assert answer.status_code == 422
    assert 'value="2000"' in answer.text
    assert 'value="ไฟดับทั้งวัน"' in answer.text
    assert "ต้องไม่เกิน 1000" in answer.text


def test_a_paper_book_goes_on_here_but_only_before_the_first_number(
    clerk: Browser, agency: Agency
) -> None:
    place = f"/register/{agency.division}/numbers"
    assert clerk.post(f"{place}/start", {"first_number": "22680"}).status_code == 303
    assert "<strong>22680</strong>" in clerk.get(place).text
    clerk.post(f"{place}/reserve", {"count": "1", "reason": "ทดสอบ"})
    answer = clerk.post(f"{place}/start", {"first_number": "1"})
    assert answer.status_code == 409
    assert "ออกเลขไปแล้วถึง 22680" in answer.text


def test_a_head_may_read_the_book_and_not_its_numbers(
    app: Flask, agency: Agency, clerk: Browser
) -> None:
    assert clerk
    head = Browser(app)
    head.sign_in("head")
    assert head.get("/register").status_code == 200
    assert "จองเลข" not in head.get("/register").text
    assert head.get(f"/register/{agency.division}/numbers").status_code == 404
