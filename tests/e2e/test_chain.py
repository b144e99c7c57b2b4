"""A letter's chain in the browser: read by everybody, walked by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, Live, press, sign_in
from tests.e2e.test_every_page import violations
from tests.factories import a_registered_letter

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_the_picture_is_readable_on_a_phone_and_its_boxes_are_links(
    live: Live, open_page: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    day = "2025-04-01"
    known = a_registered_letter(
        live.office, live.unit, live.clerk, reference="กค 0402.2/ว24", date=day
    )
    cites = [{"reference": one, "date": day} for one in ("กค 0402.2/ว24", "ทส 0906.704/2817-2819")]
    letter = a_registered_letter(
        live.office, live.unit, live.clerk, reference="นร 0106/77", date=day, refers_to=cites
    )
    for number in range(3):
        a_registered_letter(
            live.office,
            live.unit,
            live.clerk,
            reference=f"อบ 0003/{number}",
            refers_to=[{"reference": "นร 0106/77", "date": day}],
        )
    for size, window in {"desktop": DESKTOP, "phone": PHONE}.items():
        page = open_page(window)
        sign_in(page, live)
        page.goto(f"{live.url}/letters/{letter.id}")
        page.get_by_text("แผนภาพความเกี่ยวข้อง").click()
        box = page.locator(f"svg.chain a[href='/letters/{known.id}']")
        expect(box).to_be_visible()
        box.scroll_into_view_if_needed()
        shot(page, f"chain-{size}")
        assert not violations(page)
        box.focus()
        press(page, "Enter")
        expect(page).to_have_url(f"{live.url}/letters/{known.id}")
