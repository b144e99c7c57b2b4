"""``./saraban bench search-page``: how soon the first result is on the screen.

An office is filled with letters drawn from a seed, indexed by its own engine and
served by its own web server. Headless Chromium opens the results page for
questions of every class of ``bench search``; the clock runs from the beginning
of the navigation until the frame with the first result has been painted.
"""

import argparse
import shutil
import socket
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from bench.machine import describe, percentile, verdict
from bench.private_office import opened, token_of, web
from bench.search_corpus import Corpus
from bench.search_queries import Costly, costly
from bench.searched_office import build_index, fill_office
from registry import auth
from registry.serving import address
from search.analyzer import Analyzer

WANTED_MS = 500
FLOOR = " floor: no query"
"""The same page before anything is asked: what server and browser take for themselves."""
WATCH = """
window.shown = new Promise((done) => {
  const wanted = ".hits > li, .search .empty, .teaching";
  const look = () => {
    if (!document.querySelector(wanted)) return requestAnimationFrame(look);
    // The frame is painted after its callbacks; a task queued there runs when that is done.
    requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0));
  };
  requestAnimationFrame(look);
});
"""
"""Tells when the first result has been painted, or what stands where none is."""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench search-page", description=__doc__)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2568)
    parser.add_argument("--queries", type=int, default=20, help="questions of each class")
    given = parser.parse_args()
    if shutil.which("chromium") is None:
        sys.exit("ต้องมี Chromium (./saraban test จะติดตั้งให้)")
    print(describe())
    print(f"seed      {given.seed}, {given.letters:,} letters\n")
    corpus = Corpus(given.seed, given.letters)
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as folder:
        of = opened(Path(folder), port=_free_port())
        start = time.perf_counter()
        fill_office(of, corpus)
        print(f"{given.letters:,} letters written in {time.perf_counter() - start:.0f} s")
        start = time.perf_counter()
        held = build_index(of)
        print(f"{held:,} of them indexed in {time.perf_counter() - start:.0f} s\n", flush=True)
        questions = costly(corpus, given.queries, Analyzer())
        root = address(of.office.settings)
        with web(of), _browser(root, token_of(of)) as page:
            cold = shown(page, f"{root}search/?q=ประชุม")
            print(f"the very first search of a server just started{cold:12.0f} ms")
            measure(page, root, questions)


def measure(page: Page, root: str, questions: list[Costly]) -> None:
    """Open every question once and print each class beside the target."""
    times: dict[str, list[float]] = defaultdict(list)
    for question in questions:
        if question.form == questions[0].form:
            times[FLOOR].append(shown(page, f"{root}search/"))
        asked = urlencode({"q": question.text, "sort": question.sort.value})
        times[question.form].append(shown(page, f"{root}search/?{asked}"))
    for form, taken in sorted(times.items()):
        middle, most = percentile(taken, 0.5), max(taken)
        print(f"  {form:17}{len(taken):4} pages{middle:9.0f} ms middle{most:9.0f} ms slowest")
        if form == FLOOR:
            continue
        print(verdict(f"{form}: first result painted, p95", percentile(taken, 0.95), WANTED_MS,
                      " ms", at_most=True), flush=True)  # fmt: skip


def shown(page: Page, where: str) -> float:
    """Open a page; return after how many milliseconds its first result was painted."""
    answer = page.goto(where, wait_until="commit")
    if answer is None or not answer.ok:
        message = f"{where} answered {answer and answer.status}"
        raise RuntimeError(message)
    taken: float = page.evaluate("window.shown")
    page.wait_for_load_state("load")  # what is left of this page must not slow the next
    return taken


@contextmanager
def _browser(root: str, token: str) -> Iterator[Page]:
    """Open a window in which the clerk has signed in."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="th-TH")
        context.add_cookies([{"name": auth.COOKIE, "value": token, "url": root}])
        context.add_init_script(WATCH)
        yield context.new_page()
        browser.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
