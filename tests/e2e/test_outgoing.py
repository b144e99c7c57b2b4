"""A received letter is passed on under a new cover: written, approved, numbered, registered."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.people_models import Unit
from registry.vocabulary import Role
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE, Live, press, sign_in
from tests.e2e.test_every_page import violations

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]


@pytest.fixture
def coded(live: Live) -> Live:
    """The office, whose unit has a letter, a head and a code for letters of its own."""
    with live.office.database.transaction() as session:
        session.get_one(Unit, live.unit.id).code = "ทส 0919.103"
    factories.a_clerk(
        live.office,
        live.unit,
        login="head",
        name="นายปั้น ญู่ใหญ่",
        position="ผู้อำนวยการสำนักงาน",
        roles=[Role.HEAD],
    )
    factories.a_registered_letter(live.office, live.unit, live.clerk, addressee="อธิบดี")
    live.work()
    return live


def signed_in_as(page: Page, live: Live, login: str) -> None:
    page.goto(f"{live.url}/sign-in")
    page.fill("#login", login)
    page.fill("#password", factories.PASSWORD)
    press(page, "Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_cover_is_written_by_one_and_issued_by_another(
    coded: Live, open_page: Open, shot: Shot, *, scripts: bool
) -> None:
    page = open_page(scripts=scripts)
    sign_in(page, coded)
    page.goto(f"{coded.url}/letters/1")
    shot(page, "outgoing-1-letter")
    page.get_by_role("link", name="จัดทำหนังสือนำส่ง").click()
    shot(page, "outgoing-2-new")
    page.get_by_role("button", name="เริ่มร่าง").click()
    page.get_by_label("ถึง", exact=True).fill("หัวหน้ากลุ่มงานทุกกลุ่ม")
    shot(page, "outgoing-3-draft")
    page.get_by_role("button", name="บันทึกร่าง").click()
    expect(page.get_by_text("บันทึกร่างแล้ว")).to_be_visible()
    expect(page.get_by_role("button", name="ออกเลข ทส")).to_have_count(0)
    page.get_by_role("button", name="เสนอให้ออกเลข").click()
    expect(page.get_by_text("เสนอให้ออกเลขแล้วเมื่อ")).to_be_visible()
    address = page.url
    head = open_page(scripts=scripts)
    signed_in_as(head, coded, "head")
    head.goto(address)
    shot(head, "outgoing-4-approve")
    head.get_by_role("button", name="ออกเลข ทส 0919.103/1").click()
    expect(head.locator(".number-big")).to_have_text("1")
    coded.work()
    head.reload()
    expect(head.get_by_role("link", name="ฉบับพร้อมสิ่งที่ส่งมาด้วย")).to_be_visible()
    expect(head.locator(".sheet img")).to_have_count(1)
    shot(head, "outgoing-5-issued")
    head.goto(f"{coded.url}/sent")
    expect(head.get_by_role("cell", name="ทส 0919.103/1")).to_be_visible()
    shot(head, "outgoing-6-book")


def test_no_page_of_outgoing_letters_scrolls_sideways_or_shuts_anybody_out(
    coded: Live, open_page: Open, shot: Shot
) -> None:
    factories.an_issued_letter(coded.office, coded.unit, coded.clerk, forwards=1)
    coded.work()
    page = open_page()
    sign_in(page, coded)
    page.goto(f"{coded.url}/routing/outgoing/new?letter=1&link=replies-to")
    page.get_by_role("button", name="เริ่มร่าง").click()
    draft = page.url.removeprefix(coded.url)
    places = {
        "draft": draft,
        "drafts": "/routing/outgoing",
        "new": "/routing/outgoing/new?letter=1&link=forwards",
        "sent": "/sent",
        "sent-letter": "/letters/2",
        "sent-numbers": f"/register/{coded.unit.id}/numbers?book=sent",
    }
    found: list[str] = []
    for size in (DESKTOP, PHONE, (DESKTOP[0] // 2, DESKTOP[1] // 2)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for name, address in places.items():
            page.goto(coded.url + address)
            shot(page, f"outgoing-{name}-{size[0]}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                found.append(f"{name} at {size}: {wide} pixels too wide")
            found += [f"{name} at {size}: {said}" for said in violations(page)]
    assert not found, "\n".join(found)
