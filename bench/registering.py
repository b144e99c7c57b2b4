"""``./saraban bench registering``: registrations a second, and a full register on the screen.

Eight processes register letters in one unit at once, each a whole transaction
as the desk makes it (letter, pages, number, journal, jobs), on SQLite and on a
PostgreSQL started for this, both waiting for the disk. The numbers must come
out as exactly 1 to N. Then a book of 100,000 letters is opened page by page.
"""

import argparse
import datetime as dt
import multiprocessing
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import psycopg
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url
from sqlmodel import Session, col, select

from app import create_app, open_office
from bench.full_books import asked_pages, fill_book, registration, waiting_drafts
from bench.machine import describe, percentile, verdict
from bench.private_office import PrivateOffice, opened, token_of
from intake.forms import Registration
from intake.registration import register_draft
from registry import auth
from registry.models import Receipt
from registry.people import Actor
from registry.settings import Settings
from tests import postgres

CLIENTS = 8
WANTED_A_SECOND, WANTED_MS = 50, 100


@dataclass(frozen=True, slots=True)
class Share:
    """What one client registers, and where."""

    settings: dict[str, str]
    clerk: Actor
    unit_id: int
    drafts: Sequence[tuple[int, int]]
    """Number and id of each."""


class _TakenBack(Exception):
    """Ends a transaction that is not to happen."""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench registering", description=__doc__)
    parser.add_argument("--seed", type=int, default=2568)
    parser.add_argument("--letters", type=int, default=400, help="to register on each database")
    parser.add_argument("--book", type=int, default=100_000, help="entries of the full book")
    parser.add_argument("--views", type=int, default=40, help="times each page is opened")
    given = parser.parse_args()
    print(describe())
    print(f"seed      {given.seed}\n")
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as name, databases(Path(name)) as at:
        for engine, addresses in at.items():
            of = opened(Path(name) / f"{engine}-office", addresses[0])
            register(engine, of, given.letters)
            book = opened(Path(name) / f"{engine}-book", addresses[1])
            view(engine, book, given.book, given.views, given.seed)
            print()


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, tuple[str, str]]]:
    """Give two empty databases on each engine; SQLite is in the office's own folder."""
    # The service account may not enter root's folders.
    folder.chmod(0o755)
    home = folder / "postgresql"
    home.mkdir()
    with postgres.server(home, durable=True) as address:
        url = make_url(address)
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as maintenance:
            for name in ("office", "book"):
                maintenance.execute(f"CREATE DATABASE {name}")
        office, book = (
            url.set(database=name).render_as_string(hide_password=False)
            for name in ("office", "book")
        )
        yield {"sqlite": ("", ""), "postgresql": (office, book)}


def register(engine: str, of: PrivateOffice, count: int) -> None:
    """Let all clients register at once, and look at the numbers they got."""
    drafts = waiting_drafts(of, count)
    spawn = multiprocessing.get_context("spawn")
    ready, used = spawn.Barrier(CLIENTS + 1), spawn.Queue()
    numbered = list(enumerate(drafts))
    shares = [
        Share(of.settings, of.clerk, of.unit_id, numbered[first::CLIENTS])
        for first in range(CLIENTS)
    ]
    clients = [spawn.Process(target=_register_share, args=(share, ready, used)) for share in shares]
    for client in clients:
        client.start()
    ready.wait()
    start = time.perf_counter()
    cpu = [used.get() for _ in clients]  # waits until each has registered its share
    seconds = time.perf_counter() - start
    for client in clients:
        client.join()
    with of.office.database.reading() as session:
        numbers = list(session.exec(select(Receipt.number).order_by(col(Receipt.number))))
    exact = "exactly 1 to" if numbers == list(range(1, count + 1)) else "WRONG, not 1 to"
    print(
        f"{engine:12}{count} letters, {CLIENTS} processes, {seconds:.1f} s; numbers {exact} {count}"
    )
    print(f"{engine}: CPU of one registration, all its Python{1000 * sum(cpu) / count:13.2f}ms")
    print(verdict(f"{engine}: registrations a second", count / seconds, WANTED_A_SECOND))


def _register_share(share: Share, ready: Barrier, used: "Queue[float]") -> None:
    """Register some drafts; runs in a process of its own."""
    office = open_office(Settings.from_env(share.settings))
    forms = [
        (draft, registration(number, dt.datetime.now(dt.UTC))) for number, draft in share.drafts
    ]

    def register_one(session: Session, draft: int, form: Registration) -> None:
        register_draft(
            session,
            office.jobs,
            draft,
            form,
            unit_id=share.unit_id,
            by=share.clerk,
            at=office.clock.now(),
        )

    # An office's processes are warm. What warms these up must leave no gap.
    with suppress(_TakenBack), office.database.transaction() as session:
        register_one(session, *forms[0])
        raise _TakenBack
    ready.wait()
    before = time.process_time()
    for draft, form in forms:
        with office.database.transaction() as session:
            register_one(session, draft, form)
    used.put(time.process_time() - before)


def view(engine: str, of: PrivateOffice, entries: int, views: int, seed: int) -> None:
    """Open pages of a full book as a signed-in clerk and time the answers."""
    fill_book(of, entries)
    client = signed_in(of)
    client.get("/register")  # the first request compiles the templates
    times: dict[str, list[float]] = defaultdict(list)
    for name, address in asked_pages(entries, views, seed):
        start = time.perf_counter()
        answer = client.get(address)
        times[name].append(1000 * (time.perf_counter() - start))
        if answer.status_code != 200:  # noqa: PLR2004 - OK
            message = f"{address} answered {answer.status_code}"
            raise RuntimeError(message)
    for name, taken in times.items():
        middle, slow = percentile(taken, 0.5), percentile(taken, 0.95)
        print(f"  {name:26}{middle:8.1f} ms middle {slow:8.1f} ms p95")
    for group, searched in (("turning pages", False), ("searching words", True)):
        every = [
            one
            for name, taken in times.items()
            if name.startswith("search") is searched
            for one in taken
        ]
        said = f"{engine}: {group} of {entries:,} letters, p95"
        print(verdict(said, percentile(every, 0.95), WANTED_MS, "ms", at_most=True))


def signed_in(of: PrivateOffice) -> FlaskClient:
    """Return a browser in which the clerk has signed in."""
    client = create_app(of.office).test_client()
    client.set_cookie(auth.COOKIE, token_of(of))
    return client


if __name__ == "__main__":
    main()
