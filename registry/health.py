"""Is the office well: database, file store, workers, work that died. Reading only."""

import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from registry.db import Database
from registry.jobs import Job
from registry.migrate import is_current
from registry.people import Actor, runs_agency
from registry.screen import Screen
from registry.vitals import Vitals, vitals
from registry.vocabulary import JobName

LITTLE_SPACE = 2 * 1024**3
"""Bytes below which an administrator should act: some 2,000 scans."""
SOON = 30
"""Days before a disk is full in which somebody must buy another."""
MISSING = "ไม่มี (missing)"
"""Stands in what a worker says of its equipment where something is not there."""
CLOCKS_APART = 5.0
"""Seconds; more, and times in the journal do not tell what came first."""
MOST_SHOWN = 200
PROOF_LASTS = dt.timedelta(days=2)
"""How old the last proven backup may be; a daily one may fail once."""


@dataclass(frozen=True, slots=True)
class DeadJob:
    """Work that failed too often and waits for a person."""

    id: int
    label: str
    about: str
    attempts: int
    error: str
    """As the program saw it; empty where it is not the officer's to see."""


@dataclass(frozen=True)
class Condition(Screen):
    """สภาพระบบ."""

    template: ClassVar[str] = "registry/condition.html"
    fragment: ClassVar[str] = "registry/_condition.html"

    dead: Sequence[DeadJob]
    vitals: Vitals
    has_little_space: bool
    proof_is_old: bool
    clock_is_off: bool
    """The machines of program and database do not agree what time it is."""
    equipment: Sequence[tuple[str, str]]
    """What the workers work with: the name people know, and the version."""
    missing: ClassVar[str] = MISSING
    """Stands in the version of what is not there, or not whole."""
    advice: Sequence[str] = ()
    """What the parts of the program would have changed, a sentence each."""
    urgent: Sequence[str] = ()
    """What this administrator must do now, a sentence each."""


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


EQUIPMENT: Mapping[str, str] = MappingProxyType(
    {
        "reader": "ตัวอ่านตัวหนังสือ",
        "numbers": "ตัวอ่านตัวเลข",
        "sandbox": "กรงสำหรับเปิดไฟล์",
    }
)
"""What workers work with, and how it is called on the page."""


def is_well(database: Database, files: Path) -> bool:
    """Tell whether the office can work: its database, brought up to date, and its files.

    Dead jobs wait for a person and stop nothing.
    """
    try:
        with database.reading() as session:
            session.exec(select(Job.id).limit(1)).first()
            return is_current(database) and files.is_dir() and os.access(files, os.W_OK)
    except SQLAlchemyError:
        return False


def condition(
    session: Session,
    data: Path,
    actor: Actor,
    *,
    at: dt.datetime,
    advice: Sequence[str] = (),
    urgent: Sequence[str] = (),
) -> Condition:
    """Return what administrators and clerks see of the machine room.

    What went wrong may hold words of any letter: it is for whoever runs the agency.
    """
    runs_all = runs_agency(session, actor)
    dead = select(Job).where(col(Job.is_dead)).order_by(col(Job.id)).limit(MOST_SHOWN)
    seen = vitals(session, data, at=at)
    return Condition(
        dead=[_told(job, job.error if runs_all else "") for job in session.exec(dead)],
        vitals=seen,
        has_little_space=seen.free < LITTLE_SPACE or (seen.days_until_full or SOON) < SOON,
        proof_is_old=seen.proof is not None and at - seen.proof.at > PROOF_LASTS,
        clock_is_off=abs(seen.database_ahead) > CLOCKS_APART,
        equipment=[
            (EQUIPMENT.get(name, name), version)
            for said in seen.equipment
            for name, version in said.items()
        ],
        advice=advice,
        urgent=urgent,
    )


def _told(job: Job, error: str) -> DeadJob:
    arguments: dict[str, object] = json.loads(job.arguments)
    # Only what was secret is erased or told of, and which file that was is nobody's here to know.
    named = {} if job.name in {JobName.ERASE, JobName.TELL} else arguments
    about = [ABOUT[name].format(value) for name, value in named.items() if name in ABOUT]
    assert job.id is not None
    label = JobName(job.name).label
    return DeadJob(job.id, label, " ".join(about), job.attempts, error)
