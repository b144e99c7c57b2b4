"""The pages of the registrar of secrets: readable by all, on every size, and by keys alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from intake import secret_operations
from registry.people import Actor
from registry.secret_register import SecretEntry
from registry.vocabulary import Role, Secrecy
from routing.notice_operations import tell_registrars
from tests import factories
from tests.e2e.conftest import PHONE, Live, press
from tests.e2e.test_every_page import violations

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]

NARROW_DESKTOP = (1280, 800)
LONG = f"แผนเผชิญเหตุ{'และการเคลื่อนย้ายสิ่งของสำคัญ' * 4}"


@pytest.fixture
def registrar(live: Live) -> Actor:
    """The registrar of the agency."""
    roles = [Role.SECRET_REGISTRAR]
    return factories.a_clerk(live.office, live.unit, login="registrar", name="นายปั้น ฐุ", roles=roles)


def enter_as(page: Page, live: Live, login: str) -> None:
    page.goto(f"{live.url}/sign-in")
    page.fill("#login", login)
    page.fill("#password", factories.PASSWORD)
    press(page, "Enter")
    page.wait_for_selector("nav")


def places(live: Live, registrar: Actor) -> dict[str, str]:
    """The address of every page of the registrar, none of them empty."""
    office, unit, at = live.office, live.unit, live.office.clock.now()
    waits = factories.a_secret_file(office, unit, file_name=f"{LONG}.pdf")
    right = factories.a_secret_letter(office, unit, registrar, subject=LONG)
    void = factories.a_secret_letter(office, unit, registrar)
    said = SecretEntry(
        secrecy=Secrecy.SECRET,
        reference="กห 0201/ว5",
        dated=None,
        sender="กรมผู้ส่ง",
        addressee="อธิบดี",
        subject=LONG,
        copies="",
        action="เสนอผู้อำนวยการ",
        remark="",
    )
    with office.database.transaction() as session:
        number = right.id or 0
        secret_operations.correct(session, number, said, "พิมพ์ผิด", by=registrar, at=at)
    with office.database.transaction() as session:
        secret_operations.void(session, void.id or 0, "ลงผิดเล่ม", by=registrar, at=at)
    with office.database.transaction() as session:
        tell_registrars(session, office.jobs, waits.id or 0, unit.id or 0, at=at)
    return {
        "files": "/intake/secret",
        "file": f"/intake/secret/{waits.id}",
        "entry": f"/intake/secret/letters/{right.id}",
        "correct": f"/intake/secret/letters/{right.id}/correct",
        "void": f"/intake/secret/letters/{void.id}",
        "book": "/secrets",
        "notices": "/routing/notices",
    }


def test_no_page_of_secrets_scrolls_sideways_or_shuts_anybody_out(
    live: Live, registrar: Actor, open_page: Open, shot: Shot
) -> None:
    found: list[str] = []
    addresses = places(live, registrar)
    for size, window in {"desktop": NARROW_DESKTOP, "phone": PHONE}.items():
        page = open_page(window)
        enter_as(page, live, "registrar")
        for name, address in addresses.items():
            page.goto(live.url + address)
            page.wait_for_load_state("networkidle")
            shot(page, f"secret-{name}-{size}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                found.append(f"{name} at {size}: {wide} pixels too wide")
            found += [f"{name} at {size}: {said}" for said in violations(page)]
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("registrar")
def test_a_registrar_enters_puts_right_and_voids_without_the_mouse(
    live: Live, open_page: Open
) -> None:
    factories.a_secret_file(live.office, live.unit, file_name="แผนลับ.pdf")
    page = open_page()
    enter_as(page, live, "registrar")
    page.goto(f"{live.url}/intake/secret")
    walk_to(page, "แผนลับ.pdf")
    press(page, "Enter")
    page.wait_for_url("**/secret/1")
    walk_to_field(page, "secrecy")
    press(page, "ArrowDown")
    for field, said in {"sender": "กรมผู้ส่ง", "addressee": "อธิบดี", "subject": "แผน"}.items():
        walk_to_field(page, field)
        page.keyboard.type(said)
    press(page, "Enter")
    page.wait_for_url("**/secret/letters/1")
    walk_to(page, "แก้ไขรายการ")
    press(page, "Enter")
    page.wait_for_url("**/correct")
    walk_to_field(page, "remark")
    page.keyboard.type("ด่วน")
    walk_to_field(page, "correct_reason")
    page.keyboard.type("ตกหมายเหตุ")
    press(page, "Enter")
    page.wait_for_url("**/secret/letters/1")
    expect(page.locator("main")).to_contain_text("หมายเหตุ: ไม่มี ด่วน")
    walk_to(page, "ยกเลิกเลขนี้…")
    press(page, "Enter")
    walk_to_field(page, "void_reason")
    page.keyboard.type("ลงผิดเล่ม")
    press(page, "Enter")
    expect(page.locator("del.number-big")).to_have_text("1")


def walk_to(page: Page, text: str) -> None:
    """Go on with the tabulator until what has the focus says this."""
    _walk(page, f"document.activeElement.textContent.trim() === {text!r}", text)


def walk_to_field(page: Page, name: str) -> None:
    _walk(page, f"document.activeElement.name === {name!r}", name)


def _walk(page: Page, is_there: str, what: str) -> None:
    for _ in range(80):
        if page.evaluate(is_there):
            return
        press(page, "Tab")
    raise AssertionError(what)
