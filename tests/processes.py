"""What the processes of a test do: real ones, with connections of their own, that can be killed."""

import datetime as dt
import multiprocessing
import threading
import time
from pathlib import Path

from sqlmodel import col, select

import app
from intake import registration
from intake.models import Draft
from intake.states import DraftState
from registry.db import Database
from registry.filestore import LocalFileStore
from registry.jobs import Job, TableQueue
from registry.office import Office
from registry.people_models import Unit
from registry.ports import GreyImage, Line
from registry.settings import Settings
from registry.worker import Worker
from tests.factories import an_issued_letter, as_actor, registration_of

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        "tests.processes",
        "tests.crash.warm",
        "tests.search.test_killed",
        "tests.search.test_whoosh_backend",
    ]
)
"""There is one server of forks for all tests, so one list: of two the later would hold for both,
and every process of the other would import all it needs anew, which takes seconds."""


class OneLine:
    """An ``OcrEngine`` that reads the same line on every page."""

    version = "one line 1"

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        return (Line("เรื่อง ทดสอบ", (100, 100, image.width, 160), 0.9),)


class HurriedClock:
    """A ``Clock`` on which leases end and pauses pass many times faster."""

    SPEED = 10

    def __init__(self, since: float) -> None:
        self._since = since

    def now(self) -> dt.datetime:
        begun = dt.datetime.fromtimestamp(self._since, dt.UTC)
        return begun + (time.time() - self._since) * self.SPEED * dt.timedelta(seconds=1)


def an_office(url: str, data: Path, since: float) -> Office:
    """The same office again, for another process."""
    settings = Settings.from_env({"SARABAN_DATA": str(data), "SARABAN_DATABASE_URL": url})
    return Office(
        settings=settings,
        database=Database(settings.database_url),
        files=LocalFileStore(settings.data / "files"),
        jobs=TableQueue(),
        clock=HurriedClock(since),
    )


def work(url: str, data: Path, since: float) -> None:
    """Be a worker until killed."""
    office = an_office(url, data, since)
    handlers = app.handlers(office, OneLine)
    Worker(office.database, office.clock, handlers).run(threading.Event())


def register(url: str, data: Path, since: float, clerk_id: int, share: tuple[int, int]) -> None:
    """Register every draft of one clerk's share that is still to be registered."""
    office = an_office(url, data, since)
    mine, shares = share
    clerk = as_actor(office, clerk_id)
    with office.database.reading() as session:
        wanted = select(Draft).where(Draft.state == DraftState.READ).order_by(col(Draft.id))
        drafts = [draft for draft in session.exec(wanted) if (draft.id or 0) % shares == mine]
    for draft in drafts:
        assert draft.id is not None
        form = registration_of(office, draft)
        with office.database.transaction() as session:
            registration.register_draft(
                session,
                office.jobs,
                draft.id,
                form,
                unit_id=draft.unit_id,
                by=clerk,
                at=office.clock.now(),
            )


def send_letters(
    url: str, data: Path, since: float, clerk_and_unit: tuple[int, int], count: int
) -> None:
    """Issue letters in one clerk's name, one after the other."""
    office = an_office(url, data, since)
    clerk_id, unit_id = clerk_and_unit
    clerk = as_actor(office, clerk_id)
    with office.database.reading() as session:
        unit = session.get_one(Unit, unit_id)
    for _ in range(count):
        an_issued_letter(office, unit, clerk)


def waiting_jobs(office: Office) -> set[str]:
    """The names of the jobs that are to be done."""
    with office.database.reading() as session:
        return set(session.exec(select(Job.name)))
