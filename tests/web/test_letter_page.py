import datetime as dt
import functools
import io

import pikepdf
import pytest
from flask import Flask
from sqlmodel import select

from intake.stamped_copies import Stamped, store_stamped
from registry import people
from registry.holdings import hand_over
from registry.jobs import Job
from registry.journal import Event
from registry.models import Bundle, JournalEntry, Letter, Receipt
from registry.notes import NoteKind, write_note
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.registering import Entry, receive_letter
from registry.unit_copies import written_on
from registry.vocabulary import JobName, LetterKind, Role, Urgency
from tests import factories
from tests.conftest import NOW
from tests.fakes import FixedClock
from tests.intake.test_jobs import worked_off
from tests.web.browser import PASSWORD, Browser
from tests.web.conftest import Agency

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def letter(office: Office, division: Unit, writer: Actor) -> Letter:
    return factories.a_registered_letter(office, division, writer, data=b"%PDF the original")


@pytest.fixture
def outsider(app: Flask, office: Office, agency: Agency) -> Browser:
    """The clerk of a division that has received nothing."""
    with office.database.transaction() as session:
        other = people.add_unit(session, "กองอื่น", parent_id=agency.root, at=NOW)
    factories.a_clerk(office, other, login="outsider")
    made = Browser(app)
    made.sign_in("outsider", factories.PASSWORD)
    return made


def events(office: Office, letter: Letter) -> list[str]:
    with office.database.reading() as session:
        about = select(JournalEntry.event).where(
            JournalEntry.about == "letter", JournalEntry.about_id == letter.id
        )
        return list(session.exec(about))


def test_the_page_shows_number_fields_and_pictures(clerk: Browser, letter: Letter) -> None:
    text = clerk.get(f"/letters/{letter.id}").text
    assert '<strong class="number-big">1</strong>' in text
    assert "การเบิกจ่ายงบประมาณรายจ่ายประจำปี" in text
    assert "กค 0414.2/ว273" in text
    assert f"/letters/{letter.id}/pages/1.jpg" in text


@pytest.mark.parametrize("place", ["", "/pages/1.jpg", "/files/original"])
def test_a_letter_of_another_unit_is_not_there(
    outsider: Browser, letter: Letter, office: Office, place: str
) -> None:
    before = events(office, letter)
    answer = outsider.get(f"/letters/{letter.id}{place}")
    assert answer.status_code == 404
    assert letter.subject not in answer.text
    assert events(office, letter) == before


def test_a_letter_that_does_not_exist_looks_the_same(clerk: Browser) -> None:
    assert clerk.get("/letters/999").status_code == 404


def test_who_looks_at_pages_is_noted_once_a_day_for_auditors_alone(
    clerk: Browser, auditor: Browser, letter: Letter, office: Office, clock: FixedClock
) -> None:
    place = f"/letters/{letter.id}/pages/1.jpg"
    before = len(events(office, letter))
    assert clerk.get(f"/letters/{letter.id}/pages/2.jpg").status_code == 404
    for _ in range(2):
        clerk.get(place)
    assert events(office, letter)[before:] == [Event.PAGE_OPENED]
    auditor.get(place)
    assert events(office, letter)[before:] == [Event.PAGE_OPENED] * 2
    assert Event.PAGE_OPENED.label in auditor.get("/history").text
    # The next day in Bangkok, which is still the same day in Greenwich.
    clock.time = NOW.replace(hour=17, minute=1)
    clerk.sign_in("clerk", PASSWORD)
    clerk.get(place)
    assert events(office, letter)[before:] == [Event.PAGE_OPENED] * 3
    assert Event.PAGE_OPENED.label not in clerk.get(f"/letters/{letter.id}").text


def test_a_page_of_the_file_that_is_another_letters_is_not_shown(
    clerk: Browser, letter: Letter
) -> None:
    assert clerk.get(f"/letters/{letter.id}/pages/1.jpg").mimetype == "image/jpeg"
    assert clerk.get(f"/letters/{letter.id}/pages/2.jpg").status_code == 404


def test_the_original_comes_back_byte_for_byte_under_its_thai_name(
    clerk: Browser, letter: Letter, office: Office
) -> None:
    answer = clerk.get(f"/letters/{letter.id}/files/original")
    assert answer.data == b"%PDF the original"
    assert answer.mimetype == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "filename*=UTF-8''%E0%B8%AA%E0%B9%81%E0%B8%81%E0%B8%99%200001.pdf" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert events(office, letter)[-1] == Event.FILE_OPENED


