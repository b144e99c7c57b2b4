"""Signing in by a provider: everything that may come back from it, and who enters."""

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from typing import IO
from urllib.error import URLError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
    urlopen,
)

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from werkzeug.test import TestResponse

from app import create_app
from registry.auth import COOKIE
from registry.journal import Event
from registry.office import Office
from registry.one_time_words import GOOD_FOR
from registry.provider import KNOWN_FOR, Keys, Provider, ProviderRefused
from registry.settings import Settings
from registry.throttle import BY_ADDRESS
from registry.vocabulary import Role
from tests import identity_provider as idp
from tests.fakes import FixedClock
from tests.postgres import free_port
from tests.web.browser import PASSWORD, Browser
from tests.web.conftest import Agency
from tests.web.test_second_factor import Telephone, choose, events, half_in, is_in

LABEL = "บัญชีกลางของหน่วยงาน"
REFUSED = f"เข้าสู่ระบบด้วย {LABEL} ไม่สำเร็จ"


class _Home(HTTPRedirectHandler):
    """Stops where the provider sends the browser back to us."""

    def redirect_request(  # noqa: PLR0917 - the signature of urllib's
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if newurl.startswith(idp.BACK):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass(frozen=True)
class There:
    """The provider, and its people in their browsers."""

    issuer: str
    people: dict[str, OpenerDirector]

    def visit(self, way: str | None, name: str = "somsri") -> str:
        """Go to the provider as somebody and return where it sends him back to."""
        assert way is not None
        try:
            self.people[name].open(way, timeout=60).close()
        except URLError as sent:
            found = sent.headers["Location"]  # type: ignore[attr-defined]
            assert found.startswith(idp.BACK)
            return str(found.removeprefix(idp.BACK.removesuffix("/sign-in/provider/back")))
        raise AssertionError("the provider kept him")


def _signed_in(issuer: str, name: str) -> OpenerDirector:
    browser = build_opener(HTTPCookieProcessor(CookieJar()), _Home)
    for path, fields in (
        ("/login", {"login": name}),
        ("/auth/password", {"password": idp.PASSWORD}),
    ):
        browser.open(issuer + path, urlencode(fields).encode(), timeout=60).close()
    return browser


@pytest.fixture(scope="module")
def there() -> Iterator[There]:
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.identity_provider", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None:
                try:
                    urlopen(f"{issuer}/.well-known/openid-configuration", timeout=60).close()
                    break
                except URLError:
                    continue
            yield There(issuer, {name: _signed_in(issuer, name) for name in idp.PEOPLE})
        finally:
            process.kill()


@pytest.fixture
def settings(office: Office, there: There) -> Settings:
    said = {
        "SARABAN_DATA": str(office.settings.data),
        "SARABAN_OIDC_ISSUER": there.issuer,
        "SARABAN_OIDC_CLIENT_ID": idp.CLIENT,
        "SARABAN_OIDC_CLIENT_SECRET": idp.SECRET,
        "SARABAN_PROXIES": "1",
    }
    return Settings.from_env(said)


@pytest.fixture
def app(office: Office, settings: Settings, clock: FixedClock) -> Flask:
    clock.time = dt.datetime.now(dt.UTC)  # as at the provider
    return with_settings(office, settings)


def with_settings(office: Office, settings: Settings, **other: object) -> Flask:
    made = create_app(replace(office, settings=settings.model_copy(update=other)))
    made.testing = False
    return made


def linked(browser: Browser, there: There, name: str = "somsri") -> TestResponse:
    """Link an account at the provider to the officer whose browser this is."""
    page = browser.post("/account/provider", {"current": PASSWORD})
    found = re.search(r'href="(http[^"]+)"', page.text)
    assert found
    return browser.get(there.visit(found[1].replace("&amp;", "&"), name))


def way(browser: Browser, back: str = "") -> str:
    answer = browser.get(f"/sign-in/provider?next={back}")
    assert answer.status_code == 302
    return str(answer.location)


def changed(address: str, **other: str) -> str:
    """The same address with some of its parameters said differently."""
    parts = urlsplit(address)
    return parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | other)).geturl()


def test_without_a_provider_there_is_no_button_and_no_page(office: Office, agency: Agency) -> None:
    plain = create_app(office)
    plain.testing = False
    browser = Browser(plain)
    assert "/sign-in/provider" not in browser.get("/sign-in").text
    assert browser.get("/sign-in/provider").status_code == 404
    assert browser.get("/sign-in/provider/back?code=1&state=2").status_code == 404
    browser.sign_in("administrator")
    assert LABEL not in browser.get("/account").text
    assert LABEL not in browser.get(f"/people/officers/{agency.officers[Role.CLERK]}").text
    assert browser.get("/account/provider").status_code == 404
    assert browser.post("/account/provider", {"current": PASSWORD}).status_code == 404


