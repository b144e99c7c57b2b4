"""Sending by the distribution grid without touching the mouse, on every size, and unscripted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from registry.models import Letter
from registry.vocabulary import Urgency
from routing import grid_operations, rule_operations
from routing.models import Assignment
from routing.rule_operations import WrittenRule
from routing.rules import Conditions
from routing.states import Purpose, State
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE, TABLET, Live, press, sign_in
from tests.e2e.test_every_page import TWICE_AS_LARGE, violations

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]

NAMES = (
    ("สำนักงานเลขานุการกรม", "สลก."), ("กองการเจ้าหน้าที่", "กจ."), ("กองคลัง", "กค."),
    ("กองกฎหมาย", "กม."), ("กองแผนงานและงบประมาณ", "กผ."), ("กลุ่มตรวจสอบภายใน", "กตส."),
    ("กลุ่มพัฒนาระบบบริหาร", "กพร."), ("ศูนย์เทคโนโลยีสารสนเทศ", "ศทส."),
    ("กองส่งเสริมปั้นฐุญู", "กสป."), ("ศูนย์ปฏิบัติการต่อต้านการทุจริต", "ศปท."),
    ("สำนักงานจังหวัดนครศรีธรรมราช", ""), ("สถาบันพัฒนาบุคลากรท้องถิ่น", "สพบ."),
    ("กองพัฒนาระบบดิจิทัล", "กพด."),
)  # fmt: skip


@pytest.fixture
def letter(live: Live) -> Letter:
    """A letter registered in an agency of thirteen units, one with three groups of its own."""
    units = [
        factories.a_unit(live.office, name, under=live.unit, short_name=short)
        for name, short in NAMES
    ]
    for name in ("กลุ่มงานบัญชี", "กลุ่มงานพัสดุ", "กลุ่มงานงบประมาณ"):
        factories.a_unit(live.office, name, under=units[2])
    return factories.a_registered_letter(
        live.office,
        live.unit,
        live.clerk,
        subject="หลักเกณฑ์และวิธีปฏิบัติในการเบิกจ่ายเงินจากคลัง",
        urgency=Urgency.MOST_URGENT,
    )


def sent(live: Live) -> list[Assignment]:
    with live.office.database.reading() as session:
        wanted = select(Assignment).where(col(Assignment.from_unit_id).is_not(None))
        return list(session.exec(wanted.order_by(col(Assignment.id))))


def test_the_grid_is_ticked_sent_and_undone_by_keyboard_alone(
    live: Live, open_page: Open, letter: Letter
) -> None:
    page = open_page()
    sign_in(page, live)
    page.goto(f"{live.url}/routing/letters/{letter.id}/send")
    press(page, "j", "Space", "ArrowDown", "3", "j", "2", "j", "Space", "Space")
    expect(page.locator("#grid-says")).to_contain_text("เลือก 3 หน่วยงาน")
    expect(page.locator("#send")).to_contain_text("ส่ง 3 หน่วยงาน")
    press(page, "3")
    expect(page.locator("#grid-says")).to_contain_text("มีเจ้าของเรื่องได้หน่วยงานเดียว")
    press(page, "Control+Enter")
    assert sent(live) == []
    press(page, "0")
    press(page, "/")
    page.keyboard.type("บัญชี")
    press(page, "Enter", "1")
    expect(page.locator("#grid-says")).to_contain_text("เลือก 4 หน่วยงาน")
    press(page, "Control+Enter")
    page.wait_for_url("**/sent/*")
    expect(page.locator("#messages")).to_contain_text("ส่งหนังสือถึง 4 หน่วยงานแล้ว")
    assert [one.purpose for one in sent(live)] == [
        Purpose.INFORMATION, Purpose.OWNER, Purpose.ACTION, Purpose.INFORMATION,
    ]  # fmt: skip
    press(page, "z")
    page.wait_for_url("**/send")
    assert {one.state for one in sent(live)} == {State.WITHDRAWN}


def test_one_button_fills_the_grid_and_a_note_goes_to_one_unit(
    live: Live, open_page: Open, letter: Letter
) -> None:
    page = open_page()
    sign_in(page, live)
    page.goto(f"{live.url}/routing/letters/{letter.id}/send")
    page.get_by_role("button", name="ทราบทุกหน่วยงานในตาราง").click()
    expect(page.locator("#send")).to_contain_text("ส่ง 13 หน่วยงาน")
    first = page.locator("[data-box]").first
    first.get_by_text("ข้อความ", exact=False).first.click()
    first.get_by_role("textbox").fill("เก็บเรื่องด้วย")
    page.click("#send")
    page.wait_for_url("**/sent/*")
    assert [one.message for one in sent(live)] == ["เก็บเรื่องด้วย", *[""] * 12]


def test_the_grid_works_without_scripts(live: Live, open_page: Open, letter: Letter) -> None:
    page = open_page(scripts=False)
    sign_in(page, live)
    page.goto(f"{live.url}/letters/{letter.id}")
    page.get_by_role("link", name="เส้นทางหนังสือและเกษียน").click()
    page.get_by_role("link", name="เวียน/ส่งหนังสือ").click()
    boxes = page.locator("[data-box]")
    boxes.nth(0).get_by_role("radio", name="เพื่อดำเนินการ").check()
    page.get_by_role("button", name="ส่งหนังสือ").click()
    expect(page.locator("#messages")).to_contain_text("กรุณาเลือกเจ้าของเรื่องหนึ่งหน่วยงาน")
    expect(boxes.nth(0).get_by_role("radio", name="เพื่อดำเนินการ")).to_be_checked()
    boxes.nth(1).get_by_role("radio", name="เจ้าของเรื่อง").check()
    page.get_by_role("button", name="ส่งหนังสือ").click()
    page.wait_for_url("**/sent/*")
    assert len(sent(live)) == 2
    page.get_by_role("button", name="ส่งผิด").click()
    expect(page.locator("#messages")).to_contain_text("ยกเลิกการส่งทั้ง 2 หน่วยงานแล้ว")


def kept(live: Live) -> tuple[int, int]:
    """A saved grid and a rule; their ids."""
    now, unit_id = live.office.clock.now(), live.unit.id or 0
    looked_for = Conditions("กรมบัญชีกลาง", "กค 04", ("เบิกจ่าย", "พัสดุ"))
    with live.office.database.transaction() as session:
        grid = grid_operations.make_grid(session, unit_id, "ตารางประจำ", by=live.clerk, at=now)
        grid_operations.make_grid(session, unit_id, "เวียนทุกกอง", by=live.clerk, at=now)
        cells = grid_operations.cells_of(session, grid.id or 0)
        finance = cells[2].unit_id
        for place, purpose in ((0, Purpose.INFORMATION), (2, Purpose.OWNER)):
            grid_operations.set_purpose(
                session, grid.id or 0, cells[place].unit_id, purpose, by=live.clerk, at=now
            )
        rule = WrittenRule("การเบิกจ่ายไปกองคลัง", looked_for, finance, Purpose.OWNER)
        made = rule_operations.add_rule(session, unit_id, rule, by=live.clerk, at=now)
        return grid.id or 0, made.id or 0


def test_what_is_proposed_is_marked_and_taken_with_one_key(
    live: Live, open_page: Open, letter: Letter
) -> None:
    kept(live)
    page = open_page()
    sign_in(page, live)
    page.goto(f"{live.url}/routing/letters/{letter.id}/send")
    expect(page.locator(".proposed")).to_contain_text("กฎ: การเบิกจ่ายไปกองคลัง")
    expect(page.locator("#grid-says")).to_have_text("")
    press(page, "s")
    expect(page.locator("#grid-says")).to_contain_text("เลือก 1 หน่วยงาน: เจ้าของเรื่อง 1")
    press(page, "t")
    expect(page.locator("#grid-says")).to_contain_text("เลือก 2 หน่วยงาน")
    press(page, "Control+Enter")
    page.wait_for_url("**/sent/*")
    assert [one.purpose for one in sent(live)] == [Purpose.INFORMATION, Purpose.OWNER]


def test_a_grid_is_made_and_ordered_by_keyboard(
    live: Live, open_page: Open, letter: Letter
) -> None:
    page = open_page()
    sign_in(page, live)
    page.goto(f"{live.url}/routing/letters/{letter.id}/send")
    page.get_by_role("link", name="แก้ตาราง").press("Enter")
    page.locator("#name").fill("ตารางประจำ")
    press(page, "Enter")
    page.wait_for_url("**/grids/1")
    page.get_by_role("button", name="เลื่อนขึ้น กองคลัง").press("Enter")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("กค.")
    page.get_by_label("กองคลัง เมื่อเลือกตามตาราง").select_option("owner")
    page.wait_for_url("**/grids/1#box-*")
    expect(page.get_by_label("กองคลัง เมื่อเลือกตามตาราง")).to_have_value("owner")


def test_every_page_of_the_grid_fits_and_shuts_nobody_out(
    live: Live, open_page: Open, letter: Letter, shot: Shot
) -> None:
    grid, rule = kept(live)
    unit = factories.a_unit(live.office, "กองใหม่", under=live.unit, short_name="กม2.")
    factories.a_sent_letter(live.office, letter, live.unit, unit, by=live.clerk)
    first = sent(live)[0]
    places = {
        "grid": f"/routing/letters/{letter.id}/send",
        "grid-sent": f"/routing/letters/{letter.id}/sent/{first.id}",
        "grids": f"/routing/grids/{grid}",
        "rules": "/routing/rules",
        "rule": f"/routing/rules/{rule}",
    }
    sizes = {"desktop": DESKTOP, "tablet": TABLET, "phone": PHONE, "zoomed": TWICE_AS_LARGE}
    found = []
    for size, window in sizes.items():
        page = open_page(window)
        sign_in(page, live)
        for name, address in places.items():
            page.goto(live.url + address)
            if name == "grid":
                page.get_by_role("button", name="ทราบทุกหน่วยงานในตาราง").click()
            shot(page, f"{name}-{size}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                found.append(f"{name} at {size}: {wide} pixels too wide")
            found += [f"{name} at {size}: {said}" for said in violations(page)]
    assert not found, "\n".join(found)
