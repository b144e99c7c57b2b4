"""What officers do to assignments. Every function runs inside the caller's transaction."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from sqlmodel import Session, col, select

from registry import journal, notes, registering
from registry.errors import NotFound
from registry.holdings import visible_letter
from registry.journal import Event
from registry.models import Receipt
from registry.notes import NoteKind
from registry.people import ALLOWS, Actor
from registry.people_models import Officer, RoleHeld
from registry.ports import JobQueue
from registry.registering import Entry
from registry.vocabulary import Permission, Role
from routing.due import due_of
from routing.errors import HolderRefused, MoveRefused, StalePage
from routing.models import Assignment
from routing.move_memory import remember, snapshot
from routing.states import GONE, MOVES, NEEDS, Move

EVENTS: Mapping[Move, Event] = MappingProxyType(
    {
        Move.ASSIGN: Event.LETTER_ASSIGNED,
        Move.ACKNOWLEDGE: Event.LETTER_ACKNOWLEDGED,
        Move.START: Event.WORK_STARTED,
        Move.FINISH: Event.WORK_FINISHED,
        Move.RETURN: Event.LETTER_RETURNED,
        Move.WITHDRAW: Event.LETTER_WITHDRAWN,
        Move.FILE: Event.LETTER_FILED,
    }
)
"""What the journal calls each move; receiving is recorded as entering the register is."""


def begin(
    session: Session, assignment_id: int, move: Move, *, by: Actor, seen: int | None
) -> Assignment:
    """Return an assignment, locked, on which this officer may make this move now.

    ``seen`` is the version the page was drawn from, ``None`` where none was.
    Raises ``NotFound``, ``MoveRefused`` and ``StalePage``. Six clicks at once
    wait here for each other, and five find the state changed.
    """
    assignment = locked(session, assignment_id)
    if not by.may(NEEDS[move], acting_unit(assignment, move)):
        raise NotFound(what="รายการส่งหนังสือ")
    if (assignment.state, move) not in MOVES and not is_anew(session, assignment, move):
        raise MoveRefused(state=assignment.state.label, move=move.label)
    visible_letter(session, by, assignment.letter_id)
    require_fresh(assignment, seen)
    return assignment


def locked(session: Session, assignment_id: int) -> Assignment:
    """Return an assignment as it is now, locked; raise ``NotFound``."""
    wanted = select(Assignment).where(Assignment.id == assignment_id).with_for_update()
    assignment = session.exec(wanted.execution_options(populate_existing=True)).first()
    if assignment is None:
        raise NotFound(what="รายการส่งหนังสือ")
    return assignment


def require_fresh(assignment: Assignment, seen: int | None) -> None:
    """Raise ``StalePage`` where the page was drawn before somebody acted."""
    if seen is not None and seen != assignment.version:
        raise StalePage(state=assignment.state.label)


def is_anew(session: Session, assignment: Assignment, move: Move) -> bool:
    """Tell whether the unit receives once more because its number was voided."""
    if move is not Move.RECEIVE or assignment.state in GONE or assignment.receipt_id is None:
        return False
    return session.get_one(Receipt, assignment.receipt_id).voided_at is not None


def finish_move(
    session: Session,
    assignment: Assignment,
    move: Move,
    *,
    by: Actor,
    at: dt.datetime,
    said: Mapping[str, object] = MappingProxyType({}),
) -> Assignment:
    """Write where a move has led, with its evidence already on the row, and who made it."""
    # Receiving anew under another number changes nothing else.
    assignment.state = MOVES.get((assignment.state, move), assignment.state)
    assignment.version += 1
    session.add(assignment)
    session.flush()  # the database has its say before the journal does
    event = EVENTS.get(move)
    if event is not None:
        journal.record(
            session,
            event,
            "letter",
            assignment.letter_id,
            at=at,
            by=by.id,
            on_behalf_of=by.on_behalf_of(NEEDS[move], acting_unit(assignment, move)),
            after={"assignment_id": assignment.id, "unit_id": assignment.to_unit_id, **said},
        )
    return assignment


def receive(
    session: Session,
    jobs: JobQueue,
    assignment_id: int,
    entry: Entry,
    *,
    by: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Assignment:
    """Receive a delivered letter under the unit's own number and stamp (ข้อ 40).

    A letter that was sent back and comes again keeps the number it had here; one
    whose number was voided gets the next, wherever the matter stands by then.
    """
    assignment = begin(session, assignment_id, Move.RECEIVE, by=by, seen=seen)
    letter_id, unit_id = assignment.letter_id, assignment.to_unit_id
    receipt = registering.live_receipt(session, letter_id, unit_id)
    if receipt is None:
        receipt = registering.receive_letter(session, jobs, letter_id, unit_id, entry, by=by, at=at)
    assignment.receipt_id, assignment.received_at = receipt.id, receipt.received_at
    return finish_move(session, assignment, Move.RECEIVE, by=by, at=at)


def assign(
    session: Session,
    jobs: JobQueue,
    assignment_id: int,
    holder_id: int,
    order: str,
    *,
    by: Actor,
    at: dt.datetime,
    due_at: dt.datetime | None = None,
    seen: int | None = None,
) -> Assignment:
    """Give the work to an officer of the unit by a written order, with a deadline if need be."""
    assignment = begin(session, assignment_id, Move.ASSIGN, by=by, seen=seen)
    before = snapshot(assignment)
    holder = _worker(session, holder_id, assignment.to_unit_id)
    place = assignment.letter_id, assignment.to_unit_id
    note = notes.write_note(session, jobs, *place, NoteKind.ORDERED, order, by=by, at=at)
    assignment.holder_id, assignment.assigned_at = holder_id, at
    if due_at is not None:
        assignment.ordered_due_at = due_at
        assignment.due_at = due_of(session, assignment)
    said = {"holder": holder.name}
    finish_move(session, assignment, Move.ASSIGN, by=by, at=at, said=said)
    return remember(session, assignment, Move.ASSIGN, before, by=by, at=at, note=note)


def acknowledge(
    session: Session,
    jobs: JobQueue,
    assignment_id: int,
    *,
    by: Actor,
    at: dt.datetime,
    text: str = "",
    seen: int | None = None,
) -> Assignment:
    """Write the head's ทราบ, which joins the stamps of the letter's copy."""
    assignment = begin(session, assignment_id, Move.ACKNOWLEDGE, by=by, seen=seen)
    before = snapshot(assignment)
    place = assignment.letter_id, assignment.to_unit_id
    note = notes.write_note(session, jobs, *place, NoteKind.ACKNOWLEDGED, text, by=by, at=at)
    if assignment.acknowledged_at is None:
        assignment.acknowledged_at, assignment.acknowledged_by = at, by.id
    registering.ask_for_copy(session, jobs, *place)
    finish_move(session, assignment, Move.ACKNOWLEDGE, by=by, at=at)
    return remember(session, assignment, Move.ACKNOWLEDGE, before, by=by, at=at, note=note)


def start(
    session: Session, assignment_id: int, *, by: Actor, at: dt.datetime, seen: int | None = None
) -> Assignment:
    """Say that the work has begun; who begins it holds it if nobody does.

    Begun in another's place, it is that officer's: the substitute goes again.
    """
    assignment = begin(session, assignment_id, Move.START, by=by, seen=seen)
    before = snapshot(assignment)
    assignment.started_at = at
    if assignment.holder_id is None:
        assignment.holder_id = by.on_behalf_of(Permission.WORK, assignment.to_unit_id) or by.id
    finish_move(session, assignment, Move.START, by=by, at=at)
    return remember(session, assignment, Move.START, before, by=by, at=at)


def finish(
    session: Session,
    jobs: JobQueue,
    assignment_id: int,
    result: str,
    *,
    by: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Assignment:
    """Report what came of it, in a note."""
    assignment = begin(session, assignment_id, Move.FINISH, by=by, seen=seen)
    letter_id, unit_id = assignment.letter_id, assignment.to_unit_id
    notes.write_note(session, jobs, letter_id, unit_id, NoteKind.REPORTED, result, by=by, at=at)
    assignment.done_at = at
    return finish_move(session, assignment, Move.FINISH, by=by, at=at)


def acting_unit(assignment: Assignment, move: Move) -> int:
    """Return the unit in which the move is made: the sender's for taking back."""
    if move is Move.WITHDRAW and assignment.from_unit_id is not None:
        return assignment.from_unit_id
    return assignment.to_unit_id


def works_in(session: Session, officer: Officer, unit_id: int) -> bool:
    """Tell whether an officer can be given work in a unit: he is there, in a role of his own."""
    roles = session.exec(
        select(RoleHeld.role).where(
            RoleHeld.officer_id == officer.id, col(RoleHeld.unit_id) == unit_id
        )
    )
    return officer.is_active and any(Permission.WORK in ALLOWS[Role(role)] for role in roles)


def _worker(session: Session, officer_id: int, unit_id: int) -> Officer:
    """Return an officer who can be given work in a unit; raise ``HolderRefused`` otherwise."""
    officer = session.get(Officer, officer_id)
    if officer is not None and not officer.is_active:
        raise HolderRefused(reason="บัญชีของผู้นี้ปิดแล้ว")
    if officer is None or not works_in(session, officer, unit_id):
        raise HolderRefused(reason="ไม่ใช่เจ้าหน้าที่ของหน่วยงานนี้")
    return officer
