"""Signing in with a telephone: set up, asked for, and nothing left behind after signing out."""

import base64
import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry import one_time_codes
from tests.e2e.conftest import DESKTOP, PHONE, Live, press, sign_in
from tests.e2e.test_every_page import violations
from tests.factories import PASSWORD
from tests.fakes import FixedClock

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]


def next_code(secret: bytes, clock: FixedClock) -> str:
    clock.time += dt.timedelta(seconds=one_time_codes.PERIOD)
    return one_time_codes.code_at(secret, one_time_codes.step_at(clock.time))


def looked_at(page: Page, shot: Shot, name: str) -> list[str]:
    """What is wrong with a page at both sizes."""
    found = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        shot(page, f"{name}-{size[0]}")
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found += [f"{name}: {wide} pixels too wide"] if wide > 0 else []
        found += [f"{name}: {said}" for said in violations(page)]
    return found


def test_a_telephone_is_set_up_and_asked_for_and_signing_out_leaves_nothing(
    live: Live, open_page: Open, clock: FixedClock, shot: Shot
) -> None:
    page = open_page()
    sign_in(page, live)
    page.goto(f"{live.url}/account/second-factor")
    picture = page.get_by_alt_text("คิวอาร์โค้ดสำหรับแอปยืนยันตัวตน")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
    faults = looked_at(page, shot, "set-up")
    secret = base64.b32decode(page.locator("code").inner_text().replace(" ", ""))
    page.get_by_label("รหัสจากโทรศัพท์").fill(next_code(secret, clock))
    page.get_by_label("รหัสผ่านของท่าน").fill(PASSWORD)
    press(page, "Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    faults += looked_at(page, shot, "paper-codes")
    page.get_by_role("link", name="เก็บรหัสแล้ว").click()
    page.wait_for_url(f"{live.url}/intake/")
    for path, name in (("/account", "account"), ("/account/second-factor", "second-factor")):
        page.goto(live.url + path)
        faults += looked_at(page, shot, name)
    page.get_by_role("button", name="ออกจากระบบ", exact=True).click()
    page.wait_for_url(f"{live.url}/sign-in")
    page.go_back()
    expect(page.get_by_role("button", name="เข้าสู่ระบบ")).to_be_visible()
    page.get_by_label("ชื่อผู้ใช้").fill("clerk")
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    press(page, "Enter")
    expect(page.get_by_role("heading", name="ยืนยันขั้นที่สอง")).to_be_visible()
    faults += looked_at(page, shot, "code")
    page.get_by_label("รหัสจากโทรศัพท์").fill(next_code(secret, clock))
    press(page, "Enter")
    page.wait_for_url(f"{live.url}/account/second-factor")
    assert not faults, "\n".join(faults)
