import base64
import datetime as dt
import re

import pytest
from flask import Flask
from sqlmodel import select

from registry import choices, one_time_codes
from registry.auth import CODE_WITHIN, COOKIE
from registry.choices import Choices
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.second_factor_models import PaperCode, SecondFactor
from registry.throttle import BY_ACCOUNT
from registry.vocabulary import Role
from tests import factories
from tests.conftest import NOW
from tests.fakes import FixedClock
from tests.web.browser import PASSWORD, Browser
from tests.web.conftest import Agency


class Telephone:
    """An authenticator that was shown the key on the page."""

    def __init__(self, page: str, clock: FixedClock) -> None:
        key, word = (
            re.search(r"<code>([A-Z2-7 ]+)</code>", page),
            re.search(r'name="word" value="([^"]+)"', page),
        )
        assert key
        assert word
        self._secret = base64.b32decode(key[1].replace(" ", ""))
        self.word, self._clock = word[1], clock

    def code(self) -> str:
        """The next code: time goes on, since none is good twice."""
        self._clock.time += dt.timedelta(seconds=one_time_codes.PERIOD)
        return one_time_codes.code_at(self._secret, one_time_codes.step_at(self._clock.time))


def set_up(browser: Browser, clock: FixedClock) -> tuple[Telephone, list[str]]:
    """Set a telephone up; return it and the codes on paper."""
    phone = Telephone(browser.get("/account/second-factor").text, clock)
    fields = {"word": phone.word, "code": phone.code(), "current": PASSWORD}
    answer = browser.post("/account/second-factor", fields)
    assert answer.status_code == 200
    return phone, re.findall(r"<code>([A-Z2-9]{5}-[A-Z2-9]{5})</code>", answer.text)


def events(office: Office) -> list[str]:
    with office.database.reading() as session:
        return list(session.exec(select(JournalEntry.event).order_by(JournalEntry.id)))  # type: ignore[arg-type]


def choose(office: Office, agency: Agency, **chosen: object) -> None:
    by = factories.as_actor(office, agency.officers[Role.ADMINISTRATOR])
    with office.database.transaction() as session:
        choices.change_choices(session, office.jobs, Choices.model_validate(chosen), by=by, at=NOW)


def is_in(browser: Browser) -> bool:
    return browser.get("/register").status_code == 200


def half_in(app: Flask) -> Browser:
    """A browser that gave the clerk's password and nothing more."""
    made = Browser(app)
    assert made.sign_in("clerk").status_code == 303
    return made


def test_a_telephone_is_set_up_and_from_then_on_asked_for(
    clerk: Browser, app: Flask, clock: FixedClock, office: Office
) -> None:
    phone, paper = set_up(clerk, clock)
    assert len(paper) == 10
    assert is_in(clerk)
    assert events(office)[-1] == Event.SECOND_FACTOR_SET
    other = half_in(app)
    before = other.cookie(COOKIE)
    sent = other.get("/register?year=2568")
    assert sent.location == "/sign-in/code?next=/register?year%3D2568"
    page = other.get(sent.location)
    assert "รหัสจากโทรศัพท์" in page.text
    assert 'href="/account"' not in page.text
    assert events(office)[-1] == Event.PASSWORD_ACCEPTED
    answer = other.post("/sign-in/code", {"code": phone.code(), "next": "/register?year=2568"})
    assert answer.location == "/register?year=2568"
    assert other.cookie(COOKIE) != before
    assert is_in(other)
    assert events(office)[-1] == Event.SIGNED_IN


def test_the_password_alone_opens_no_page_and_no_form(
    clerk: Browser, app: Flask, clock: FixedClock
) -> None:
    set_up(clerk, clock)
    other = half_in(app)
    for path in ("/account", "/password", "/account/second-factor", "/intake/", "/letters/1"):
        assert other.get(path).location.startswith("/sign-in/code")
    fields = {"current": PASSWORD, "password": "mine all mine"}
    assert other.post("/password", fields).location == "/sign-in/code"
    assert other.post("/account/sessions/end-others").location == "/sign-in/code"
    assert is_in(clerk)