def test_an_officer_links_his_account_and_enters_by_it(
    clerk: Browser, app: Flask, there: There, office: Office
) -> None:
    assert linked(clerk, there).location == "/account"
    assert events(office)[-1] == Event.PROVIDER_LINKED
    assert "ผูกไว้เมื่อ" in clerk.get("/account").text
    other = Browser(app)
    assert LABEL in other.get("/sign-in").text
    before = other.cookie("session")
    answer = other.get(there.visit(way(other, "/register?year=2568")))
    assert answer.location == "/register?year=2568"
    assert events(office)[-1] == Event.SIGNED_IN
    assert other.cookie(COOKIE) != clerk.cookie(COOKIE)
    assert other.cookie("session") != before
    assert is_in(other)
    clerk.post("/account/provider/unlink")
    assert events(office)[-1] == Event.PROVIDER_UNLINKED
    late = Browser(app)
    assert late.get(there.visit(way(late))).status_code == 401


def test_an_account_nobody_linked_opens_nothing(
    clerk: Browser, app: Flask, there: There, office: Office
) -> None:
    linked(clerk, there)
    stranger = Browser(app)
    answer = stranger.get(there.visit(way(stranger), "somchai"))
    assert answer.status_code == 401
    assert REFUSED in answer.text
    assert events(office)[-1] == Event.SIGN_IN_REFUSED
    assert not is_in(stranger)


def test_the_password_is_asked_before_an_account_is_linked(clerk: Browser) -> None:
    answer = clerk.post("/account/provider", {"current": "guess"})
    assert answer.status_code == 422
    assert "code_challenge" not in answer.text


def test_an_account_is_one_officers_alone(clerk: Browser, head: Browser, there: There) -> None:
    linked(clerk, there)
    answer = linked(head, there)
    assert answer.status_code == 409
    assert "ผูกกับเจ้าหน้าที่คนอื่น" in answer.text


def test_an_administrator_links_and_unlinks(
    administrator: Browser, app: Flask, there: There, agency: Agency
) -> None:
    place = f"/people/officers/{agency.officers[Role.CLERK]}"
    assert administrator.post(f"{place}/provider", {"subject": "somsri"}).location == place
    assert "ผูกไว้เมื่อ" in administrator.get(place).text
    clerk = Browser(app)
    clerk.get(there.visit(way(clerk)))
    assert is_in(clerk)
    administrator.post(f"{place}/provider/unlink")
    late = Browser(app)
    assert late.get(there.visit(way(late))).status_code == 401


@pytest.mark.parametrize("end", ["close", "suspend"])
def test_who_was_closed_or_suspended_does_not_enter(
    clerk: Browser, administrator: Browser, there: There, agency: Agency, end: str
) -> None:
    linked(clerk, there)
    administrator.post(f"/people/officers/{agency.officers[Role.CLERK]}/{end}")
    other = Browser(clerk.app)
    answer = other.get(there.visit(way(other)))
    assert answer.status_code == 401
    assert REFUSED in answer.text


def test_the_telephone_is_asked_for_unless_the_office_takes_the_provider_for_both(
    clerk: Browser, there: There, office: Office, settings: Settings, clock: FixedClock
) -> None:
    linked(clerk, there)
    phone = Telephone(clerk.get("/account/second-factor").text, clock)
    clerk.post(
        "/account/second-factor",
        {"word": phone.word, "code": phone.code(), "current": PASSWORD},
    )
    for wanted, is_enough in (("", False), ("mfa", False), ("pwd", True)):
        other = Browser(with_settings(office, settings, oidc_second_factor=wanted))
        other.get(there.visit(way(other)))
        assert is_in(other) is is_enough
        assert events(office)[-1] == (Event.SIGNED_IN if is_enough else Event.PROVIDER_ACCEPTED)
        assert other.get("/register").location == (
            None if is_enough else "/sign-in/code?next=/register"
        )
    assert half_in(clerk.app).post("/sign-in/code", {"code": phone.code()}).status_code == 303


def test_a_role_that_needs_a_telephone_sets_one_up(
    clerk: Browser, app: Flask, there: There, office: Office, agency: Agency
) -> None:
    linked(clerk, there)
    choose(office, agency, second_factor_roles=[Role.CLERK])
    other = Browser(app)
    other.get(there.visit(way(other)))
    assert other.get("/register").location.startswith("/account/second-factor")


