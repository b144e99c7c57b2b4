"""A matter ends when its answer has gone out: the reply is the report (ข้อ 39, 47)."""

import datetime as dt

from sqlmodel import Session, col, select

from registry.models import Dispatch, Letter, LetterLink, RegisterBook
from registry.people import actor_of
from registry.people_models import Officer
from registry.ports import JobQueue
from registry.thai import bangkok_day, partial_date
from registry.vocabulary import LinkKind
from routing import operations
from routing.sending import take_up
from routing.states import MOVES, Move


def close_answered(
    session: Session, jobs: JobQueue, letter_id: int, unit_id: int, *, at: dt.datetime
) -> None:
    """Report a unit's assignment as done by the reply it has sent; twice is the same as once.

    Who approved the reply reports it. A reply that was voided meanwhile reports
    nothing, nor does one to a letter that the unit has sent back or filed.
    """
    sent = _reply(session, letter_id, unit_id)
    letter = session.get_one(Letter, letter_id)
    assignment = take_up(session, letter.cover_id or letter_id, unit_id)
    if sent is None or assignment is None or assignment.id is None:
        return
    if (assignment.state, Move.FINISH) not in MOVES:
        return
    reply, dispatch = sent
    officer = session.get_one(Officer, dispatch.officer_id)
    by = actor_of(session, officer, on=bangkok_day(dispatch.issued_at))
    result = f"ตอบแล้วตามหนังสือที่ {reply.reference} ลงวันที่ {partial_date(reply.dated)}"
    operations.finish(session, jobs, assignment.id, result, by=by, at=at)


def _reply(session: Session, letter_id: int, unit_id: int) -> tuple[Letter, Dispatch] | None:
    """Return the last reply in force that a unit has sent to a letter."""
    return session.exec(
        select(Letter, Dispatch)
        .join(LetterLink, col(LetterLink.letter_id) == col(Letter.id))
        .join(Dispatch, col(Dispatch.letter_id) == col(Letter.id))
        .join(RegisterBook, col(RegisterBook.id) == col(Dispatch.book_id))
        .where(
            LetterLink.other_id == letter_id,
            LetterLink.kind == LinkKind.REPLIES_TO,
            RegisterBook.unit_id == unit_id,
            col(Dispatch.voided_at).is_(None),
        )
        .order_by(col(Dispatch.id).desc())
    ).first()
