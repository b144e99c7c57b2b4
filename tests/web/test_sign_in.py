import datetime as dt
import re

import pytest
from flask import Flask
from sqlmodel import select

from registry import setup
from registry.auth import COOKIE
from registry.auth_views import is_ours
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.people import actor_of
from registry.people_models import Officer
from registry.vocabulary import Permission
from tests.conftest import NOW, TODAY
from tests.fakes import FixedClock
from tests.web.browser import PASSWORD, Browser

SETUP = {
    "agency": "กรมใหม่",
    "name": "นางสาวปั้น ฐุ",
    "position": "นักจัดการงานทั่วไป",
    "login": "pan",
    "password": PASSWORD,
}


def events(office: Office) -> list[str]:
    with office.database.reading() as session:
        return list(session.exec(select(JournalEntry.event).order_by(JournalEntry.id)))  # type: ignore[arg-type]


def a_link(office: Office) -> str:
    with office.database.transaction() as session:
        return f"/setup/{setup.new_link(session, at=NOW)}"


@pytest.mark.usefixtures("agency")
def test_the_right_password_opens_the_office(browser: Browser) -> None:
    answer = browser.sign_in("clerk")
    assert (answer.status_code, answer.location) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(("login", "password"), [("clerk", "wrong one"), ("nobody", PASSWORD)])
@pytest.mark.usefixtures("agency")
def test_a_failed_sign_in_keeps_the_name_and_says_why(
    browser: Browser, office: Office, login: str, password: str
) -> None:
    answer = browser.sign_in(login, password)
    assert answer.status_code == 401
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in answer.text
    assert f'value="{login}"' in answer.text
    assert password not in answer.text
    assert browser.cookie(COOKIE) is None
    assert events(office)[-1] == Event.SIGN_IN_REFUSED


@pytest.mark.usefixtures("agency")
def test_a_stranger_comes_back_to_the_page_he_asked_for(browser: Browser) -> None:
    sent = browser.get("/password")
    assert (sent.status_code, sent.location) == (303, "/sign-in?next=/password")
    assert 'name="next" value="/password"' in browser.get(sent.location).text
    answer = browser.post("/sign-in", {"login": "clerk", "password": PASSWORD, "next": "/password"})
    assert answer.location == "/password"


def test_who_is_signed_out_by_a_part_of_a_page_comes_back_to_the_whole(browser: Browser) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "https://saraban.example/intake/?x=1"}
    answer = browser.get("/intake/progress?newest=1", asked)
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/intake/"


@pytest.mark.parametrize(
    "url",
    ["//evil.example", "//[", "https://evil.example", "/\\evil.example", "evil", "", "/\t/evil"],
)
def test_signing_in_leads_nobody_to_another_site(url: str) -> None:
    assert not is_ours(url)


def test_a_page_of_ours_is_ours() -> None:
    assert is_ours("/register?year=2568")


@pytest.mark.usefixtures("agency")
def test_a_token_of_before_signing_in_or_out_is_worth_nothing_after_it(app: Flask) -> None:
    """Whoever sat here before may have kept the page, and with it the token of its forms."""
    client, kept = app.test_client(), []
    for path, fields in (("/sign-in", {"login": "clerk", "password": PASSWORD}), ("/sign-out", {})):
        found = re.search(r'"X-CSRFToken": "([^"]+)"', client.get("/keys").text)
        assert found is not None
        kept.append(found[1])
        assert client.post(path, data={**fields, "csrf_token": found[1]}).status_code == 303
        assert client.post("/sign-out", data={"csrf_token": found[1]}).status_code == 400
    assert kept[0] != kept[1]


def test_signing_out_ends_the_session_for_good(clerk: Browser, app: Flask) -> None:
    thief = Browser(app)
    thief.steal(COOKIE, clerk.cookie(COOKIE))
    assert thief.get("/password").status_code == 200
    assert clerk.post("/sign-out").status_code == 303
    assert thief.get("/password").status_code == 303


