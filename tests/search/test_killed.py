"""An indexer killed at any moment loses nothing, and nobody who searches notices.

The process that indexes kills itself, -9, at the nth thing it does: a statement to
the database, or a file of the index opened, renamed or removed. ``SARABAN_KILLS``
says at how many of these moments, spread over the whole work; ordinarily a few.
"""

import datetime as dt
import itertools
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine as DatabaseEngine
from sqlmodel import select

from intake.correcting import correct_letter
from registry.db import Database
from registry.filestore import LocalFileStore
from registry.jobs import LEASE, Job, TableQueue
from registry.models import Letter
from registry.office import Office
from registry.people import Actor
from registry.settings import Settings
from registry.vocabulary import JobName
from registry.worker import Worker
from search import indexing, jobs
from search.engine import Engine, open_engine
from tests.factories import a_clerk, a_registered_letter, an_agency
from tests.fakes import FixedClock
from tests.processes import CONTEXT
from tests.search.desk import form_of
from tests.search.indexed import found_by, indexed_for, work_off

KILLS = int(os.environ.get("SARABAN_KILLS", "3"))
NEVER = 10**9
LETTERS = 3


def work_and_die(
    said: dict[str, str], now: dt.datetime, last: int, counted: "Synchronized[int]"
) -> None:
    """Run the job that waits, counting what is done; die instead of doing the ``last`` thing."""
    settings = Settings.from_env(said)
    office = Office(
        settings=settings,
        database=Database(settings.database_url),
        files=LocalFileStore(settings.data / "files"),
        jobs=TableQueue(),
        clock=FixedClock(now),
    )
    worker = Worker(office.database, office.clock, jobs.handlers(office, open_engine(office)))

    def count(*_: object) -> None:
        counted.value += 1
        if counted.value >= last:
            os.kill(os.getpid(), signal.SIGKILL)

    folder = str(settings.data / "index")

    def look(what: str, said: tuple[object, ...]) -> None:
        if what in {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"} and any(
            str(one).startswith(folder) for one in said if isinstance(one, str | Path)
        ):
            count()

    sys.addaudithook(look)
    for moment in ("before_cursor_execute", "commit"):
        event.listen(DatabaseEngine, moment, count)
    assert worker.run_one()


class Place:
    """An office with some letters in its index, and an indexer in a process of its own."""

    def __init__(self, office: Office, engine: Engine) -> None:
        self.office, self.engine = office, engine
        unit = an_agency(office)
        self.clerk: Actor = a_clerk(office, unit)
        self.letters = [a_registered_letter(office, unit, self.clerk) for _ in range(LETTERS)]
        work_off(office, engine)
        self._turn = itertools.count()

    def correct(self) -> str:
        """Change a letter, which has it indexed; return a word that only it has now."""
        word = f"ฉบับที่{next(self._turn)}"
        with self.office.database.transaction() as session:
            form = form_of(session.get_one(Letter, self.letters[0].id), subject=f"ขอส่ง {word}")
            correct_letter(
                session,
                self.office.jobs,
                self.letters[0].id or 0,
                form,
                "พิมพ์ผิด",
                by=self.clerk,
                at=self.office.clock.now(),
            )
            for other in session.exec(select(Job).where(Job.name != JobName.INDEX)):
                session.delete(other)
        return word

    def ask_for_rebuild(self) -> None:
        with self.office.database.transaction() as session:
            self.office.jobs.enqueue(session, JobName.REBUILD)

    def index_until(self, last: int) -> int:
        """Run the waiting job elsewhere until its ``last`` thing; return how many it did."""
        said = {
            "SARABAN_DATA": str(self.office.settings.data),
            "SARABAN_SEARCH": self.office.settings.search,
            "SARABAN_DATABASE_URL": self.office.settings.database_url,
        }
        counted = CONTEXT.Value("i", 0)
        now = self.office.clock.now()
        process = CONTEXT.Process(target=work_and_die, args=(said, now, last, counted))
        process.start()
        process.join(120)
        # Segments are joined now and then, so that no two turns do equally many things.
        assert process.exitcode in ({0} if last == NEVER else {0, -signal.SIGKILL})
        return int(counted.value)

    def catch_up(self) -> None:
        """Let the next worker find what the dead one had in hand."""
        self.office.clock.time += 2 * LEASE  # type: ignore[attr-defined]
        work_off(self.office, self.engine)
        with self.office.database.reading() as session:
            assert indexing.differing(session, self.engine.index) == []
            assert session.exec(select(Job)).all() == []

    @contextmanager
    def searched_meanwhile(self) -> Iterator[None]:
        """Have somebody search all the time: he finds every letter, every time."""
        wrong: list[object] = []
        stop = threading.Event()

        def search() -> None:
            mine = open_engine(self.office)
            while not stop.wait(0.01):
                try:
                    found = indexed_for(mine, self.clerk)
                except Exception as error:  # noqa: BLE001 - whatever it is, the test shall show it
                    wrong.append(error)
                    return
                if len(found) != LETTERS:
                    wrong.append(found)

        reader = threading.Thread(target=search)
        reader.start()
        try:
            yield
        finally:
            stop.set()
            reader.join()
        assert wrong == []


@pytest.fixture
def place(searched_office: Office, searched_engine: Engine) -> Place:
    return Place(searched_office, searched_engine)


def spread(count: int) -> list[int]:
    """Moments of a work of ``count`` things: the first, the last, and some between."""
    step = max(1, (count - 1) // max(1, KILLS - 1))
    return sorted({*range(1, count + 1, step), count})


of_files_and_tables = pytest.mark.parametrize(
    "searched_office", ["whoosh", "postgres"], indirect=True
)


@of_files_and_tables
def test_an_indexer_killed_at_any_moment_loses_no_letter(place: Place) -> None:
    place.correct()
    with place.searched_meanwhile():
        for moment in spread(place.index_until(NEVER)):
            word = place.correct()
            place.index_until(moment)
            assert len(indexed_for(open_engine(place.office), place.clerk)) == LETTERS, moment
            place.catch_up()
            assert found_by(place.engine, place.clerk, f'"{word}"') == [place.letters[0].id]


@of_files_and_tables
def test_a_rebuild_killed_at_any_moment_leaves_an_index_that_answers(place: Place) -> None:
    place.ask_for_rebuild()
    with place.searched_meanwhile():
        for moment in spread(place.index_until(NEVER)):
            place.ask_for_rebuild()
            place.index_until(moment)
            assert len(indexed_for(open_engine(place.office), place.clerk)) == LETTERS, moment
            place.catch_up()
            assert len(list(place.office.settings.data.glob("index/build-*"))) <= 1
