"""What is secret, in the hands of its registrar and in nobody else's."""

import io
import json
import re

import pikepdf
import pytest
from flask import Flask
from sqlmodel import col, select

from intake.jobs import Work
from intake.models import Draft
from intake.states import DraftState
from registry.jobs import Job
from registry.journal import Event
from registry.models import JournalEntry, Letter
from registry.office import Office
from registry.people import Actor
from registry.people_models import RoleHeld, Unit
from registry.secret_models import SecretLetter
from registry.vocabulary import JobName, Role
from routing import jobs as routing_jobs
from tests import factories
from tests.processes import OneLine
from tests.web.browser import Browser
from tests.web.conftest import Agency, _signed_in

SAID = {
    "secrecy": "very-secret", "reference": "กห 0201/5", "dated": "1 พ.ค. 2568",
    "sender": "กรมผู้ส่ง", "addressee": "อธิบดี", "subject": "แผนที่ไม่เปิดเผย",
    "copies": "ชุดที่ 1 ของ 2 ชุด",
}  # fmt: skip


@pytest.fixture
def registrar(app: Flask, agency: Agency) -> Browser:
    """The browser of the registrar of secrets of กองทดสอบ."""
    return _signed_in(app, agency, Role.SECRET_REGISTRAR)


@pytest.fixture
def keeper(office: Office, agency: Agency) -> Actor:
    return factories.as_actor(office, agency.officers[Role.SECRET_REGISTRAR])


@pytest.fixture
def secret(office: Office, division: Unit, writer: Actor) -> Draft:
    """A file that the clerk of the division brought in, and that says ลับ on its second page."""
    return factories.a_secret_file(office, division, file_name="แผนลับ.pdf", by=writer)


def events(office: Office, about: str) -> list[tuple[str, dict[str, object]]]:
    with office.database.reading() as session:
        wanted = select(JournalEntry).where(JournalEntry.about == about)
        found = session.exec(wanted.order_by(col(JournalEntry.id)))
        return [(one.event, one.after) for one in found]


def the(office: Office, draft: Draft) -> Draft:
    with office.database.reading() as session:
        return session.get_one(Draft, draft.id)


def test_the_clerk_who_brought_it_is_told_that_it_went_to_the_registrar_and_no_more(
    clerk: Browser, secret: Draft
) -> None:
    page = clerk.get("/intake/").text
    assert "ส่งให้นายทะเบียนข้อมูลข่าวสารลับแล้ว" in page
    assert "แผนลับ" not in page
    assert f"/{secret.id}" not in page
    assert "ยังไม่มีนายทะเบียน" not in page
    assert clerk.get(f"/intake/drafts/{secret.id}").status_code == 404


@pytest.mark.usefixtures("secret")
def test_another_clerk_of_the_unit_is_told_nothing(
    app: Flask, office: Office, division: Unit
) -> None:
    factories.a_clerk(office, division, login="beside")
    beside = Browser(app)
    beside.sign_in("beside", factories.PASSWORD)
    page = beside.get("/intake/").text
    assert "นายทะเบียน" not in page
    assert "ยังไม่มีไฟล์เข้ามาวันนี้" in page


@pytest.mark.usefixtures("secret")
def test_without_a_registrar_the_clerk_and_the_administrator_are_told_to_name_one(
    clerk: Browser, administrator: Browser, office: Office
) -> None:
    assert "ยังไม่มีนายทะเบียน" not in administrator.get("/condition").text
    with office.database.transaction() as session:
        held = select(RoleHeld).where(RoleHeld.role == Role.SECRET_REGISTRAR)
        session.delete(session.exec(held).one())
    assert "ยังไม่มีนายทะเบียน" in clerk.get("/intake/").text
    advice = "ยังไม่มีนายทะเบียนข้อมูลข่าวสารลับของ กองทดสอบ ไฟล์"
    assert advice in administrator.get("/condition").text
    waits = "มีเรื่องลับรออยู่ที่ กองทดสอบ และไม่มีผู้ใดเปิดได้"
    assert waits in administrator.get("/condition").text
    told = clerk.get("/condition").text
    assert advice in told
    assert "มีเรื่องลับรออยู่" not in told
    assert "แผนลับ" not in told + administrator.get("/condition").text
    with office.database.transaction() as session:
        root = session.exec(select(Unit).where(col(Unit.parent_id).is_(None))).one()
    factories.a_clerk(office, root, roles=[Role.SECRET_REGISTRAR])
    assert "ยังไม่มีนายทะเบียน" not in clerk.get("/intake/").text
    assert "ยังไม่มีนายทะเบียน" not in administrator.get("/condition").text


