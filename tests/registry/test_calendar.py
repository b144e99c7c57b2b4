import datetime as dt

import pytest
from sqlmodel import select

from registry import calendar_operations
from registry.calendar_import import proposed_holidays
from registry.calendar_operations import HolidayKnown, YearEmpty
from registry.calendar_queries import working_calendar
from registry.errors import NotFound
from registry.jobs import TableQueue
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.people import Actor
from registry.vocabulary import HolidayKind, Role
from registry.working_days import CalendarYearMissing, WorkingCalendar
from tests import factories
from tests.conftest import NOW

JOBS = TableQueue()
CHAKRI = dt.date(2025, 4, 7)


@pytest.fixture
def keeper(each_office: Office) -> Actor:
    return factories.a_clerk(each_office, factories.an_agency(each_office))


def calendar(office: Office) -> WorkingCalendar:
    with office.database.reading() as session:
        return working_calendar(session)


def test_a_day_counts_as_a_holiday_once_it_is_in_and_its_year_confirmed(
    each_office: Office, keeper: Actor
) -> None:
    with each_office.database.transaction() as session:
        calendar_operations.add_holiday(
            session, JOBS, CHAKRI, "ชดเชยวันจักรี", HolidayKind.IN_LIEU, by=keeper, at=NOW
        )
    with pytest.raises(CalendarYearMissing):
        calendar(each_office).is_working(CHAKRI)
    with each_office.database.transaction() as session:
        calendar_operations.confirm_year(session, JOBS, 2568, by=keeper, at=NOW)
    assert not calendar(each_office).is_working(CHAKRI)
    with each_office.database.transaction() as session:
        calendar_operations.remove_holiday(session, JOBS, CHAKRI, by=keeper, at=NOW)
    assert calendar(each_office).is_working(CHAKRI)
    with each_office.database.transaction() as session:
        calendar_operations.reopen_year(session, JOBS, 2568, by=keeper, at=NOW)
    with pytest.raises(CalendarYearMissing):
        calendar(each_office).is_working(CHAKRI)


def test_an_import_adds_what_was_chosen_and_leaves_what_is_there(
    each_office: Office, keeper: Actor
) -> None:
    proposed = proposed_holidays(2568)
    chosen = [one.day for one in proposed if one.day.month == 4]
    with each_office.database.transaction() as session:
        calendar_operations.add_holiday(
            session, JOBS, CHAKRI, "ของเราเอง", HolidayKind.REGIONAL, by=keeper, at=NOW
        )
        added = calendar_operations.import_holidays(
            session, JOBS, 2568, proposed, chosen, by=keeper, at=NOW
        )
    assert added == len(chosen) - 1
    with pytest.raises(HolidayKnown, match="ของเราเอง"), each_office.database.transaction() as s:
        calendar_operations.add_holiday(
            s, JOBS, CHAKRI, "อีกครั้ง", HolidayKind.SPECIAL, by=keeper, at=NOW
        )
    assert calendar(each_office).holidays == frozenset(chosen)


def test_a_year_without_a_holiday_cannot_be_confirmed(each_office: Office, keeper: Actor) -> None:
    with pytest.raises(YearEmpty, match="2569"), each_office.database.transaction() as session:
        calendar_operations.confirm_year(session, JOBS, 2569, by=keeper, at=NOW)


def test_every_change_of_the_table_is_in_the_journal(each_office: Office, keeper: Actor) -> None:
    with each_office.database.transaction() as session:
        calendar_operations.import_holidays(
            session, JOBS, 2568, proposed_holidays(2568), [CHAKRI], by=keeper, at=NOW
        )
        calendar_operations.confirm_year(session, JOBS, 2568, by=keeper, at=NOW)
        calendar_operations.confirm_year(session, JOBS, 2568, by=keeper, at=NOW)  # says it twice
        calendar_operations.reopen_year(session, JOBS, 2568, by=keeper, at=NOW)
        calendar_operations.remove_holiday(session, JOBS, CHAKRI, by=keeper, at=NOW)
    with each_office.database.reading() as session:
        about = select(JournalEntry.event).where(JournalEntry.about == "calendar")
        assert sorted(session.exec(about)) == sorted(
            [
                Event.HOLIDAYS_IMPORTED,
                Event.YEAR_CONFIRMED,
                Event.YEAR_REOPENED,
                Event.HOLIDAY_REMOVED,
            ]
        )


@pytest.mark.parametrize("role", [Role.HEAD, Role.STAFF, Role.AUDITOR])
def test_who_only_reads_changes_nothing(office: Office, role: Role) -> None:
    reader = factories.a_clerk(office, factories.an_agency(office), roles=[role])
    with pytest.raises(NotFound), office.database.transaction() as session:
        calendar_operations.add_holiday(
            session, JOBS, CHAKRI, "ชดเชย", HolidayKind.IN_LIEU, by=reader, at=NOW
        )


def test_the_clerk_of_one_division_does_not_close_the_agency(office: Office) -> None:
    division = factories.a_unit(office, "กองคลัง", under=factories.an_agency(office))
    clerk = factories.a_clerk(office, division)
    with pytest.raises(NotFound), office.database.transaction() as session:
        calendar_operations.add_holiday(
            session, JOBS, CHAKRI, "ชดเชย", HolidayKind.IN_LIEU, by=clerk, at=NOW
        )