def test_what_came_back_serves_once_and_in_its_own_browser(
    clerk: Browser, app: Flask, there: There, office: Office
) -> None:
    linked(clerk, there)
    one, thief = Browser(app), Browser(app)
    back = there.visit(way(one))
    assert thief.get(back).status_code == 401
    assert not is_in(thief)
    cookie = one.cookie("session")
    one.get(back)
    assert is_in(one)
    again = Browser(app)
    again.steal("session", cookie)
    answer = again.get(back)
    assert answer.status_code == 401
    assert REFUSED in answer.text
    assert events(office)[-1] == Event.SIGN_IN_REFUSED


def test_nobody_links_his_account_to_another_officer(
    clerk: Browser, head: Browser, app: Flask, there: There
) -> None:
    """Neither by a link that was begun elsewhere, nor by one begun for entering."""
    page = clerk.post("/account/provider", {"current": PASSWORD})
    found = re.search(r'href="(http[^"]+)"', page.text)
    assert found
    back = there.visit(found[1].replace("&amp;", "&"))
    assert head.get(back).status_code == 401
    head.steal("session", clerk.cookie("session"))
    assert head.get(back).status_code == 401
    assert head.get(there.visit(way(head))).status_code == 401
    stranger = Browser(app)
    assert stranger.get(there.visit(way(stranger))).status_code == 401


