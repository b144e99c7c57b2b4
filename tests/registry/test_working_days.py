import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.calendar_import import proposed_holidays
from registry.thai import BANGKOK
from registry.working_days import CalendarYearMissing, WorkingCalendar

CALENDAR = WorkingCalendar(
    holidays=frozenset(one.day for one in proposed_holidays(2568)), years=frozenset({2568})
)

DAYS = st.dates(dt.date(2025, 2, 1), dt.date(2025, 6, 30))
COUNTS = st.integers(0, 60)


def at(day: int, month: int, clock: str) -> dt.datetime:
    return dt.datetime.combine(dt.date(2025, month, day), dt.time.fromisoformat(clock), BANGKOK)


def test_the_seed_bundle_leaves_eight_working_days_until_its_deadline() -> None:
    """31 March to 11 April 2568 with the day in lieu of Chakri Day in between."""
    assert CALENDAR.between(dt.date(2025, 3, 31), dt.date(2025, 4, 11)) == 8


def test_songkran_makes_three_working_days_last_a_week() -> None:
    assert CALENDAR.after(dt.date(2025, 4, 10), 3) == dt.date(2025, 4, 18)
    assert CALENDAR.before(dt.date(2025, 4, 18), 3) == dt.date(2025, 4, 10)


@given(DAYS, COUNTS)
def test_no_count_ends_on_a_day_off(day: dt.date, count: int) -> None:
    ends = (CALENDAR.after(day, count + 1), CALENDAR.before(day, count % 20 + 1))
    assert all(CALENDAR.is_working(end) for end in ends)


@given(DAYS, COUNTS)
def test_what_is_counted_forth_is_counted_again(day: dt.date, count: int) -> None:
    assert CALENDAR.between(day, CALENDAR.after(day, count)) == count


@given(DAYS, st.integers(0, 20))
def test_counting_back_from_a_working_day_comes_home(day: dt.date, count: int) -> None:
    start = CALENDAR.working_day(day)
    assert CALENDAR.before(CALENDAR.after(start, count), count) == start


@given(DAYS, COUNTS, COUNTS)
def test_counts_add_up(day: dt.date, one: int, more: int) -> None:
    assert CALENDAR.after(CALENDAR.after(day, one), more) == CALENDAR.after(day, one + more)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(2, 4, "09:00"), 2, at(2, 4, "11:00")),
        (at(2, 4, "15:30"), 2, at(3, 4, "09:30")),
        (at(2, 4, "07:00"), 8, at(2, 4, "16:30")),
        (at(2, 4, "20:00"), 1, at(3, 4, "09:30")),
        (at(4, 4, "16:00"), 1, at(8, 4, "09:00")),  # Friday before Chakri Day in lieu
    ],
)
def test_outside_office_hours_nothing_passes(
    start: dt.datetime, hours: int, end: dt.datetime
) -> None:
    assert CALENDAR.hours_after(start, hours) == end


@given(DAYS, st.times(), st.integers(1, 40), st.integers(1, 40))
def test_hours_end_within_office_hours_and_add_up(
    day: dt.date, clock: dt.time, one: int, more: int
) -> None:
    start = dt.datetime.combine(day, clock, BANGKOK)
    end = CALENDAR.hours_after(start, one)
    assert end > start
    assert CALENDAR.is_working(end.date())
    assert CALENDAR.opens <= end.time() <= CALENDAR.closes
    assert CALENDAR.hours_after(end, more) == CALENDAR.hours_after(start, one + more)


def test_a_moment_in_another_zone_is_taken_in_bangkok() -> None:
    moment = dt.datetime(2025, 4, 1, 23, 0, tzinfo=dt.UTC)  # six in the morning of the 2nd
    assert CALENDAR.hours_after(moment, 1) == at(2, 4, "09:30")


@pytest.mark.parametrize(
    "count",
    [
        lambda: CALENDAR.after(dt.date(2025, 12, 30), 5),
        lambda: CALENDAR.before(dt.date(2025, 1, 3), 5),
        lambda: CALENDAR.between(dt.date(2025, 12, 30), dt.date(2026, 1, 5)),
        lambda: CALENDAR.hours_after(at(30, 12, "15:00"), 40),
        lambda: CALENDAR.working_day(dt.date(2026, 1, 1)),
    ],
)
def test_counting_over_a_year_nobody_confirmed_is_refused_and_names_it(count: object) -> None:
    assert callable(count)
    with pytest.raises(CalendarYearMissing, match=r"2569|2567") as refused:
        count()
    assert "ยืนยันตารางวันหยุด" in str(refused.value)
