import datetime as dt

import pytest
from sqlalchemy import event
from sqlmodel import Session

from intake import today_queries
from intake.models import DraftLetter
from intake.next_queries import next_to_check
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from tests.conftest import NOW
from tests.factories import a_clerk, a_letter_as_read, a_read_draft, a_unit, an_opened_file, found
from tests.fakes import FixedClock


def waiting(office: Office, unit: Unit, *urgencies: str) -> int:
    letters = [
        a_letter_as_read(page_numbers=[page], urgency=found(said, page=page) if said else None)
        for page, said in enumerate(urgencies, 1)
    ]
    return a_read_draft(office, unit, letters=letters, page_count=len(letters)).id or 0


def test_the_most_urgent_file_is_next_then_the_one_that_waits_longest(
    each_office: Office, clock: FixedClock
) -> None:
    unit = a_unit(each_office, "กองเรา")
    clerk = a_clerk(each_office, unit)
    order = []
    for said in ([""], ["", "ด่วน"], ["ด่วนที่สุด"], [""], ["ด่วน"]):
        clock.time += dt.timedelta(minutes=1)
        order.append(waiting(each_office, unit, *said))
    an_opened_file(each_office, unit)
    waiting(each_office, a_unit(each_office, "กองอื่น"), "ด่วนที่สุด")
    plain, urgent, most, plain_too, urgent_too = order
    with each_office.database.transaction() as session:
        corrected = session.get_one(DraftLetter, (plain_too, 0))
        corrected.confirmed = {"urgency": "very-urgent"}
        session.add(corrected)
    with each_office.database.reading() as session:
        assert next_to_check(session, clerk) == most
        assert next_to_check(session, clerk, after=most) == plain_too
        listed = today(session, clerk).to_check
    assert [row.draft.id for row in listed] == [most, plain_too, urgent, urgent_too, plain]


def test_nothing_is_next_where_nothing_waits(each_office: Office) -> None:
    unit = a_unit(each_office, "กองเรา")
    clerk = a_clerk(each_office, unit)
    only = waiting(each_office, unit, "")
    with each_office.database.reading() as session:
        assert next_to_check(session, clerk, after=only) is None


def today(session: Session, clerk: Actor, page: int = 1) -> today_queries.Today:
    return today_queries.today(session, clerk, now=NOW, most_megabytes=1, most_pages=1, page=page)


def test_every_waiting_file_is_on_one_page_of_the_list(
    each_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today_queries, "PER_PAGE", 2)
    unit = a_unit(each_office, "กองเรา")
    clerk = a_clerk(each_office, unit)
    first, second, last = (waiting(each_office, unit, "") for _ in range(3))
    waiting(each_office, a_unit(each_office, "กองอื่น"), "")
    with each_office.database.reading() as session:
        pages = [today(session, clerk, page=number) for number in (1, 2, 9)]
    shown = [[row.draft.id for row in one.to_check] for one in pages]
    assert shown == [[first, second], [last], [last]]
    assert [(one.page, one.pages) for one in pages] == [(1, 2), (2, 2), (2, 2)]


@pytest.mark.parametrize("asked", [next_to_check, today_queries.progress, today])
def test_asking_costs_as_much_with_many_files_as_with_one(office: Office, asked: object) -> None:
    unit = a_unit(office, "กองเรา")
    clerk = a_clerk(office, unit)
    costs = []
    for _ in range(2):
        waiting(office, unit, "ด่วน")
        an_opened_file(office, unit)
        costs.append(statements(office, clerk, asked))
    assert costs[0] == costs[1]


def statements(office: Office, clerk: Actor, asked: object) -> int:
    said: list[str] = []

    def listen(*heard: object) -> None:
        said.append(str(heard[2]))

    assert callable(asked)
    event.listen(office.database.engine, "before_cursor_execute", listen)
    with office.database.reading() as session:
        asked(session, clerk)
    event.remove(office.database.engine, "before_cursor_execute", listen)
    return len(said)
