"""The same work where scripts are forbidden."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Live, sign_in
from tests.e2e.desks import a_certain_file, a_doubtful_bundle, letters_of
from tests.factories import a_pdf

pytestmark = pytest.mark.e2e

Open = Callable[..., Page]


def test_a_file_goes_in_and_a_bundle_becomes_letters(
    live: Live, open_page: Open, tmp_path: Path
) -> None:
    draft = a_doubtful_bundle(live)
    page = open_page(scripts=False)
    sign_in(page, live)
    chosen = tmp_path / "ใบนำส่ง.pdf"
    chosen.write_bytes(a_pdf())
    page.set_input_files("#files", chosen)
    page.click("#upload button")
    expect(page.get_by_role("cell", name="ใบนำส่ง.pdf")).to_be_visible()

    page.goto(f"{live.url}/intake/drafts/{draft}")
    expect(page.locator('[id="letter-0"]')).to_be_visible()
    expect(page.locator('[id="letter-1"]')).to_be_visible()
    page.click("#register")
    expect(page.locator('[id="letters.1.reference-fault"]')).to_be_visible()
    page.check('[id="letters.1.reference-choice-1"]')
    page.fill('[id="letters.1.date"]', "๒๖ เม.ย. ๒๕๖๘")
    page.click("#register")
    page.wait_for_url("**/registered")
    expect(page.locator(".stamp-number strong")).to_have_text("1")
    inner = letters_of(live)[1][0]
    assert (inner.reference, inner.dated) == ("กค 0402.2/ว24", "2025-04-26")

    live.work()
    page.get_by_role("link", name="ดูอีกครั้ง").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="พิมพ์ตรา").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_a_cut_out_leads_to_its_place_on_the_page(live: Live, open_page: Open) -> None:
    draft = a_doubtful_bundle(live)
    page = open_page(scripts=False)
    sign_in(page, live)
    page.goto(f"{live.url}/intake/drafts/{draft}")
    page.locator('a.cutout[href="#box-letters.1.reference-1"]').click()
    box = page.locator('[id="box-letters.1.reference-1"]')
    expect(box).to_be_in_viewport()
    assert page.url.endswith("#box-letters.1.reference-1")


def test_on_a_phone_the_picture_opens_and_closes(live: Live, open_page: Open) -> None:
    draft = a_certain_file(live)
    page = open_page((390, 844), scripts=False)
    sign_in(page, live)
    page.goto(f"{live.url}/intake/drafts/{draft}")
    paper = page.locator("#paper")
    closed = paper.bounding_box()
    page.get_by_role("link", name="เปิดภาพ").click()
    opened = paper.bounding_box()
    assert closed is not None
    assert opened is not None
    assert opened["height"] > 2 * closed["height"]
    page.get_by_role("link", name="ปิดภาพ").click()
    assert paper.bounding_box()["height"] == closed["height"]  # type: ignore[index]


def test_a_bundle_is_arranged(live: Live, open_page: Open) -> None:
    draft = a_doubtful_bundle(live)
    page = open_page(scripts=False)
    sign_in(page, live)
    page.goto(f"{live.url}/intake/drafts/{draft}/arrange")
    page.get_by_role("button", name="แยกก่อนหน้า 3").click()
    expect(page.get_by_role("heading", name="ฉบับ 3")).to_be_visible()
    page.get_by_role("button", name="รวมกับฉบับ 2").click()
    expect(page.get_by_role("heading", name="ฉบับ 3")).to_have_count(0)
