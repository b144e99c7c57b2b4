import datetime as dt
import html
import io
import re

import pikepdf
import pytest
from flask import Flask

from intake import operations, pages, today_queries
from intake.models import Draft
from intake.states import DraftState
from registry.office import Office
from registry.people import give_role
from registry.people_models import Unit
from registry.vocabulary import Role
from tests.conftest import NOW
from tests.factories import PASSWORD as FACTORY_PASSWORD
from tests.factories import (
    a_clerk,
    a_letter_as_read,
    a_pdf,
    a_picture,
    a_read_draft,
    a_reading,
    a_registered_letter,
    a_unit,
    an_arrived_file,
    an_opened_file,
    found,
    stored,
)
from tests.fakes import FixedClock
from tests.web.browser import Browser
from tests.web.conftest import Agency


def quarantined(office: Office, unit: Unit, code: str, sentence: str) -> Draft:
    draft = an_arrived_file(office, unit)
    assert draft.id is not None
    with office.database.transaction() as session:
        operations.quarantine(session, draft.id, code, sentence, at=NOW)
    return draft


def state_of(office: Office, draft: Draft) -> DraftState:
    with office.database.reading() as session:
        return session.get_one(Draft, draft.id).state


def test_an_empty_page_teaches(clerk: Browser) -> None:
    page = clerk.get("/intake/").text
    assert "ยังไม่มีไฟล์เข้ามาวันนี้" in page
    assert 'name="files"' in page


