"""Sending a letter by a grid, and taking the whole sending back at once."""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry import journal
from registry.annotating import Addition, annotate
from registry.calendar_queries import working_calendar
from registry.errors import FormRefused, NotFound, RegistryError
from registry.holdings import let_go, visible_letter
from registry.journal import Event
from registry.models import Dispatch, Receipt, RegisterBook
from registry.people import Actor
from registry.people_models import Unit
from registry.ports import JobQueue
from registry.vocabulary import BookKind, Permission
from routing import sending
from routing.deadlines import due_on
from routing.due import hold
from routing.errors import MoveRefused
from routing.models import Assignment
from routing.sending import Recipient
from routing.states import FINAL, MOVES, UNRECEIVED, Move

UNDO_SHOWN = dt.timedelta(seconds=10)
"""How long a sending can be undone, from when its page is drawn."""
UNDO_TAKEN = dt.timedelta(seconds=20)
"""How long after sending an undo is still taken: the page and the click travel."""
UNDO_REASON = "ส่งผิด ยกเลิกทันที"


class TooLate(RegistryError):
    """A sending is undone at once or not at all."""

    code = "undo-too-late"
    message = "เลยเวลายกเลิกทันทีแล้ว ยังเรียกคืนจากหน่วยงานที่ยังไม่ลงรับได้ โดยระบุเหตุผล"


def sending_units(session: Session, actor: Actor, letter_id: int) -> list[Unit]:
    """Return the units from which an officer may send a letter on.

    They have received it under a number of their own and still answer for it,
    or have sent it out themselves.
    """
    routes = actor.permissions.get(Permission.ROUTE, frozenset())
    states = session.exec(
        select(Assignment.to_unit_id, Assignment.state).where(
            Assignment.letter_id == letter_id, col(Assignment.to_unit_id).in_(routes)
        )
    ).all()
    here = {unit for unit, state in states if state not in UNRECEIVED | FINAL}
    # Just registered: the matter is opened by the first who does something with it.
    entered = session.exec(
        select(RegisterBook.unit_id)
        .join(Receipt, col(Receipt.book_id) == col(RegisterBook.id))
        .where(
            Receipt.letter_id == letter_id,
            RegisterBook.kind == BookKind.RECEIVED,
            col(Receipt.voided_at).is_(None),
            col(RegisterBook.unit_id).in_(routes),
        )
    )
    sent_out = session.exec(
        select(RegisterBook.unit_id)
        .join(Dispatch, col(Dispatch.book_id) == col(RegisterBook.id))
        .where(
            Dispatch.letter_id == letter_id,
            col(Dispatch.voided_at).is_(None),
            col(RegisterBook.unit_id).in_(routes),
        )
    )
    here |= (set(entered) - {unit for unit, _ in states}) | set(sent_out)
    return list(session.exec(select(Unit).where(col(Unit.id).in_(here)).order_by(col(Unit.id))))


def send_grid(
    session: Session,
    jobs: JobQueue,
    letter_id: int,
    unit_id: int,
    recipients: Sequence[Recipient],
    *,
    by: Actor,
    at: dt.datetime,
) -> list[Assignment]:
    """Send a letter as ticked.

    Beside what ``sending.send`` refuses, a deadline must not have passed, nor
    lie after the one by which the unit itself must be done: ``FormRefused``.
    """
    sent = sending.send(session, jobs, letter_id, unit_id, recipients, by=by, at=at)
    dues = [one.due_at for one in recipients if one.due_at is not None]
    station = sending.live_assignment(session, letter_id, unit_id)
    own = station.due_at if station is not None else None
    if any(due <= at for due in dues):
        raise FormRefused(fields={"due_on": "กำหนดนี้ผ่านไปแล้ว"})
    if own is not None and own > at and any(due > own for due in dues):
        raise FormRefused(fields={"due_on": "กำหนดต้องไม่ช้ากว่ากำหนดของหน่วยงานท่านเอง"})
    return sent


def due_at(session: Session, day: dt.date | None) -> dt.datetime | None:
    """Return the end of office hours of a day."""
    return None if day is None else due_on(day, working_calendar(session))


def take_back(
    session: Session,
    jobs: JobQueue,
    letter_id: int,
    first_id: int,
    *,
    by: Actor,
    at: dt.datetime,
) -> list[Assignment]:
    """Withdraw all that an officer has just sent, while nobody has received any of it.

    Raises ``NotFound`` for what is not his own sending, ``TooLate`` after
    ``UNDO_TAKEN``, ``MoveRefused`` once a unit has received or returned it.
    """
    visible_letter(session, by, letter_id)
    first = session.get(Assignment, first_id)
    if first is None or first.letter_id != letter_id or first.sent_by != by.id:
        raise NotFound(what="รายการส่งหนังสือ")
    unit_id = first.from_unit_id
    if unit_id is None or not by.may(Permission.ROUTE, unit_id):
        raise NotFound(what="รายการส่งหนังสือ")
    if at - first.sent_at > UNDO_TAKEN:
        raise TooLate
    hold(session, letter_id)
    now = of_batch(first).with_for_update().execution_options(populate_existing=True)
    batch = session.exec(now).all()
    for one in batch:
        if (one.state, Move.WITHDRAW) not in MOVES:
            raise MoveRefused(state=one.state.label, move=Move.WITHDRAW.label)
        one.state = MOVES[one.state, Move.WITHDRAW]
        one.version += 1
        one.ended_at, one.reason = at, UNDO_REASON
    session.add_all(batch)
    session.flush()  # the database has its say before the journal does
    taken = sending.in_register(session, [one.to_unit_id for one in batch])
    said = Addition(unit_id, remark=f"เรียกคืนจาก {taken}: {UNDO_REASON}")
    let_go(session, jobs, letter_id, *(one.to_unit_id for one in batch))
    annotate(session, letter_id, [said], by=by, at=at)
    names = session.exec(
        select(Unit.name)
        .where(col(Unit.id).in_([one.to_unit_id for one in batch]))
        .order_by(col(Unit.id))
    )
    journal.record(
        session,
        Event.LETTER_WITHDRAWN,
        "letter",
        letter_id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(Permission.ROUTE, unit_id),
        after={"unit_id": unit_id, "sent_to": list(names), "reason": UNDO_REASON},
    )
    return list(batch)


def of_batch(first: Assignment) -> SelectOfScalar[Assignment]:
    """Return the query for all that was sent with one press, in the order of the grid."""
    return (
        select(Assignment)
        .where(
            Assignment.letter_id == first.letter_id,
            Assignment.from_unit_id == first.from_unit_id,
            Assignment.sent_by == first.sent_by,
            Assignment.sent_at == first.sent_at,
            col(Assignment.id) >= first.id,
        )
        .order_by(col(Assignment.id))
    )
