"""Passkeys through the pages, with a device of the tests' own that can also lie."""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from webauthn.helpers import bytes_to_base64url
from werkzeug.test import TestResponse

from app import create_app
from registry.auth import COOKIE
from registry.authenticators import Site
from registry.journal import Event
from registry.office import Office
from registry.one_time_words import GOOD_FOR
from registry.passkeys import MOST
from registry.throttle import BY_ADDRESS
from registry.vocabulary import Role
from tests.fakes import FixedClock
from tests.web.browser import PASSWORD, Browser
from tests.web.conftest import Agency
from tests.web.test_second_factor import choose, events, is_in, set_up

HERE = "http://localhost"
REFUSED = "เข้าสู่ระบบด้วยพาสคีย์ไม่สำเร็จ"
PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


class Device:
    """An authenticator that makes and uses one passkey, and the browser around it."""

    def __init__(self, *, origin: str = HERE, host: str = "localhost", asks: bool = True) -> None:
        self.origin, self.host, self.count = origin, host, 0
        self.flags = PRESENT | (VERIFIED if asks else 0)
        self.id = secrets.token_bytes(16)
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, asked: Mapping[str, Any]) -> str:
        point = self._key.public_key().public_numbers()
        x, y = (one.to_bytes(32, "big") for one in (point.x, point.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        named = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        said = {"fmt": "none", "attStmt": {}, "authData": self._data(NEW) + named}
        client = self._client("webauthn.create", asked)
        return self._answer(clientDataJSON=client, attestationObject=cbor2.dumps(said))

    def sign(self, asked: Mapping[str, Any], holder: bytes = b"") -> str:
        client, data = self._client("webauthn.get", asked), self._data()
        signed = data + hashlib.sha256(client).digest()
        signature = self._key.sign(signed, ec.ECDSA(hashes.SHA256()))
        facts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer(**facts, **({"userHandle": holder} if holder else {}))

    def _data(self, flags: int = 0) -> bytes:
        self.count += 1
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([self.flags | flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, asked: Mapping[str, Any]) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, **facts: bytes) -> str:
        named = bytes_to_base64url(self.id)
        response = {name: bytes_to_base64url(said) for name, said in facts.items()}
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})


@pytest.fixture
def app(office: Office) -> Flask:
    settings = office.settings.model_copy(update={"address": HERE, "proxies": 1})
    made = create_app(replace(office, settings=settings))
    made.testing = False
    return made


def asked(browser: Browser, password: str = PASSWORD) -> dict[str, Any]:
    """What the browser is to ask the device for, to add a passkey."""
    answer = browser.post("/account/passkeys/challenge", {"current": password})
    assert answer.mimetype == "application/json"
    return dict(answer.json or {})


def added(browser: Browser, device: Device, name: str = "โทรศัพท์") -> TestResponse:
    made = device.make(asked(browser))
    return browser.post("/account/passkeys", {"name": name, "answer": made})


def challenge(browser: Browser) -> dict[str, Any]:
    return dict(browser.post("/sign-in/passkey/challenge").json or {})


def entered(browser: Browser, device: Device, back: str = "") -> TestResponse:
    fields = {"answer": device.sign(challenge(browser)), "next": back}
    return browser.post("/sign-in/passkey", fields)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("http://localhost:8000", True),
        ("https://saraban.example.go.th", True),
        ("http://saraban.example.go.th", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.1", False),
        ("https://[::1]", False),
    ],
)
def test_browsers_make_passkeys_for_protected_names(address: str, is_one: bool) -> None:  # noqa: FBT001 - of the table
    found = Site.at(address)
    assert (found is not None) is is_one
    assert found is None or found.origin == address


def test_where_browsers_make_none_nothing_is_offered(office: Office, agency: Agency) -> None:
    assert agency
    plain = create_app(office)
    plain.testing = False
    browser = Browser(plain)
    assert "passkey" not in browser.get("/sign-in").text
    assert browser.post("/sign-in/passkey/challenge").status_code == 404
    browser.sign_in("clerk")
    assert "พาสคีย์" not in browser.get("/account").text
    assert browser.get("/account/passkeys").status_code == 404