def test_what_to_check_is_a_link_that_has_the_focus(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    page = clerk.get("/intake/").text
    assert f'href="/intake/drafts/{draft.id}" autofocus' in page
    assert "การเบิกจ่ายงบประมาณรายจ่ายประจำปี" in page


def test_urgent_letters_come_first(clerk: Browser, office: Office, division: Unit) -> None:
    a_read_draft(office, division, letters=[a_letter_as_read(subject="เรื่องธรรมดา")])
    urgent = a_letter_as_read(subject="เรื่องเร่งด่วน", urgency=found("ด่วนที่สุด"))
    a_read_draft(office, division, letters=[urgent])
    page = clerk.get("/intake/").text
    assert page.index("เรื่องเร่งด่วน") < page.index("เรื่องธรรมดา")


def test_reading_says_which_page_of_how_many(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = an_opened_file(office, division, page_count=7)
    assert draft.id is not None
    with office.database.transaction() as session:
        picture = stored(office, a_picture())
        pages.store_page(
            session, office.jobs, draft.id, a_reading(1), lambda: picture, at=office.clock.now()
        )
    assert "อ่านหน้า 2 จาก 7" in clerk.get("/intake/").text


def test_a_failed_page_is_red_with_its_reason_and_a_way_out(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = an_opened_file(office, division, page_count=2)
    assert draft.id is not None
    with office.database.transaction() as session:
        pages.fail_page(session, office.jobs, draft.id, 2, "เปิดหน้า 2 ไม่ได้")
    assert "≠ หน้า 2 อ่านไม่ได้: เปิดหน้า 2 ไม่ได้" in clerk.get("/intake/").text


def test_a_file_set_aside_says_why_and_can_be_tried_again(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = quarantined(office, division, "file-unreadable", "ไฟล์เสีย เปิดอ่านไม่ได้")
    page = clerk.get("/intake/").text
    assert "ไฟล์เสีย เปิดอ่านไม่ได้" in page
    assert f'action="/intake/drafts/{draft.id}/retry"' in page
    assert clerk.post(f"/intake/drafts/{draft.id}/retry").status_code == 303
    assert state_of(office, draft) is DraftState.ARRIVED


def test_a_locked_file_asks_for_its_password(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = quarantined(office, division, "password-needed", "ไฟล์ PDF นี้ตั้งรหัสผ่านไว้")
    page = clerk.get("/intake/").text
    assert f'action="/intake/drafts/{draft.id}/unlock"' in page
    assert 'type="password"' in page


def test_a_password_opens_a_locked_file_and_a_wrong_one_does_not(
    clerk: Browser, office: Office, division: Unit
) -> None:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="มะม่วง"))
    draft = an_arrived_file(office, division, data=out.getvalue())
    with office.database.transaction() as session:
        operations.quarantine(session, draft.id or 0, "password-needed", "ตั้งรหัสผ่านไว้", at=NOW)
    url = f"/intake/drafts/{draft.id}/unlock"
    refused = clerk.post(url, {"password": "มะละกอ"})
    assert refused.status_code >= 400
    assert "รหัสผ่านของไฟล์ PDF ไม่ถูกต้อง" in refused.text
    assert 'type="password"' in refused.text
    assert "มะละกอ" not in refused.text
    assert clerk.post(url, {"password": "มะม่วง"}).status_code == 303
    assert state_of(office, draft) is DraftState.ARRIVED


def test_a_file_is_refused_only_with_a_reason(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    url = f"/intake/drafts/{draft.id}/discard"
    assert clerk.post(url, {"reason": ""}).status_code == 422
    assert clerk.post(url, {"reason": "ส่งผิดหน่วยงาน"}).status_code == 303
    assert state_of(office, draft) is DraftState.DISCARDED
    assert "รอตรวจ" not in clerk.get("/intake/").text


def test_the_same_bytes_show_the_first_receipt(
    clerk: Browser, office: Office, division: Unit
) -> None:
    data = a_pdf()
    registrar = a_clerk(office, division)
    letter = a_registered_letter(office, division, registrar, data=data)
    a_read_draft(office, division, data=data)
    page = clerk.get("/intake/").text
    assert "ไฟล์เดียวกันทุกไบต์" in page
    assert f'รับแล้วเลข <a href="/letters/{letter.id}">1</a>' in page


def test_what_was_registered_today_shows_its_number(
    clerk: Browser, office: Office, division: Unit
) -> None:
    letter = a_registered_letter(office, division, a_clerk(office, division))
    page = clerk.get("/intake/").text
    assert "ลงทะเบียนแล้ววันนี้" in page
    assert f'<a href="/letters/{letter.id}">1</a>' in page


def test_what_was_registered_today_shows_what_the_register_says(
    clerk: Browser, office: Office, division: Unit
) -> None:
    a_registered_letter(office, division, a_clerk(office, division), subject="เรื่องที่สารบรรณพิมพ์เอง")
    text = clerk.get("/intake/").text
    assert "เรื่องที่สารบรรณพิมพ์เอง" in text
    assert "การเบิกจ่ายงบประมาณรายจ่ายประจำปี" not in text  # as the machine had read it


def test_of_many_registered_today_the_newest_are_shown_and_the_register_has_the_rest(
    clerk: Browser, office: Office, division: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = a_clerk(office, division)
    a_registered_letter(office, division, writer, subject="เรื่องแรก")
    assert "ดูทั้งหมดในทะเบียนหนังสือรับ" not in clerk.get("/intake/").text
    monkeypatch.setattr(today_queries, "MOST_REGISTERED", 1)
    a_registered_letter(office, division, writer, subject="เรื่องหลัง")
    page = clerk.get("/intake/").text
    assert "เรื่องหลัง" in page
    assert "เรื่องแรก" not in page
    assert '<a href="/register">ดูทั้งหมดในทะเบียนหนังสือรับ</a>' in page


def news_address(page: str) -> str:
    """Where the page asks whether its list has grown old."""
    found = re.search(r'hx-get="(/intake/progress[^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def test_the_list_says_that_it_is_old_and_does_not_move(
    clerk: Browser, office: Office, division: Unit
) -> None:
    a_read_draft(office, division)
    page = clerk.get("/intake/").text
    url = news_address(page)
    asked = {"HX-Request": "true"}
    assert "แสดงรายการล่าสุด" not in clerk.get(url, asked).text
    a_read_draft(office, division)
    news = clerk.get(url, asked).text
    assert "มีไฟล์ใหม่ 1 ไฟล์" in news
    assert "สถานะของบางไฟล์เปลี่ยนแล้ว" not in news
    assert "<table" not in news
    assert "hx-trigger" not in news  # it has been said; nothing to ask any more


def test_a_changed_state_is_announced_too(clerk: Browser, office: Office, division: Unit) -> None:
    draft = an_opened_file(office, division)
    page = clerk.get("/intake/").text
    url = news_address(page)
    assert draft.id is not None
    with office.database.transaction() as session:
        operations.quarantine(session, draft.id, "file-bomb", "ไฟล์นี้ผิดปกติ", at=NOW)
    assert "สถานะของบางไฟล์เปลี่ยนแล้ว" in clerk.get(url, {"HX-Request": "true"}).text


def test_figures_of_reading_are_renewed_in_place(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = an_opened_file(office, division, page_count=3)
    news = clerk.get("/intake/progress", {"HX-Request": "true"}).text
    assert f'<span id="stage-{draft.id}" hx-swap-oob="true">อ่านหน้า 1 จาก 3</span>' in news


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(
    clerk: Browser, office: Office, division: Unit, clock: FixedClock
) -> None:
    an_opened_file(office, division)
    page = clerk.get("/intake/").text
    assert """hx-headers='{"X-Unattended": "yes"}'""" in page
    for _ in range(3):
        clock.time += dt.timedelta(minutes=office.settings.idle_minutes // 2)
        answer = clerk.get("/intake/progress", {"HX-Request": "true", "X-Unattended": "yes"})
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_another_units_files_are_not_there(app: Flask, office: Office, agency: Agency) -> None:
    assert agency.division
    other = a_unit(office, "กองอื่น")
    theirs = quarantined(office, other, "file-bomb", "ไฟล์ของกองอื่น")
    a_registered_letter(office, other, a_clerk(office, other), subject="เรื่องของกองอื่น")
    ours = Browser(app)
    ours.sign_in("clerk")
    page = ours.get("/intake/").text
    assert "ไฟล์ของกองอื่น" not in page
    assert "เรื่องของกองอื่น" not in page
    for path in ("", "/stuck", "/registered", "/arrange", "/pages/1/picture"):
        assert ours.get(f"/intake/drafts/{theirs.id}{path}").status_code == 404
    for path in ("/retry", "/unlock", "/release", "/discard", "/register"):
        assert ours.post(f"/intake/drafts/{theirs.id}{path}").status_code == 404
    assert state_of(office, theirs) is DraftState.QUARANTINED


def test_an_officer_without_the_role_sees_no_intake(app: Flask, agency: Agency) -> None:
    assert agency.division
    head = Browser(app)
    head.sign_in("head")
    assert head.get("/intake/").status_code == 404


def test_a_clerk_of_two_units_chooses_where_a_file_goes(app: Flask, office: Office) -> None:
    one, two = a_unit(office, "กองหนึ่ง"), a_unit(office, "กองสอง")
    both = a_clerk(office, one, login="both")
    assert two.id is not None
    with office.database.transaction() as session:
        give_role(session, both.id, two.id, Role.CLERK, at=NOW)
    browser = Browser(app)
    browser.sign_in("both", FACTORY_PASSWORD)
    page = browser.get("/intake/").text
    assert f'<option value="{one.id}">กองหนึ่ง</option>' in page
    assert f'<option value="{two.id}">กองสอง</option>' in page
