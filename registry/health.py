"""Is the office well: database, file store, workers, work that died. Reading only."""

import datetime as dt
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from registry.backup import last_proof
from registry.db import Database
from registry.jobs import Job, workers_seen
from registry.migrate import is_current
from registry.models import JournalEntry
from registry.screen import Screen
from registry.vocabulary import JobName

LITTLE_SPACE = 2 * 1024**3
"""Bytes below which an administrator should act: some 2,000 scans."""
SILENCE = dt.timedelta(minutes=2)
"""How long a worker may say nothing before it counts as gone."""
MOST_SHOWN = 200
PROOF_LASTS = dt.timedelta(days=2)
"""How old the last proven backup may be; a daily one may fail once."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a machine that watches the office asks."""

    database: bool
    migrated: bool
    files: bool
    dead_jobs: int

    @property
    def is_well(self) -> bool:
        """Tell whether the office can work. Dead jobs wait for a person and stop nothing."""
        return self.database and self.migrated and self.files


@dataclass(frozen=True, slots=True)
class DeadJob:
    """Work that failed too often and waits for a person."""

    id: int
    label: str
    about: str
    attempts: int
    error: str
    """As the program saw it; for administrators."""


@dataclass(frozen=True)
class Condition(Screen):
    """สภาพระบบ."""

    template: ClassVar[str] = "registry/condition.html"
    fragment: ClassVar[str] = "registry/_condition.html"

    dead: Sequence[DeadJob]
    waiting: Sequence[tuple[str, int]]
    """Kinds of work not finished, with how many of each."""
    workers: int
    free_gigabytes: float
    has_little_space: bool
    proof: JournalEntry | None
    """The last backup that was proven."""
    proof_is_old: bool
    advice: Sequence[str] = ()
    """What the parts of the program would have changed, a sentence each."""


ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "draft_id": "ไฟล์เข้าที่ {}",
        "bundle_id": "ชุดเอกสารที่ {}",
        "letter_id": "หนังสือที่ {}",
        "number": "หน้า {}",
        "page": "หน้า {}",
    }
)
"""What a job's argument says to people; others are for the program alone."""


def health(database: Database, files: Path) -> Health:
    """Look at every part; a part that cannot be asked is not well."""
    stored = files.is_dir() and os.access(files, os.W_OK)
    try:
        with database.reading() as session:
            dead = select(func.count()).select_from(Job).where(col(Job.is_dead))
            return Health(
                database=True,
                migrated=is_current(database),
                files=stored,
                dead_jobs=session.exec(dead).one(),
            )
    except SQLAlchemyError:
        return Health(database=False, migrated=False, files=stored, dead_jobs=0)


def condition(
    session: Session, data: Path, *, at: dt.datetime, advice: Sequence[str] = ()
) -> Condition:
    """Return what administrators and clerks see of the machine room."""
    dead = select(Job).where(col(Job.is_dead)).order_by(col(Job.id)).limit(MOST_SHOWN)
    alive = (
        select(Job.name, func.count())
        .where(col(Job.is_dead).is_(False))
        .group_by(col(Job.name))
        .order_by(col(Job.name))
    )
    free, proof = shutil.disk_usage(data).free, last_proof(session)
    return Condition(
        dead=[_told(job) for job in session.exec(dead)],
        waiting=[(JobName(name).label, count) for name, count in session.exec(alive)],
        workers=workers_seen(session, since=at - SILENCE),
        free_gigabytes=free / 1024**3,
        has_little_space=free < LITTLE_SPACE,
        proof=proof,
        proof_is_old=proof is not None and at - proof.at > PROOF_LASTS,
        advice=advice,
    )


def _told(job: Job) -> DeadJob:
    arguments: dict[str, object] = json.loads(job.arguments)
    about = [ABOUT[name].format(value) for name, value in arguments.items() if name in ABOUT]
    assert job.id is not None
    label = JobName(job.name).label
    return DeadJob(job.id, label, " ".join(about), job.attempts, job.error)
