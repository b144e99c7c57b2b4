"""The table of holidays on the screen, and as a calendar to count with. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.calendar_import import Proposed, proposed_holidays
from registry.calendar_models import CalendarYear, Holiday
from registry.calendar_operations import in_year, keeps_calendar
from registry.choices import choices_of
from registry.errors import NotFound
from registry.forms import EARLIEST, LATEST
from registry.people import Actor
from registry.people_models import Officer
from registry.screen import Screen
from registry.thai import ERA, buddhist_year
from registry.vocabulary import HolidayKind
from registry.working_days import SATURDAY, WorkingCalendar

FIRST, LAST = EARLIEST + ERA, LATEST + ERA
"""The years B.E. of the calendar: those of the days that forms take."""

WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """One day as a person reads it; ``is_known`` if it is in the table already."""

    day: dt.date
    name: str
    kind: HolidayKind
    is_known: bool = True

    @property
    def weekday(self) -> str:
        """Name of the day of the week."""
        return WEEKDAYS[self.day.weekday()]

    @property
    def is_weekend(self) -> bool:
        """Tell whether the offices would be closed anyway."""
        return self.day.weekday() >= SATURDAY


@dataclass(frozen=True)
class CalendarPage(Screen):
    """The holidays of one year, and whether they are all of them."""

    template: ClassVar[str] = "registry/calendar.html"
    fragment: ClassVar[str] = "registry/_calendar.html"

    year: int
    holidays: Sequence[HolidayRow]
    confirmed: CalendarYear | None
    confirmed_by: str
    missing: Sequence[int]
    """This year and the next, where nobody has confirmed them."""
    may_change: bool
    kinds: Sequence[tuple[str, str]] = tuple((one.value, one.label) for one in HolidayKind)


@dataclass(frozen=True)
class ImportHolidaysPage(Screen):
    """The days a year probably has, to be checked against the announcement and chosen."""

    template: ClassVar[str] = "registry/calendar_import.html"
    fragment: ClassVar[str] = "registry/_calendar_import.html"

    year: int
    proposed: Sequence[HolidayRow]

    @property
    def lacks_ploughing(self) -> bool:
        """Tell whether the day that is announced each year is not there."""
        return all(one.kind is not HolidayKind.GOVERNMENT for one in self.proposed)


def calendar_page(session: Session, actor: Actor, year: int, *, at: dt.datetime) -> CalendarPage:
    """Return the holidays of a year B.E.; raise ``NotFound`` for one no calendar has."""
    _require_year(year)
    found = session.exec(select(Holiday).where(in_year(year)).order_by(col(Holiday.day)))
    confirmed = session.get(CalendarYear, year)
    by = session.get(Officer, confirmed.confirmed_by) if confirmed else None
    known, now = set(session.exec(select(CalendarYear.year))), buddhist_year(at)
    return CalendarPage(
        year=year,
        holidays=[HolidayRow(one.day, one.name, one.kind) for one in found],
        confirmed=confirmed,
        confirmed_by=by.name if by else "",
        missing=[one for one in (now, now + 1) if one not in known],
        may_change=keeps_calendar(session, actor),
    )


def import_page(session: Session, actor: Actor, year: int) -> ImportHolidaysPage:
    """Return what may be imported for a year; raise ``NotFound`` unless he keeps the table."""
    _require_year(year)
    if not keeps_calendar(session, actor):
        raise NotFound(what="หน้า")
    known = set(session.exec(select(col(Holiday.day)).where(in_year(year))))
    return ImportHolidaysPage(year, [_row(one, known) for one in proposed_holidays(year)])


def working_calendar(session: Session) -> WorkingCalendar:
    """Return the agency's calendar: its holidays, the years that are whole, its hours."""
    chosen = choices_of(session)
    return WorkingCalendar(
        holidays=frozenset(session.exec(select(col(Holiday.day)))),
        years=frozenset(session.exec(select(CalendarYear.year))),
        opens=chosen.office_opens,
        closes=chosen.office_closes,
    )


def _row(one: Proposed, known: set[dt.date]) -> HolidayRow:
    return HolidayRow(one.day, one.name, one.kind, one.day in known)


def _require_year(year: int) -> None:
    if not FIRST <= year <= LAST:
        raise NotFound(what=f"ปฏิทินปี {year}")