def test_sign_out_is_no_link(clerk: Browser) -> None:
    assert clerk.get("/sign-out").status_code == 405


@pytest.mark.usefixtures("agency")
def test_a_form_without_its_token_is_refused(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={"login": "clerk", "password": PASSWORD})
    assert answer.status_code == 400
    assert "เปิดหน้าใหม่" in answer.text


@pytest.mark.usefixtures("agency")
def test_a_form_sent_by_another_site_is_refused(browser: Browser) -> None:
    answer = browser.post("/sign-in", {"login": "clerk"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_set_up_link_makes_agency_and_administrator(browser: Browser, office: Office) -> None:
    link = a_link(office)
    assert "ตั้งหน่วยงาน" in browser.get(link).text
    assert browser.post(link, SETUP).location == "/sign-in"
    assert browser.sign_in("pan").status_code == 303
    with office.database.reading() as session:
        first = actor_of(session, session.exec(select(Officer)).one(), on=TODAY)
    assert first.may(Permission.ADMINISTER)
    assert not first.may(Permission.REGISTER)
    assert Event.AGENCY_SET_UP in events(office)


def test_the_first_administrator_may_be_the_clerk_too(browser: Browser, office: Office) -> None:
    browser.post(a_link(office), {**SETUP, "is_clerk": "1"})
    with office.database.reading() as session:
        first = actor_of(session, session.exec(select(Officer)).one(), on=TODAY)
    assert first.may(Permission.REGISTER)


def test_the_set_up_link_works_once(browser: Browser, office: Office) -> None:
    link = a_link(office)
    browser.post(link, SETUP)
    assert browser.get(link).status_code == 410
    assert browser.post(link, {**SETUP, "agency": "กรมซ้ำ"}).status_code == 410


def test_the_set_up_link_dies_after_a_day(
    browser: Browser, office: Office, clock: FixedClock
) -> None:
    link = a_link(office)
    clock.time = NOW + dt.timedelta(hours=24, seconds=1)
    assert browser.get(link).status_code == 410


def test_a_guessed_set_up_link_opens_nothing(browser: Browser) -> None:
    assert browser.get("/setup/guess").status_code == 410


@pytest.mark.usefixtures("agency")
def test_a_set_up_link_is_dead_beside_an_agency(browser: Browser, office: Office) -> None:
    assert browser.get(a_link(office)).status_code == 410


def test_a_refused_set_up_keeps_what_was_typed(browser: Browser, office: Office) -> None:
    link = a_link(office)
    answer = browser.post(link, {**SETUP, "password": "short", "name": ""})
    assert answer.status_code == 422
    assert 'value="กรมใหม่"' in answer.text
    assert "ต้องยาวอย่างน้อย 8 ตัวอักษร" in answer.text
    assert "กรุณากรอกช่องนี้" in answer.text
    assert "short" not in answer.text
    assert browser.post(link, SETUP).status_code == 303


def test_before_set_up_the_sign_in_page_says_where_to_begin(browser: Browser) -> None:
    assert "ลิงก์ตั้งค่าครั้งแรก" in browser.get("/sign-in").text


def test_an_officer_changes_his_password_and_his_other_browsers_leave(
    clerk: Browser, app: Flask
) -> None:
    other = Browser(app)
    other.sign_in("clerk")
    answer = clerk.post("/password", {"current": PASSWORD, "password": "a better one"})
    assert answer.status_code == 303
    assert clerk.get("/password").status_code == 200
    assert other.get("/password").status_code == 303
    assert Browser(app).sign_in("clerk").status_code == 401
    assert Browser(app).sign_in("clerk", "a better one").status_code == 303


def test_the_old_password_is_needed_to_change_it(clerk: Browser) -> None:
    answer = clerk.post("/password", {"current": "wrong one", "password": "a better one"})
    assert answer.status_code == 422
    assert "รหัสผ่านไม่ถูกต้อง" in answer.text
