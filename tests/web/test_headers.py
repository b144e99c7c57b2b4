"""Headers and refusals where the matrix does not go: errors, odd requests, an office behind TLS."""

import dataclasses
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask

from app import create_app
from registry.auth import COOKIE
from registry.http_refusals import SENTENCES
from registry.office import Office
from registry.request_limits import MOST_FIELDS, MOST_FORM_BYTES
from tests.web.browser import Browser
from tests.web.matrix.headers import faults_of

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def broken(app: Flask) -> Flask:
    """The office with a page that fails."""

    def fail() -> str:
        raise ZeroDivisionError

    app.add_url_rule("/broken", "broken", fail)
    return app


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("POST", "/sign-in", {"data": {"login": "x"}}, 400),
        ("POST", "/sign-in", {"data": {}, "headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ("GET", "/nowhere", {}, 404),
        ("GET", "/static/nothing.css", {}, 404),
        ("GET", "/static/../app.py", {}, 404),
        ("PUT", "/sign-in", {}, 405),
        ("DELETE", "/letters/1", {}, 405),
        ("TRACE", "/", {}, 405),
        ("NONSENSE", "/", {}, 405),
        ("POST", "/sign-in", {"data": b"a" * (MOST_FORM_BYTES + 1), "content_type": FORM}, 413),
        ("POST", "/sign-in", {"data": b"a&" * MOST_FIELDS, "content_type": FORM}, 413),
        ("POST", "/nowhere", {"data": b"a&" * MOST_FIELDS, "content_type": FORM}, 413),
        ("POST", "/sign-in", {"json": {"login": "x"}}, 415),
        ("POST", "/sign-in", {"data": b"[" * 100_000, "content_type": "application/json"}, 415),
        ("POST", "/sign-in", {"data": b"<a/>", "content_type": "text/xml"}, 415),
        ("POST", "/sign-in", {"data": b"a=b", "content_type": ""}, 415),
        ("GET", "/broken", {}, 500),
    ],
)
def test_every_refusal_is_a_thai_page_with_all_headers(
    broken: Flask, method: str, path: str, sent: dict[str, Any], status: int
) -> None:
    answer = broken.test_client().open(path, method=method, **sent)
    assert answer.status_code == status
    assert '<html lang="th">' in answer.text
    assert SENTENCES.get(HTTPStatus(status), "ระบบอ่านคำขอนี้ไม่ได้") in answer.text or status == 400
    cookies = tuple(answer.headers.getlist("Set-Cookie"))
    faults = faults_of(dict(answer.headers), answer.data, cookies=cookies, is_static=False)
    assert list(faults) in ([], ["kept by the browser: None"] if "static" in path else [])
    assert "ZeroDivision" not in answer.text
    assert "Strict-Transport-Security" not in answer.headers


A_FILE = (
    b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
    + b"%PDF" * MOST_FORM_BYTES
    + b"\r\n--b--\r\n"
)


@pytest.mark.parametrize("path", ["/intake/files", "/account/sessions/end-others"])
def test_a_stranger_sends_no_files_and_nobody_where_none_are_taken(
    clerk: Browser, path: str
) -> None:
    """What is sent lies on the disk before anybody looks at it."""
    statuses = []
    for token in ("", clerk.cookie(COOKIE)):
        client = clerk.app.test_client()
        client.set_cookie(COOKIE, token or "")
        answer = client.post(path, data=A_FILE, content_type="multipart/form-data; boundary=b")
        statuses.append((answer.status_code, answer.headers.get("Connection")))
    no_token = (400, None)  # it was read, and is no form of ours
    refused = (413, "close")
    assert statuses == [refused, no_token if path == "/intake/files" else refused]


def test_of_a_field_sent_twice_the_first_counts(clerk: Browser) -> None:
    found = clerk.get("/register?text=first&text=second").text
    assert 'value="first"' in found
    assert 'value="second"' not in found


@pytest.mark.usefixtures("agency")
def test_behind_tls_browsers_are_told_to_stay_there(office: Office) -> None:
    settings = office.settings.model_copy(update={"https": True})
    browser = Browser(create_app(dataclasses.replace(office, settings=settings)))
    answer = browser.sign_in("clerk")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