def test_a_passkey_is_added_used_for_both_factors_and_removed(
    clerk: Browser, app: Flask, clock: FixedClock, office: Office
) -> None:
    set_up(clerk, clock)
    device = Device()
    assert added(clerk, device).location == "/account/passkeys"
    assert events(office)[-1] == Event.PASSKEY_ADDED
    assert "ยังไม่เคยใช้" in clerk.get("/account/passkeys").text
    assert "โทรศัพท์" in clerk.get("/account").text
    other = Browser(app)
    assert "เข้าสู่ระบบด้วยพาสคีย์" in other.get("/sign-in").text
    before = other.cookie("session")
    assert entered(other, device, "/register?year=2568").location == "/register?year=2568"
    assert is_in(other)
    assert other.cookie("session") != before
    assert other.cookie(COOKIE) != clerk.cookie(COOKIE)
    assert events(office)[-1] == Event.SIGNED_IN
    assert "ยังไม่เคยใช้" not in clerk.get("/account/passkeys").text
    clerk.post("/account/passkeys/1/remove")
    assert events(office)[-1] == Event.PASSKEY_REMOVED
    answer = entered(Browser(app), device)
    assert answer.status_code == 401
    assert REFUSED in answer.text
    assert events(office)[-1] == Event.SIGN_IN_REFUSED


def test_the_password_is_asked_before_a_passkey_is_added(clerk: Browser) -> None:
    answer = clerk.post("/account/passkeys/challenge", {"current": "guess"})
    assert answer.status_code == 422
    assert "รหัสผ่านไม่ถูกต้อง" in answer.text
    device = Device()
    made = device.make({"challenge": "aW52ZW50ZWQ"})
    answer = clerk.post("/account/passkeys", {"name": "x", "answer": made})
    assert answer.status_code == 409
    assert "ยังไม่มี" in clerk.get("/account").text


@pytest.mark.parametrize(
    "device",
    [
        Device(origin="https://saraban.example.com"),
        Device(host="example.com"),
        Device(asks=False),
    ],
    ids=["origin", "host", "unverified"],
)
def test_a_passkey_made_elsewhere_or_unasked_is_not_kept(clerk: Browser, device: Device) -> None:
    answer = added(clerk, device)
    assert answer.status_code == 409
    assert "เพิ่มพาสคีย์ไม่ได้" in answer.text


@pytest.mark.parametrize(
    ("name", "lie"),
    [("origin", "https://saraban.example.com"), ("host", "example.com"), ("flags", PRESENT)],
)
def test_a_passkey_used_elsewhere_or_unasked_opens_nothing(
    clerk: Browser, app: Flask, name: str, lie: object
) -> None:
    device = Device()
    added(clerk, device)
    setattr(device, name, lie)
    other = Browser(app)
    assert entered(other, device).status_code == 401
    assert not is_in(other)


def test_an_answer_serves_once_and_in_the_browser_that_asked(clerk: Browser, app: Flask) -> None:
    device = Device()
    added(clerk, device)
    one, thief = Browser(app), Browser(app)
    answer = device.sign(challenge(one))
    assert thief.post("/sign-in/passkey", {"answer": answer}).status_code == 401
    challenge(thief)
    assert thief.post("/sign-in/passkey", {"answer": answer}).status_code == 401
    cookie = one.cookie("session")
    assert one.post("/sign-in/passkey", {"answer": answer}).status_code == 303
    thief.steal("session", cookie)
    thief.get("/keys")
    assert thief.post("/sign-in/passkey", {"answer": answer}).status_code == 401
    assert not is_in(thief)


def test_a_challenge_is_forgotten_soon(clerk: Browser, app: Flask, clock: FixedClock) -> None:
    device = Device()
    added(clerk, device)
    late = Browser(app)
    answer = device.sign(challenge(late))
    clock.time += GOOD_FOR + dt.timedelta(seconds=1)
    assert late.post("/sign-in/passkey", {"answer": answer}).status_code == 401
    assert late.sign_in("clerk").status_code == 303
    made = Device().make(asked(late))
    clock.time += GOOD_FOR + dt.timedelta(seconds=1)
    slow = late.post("/account/passkeys", {"name": "x", "answer": made})
    assert slow.status_code == 409
    assert "ใช้เวลานานเกินไป" in slow.text


def test_a_challenge_is_of_one_errand_and_one_officer(clerk: Browser, head: Browser) -> None:
    made = Device().make(asked(clerk))
    head.steal("session", clerk.cookie("session"))
    head.get("/keys")
    assert head.post("/account/passkeys", {"name": "x", "answer": made}).status_code == 409
    made = Device().make(challenge(clerk))
    assert clerk.post("/account/passkeys", {"name": "x", "answer": made}).status_code == 409


def test_of_two_devices_with_one_passkey_the_late_one_is_refused(
    clerk: Browser, app: Flask, office: Office
) -> None:
    device = Device()
    added(clerk, device)
    assert entered(Browser(app), device).status_code == 303
    device.count -= 1  # what a copy of it would say
    clone = Browser(app)
    assert entered(clone, device).status_code == 401
    assert not is_in(clone)
    assert events(office)[-1] == Event.SIGN_IN_REFUSED


