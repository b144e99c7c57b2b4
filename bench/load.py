"""``./saraban bench load``: an agency at work, over real sockets, while letters come in.

50 clerks, 200 heads and 500 searchers, each thinking for 5 to 20 seconds before
every page, use an office of years with the processes that ``./saraban up``
starts. After a while without letters, 1,000 scanned ones come into its watched
folder within the minutes asked for. The people are one process of aiohttp:
threads or browsers for 750 people would take the processors they measure.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import aiohttp

from bench import load_office, load_people
from bench.load_account import Account, Books
from bench.load_office import Crowd
from bench.load_people import Browser, DayOver, DistantBrowser, Seen
from bench.load_report import OCR, QUIET, Sample, report
from bench.machine import describe
from bench.private_office import PrivateOffice, opened, serving
from bench.search_corpus import Corpus
from bench.search_queries import known_items
from registry.auth import COOKIE
from registry.serving import address
from search.analyzer import Analyzer
from tests import postgres

CLERKS, HEADS, SEARCHERS = 50, 200, 500
THINK = (5.0, 20.0)
LOOK_SECONDS = 5.0
"""Between two looks at memory, CPU and load."""
PATIENCE = aiohttp.ClientTimeout(total=60)
KEPT_OPEN = 1.5
"""Seconds a connection is kept; the server ends it after two."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of what."""

    seed: int = 2568
    minutes: float = 10.0
    quiet_minutes: float = 3.0
    people: float = 1.0
    letters: int = 1000
    ready: int = 400
    filled: int = 3000
    think: tuple[float, float] = THINK

    def many(self, count: int) -> int:
        """Return how many of a kind of people there are."""
        return max(1, round(count * self.people))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="in which letters come in")
    parser.add_argument("--quiet-minutes", type=float, default=3.0, help="before they come in")
    parser.add_argument("--people", type=float, default=1.0, help="times 50, 200 and 500")
    parser.add_argument("--letters", type=int, default=1000, help="that come in")
    parser.add_argument("--ready", type=int, default=400, help="read before the day begins")
    parser.add_argument("--filled", type=int, default=3000, help="letters of years before")
    parser.add_argument("--seed", type=int, default=2568)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = vars(parser.parse_args())
    database = given.pop("database")
    plan = Plan(**given)
    print(f"{describe()}\nseed      {plan.seed}, {database}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as name, _url(database) as url:
        sys.exit(0 if measure(plan, Path(name), url) else 1)


def measure(
    plan: Plan,
    folder: Path,
    database_url: str = "",
    *,
    running: Callable[[PrivateOffice], AbstractContextManager[int]] = serving,
) -> bool:
    """Let the day pass in an office of its own; print it, and tell whether all was well."""
    scans = folder / "scans"
    scans.mkdir()
    more = {"SARABAN_WATCH_FOLDER": str(scans)}
    of = opened(folder / "office", database_url, port=postgres.free_port(), more=more)
    start = time.perf_counter()
    corpus = Corpus(plan.seed, plan.filled)
    questions = [one.text for one in known_items(corpus, plan.filled // 20, Analyzer())]
    crowd = load_office.crowd(of, *map(plan.many, (CLERKS, HEADS, SEARCHERS)))
    load_office.fill(of, corpus, list(crowd.units))
    load_office.lay_ready(of, plan.ready)
    coming = load_office.scans(scans, plan.seed, plan.letters)
    before = Books.of(of)
    print(
        f"an office with {plan.filled:,} letters, made in {time.perf_counter() - start:.0f} s\n",
        flush=True,
    )
    day = Day(plan, of, crowd, questions)
    with running(of) as process:
        asyncio.run(day.passes(coming, process))
        account = Account.of(of, before, scans, day.seen)
    print(report(day.seen.requests, day.samples))
    print(account.table())
    return account.is_well and not any(one.is_error for one in day.seen.requests)


@dataclass(frozen=True, slots=True)
class Day:
    """Everybody at work, and what was seen of it."""

    plan: Plan
    of: PrivateOffice
    crowd: Crowd
    questions: Sequence[str]
    seen: Seen = field(default_factory=Seen)
    samples: list[Sample] = field(default_factory=list)

    async def passes(self, coming: Sequence[Path], process: int) -> None:
        """Open the doors, bring the letters, close the doors."""
        plan, seen = self.plan, self.seen
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_OPEN)
        watching = asyncio.create_task(self._watch(process))
        people = [asyncio.create_task(one) for one in self._people(connector)]
        await asyncio.sleep(plan.think[1])  # by then everybody has come
        seen.phase = QUIET
        await asyncio.sleep(60 * plan.quiet_minutes)
        seen.phase = OCR
        begun = time.monotonic()
        for number, place in enumerate(coming, start=1):
            place.rename(place.with_name(place.name.lstrip(".")))
            due = begun + 60 * plan.minutes * number / len(coming)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        seen.over.set()
        await asyncio.gather(watching, *people)
        await connector.close()

    def _people(self, connector: aiohttp.TCPConnector) -> Iterator[Coroutine[None, None, None]]:
        chance, crowd = Random(self.plan.seed), self.crowd  # noqa: S311 - the same people every time
        kinds = (
            (crowd.clerks, partial(load_people.clerk, units=crowd.units)),
            (crowd.heads, load_people.head),
            (crowd.searchers, partial(load_people.searcher, questions=self.questions)),
        )
        for cookies, kind in kinds:
            for cookie in cookies:
                yield self._at_work(kind, cookie, connector, Random(chance.random()))  # noqa: S311 - as above

    async def _at_work(
        self,
        kind: Callable[[Browser], Awaitable[None]],
        cookie: str,
        connector: aiohttp.TCPConnector,
        chance: Random,
    ) -> None:
        async with aiohttp.ClientSession(
            address(self.of.office.settings),
            connector=connector,
            connector_owner=False,
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # of an address without a name
            cookies={COOKIE: cookie},
            timeout=PATIENCE,
        ) as http:
            with suppress(DayOver):
                await kind(DistantBrowser(http, self.seen, chance, self.plan.think))

    async def _watch(self, process: int) -> None:
        while not self.seen.over.is_set():
            self.samples.append(Sample.of(self.seen.phase, process))
            with suppress(TimeoutError):
                await asyncio.wait_for(self.seen.over.wait(), LOOK_SECONDS)
        self.samples.append(Sample.of(self.seen.phase, process))


@contextmanager
def _url(database: str) -> Iterator[str]:
    """Give the address of an empty database; SQLite is in the office's own folder."""
    if database == "sqlite":
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="saraban-pg-") as name:
        Path(name).chmod(0o755)  # the service account may not enter root's folders
        with postgres.server(Path(name), durable=True) as url:
            yield url


if __name__ == "__main__":
    main()