def test_a_code_is_good_once_and_a_wrong_one_is_noted(
    clerk: Browser, app: Flask, clock: FixedClock, office: Office
) -> None:
    phone, _ = set_up(clerk, clock)
    code = phone.code()
    assert half_in(app).post("/sign-in/code", {"code": code}).status_code == 303
    thief = half_in(app)
    answer = thief.post("/sign-in/code", {"code": code})
    assert answer.status_code == 401
    assert "ใช้ไปแล้ว" in answer.text
    assert events(office)[-1] == Event.CODE_REFUSED
    assert not is_in(thief)


def test_thai_digits_and_blanks_are_read(clerk: Browser, app: Flask, clock: FixedClock) -> None:
    phone, _ = set_up(clerk, clock)
    thai = phone.code().translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    other = half_in(app)
    assert other.post("/sign-in/code", {"code": f"{thai[:3]} {thai[3:]}"}).status_code == 303
    assert is_in(other)


def test_who_guesses_codes_waits_though_he_guesses_right(
    clerk: Browser, app: Flask, clock: FixedClock
) -> None:
    phone, paper = set_up(clerk, clock)
    thief = half_in(app)
    for _ in range(BY_ACCOUNT):
        assert thief.post("/sign-in/code", {"code": "000000"}).status_code == 401
    clock.time -= dt.timedelta(seconds=one_time_codes.PERIOD)
    assert thief.post("/sign-in/code", {"code": phone.code()}).status_code == 429
    assert thief.post("/sign-in/paper", {"paper": paper[0]}).status_code == 429
    clock.time += dt.timedelta(minutes=1)
    assert thief.post("/sign-in/code", {"code": phone.code()}).status_code == 303


@pytest.mark.parametrize("address", ["/sign-in/code", "/sign-in/paper"])
def test_who_is_signed_in_already_is_led_on_whatever_he_types(clerk: Browser, address: str) -> None:
    answer = clerk.post(address, {"code": "nonsense"})
    assert (answer.status_code, answer.location) == (303, "/")


def test_half_a_sign_in_is_forgotten_soon(clerk: Browser, app: Flask, clock: FixedClock) -> None:
    phone, _ = set_up(clerk, clock)
    other = half_in(app)
    clock.time += CODE_WITHIN
    assert other.post("/sign-in/code", {"code": phone.code()}).location == "/sign-in"


def test_a_code_on_paper_serves_once(
    clerk: Browser, app: Flask, clock: FixedClock, office: Office
) -> None:
    _, paper = set_up(clerk, clock)
    first, second = half_in(app), half_in(app)
    assert first.post("/sign-in/paper", {"paper": paper[3].lower()}).status_code == 303
    assert is_in(first)
    assert is_in(clerk)
    assert events(office)[-1] == Event.PAPER_CODE_USED
    assert second.post("/sign-in/paper", {"paper": paper[3]}).status_code == 401
    assert "เหลือ 9 รหัส" in clerk.get("/account/second-factor").text


def test_nothing_in_the_database_makes_a_code(
    clerk: Browser, clock: FixedClock, office: Office
) -> None:
    phone, paper = set_up(clerk, clock)
    with office.database.reading() as session:
        kept = session.exec(select(PaperCode.code_hash)).all()
        row = session.exec(select(SecondFactor)).one()
    assert len(kept) == 10
    assert not any(code in " ".join(kept) for code in paper)
    secret = one_time_codes.secret_of("another key", row.officer_id, row.word)
    clock.time += dt.timedelta(seconds=one_time_codes.PERIOD)
    now = one_time_codes.step_at(clock.time)
    clock.time -= dt.timedelta(seconds=one_time_codes.PERIOD)
    assert one_time_codes.code_at(secret, now) != phone.code()


