"""How long the disk will last: what was free each day, and what follows from that."""

import datetime as dt

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, Session, col, select

from registry.db import insert_new
from registry.records import Record

LOOKS_BACK = dt.timedelta(days=30)
SHORTEST = dt.timedelta(days=7)
"""Days of which at least one week must be known: a Monday is no month."""


class DiskSeen(Record, table=True):
    """What was free on the disk of the office's folder, once a day."""

    __tablename__ = "disk_seen"

    day: dt.date = Field(primary_key=True)
    free: int = Field(sa_column=Column(BigInteger, nullable=False), description="bytes")


def note(session: Session, free: int, *, on: dt.date) -> None:
    """Keep what is free on a day; the first said counts."""
    insert_new(session, DiskSeen, [{"day": on, "free": free}])


def days_until_full(session: Session, free: int, *, on: dt.date) -> int | None:
    """Foretell from the last month when the disk is full, in days.

    ``None`` if it does not fill, or has been watched for less than a week.
    """
    known = select(DiskSeen).where(
        col(DiskSeen.day) >= on - LOOKS_BACK, col(DiskSeen.day) <= on - SHORTEST
    )
    first = session.exec(known.order_by(col(DiskSeen.day)).limit(1)).first()
    if first is None or first.free <= free:
        return None
    return free * (on - first.day).days // (first.free - free)