@pytest.mark.parametrize(
    "other",
    [
        {"nonce": "another"},
        {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
        {"state": "another"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_code_that_was_asked_for_otherwise_is_refused(
    clerk: Browser, app: Flask, there: There, other: dict[str, str]
) -> None:
    """What the provider itself was told differently: it signs the nonce and checks PKCE."""
    linked(clerk, there)
    stranger = Browser(app)
    answer = stranger.get(there.visit(changed(way(stranger), **other)))
    assert answer.status_code == 401
    assert REFUSED in answer.text
    assert not is_in(stranger)


@pytest.mark.parametrize(
    "other", [{"code": "invented"}, {"iss": "https://other.example"}], ids=["code", "issuer"]
)
def test_a_code_or_issuer_of_somebody_else_is_refused(
    clerk: Browser, app: Flask, there: There, other: dict[str, str]
) -> None:
    linked(clerk, there)
    stranger = Browser(app)
    assert stranger.get(changed(there.visit(way(stranger)), **other)).status_code == 401


def test_who_is_refused_at_the_provider_reads_the_same_sentence(app: Flask, agency: Agency) -> None:
    assert agency
    stranger = Browser(app)
    state = dict(parse_qsl(urlsplit(way(stranger)).query))["state"]
    answer = stranger.get(f"/sign-in/provider/back?error=access_denied&state={state}")
    assert answer.status_code == 401
    assert REFUSED in answer.text
    assert "access_denied" not in answer.text
    assert stranger.get("/sign-in/provider/back").status_code == 401


def test_who_stays_away_too_long_is_refused(
    clerk: Browser, app: Flask, there: There, clock: FixedClock
) -> None:
    linked(clerk, there)
    late = Browser(app)
    back = there.visit(way(late))
    clock.time += GOOD_FOR + dt.timedelta(seconds=1)
    assert late.get(back).status_code == 401


def test_failures_are_slowed_down_and_successes_are_not(
    clerk: Browser, app: Flask, there: There
) -> None:
    linked(clerk, there)
    here, elsewhere = {"X-Forwarded-For": "192.0.2.7"}, {"X-Forwarded-For": "192.0.2.8"}
    browser = Browser(app)
    for _ in range(BY_ADDRESS):
        assert browser.get("/sign-in/provider/back", here).status_code == 401
    back = there.visit(way(browser))
    answer = browser.get(back, here)
    assert answer.status_code == 429
    assert "กรุณารอ" in answer.text
    for _ in range(2):
        assert browser.get(there.visit(way(browser)), elsewhere).status_code == 303


def test_a_provider_that_does_not_answer_is_said_to_be_away(
    office: Office, settings: Settings, agency: Agency
) -> None:
    assert agency
    gone = with_settings(office, settings, oidc_issuer=f"http://127.0.0.1:{free_port()}")
    browser = Browser(gone)
    answer = browser.get("/sign-in/provider")
    assert answer.status_code == 503
    assert f"ติดต่อ {LABEL} ไม่ได้" in answer.text
    assert browser.sign_in("clerk").status_code == 303


def test_a_provider_that_calls_itself_otherwise_is_not_the_one(
    office: Office, settings: Settings, there: There, agency: Agency
) -> None:
    assert agency
    other = with_settings(office, settings, oidc_issuer=f"{there.issuer}/")
    assert Browser(other).get("/sign-in/provider").status_code == 503


def test_a_wrong_secret_lets_nobody_in(
    clerk: Browser, there: There, office: Office, settings: Settings
) -> None:
    linked(clerk, there)
    wrong = settings.oidc_client_secret.__class__("guess")
    browser = Browser(with_settings(office, settings, oidc_client_secret=wrong))
    assert browser.get(there.visit(way(browser))).status_code == 401


KEY, OTHER = RSAKey.generate_key(2048), ECKey.generate_key("P-256")
NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
THEN = int(NOW.timestamp())
GOOD = {
    "iss": "https://id.example.go.th", "aud": "saraban", "sub": "somsri", "nonce": "n",
    "iat": THEN, "exp": THEN + 300, "acr": "2", "amr": ["pwd", "otp"], "pid": "1",
}  # fmt: skip


def arrival(claims: object, settings: Settings, key: RSAKey | ECKey | OctKey = KEY) -> str:
    """What an ID token of these claims is taken for; its subject, marked if it is enough."""
    known = Keys(keys=[dict(KEY.as_dict(private=False)), dict(OTHER.as_dict(private=False))])
    algorithm = {"RSA": "RS256", "EC": "ES256", "oct": "HS256"}[key.key_type]
    key.ensure_kid()
    header = {"alg": algorithm, "kid": key.kid}
    token = jwt.encode(header, claims, key, [algorithm])  # type: ignore[arg-type]
    found = Provider(settings).arrival(token, known, "n", at=NOW)
    return found.subject + ("!" if found.is_enough else "")


@pytest.fixture(scope="module")
def known() -> Settings:
    said = {"oidc_issuer": GOOD["iss"], "oidc_client_id": "saraban", "secret_key": "k"}
    return Settings.model_validate(said)


def test_a_token_is_read_as_the_settings_say(known: Settings) -> None:
    KEY.ensure_kid()
    OTHER.ensure_kid()
    assert arrival(GOOD, known) == "somsri"
    assert arrival(GOOD, known, OTHER) == "somsri"
    assert arrival({**GOOD, "aud": ["saraban"]}, known) == "somsri"
    named = known.model_copy(update={"oidc_claim": "pid", "oidc_second_factor": "otp"})
    assert arrival(GOOD, named) == "1!"
    assert arrival({**GOOD, "amr": "otp"}, named) == "1"
    assert arrival(GOOD, known.model_copy(update={"oidc_second_factor": "2"})) == "somsri!"


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "https://id.example.com"}, {"iss": None}, {"aud": "another"}, {"aud": None},
        {"aud": ["saraban", "another"]}, {"azp": "another"}, {"nonce": "m"}, {"nonce": None},
        {"exp": THEN - 61}, {"exp": None}, {"iat": THEN + 61}, {"iat": None}, {"nbf": THEN + 61},
        {"sub": None}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256}, {"exp": "soon"},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_says_something_else_is_refused(
    known: Settings, other: dict[str, object]
) -> None:
    claims = {name: said for name, said in {**GOOD, **other}.items() if said is not None}
    with pytest.raises(ProviderRefused):
        arrival(claims, known)


def test_a_token_that_somebody_else_signed_is_refused(known: Settings) -> None:
    thief = RSAKey.generate_key(2048)
    with pytest.raises(ProviderRefused):
        arrival(GOOD, known, thief)
    thief = RSAKey.import_key({**thief.as_dict(private=True), "kid": KEY.kid or ""})
    with pytest.raises(ProviderRefused):
        arrival(GOOD, known, thief)
    secret = OctKey.import_key(
        {"kty": "oct", "k": "c2VjcmV0LW9mLXRoZS1jbGllbnQ", "kid": KEY.kid or ""}
    )
    with pytest.raises(ProviderRefused):
        arrival(GOOD, known, secret)


@pytest.mark.parametrize("token", ["", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "ก.ก.ก"])
def test_what_is_no_token_is_refused(known: Settings, token: str) -> None:
    with pytest.raises(ProviderRefused):
        Provider(known).arrival(token, Keys(keys=[]), "n", at=NOW)
    keys = Keys(keys=[dict(KEY.as_dict(private=False))])
    with pytest.raises(ProviderRefused):
        Provider(known).arrival(token, keys, "n", at=NOW)


def test_what_a_provider_says_of_itself_is_asked_again_in_time(
    clerk: Browser, app: Flask, there: There, clock: FixedClock
) -> None:
    linked(clerk, there)
    found: Provider = app.extensions["registry.provider"]
    before = found.way_there("s", idp.BACK, at=clock.time)
    assert before == found.way_there("s", idp.BACK, at=clock.time + KNOWN_FOR)
    assert "code_challenge_method=S256" in before
