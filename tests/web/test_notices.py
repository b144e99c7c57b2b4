"""Notices as a browser asks for them, and that opening a letter is remembered."""

import dataclasses

from flask import Flask
from sqlmodel import select

from app import create_app
from registry.letter_reads import LetterRead
from registry.office import Office
from routing import notice_operations
from routing.models import Assignment
from routing.notice_models import MailChoice, NoticeKind
from routing.notices import Told
from tests.conftest import NOW, TODAY
from tests.routing.conftest import Agency
from tests.web.browser import Browser
from tests.web.test_mine import browser_of, head, levels, received

__all__ = ["head", "levels", "received"]  # fixtures


def tell(office: Office, levels: Agency, received: Assignment) -> None:
    told = [Told(levels.division.head.id, received.id or 0, NoticeKind.ON, TODAY)]
    with office.database.transaction() as session:
        notice_operations.tell(session, office.jobs, told, at=NOW)


def mailing(office: Office) -> Flask:
    settings = office.settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_from": "a@example.go.th"}
    )
    return create_app(dataclasses.replace(office, settings=settings))


def test_new_notices_are_counted_until_they_are_marked_as_seen(
    office: Office, levels: Agency, received: Assignment, head: Browser
) -> None:
    tell(office, levels, received)
    assert "ใหม่ 1" in head.get("/routing/notices/count", {"HX-Request": "true"}).text
    page = head.get("/routing/notices").text
    assert "ครบกำหนดวันนี้" in page
    assert f"/letters/{received.letter_id}" in page
    head.post("/routing/notices/seen", {"until": "1"})
    assert "ใหม่" not in head.get("/routing/notices/count", {"HX-Request": "true"}).text


def test_a_page_without_notices_teaches(head: Browser) -> None:
    assert "ยังไม่มีเรื่องแจ้งเตือน" in head.get("/routing/notices").text


def test_without_a_mail_server_the_page_says_so(head: Browser) -> None:
    assert "ยังไม่ได้ตั้งเครื่องแม่ข่ายอีเมล" in head.get("/routing/notices").text


def test_an_officer_chooses_how_he_is_mailed(office: Office, levels: Agency) -> None:
    browser = browser_of(mailing(office), levels.division.head.login)
    browser.get("/routing/notices")
    refused = browser.post("/routing/notices/mail", {"way": "each", "address": "ไม่มี"})
    assert refused.status_code == 422
    assert "กรุณากรอกอีเมลหนึ่งที่อยู่" in refused.text
    assert 'value="ไม่มี"' in refused.text
    chosen = {"way": "digest", "address": "aree@example.go.th"}
    assert browser.post("/routing/notices/mail", chosen).status_code == 303
    with office.database.reading() as session:
        assert session.exec(select(MailChoice.address)).all() == ["aree@example.go.th"]


def test_the_first_opening_of_a_letter_is_kept_for_the_unit_that_holds_it(
    office: Office, levels: Agency, received: Assignment, head: Browser
) -> None:
    for _ in range(2):
        assert head.get(f"/letters/{received.letter_id}").status_code == 200
    with office.database.reading() as session:
        (read,) = session.exec(select(LetterRead)).all()
    division = levels.division
    assert (read.unit_id, read.officer_id, read.first_at) == (
        division.unit.id,
        division.head.id,
        NOW,
    )