def test_another_key_under_the_same_name_opens_nothing(clerk: Browser, app: Flask) -> None:
    device, forged = Device(), Device()
    added(clerk, device)
    forged.id, forged.count = device.id, 10
    assert entered(Browser(app), forged).status_code == 401
    other = Browser(app)
    answer = device.sign(challenge(other), holder=b"999")
    assert other.post("/sign-in/passkey", {"answer": answer}).status_code == 401


@pytest.mark.parametrize("end", ["close", "suspend"])
def test_who_was_closed_or_suspended_enters_by_no_passkey(
    clerk: Browser, administrator: Browser, app: Flask, agency: Agency, end: str
) -> None:
    device = Device()
    added(clerk, device)
    place = f"/people/officers/{agency.officers[Role.CLERK]}"
    page = administrator.get(place).text
    assert "รหัสผ่านใหม่ไม่ยกเลิกทางเข้าอื่นของผู้นี้: พาสคีย์ 1 รายการ หาก" in page
    administrator.post(f"{place}/{end}")
    assert entered(Browser(app), device).status_code == 401


def test_a_role_that_needs_a_telephone_still_sets_one_up(
    clerk: Browser, app: Flask, office: Office, agency: Agency
) -> None:
    device = Device()
    added(clerk, device)
    choose(office, agency, second_factor_roles=[Role.CLERK])
    other = Browser(app)
    entered(other, device)
    assert other.get("/register").location.startswith("/account/second-factor")


def test_a_passkey_is_not_added_twice_nor_one_too_many(clerk: Browser, head: Browser) -> None:
    device = Device()
    added(clerk, device)
    assert added(head, device).status_code == 409
    for _ in range(MOST - 1):
        added(clerk, Device())
    answer = added(clerk, Device())
    assert answer.status_code == 409
    assert "มีครบ" in answer.text


def test_a_name_that_no_device_gives_is_not_kept(clerk: Browser) -> None:
    device = Device()
    device.id = bytes(1024)
    assert added(clerk, device).status_code == 409


def test_nobody_removes_the_passkey_of_another(clerk: Browser, head: Browser) -> None:
    added(clerk, Device())
    assert head.post("/account/passkeys/1/remove").status_code == 404


@pytest.mark.parametrize(
    "answer",
    [
        "", "x", "{}", "[]", "null", '{"id": 1}', '{"id": "a", "response": 1}',
        '{"id": "a", "response": {"userHandle": 1}}', '{"id": "a", "response": {}}', "1" * 5000,
        "[" * 90_000,
    ],
)  # fmt: skip
def test_what_no_device_answers_is_refused(clerk: Browser, app: Flask, answer: str) -> None:
    device = Device()
    added(clerk, device)
    other, named = Browser(app), bytes_to_base64url(device.id)
    for said in (answer, answer.replace('"a"', f'"{named}"')):
        challenge(other)
        refused = other.post("/sign-in/passkey", {"answer": said}).status_code
        assert refused == (401 if said else 422)
    asked(clerk)
    refused = clerk.post("/account/passkeys", {"name": "x", "answer": answer}).status_code
    assert refused == (409 if answer else 422)


def test_who_tries_many_answers_waits(clerk: Browser, app: Flask) -> None:
    device = Device()
    added(clerk, device)
    other, whence = Browser(app), {"X-Forwarded-For": "192.0.2.7"}
    for _ in range(BY_ADDRESS):
        assert other.post("/sign-in/passkey", {"answer": "x"}, whence).status_code == 401
    answer = device.sign(challenge(other))
    assert other.post("/sign-in/passkey", {"answer": answer}, whence).status_code == 429


def test_a_new_password_removes_all_passkeys_only_if_the_administrator_says_so(
    administrator: Browser, clerk: Browser, office: Office, agency: Agency
) -> None:
    place = f"/people/officers/{agency.officers[Role.CLERK]}"
    tick = "ลบพาสคีย์ทั้งหมดของผู้นี้ด้วย"
    assert tick not in administrator.get(place).text
    for name in ("เครื่องแรก", "เครื่องสอง"):
        added(clerk, Device(), name=name)
    assert tick in administrator.get(place).text
    refused = administrator.post(f"{place}/password", {"password": "x", "drop_passkeys": "1"})
    assert refused.status_code == 422
    assert 'name="drop_passkeys" value="1" checked' in refused.text
    new = {"password": "another one"}
    assert administrator.post(f"{place}/password", new).status_code == 303
    assert tick in administrator.get(place).text
    assert Event.PASSKEY_REMOVED not in events(office)
    new["drop_passkeys"] = "1"
    assert administrator.post(f"{place}/password", new).status_code == 303
    assert tick not in administrator.get(place).text
    assert events(office)[-2:] == [Event.PASSWORD_CHANGED, Event.PASSKEY_REMOVED]
