"""The main job, as a newcomer does it: from the set-up link to the printed register."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import ROOT
from tests.e2e.conftest import press
from tests.test_serving import Running

pytestmark = [pytest.mark.e2e, pytest.mark.ocr, pytest.mark.timeout(600)]

BUNDLE = ROOT / "intake" / "samples" / "1-circular-bundle.pdf"
PASSWORD = "ปั้นน้ำเป็นตัว"
READING_TAKES = 300_000
"""Milliseconds to wait for the reading of the bundle on a busy machine."""

Shot = Callable[[Page, str], None]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    office = Running(tmp_path / "data")
    yield office
    if office.process.poll() is None:
        office.stop()
    assert office.process.stdout is not None
    office.process.stdout.close()


def words(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def set_up(page: Page, link: str) -> None:
    page.goto(link)
    page.fill("#agency", "สำนักงานประมงจังหวัดตัวอย่าง")
    page.fill("#name", "นางสาวสมศรี ปั้นดี")
    page.fill("#login", "somsri")
    page.fill("#password", PASSWORD)
    page.check("#is_clerk")
    press(page, "Enter")
    page.wait_for_url("**/sign-in*")
    page.fill("#login", "somsri")
    page.fill("#password", PASSWORD)
    press(page, "Enter")


CORRECTED = {
    "letters.0.reference": "กษ 0899.47/ว226",
    "letters.0.date": "4 พ.ย. 2568",
    "letters.0.sender": "สำนักงานเกษตรอำเภอบ้านสวนหลวง",
    "letters.0.subject": "แจ้งกำหนดการตรวจประเมินห้องสมุดของหน่วยงาน",
    "letters.0.phone": "0 2847 1751",
    "letters.1.reference": "ศธ 0788/ว403",
    "letters.1.date": "30 ตุลาคม 2568",
    "letters.1.phone": "0 2422 5637",
    "letters.1.refers_to.0.reference": "อว 0699.07/ว76951",
    "letters.1.refers_to.0.date": "18/8/68",
    "letters.1.receipts.0.date": "3 พ.ย. 68",
    "letters.1.receipts.1.date": "3 พ.ย. 68",
    "letters.1.receipts.1.number": "5979",
}
"""What stands on the paper; typed where the desk asks to look."""


def decide_every_doubt(page: Page) -> None:
    """Look where the desk asks to look, and type what the paper says."""
    for _ in range(60):
        focused: str = page.evaluate("document.activeElement.id")
        if focused == "register":
            return
        name = re.sub(r"-choice-.*", "", focused)
        if name in CORRECTED:
            page.locator(f'[id="{name}"]').fill(CORRECTED[name])
        press(page, "1" if focused != name and name not in CORRECTED else "Enter")
    pytest.fail("the desk never came to its end")


def bring_in(page: Page, shot: Shot) -> None:
    """Upload the bundle and wait, looking again whenever the page says that it has grown old."""
    expect(page.get_by_text("ยังไม่มีไฟล์เข้ามาวันนี้")).to_be_visible()
    shot(page, "1-empty-intake")
    page.set_input_files("#files", BUNDLE)
    page.get_by_role("button", name="ส่งเข้าระบบ").click()
    expect(page.get_by_role("heading", name="กำลังอ่าน")).to_be_visible()
    shot(page, "2-reading")
    waiting = page.get_by_role("heading", name="รอตรวจ")
    for _ in range(20):
        page.get_by_role("link", name="แสดงรายการล่าสุด").click(timeout=READING_TAKES)
        page.wait_for_load_state()
        if waiting.count():
            break
    expect(waiting).to_be_visible()
    shot(page, "3-to-check")


def check_and_register(page: Page, shot: Shot) -> None:
    press(page, "Enter")
    page.wait_for_url("**/intake/drafts/1")
    shot(page, "4-desk")
    page.get_by_role("link", name="จัดหน้าและแยกฉบับ").click()
    page.locator("#under-1").select_option("0")
    page.locator("#pile-1").get_by_role("button", name="บันทึก").click()
    expect(page.locator("#under-1")).to_have_value("0")
    shot(page, "5-arranged")
    page.get_by_role("link", name="จัดเสร็จแล้ว").click()
    decide_every_doubt(page)
    shot(page, "6-checked")
    press(page, "Control+Enter")
    page.wait_for_url("**/registered")
    expect(page.locator(".stamp-number strong")).to_have_text("1")


def downloaded(page: Page, link: Locator, place: Path) -> str:
    """Download what a link gives; return the words a reader finds in it."""
    with page.expect_download() as download:
        link.click()
    download.value.save_as(place)
    return words(place)


def test_from_the_set_up_link_to_the_printed_register(
    running: Running, open_page: Callable[..., Page], shot: Shot, tmp_path: Path
) -> None:
    link = re.search(r"http\S+", running.wait_for("ตั้งหน่วยงานครั้งแรก"))
    assert link is not None
    page = open_page()
    set_up(page, link[0])
    bring_in(page, shot)
    check_and_register(page, shot)
    stamped = page.get_by_role("link", name="พิมพ์ตรา")
    expect(stamped).to_be_visible(timeout=60_000)
    shot(page, "7-registered")
    assert "เลขรับ" in downloaded(page, stamped, tmp_path / "stamped.pdf")

    press(page, "g")
    press(page, "r")
    page.wait_for_url("**/register*")
    row = page.locator(".register tbody tr", has=page.get_by_role("link"))
    expect(row).to_contain_text("กษ 0899.47/ว226")
    shot(page, "8-register")
    printed = page.get_by_role("link", name="พิมพ์แบบที่ 13")
    assert "ทะเบียนหนังสือรับ" in downloaded(page, printed, tmp_path / "register.pdf")
    row.get_by_role("link").first.click()
    page.wait_for_url("**/letters/*")
    shot(page, "9-letter")

    check = [sys.executable, "-m", "flask", "registry", "check"]
    found = subprocess.run(
        check, cwd=ROOT, env=running.env, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout.strip()) == (0, "ไม่พบข้อผิดปกติ")
    assert running.stop() == 0
