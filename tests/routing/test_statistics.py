"""A unit's figures: in working days, of its own letters only, and harmless in a spreadsheet."""

import datetime as dt
import statistics as plain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import NotFound
from registry.office import Office
from registry.people import Actor
from registry.thai import BANGKOK
from registry.working_days import WorkingCalendar
from routing import operations
from routing.statistics_figures import Spent, WorkedDays
from routing.statistics_forms import StatisticsFilter
from routing.statistics_queries import StatisticsPage, statistics, statistics_csv
from tests import factories
from tests.fakes import FixedClock
from tests.routing.conftest import Agency
from tests.routing.test_mine import a_letter

FIRST, LAST = dt.date(2025, 5, 1), dt.date(2026, 5, 1)
HOLIDAY = dt.date(2025, 5, 5)
WORKED = WorkedDays(WorkingCalendar(frozenset({HOLIDAY}), frozenset({2568, 2569})), FIRST, LAST)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment in May 2568; the 2nd is a Friday, the 5th a holiday."""
    return dt.datetime(2025, 5, day, hour, minute, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (at(2, 8, 30), at(2, 16, 30), 1),
        (at(2, 8, 30), at(2, 12, 30), 0.5),
        (at(2, 12, 30), at(6, 12, 30), 1),  # over a weekend and a holiday
        (at(2, 20), at(3, 9), 0),
        (at(2, 15), at(2, 9), 0),
        (at(1, 6), at(8, 23), 5),
    ],
)
def test_only_office_hours_count(since: dt.datetime, until: dt.datetime, days: float) -> None:
    assert WORKED.between(since, until) == pytest.approx(days)


MOMENTS = st.integers(0, 360 * 24 * 60).map(lambda said: at(1, 0) + dt.timedelta(minutes=said))


@given(st.lists(MOMENTS, min_size=3, max_size=3))
def test_two_stretches_together_are_the_whole(moments: list[dt.datetime]) -> None:
    first, middle, last = sorted(moments)
    parts = WORKED.between(first, middle) + WORKED.between(middle, last)
    assert parts == pytest.approx(WORKED.between(first, last))


@given(st.lists(st.floats(0, 400), min_size=1))
def test_nine_of_ten_stay_below_the_ninetieth(days: list[float]) -> None:
    spent = Spent.of(days)
    assert spent.median is not None
    assert spent.ninetieth is not None
    below = sum(one <= spent.ninetieth + 0.051 for one in days)
    assert below >= 0.9 * len(days)
    assert spent.median <= spent.ninetieth
    assert abs(spent.median - plain.median_low(days)) < 0.051


def page_of(office: Office, actor: Actor, unit: int | None = None) -> StatisticsPage:
    with office.database.reading() as session:
        return statistics(session, actor, StatisticsFilter(unit=unit), now=office.clock.now())


def test_a_units_year_counts_what_came_and_how_long_it_took(
    each_office: Office, each_agency: Agency, clock: FixedClock
) -> None:
    office, top, division = each_office, each_agency.department, each_agency.division
    clock.time = at(2, 8, 30)
    lies = [
        factories.a_sent_letter(
            office, a_letter(office, each_agency), top.unit, division.unit, by=top.clerk
        )
        for _ in range(2)
    ]
    clock.time = at(2, 12, 30)
    factories.a_received_assignment(office, lies[0], by=division.clerk)
    clock.time = at(6, 8, 30)
    with office.database.transaction() as session:
        operations.acknowledge(
            session, office.jobs, lies[0].id or 0, by=division.head, at=clock.now()
        )
    page = page_of(office, division.head)
    (row,) = page.months
    assert (row.name, row.came, row.open) == ("พฤษภาคม", 2, 2)
    assert row.received == Spent(1, 0.5, 0.5)
    assert row.acknowledged == Spent(1, 2.0, 2.0)
    assert row.answered == Spent(0)
    assert page.whole.came == 2
    said = statistics_csv(page).decode("utf-8-sig").splitlines()
    assert said[0].startswith("หน่วยงาน,ปี,เดือน,รับเข้า,ยังค้าง,ถึงลงรับ จำนวน")
    assert said[1] == "กองคลัง,2568,พฤษภาคม,2,2,1,0.5,0.5,1,2.0,2.0,0,,"
    assert len(said) == 3


def test_other_units_have_no_figures_for_him(office: Office, agency: Agency) -> None:
    with pytest.raises(NotFound):
        page_of(office, agency.division.head, agency.other.unit.id)


def test_a_name_that_begins_like_a_formula_is_only_a_name(office: Office, agency: Agency) -> None:
    unit = factories.a_unit(office, "=1+1", under=agency.department.unit)
    clerk = factories.a_clerk(office, unit)
    said = statistics_csv(page_of(office, clerk)).decode("utf-8-sig")
    assert "\n'=1+1," in said
