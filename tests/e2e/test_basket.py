"""The basket and one unit's copy by keyboard alone, on every size of window."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Role
from routing.models import Assignment
from routing.states import State
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE, TABLET, Live, press
from tests.e2e.test_every_page import violations

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]


@dataclass(frozen=True)
class Division:
    """A unit under the live office, with letters in its basket."""

    unit: Unit
    clerk: Actor
    head: Actor
    sent: list[Assignment]


@pytest.fixture
def division(live: Live) -> Division:
    office = live.office
    unit = factories.a_unit(office, "กองคลังปั้นฐุ", under=live.unit, short_name="กค.")
    clerk = factories.a_clerk(office, unit, login="low")
    head = factories.a_clerk(
        office, unit, login="head", name="นางอารี หัวหน้ากอง", position="ผู้อำนวยการ", roles=[Role.HEAD]
    )
    factories.a_unit(office, "กลุ่มงานบัญชี", under=unit, short_name="กบช.")
    subjects = {
        "การเบิกจ่ายงบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. 2568": "ปกติ",
        "ขอให้ส่งรายงานผลการดำเนินงานโดยด่วน": "ด่วนที่สุด",
        "แจ้งกำหนดการอบรม": "ด่วน",
    }
    sent = [
        factories.a_sent_letter(
            office,
            factories.a_registered_letter(
                office, live.unit, live.clerk, subject=subject, urgency=urgency
            ),
            live.unit,
            unit,
            by=live.clerk,
        )
        for subject, urgency in subjects.items()
    ]
    return Division(unit, clerk, head, sent)


def enter(page: Page, live: Live, login: str) -> None:
    page.goto(f"{live.url}/sign-in")
    page.fill("#login", login)
    page.fill("#password", factories.PASSWORD)
    press(page, "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def states(live: Live, division: Division) -> list[State]:
    with live.office.database.reading() as session:
        wanted = select(Assignment).where(Assignment.to_unit_id == division.unit.id)
        return sorted(one.state for one in session.exec(wanted))


def test_letters_are_received_and_acknowledged_by_keyboard_alone(
    live: Live, division: Division, open_page: Open
) -> None:
    page = open_page()
    enter(page, live, "low")
    press(page, "g")
    press(page, "b")
    page.wait_for_url("**/routing/basket")
    press(page, "j")
    expect(page.locator(":focus")).to_have_text("ขอให้ส่งรายงานผลการดำเนินงานโดยด่วน")
    press(page, "Enter")
    page.wait_for_url("**/routing/assignments/*")
    press(page, "Enter")
    page.wait_for_url("**/routing/received*")
    expect(page.locator(".stamp-number strong")).to_have_text("1")
    press(page, "Enter")
    page.wait_for_url("**/routing/assignments/*")
    press(page, "g")
    press(page, "b")
    page.wait_for_url("**/routing/basket")
    for key in ("j", "x", "j", "x"):
        press(page, key)
    expect(page.locator("input[name=chosen]:checked")).to_have_count(2)
    press(page, "Shift+A")
    page.wait_for_url("**/routing/received*")
    expect(page.locator(".stamp-number strong")).to_have_text(["2", "3"])
    assert states(live, division) == [State.RECEIVED] * 3

    head = open_page()
    enter(head, live, "head")
    head.goto(f"{live.url}/routing/basket")
    press(head, "j")
    press(head, "a")
    head.wait_for_load_state()
    expect(head.locator(".said")).to_contain_text("รับทราบ 1 ฉบับ")
    assert states(live, division).count(State.ACKNOWLEDGED) == 1
    head.wait_for_load_state()  # a page is there before the script that knows its keys
    press(head, "z")
    expect(head.locator(".said")).to_contain_text("เลิกทำ 1 ฉบับ")
    assert states(live, division).count(State.ACKNOWLEDGED) == 0


def test_every_size_shows_it_whole(
    live: Live, division: Division, open_page: Open, shot: Shot
) -> None:
    clerk = division.clerk
    for one in division.sent[1:]:
        factories.a_received_assignment(live.office, one, by=clerk)
    found: list[str] = []
    first, second = division.sent[0].id, division.sent[1].id
    for size, window in {"desktop": DESKTOP, "tablet": TABLET, "phone": PHONE}.items():
        for login, pages in {
            "low": {"basket": "/routing/basket", "receive": f"/routing/assignments/{first}"},
            "head": {
                "waiting": "/routing/basket",
                "order": f"/routing/assignments/{second}/assign",
                "received": f"/routing/received?id={second}",
                "slip": f"/routing/letters/{division.sent[1].letter_id}",
            },
        }.items():
            page = open_page(window)
            enter(page, live, login)
            for name, address in pages.items():
                answer = page.goto(live.url + address)
                assert answer is not None
                assert answer.ok, name
                shot(page, f"routing-{name}-{size}")
                wide = page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                if wide > 0:
                    found.append(f"{name} at {size}: {wide} pixels too wide")
                found += [f"{name} at {size}: {said}" for said in violations(page)]
    assert not found, "\n".join(found)