def test_looking_at_a_secret_file_is_noted_page_by_page(
    registrar: Browser, office: Office, secret: Draft
) -> None:
    place = f"/intake/secret/{secret.id}"
    page = registrar.get("/intake/secret").text
    assert "แผนลับ.pdf" in page
    assert 'hx-get="/intake/secret/count"' in page
    assert "รอ 1" in registrar.get("/intake/secret/count").text
    page = registrar.get(f"{place}?page=2").text
    assert f'src="{place}/pages/2.jpg"' in page
    drawn = registrar.get(f"{place}/pages/2.jpg")
    assert drawn.data.startswith(b"\xff\xd8")
    assert drawn.headers["Cache-Control"] == "no-store"
    original = registrar.get(f"{place}/file")
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert len(pikepdf.open(io.BytesIO(original.data)).pages) == 2
    assert registrar.get(f"{place}/pages/3.jpg").status_code == 404
    seen = events(office, "draft")[-3:]
    assert [event for event, _ in seen] == ["secret-read", "page-opened", "file-opened"]
    assert seen[1][1] == {"page": 2}
    assert "เปิดดูหน้าเอกสาร 2" in registrar.get(place).text


def test_of_a_secret_file_no_picture_is_left_and_none_is_made_by_looking(
    registrar: Browser, office: Office, secret: Draft
) -> None:
    assert secret.id is not None
    before = set(office.files.digests())
    with office.database.transaction() as session:
        Work(office, OneLine).erase(secret.id)(session)
    left = set(office.files.digests())
    assert left == {secret.original} < before
    registrar.get(f"/intake/secret/{secret.id}/pages/1.jpg")
    assert set(office.files.digests()) == left
    assert factories.findings(office) == []


def test_a_secret_letter_is_numbered_apart_and_no_letter_is_made(
    registrar: Browser, office: Office, division: Unit, writer: Actor, secret: Draft
) -> None:
    factories.a_registered_letter(office, division, writer)
    answer = registrar.post(f"/intake/secret/{secret.id}/enter", SAID)
    assert answer.status_code == 303
    page = registrar.get(answer.headers["Location"]).text
    assert re.search(r"เลขทะเบียนรับ</span> <strong[^>]*>1<", page)
    assert "แผนที่ไม่เปิดเผย" in page
    assert the(office, secret).state is DraftState.REGISTERED
    with office.database.reading() as session:
        assert len(session.exec(select(Letter)).all()) == 1
        assert session.exec(select(SecretLetter)).one().dated == "2025-05-01"
    again = registrar.post(f"/intake/secret/{secret.id}/enter", SAID)
    assert again.headers["Location"] == answer.headers["Location"]
    assert registrar.get(f"/intake/secret/{secret.id}").status_code == 404
    assert "แผนที่ไม่เปิดเผย" not in str(events(office, "secret-letter"))
    assert events(office, "secret-letter")[0][0] == Event.SECRET_ENTERED
    assert factories.findings(office) == []


def test_what_is_most_secret_is_refused_with_what_to_do_and_what_was_typed(
    registrar: Browser, office: Office, secret: Draft
) -> None:
    place = f"/intake/secret/{secret.id}"
    answer = registrar.post(f"{place}/enter", {**SAID, "secrecy": "most-secret"})
    assert answer.status_code == 422
    assert "ลับที่สุดห้ามเก็บในระบบนี้" in answer.text
    assert "แผนที่ไม่เปิดเผย" in answer.text
    assert registrar.post(f"{place}/enter", {**SAID, "secrecy": "none"}).status_code == 422
    assert the(office, secret).state is DraftState.QUARANTINED
    answer = registrar.post(f"{place}/discard", {"discard_reason": "ชั้นลับที่สุด"})
    assert answer.status_code == 303
    assert secret.id is not None
    with office.database.transaction() as session:
        Work(office, OneLine).erase(secret.id)(session)
    assert list(office.files.digests()) == []
    assert registrar.get(f"{place}/file").status_code == 404


