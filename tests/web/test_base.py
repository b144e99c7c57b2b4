import hashlib
import re

import pytest

from tests.conftest import ROOT
from tests.web.browser import Browser

VENDOR = ROOT / "static" / "vendor"


def test_every_vendored_file_is_the_one_its_list_names() -> None:
    listed = dict(re.findall(r"\| `([^`]+\.(?:css|js))` .*`([0-9a-f]{64})`", _readme()))
    assert set(listed) == {path.name for path in VENDOR.glob("*.*s") if path.suffix != ".txt"}
    for name, digest in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_every_file_the_style_sheet_names_is_there() -> None:
    for name in re.findall(r'url\("(fonts/[^"]+)"\)', (ROOT / "static/app.css").read_text()):
        assert (ROOT / "static" / name).is_file(), name


def test_no_template_carries_script_or_style_inline() -> None:
    """The content security policy would silently drop them."""
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\bsrc=)")
    found = [
        path for path in (ROOT / "templates").rglob("*.html") if inline.search(path.read_text())
    ]
    assert found == []


def test_an_officer_sees_only_the_places_open_to_him(
    clerk: Browser, administrator: Browser
) -> None:
    people = "หน่วยงานและเจ้าหน้าที่</a>"
    assert people not in clerk.get("/password").text
    assert "ออกจากระบบ" in clerk.get("/password").text
    assert "กรมทดสอบ" in administrator.get("/password").text


def test_who_reads_letters_can_search_from_every_page_but_the_one_that_is_for_it(
    clerk: Browser, administrator: Browser, browser: Browser
) -> None:
    box = 'id="search-for" name="q"'
    for page in ("/password", "/register", "/nowhere"):
        assert box in clerk.get(page).text
    assert box not in clerk.get("/search/").text
    assert box not in administrator.get("/password").text
    assert box not in browser.get("/sign-in").text


def test_a_stranger_sees_no_place(browser: Browser) -> None:
    assert 'class="places"' not in browser.get("/sign-in").text


def test_a_page_that_does_not_exist_says_so_in_thai(browser: Browser) -> None:
    answer = browser.get("/nowhere")
    assert answer.status_code == 404
    assert "ไม่พบหน้า" in answer.text
    assert "Not Found" not in answer.text


@pytest.mark.parametrize("number", ["9" * 18, str(2**63), "9" * 4400])
@pytest.mark.parametrize("page", ["/letters/{}", "/intake/drafts/{}"])
def test_a_number_too_large_for_the_database_names_no_page(
    clerk: Browser, page: str, number: str
) -> None:
    assert clerk.get(page.format(number)).status_code == 404


def test_the_keys_can_be_read_without_scripts(browser: Browser) -> None:
    assert "ทะเบียนหนังสือรับ" in browser.get("/keys").text


def _readme() -> str:
    return (VENDOR / "README.md").read_text()