def test_a_copy_not_drawn_yet_is_waited_for_and_then_sent(
    clerk: Browser, letter: Letter, office: Office, division: Unit
) -> None:
    assert letter.id is not None
    assert division.id is not None
    answer = clerk.get(f"/letters/{letter.id}/files/stamped")
    assert answer.status_code == 303
    assert "every 2s" in clerk.get(answer.location).text
    keep = functools.partial(office.files.put, io.BytesIO(b"%PDF stamped"))
    with office.database.transaction() as session:
        shows = written_on(session, letter.id, division.id).fingerprint
        drawn = Stamped(shows, b"%PDF stamped")
        store_stamped(session, letter.id, division.id, drawn, keep, at=NOW)
    there = clerk.get(answer.location).text
    assert "every 2s" not in there
    assert f"/letters/{letter.id}/files/stamped?unit={division.id}" in there
    assert clerk.get(f"/letters/{letter.id}/files/stamped").data == b"%PDF stamped"


def test_a_copy_that_lacks_a_note_is_drawn_again_once_when_somebody_asks(
    clerk: Browser, office: Office, agency: Agency, division: Unit, writer: Actor
) -> None:
    letter = factories.a_registered_letter(office, division, writer)
    worked_off(office)
    assert clerk.get(f"/letters/{letter.id}/files/stamped").mimetype == "application/pdf"
    head = factories.as_actor(office, agency.officers[Role.HEAD])
    with office.database.transaction() as session:
        write_note(
            session, office.jobs, letter.id or 0, division.id or 0, NoteKind.AGREED, by=head, at=NOW
        )
    for _ in range(2):
        assert "กำลังทำฉบับใหม่" in clerk.get(f"/letters/{letter.id}/copy").text
    with office.database.reading() as session:
        assert len(session.exec(select(Job).where(Job.name == JobName.STAMP)).all()) == 1
    worked_off(office)
    assert clerk.get(f"/letters/{letter.id}/files/stamped").mimetype == "application/pdf"


def test_a_copy_that_cannot_be_drawn_is_said_and_not_waited_for(
    clerk: Browser, letter: Letter, office: Office
) -> None:
    with office.database.transaction() as session:
        job = session.exec(select(Job).where(Job.name == JobName.STAMP)).one()
        job.is_dead, job.attempts = True, 5
        session.add(job)
    text = clerk.get(f"/letters/{letter.id}/copy").text
    assert "ทำฉบับประทับตราไม่สำเร็จ" in text
    assert "every 2s" not in text


def test_a_neighbours_copy_is_not_there(
    clerk: Browser, outsider: Browser, letter: Letter, division: Unit
) -> None:
    for place in ("files/stamped", "copy"):
        here = f"/letters/{letter.id}/{place}"
        assert outsider.get(f"{here}?unit={division.id}").status_code == 404
        assert clerk.get(f"{here}?unit={(division.parent_id or 0)}").status_code == 404


def test_who_sees_one_letter_of_a_file_cannot_open_the_whole_file(
    clerk: Browser, outsider: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    both = [factories.a_letter_as_read(page_numbers=(n,), reference=f"กค 1/{n}") for n in (1, 2)]
    letter = factories.a_registered_letter(office, division, writer, letters=both, page_count=2)
    worked_off(office)
    with office.database.transaction() as session:
        other = session.exec(select(Unit).where(Unit.name == "กองอื่น")).one()
        hand_over(
            session, office.jobs, letter.id or 0, [other.id or 0], from_unit_id=division.id, at=NOW
        )
    for kind in ("original", "searchable"):
        assert clerk.get(f"/letters/{letter.id}/files/{kind}").status_code == 200
        assert outsider.get(f"/letters/{letter.id}/files/{kind}").status_code == 404
    text = outsider.get(f"/letters/{letter.id}").text
    assert "จึงเปิดได้เฉพาะหน้าของหนังสือฉบับนี้" in text
    assert "/files/original" not in text
    outsider.get(f"/letters/{letter.id}/copy")
    worked_off(office)
    pdf = outsider.get(f"/letters/{letter.id}/files/stamped").data
    with pikepdf.open(io.BytesIO(pdf)) as own:
        assert len(own.pages) == 1


def test_a_name_from_outside_cannot_break_the_header(
    clerk: Browser, office: Office, letter: Letter
) -> None:
    with office.database.transaction() as session:
        bundle = session.get_one(Bundle, letter.bundle_id)
        bundle.file_name = 'ก"; filename="evil.exe'
        bundle.media_type = "text/html"
        session.add(bundle)
    answer = clerk.get(f"/letters/{letter.id}/files/original")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].count('"') <= 2


