"""Chromium, and an office behind a real socket for it to look at."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

import app
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.worker import Worker
from tests import factories

DESKTOP = (1440, 900)
TABLET = (768, 1024)
PHONE = (390, 844)

expect.set_options(timeout=20_000)  # on a busy machine a page may be late without being wrong


@dataclass(frozen=True)
class Live:
    """An office that answers, with one clerk in it."""

    url: str
    office: Office
    unit: Unit
    clerk: Actor

    def work(self) -> None:
        """Do every job that waits."""
        worker = Worker(self.office.database, self.office.clock, app.handlers(self.office))
        while worker.run_one():
            pass


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without its sandbox because tests may run as root."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not on this machine; ./saraban test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window of some size, with or without scripts; a script's error fails the test."""
    opened = []
    faults: list[str] = []

    def new(size: tuple[int, int] = DESKTOP, *, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
        )
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield new
    for context in opened:
        context.close()
    assert faults == []


@pytest.fixture
def live(office: Office) -> Iterator[Live]:
    server = make_server("127.0.0.1", 0, app.create_app(office), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    unit = factories.an_agency(office, "สำนักงานปั้นฐุตัวอย่าง")
    clerk = factories.a_clerk(office, unit, login="clerk", name="นางสาวญู่ ปั้นดี")
    yield Live(f"http://127.0.0.1:{server.port}", office, unit, clerk)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def shot(tmp_path: Path) -> Callable[[Page, str], None]:
    """Keep a picture of the window for people to look at, in ``SARABAN_SCREENSHOTS``."""
    folder = Path(os.environ.get("SARABAN_SCREENSHOTS") or tmp_path / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    return keep


def sign_in(page: Page, live: Live) -> None:
    page.goto(f"{live.url}/sign-in")
    page.fill("#login", "clerk")
    page.fill("#password", factories.PASSWORD)
    press(page, "Enter")
    page.wait_for_url(f"{live.url}/intake/")


def press(page: Page, *keys: str) -> None:
    """Press one key after another, on a page whose scripts have begun to listen.

    A page is on screen before its scripts run, so a key pressed at first sight is lost.
    """
    for key in keys:
        page.wait_for_load_state("load")
        page.keyboard.press(key)