def test_a_lost_telephone_is_suspended_by_a_code_on_paper_and_another_set_up(
    clerk: Browser, app: Flask, clock: FixedClock, office: Office
) -> None:
    lost, paper = set_up(clerk, clock)
    other = half_in(app)
    answer = other.post("/sign-in/paper", {"paper": paper[0], "lost": "1"})
    assert answer.location == "/account/second-factor"
    assert not is_in(clerk)
    assert other.get("/register").location.startswith("/account/second-factor")
    assert events(office)[-1] == Event.SECOND_FACTOR_SUSPENDED
    thief = half_in(app)
    assert thief.post("/sign-in/code", {"code": lost.code()}).status_code == 401
    found, _ = set_up(other, clock)
    assert is_in(other)
    again = half_in(app)
    assert again.post("/sign-in/code", {"code": lost.code()}).status_code == 401
    assert again.post("/sign-in/code", {"code": found.code()}).status_code == 303
    assert half_in(app).post("/sign-in/paper", {"paper": paper[1]}).status_code == 401


def test_who_is_signed_in_still_suspends_his_lost_telephone(
    clerk: Browser, clock: FixedClock, office: Office
) -> None:
    _, paper = set_up(clerk, clock)
    assert clerk.post("/account/second-factor/lost", {"paper": "AAAAA-AAAAA"}).status_code == 401
    answer = clerk.post("/account/second-factor/lost", {"paper": paper[0]})
    assert answer.location == "/account/second-factor"
    assert not is_in(clerk)
    assert "ตั้งโทรศัพท์เครื่องนี้" in clerk.get("/account/second-factor").text
    assert events(office)[-1] == Event.SECOND_FACTOR_SUSPENDED


def test_an_administrator_suspends_at_once_and_resets_with_a_reason(
    clerk: Browser, administrator: Browser, agency: Agency, clock: FixedClock, office: Office
) -> None:
    phone, _ = set_up(clerk, clock)
    app = clerk.app
    place = f"/people/officers/{agency.officers[Role.CLERK]}"
    assert administrator.post(f"{place}/suspend").status_code == 303
    assert clerk.get("/account").location.startswith("/sign-in?")
    assert events(office)[-1] == Event.SECOND_FACTOR_SUSPENDED
    assert half_in(app).post("/sign-in/code", {"code": phone.code()}).status_code == 401
    assert "ระงับแล้ว" in administrator.get(place).text
    assert administrator.post(f"{place}/second-factor/reset").status_code == 422
    reason = {"reset_reason": "โทรศัพท์หายและไม่มีรหัสสำรอง"}
    assert administrator.post(f"{place}/second-factor/reset", reason).status_code == 303
    assert events(office)[-1] == Event.SECOND_FACTOR_RESET
    assert is_in(half_in(app))
    assert administrator.post(f"{place}/second-factor/reset", reason).status_code == 404
    with office.database.reading() as session:
        assert session.exec(select(PaperCode)).all() == []


def test_nobody_but_his_administrator_suspends_or_resets(
    clerk: Browser, head: Browser, agency: Agency, clock: FixedClock
) -> None:
    set_up(clerk, clock)
    place = f"/people/officers/{agency.officers[Role.CLERK]}"
    assert head.post(f"{place}/suspend").status_code == 404
    assert head.post(f"{place}/second-factor/reset", {"reset_reason": "x"}).status_code == 404
    assert is_in(clerk)


def test_a_role_that_needs_it_does_nothing_else_until_it_is_set_up(
    clerk: Browser, auditor: Browser, agency: Agency, office: Office, clock: FixedClock
) -> None:
    choose(office, agency, second_factor_roles=["clerk"])
    assert clerk.get("/register").location == "/account/second-factor?next=/register"
    assert auditor.get("/register").status_code == 200
    assert "หน่วยงานกำหนดไว้" in clerk.get("/account/second-factor").text
    phone, _ = set_up(clerk, clock)
    assert is_in(clerk)
    answer = clerk.post("/account/second-factor/remove", {"last_code": phone.code()})
    assert answer.location == "/account"
    assert clerk.get("/account").location.startswith("/account/second-factor")


