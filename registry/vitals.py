"""The office's vital signs, for the health page and for programs that watch it. Reading only."""

import datetime as dt
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry import machine_clock
from registry.backup import last_proof
from registry.disk import days_until_full
from registry.jobs import Job, WorkerSeen
from registry.models import JournalEntry
from registry.thai import bangkok_day, duration
from registry.vocabulary import JobName

SILENCE = dt.timedelta(minutes=2)
"""How long a worker may say nothing before it counts as gone."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The jobs of one name that are not finished."""

    name: JobName
    count: int
    oldest: dt.timedelta | None
    """Since the first of them was asked for; ``None`` if that was before anybody noted it."""

    @property
    def for_how_long(self) -> str:
        """Say for how long the oldest waits; empty if nobody knows."""
        return "" if self.oldest is None else duration(self.oldest)


@dataclass(frozen=True, slots=True)
class Vitals:
    """What can be said of the machine room at one moment."""

    queues: Sequence[Queue]
    dead: int
    workers: int
    equipment: Sequence[Mapping[str, str]]
    """What the workers said they work with, each combination once."""
    free: int
    """Bytes left on the disk of the office's folder."""
    size: int
    days_until_full: int | None
    proof: JournalEntry | None
    """The last backup that was proven."""
    clock_is_kept: bool | None
    """Whether a time server keeps the clock, if the kernel knows."""
    database_ahead: float
    """Seconds by which the clock of the database's machine is ahead of ours."""

    @property
    def not_indexed(self) -> int:
        """Letters whose place in the search index is out of date."""
        return sum(queue.count for queue in self.queues if queue.name is JobName.INDEX)


def vitals(session: Session, data: Path, *, at: dt.datetime) -> Vitals:
    """Ask database, disk and kernel; the counts are the database's own."""
    dead = select(func.count()).select_from(Job).where(col(Job.is_dead))
    seen = select(WorkerSeen.says).where(col(WorkerSeen.seen_at) >= at - SILENCE)
    said = session.exec(seen.order_by(WorkerSeen.says)).all()
    disk = shutil.disk_usage(data)
    return Vitals(
        queues=_queues(session, at),
        dead=session.exec(dead).one(),
        workers=len(said),
        equipment=[json.loads(one) for one in dict.fromkeys(said) if one],
        free=disk.free,
        size=disk.total,
        days_until_full=days_until_full(session, disk.free, on=bangkok_day(at)),
        proof=last_proof(session),
        clock_is_kept=machine_clock.is_kept(),
        database_ahead=machine_clock.database_ahead(session, at=dt.datetime.now(dt.UTC)),
    )


def _queues(session: Session, at: dt.datetime) -> list[Queue]:
    alive = (
        select(Job.name, func.count(), func.min(Job.asked_at))
        .where(col(Job.is_dead).is_(False))
        .group_by(col(Job.name))
        .order_by(col(Job.name))
    )
    return [
        Queue(JobName(name), count, max(at - first, dt.timedelta()) if first else None)
        for name, count, first in session.exec(alive)
    ]
