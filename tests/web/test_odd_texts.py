"""Whatever a file is called and whatever was read on it, the answer says it and does not do it."""

import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markupsafe import escape
from werkzeug.http import parse_options_header

from intake.operations import shown_name
from registry.models import Bundle, Letter
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from tests import factories
from tests.web.browser import Browser
from tests.web.matrix.headers import faults_of

ODDLY = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
MARKUP = "\"'><script>alert(1)</script>{{ 7 * 7 }}"
BENT = "ปกติ\r\nSet-Cookie: saraban=mine"
TURNED = "ใบสั่ง\u202efdp.exe"
FORMULA = "=cmd|' /C calc'!A1"


@pytest.fixture
def letter(office: Office, division: Unit, writer: Actor) -> Letter:
    return factories.a_registered_letter(office, division, writer)


def called(office: Office, letter: Letter, name: str) -> None:
    """As if the letter's file had come in under a name."""
    with office.database.transaction() as session:
        bundle = session.get_one(Bundle, letter.bundle_id)
        bundle.file_name = shown_name(name)
        session.add(bundle)


@ODDLY
@given(name=TEXTS)
@example(MARKUP)
@example(BENT)
@example(TURNED)
@example("../../../etc/passwd")
@example("..\\..\\autoexec.bat")
@example("ก" * 300)
@example(" . ")
def test_a_download_has_one_name_that_is_nothing_but_a_name(
    clerk: Browser, office: Office, letter: Letter, name: str
) -> None:
    called(office, letter, name)
    answer = clerk.get(f"/letters/{letter.id}/files/original")
    assert answer.status_code == 200
    kind, said = parse_options_header(answer.headers["Content-Disposition"])
    assert kind == "attachment"
    assert said["filename"].isprintable()
    assert not set('/\\"') & set(said["filename"])
    assert "Set-Cookie" not in answer.headers
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@ODDLY
@given(text=TEXTS)
@example(MARKUP)
@example(BENT)
@example(FORMULA)
@example("<!--")
@example("</title></head><body onload=alert(1)>")
def test_what_was_read_is_shown_as_it_was_read_and_starts_no_formula(
    clerk: Browser, office: Office, letter: Letter, text: str
) -> None:
    called(office, letter, text)
    with office.database.transaction() as session:
        row = session.get_one(Letter, letter.id)
        row.subject, row.sender, row.reference = text, text, text
        session.add(row)
    for path in (f"/letters/{letter.id}", f"/letters/{letter.id}/chain", "/register", "/routing/"):
        answer = clerk.get(path)
        cookies = tuple(answer.headers.getlist("Set-Cookie"))
        faults = faults_of(dict(answer.headers), answer.data, cookies=cookies, is_static=False)
        assert list(faults) == []
    assert str(escape(text)) in clerk.get(f"/letters/{letter.id}").text.replace("\r\n", "\n") or (
        "\r" in text
    )
    table = clerk.get("/register/print.csv").data.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(table, newline="")) for cell in line]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
