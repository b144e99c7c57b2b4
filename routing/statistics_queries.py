"""สถิติของหน่วยงาน: how much comes each month, and how long each step takes. Reading only.

Arrival is when a letter was laid in the unit's basket, or arrived where the
unit registered it itself. Times are in working days of the agency's calendar,
office hours only; a year without confirmed holidays counts weekdays.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.calendar_queries import working_calendar
from registry.people import Actor
from registry.people_models import Unit
from registry.queries import readable_unit, readable_units
from registry.register_export import harmless
from registry.screen import Screen
from registry.thai import BANGKOK, ERA, MONTHS, bangkok_day, buddhist_year
from routing.models import Assignment
from routing.notices import counting
from routing.statistics_figures import Spent, WorkedDays
from routing.statistics_forms import StatisticsFilter

YEARS = 5
"""How many years back can be chosen."""


@dataclass(frozen=True, slots=True)
class MonthRow:
    """What came in one month, and how long it took until each step was done."""

    name: str
    came: int
    open: int
    """How many of them somebody still has to do something about."""
    received: Spent
    acknowledged: Spent
    answered: Spent


@dataclass(frozen=True)
class StatisticsPage(Screen):
    """One unit's year."""

    template: ClassVar[str] = "routing/statistics.html"
    fragment: ClassVar[str] = "routing/_statistics.html"

    unit: Unit
    units: Sequence[tuple[int, str]]
    year: int
    years: Sequence[tuple[int, str]]
    months: Sequence[MonthRow]
    whole: MonthRow


def statistics(
    session: Session, actor: Actor, wanted: StatisticsFilter, *, now: dt.datetime
) -> StatisticsPage:
    """Return a unit's year; raise ``NotFound`` for a unit that is not the officer's to read."""
    unit = readable_unit(session, actor, wanted.unit)
    this = buddhist_year(now)
    year = wanted.year if wanted.year and this - YEARS < wanted.year <= this else this
    found = _came(session, unit, year)
    first, last = dt.date(year - ERA, 1, 1), bangkok_day(now)
    days = (dt.date(one, 1, 1) for one in range(first.year, last.year + 1))
    worked = WorkedDays(counting(working_calendar(session), *days), first, last)
    months = [
        _row(name, [one for one in found if _month(one) == number], worked)
        for number, name in enumerate(MONTHS, 1)
    ]
    return StatisticsPage(
        unit=unit,
        units=[(one.id, one.name) for one in readable_units(session, actor) if one.id],
        year=year,
        years=[(one, f"พ.ศ. {one}") for one in range(this, this - YEARS, -1)],
        months=[row for row in months if row.came],
        whole=_row("ทั้งปี", found, worked),
    )


def statistics_csv(page: StatisticsPage) -> bytes:
    """Return a unit's year as UTF-8 with a byte order mark, without which Excel breaks Thai."""
    out = StringIO(newline="")
    table = csv.writer(out)
    steps = [f"{step} {figure}" for step in STEPS.values() for figure in FIGURES]
    table.writerow(["หน่วยงาน", "ปี", "เดือน", "รับเข้า", "ยังค้าง", *steps])
    for row in (*page.months, page.whole):
        figures = [
            "" if figure is None else figure
            for step in STEPS
            for spent in [getattr(row, step)]
            for figure in (spent.count, spent.median, spent.ninetieth)
        ]
        table.writerow(
            [harmless(page.unit.name), page.year, row.name, row.came, row.open, *figures]
        )
    return out.getvalue().encode("utf-8-sig")


STEPS: Mapping[str, str] = {
    "received": "ถึงลงรับ",
    "acknowledged": "ถึงรับทราบ",
    "answered": "ถึงดำเนินการเสร็จ",
}
"""The steps that are measured, by the field of ``MonthRow``."""

FIGURES = ("จำนวน", "ค่ากลาง (วันทำการ)", "ร้อยละ 90 ไม่เกิน (วันทำการ)")
"""What is said of each step."""


@dataclass(frozen=True, slots=True)
class _Came:
    """When one letter came, and when each step was done."""

    sent_at: dt.datetime
    received_at: dt.datetime | None
    acknowledged_at: dt.datetime | None
    done_at: dt.datetime | None
    is_open: bool


def _came(session: Session, unit: Unit, year: int) -> list[_Came]:
    """Return what came to a unit in a year and was neither sent nor taken back."""
    first = dt.datetime(year - ERA, 1, 1, tzinfo=BANGKOK)
    after = dt.datetime(year - ERA + 1, 1, 1, tzinfo=BANGKOK)
    found = session.execute(
        select(  # type: ignore[call-overload] # more columns than it has been told of
            Assignment.sent_at,
            Assignment.received_at,
            Assignment.acknowledged_at,
            Assignment.done_at,
            col(Assignment.filed_at).is_(None) & col(Assignment.done_at).is_(None),
        ).where(
            Assignment.to_unit_id == unit.id,
            col(Assignment.ended_at).is_(None),
            col(Assignment.sent_at) >= first,
            col(Assignment.sent_at) < after,
        )
    )
    return [_Came(*row) for row in found]


def _month(one: _Came) -> int:
    return one.sent_at.astimezone(BANGKOK).month


def _row(name: str, found: Sequence[_Came], worked: WorkedDays) -> MonthRow:
    def spent(until: Iterable[tuple[dt.datetime, dt.datetime | None]]) -> Spent:
        return Spent.of(worked.between(since, end) for since, end in until if end)

    return MonthRow(
        name=name,
        came=len(found),
        open=sum(one.is_open for one in found),
        received=spent((one.sent_at, one.received_at) for one in found),
        acknowledged=spent((one.sent_at, one.acknowledged_at) for one in found),
        answered=spent((one.sent_at, one.done_at) for one in found),
    )
