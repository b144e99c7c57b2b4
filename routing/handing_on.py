"""Work whose officer or unit is gone, back with those who must answer for it.

Nobody does this by hand, so the journal names nobody; what was done before,
and by whom, stays as it was.
"""

import datetime as dt

from sqlmodel import Session, col, select

from registry import journal
from registry.holdings import let_go
from registry.journal import Event
from registry.people_models import Officer, Unit
from registry.ports import JobQueue
from routing.models import Assignment
from routing.operations import works_in
from routing.states import MOVES, OPEN, Move, State


def take_from_officer(session: Session, officer_id: int, *, at: dt.datetime) -> None:
    """Give an officer's open work back to its units where he can no longer do it.

    He may have come back meanwhile, or hold another role there: then nothing
    happens, and doing it twice is the same as once.
    """
    officer = session.get_one(Officer, officer_id)
    held = session.exec(
        select(Assignment)
        .where(
            Assignment.holder_id == officer_id,
            col(Assignment.state).in_(OPEN - {State.DONE}),  # what is done waits for the clerk
        )
        .order_by(col(Assignment.id))
        .with_for_update()
    ).all()
    given_back = [one for one in held if not works_in(session, officer, one.to_unit_id)]
    for one in given_back:
        one.holder_id = None
        one.version += 1
        session.add(one)
    for one in given_back:
        journal.record(
            session,
            Event.WORK_GIVEN_BACK,
            "letter",
            one.letter_id,
            at=at,
            before={"holder": officer.name},
            after={"assignment_id": one.id, "unit_id": one.to_unit_id},
        )


def return_from_unit(session: Session, jobs: JobQueue, unit_id: int, *, at: dt.datetime) -> None:
    """Return to their senders the letters a closed unit has not begun to work on.

    What it has begun, or registered itself, stays with its officers, who keep
    their roles there. Doing it twice is the same as once.
    """
    unit = session.get_one(Unit, unit_id)
    if unit.is_active:
        return
    returnable = [state for state, move in MOVES if move is Move.RETURN]
    lying = session.exec(
        select(Assignment)
        .where(
            Assignment.to_unit_id == unit_id,
            col(Assignment.from_unit_id).is_not(None),
            col(Assignment.state).in_(returnable),
        )
        .order_by(col(Assignment.id))
        .with_for_update()
    ).all()
    reason = f"{unit.name}ปิดแล้ว"
    for one in lying:
        one.state = MOVES[one.state, Move.RETURN]
        one.ended_at, one.reason = at, reason
        one.version += 1
        session.add(one)
        if one.receipt_id is None:
            let_go(session, jobs, one.letter_id, unit_id)
    for one in lying:
        journal.record(
            session,
            Event.LETTER_RETURNED,
            "letter",
            one.letter_id,
            at=at,
            after={"assignment_id": one.id, "unit_id": unit_id, "reason": reason},
        )
