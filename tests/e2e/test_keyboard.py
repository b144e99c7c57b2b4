"""The clerk's day without touching the mouse."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, Live, press, sign_in
from tests.e2e.desks import (
    a_certain_file,
    a_doubtful_bundle,
    a_letter_of_doubtful_digits,
    letters_of,
    state_of,
)
from tests.factories import a_pdf

pytestmark = pytest.mark.e2e

Open = Callable[..., Page]


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.id")
    return name


def test_a_certain_letter_is_registered_with_two_key_presses(live: Live, open_page: Open) -> None:
    draft = a_certain_file(live)
    page = open_page()
    sign_in(page, live)
    press(page, "Enter")
    page.wait_for_url(f"**/drafts/{draft}")
    press(page, "Control+Enter")
    page.wait_for_url("**/registered")
    expect(page.locator(".stamp-number strong")).to_have_text("1")


def test_enter_walks_through_the_doubts_and_a_digit_decides(live: Live, open_page: Open) -> None:
    a_doubtful_bundle(live)
    page = open_page()
    sign_in(page, live)
    press(page, "Enter")
    page.wait_for_url("**/drafts/*")
    assert focused(page) == "letters.1.reference-choice-1"
    expect(page.locator('[id="box-letters.1.reference-0"]')).to_have_class("shown")
    press(page, "Enter")
    assert focused(page) == "letters.1.reference-choice-1"  # a conflict is not accepted unseen
    expect(page.locator("#desk-says")).to_contain_text("ขัดแย้ง")
    press(page, "2")
    expect(page.locator('[id="letters.1.reference"]')).to_have_value("กค 0402.2/ว125")
    assert focused(page) == "letters.1.date"
    press(page, "Shift+Enter")
    assert focused(page).startswith("letters.1.reference")
    press(page, "Enter")
    press(page, "Enter")
    assert focused(page) == "letters.1.receipts.0.time"
    page.keyboard.type("16.07")
    press(page, "Enter")
    assert focused(page) == "register"
    press(page, "Control+Enter")
    page.wait_for_url("**/registered")
    (_, receipt), (inner, none) = letters_of(live)
    assert receipt is not None
    assert none is None
    assert inner.reference == "กค 0402.2/ว125"
    assert inner.details["receipts"][0]["time"] == "16.07"


@pytest.mark.parametrize("window", [DESKTOP, PHONE])
def test_one_digit_chooses_among_the_values_a_number_may_have(
    live: Live, open_page: Open, window: tuple[int, int]
) -> None:
    a_letter_of_doubtful_digits(live)
    page = open_page(window)
    sign_in(page, live)
    press(page, "Enter")
    page.wait_for_url("**/drafts/*")
    number = page.locator('[id="letters.0.reference"]')
    assert focused(page) == "letters.0.reference-choice-1"
    expect(number).to_have_value("กค 0402.2/ว24")  # the likeliest, which Enter would accept
    entry = page.locator('[data-entry="letters.0.reference"]')
    expect(entry.locator(".reading").nth(2)).to_contain_text("โอกาสถูก 10%")
    expect(entry.locator(".cut")).to_have_count(1)
    press(page, "2")
    expect(number).to_have_value("กค 0402.2/ว29")
    assert focused(page) == "register"
    press(page, "z")
    expect(number).to_have_value("กค 0402.2/ว24")
    press(page, "3")
    press(page, "Control+Enter")
    page.wait_for_url("**/registered")
    ((letter, _),) = letters_of(live)
    assert letter.reference == "กค 0402.2/ว21"


def test_z_takes_the_last_decision_back(live: Live, open_page: Open) -> None:
    a_doubtful_bundle(live)
    page = open_page()
    sign_in(page, live)
    press(page, "Enter")
    page.wait_for_url("**/drafts/*")
    press(page, "1")
    expect(page.locator('[id="letters.1.reference"]')).to_have_value("กค 0402.2/ว24")
    page.locator("#register").focus()
    press(page, "z")
    expect(page.locator('[id="letters.1.reference"]')).to_have_value("")
    assert focused(page) == "letters.1.reference-choice-1"
    mark = page.locator('[data-entry="letters.1.reference"] .mark').first
    expect(mark).to_have_text("≠ ขัดแย้ง")


def test_registering_over_open_doubts_asks_once(live: Live, open_page: Open) -> None:
    draft = a_doubtful_bundle(live)
    page = open_page()
    sign_in(page, live)
    press(page, "Enter")
    page.wait_for_url("**/drafts/*")
    press(page, "Control+Enter")
    expect(page.locator("#desk-says")).to_contain_text("ยังมี 3 ช่องที่ต้องตรวจ")
    assert state_of(live, draft) == "read"
    press(page, "Control+Enter")
    expect(page.locator(".invalid-feedback").first).to_contain_text("ค่าขัดแย้งกัน")
    assert letters_of(live) == []


def test_a_value_corrected_survives_a_closed_window(live: Live, open_page: Open) -> None:
    draft = a_doubtful_bundle(live)
    page = open_page()
    sign_in(page, live)
    page.goto(f"{live.url}/intake/drafts/{draft}")
    page.locator('[id="letters.1.date"]').fill("26/4/68")
    with page.expect_response("**/letters/1"):
        page.locator('[id="letters.1.date"]').press("Enter")
    page.reload()
    expect(page.locator('[id="letters.1.date"]')).to_have_value("26 เม.ย. 2568")


def test_a_file_is_chosen_and_sent_by_keyboard(live: Live, open_page: Open, tmp_path: Path) -> None:
    chosen = tmp_path / "หนังสือเวียน.pdf"
    chosen.write_bytes(a_pdf())
    page = open_page()
    sign_in(page, live)
    page.locator("#files").focus()
    with page.expect_file_chooser() as chooser:
        press(page, "Space")
    chooser.value.set_files(chosen)
    press(page, "Tab", "Enter")
    expect(page.get_by_role("cell", name="หนังสือเวียน.pdf")).to_be_visible()


def test_keys_sleep_while_somebody_types(live: Live, open_page: Open) -> None:
    draft = a_certain_file(live)
    page = open_page()
    sign_in(page, live)
    page.goto(f"{live.url}/intake/drafts/{draft}")
    subject = page.locator('[id="letters.0.subject"]')
    subject.fill("")
    subject.press_sequentially("g i 1 z ? -")
    expect(subject).to_have_value("g i 1 z ? -")
    assert page.url.endswith(f"/drafts/{draft}")


def test_j_and_k_walk_through_the_list(live: Live, open_page: Open) -> None:
    a_certain_file(live, "เรื่องแรก")
    a_certain_file(live, "เรื่องที่สอง")
    page = open_page()
    sign_in(page, live)
    press(page, "j")
    expect(page.get_by_role("link", name="เรื่องที่สอง")).to_be_focused()
    press(page, "k")
    expect(page.get_by_role("link", name="เรื่องแรก")).to_be_focused()
