import datetime as dt

import pytest
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from registry.choices import Choices, change_choices, choices_of
from registry.errors import FormRefused, NotFound
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.vocabulary import Role, Urgency
from tests import factories
from tests.conftest import NOW

TYPED = {
    "normal_hours": "",
    "urgent_hours": "๑๖",
    "very_urgent_hours": "4",
    "most_urgent_hours": "1",
    "internal_days": "2",
    "office_opens": "08.00 น.",
    "office_closes": "๑๖.๐๐",
    "remind_before": "0",
    "remind_after": "3",
    "approver_must_differ": "0",
}


def parsed(**changes: str) -> Choices:
    return Choices.parse(MultiDict(TYPED | changes))


def test_what_was_never_chosen_has_its_default(each_office: Office) -> None:
    with each_office.database.reading() as session:
        assert choices_of(session) == Choices()


def test_what_is_chosen_is_what_is_read_and_only_that_is_journalled(each_office: Office) -> None:
    by = factories.a_clerk(
        each_office, factories.an_agency(each_office), roles=[Role.ADMINISTRATOR]
    )
    for _ in range(2):  # the second time nothing differs
        with each_office.database.transaction() as session:
            change_choices(session, each_office.jobs, parsed(), by=by, at=NOW)
    with each_office.database.reading() as session:
        chosen = choices_of(session)
        event = JournalEntry.event == Event.CHOICES_CHANGED.value
        (entry,) = session.exec(select(JournalEntry).where(event)).all()
    assert chosen == parsed()
    assert chosen.office_closes == dt.time(16, 0)
    assert chosen.hours_for(Urgency.URGENT) == 16
    assert chosen.hours_for(Urgency.NORMAL) is None
    assert "very_urgent_hours" not in entry.after
    assert (entry.before["most_urgent_hours"], entry.after["most_urgent_hours"]) == (2, 1)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("urgent_hours", "0"),
        ("urgent_hours", "401"),
        ("urgent_hours", "สอง"),
        ("internal_days", "-1"),
        ("internal_days", ""),
        ("office_opens", "25.00"),
        ("office_opens", "เช้า"),
        ("office_opens", ""),
        ("office_closes", "08.00"),
        ("remind_after", "61"),
    ],
)
def test_what_makes_no_sense_is_refused_in_its_own_field(name: str, typed: str) -> None:
    with pytest.raises(FormRefused) as refused:
        parsed(**{name: typed})
    fields = refused.value.facts["fields"]
    assert isinstance(fields, dict)
    assert list(fields) == [name]
    assert any("ก" <= letter <= "๛" for letter in fields[name])


def test_the_administrator_of_a_division_does_not_choose_for_the_agency(office: Office) -> None:
    division = factories.a_unit(office, "กองคลัง", under=factories.an_agency(office))
    by = factories.a_clerk(office, division, roles=[Role.ADMINISTRATOR])
    with pytest.raises(NotFound), office.database.transaction() as session:
        change_choices(session, office.jobs, parsed(), by=by, at=NOW)
