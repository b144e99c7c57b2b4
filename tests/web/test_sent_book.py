"""The register of letters sent out: shown, searched, printed; its numbers set aside and voided."""

import io
import re

import openpyxl
import pypdfium2
import pytest
from sqlmodel import select

from app import handlers
from registry.models import Dispatch, RegisterBook
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import BookKind, Role
from registry.worker import Worker
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Agency


@pytest.fixture
def division(office: Office, agency: Agency) -> Unit:
    with office.database.transaction() as session:
        unit = session.get_one(Unit, agency.division)
        unit.code = "ทส 0919.103"
        return unit


def numbers_on(text: str) -> list[int]:
    return [int(n) for n in re.findall(r'data-label="เลขส่ง"><span>(\d+)</span>', text)]


def test_letters_sent_out_stand_in_their_own_book_newest_first(
    office: Office, division: Unit, writer: Actor, clerk: Browser
) -> None:
    factories.a_registered_letter(office, division, writer, subject="หนังสือที่รับมา")
    for _ in range(2):
        factories.an_issued_letter(office, division, writer)
    page = clerk.get("/sent").text
    assert numbers_on(page) == [2, 1]
    assert "หนังสือที่รับมา" not in page
    assert "ทส 0919.103/2" in page
    assert numbers_on(clerk.get("/register").text) == []
    assert "<title>ทะเบียนหนังสือส่ง" in page


def test_circulars_with_a_series_of_their_own_have_a_book_of_their_own(
    office: Office, division: Unit, writer: Actor, clerk: Browser
) -> None:
    factories.an_issued_letter(office, division, writer)
    factories.an_issued_letter(
        office, division, writer, book=BookKind.CIRCULAR, is_circular=True, summary="เวียนเรื่องนี้"
    )
    page = clerk.get("/sent?book=circular").text
    assert numbers_on(page) == [1]
    assert "เวียนเรื่องนี้" in page
    assert "ทะเบียนหนังสือเวียน" in page


@pytest.mark.parametrize("words", ["กองคลัง", "เชิญประชุม", "0919.103/1", "๐๙๑๙.๑๐๓/๑"])
def test_a_letter_is_found_by_subject_addressee_and_reference(
    office: Office, division: Unit, writer: Actor, clerk: Browser, words: str
) -> None:
    factories.an_issued_letter(office, division, writer)
    factories.an_issued_letter(
        office, division, writer, text={"addressee": "อธิบดี"}, summary="ขออนุมัติ"
    )
    assert numbers_on(clerk.get(f"/sent?text={words}").text) == [1]


def test_another_units_book_is_not_there(office: Office, division: Unit, clerk: Browser) -> None:
    other = factories.a_unit(office, "กองอื่น", under=division)
    assert clerk.get(f"/sent?unit={other.id}").status_code == 404


def test_form_14_is_printed_and_exported_with_its_columns(
    office: Office, division: Unit, writer: Actor, clerk: Browser
) -> None:
    factories.an_issued_letter(office, division, writer)
    factories.a_registered_letter(office, division, writer, subject="หนังสือที่รับมา")
    page = clerk.get("/sent").text
    assert "พิมพ์แบบที่ 14" in page
    answer = clerk.get("/register/print.pdf?book=sent")
    assert "%E0%B8%AA%E0%B9%88%E0%B8%87" in answer.headers["Content-Disposition"]  # ส่ง
    with pypdfium2.PdfDocument(answer.data) as paper:
        text = paper[0].get_textpage().get_text_range()
    assert text.startswith("ทะเบียนหนังสือส่ง")
    assert "เลขทะเบียนส่ง ที่ ลงวันที่ จาก ถึง เรื่อง การปฏิบัติ หมายเหตุ" in text
    assert "ทส ๐๙๑๙.๑๐๓/๑" in text
    assert "รับมา" not in text
    sheet = openpyxl.load_workbook(io.BytesIO(clerk.get("/register/print.xlsx?book=sent").data))
    (rows,) = [list(one.values) for one in sheet.worksheets]
    assert rows[0][0] == "เลขทะเบียนส่ง"
    assert rows[1][:3] == (1, "ทส 0919.103/1", "2 พ.ค. 2568")
    csv = clerk.get("/register/print.csv?book=sent").data.decode("utf-8-sig")
    assert csv.splitlines()[1].startswith("1,ทส 0919.103/1,2 พ.ค. 2568,กองทดสอบ,")


