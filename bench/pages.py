"""``./saraban bench pages``: what a page costs, of each kind that people ask for.

The people of ``bench load`` use the same office without thinking, one after
the other and in this process, so that other work on the machine bends the
figures little: CPU and SQL statements are counted, not time.
"""

import argparse
import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from statistics import fmean

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import create_app
from bench import load_office, load_people
from bench.load_people import Browser, DayOver, Seen
from bench.machine import describe, percentile
from bench.private_office import opened
from bench.search_corpus import Corpus
from bench.search_queries import known_items
from registry import thai
from registry.auth import COOKIE
from search.analyzer import Analyzer

CLERKS, HEADS, SEARCHERS = 4, 16, 40
"""As many of each as in ``bench load``, divided by twelve and a half."""

Cost = tuple[float, int]
"""Milliseconds of CPU, SQL statements."""


class Meter:
    """Costs of requests by kind."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.costs: dict[str, list[Cost]] = defaultdict(list)
        self._statements = 0
        self._browsers = Browsers(app)
        engine = app.extensions["registry.office"].database.engine
        event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_heard: object) -> None:
        self._statements += 1

    def asked(
        self, kind: str, cookie: str, method: str, path: str, fields: Mapping[str, str] | None
    ) -> tuple[int, str]:
        """Ask for a page, following where it leads, and return its status and text."""
        client = self._browsers[cookie]
        self._statements, begun = 0, time.process_time()
        with client.open(path, method=method, data=fields, follow_redirects=True) as answer:
            text = answer.get_data()
        self.costs[kind].append((1000 * (time.process_time() - begun), self._statements))
        return answer.status_code, text.decode() if answer.mimetype == "text/html" else ""

    def table(self) -> Iterator[str]:
        """Write it, the kind that costs most in all first."""
        every = [cost for costs in self.costs.values() for cost in costs]
        whole = sum(cpu for cpu, _ in every)
        yield f"{'CPU ms':24}{'n':>7}{'mean':>8}{'p50':>8}{'p95':>8}{'SQL':>7}{'% of all':>10}"
        by_kind = sorted(self.costs.items(), key=lambda one: -sum(cpu for cpu, _ in one[1]))
        for kind, costs in (*by_kind, ("all", every)):
            cpu = [one for one, _ in costs]
            sql, share = fmean(asked for _, asked in costs), 100 * sum(cpu) / whole
            yield (
                f"{kind:24}{len(costs):7,}{fmean(cpu):8.1f}{percentile(cpu, 0.5):8.1f}"
                f"{percentile(cpu, 0.95):8.1f}{sql:7.1f}{share:10.1f}"
            )


class Browsers(dict[str, FlaskClient]):
    """A browser for each session; it keeps the cookie without which no form is taken."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self._app = app

    def __missing__(self, cookie: str) -> FlaskClient:
        """Open one."""
        self[cookie] = client = self._app.test_client()
        client.set_cookie(COOKIE, cookie)
        return client


class HastyBrowser(Browser):
    """One officer who does not think, and goes home after some pages."""

    def __init__(self, meter: Meter, cookie: str, chance: Random, pages: int) -> None:
        super().__init__(Seen(), chance)
        self._meter, self._cookie, self._left = meter, cookie, pages

    async def think(self) -> None:
        """Let the others go first."""
        await asyncio.sleep(0)
        self._left -= 1
        if self._left < 0:
            raise DayOver

    async def _asked(
        self, kind: str, method: str, path: str, fields: Mapping[str, str] | None
    ) -> tuple[int, str]:
        return self._meter.asked(kind, self._cookie, method, path, fields)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench pages", description=__doc__)
    parser.add_argument("--filled", type=int, default=1000, help="letters of years before")
    parser.add_argument("--ready", type=int, default=400, help="files that wait to be registered")
    parser.add_argument("--pages", type=int, default=20, help="that each officer asks for")
    parser.add_argument("--seed", type=int, default=2568)
    given = parser.parse_args()
    print(f"{describe()}\nseed      {given.seed}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as name:
        meter = measure(Path(name), given.seed, given.filled, given.ready, given.pages)
    print("\n".join(meter.table()))


def measure(folder: Path, seed: int, filled: int, ready: int, pages: int) -> Meter:
    """Have everybody ask for some pages of an office of its own."""
    of = opened(folder / "office")
    corpus = Corpus(seed, filled)
    questions = [one.text for one in known_items(corpus, max(1, filled // 20), Analyzer())]
    crowd = load_office.crowd(of, CLERKS, HEADS, SEARCHERS)
    load_office.fill(of, corpus, list(crowd.units))
    load_office.lay_ready(of, ready)
    thai.words("ก")  # reads the dictionary, as the web server does before it begins
    meter, chance = Meter(create_app(of.office)), Random(seed)  # noqa: S311 - the same people every time
    kinds: Sequence[tuple[Sequence[str], Callable[[Browser], Awaitable[None]]]] = (
        (crowd.clerks, partial(load_people.clerk, units=crowd.units)),
        (crowd.heads, load_people.head),
        (crowd.searchers, partial(load_people.searcher, questions=questions)),
    )
    people = [
        (kind, HastyBrowser(meter, cookie, Random(chance.random()), pages))  # noqa: S311 - see above
        for cookies, kind in kinds
        for cookie in cookies
    ]

    async def everybody() -> None:
        await asyncio.gather(*(_until_home(kind, at) for kind, at in people))

    asyncio.run(everybody())
    of.office.database.engine.dispose()
    return meter


async def _until_home(kind: Callable[[Browser], Awaitable[None]], at: Browser) -> None:
    with suppress(DayOver):
        await kind(at)


if __name__ == "__main__":
    main()