def test_a_telephone_in_use_is_not_replaced_without_its_own_code(
    clerk: Browser, clock: FixedClock
) -> None:
    first, _ = set_up(clerk, clock)
    word = one_time_codes.new_word()
    fields = {"word": word, "code": "000000", "current": PASSWORD}
    assert clerk.post("/account/second-factor", fields).status_code == 409
    wrong = {"last_code": "000000"}
    assert clerk.post("/account/second-factor/remove", wrong).status_code == 401
    right = {"last_code": first.code()}
    assert clerk.post("/account/second-factor/remove", right).status_code == 303
    set_up(clerk, clock)


def test_setting_up_needs_the_password_and_keeps_the_code_that_was_scanned(
    clerk: Browser, clock: FixedClock
) -> None:
    phone = Telephone(clerk.get("/account/second-factor").text, clock)
    fields = {"word": phone.word, "code": phone.code(), "current": "wrong one"}
    answer = clerk.post("/account/second-factor", fields)
    assert answer.status_code == 422
    assert f'src="/account/second-factor/{phone.word}.svg"' in answer.text
    answer = clerk.post("/account/second-factor", fields | {"current": PASSWORD, "code": "000000"})
    assert answer.status_code == 401
    assert phone.word in answer.text


def test_new_codes_on_paper_void_the_old_ones(
    clerk: Browser, app: Flask, clock: FixedClock, office: Office
) -> None:
    phone, paper = set_up(clerk, clock)
    answer = clerk.post("/account/second-factor/paper", {"code_for_paper": phone.code()})
    assert answer.text.count("<code>") == 10
    assert events(office)[-1] == Event.PAPER_CODES_MADE
    assert half_in(app).post("/sign-in/paper", {"paper": paper[0]}).status_code == 401


def test_the_qr_code_is_a_picture_of_ours_that_nobody_keeps(clerk: Browser) -> None:
    answer = clerk.get(f"/account/second-factor/{one_time_codes.new_word()}.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"<svg" in answer.data
    assert b"<script" not in answer.data


def test_a_password_that_is_due_is_changed_before_anything_else(
    clerk: Browser, agency: Agency, office: Office
) -> None:
    choose(office, agency, password_months=3)
    assert clerk.get("/register").location == "/password?next=/register"
    assert "ครบกำหนดเปลี่ยนรหัสผ่าน" in clerk.get("/password").text
    fields = {"current": PASSWORD, "password": "a better one"}
    assert clerk.post("/password", fields).status_code == 303
    assert is_in(clerk)


def test_neither_the_last_password_nor_the_one_before_serves_again(clerk: Browser) -> None:
    for new, status in ((PASSWORD, 422), ("a better one", 303)):
        fields = {"current": PASSWORD, "password": new}
        assert clerk.post("/password", fields).status_code == status
    for new, status in ((PASSWORD, 422), ("the best of all", 303)):
        fields = {"current": "a better one", "password": new}
        answer = clerk.post("/password", fields)
        assert answer.status_code == status
    fields = {"current": "the best of all", "password": PASSWORD}
    assert clerk.post("/password", fields).status_code == 303


@pytest.mark.parametrize("who", ["clerk", "--everybody"])
def test_at_the_server_second_factors_are_reset(
    clerk: Browser, app: Flask, clock: FixedClock, office: Office, who: str
) -> None:
    set_up(clerk, clock)
    command = ["registry", "reset-second-factor"]
    runner = app.test_cli_runner()
    assert runner.invoke(args=[*command, "nobody"]).exit_code == 1
    assert runner.invoke(args=[*command, who]).exit_code == 0
    assert is_in(half_in(app))
    assert events(office)[-2] == Event.SECOND_FACTOR_RESET
