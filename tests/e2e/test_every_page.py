"""What holds for every page: readable by all, on every size, nothing cut off."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import DESKTOP, PHONE, TABLET, Live, sign_in
from tests.e2e.desks import an_order, everything_there_is
from tests.factories import a_registered_letter

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]

TWICE_AS_LARGE = (DESKTOP[0] // 2, DESKTOP[1] // 2)
"""What a desktop window holds at 200 % zoom."""


def places(live: Live) -> dict[str, str]:
    """The address of every page a clerk meets."""
    files = everything_there_is(live)
    letter = a_registered_letter(live.office, live.unit, live.clerk, subject="แจ้งกำหนดการ")
    done = max(files.values()) + 1  # the draft of that letter
    return {
        "sign-in": "/sign-in",
        "intake": "/intake/",
        "desk": f"/intake/drafts/{files['bundle']}",
        "desk-certain": f"/intake/drafts/{files['certain']}",
        "desk-digits": f"/intake/drafts/{files['digits']}",
        "desk-failed": f"/intake/drafts/{files['failed']}",
        "stuck": f"/intake/drafts/{files['locked']}/stuck",
        "arrange": f"/intake/drafts/{files['bundle']}/arrange",
        "registered": f"/intake/drafts/{done}/registered",
        "copy": f"/letters/{letter.id}/copy",
        "verify": "/verify?code=none",
        "verified": f"/verify/{an_order(live, letter).code}",
        "register": "/register",
        "letter": f"/letters/{letter.id}",
        "chain": f"/letters/{letter.id}/chain",
        "alike": f"/search/like/{letter.id}",
        "numbers": f"/register/{live.unit.id}/numbers",
        "deadlines": f"/routing/letters/{letter.id}/deadlines",
        "calendar": "/calendar/2568",
        "calendar-import": "/calendar/2568/import",
        "keys": "/keys",
        "password": "/password",
        "condition": "/condition",
        "ledger": "/intake/ledger",
        "not-found": "/intake/drafts/999",
    }


def test_no_page_scrolls_sideways_or_shuts_anybody_out(
    live: Live, open_page: Open, shot: Shot
) -> None:
    found: list[str] = []
    addresses = places(live)
    sizes = {"desktop": DESKTOP, "tablet": TABLET, "phone": PHONE, "zoomed": TWICE_AS_LARGE}
    for size, window in sizes.items():
        page = open_page(window)
        sign_in(page, live)
        for name, address in addresses.items():
            page.goto(live.url + address)
            shot(page, f"{name}-{size}")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                found.append(f"{name} at {size}: {wide} pixels too wide")
            if size in {"desktop", "phone"}:
                found += [f"{name} at {size}: {said}" for said in violations(page)]
    assert not found, "\n".join(found)


def violations(page: Page) -> list[str]:
    """What axe says against a page, rule by rule with the elements."""
    response = Axe().run(page).response
    return [
        f"{rule['id']}: {[node['target'] for node in rule['nodes']]}"
        for rule in response["violations"]
    ]


def test_nothing_is_lost_in_the_dark(live: Live, open_page: Open, shot: Shot) -> None:
    addresses = places(live)
    page = open_page()
    page.emulate_media(color_scheme="dark")
    sign_in(page, live)
    found = []
    for name in ("intake", "desk", "arrange", "registered"):
        page.goto(live.url + addresses[name])
        shot(page, f"{name}-dark")
        found += [f"{name}: {said}" for said in violations(page)]
    assert not found, "\n".join(found)
