"""The whole way from file to register, with many processes, some of them killed."""

import os
import random
import signal
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess

import pytest
from sqlmodel import col, select

import app
from intake.drafts import letters_of, pages_of
from intake.models import Draft
from intake.states import DraftState, PageState
from registry.jobs import Job
from registry.models import JournalEntry, LetterFile, Receipt
from registry.office import Office
from registry.vocabulary import FileKind, JobName
from tests import processes
from tests.factories import (
    a_clerk,
    a_letter_as_read,
    a_pdf,
    a_read_draft,
    a_registered_letter,
    an_agency,
    an_arrived_file,
    findings,
)

LETTERS = 200
CLERKS = 8
PATIENCE_SECONDS = 180


def killed_now_and_then(
    start: Callable[[int], BaseProcess], count: int, *, kills: int, done: Callable[[], bool]
) -> None:
    """Keep ``count`` processes going until ``done``; kill some at random moments, -9."""
    chance = random.Random(20250502)  # noqa: S311 - the same moments every time
    running = [start(place) for place in range(count)]
    limit = time.monotonic() + PATIENCE_SECONDS
    try:
        while not done():
            assert time.monotonic() < limit, "not done in time"
            time.sleep(chance.uniform(0.05, 0.5))
            if kills:
                kills -= 1
                victim = chance.choice(running)
                if victim.pid is not None and victim.is_alive():
                    os.kill(victim.pid, signal.SIGKILL)
                    victim.join()
            running = [
                process if process.is_alive() else start(place)
                for place, process in enumerate(running)
            ]
    finally:
        for process in running:
            process.kill()
            process.join()


@pytest.mark.parametrize("kills", [0, 12], ids=["undisturbed", "killed in between"])
def test_registrations_by_eight_processes_give_every_number_once(
    each_office: Office, kills: int
) -> None:
    office = each_office
    unit = an_agency(office)
    clerk = a_clerk(office, unit)
    for number in range(1, LETTERS + 1):
        letter = a_letter_as_read(reference=f"กค 0414.2/ว{number}")
        a_read_draft(office, unit, letters=[letter])

    def start(place: int) -> BaseProcess:
        process = processes.CONTEXT.Process(
            target=processes.register,
            args=(
                office.database.url,
                office.settings.data,
                office.clock.now().timestamp(),
                clerk.id,
                (place, CLERKS),
            ),
        )
        process.start()
        return process

    def done() -> bool:
        with office.database.reading() as session:
            waiting = select(Draft.id).where(Draft.state != DraftState.REGISTERED)
            return session.exec(waiting.limit(1)).first() is None

    killed_now_and_then(start, CLERKS, kills=kills, done=done)
    with office.database.reading() as session:
        numbers = session.exec(select(Receipt.number).order_by(col(Receipt.number))).all()
    assert list(numbers) == list(range(1, LETTERS + 1))
    assert findings(office) == []


def test_killing_workers_loses_and_doubles_nothing(each_office: Office) -> None:
    office = each_office
    unit = an_agency(office)
    clerk = a_clerk(office, unit)
    for number in range(1, 4):
        letter = a_letter_as_read(reference=f"มท 0803.3/ว{number}")
        a_registered_letter(office, unit, clerk, letters=[letter])
    files = [an_arrived_file(office, unit, data=a_pdf(2)) for _ in range(5)]

    begun = time.time()

    def start(_place: int) -> BaseProcess:
        process = processes.CONTEXT.Process(
            target=processes.work,
            args=(office.database.url, office.settings.data, begun),
        )
        process.start()
        return process

    def done() -> bool:
        with office.database.reading() as session:
            return session.exec(select(Job.id).limit(1)).first() is None

    killed_now_and_then(start, 2, kills=10, done=done)
    with office.database.reading() as session:
        for file in files:
            assert file.id is not None
            assert session.get_one(Draft, file.id).state is DraftState.READ
            pages = pages_of(session, file.id)
            assert [(p.number, p.state) for p in pages] == [
                (1, PageState.READ),
                (2, PageState.READ),
            ]
            letters = letters_of(session, file.id)
            assert sorted(n for letter in letters for n in letter.pages) == [1, 2]
        stamped = session.exec(select(JournalEntry).where(JournalEntry.event == "letter-stamped"))
        assert len(stamped.all()) == 3
        kinds = sorted(file.kind for file in session.exec(select(LetterFile)))
        assert kinds == [FileKind.SEARCHABLE] * 3 + [FileKind.STAMPED] * 3
    assert findings(office) == []


def test_every_job_has_a_handler(office: Office) -> None:
    assert set(app.handlers(office)) == set(JobName)
