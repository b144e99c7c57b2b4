"""A full disk, a disk that takes nothing, a locked database, a clock set back: said, and mended.

Whatever an officer asked meanwhile was either done whole or not at all, and he
was told in Thai; afterwards every file is accounted for.
"""

import contextlib
import io
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, make_url
from sqlmodel import col, select

import app
from intake.ledger import Fate, Ledger, Period, ledger
from intake.models import Draft
from intake.states import DraftState
from registry import jobs, rounds, worker
from registry.db import Database
from registry.filestore import LocalFileStore
from registry.jobs import ATTEMPTS, LONGEST_PAUSE, Finish, Handler, Job, TableQueue
from registry.journal import breaks
from registry.migrate import migrate
from registry.office import Office
from registry.rounds import ROUNDS
from registry.settings import Settings
from registry.troubles import UNREACHED, DatabaseBusy, DiskFull, DiskReadOnly
from registry.vocabulary import JobName
from registry.worker import Worker
from tests import factories, postgres
from tests.conftest import NOW
from tests.crash.crew import PlainReader
from tests.fakes import FixedClock
from tests.web.browser import Browser

PIECE = 4096
LOCKED_SECONDS = 60.0
"""How long a locked database must do no harm."""
YEAR = 365 * rounds.ROUNDS[JobName.BACKUP].length


