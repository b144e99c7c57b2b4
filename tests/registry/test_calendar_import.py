import datetime as dt

import pytest

from registry.calendar_import import HolidaysUnknown, proposed_holidays
from registry.vocabulary import HolidayKind

# The government's holidays on weekdays, from the cabinet's announcements of those years.
CLOSED = {
    2567: (
        "01-01 02-26 04-08 04-12 04-15 04-16 05-06 05-10 05-22 06-03 07-22 07-29 "
        "08-12 10-14 10-23 12-05 12-10 12-30 12-31"
    ),
    2568: (
        "01-01 02-12 04-07 04-14 04-15 04-16 05-05 05-09 05-12 06-02 06-03 07-10 07-11 "
        "07-28 08-11 08-12 10-13 10-23 12-05 12-10 12-31"
    ),
}


def closed_weekdays(year: int) -> list[str]:
    return [f"{one.day:%m-%d}" for one in proposed_holidays(year) if one.day.weekday() < 5]


@pytest.mark.parametrize("year", CLOSED)
def test_the_days_of_a_known_year_are_those_of_the_cabinet(year: int) -> None:
    assert closed_weekdays(year) == CLOSED[year].split()


def test_the_package_is_wrong_about_the_third_of_january_2566() -> None:
    """The cabinet moved that day to 30 December 2565; a correction shows here first."""
    assert "01-03" in closed_weekdays(2566)


@pytest.mark.parametrize("year", [2564, 2566, 2569, 2570])
def test_offices_work_on_labour_day_and_on_the_day_in_lieu_of_it(year: int) -> None:
    names = [one.name for one in proposed_holidays(year)]
    assert not any("แรงงาน" in name or "วันเด็ก" in name for name in names)


def test_every_kind_of_day_is_told_apart() -> None:
    kinds = {one.day: one.kind for one in proposed_holidays(2568)}
    assert kinds[dt.date(2025, 4, 7)] is HolidayKind.IN_LIEU
    assert kinds[dt.date(2025, 6, 2)] is HolidayKind.SPECIAL
    assert kinds[dt.date(2025, 5, 9)] is HolidayKind.GOVERNMENT
    assert kinds[dt.date(2025, 4, 14)] is HolidayKind.PUBLIC


def test_a_year_the_package_does_not_know_is_refused_not_empty() -> None:
    with pytest.raises(HolidaysUnknown, match="2743"):
        proposed_holidays(2743)