def test_receipts_of_every_level_stand_in_time_order_with_the_time_between(
    clerk: Browser, office: Office, division: Unit, writer: Actor, agency: Agency
) -> None:
    stamps = [
        {"unit": "กรมบัญชีกลาง", "number": "9911", "date": "2025-05-01", "time": "14.51"},
        {"unit": "สำนักงานปลัด", "number": "", "date": None, "time": None},
    ]
    letter = factories.a_registered_letter(office, division, writer, receipts=stamps)
    with office.database.transaction() as session:
        people.give_role(session, writer.id, agency.root, Role.CLERK, at=NOW)
    both = factories.as_actor(office, writer.id)
    with office.database.transaction() as session:
        receive_letter(
            session,
            office.jobs,
            letter.id or 0,
            agency.root,
            Entry(received_at=NOW - HOUR),
            by=both,
            at=NOW,
        )
    text = clerk.get(f"/letters/{letter.id}").text
    found = text.split("<h2>การรับ</h2>")[1].split("</ol>")[0]
    order = [
        found.index(f"<strong>{unit}</strong>")
        for unit in ("สำนักงานปลัด", "กรมบัญชีกลาง", "กรมทดสอบ", "กองทดสอบ")
    ]
    assert order == sorted(order)
    assert "เว้นว่าง" in found
    assert "23 ชั่วโมงต่อมา" in found
    assert "1 ชั่วโมงต่อมา" in found


