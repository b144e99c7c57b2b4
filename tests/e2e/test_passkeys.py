"""Passkeys in a real browser, with the device that Chromium brings for tests."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

import app
from registry.office import Office
from tests import factories
from tests.e2e.conftest import Live, press, sign_in
from tests.e2e.test_second_factor import looked_at
from tests.postgres import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named(office: Office) -> Iterator[Live]:
    """An office at a name: browsers make no passkeys for an address in figures."""
    address = f"http://localhost:{free_port()}"
    settings = office.settings.model_copy(update={"address": address})
    site = app.create_app(replace(office, settings=settings))
    server = make_server("127.0.0.1", int(address.rpartition(":")[2]), site, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    unit = factories.an_agency(office, "สำนักงานปั้นฐุตัวอย่าง")
    clerk = factories.a_clerk(office, unit, login="clerk", name="นางสาวญู่ ปั้นดี")
    yield Live(address, office, unit, clerk)
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_passkey_is_made_and_comes_in_by_itself(named: Live, open_page: Open, shot: Shot) -> None:
    page = open_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    found = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in(page, named)
    page.goto(f"{named.url}/account/passkeys")
    page.get_by_label("ชื่อที่ท่านใช้เรียก").fill("เครื่องที่โต๊ะ")
    page.get_by_label("รหัสผ่านของท่าน").fill("a wrong one")
    press(page, "Enter")
    expect(page.locator("#messages")).to_contain_text("รหัสผ่านไม่ถูกต้อง")
    faults = looked_at(page, shot, "passkey-refused")
    page.get_by_label("รหัสผ่านของท่าน").fill(factories.PASSWORD)
    press(page, "Enter")
    expect(page.get_by_role("row", name="เครื่องที่โต๊ะ")).to_be_visible()
    faults += looked_at(page, shot, "passkeys")
    page.goto(f"{named.url}/account")
    faults += looked_at(page, shot, "account-passkeys")
    page.get_by_role("button", name="ออกจากระบบ", exact=True).click()
    page.wait_for_url(f"{named.url}/sign-in")
    faults += looked_at(page, shot, "sign-in-passkey")
    page.get_by_role("button", name="เข้าสู่ระบบด้วยพาสคีย์").click()
    page.wait_for_url(f"{named.url}/intake/")
    page.get_by_role("button", name="ออกจากระบบ", exact=True).click()
    page.wait_for_url(f"{named.url}/sign-in")
    unverified = {"authenticatorId": found["authenticatorId"], "isUserVerified": False}
    device.send("WebAuthn.setUserVerified", unverified)
    page.get_by_role("button", name="เข้าสู่ระบบด้วยพาสคีย์").click()
    expect(page.locator("#messages")).to_contain_text("ยังไม่ได้เข้าสู่ระบบ")
    assert not faults, "\n".join(faults)


def test_without_scripts_the_password_does_it_and_no_passkey_is_offered(
    named: Live, open_page: Open
) -> None:
    page = open_page(scripts=False)
    page.goto(f"{named.url}/sign-in")
    expect(page.get_by_role("button", name="เข้าสู่ระบบด้วยพาสคีย์")).to_be_hidden()
    sign_in(page, named)
    page.goto(f"{named.url}/account/passkeys")
    expect(page.get_by_text("เพิ่มพาสคีย์ไม่ได้")).to_be_visible()
    expect(page.get_by_label("ชื่อที่ท่านใช้เรียก")).to_be_hidden()
