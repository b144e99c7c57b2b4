"""A reply that has gone out ends the matter it answers."""

import pytest
from sqlmodel import select

from app import handlers
from registry.dispatching import void_dispatch
from registry.models import Dispatch, Letter
from registry.notes import Note, NoteKind
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Role
from registry.worker import Worker
from routing.answering import close_answered
from routing.models import Assignment
from routing.states import State
from tests.factories import (
    a_clerk,
    a_letter_as_read,
    a_registered_letter,
    a_unit,
    an_agency,
    an_issued_letter,
    findings,
)


@pytest.fixture
def unit(each_office: Office) -> Unit:
    return a_unit(each_office, "กองคลัง", under=an_agency(each_office), code="ทส 0919.103")


@pytest.fixture
def clerk(each_office: Office, unit: Unit) -> Actor:
    return a_clerk(each_office, unit)


def _work(office: Office) -> None:
    worker = Worker(office.database, office.clock, handlers(office))
    while worker.run_one():
        pass


def _states(office: Office) -> list[State]:
    with office.database.reading() as session:
        return [one.state for one in session.exec(select(Assignment))]


def _answered(office: Office, unit: Unit, clerk: Actor, letter: Letter) -> Dispatch:
    head = a_clerk(office, unit, roles=[Role.HEAD], name="นายหัว หน้ากอง")
    return an_issued_letter(office, unit, head, asked_by=clerk.id, replies_to=letter.id)


def test_the_matter_is_done_and_the_note_names_the_reply(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    letter = a_registered_letter(each_office, unit, clerk)
    sent = _answered(each_office, unit, clerk, letter)
    _work(each_office)
    assert _states(each_office) == [State.DONE]
    with each_office.database.reading() as session:
        note = session.exec(select(Note)).one()
    assert (note.kind, note.officer_id) == (NoteKind.REPORTED, sent.officer_id)
    assert note.text == "ตอบแล้วตามหนังสือที่ ทส 0919.103/1 ลงวันที่ 2 พ.ค. 2568"
    assert findings(each_office) == []


def test_the_job_done_twice_reports_once(each_office: Office, unit: Unit, clerk: Actor) -> None:
    letter = a_registered_letter(each_office, unit, clerk)
    _answered(each_office, unit, clerk, letter)
    assert letter.id is not None
    assert unit.id is not None
    for _ in range(2):
        with each_office.database.transaction() as session:
            close_answered(
                session, each_office.jobs, letter.id, unit.id, at=each_office.clock.now()
            )
    with each_office.database.reading() as session:
        assert len(session.exec(select(Note)).all()) == 1


def test_a_reply_voided_before_the_job_ran_reports_nothing(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    letter = a_registered_letter(each_office, unit, clerk)
    sent = _answered(each_office, unit, clerk, letter)
    assert sent.id is not None
    with each_office.database.transaction() as session:
        void_dispatch(
            session, each_office.jobs, sent.id, "พิมพ์ผิด", by=clerk, at=each_office.clock.now()
        )
    _work(each_office)
    assert _states(each_office) == [State.RECEIVED]


def test_answering_what_came_under_a_cover_ends_the_covers_matter(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    read = [
        a_letter_as_read(page_numbers=(1,), wraps=(1,)),
        a_letter_as_read(page_numbers=(2,), reference="กค 0402.2/ว24"),
    ]
    cover = a_registered_letter(each_office, unit, clerk, letters=read, page_count=2)
    with each_office.database.reading() as session:
        inner = session.exec(select(Letter).where(Letter.cover_id == cover.id)).one()
    _answered(each_office, unit, clerk, inner)
    _work(each_office)
    assert _states(each_office) == [State.DONE]
