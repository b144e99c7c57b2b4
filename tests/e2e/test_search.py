"""Searching by keyboard, on every size, with and without scripts."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from registry.vocabulary import Urgency
from search.engine import open_engine
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE, TABLET, Live, press, sign_in
from tests.e2e.test_every_page import TWICE_AS_LARGE, violations
from tests.search.indexed import work_off

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]

SUBJECTS = (
    "ขอเชิญประชุมคณะกรรมการจัดซื้อจัดจ้างและบริหารพัสดุภาครัฐ ครั้งที่ 2/2568",
    "การเบิกจ่ายงบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. 2568 ไปพลางก่อน",
    "ซักซ้อมแนวทางการใช้จ่ายเงินนอกงบประมาณสมทบงบประมาณรายจ่าย",
)


@pytest.fixture
def library(live: Live) -> Live:
    """The office with letters that the index holds."""
    for number, subject in enumerate(SUBJECTS * 8):
        factories.a_registered_letter(
            live.office,
            live.unit,
            live.clerk,
            subject=subject,
            reference=f"กค 0402.2/ว{24 + number}",
            urgency=Urgency.MOST_URGENT if number % 3 == 0 else Urgency.NORMAL,
        )
    work_off(live.office, open_engine(live.office))
    return live


def test_a_letter_is_found_and_opened_without_the_mouse(library: Live, open_page: Open) -> None:
    page = open_page()
    sign_in(page, library)
    press(page, "g")
    press(page, "f")
    expect(page.locator("h1")).to_have_text("ค้นหนังสือ")
    press(page, "/")
    page.keyboard.type("ว ๒๕ งบประมาณ")
    press(page, "Enter")
    expect(page.locator("mark").first).to_have_text("งบประมาณ")
    expect(page.locator(".hits > li")).to_have_count(1)
    page.locator("#q").blur()
    press(page, "j")
    press(page, "Enter")
    expect(page.locator("h1")).to_contain_text("การเบิกจ่ายงบประมาณ")


def test_the_head_of_every_page_searches_and_leaves_a_page_its_own_key(
    library: Live, open_page: Open, shot: Shot
) -> None:
    page = open_page()
    sign_in(page, library)
    press(page, "/")
    expect(page.locator("#search-for")).to_be_focused()
    page.keyboard.type("ว ๒๕")
    press(page, "Enter")
    expect(page.locator("#q")).to_have_value("ว ๒๕")
    expect(page.locator(".hits > li")).to_have_count(1)
    page.goto(f"{library.url}/register")
    press(page, "/")
    expect(page.locator("main [data-key='/']")).to_be_focused()
    plain = open_page(PHONE, scripts=False)
    sign_in(plain, library)
    shot(plain, "search-head-phone")
    plain.fill("#search-for", "งบประมาณ")
    plain.locator("#search-for").press("Enter")
    expect(plain.locator(".hits > li")).to_have_count(16)


BODY = """ที่ กค ๐๔๐๒.๒/ว ๒๔
เรื่อง การเบิกเงินฝากคลัง
เรียน ผู้อำนวยการสำนักงาน
ด้วยคณะกรรมการได้ประชุมพิจารณาแล้ว
จึงขอแจ้งให้ทราบและถือปฏิบัติ
นายสมชาติ ปัญญาเลิศ
อธิบดีกรมตัวอย่าง"""
PAGE_7 = """สิ่งที่ส่งมาด้วย
ให้ทุกส่วนราชการเร่งรัด
รายจ่ายลงทุนให้แล้วเสร็จ
ภายในไตรมาสที่สอง"""


FOUND = (
    ("๐๔๐๒.๒", 1, ["ที่ กค ๐๔๐๒.๒/ว ๒๔"]),
    ("ว24", 1, ["ที่ กค ๐๔๐๒.๒/ว ๒๔"]),
    ("ประชุม", 1, ["ด้วยคณะกรรมการได้ประชุมพิจารณาแล้ว"]),
    ("ปัญญาเลิศ", 1, ["นายสมชาติ ปัญญาเลิศ"]),
    ('"เร่งรัดรายจ่ายลงทุน"', 7, ["ให้ทุกส่วนราชการเร่งรัด", "รายจ่ายลงทุนให้แล้วเสร็จ"]),
)
"""What is typed, the page it opens, and the lines it stands on."""


@pytest.mark.parametrize(
    ("size", "scripts"),
    [(DESKTOP, True), (DESKTOP, False), (PHONE, True)],
    ids=["scripts", "plain", "phone"],
)
def test_a_hit_opens_the_right_page_with_boxes_on_the_right_lines(
    live: Live, open_page: Open, shot: Shot, size: tuple[int, int], *, scripts: bool
) -> None:
    texts = [BODY, *["รายละเอียดประกอบ"] * 5, PAGE_7]
    readings = [factories.a_reading(number, text) for number, text in enumerate(texts, 1)]
    factories.a_registered_letter(
        live.office,
        live.unit,
        live.clerk,
        subject="การเบิกเงินฝากคลัง",
        reference="กค 0402.2/ว24",
        readings=readings,
        pictures=[factories.a_drawn_page(reading) for reading in readings],
    )
    work_off(live.office, open_engine(live.office))
    page = open_page(size, scripts=scripts)
    page.emulate_media(reduced_motion="reduce")  # what still scrolls cannot be measured
    sign_in(page, live)
    for nth, (typed, sheet, lines) in enumerate(FOUND):
        page.goto(f"{live.url}/search/?q={quote(typed)}")
        page.locator(".hits a").first.press("Enter")
        expect(page.get_by_text(f"หน้า {sheet} จาก 7", exact=True)).to_be_visible()
        page.locator(".outlines rect").first.scroll_into_view_if_needed()
        shot(page, f"hit-{nth}-{size[0]}")
        right = [line.box for line in readings[sheet - 1].lines if line.text in lines]
        # A box is as much larger as its outline is thick; lines stand 80 apart.
        assert places_of_boxes(page) == [pytest.approx(box, abs=15) for box in right]


def places_of_boxes(page: Page) -> list[tuple[float, ...]]:
    """Where the boxes lie over the picture, in pixels of the page at 300 dpi."""
    picture = page.locator(".sheet img").bounding_box()
    assert picture is not None
    scale = factories.A4_PIXELS[0] / picture["width"]
    found = []
    for box in page.locator(".outlines rect").all():
        seen = box.bounding_box()
        assert seen is not None
        left, top = seen["x"] - picture["x"], seen["y"] - picture["y"]
        sides = (left, top, left + seen["width"], top + seen["height"])
        found.append(tuple(side * scale for side in sides))
    return found


def test_search_works_without_scripts(library: Live, open_page: Open) -> None:
    page = open_page(scripts=False)
    sign_in(page, library)
    page.goto(f"{library.url}/search/?q={quote('กรรมการ')}&sort=newest")
    expect(page.locator(".hits > li")).to_have_count(8)
    page.fill("#q", "๐๔๐๒.๒")
    page.click("form[role=search] button")
    page.click("a[rel=next]")
    expect(page.get_by_text("หน้า 2 จาก")).to_be_visible()


def test_the_page_fits_everybody(library: Live, open_page: Open, shot: Shot) -> None:
    places = {
        "search-empty": "",
        "search-results": f"?q={quote('งบประมาณ การเบิกจ่าย')}",
        "search-facets": f"?q={quote('2568')}&unit={library.unit.id}",
        "search-none": f"?q={quote('ฎีกา')}",
        "search-refused": f"?q={quote('รับ:เมื่อวาน')}",
        "search-hit": f"letters/1/1?q={quote('การเบิกจ่าย')}",
    }
    found: list[str] = []
    sizes = {"desktop": DESKTOP, "tablet": TABLET, "phone": PHONE, "zoomed": TWICE_AS_LARGE}
    for size, window in sizes.items():
        page = open_page(window)
        sign_in(page, library)
        for name, query in places.items():
            page.goto(f"{library.url}/search/{query}")
            shot(page, f"{name}-{size}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            found += [f"{name} at {size}: {wide} pixels too wide"] if wide > 0 else []
            if size in {"desktop", "phone"}:
                found += [f"{name} at {size}: {said}" for said in violations(page)]
    assert found == []
