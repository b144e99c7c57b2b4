"""Chromium, and an office behind a real socket for it to look at."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

import app
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.worker import Worker
from tests import factories

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# How many keys the pages of a window heard, over all that one led to; -1 without scripts.
LISTENS = """
sessionStorage.heard ??= 0;
addEventListener("keydown", () => { sessionStorage.heard -= -1; }, true);
"""
HEARD = "Number(sessionStorage.heard ?? -1)"

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
        if scripts:
            context.add_init_script(LISTENS)
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
    served = closing_answers(app.create_app(office))
    server = make_server("127.0.0.1", 0, served, threaded=True)
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


def closing_answers(served: "WSGIApplication") -> "WSGIApplication":
    """Close the file of an answer even where the browser hung up on it.

    Werkzeug's server, which only tests use, reads what is left of the request before it
    closes an answer; where the socket is gone that fails, and the file stays open.
    """

    def answering(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with closing(ClosingIterator(served(environ, start_response))) as answer:
            yield from answer

    return answering


def sign_in(page: Page, live: Live) -> None:
    page.goto(f"{live.url}/sign-in")
    page.fill("#login", "clerk")
    page.fill("#password", factories.PASSWORD)
    press(page, "Enter")
    page.wait_for_url(f"{live.url}/intake/")


def press(page: Page, *keys: str) -> None:
    """Press one key after another, each on a page that hears it.

    A page that has loaded may not have been painted yet: its autofocus then rests on nothing,
    and Chromium drops keys. So the first picture is waited for, and a key that the window has
    not heard of within two seconds is pressed again. Without scripts nobody can say what was
    heard.
    """
    for key in keys:
        page.wait_for_load_state("load")
        until(lambda: page.evaluate("performance.getEntriesByType('paint').length") > 0)
        unheard = page.evaluate(HEARD)
        page.keyboard.press(key)
        if unheard >= 0 and not until(partial(has_heard_more_than, page, unheard), seconds=2):
            page.keyboard.press(key)


def has_heard_more_than(page: Page, keys: int) -> bool:
    """Whether a key came through, also one that led to another page."""
    heard: int = page.evaluate(HEARD)
    return heard > keys


def until(true: Callable[[], bool], *, seconds: float = 20) -> bool:
    """Ask a page again and again, also while it gives way to the next; say whether it came true."""
    for _ in range(int(seconds * 50)):
        with suppress(PlaywrightError):  # the page it was asked of has just gone
            if true():
                return True
        time.sleep(0.02)
    return False
