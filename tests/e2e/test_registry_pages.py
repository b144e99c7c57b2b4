"""The register and the pages behind it: for administrators and auditors too, and by keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry import people
from registry.vocabulary import Role, Urgency
from tests import factories
from tests.conftest import NOW
from tests.e2e.conftest import DESKTOP, PHONE, Live, press, sign_in
from tests.e2e.test_every_page import violations

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]

NARROWEST_TABLE = (910, 700)
"""Just wide enough for the register to be a table."""

PLACES = {
    "register-full": "/register",
    "register-filtered": "/register?late=1&since=1 ม.ค. 2568",
    "letter-full": "/letters/1",
    "correct": "/intake/letters/1/correct",
    "history": "/history",
    "people": "/people",
    "unit": "/people/units/1",
    "officer": "/people/officers/1",
    "import": "/people/import",
    "standing-in": "/standing-in",
    "delegations": "/officers/1/delegations",
    "synonyms": "/search/synonyms",
    "account": "/account",
    "choices": "/choices",
}


@pytest.fixture
def busy(live: Live) -> Live:
    """The office with three letters; its clerk administers, audits and stands in for the head."""
    assert live.unit.id is not None
    with live.office.database.transaction() as session:
        for role in (Role.ADMINISTRATOR, Role.AUDITOR):
            people.give_role(session, live.clerk.id, live.unit.id, role, at=NOW)
    head = factories.a_clerk(
        live.office,
        live.unit,
        name="นายฐานันดร์ ปั้นญูฐุ",
        position="ผู้อำนวยการสำนักงาน",
        roles=[Role.HEAD],
    )
    factories.a_delegation(live.office, head, live.clerk, live.unit)
    stamps = [{"unit": "กรมบัญชีกลาง", "number": "9911", "date": "2025-05-01", "time": "14.51"}]
    cited = [{"reference": "นร 0106/ว1", "date": "2025-04-25"}]
    factories.a_registered_letter(
        live.office, live.unit, live.clerk, receipts=stamps, refers_to=cited, page_count=2
    )
    factories.a_registered_letter(
        live.office,
        live.unit,
        live.clerk,
        subject="การแต่งตั้งคณะกรรมการขับเคลื่อนการจัดการความรู้ประจำปีงบประมาณ ปั้น ฐุ ญู",
        urgency=Urgency.MOST_URGENT,
        action="กลุ่มงานสารบรรณและการประชุม",
        addressee="ผู้อำนวยการสำนักงานเลขานุการกรม",
    )
    factories.a_registered_letter(live.office, live.unit, live.clerk, reference="มท 0310.1/ว12")
    return live


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_registry_scrolls_sideways_or_shuts_anybody_out(
    busy: Live, open_page: Open, shot: Shot, scheme: str
) -> None:
    found: list[str] = []
    for size in (DESKTOP, NARROWEST_TABLE, PHONE):
        page = open_page(size)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        sign_in(page, busy)
        for name, address in PLACES.items():
            page.goto(busy.url + address)
            shot(page, f"{name}-{size[0]}-{scheme}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                found.append(f"{name} at {size}: {wide} pixels too wide")
            if size != NARROWEST_TABLE:
                found += [f"{name} at {size}: {said}" for said in violations(page)]
    assert not found, "\n".join(found)


def test_a_letter_is_found_and_opened_by_keyboard_alone(busy: Live, open_page: Open) -> None:
    page = open_page()
    page.goto(f"{busy.url}/sign-in")
    press(page, "Tab")
    expect(page.get_by_role("link", name="ข้ามไปเนื้อหา")).to_be_focused()
    for _ in range(2):
        press(page, "Tab")
    page.keyboard.type("clerk")
    press(page, "Tab")
    page.keyboard.type(factories.PASSWORD)
    press(page, "Enter")
    expect(page).to_have_url(f"{busy.url}/intake/")
    page.wait_for_load_state()  # a page is there before the script that knows its keys
    press(page, "g")
    press(page, "r")
    expect(page).to_have_url(f"{busy.url}/register")
    page.wait_for_load_state()
    press(page, "/")
    page.keyboard.type("ว12 gr?")
    expect(page.locator("#text")).to_have_value("ว12 gr?")
    for _ in " gr?":
        press(page, "Backspace")
    press(page, "Enter")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.wait_for_load_state()
    press(page, "j")
    press(page, "Enter")
    expect(page).to_have_url(f"{busy.url}/letters/3")


def test_the_keys_open_over_the_page_and_close(busy: Live, open_page: Open) -> None:
    page = open_page()
    sign_in(page, busy)
    page.goto(f"{busy.url}/register")
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(f"{busy.url}/register")


def test_without_scripts_a_number_is_found_and_voided(busy: Live, open_page: Open) -> None:
    page = open_page(PHONE, scripts=False)
    sign_in(page, busy)
    page.goto(f"{busy.url}/register")
    page.fill("#text", "ว12")
    page.get_by_role("button", name="ค้น").click()
    page.locator("tr[data-row] a").click()
    page.get_by_text("ยกเลิกเลขรับนี้").click()
    page.get_by_label("เหตุผลที่ยกเลิก").fill("ลงซ้ำ")
    page.get_by_role("button", name="ยกเลิกเลขรับ 3").click()
    expect(page.locator("#messages")).to_contain_text("ยกเลิกเลขรับ 3 แล้ว")
    page.goto(f"{busy.url}/register?void=1")
    expect(page.locator(".void")).to_contain_text("ยกเลิก: ลงซ้ำ")


def test_without_scripts_the_keys_are_a_page(live: Live, open_page: Open) -> None:
    page = open_page(scripts=False)
    page.goto(f"{live.url}/sign-in")
    page.get_by_role("link", name="ปุ่มลัด").click()
    expect(page).to_have_url(f"{live.url}/keys")


def test_without_scripts_a_place_is_lent_by_its_order_and_taken_back(
    busy: Live, open_page: Open, tmp_path: Path
) -> None:
    order = tmp_path / "คำสั่ง.pdf"
    order.write_bytes(factories.a_pdf())
    page = open_page(PHONE, scripts=False)
    sign_in(page, busy)
    page.get_by_role("link", name="ใครแทนใคร").click()
    page.get_by_role("link", name="การแทนของฉัน").click()
    page.get_by_label("เป็นการ").select_option(label="ปฏิบัติราชการแทน")
    page.get_by_label("ผู้แทน", exact=True).fill("นายฐานันดร์ ปั้นญูฐุ")
    page.get_by_label("ตั้งแต่วันที่").fill("3 พ.ค. 68")
    page.get_by_label("ถึงวันที่").fill("4/5/2568")
    page.get_by_label("คำสั่งที่เป็นลายลักษณ์อักษร").set_input_files(order)
    page.get_by_role("button", name="บันทึกการแทน").click()
    expect(page.get_by_text("ยังไม่ถึงวันเริ่ม")).to_be_visible()
    page.get_by_text("ยุติการแทนของ").click()
    page.get_by_label("เหตุผล", exact=True).fill("เลื่อนการเดินทาง")
    page.get_by_role("button", name="ยุติการแทนทันที").click()
    expect(page.get_by_text("เลื่อนการเดินทาง")).to_be_visible()
