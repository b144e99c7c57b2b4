"""Keeping the table of holidays: what the central registry and administrators may do."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from registry import journal
from registry.calendar_import import Proposed
from registry.calendar_models import CalendarYear, Holiday
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.people import Actor, agency
from registry.ports import JobQueue
from registry.thai import ERA, short_date
from registry.vocabulary import HolidayKind, JobName, Permission


class HolidayKnown(RegistryError):
    """The day is in the table already."""

    code = "holiday-known"
    message = "วันที่ {day} อยู่ในตารางวันหยุดแล้ว ({name}) หากต้องการแก้ไข ให้ลบออกก่อน"


class YearEmpty(RegistryError):
    """A year without a single holiday is not complete, it is forgotten."""

    code = "year-empty"
    message = "ปี {year} ยังไม่มีวันหยุดในตาราง กรุณาเพิ่มหรือนำเข้าวันหยุดก่อนยืนยันว่าครบ"


def keeps_calendar(session: Session, by: Actor) -> bool:
    """Tell whether an officer keeps the table: a clerk or administrator of the agency itself."""
    root = agency(session)
    return root is not None and any(
        by.may(permission, root.id) for permission in (Permission.REGISTER, Permission.ADMINISTER)
    )


def add_holiday(
    session: Session,
    jobs: JobQueue,
    day: dt.date,
    name: str,
    kind: HolidayKind,
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Close the offices on a day; raise ``HolidayKnown`` if they are already."""
    _require_keeper(session, by)
    known = session.get(Holiday, day)
    if known is not None:
        raise HolidayKnown(day=short_date(day), name=known.name)
    holiday = Holiday(day=day, name=name, kind=kind)
    session.add(holiday)
    _record(session, jobs, Event.HOLIDAY_ADDED, day.year + ERA, by=by, at=at, after=_told(holiday))


def remove_holiday(
    session: Session, jobs: JobQueue, day: dt.date, *, by: Actor, at: dt.datetime
) -> None:
    """Open the offices on a day again; raise ``NotFound`` if it was no holiday."""
    _require_keeper(session, by)
    holiday = session.get(Holiday, day)
    if holiday is None:
        raise NotFound(what="วันหยุด")
    session.delete(holiday)
    _record(
        session, jobs, Event.HOLIDAY_REMOVED, day.year + ERA, by=by, at=at, before=_told(holiday)
    )


def import_holidays(
    session: Session,
    jobs: JobQueue,
    year: int,
    proposed: Collection[Proposed],
    chosen: Collection[dt.date],
    *,
    by: Actor,
    at: dt.datetime,
) -> int:
    """Add the proposed days a person has chosen; those in the table stay as they are.

    Returns how many were added.
    """
    _require_keeper(session, by)
    known = set(session.exec(select(col(Holiday.day)).where(in_year(year))))
    added = [one for one in proposed if one.day in chosen and one.day not in known]
    for one in added:
        session.add(Holiday(day=one.day, name=one.name, kind=one.kind))
    if added:
        days = [f"{short_date(one.day)} {one.name}" for one in added]
        _record(
            session, jobs, Event.HOLIDAYS_IMPORTED, year, by=by, at=at, after={"holidays": days}
        )
    return len(added)


def confirm_year(
    session: Session, jobs: JobQueue, year: int, *, by: Actor, at: dt.datetime
) -> None:
    """Say that every holiday of a year is in the table; from then on its days are counted."""
    _require_keeper(session, by)
    if session.exec(select(col(Holiday.day)).where(in_year(year))).first() is None:
        raise YearEmpty(year=year)
    if session.get(CalendarYear, year) is None:
        session.add(CalendarYear(year=year, confirmed_at=at, confirmed_by=by.id))
        _record(session, jobs, Event.YEAR_CONFIRMED, year, by=by, at=at, after={"year": year})


def reopen_year(session: Session, jobs: JobQueue, year: int, *, by: Actor, at: dt.datetime) -> None:
    """Take back that a year is complete; raise ``NotFound`` if nobody had said so."""
    _require_keeper(session, by)
    confirmed = session.get(CalendarYear, year)
    if confirmed is None:
        raise NotFound(what="การยืนยัน")
    session.delete(confirmed)
    _record(session, jobs, Event.YEAR_REOPENED, year, by=by, at=at, before={"year": year})


def in_year(year: int) -> ColumnElement[bool]:
    """Return the condition for the holidays of a year B.E."""
    return col(Holiday.day).between(dt.date(year - ERA, 1, 1), dt.date(year - ERA, 12, 31))


def _require_keeper(session: Session, by: Actor) -> None:
    if not keeps_calendar(session, by):
        raise NotFound(what="หน้า")


def _told(holiday: Holiday) -> dict[str, object]:
    kind = holiday.kind.value
    return {"day": holiday.day.isoformat(), "name": holiday.name, "holiday_kind": kind}


def _record(
    session: Session,
    jobs: JobQueue,
    event: Event,
    year: int,
    *,
    by: Actor,
    at: dt.datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    jobs.enqueue(session, JobName.RECOUNT)  # deadlines are counted over these days
    journal.record(session, event, "calendar", year, at=at, by=by.id, before=before, after=after)
