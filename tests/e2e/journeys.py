"""Acting in a browser as the officers of an office whose clock goes on."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, expect

from registry import registering
from registry.people import Actor
from registry.people_models import Unit
from registry.thai import BANGKOK
from registry.vocabulary import BookKind, Role
from tests import factories
from tests.e2e.conftest import Live, press
from tests.fakes import FixedClock

Open = Callable[..., Page]
Shot = Callable[[Page, str], None]

WORKERS = (
    ("clerk", "เจ้าพนักงานธุรการ", Role.CLERK),
    ("head", "หัวหน้าหน่วยงาน", Role.HEAD),
    ("staff", "นักวิชาการ", Role.STAFF),
)


@dataclass
class Journey:
    """An office whose clock goes on, and whoever acts in it at that moment."""

    live: Live
    open_page: Open
    shot: Shot
    name: str
    downloads: Path
    step: int = 0

    def unit(
        self, name: str, short: str, *, first: int, under: Unit | None = None, code: str = ""
    ) -> Unit:
        """Found a unit with a clerk, a head and staff, whose next receipt number is ``first``.

        Their logins are the unit's short name and ``-clerk``, ``-head``, ``-staff``.
        """
        office = self.live.office
        unit = factories.a_unit(office, name, under=under or self.live.unit, short_name=short)
        for role, position, held in WORKERS:
            self.officer(unit, f"{short}-{role}", position, held)
        if code:
            with office.database.transaction() as session:
                session.get_one(Unit, unit.id).code = code
        self.next_number(unit, first)
        return unit

    def officer(self, unit: Unit, login: str, position: str, role: Role) -> Actor:
        """Let somebody work in a unit."""
        name = f"{position} {login}"
        return factories.a_clerk(
            self.live.office, unit, login=login, name=name, position=position, roles=[role]
        )

    def next_number(self, unit: Unit, first: int, kind: BookKind = BookKind.RECEIVED) -> None:
        """Go on from a paper book."""
        clerk = factories.a_clerk(self.live.office, unit)
        with self.live.office.database.transaction() as session:
            now = self.live.office.clock.now()
            registering.open_book(session, unit.id or 0, first, by=clerk, at=now, kind=kind)

    def at(self, moment: str) -> None:
        """Let it be a moment in Bangkok: ``2025-05-02 14:51``."""
        clock = self.live.office.clock
        assert isinstance(clock, FixedClock)
        clock.time = dt.datetime.fromisoformat(moment).replace(tzinfo=BANGKOK)

    def by(self, login: str) -> Page:
        """Sit down as an officer."""
        page = self.open_page()
        page.goto(f"{self.live.url}/sign-in")
        page.fill("#login", login)
        page.fill("#password", factories.PASSWORD)
        press(page, "Enter")
        page.wait_for_url(lambda address: "sign-in" not in address)
        return page

    def keep(self, page: Page, what: str) -> None:
        """Keep a picture for people to look at."""
        self.step += 1
        self.shot(page, f"{self.name}-{self.step:02}-{what}")

    def register(self, page: Page, number: str) -> None:
        """Register the file that lies on the desk."""
        page.goto(f"{self.live.url}/intake/drafts/1")
        press(page, "Control+Enter")
        page.wait_for_url("**/registered")
        expect(page.locator(".stamp-number strong")).to_have_text(number)
        self.keep(page, "registered")
        self.live.work()

    def tick(self, page: Page, letter_id: int, units: dict[str, str]) -> None:
        """Send a letter by the grid to units, by full name, each for its purpose."""
        page.goto(f"{self.live.url}/routing/letters/{letter_id}/send")
        for name, purpose in units.items():
            box = page.locator(f'[data-box][data-words$=" {name}"]')
            if not box.is_visible():
                page.get_by_text("หน่วยงานอื่น", exact=True).click()
            box.locator(f'label[title="{purpose}"]').click()
        self.keep(page, "grid")
        page.click("#send")
        page.wait_for_url("**/sent/*")

    def receive(self, page: Page, number: str) -> None:
        """Give the one letter in the basket the unit's next number."""
        page.goto(f"{self.live.url}/routing/basket")
        self.keep(page, "basket")
        page.locator("tr[data-row] a").first.click()
        page.wait_for_url("**/assignments/*")
        page.get_by_role("button", name="ลงรับ").click()
        page.wait_for_url("**/received*")
        expect(page.locator(".stamp-number strong")).to_have_text(number)
        self.keep(page, "received")
        self.live.work()

    def open_copy(self, page: Page, letter_id: int, unit: Unit) -> None:
        """Open the unit's copy of a letter."""
        page.goto(f"{self.live.url}/routing/letters/{letter_id}")
        page.locator("#slip").get_by_role("link", name=unit.name, exact=True).click()
        page.wait_for_url("**/assignments/*")

    def write(self, page: Page, kind: str, text: str) -> None:
        """Write a note on the copy that is open."""
        page.get_by_text("เขียนเกษียน", exact=True).click()
        page.locator("#kind").select_option(label=kind)
        page.fill("#note-text", text)
        page.locator("form", has=page.locator("#note-text")).get_by_role("button").click()
        expect(page.locator("#messages")).to_contain_text("บันทึกเกษียนแล้ว")
        self.keep(page, "note")

    def acknowledge(self, page: Page, text: str) -> None:
        """Write ทราบ on the copy that is open."""
        if not page.locator("#acknowledge-text").is_visible():
            page.get_by_text("รับทราบ", exact=True).click()
        page.fill("#acknowledge-text", text)
        page.locator("form", has=page.locator("#acknowledge-text")).get_by_role("button").click()
        expect(page.locator("#messages")).to_contain_text("รับทราบแล้ว")
        self.keep(page, "acknowledged")

    def pass_on(
        self, page: Page, approver: str, letter_id: int, *, kind: str, series: str, to: str
    ) -> str:
        """Write a cover for a letter, and let another officer issue it; return its ที่."""
        page.goto(f"{self.live.url}/letters/{letter_id}")
        page.get_by_role("link", name="จัดทำหนังสือนำส่ง").click()
        page.locator("#kind").select_option(label=kind)
        page.get_by_role("button", name="เริ่มร่าง").click()
        page.locator("#series").select_option(label=series)
        page.get_by_label("ถึง", exact=True).fill(to)
        page.get_by_role("button", name="บันทึกร่าง").click()
        expect(page.get_by_text("บันทึกร่างแล้ว")).to_be_visible()
        self.keep(page, "cover")
        head = self.by(approver)
        head.goto(page.url)
        issue = head.get_by_role("button", name="ออกเลข")
        reference = issue.inner_text().removeprefix("ออกเลข").strip()
        issue.click()
        expect(head.locator(".number-big")).to_be_visible()
        self.live.work()
        head.reload()
        self.keep(head, "issued")
        return reference

    def copy_of(self, page: Page, letter_id: int, kind: str = "stamped") -> str:
        """Download a file of a letter; return its words, spaces left out."""
        if kind == "stamped":
            page.goto(f"{self.live.url}/letters/{letter_id}/copy")
            self.live.work()
        address = f"{self.live.url}/letters/{letter_id}/files/{kind}"
        with page.expect_download() as download:
            page.evaluate("address => { location.href = address }", address)
        self.step += 1
        place = self.downloads / f"{self.name}-{self.step:02}-{kind}.pdf"
        download.value.save_as(place)
        document = pypdfium2.PdfDocument(place)
        try:
            return "".join(
                "".join(page.get_textpage().get_text_range().split()) for page in document
            )
        finally:
            document.close()
