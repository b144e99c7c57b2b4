"""Work that comes round again and again, ordered once however many workers look at the clock.

Each kind of round has one row that says which period was ordered last; who
moves it forward orders the job in the same transaction, so a period is ordered
once on any number of machines and not lost when one of them dies. Periods
that passed while the office was closed are not made up for.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session

from registry.db import Database
from registry.ports import JobQueue
from registry.records import Record
from registry.thai import BANGKOK
from registry.vocabulary import JobName

ROUNDS: Mapping[JobName, dt.timedelta] = MappingProxyType(
    {JobName.REMIND: dt.timedelta(minutes=10), JobName.DIGEST: dt.timedelta(days=1)}
)
"""Every round with its length; a day begins at ``DAY_BEGINS`` in Bangkok."""

DAY_BEGINS = dt.timedelta(hours=8)
_FIRST = dt.datetime(2000, 1, 1, tzinfo=BANGKOK) + DAY_BEGINS


class Round(Record, table=True):
    """The period of one kind of round that was ordered last."""

    __tablename__ = "round"

    name: str = Field(primary_key=True)
    period: dt.datetime = Field(description="when that period began")


def keep_time(database: Database, jobs: JobQueue, *, at: dt.datetime) -> None:
    """Order the job of every round whose next period has begun."""
    for name, length in ROUNDS.items():
        period = _FIRST + (at - _FIRST) // length * length
        with database.reading() as session:
            had = session.get(Round, name.value)
        if had is not None and had.period >= period:
            continue  # looking first spares SQLite's one write lock
        with database.transaction() as session:
            if _moved(session, name, period):
                jobs.enqueue(session, name)


def _moved(session: Session, name: JobName, period: dt.datetime) -> bool:
    """Move a round forward; return whether it was us who did."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    put = dialect.insert(Round).values(name=name.value, period=period)
    moved = put.on_conflict_do_update(
        index_elements=["name"],
        set_={"period": put.excluded.period},
        where=Round.period < put.excluded.period,
    )
    return bool(session.execute(moved).rowcount)  # type: ignore[attr-defined]
