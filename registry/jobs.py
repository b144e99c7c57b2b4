"""A job queue in the same database as the work it follows from.

Because a job is a row written by the transaction that caused it, there is no
moment when the letter exists and its job does not, or the other way round.
Delivery is at least once; the effect is exactly once, because a job's result
is written in the transaction that closes the job, and only by the worker that
still holds its lease (``token`` is the fence).
"""

import datetime as dt
import functools
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Index,
    bindparam,
    case,
    func,
    or_,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, delete, select

from registry.db import Database
from registry.errors import NotFound
from registry.records import Record
from registry.vocabulary import JobName

LEASE = dt.timedelta(seconds=45)
ATTEMPTS = 5
LONGEST_PAUSE = dt.timedelta(minutes=15)
MOST_GATHERED = 50
POSTPONED = dt.timedelta(seconds=30)

Finish = Callable[[Session], None]
"""Writes a job's result; runs in the transaction that closes the job."""


@dataclass(frozen=True, slots=True)
class Handler:
    """What to do for one ``JobName``.

    ``work`` does the slow part outside any transaction and returns the
    ``Finish`` that stores the result. ``give_up``, if any, records on the
    thing itself that its job has died, in the transaction that says so.
    ``is_light`` work opens no document and takes a moment, so that it need not
    wait behind a long scan. Work that costs little more for many than for one
    ``gathers``: it names its one argument and is given a list of it. A job that
    has failed among others is tried again alone.
    """

    work: Callable[..., Finish]
    give_up: Callable[..., None] | None = None
    is_light: bool = False
    gathers: str = ""


class LeaseLost(Exception):
    """Another worker has taken this job over; nothing this one did may count."""


