"""Words without an end: nothing a file or a letter is called widens a page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlmodel import col, select

from intake.models import Draft
from tests.e2e.conftest import DESKTOP, PHONE, Live, sign_in
from tests.factories import a_read_draft, a_registered_letter

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]


@pytest.mark.parametrize("window", [DESKTOP, PHONE])
def test_an_endless_word_widens_no_page(
    live: Live, open_page: Open, window: tuple[int, int]
) -> None:
    endless = "x" * 200
    letter = a_registered_letter(
        live.office, live.unit, live.clerk, subject=endless * 4, reference=endless, sender=endless
    )
    a_read_draft(live.office, live.unit)
    with live.office.database.transaction() as session:
        drafts = session.exec(select(Draft).order_by(col(Draft.id))).all()
        for draft in drafts:
            draft.file_name = "x" * 255
            session.add(draft)
        done = f"/intake/drafts/{drafts[0].id}/registered"
    page = open_page(window)
    sign_in(page, live)
    for address in ("/intake/", done, "/register", f"/letters/{letter.id}"):
        page.goto(live.url + address)
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, address
