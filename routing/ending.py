"""Sending a letter back, and taking it back. The number a unit gave stays in its book."""

import datetime as dt

from sqlmodel import Session

from registry import notes
from registry.annotating import Addition, annotate
from registry.holdings import let_go
from registry.indexed import index_again
from registry.notes import NoteKind
from registry.people import Actor
from registry.ports import JobQueue
from routing.errors import MoveRefused, ReasonNeeded
from routing.models import Assignment
from routing.operations import acting_unit, begin, finish_move
from routing.sending import short_name
from routing.states import Move


def send_back(
    session: Session,
    jobs: JobQueue,
    assignment_id: int,
    reason: str,
    *,
    by: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Assignment:
    """Return a letter to who sent it, with a reason; a number already given stays (domain §5.3)."""
    assignment = begin(session, assignment_id, Move.RETURN, by=by, seen=seen)
    if assignment.from_unit_id is None:
        raise MoveRefused(state=assignment.state.label, move="ส่งคืนผู้ส่งภายนอก")
    letter_id, unit_id = assignment.letter_id, assignment.to_unit_id
    said = _reason(reason, Move.RETURN)
    index_again(session, jobs, letter_id)  # before the journal is held, as everywhere
    here, there = (short_name(session, one) for one in (unit_id, assignment.from_unit_id))
    additions = [
        Addition(assignment.from_unit_id, remark=f"{here} ส่งคืน: {said}"),
        Addition(unit_id, remark=f"ส่งคืน {there}: {said}"),
    ]
    annotate(session, letter_id, additions, by=by, at=at)
    notes.write_note(session, jobs, letter_id, unit_id, NoteKind.RETURNED, said, by=by, at=at)
    assignment.ended_at, assignment.reason = at, said
    finish_move(session, assignment, Move.RETURN, by=by, at=at, said={"reason": said})
    if assignment.receipt_id is None:
        let_go(session, jobs, letter_id, unit_id)
    return assignment


def withdraw(
    session: Session,
    jobs: JobQueue,
    assignment_id: int,
    reason: str,
    *,
    by: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Assignment:
    """Take a letter back from a unit that has not received it."""
    assignment = begin(session, assignment_id, Move.WITHDRAW, by=by, seen=seen)
    letter_id, unit_id = assignment.letter_id, assignment.to_unit_id
    said = _reason(reason, Move.WITHDRAW)
    index_again(session, jobs, letter_id)  # before the journal is held, as everywhere
    taken = f"เรียกคืนจาก {short_name(session, unit_id)}: {said}"
    place = acting_unit(assignment, Move.WITHDRAW)
    annotate(session, letter_id, [Addition(place, remark=taken)], by=by, at=at)
    assignment.ended_at, assignment.reason = at, said
    finish_move(session, assignment, Move.WITHDRAW, by=by, at=at, said={"reason": said})
    let_go(session, jobs, letter_id, unit_id)
    return assignment


def _reason(reason: str, move: Move) -> str:
    said = " ".join(reason.replace("\0", "").split())
    if not said:
        raise ReasonNeeded(move=move.label)
    return said
