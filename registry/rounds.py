"""Work that comes round again and again, ordered once however many workers look at the clock.

Each kind of round has one row that says which period was ordered last; who
moves it forward orders the job in the same transaction, so a period is ordered
once on any number of machines and not lost when one of them dies. Periods
that passed while the office was closed are not made up for.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col

from registry.db import Database
from registry.ports import JobQueue
from registry.records import Record
from registry.thai import BANGKOK
from registry.vocabulary import JobName


@dataclass(frozen=True, slots=True)
class Every:
    """How long a round is, and how long after midnight in Bangkok one begins."""

    length: dt.timedelta
    begins: dt.timedelta = dt.timedelta()


ROUNDS: Mapping[JobName, Every] = MappingProxyType(
    {
        JobName.REMIND: Every(dt.timedelta(minutes=10)),
        JobName.DIGEST: Every(dt.timedelta(days=1), begins=dt.timedelta(hours=8)),
        # After work; where the machine sleeps at night, when it wakes in the morning.
        JobName.BACKUP: Every(dt.timedelta(days=1), begins=dt.timedelta(hours=20)),
        JobName.MEASURE: Every(dt.timedelta(days=1)),
    }
)
"""Every round."""

_MIDNIGHT = dt.datetime(2000, 1, 1, tzinfo=BANGKOK)


class Round(Record, table=True):
    """The period of one kind of round that was ordered last."""

    __tablename__ = "round"

    name: str = Field(primary_key=True)
    period: dt.datetime = Field(description="when that period began")


def keep_time(database: Database, jobs: JobQueue, *, at: dt.datetime) -> None:
    """Order the job of every round whose next period has begun."""
    for name, every in ROUNDS.items():
        first = _MIDNIGHT + every.begins
        period = first + (at - first) // every.length * every.length
        with database.reading() as session:
            had = session.get(Round, name.value)
        if had is not None and period <= had.period <= at:
            continue  # looking first spares SQLite's one write lock
        with database.transaction() as session:
            if _moved(session, name, period, at=at):
                jobs.enqueue(session, name)


def _moved(session: Session, name: JobName, period: dt.datetime, *, at: dt.datetime) -> bool:
    """Move a round forward; return whether it was us who did.

    A period that has not begun was ordered by a clock that has been set back since:
    waiting for it, an office might make no backup for a year.
    """
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    put = dialect.insert(Round).values(name=name.value, period=period)
    moved = put.on_conflict_do_update(
        index_elements=["name"],
        set_={"period": put.excluded.period},
        where=or_(col(Round.period) < put.excluded.period, col(Round.period) > at),
    )
    return bool(session.execute(moved).rowcount)  # type: ignore[attr-defined]