def test_numbers_of_the_book_are_set_aside_and_begun(
    office: Office, division: Unit, clerk: Browser
) -> None:
    address = f"/register/{division.id}/numbers"
    assert "ทะเบียนหนังสือส่ง" in clerk.get(f"{address}?book=sent").text
    started = clerk.post(f"{address}/start", {"first_number": "512", "book": "sent"})
    assert started.location == f"{address}?book=sent"
    clerk.post(f"{address}/reserve", {"count": "3", "reason": "รอลงนาม", "book": "sent"})
    page = clerk.get(f"{address}?book=sent").text
    assert "512 ถึง 514" in page
    with office.database.reading() as session:
        (book,) = session.exec(select(RegisterBook)).all()
    assert (book.kind, book.first_number, book.last_number) == (BookKind.SENT, 512, 514)


def test_a_number_is_voided_on_its_letters_page_with_a_reason(
    office: Office, division: Unit, writer: Actor, clerk: Browser
) -> None:
    sent = factories.an_issued_letter(office, division, writer)
    address = f"/letters/{sent.letter_id}"
    page = clerk.get(address).text
    assert '<strong class="number-big">1</strong>' in page
    assert "จัดทำโดย นายเจ้าหน้าที่สารบรรณ ออกเลขโดย นายเจ้าหน้าที่สารบรรณ" in page
    assert clerk.post(f"{address}/void-dispatch", {"reason": ""}).status_code == 422
    assert clerk.post(f"{address}/void-dispatch", {"reason": "พิมพ์ผิด"}).status_code == 303
    assert "ยกเลิก: พิมพ์ผิด" in clerk.get("/sent").text
    assert "เลขส่งที่ยกเลิกแล้ว" in clerk.get(address).text
    with office.database.reading() as session:
        assert session.exec(select(Dispatch.void_reason)).one() == "พิมพ์ผิด"


def test_a_received_letter_has_no_number_of_the_book_to_void(
    office: Office, division: Unit, writer: Actor, clerk: Browser
) -> None:
    letter = factories.a_registered_letter(office, division, writer)
    void = clerk.post(f"/letters/{letter.id}/void-dispatch", {"reason": "ผิด"})
    assert void.status_code == 404


def test_a_letter_written_here_is_not_corrected_behind_its_paper(
    office: Office, division: Unit, writer: Actor, clerk: Browser
) -> None:
    sent = factories.an_issued_letter(office, division, writer)
    assert clerk.get(f"/intake/letters/{sent.letter_id}/correct").status_code == 404
    assert "แก้ไขรายการ" not in clerk.get(f"/letters/{sent.letter_id}").text


def test_an_administrator_gives_a_unit_its_code_and_a_wrong_one_is_refused(
    office: Office, agency: Agency, app: object
) -> None:
    root = Browser(app)  # type: ignore[arg-type]
    root.sign_in(Role.ADMINISTRATOR.value)
    address = f"/people/units/{agency.division}"
    sent = {"name": "กองทดสอบ", "short_name": "กท.", "code": "ทส. ๐๙๑๙.๑๐๓"}
    assert root.post(f"{address}/change", sent).status_code == 303
    with office.database.reading() as session:
        assert session.get_one(Unit, agency.division).code == "ทส 0919.103"
    refused = root.post(f"{address}/change", {**sent, "code": "ไม่ใช่รหัส"})
    assert refused.status_code == 422
    assert "เช่น ทส 0919.103" in refused.text


def test_the_letter_with_its_annexes_is_offered_once_it_is_made(
    office: Office, division: Unit, writer: Actor, clerk: Browser
) -> None:
    received = factories.a_registered_letter(office, division, writer)
    sent = factories.an_issued_letter(office, division, writer, forwards=received.id)
    address = f"/letters/{sent.letter_id}/files/joined"
    assert address not in clerk.get(f"/letters/{sent.letter_id}").text
    worker = Worker(office.database, office.clock, handlers(office))
    while worker.run_one():
        pass
    assert address in clerk.get(f"/letters/{sent.letter_id}").text
    with pypdfium2.PdfDocument(clerk.get(address).data) as paper:
        assert len(paper) == 2