class Job(Record, table=True):
    """One piece of work waiting, running, or dead after too many attempts."""

    __tablename__ = "job"
    # Only jobs nobody has started may be merged: one already running may have
    # read its letter before this change.
    __table_args__ = (
        Index(
            "uq_job_waiting",
            "name",
            "arguments",
            unique=True,
            sqlite_where=text("attempts = 0"),
            postgresql_where=text("attempts = 0"),
        ),
        Index("ix_job_due", "is_dead", "urgency", "due_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    arguments: str
    urgency: int = 0
    due_at: dt.datetime = Field(description="when it may start; while it runs, when its lease ends")
    attempts: int = 0
    token: int = 0
    worker: str = ""
    error: str = ""
    is_dead: bool = False
    asked_at: dt.datetime | None = Field(
        default=None,
        description="by the clock of the database; unknown of jobs of earlier versions",
    )


class WorkerSeen(Record, table=True):
    """When each worker last said that it is there."""

    __tablename__ = "worker_seen"

    name: str = Field(primary_key=True)
    seen_at: dt.datetime = Field(index=True)
    says: str = Field(default="", description="what it works with, as JSON: name and version")


class TableQueue:
    """The ``JobQueue`` kept in the ``job`` table."""

    def enqueue(
        self,
        session: Session,
        job: JobName,
        /,
        *,
        urgency: int = 0,
        not_before: dt.datetime | None = None,
        **arguments: int | str,
    ) -> None:
        """Record a job, in place of an identical one that is dead or not yet started."""
        session.flush()  # the statements below go past the ORM, which would do it before a query
        connection = session.connection()
        same = {"name": job, "arguments": json.dumps(arguments, sort_keys=True)}
        for statement in _enqueuing(connection.dialect.name):
            said = {**same, **_NOT_STARTED, "urgency": urgency}
            connection.execute(statement, said | ({"due_at": not_before} if not_before else {}))


_NOT_STARTED = {
    "due_at": dt.datetime.fromtimestamp(0, dt.UTC),
    "attempts": 0,
    "token": 0,
    "worker": "",
    "error": "",
    "is_dead": False,
}


@functools.cache
def _enqueuing(backend: str) -> tuple[Executable, Executable]:
    """Build what puts a job in the queue, once: it took longer to build than to run."""
    dead = delete(Job).where(
        col(Job.is_dead).is_(True),
        col(Job.name) == bindparam("name"),
        col(Job.arguments) == bindparam("arguments"),
    )
    given: dict[str, Any] = {
        name: bindparam(name) for name in ("name", "arguments", "urgency", *_NOT_STARTED)
    }
    insert = (sqlite if backend == "sqlite" else postgresql).insert(Job)
    insert = insert.values({**given, "asked_at": func.now()})
    wanted = insert.excluded.urgency
    # Writing to the waiting job, rather than doing nothing, holds it until we
    # commit. A worker that claimed it before would not see what we changed.
    put = insert.on_conflict_do_update(
        index_elements=["name", "arguments"],
        index_where=text("attempts = 0"),
        set_={"urgency": case((col(Job.urgency) < wanted, wanted), else_=Job.urgency)},
    )
    return dead, put


def claim(
    database: Database, worker: str, names: Collection[JobName] = tuple(JobName), *, at: dt.datetime
) -> Job | None:
    """Take the most urgent due job of these names under a lease, or return ``None``.

    A job whose lease ran out was being worked on by a process that died. One that
    is due later than any pause was put back by a clock that has been set back since.
    """
    is_due = or_(col(Job.due_at) <= at, col(Job.due_at) > at + LONGEST_PAUSE)
    due = (
        select(Job)
        .where(col(Job.is_dead).is_(False), is_due, col(Job.name).in_(names))
        .order_by(col(Job.urgency).desc(), col(Job.due_at), col(Job.id))
        .limit(1)
    )
    with database.reading() as session:
        if session.exec(due).first() is None:
            return None  # looking first spares SQLite's one write lock
    with database.transaction() as session:
        job = session.exec(due.with_for_update(skip_locked=True)).first()
        if job is not None:
            _lend(session, job, worker, at)
        return job


def claim_alike(database: Database, job: Job, *, at: dt.datetime) -> list[Job]:
    """Take what else of a job's name has not been tried yet, some at a time."""
    alike = (
        select(Job)
        .where(Job.name == job.name, Job.attempts == 0, col(Job.is_dead).is_(False))
        .where(col(Job.due_at) <= at)
        .order_by(col(Job.urgency).desc(), col(Job.id))
        .limit(MOST_GATHERED)
    )
    with database.reading() as session:
        if session.exec(alike).first() is None:
            return []
    with database.transaction() as session:
        taken = session.exec(alike.with_for_update(skip_locked=True)).all()
        for one in taken:
            _lend(session, one, job.worker, at)
        return list(taken)


def _lend(session: Session, job: Job, worker: str, at: dt.datetime) -> None:
    job.attempts += 1
    job.token += 1
    job.worker = worker
    job.due_at = at + LEASE
    session.add(job)


def queued(session: Session, job: JobName, /, **arguments: int | str) -> Sequence[Job]:
    """Return the jobs of this name with these arguments: waiting, running or dead."""
    same = json.dumps(arguments, sort_keys=True)
    return session.exec(select(Job).where(Job.name == job, Job.arguments == same)).all()


def extend(database: Database, *jobs: Job, at: dt.datetime) -> bool:
    """Push the lease of running jobs forward; return whether one is still ours."""
    with database.transaction() as session:
        held = session.execute(update(Job).where(_ours(jobs)).values(due_at=at + LEASE))
        return bool(held.rowcount)  # type: ignore[attr-defined]


def close(database: Database, *jobs: Job, finish: Finish) -> None:
    """Store the result and remove the jobs, together; raise ``LeaseLost`` if one is not ours."""
    with database.transaction() as session:
        held = session.exec(delete(Job).where(_ours(jobs)))
        if held.rowcount != len(jobs):
            raise LeaseLost
        finish(session)


def _ours(jobs: Sequence[Job]) -> ColumnElement[bool]:
    return tuple_(col(Job.id), col(Job.token)).in_([(job.id, job.token) for job in jobs])


def put_back(
    database: Database, job: Job, error: str, handler: Handler, *, at: dt.datetime
) -> None:
    """After a failure: try again later, or after ``ATTEMPTS`` leave the job dead and visible."""
    with database.transaction() as session:
        held = session.exec(
            select(Job).where(Job.id == job.id, Job.token == job.token).with_for_update()
        ).first()
        if held is None:
            return
        held.error = error
        held.due_at = at + min(dt.timedelta(seconds=2**held.attempts), LONGEST_PAUSE)
        held.is_dead = held.attempts >= ATTEMPTS
        session.add(held)
        if held.is_dead and handler.give_up is not None:
            handler.give_up(session, error, **json.loads(held.arguments))


def postpone(database: Database, job: Job, error: str, *, at: dt.datetime) -> None:
    """Put a job back for a trouble that is not its own and passes: the try does not count."""
    with database.transaction() as session:
        session.execute(
            update(Job)
            .where(col(Job.id) == job.id, col(Job.token) == job.token)
            .values(error=error, due_at=at + POSTPONED, attempts=max(1, job.attempts - 1))
        )


def report_in(database: Database, worker: str, *, at: dt.datetime, says: str = "") -> None:
    """Note that a worker is there, for the health page and for who waits for it."""
    with database.transaction() as session:
        session.merge(WorkerSeen(name=worker, seen_at=at, says=says))


def workers_seen(session: Session, *, since: dt.datetime) -> int:
    """Count the workers that have reported since a moment."""
    seen = select(func.count()).select_from(WorkerSeen).where(col(WorkerSeen.seen_at) >= since)
    return session.exec(seen).one()


def retry(session: Session, job_id: int, *, at: dt.datetime) -> None:
    """Give a dead job its attempts back; raise ``NotFound`` if it is not dead."""
    job = session.exec(select(Job).where(Job.id == job_id, col(Job.is_dead).is_(True))).first()
    if job is None:
        raise NotFound(what="งาน")
    job.is_dead, job.attempts, job.due_at = False, 1, at
    session.add(job)
