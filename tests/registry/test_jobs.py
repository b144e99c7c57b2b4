import datetime as dt
import threading
from collections.abc import Callable, Collection

import pytest
from sqlmodel import Session, select

from registry import jobs
from registry.db import Database
from registry.errors import NotFound
from registry.jobs import ATTEMPTS, LEASE, Handler, Job, TableQueue, close
from registry.vocabulary import JobName
from registry.worker import Worker
from tests.fakes import FixedClock

HOUR = dt.timedelta(hours=1)


def nothing(_session: Session) -> None:
    """Store no result."""


def handlers(
    work: Callable[..., jobs.Finish], give_up: Callable[..., None] | None = None
) -> dict[JobName, Handler]:
    return {JobName.TRIAGE: Handler(work, give_up)}


def enqueue(database: Database, draft_id: int = 1, urgency: int = 0) -> None:
    with database.transaction() as session:
        TableQueue().enqueue(session, JobName.TRIAGE, draft_id=draft_id, urgency=urgency)


def waiting(database: Database) -> list[Job]:
    with database.reading() as session:
        return list(session.exec(select(Job)))


def test_a_rolled_back_change_leaves_no_job(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        TableQueue().enqueue(session, JobName.TRIAGE, draft_id=1)
        raise ZeroDivisionError
    assert waiting(database) == []


def test_repeats_nobody_has_started_collapse(database: Database) -> None:
    enqueue(database)
    enqueue(database)
    assert len(waiting(database)) == 1


def test_a_change_during_a_running_job_is_not_lost(database: Database, clock: FixedClock) -> None:
    done: list[int] = []

    def work(draft_id: int) -> jobs.Finish:
        done.append(draft_id)
        if len(done) == 1:
            enqueue(database, draft_id)
        return nothing

    enqueue(database)
    worker = Worker(database, clock, handlers(work))
    while worker.run_one():
        pass
    assert done == [1, 1]


def test_the_most_urgent_job_runs_first(database: Database, clock: FixedClock) -> None:
    done: list[int] = []

    def work(draft_id: int) -> jobs.Finish:
        done.append(draft_id)
        return nothing

    enqueue(database, 1)
    enqueue(database, 2, urgency=10)
    worker = Worker(database, clock, handlers(work))
    while worker.run_one():
        pass
    assert done == [2, 1]


def test_a_failing_job_ends_dead_visible_and_can_be_retried(
    database: Database, clock: FixedClock
) -> None:
    gave_up: list[int] = []

    def work(draft_id: int) -> jobs.Finish:
        raise ValueError(draft_id)

    enqueue(database)
    worker = Worker(
        database, clock, handlers(work, lambda _session, _error, draft_id: gave_up.append(draft_id))
    )
    for _ in range(ATTEMPTS + 3):
        worker.run_one()
        clock.time += HOUR
    (job,) = waiting(database)
    assert (job.is_dead, job.attempts, job.error) == (True, ATTEMPTS, "ValueError: 1")
    assert gave_up == [1]
    assert job.id is not None
    with database.transaction() as session:
        jobs.retry(session, job.id, at=clock.now())
        with pytest.raises(NotFound):
            jobs.retry(session, job.id, at=clock.now())
    assert worker.run_one()


def test_a_worker_that_lost_its_lease_stores_nothing(database: Database, clock: FixedClock) -> None:
    stored: list[str] = []
    enqueue(database)
    slow = jobs.claim(database, "slow", at=clock.now())
    clock.time += LEASE + dt.timedelta(seconds=1)
    quick = jobs.claim(database, "quick", at=clock.now())
    assert slow is not None
    assert quick is not None
    with pytest.raises(jobs.LeaseLost):
        close(database, slow, finish=lambda _session: stored.append("slow"))
    close(database, quick, finish=lambda _session: stored.append("quick"))
    assert stored == ["quick"]
    assert waiting(database) == []


def test_a_job_that_kills_every_worker_dies_too(database: Database, clock: FixedClock) -> None:
    enqueue(database)
    for _ in range(ATTEMPTS):
        assert jobs.claim(database, "killed", at=clock.now()) is not None
        clock.time += LEASE + dt.timedelta(seconds=1)
    Worker(database, clock, handlers(lambda **_: nothing)).run_one()
    assert [job.is_dead for job in waiting(database)] == [True]


def test_a_leased_job_is_left_alone(database: Database, clock: FixedClock) -> None:
    enqueue(database)
    assert jobs.claim(database, "first", at=clock.now()) is not None
    assert jobs.claim(database, "second", at=clock.now()) is None


def test_a_job_asked_for_again_is_not_taken_before_the_change_it_waits_for(
    database: Database, clock: FixedClock
) -> None:
    enqueue(database)
    with database.transaction() as session:
        TableQueue().enqueue(session, JobName.TRIAGE, draft_id=1)
        if not database.is_sqlite:  # there one writer at a time is the rule anyway
            assert jobs.claim(database, "other", at=clock.now()) is None
    assert jobs.claim(database, "other", at=clock.now()) is not None


def test_asking_again_more_urgently_hurries_the_waiting_job(database: Database) -> None:
    enqueue(database, urgency=1)
    enqueue(database, urgency=5)
    enqueue(database, urgency=2)
    assert [job.urgency for job in waiting(database)] == [5]


def test_asking_again_for_a_dead_job_replaces_it(database: Database) -> None:
    enqueue(database)
    with database.transaction() as session:
        dead = session.exec(select(Job)).one()
        dead.attempts, dead.is_dead = ATTEMPTS, True
        session.add(dead)
    enqueue(database)
    assert [(job.attempts, job.is_dead) for job in waiting(database)] == [(0, False)]


def test_a_light_job_is_done_while_a_long_one_is_at_work(
    database: Database, clock: FixedClock
) -> None:
    stop, begun, indexed = threading.Event(), threading.Event(), threading.Event()

    def long(draft_id: int) -> jobs.Finish:
        begun.set()
        assert indexed.wait(60), draft_id
        stop.set()
        return nothing

    def light(letter_id: int) -> jobs.Finish:
        assert begun.wait(60), letter_id
        indexed.set()
        return nothing

    enqueue(database, urgency=90)
    with database.transaction() as session:
        TableQueue().enqueue(session, JobName.INDEX, letter_id=1)
    work = {**handlers(long), JobName.INDEX: Handler(light, is_light=True)}
    Worker(database, clock, work).run(stop)
    assert {job.name for job in waiting(database)}.isdisjoint(work)


def test_work_that_gathers_is_given_all_that_waits_and_alone_what_failed(
    database: Database, clock: FixedClock
) -> None:
    given: list[list[int]] = []

    def work(draft_id: list[int]) -> jobs.Finish:
        given.append(draft_id)
        if len(given) == 1:
            raise ValueError(draft_id)
        return nothing

    for number in (1, 2, 3):
        enqueue(database, number)
    worker = Worker(database, clock, {JobName.TRIAGE: Handler(work, gathers="draft_id")})
    assert worker.run_one()
    clock.time += HOUR
    while worker.run_one():
        pass
    enqueue(database, 4)
    enqueue(database, 5, urgency=1)
    assert worker.run_one()
    assert given == [[1, 2, 3], [1], [2], [3], [5, 4]]
    assert waiting(database) == []


def test_a_gatherer_that_lost_one_lease_stores_nothing(
    database: Database, clock: FixedClock
) -> None:
    stored: list[str] = []
    enqueue(database, 1)
    enqueue(database, 2)
    first = jobs.claim(database, "slow", at=clock.now())
    assert first is not None
    others = jobs.claim_alike(database, first, at=clock.now())
    assert len(others) == 1
    clock.time += LEASE + dt.timedelta(seconds=1)
    assert jobs.extend(database, first, at=clock.now())
    assert jobs.claim(database, "quick", at=clock.now()) is not None
    with pytest.raises(jobs.LeaseLost):
        close(database, first, *others, finish=lambda _session: stored.append("slow"))
    assert (stored, len(waiting(database))) == ([], 2)


def test_a_worker_whose_light_thread_fails_ends_loudly(
    database: Database, clock: FixedClock
) -> None:
    class Broken(Worker):
        def run_one(self, names: Collection[JobName] = tuple(JobName)) -> bool:
            if list(names) == [JobName.INDEX]:
                raise ZeroDivisionError
            return super().run_one(names)

    work = {JobName.INDEX: Handler(lambda: nothing, is_light=True)}
    with pytest.raises(ZeroDivisionError):
        Broken(database, clock, work).run(threading.Event())