def test_a_reading_that_was_kept_is_no_change(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    read = factories.a_letter_as_read(urgency="ด่วนมาก")
    urgent = factories.a_registered_letter(
        office, division, writer, letters=[read], urgency=Urgency.VERY_URGENT
    )
    text = clerk.get(f"/letters/{urgent.id}").text
    assert "ด่วนมาก" in text
    assert "<del>ด่วนมาก</del>" not in text


def test_links_lead_to_letters_he_may_see_and_name_those_not_come(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    earlier = factories.a_registered_letter(
        office, division, writer, reference="นร 0106/ว1", subject="เรื่องเดิม"
    )
    cited = [
        {"reference": "นร 0106/ว1", "date": "2025-04-25"},
        {"reference": "ศธ 0201/77", "date": "2025-04-01"},
    ]
    later = factories.a_registered_letter(office, division, writer, refers_to=cited)
    text = clerk.get(f"/letters/{later.id}/chain").text
    assert f'<a href="/letters/{earlier.id}">นร 0106/ว1</a>' in text
    assert "ศธ 0201/77" in text
    assert "ยังไม่มีในทะเบียน" in text
    assert "ถูกอ้างถึงใน" in clerk.get(f"/letters/{earlier.id}/chain").text


def test_a_letter_under_a_cover_shows_the_cover_and_its_number(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    letters = [
        factories.a_letter_as_read(page_numbers=(1,), kind=LetterKind.STAMPED, wraps=(1,)),
        factories.a_letter_as_read(page_numbers=(2,), reference="นร 0106/ว5", subject="ฉบับใน"),
    ]
    cover = factories.a_registered_letter(
        office, division, writer, letters=letters, page_count=2, subject="หนังสือนำ"
    )
    with office.database.reading() as session:
        inner = session.exec(select(Letter).where(Letter.cover_id == cover.id)).one()
    text = clerk.get(f"/letters/{inner.id}/chain").text
    assert f'<a href="/letters/{cover.id}">' in text
    assert "มากับหนังสือนำ" in text
    assert f'<a href="/letters/{inner.id}">' in clerk.get(f"/letters/{cover.id}/chain").text


def test_the_history_says_what_the_clerk_changed(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    letter = factories.a_registered_letter(office, division, writer, subject="เรื่องที่แก้แล้ว")
    text = clerk.get(f"/letters/{letter.id}").text.split("<h2>ประวัติ</h2>")[1]
    assert "ลงทะเบียนรับ" in text
    assert "<del>การเบิกจ่ายงบประมาณรายจ่ายประจำปี</del>" in text
    assert "<ins>เรื่องที่แก้แล้ว</ins>" in text


def test_a_number_is_voided_with_its_reason_and_stays(
    clerk: Browser, letter: Letter, office: Office
) -> None:
    answer = clerk.post(f"/letters/{letter.id}/void", {"receipt_id": "1", "reason": "ลงซ้ำ"})
    assert answer.location == f"/letters/{letter.id}"
    assert "เพราะลงซ้ำ" in clerk.get(f"/letters/{letter.id}").text
    assert "ยกเลิก: ลงซ้ำ" in clerk.get("/register").text
    with office.database.reading() as session:
        assert session.exec(select(Receipt.void_reason)).all() == ["ลงซ้ำ"]


def test_a_number_is_not_voided_from_another_letters_page(
    clerk: Browser, office: Office, letter: Letter
) -> None:
    answer = clerk.post("/letters/999/void", {"receipt_id": "1", "reason": "ลงซ้ำ"})
    assert answer.status_code == 404
    answer = clerk.post(f"/letters/{letter.id}/void", {"receipt_id": "999", "reason": "ลงซ้ำ"})
    assert answer.status_code == 404
    with office.database.reading() as session:
        assert session.exec(select(Receipt.void_reason)).all() == [""]


def test_voiding_without_a_reason_is_refused_and_the_form_stays_open(
    clerk: Browser, letter: Letter
) -> None:
    answer = clerk.post(f"/letters/{letter.id}/void", {"receipt_id": "1", "reason": " "})
    assert answer.status_code == 422
    assert "กรุณากรอกช่องนี้" in answer.text
    assert '<details class="fold" open>' in answer.text


def test_a_reader_sees_no_way_to_void(app: Flask, letter: Letter) -> None:
    head = Browser(app)
    head.sign_in("head")
    assert "ยกเลิกเลขรับ" not in head.get(f"/letters/{letter.id}").text
    answer = head.post(f"/letters/{letter.id}/void", {"receipt_id": "1", "reason": "x"})
    assert answer.status_code == 404


def test_the_journal_is_the_auditors_and_filters(
    auditor: Browser, clerk: Browser, letter: Letter
) -> None:
    assert clerk.get("/history").status_code == 404
    assert f'<a href="/letters/{letter.id}">' in auditor.get("/history").text
    text = auditor.get("/history?event=letter-registered").text
    assert text.count("<tr data-row>") == 1
    assert "ไม่มีรายการที่ตรงกับตัวกรอง" in auditor.get("/history?day=1 ม.ค. 2560").text


def test_a_letter_is_put_right_with_a_reason_and_the_history_keeps_both(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    cited = [{"reference": "ศธ 0201/77", "date": "2025-04-01"}]
    letter = factories.a_registered_letter(
        office, division, writer, refers_to=cited, enclosures=["แบบรายงาน"]
    )
    place = f"/intake/letters/{letter.id}/correct"
    assert f'href="{place}"' in clerk.get(f"/letters/{letter.id}").text
    form = {"subject": "เรื่องที่ถูกต้อง", "date": "๒๖ เม.ย. ๒๕๖๘", "reason": "อ่านผิด"}
    assert clerk.post(place, form).location == f"/letters/{letter.id}"
    text = clerk.get(f"/letters/{letter.id}").text
    assert "<ins>เรื่องที่ถูกต้อง</ins>" in text
    assert "<del>25 เม.ย. 2568</del>" in text
    assert "อ่านผิด" in text
    assert "แบบรายงาน" in text
    assert "ศธ 0201/77" in clerk.get(f"/letters/{letter.id}/chain").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"subject": "ก", "reason": " "}, "กรุณาระบุเหตุผล"),
        ({"subject": " ", "reason": "อ่านผิด"}, "กรุณากรอกเรื่อง"),
        ({"date": "วันไหน", "reason": "อ่านผิด"}, "วันที่ไม่ถูกต้อง"),
    ],
)
def test_a_refused_correction_changes_nothing_and_keeps_what_was_typed(
    clerk: Browser, letter: Letter, office: Office, form: dict[str, str], said: str
) -> None:
    answer = clerk.post(f"/intake/letters/{letter.id}/correct", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert all(f'value="{typed.strip()}"' in answer.text for typed in form.values())
    assert Event.LETTER_CORRECTED not in events(office, letter)


def test_only_who_received_a_letter_puts_it_right(
    outsider: Browser, app: Flask, letter: Letter
) -> None:
    assert outsider.get(f"/intake/letters/{letter.id}/correct").status_code == 404
    head = Browser(app)
    head.sign_in("head")
    assert "แก้ไขรายการ" not in head.get(f"/letters/{letter.id}").text.split("ประวัติ")[0]
    assert head.get(f"/intake/letters/{letter.id}/correct").status_code == 404