def test_a_false_alarm_goes_back_to_the_clerk_with_the_reason_on_record(
    registrar: Browser, clerk: Browser, auditor: Browser, office: Office, secret: Draft
) -> None:
    place = f"/intake/secret/{secret.id}/release"
    assert "แผนลับ" not in auditor.get("/history").text
    assert "แผนลับ" not in auditor.get("/intake/ledger").text
    refused = registrar.post(place, {"release_reason": " "})
    assert refused.status_code == 422
    assert "กรุณาระบุเหตุผล" in refused.text
    assert registrar.post(place, {"release_reason": "เป็นคำว่า ลำดับ"}).status_code == 303
    assert "แผนลับ.pdf" in clerk.get("/intake/").text
    assert "เป็นคำว่า ลำดับ" in auditor.get("/history").text
    assert events(office, "draft")[-1] == (Event.FILE_RELEASED, {"reason": "เป็นคำว่า ลำดับ"})
    assert registrar.get(f"/intake/secret/{secret.id}").status_code == 404


def test_the_register_is_taken_along_and_the_journal_knows(
    registrar: Browser, office: Office, division: Unit, keeper: Actor
) -> None:
    factories.a_secret_letter(office, division, keeper)
    assert "แผนที่ไม่เปิดเผย" in registrar.get("/secrets").text
    for form, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef")):
        paper = registrar.get(f"/secrets/print.{form}")
        assert paper.data.startswith(begins)
        event, after = events(office, "secret-book")[-1]
        assert (event, after["format"]) == (Event.REGISTER_PRINTED, form)
    assert "ลับมาก\nชุดที่ 1 ของ 2 ชุด" in paper.text


def test_the_register_goes_on_from_a_paper_one(
    registrar: Browser, office: Office, division: Unit, keeper: Actor
) -> None:
    start = {"unit": str(division.id), "first_number": "12"}
    assert registrar.post("/secrets/start", start).status_code == 303
    assert factories.a_secret_letter(office, division, keeper).number == 12
    assert registrar.post("/secrets/start", start).status_code == 409


def test_nobody_reaches_the_book_of_secrets_by_the_pages_of_the_other_books(
    clerk: Browser, agency: Agency
) -> None:
    for place in ("/register?book=", f"/register/{agency.division}/numbers?book="):
        assert clerk.get(f"{place}secret-received").status_code == 422
    answer = clerk.post(
        f"/register/{agency.division}/numbers/start",
        {"book": "secret-received", "first_number": "5"},
    )
    assert answer.status_code == 422


def test_an_entry_is_put_right_with_the_reason_and_the_journal_keeps_what_stood_before(
    registrar: Browser, auditor: Browser, office: Office, division: Unit, keeper: Actor
) -> None:
    letter = factories.a_secret_letter(office, division, keeper)
    place = f"/intake/secret/letters/{letter.id}"
    page = registrar.get(f"{place}/correct").text
    assert 'value="แผนที่ไม่เปิดเผย"' in page
    right = {**SAID, "subject": "แผนฉบับปรับปรุง", "secrecy": "secret"}
    refused = registrar.post(f"{place}/correct", {**right, "correct_reason": " "})
    assert refused.status_code == 422
    assert 'value="แผนฉบับปรับปรุง"' in refused.text
    level = {**right, "secrecy": "most-secret", "correct_reason": "พิมพ์ผิด"}
    assert registrar.post(f"{place}/correct", level).status_code == 422
    said = registrar.post(f"{place}/correct", {**right, "correct_reason": "พิมพ์ผิด"})
    assert said.headers["Location"] == place
    page = registrar.get(place).text
    assert "เรื่อง: <del>แผนที่ไม่เปิดเผย</del> แผนฉบับปรับปรุง" in page
    assert "ชั้นความลับ: <del>ลับมาก</del> ลับ" in page
    assert "จาก: <del>" not in page
    book = registrar.get("/secrets").text
    assert "แผนฉบับปรับปรุง" in book
    assert "แผนที่ไม่เปิดเผย" not in book
    with office.database.reading() as session:
        entry = session.exec(
            select(JournalEntry).where(JournalEntry.event == Event.SECRET_CORRECTED)
        ).one()
    assert entry.before == {"subject": "แผนที่ไม่เปิดเผย", "secrecy": "very-secret"}
    assert entry.after == {"subject": "แผนฉบับปรับปรุง", "secrecy": "secret", "reason": "พิมพ์ผิด"}
    assert "แผนที่" not in auditor.get("/history").text


