import datetime as dt

import pypdfium2
import pytest
from sqlmodel import Session

from registry import journal
from registry.errors import NotFound
from registry.journal import Event
from registry.journal_days import JournalDay, journal_day, over
from registry.journal_sheet import grouped, print_journal_day
from registry.office import Office
from registry.people import Actor
from registry.thai import arabic_digits
from registry.vocabulary import Role
from tests.conftest import NOW, TODAY
from tests.factories import a_clerk, a_unit, an_agency

TOMORROW = NOW + dt.timedelta(days=1)


@pytest.fixture
def auditor(office: Office) -> Actor:
    return a_clerk(office, an_agency(office), roles=[Role.AUDITOR])


def note(session: Session, *moments: dt.datetime) -> None:
    for moment in moments:
        journal.record(session, Event.LETTER_REGISTERED, "letter", 1, at=moment)


def of_day(office: Office, auditor: Actor, day: dt.date, *, at: dt.datetime) -> JournalDay:
    with office.database.reading() as session:
        return journal_day(session, auditor, day, at=at)


def test_every_entry_belongs_to_one_day_also_where_two_stand_in_the_other_order(
    office: Office, auditor: Actor
) -> None:
    midnight = dt.datetime(2025, 5, 2, 17, tzinfo=dt.UTC)  # in Bangkok
    moment = dt.timedelta(seconds=1)
    with office.database.transaction() as session:
        note(session, midnight - moment, midnight + moment, midnight - moment, midnight + moment)
        end = journal.end(session)
        last, closing = end.last_id, end.hash
    days = [TODAY + dt.timedelta(days=n) for n in (-1, 0, 1, 2)]
    shown = [of_day(office, auditor, day, at=TOMORROW) for day in days]
    assert [one.total for one in shown] == [0, last - 1, 1, 0]
    assert [one.first for one in shown[2:]] == [last, last + 1]
    assert [one.before for one in shown[2:]] == [shown[1].hash, closing]
    assert [one.is_over for one in shown] == [True, True, False, False]
    assert dict(shown[1].counts)[Event.LETTER_REGISTERED.label] == 3


def test_the_sheet_carries_what_the_command_asks_for(office: Office, auditor: Actor) -> None:
    day = over(of_day(office, auditor, TODAY, at=TOMORROW))
    with pypdfium2.PdfDocument(print_journal_day(day, digits=arabic_digits)) as document:
        page = document[0].get_textpage().get_text_range()
    assert grouped(day.hash) in " ".join(page.split())
    assert f"--entry {day.last}" in page
    with office.database.reading() as session:
        assert journal.agrees(session, day.last, grouped(day.hash)[:20].upper())
        assert not journal.agrees(session, day.last, "")
        assert not journal.agrees(session, day.last - 1, day.hash)


def test_no_sheet_is_signed_of_a_day_that_lasts(office: Office, auditor: Actor) -> None:
    with pytest.raises(NotFound):
        over(of_day(office, auditor, TODAY, at=NOW))


def test_who_audits_one_unit_does_not_count_what_the_others_do(office: Office) -> None:
    unit = a_unit(office, "กองคลัง", under=an_agency(office))
    with pytest.raises(NotFound):
        of_day(office, a_clerk(office, unit, roles=[Role.AUDITOR]), TODAY, at=NOW)