@pytest.fixture
def disk() -> Iterator[Path]:
    """A small disk of its own."""
    # Not below pytest's own folder: PostgreSQL's account may not enter root's.
    place = Path(tempfile.mkdtemp(prefix="saraban-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        place.rmdir()
        pytest.skip("only root may mount a disk to fill")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)
    place.rmdir()


@pytest.fixture
def small(disk: Path) -> Iterator[Office]:
    """An office on that disk."""
    with an_office({"DATA": str(disk / "office")}) as office:
        yield office


@pytest.fixture(params=["sqlite", "postgresql"])
def filling(request: pytest.FixtureRequest, disk: Path, tmp_path: Path) -> Iterator[Office]:
    """An office whose database lies on that disk."""
    if request.param == "sqlite":
        yield request.getfixturevalue("small")
        return
    with postgres.own_server() as (_, address):
        shutil.chown(disk, postgres.SERVICE_ACCOUNT)
        url = make_url(address)
        making = create_engine(url, isolation_level="AUTOCOMMIT")
        with making.connect() as connection:
            connection.exec_driver_sql(f"CREATE TABLESPACE small LOCATION '{disk}'")
            connection.exec_driver_sql("CREATE DATABASE office TABLESPACE small")
        making.dispose()
        its = url.set(database="office").render_as_string(hide_password=False)
        with an_office({"DATA": str(tmp_path / "office"), "DATABASE_URL": its}) as office:
            yield office


@contextlib.contextmanager
def an_office(said: dict[str, str]) -> Iterator[Office]:
    """An office with these settings, whose clock is ours."""
    said |= {"IDLE_MINUTES": "1440", "SESSION_HOURS": "168"}
    settings = Settings.from_env({f"SARABAN_{name}": value for name, value in said.items()})
    migrate(settings.database_url)
    office = Office(
        settings=settings,
        database=Database(settings.database_url),
        files=LocalFileStore(settings.data / "files"),
        jobs=TableQueue(),
        clock=FixedClock(NOW),
    )
    yield office
    office.database.engine.dispose()


def at_the_desk(office: Office) -> tuple[Browser, int]:
    """A clerk who is signed in, and the unit he takes files in for."""
    unit = factories.an_agency(office)
    factories.a_clerk(office, unit, login="clerk")
    made = app.create_app(office)
    made.testing = False
    browser = Browser(made)
    assert browser.sign_in("clerk", factories.PASSWORD).status_code == 303
    return browser, unit.id or 0


def uploaded(browser: Browser, unit_id: int, name: str) -> tuple[int, str]:
    sent = {"unit_id": str(unit_id), "files": (io.BytesIO(factories.a_pdf()), name)}
    answer = browser.post_files("/intake/files", sent)
    assert answer.status_code != 303 or answer.location == "/intake/"
    return answer.status_code, answer.text


def account(office: Office) -> Ledger:
    with office.database.reading() as session:
        assert list(breaks(session)) == []
        return ledger(session, None, Period())


def work_off(office: Office, times: int = 1) -> None:
    """Let a worker do what there is, and what it put back, some times over."""
    hand = Worker(office.database, office.clock, app.handlers(office, PlainReader))
    assert isinstance(office.clock, FixedClock)
    for _ in range(times):
        with contextlib.suppress(*UNREACHED):
            while hand.run_one():
                pass
        office.clock.time += LONGEST_PAUSE


def fill(disk: Path, *, but: int) -> Path:
    """Take all room on a disk but some bytes; removing the file gives it back."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast.write_bytes(b"\0" * max(0, free - but))
    return ballast


def test_a_disk_that_fills_at_any_write_loses_nothing_and_says_so(
    filling: Office, disk: Path
) -> None:
    browser, unit_id = at_the_desk(filling)
    taken: list[str] = []
    refused = room = 0
    while len(taken) < 2:
        ballast = fill(disk, but=room * PIECE)
        name = f"ส่งเมื่อเหลือ {room}.pdf"
        status, text = uploaded(browser, unit_id, name)
        if status == 303:
            taken.append(name)
        else:
            refused += 1
            assert status == DiskFull.status
            assert DiskFull.message in text
        work_off(filling, ATTEMPTS + 1)
        ballast.unlink()
        room += 1
    assert refused > 3
    work_off(filling, ATTEMPTS)
    found = account(filling)
    assert found.unknown == []
    assert (found.arrived, found.went[Fate.WAITING]) == (len(taken), len(taken))
    with filling.database.reading() as session:
        drafts = session.exec(select(Draft).order_by(col(Draft.id))).all()
        assert [(one.file_name, one.state) for one in drafts] == [
            (name, DraftState.READ) for name in taken
        ]
        assert session.exec(select(Job)).all() == []
    # What was refused left its bytes at most; sent again they are the same file.
    assert [one for one in factories.findings(filling) if "ไม่มีรายการใดอ้างถึง" not in one] == []


def test_a_disk_that_takes_nothing_any_more_is_said_and_forgotten_once_mended(
    small: Office, disk: Path
) -> None:
    browser, unit_id = at_the_desk(small)
    remount = ["mount", "-o", "remount,{}", str(disk)]
    small.database.engine.dispose()  # an open file would keep the disk from being closed
    subprocess.run([one.format("ro") for one in remount], check=True)
    status, text = uploaded(browser, unit_id, "ก.pdf")
    assert (status, DiskReadOnly.message in text) == (DiskReadOnly.status, True)
    subprocess.run([one.format("rw") for one in remount], check=True)
    assert account(small).arrived == 0
    assert uploaded(browser, unit_id, "ข.pdf")[0] == 303
    assert account(small).arrived == 1


@contextlib.contextmanager
def locked(office: Office) -> Iterator[None]:
    """Have somebody else hold the database's one write lock."""
    with office.database.engine.connect() as other:
        other.exec_driver_sql("COMMIT")  # a reader's
        other.exec_driver_sql("BEGIN IMMEDIATE")
        yield
        other.exec_driver_sql("ROLLBACK")


@pytest.fixture
def hurried(office: Office) -> Office:
    """An office that waits a moment for a lock instead of half a minute."""
    event.listen(
        office.database.engine,
        "connect",
        lambda connection, _: connection.execute("PRAGMA busy_timeout = 50"),
    )
    return office


def test_a_lock_of_a_whole_minute_is_said_and_loses_nothing(office: Office) -> None:
    browser, unit_id = at_the_desk(office)
    assert uploaded(browser, unit_id, "ก่อน.pdf")[0] == 303  # and waits for the worker
    stop, refused, begun = threading.Event(), 0, time.monotonic()
    hand = Worker(office.database, office.clock, app.handlers(office, PlainReader))
    with locked(office):
        running = threading.Thread(target=hand.run, args=(stop,))
        running.start()
        while time.monotonic() < begun + LOCKED_SECONDS:
            refused += 1
            status, text = uploaded(browser, unit_id, f"ครั้งที่ {refused}.pdf")
            assert (status, DatabaseBusy.message in text) == (DatabaseBusy.status, True)
        assert running.is_alive()
    assert refused > 1
    assert uploaded(browser, unit_id, "หลัง.pdf")[0] == 303
    stop.set()
    running.join(60)
    assert not running.is_alive()
    work_off(office, ATTEMPTS)
    found = account(office)
    assert found.unknown == []
    assert (found.arrived, found.went[Fate.WAITING]) == (2, 2)


def test_a_locked_database_is_said_and_nothing_of_the_request_remains(hurried: Office) -> None:
    browser, unit_id = at_the_desk(hurried)
    with locked(hurried):
        status, text = uploaded(browser, unit_id, "ก.pdf")
    assert (status, DatabaseBusy.message in text) == (DatabaseBusy.status, True)
    assert account(hurried).arrived == 0
    assert uploaded(browser, unit_id, "ก.pdf")[0] == 303
    assert account(hurried).arrived == 1


def test_a_worker_outlives_a_locked_database_and_does_its_job_then(
    hurried: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "TROUBLE_SECONDS", 0.05)
    stop, noticed, done = threading.Event(), threading.Event(), threading.Event()

    def work(**_: object) -> Finish:
        done.set()
        stop.set()
        return lambda _session: None

    with hurried.database.transaction() as session:
        hurried.jobs.enqueue(session, JobName.TRIAGE, draft_id=1)
    monkeypatch.setattr(worker.log, "error", lambda *_: noticed.set())
    hand = Worker(hurried.database, hurried.clock, {JobName.TRIAGE: Handler(work)})
    with locked(hurried):
        running = threading.Thread(target=hand.run, args=(stop,))
        running.start()
        assert noticed.wait(60)
        assert not done.is_set()
    assert done.wait(60)
    running.join(60)
    assert not running.is_alive()
    assert caplog.records == []


def test_a_full_disk_uses_up_no_tries(office: Office, clock: FixedClock) -> None:
    def work(**_: object) -> Finish:
        raise OSError(28, "No space left on device")

    with office.database.transaction() as session:
        office.jobs.enqueue(session, JobName.TRIAGE, draft_id=1)
    hand = Worker(office.database, clock, {JobName.TRIAGE: Handler(work)})
    for _ in range(ATTEMPTS + 2):
        assert hand.run_one()
        clock.time += LONGEST_PAUSE
    with office.database.reading() as session:
        (job,) = session.exec(select(Job)).all()
    assert (job.is_dead, job.attempts) == (False, 1)
    assert "No space" in job.error


def test_a_job_put_back_by_a_clock_that_ran_ahead_does_not_wait_for_that_day(
    office: Office, clock: FixedClock
) -> None:
    with office.database.transaction() as session:
        office.jobs.enqueue(session, JobName.TRIAGE, draft_id=1)
    clock.time += YEAR
    assert jobs.claim(office.database, "killed meanwhile", at=clock.now()) is not None
    clock.time -= YEAR
    assert jobs.claim(office.database, "next", at=clock.now()) is not None
    assert jobs.claim(office.database, "third", at=clock.now()) is None


def test_backups_go_on_after_a_clock_that_ran_ahead_was_set_right(
    each_office: Office, clock: FixedClock
) -> None:
    def ordered() -> int:
        rounds.keep_time(each_office.database, each_office.jobs, at=clock.now())
        with each_office.database.transaction() as session:
            found = session.exec(select(Job)).all()
            for one in found:
                session.delete(one)
        return len(found)

    clock.time += YEAR
    assert ordered() == len(ROUNDS)
    clock.time -= YEAR
    assert [ordered(), ordered()] == [len(ROUNDS), 0]


def test_numbers_and_journal_go_on_when_the_clock_is_set_back(
    each_office: Office, clock: FixedClock
) -> None:
    unit = factories.an_agency(each_office)
    clerk = factories.a_clerk(each_office, unit)
    for hours in (0, -5, 3):
        clock.time += hours * LONGEST_PAUSE * 4
        factories.a_registered_letter(each_office, unit, clerk)
    assert factories.findings(each_office) == []
    assert account(each_office).went[Fate.REGISTERED] == 3