def test_a_void_number_stays_in_the_register_struck_and_its_file_is_entered_anew(
    registrar: Browser, office: Office, division: Unit, keeper: Actor
) -> None:
    letter = factories.a_secret_letter(office, division, keeper)
    place = f"/intake/secret/letters/{letter.id}"
    refused = registrar.post(f"{place}/void", {"void_reason": " "})
    assert refused.status_code == 422
    assert "กรุณาระบุเหตุผล" in refused.text
    assert registrar.post(f"{place}/void", {"void_reason": "ลงผิดเล่ม"}).status_code == 303
    page = registrar.get(place)
    assert page.status_code == 200
    assert "เลขทะเบียนรับที่ยกเลิกแล้ว" in page.text
    assert "ลงผิดเล่ม" in page.text
    assert "<img" not in page.text.partition("<main")[2]
    assert registrar.post(f"{place}/void", {"void_reason": "อีกครั้ง"}).status_code == 409
    assert registrar.get(f"{place}/correct").status_code == 409
    again = {**SAID, "correct_reason": "พิมพ์ผิด"}
    assert registrar.post(f"{place}/correct", again).status_code == 409
    book = registrar.get("/secrets").text
    assert '<tr class="void" data-row>' in book
    assert "ยกเลิก: ลงผิดเล่ม (2 พ.ค. 2568 นายนายทะเบียนข้อมูลข่าวสารลับ)" in book
    taken = registrar.get("/secrets/print.csv").text
    assert "ยกเลิก: ลงผิดเล่ม (" in taken
    assert "แผนที่ไม่เปิดเผย" in taken
    waiting = registrar.get("/intake/secret").text
    file = re.findall(r'"(/intake/secret/\d+)"', waiting)[0]
    assert "ยกเลิกเลขทะเบียนรับข้อมูลข่าวสารลับ" in registrar.get(file).text
    entered = registrar.post(f"{file}/enter", SAID)
    anew = registrar.get(entered.headers["Location"]).text
    assert re.search(r"เลขทะเบียนรับ</span> <strong[^>]*>2<", anew)
    assert registrar.get(place).status_code == 200
    assert factories.findings(office) == []


def test_the_registrar_alone_is_told_that_a_file_waits_and_nothing_of_it(
    registrar: Browser, clerk: Browser, administrator: Browser, office: Office, secret: Draft
) -> None:
    work = routing_jobs.Work(office)
    for _ in range(2):
        with office.database.transaction() as session:
            work.tell(secret.id or 0, secret.unit_id)(session)
    page = registrar.get("/routing/notices").text
    assert page.count("มีเรื่องลับรอนายทะเบียน") == 1
    assert 'href="/intake/secret"' in page
    assert "แผนลับ" not in page
    assert "ใหม่ 1" in registrar.get("/routing/notices/count").text
    for other in (clerk, administrator):
        assert "เรื่องลับ" not in other.get("/routing/notices").text
        assert "ใหม่" not in other.get("/routing/notices/count").text


def test_setting_a_file_aside_orders_that_its_registrars_are_told(
    office: Office, secret: Draft
) -> None:
    with office.database.reading() as session:
        ordered = session.exec(select(Job).where(Job.name == JobName.TELL)).one()
    assert json.loads(ordered.arguments) == {"draft_id": secret.id, "unit_id": secret.unit_id}
