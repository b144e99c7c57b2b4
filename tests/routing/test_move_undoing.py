"""Taking a move back: at once, by who made it, before anybody acted on it."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.notes import Note, NoteKind
from registry.office import Office
from registry.people import Actor
from routing import move_undoing, operations
from routing.errors import StalePage
from routing.models import Assignment
from routing.move_undoing import UndoTooLate, take_back, undoable
from routing.states import MOVES, TAKEN_BACK, State
from tests.conftest import NOW
from tests.factories import a_received_assignment, a_registered_letter, a_sent_letter
from tests.routing.conftest import Agency

SOON = NOW + dt.timedelta(seconds=5)


def received(office: Office, agency: Agency) -> int:
    top, division = agency.department, agency.division
    letter = a_registered_letter(office, top.unit, top.clerk)
    sent = a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    return a_received_assignment(office, sent, by=division.clerk).id or 0


def last(office: Office, by: Actor, *, now: dt.datetime = SOON) -> list[int]:
    with office.database.reading() as session:
        found = undoable(session, by, now=now)
    return list(found.ids) if found else []


def undo(office: Office, made: int, by: Actor, *, at: dt.datetime = SOON) -> Assignment:
    with office.database.transaction() as session:
        return take_back(session, office.jobs, made, by=by, at=at)


def evidence(one: Assignment) -> dict[str, object]:
    said = one.model_dump()
    said.pop("version")
    return said


def stands(office: Office, one: int) -> Assignment:
    with office.database.reading() as session:
        return session.get_one(Assignment, one)


def test_every_move_taken_back_leaves_the_row_as_it_was(
    each_office: Office, each_agency: Agency
) -> None:
    office, division = each_office, each_agency.division
    head, staff, jobs = division.head, division.staff, each_office.jobs
    one = received(office, each_agency)
    due = NOW + dt.timedelta(days=3)
    moves: dict[str, Callable[[Session, Actor], Assignment]] = {
        "assign": lambda session, by: operations.assign(
            session, jobs, one, staff.id, "ทำ", by=by, at=NOW, due_at=due
        ),
        "acknowledge": lambda session, by: operations.acknowledge(
            session, jobs, one, by=by, at=NOW
        ),
        "start": lambda session, by: operations.start(session, one, by=by, at=NOW),
    }
    assert set(moves) == {move.value for move in TAKEN_BACK}
    for name, make in moves.items():
        by = staff if name == "start" else head
        before = evidence(stands(office, one))
        with office.database.transaction() as session:
            make(session, by)
        (made,) = last(office, by)
        undo(office, made, by)
        assert evidence(stands(office, one)) == before
        assert last(office, by) == []
        with office.database.transaction() as session:
            make(session, by)


def test_a_note_taken_back_stays_and_is_struck_through(office: Office, agency: Agency) -> None:
    head, one = agency.division.head, received(office, agency)
    with office.database.transaction() as session:
        operations.acknowledge(session, office.jobs, one, by=head, at=NOW)
    undo(office, last(office, head)[0], head)
    with office.database.reading() as session:
        written = session.exec(select(Note).order_by(col(Note.id))).all()
    assert [note.kind for note in written] == [NoteKind.ACKNOWLEDGED, NoteKind.REMARK]
    assert (written[1].corrects_id, written[1].text) == (written[0].id, move_undoing.STRUCK)
    assert stands(office, one).state is State.RECEIVED


def test_only_who_made_it_undoes_it_once_and_in_time(office: Office, agency: Agency) -> None:
    head, one = agency.division.head, received(office, agency)
    with office.database.transaction() as session:
        operations.acknowledge(session, office.jobs, one, by=head, at=NOW)
    (made,) = last(office, head)
    assert last(office, head, now=NOW + dt.timedelta(seconds=11)) == []
    assert last(office, agency.division.clerk) == []
    with pytest.raises(NotFound):
        undo(office, made, agency.department.head)
    with pytest.raises(UndoTooLate):
        undo(office, made, head, at=NOW + dt.timedelta(seconds=16))
    undo(office, made, head, at=NOW + dt.timedelta(seconds=15))
    with pytest.raises(StalePage):
        undo(office, made, head)


def test_what_somebody_acted_on_is_not_undone(office: Office, agency: Agency) -> None:
    head, staff, one = agency.division.head, agency.division.staff, received(office, agency)
    with office.database.transaction() as session:
        operations.acknowledge(session, office.jobs, one, by=head, at=NOW)
    (made,) = last(office, head)
    with office.database.transaction() as session:
        operations.start(session, one, by=staff, at=SOON)
    assert last(office, head) == []
    with pytest.raises(StalePage):
        undo(office, made, head)
    assert stands(office, one).state is State.IN_PROGRESS


def test_no_move_that_can_be_taken_back_ends_the_matter() -> None:
    reached = {after for (_, move), after in MOVES.items() if move in TAKEN_BACK}
    assert reached == {State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS}
