import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func
from sqlmodel import select

from app import create_app
from registry.account_queries import browser_name
from registry.auth import COOKIE
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.people_models import SignIn
from registry.sessions import Limits
from registry.throttle import BY_ACCOUNT, FIRST_WAIT
from registry.vocabulary import Role
from tests.conftest import NOW
from tests.fakes import FixedClock
from tests.web.browser import Browser
from tests.web.conftest import Agency

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def events(office: Office) -> list[str]:
    with office.database.reading() as session:
        return list(session.exec(select(JournalEntry.event).order_by(JournalEntry.id)))  # type: ignore[arg-type]


def elsewhere(app: Flask) -> Browser:
    made = Browser(app)
    made.get("/keys")
    fields = {"login": "clerk", "password": "correct horse"}
    assert made.post("/sign-in", fields, {"User-Agent": FIREFOX}).status_code == 303
    return made


def sessions_of(office: Office) -> list[int]:
    with office.database.reading() as session:
        return [row.id or 0 for row in session.exec(select(SignIn).order_by(SignIn.id))]  # type: ignore[arg-type]


def test_the_account_lists_every_browser_and_ends_one_of_them(
    clerk: Browser, app: Flask, office: Office
) -> None:
    other = elsewhere(app)
    page = clerk.get("/account").text
    assert "Firefox บน Windows" in page
    assert page.count("เครื่องนี้") == 1
    answer = clerk.post(f"/account/sessions/{sessions_of(office)[-1]}/end")
    assert answer.location == "/account"
    assert other.get("/account").status_code == 303
    assert "Firefox" not in clerk.get("/account").text
    assert events(office)[-1] == Event.SESSIONS_ENDED


def test_all_other_browsers_are_signed_out_at_once(
    clerk: Browser, app: Flask, office: Office
) -> None:
    others = [elsewhere(app), elsewhere(app)]
    clerk.post("/account/sessions/end-others")
    assert [other.get("/account").status_code for other in others] == [303, 303]
    assert clerk.get("/account").status_code == 200
    assert events(office)[-1] == Event.SESSIONS_ENDED


def test_nobody_ends_the_session_of_another(
    clerk: Browser, administrator: Browser, office: Office
) -> None:
    clerks = sessions_of(office)[0]
    assert administrator.post(f"/account/sessions/{clerks}/end").status_code == 404
    assert clerk.get("/account").status_code == 200


def test_an_ended_session_is_not_listed_nor_an_idle_one(
    clerk: Browser, app: Flask, clock: FixedClock
) -> None:
    elsewhere(app).post("/sign-out")
    elsewhere(app)
    clock.time = NOW + dt.timedelta(hours=1, minutes=30)
    assert clerk.get("/account").text.count("Firefox") == 2  # its line and what is read aloud
    clock.time = NOW + dt.timedelta(hours=2, minutes=30)
    assert "Firefox" not in clerk.get("/account").text


def test_a_role_given_or_taken_brings_a_new_token_without_signing_out(
    clerk: Browser, administrator: Browser, agency: Agency
) -> None:
    seen = {clerk.cookie(COOKIE)}
    place = f"/people/officers/{agency.officers[Role.CLERK]}/roles"
    for move in ("give", "take"):
        administrator.post(f"{place}/{move}", {"unit": str(agency.division), "role": "head"})
        assert clerk.get("/account").status_code == 200
        seen.add(clerk.cookie(COOKIE))
    assert len(seen) == 3
    assert clerk.get("/account").status_code == 200
    assert clerk.cookie(COOKIE) in seen


def test_the_token_before_a_role_was_given_is_worth_nothing_soon_after(
    clerk: Browser, administrator: Browser, agency: Agency, app: Flask, clock: FixedClock
) -> None:
    thief = Browser(app)
    thief.steal(COOKIE, clerk.cookie(COOKIE))
    place = f"/people/officers/{agency.officers[Role.CLERK]}/roles/give"
    administrator.post(place, {"unit": str(agency.division), "role": "head"})
    clerk.get("/account")
    assert thief.get("/account").status_code == 200
    clock.time = NOW + dt.timedelta(minutes=2)
    assert thief.get("/account").status_code == 303


@pytest.mark.usefixtures("agency")
def test_who_guesses_waits_though_he_guesses_right_and_is_told_the_same_of_nobody(
    app: Flask, clock: FixedClock
) -> None:
    said = []
    for login in ("clerk", "nobody"):
        browser = Browser(app)
        for _ in range(BY_ACCOUNT):
            assert browser.sign_in(login, "guess").status_code == 401
        answer = browser.sign_in(login)
        assert answer.status_code == 429
        said.append(answer.text.replace(login, ""))
    assert "กรุณารอ 30 วินาที" in said[0]
    assert Browser(app).sign_in("head").status_code == 303
    clock.time = NOW + FIRST_WAIT
    assert Browser(app).sign_in("clerk").status_code == 303


def test_the_old_password_cannot_be_guessed_from_inside(clerk: Browser) -> None:
    fields = {"current": "guess", "password": "a better one"}
    answers = [clerk.post("/password", fields).status_code for _ in range(BY_ACCOUNT + 1)]
    assert answers == [422] * BY_ACCOUNT + [429]


@pytest.mark.usefixtures("agency")
def test_behind_a_proxy_the_address_is_the_one_it_names(office: Office) -> None:
    settings = office.settings.model_copy(update={"proxies": 1})
    browser = Browser(create_app(replace(office, settings=settings)))
    browser.get("/keys")
    fields = {"login": "clerk", "password": "correct horse"}
    browser.post("/sign-in", fields, {"X-Forwarded-For": "10.9.9.9, 10.0.0.7"})
    assert "10.0.0.7" in browser.get("/account").text


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox บน Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge บน Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "Safari บน iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome บน Android"),
        ("curl/8.0", "เบราว์เซอร์อื่น"),
        ("", "เบราว์เซอร์อื่น"),
    ],
)
def test_a_browser_is_named_as_people_do(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name


def test_pages_are_not_kept_for_who_comes_after(clerk: Browser) -> None:
    for path in ("/account", "/register", "/intake/", "/password"):
        assert clerk.get(path).headers["Cache-Control"] == "no-store"


def test_use_is_noted_now_and_then_and_often_enough(
    clerk: Browser, office: Office, clock: FixedClock
) -> None:
    limits = Limits.of(office.settings)

    def last_noted() -> dt.datetime:
        clerk.get("/account")
        with office.database.reading() as session:
            return session.exec(select(func.max(SignIn.seen_at))).one()

    before = last_noted()
    clock.time += limits.noted_every
    assert last_noted() == before
    for _ in range(3):
        clock.time += limits.idle - limits.noted_every
        assert last_noted() == clock.time
