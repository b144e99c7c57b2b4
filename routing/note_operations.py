"""Writing on a letter at a unit's station, and ordering it on to units below."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from registry import notes
from registry.errors import NotFound
from registry.notes import Note, NoteKind, NoteRefused
from registry.people import Actor
from registry.ports import JobQueue
from registry.registering import ask_for_copy
from registry.vocabulary import Permission
from routing import due, operations, sending
from routing.errors import MoveRefused
from routing.models import Assignment
from routing.sending import Recipient
from routing.states import FINAL, GONE, MOVES, UNRECEIVED, Move

UNWRITTEN = UNRECEIVED | GONE
"""States in which the unit does not have the letter, and writes nothing on it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer writes: a note, or the correction of an earlier one."""

    kind: NoteKind
    text: str = ""
    corrects_id: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What a head orders, and to which units below."""

    text: str
    to: Sequence[Recipient]
    seen: int | None = None
    """The version of the assignment that he saw."""


def write(
    session: Session,
    jobs: JobQueue,
    assignment_id: int,
    said: Said,
    *,
    by: Actor,
    at: dt.datetime,
) -> Note:
    """Write a note at the station of an assignment, or correct one by a new one.

    Sending back and taking back write theirs themselves. Raises ``NotFound``,
    ``MoveRefused`` before receipt and after the end, and ``NoteRefused``.
    """
    one = session.get(Assignment, assignment_id)
    if one is None or not by.may(Permission.WORK, one.to_unit_id):
        raise NotFound(what="รายการส่งหนังสือ")
    if one.state in UNWRITTEN:
        raise MoveRefused(state=one.state.label, move="เกษียน")
    if said.kind is NoteKind.RETURNED:
        raise NoteRefused(reason="การส่งคืนต้องทำด้วยปุ่มส่งคืน")
    return notes.write_note(
        session,
        jobs,
        one.letter_id,
        one.to_unit_id,
        said.kind,
        said.text,
        by=by,
        at=at,
        corrects_id=said.corrects_id,
    )


def order_units(
    session: Session,
    jobs: JobQueue,
    assignment_id: int,
    order: Order,
    *,
    by: Actor,
    at: dt.datetime,
) -> list[Assignment]:
    """Order the letter on to units below: the note and the sending, or neither.

    Who orders has read: where the head has not acknowledged yet, the order does.
    """
    found = session.get(Assignment, assignment_id)
    if found is None or not by.may(Permission.ORDER, found.to_unit_id):
        raise NotFound(what="รายการส่งหนังสือ")
    due.hold(session, found.letter_id)  # before the assignment, as everybody who needs both
    one = _ordering(session, assignment_id, by=by, seen=order.seen)
    sent = sending.send(session, jobs, one.letter_id, one.to_unit_id, order.to, by=by, at=at)
    place = one.letter_id, one.to_unit_id
    notes.write_note(session, jobs, *place, NoteKind.ORDERED, order.text, by=by, at=at)
    ask_for_copy(session, jobs, *place)
    if (one.state, Move.ACKNOWLEDGE) in MOVES:
        if one.acknowledged_at is None:
            one.acknowledged_at, one.acknowledged_by = at, by.id
        operations.finish_move(session, one, Move.ACKNOWLEDGE, by=by, at=at)
    return sent


def _ordering(session: Session, assignment_id: int, *, by: Actor, seen: int | None) -> Assignment:
    """Return the assignment, locked, if an order may be written there."""
    one = operations.locked(session, assignment_id)
    if not by.may(Permission.ORDER, one.to_unit_id):
        raise NotFound(what="รายการส่งหนังสือ")
    if one.state in UNWRITTEN | FINAL:
        raise MoveRefused(state=one.state.label, move="สั่งการ")
    operations.require_fresh(one, seen)
    return one
