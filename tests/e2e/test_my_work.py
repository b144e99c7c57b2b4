"""The heads' desk: what waits, who has not heard, what one was told; by keyboard and by eye."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from registry.models import Letter
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import JobName, Role, Urgency
from routing import jobs as routing_jobs
from routing.models import Assignment
from tests import factories
from tests.conftest import NOW
from tests.e2e.conftest import DESKTOP, PHONE, TABLET, Live, press
from tests.e2e.test_every_page import violations

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Desk:
    """A division with a head, and letters that wait for her."""

    live: Live
    division: Unit
    head: Actor
    sent: list[Assignment]

    def sign_in(self, page: Page, login: str = "head") -> None:
        page.goto(f"{self.live.url}/sign-in")
        page.fill("#login", login)
        page.fill("#password", factories.PASSWORD)
        press(page, "Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.fixture
def desk(live: Live) -> Desk:
    office, top = live.office, live.unit
    division = factories.a_unit(office, "กองคลังและพัสดุ", under=top, short_name="กค.")
    head = factories.a_clerk(
        office, division, login="head", name="นางอารี ปั้นหยา", roles=[Role.HEAD, Role.CLERK]
    )
    sent = []
    for number, (urgency, due) in enumerate(
        [
            (Urgency.NORMAL, NOW - DAY),
            (Urgency.MOST_URGENT, NOW + DAY / 12),
            (Urgency.NORMAL, NOW + DAY / 12),
            (Urgency.URGENT, NOW + 30 * DAY),
            (Urgency.NORMAL, None),
        ]
    ):
        subject = f"การซักซ้อมแนวทางปฏิบัติในการเบิกจ่ายเงินงบประมาณ ปั้น ฐุ ญู ครั้งที่ {number}"
        letter = factories.a_registered_letter(
            office, top, live.clerk, subject=subject, urgency=urgency
        )
        message = "ขอให้ตรวจก่อนเสนอ" if number == 1 else ""
        lies = factories.a_sent_letter(
            office, letter, top, division, by=live.clerk, due_at=due, message=message
        )
        sent.append(factories.a_received_assignment(office, lies, by=head))
    group = factories.a_unit(office, "กลุ่มงานบัญชีและพัสดุ", under=division)
    factories.a_clerk(office, group)
    assert division.id is not None
    for one in sent[:2]:
        with office.database.reading() as session:
            letter = session.get_one(Letter, one.letter_id)
        factories.a_sent_letter(office, letter, division, group, by=head)
    finish = routing_jobs.handlers(office)[JobName.REMIND].work()
    with office.database.transaction() as session:
        finish(session)
    return Desk(live, division, head, sent)


PLACES = {
    "mine": "/routing/",
    "mine-only": "/routing/?only=today",
    "who": "/routing/letters/2/who",
    "who-waiting": "/routing/letters/1/who?waiting=1",
    "notices": "/routing/notices",
    "statistics": "/routing/statistics",
}


def test_no_page_of_my_work_scrolls_sideways_or_shuts_anybody_out(
    desk: Desk, open_page: Open, shot: Shot
) -> None:
    found: list[str] = []
    for size in (DESKTOP, TABLET, PHONE):
        page = open_page(size)
        desk.sign_in(page)
        for name, address in PLACES.items():
            page.goto(desk.live.url + address)
            shot(page, f"{name}-{size[0]}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                found.append(f"{name} at {size}: {wide} pixels too wide")
            found += [f"{name} at {size}: {said}" for said in violations(page)]
    assert not found, "\n".join(found)


def test_a_head_comes_to_her_work_and_acknowledges_by_keys_alone(
    desk: Desk, open_page: Open
) -> None:
    page = open_page()
    desk.sign_in(page)
    press(page, "g")
    press(page, "m")
    expect(page).to_have_url(f"{desk.live.url}/routing/")
    rows = page.locator("tr[data-row]")
    expect(rows).to_have_count(5)
    press(page, "a")
    expect(rows).to_have_count(5)
    press(page, "j")
    press(page, "j")
    press(page, "a")
    expect(page.locator("#messages")).to_contain_text("รับทราบแล้ว")
    expect(page.locator(f"#assignment-{desk.sent[1].id}")).to_contain_text("รับทราบแล้ว")
    press(page, "j")
    press(page, "Enter")
    expect(page).to_have_url(f"{desk.live.url}/letters/{desk.sent[0].letter_id}")


def test_a_letter_is_acknowledged_from_the_list_without_scripts(
    desk: Desk, open_page: Open
) -> None:
    page = open_page(PHONE, scripts=False)
    desk.sign_in(page)
    page.goto(f"{desk.live.url}/routing/")
    page.locator(f"#assignment-{desk.sent[4].id}").get_by_role("button").click()
    expect(page.locator("#messages")).to_contain_text("รับทราบแล้ว")


def test_the_one_who_sent_sees_who_has_not_heard_and_reminds_by_keys(
    desk: Desk, open_page: Open, shot: Shot
) -> None:
    page = open_page()
    desk.sign_in(page)
    page.goto(f"{desk.live.url}/routing/letters/2/who?waiting=1")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    press(page, "Tab")  # focus lies on the page, as after a click
    page.get_by_role("button", name="ทวง กลุ่มงานบัญชีและพัสดุ").focus()
    press(page, "Enter")
    expect(page.locator("#messages")).to_contain_text("ทวงแล้ว 1 หน่วยงาน")
    page.get_by_role("button", name="ทวงทุกหน่วยงานที่ยังไม่รับทราบ").click()
    expect(page.locator(".refusal")).to_contain_text("วันนี้ทวงแล้วทุกหน่วยงาน")
    page.goto(f"{desk.live.url}/routing/letters/2/who")
    page.emulate_media(media="print")
    shot(page, "who-printed")
    expect(page.get_by_role("button", name="ทวง", exact=False)).to_have_count(0)


def test_new_notices_are_told_beside_the_name_until_seen(desk: Desk, open_page: Open) -> None:
    page = open_page()
    desk.sign_in(page)
    page.goto(f"{desk.live.url}/register")
    bell = page.locator(".officer").get_by_role("link", name="แจ้งเตือน")
    expect(bell).to_contain_text("ใหม่")
    press(page, "g")
    press(page, "n")
    expect(page).to_have_url(f"{desk.live.url}/routing/notices")
    page.get_by_role("button", name="ทำเครื่องหมายว่าอ่านแล้วทั้งหมด").click()
    expect(page.locator("#messages")).to_contain_text("อ่านแล้ว")
    expect(bell).not_to_contain_text("ใหม่")
