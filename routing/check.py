"""Comparing what routing says with the register it rests on; finds, never mends."""

import json
from collections.abc import Iterator

from sqlalchemy import case, exists, or_
from sqlmodel import Session, col, func, select

from registry.check import Finding
from registry.holdings import Holding
from registry.jobs import Job
from registry.models import Dispatch, Letter, Receipt, RegisterBook
from registry.people_models import Unit
from registry.vocabulary import BookKind, JobName
from routing.due import mismatches
from routing.models import Assignment
from routing.states import GONE, OPEN, RANKS, Purpose

Place = tuple[int, int]
"""A letter's id and a unit's."""


def check(session: Session) -> Iterator[Finding]:
    """Yield every assignment, holding and deadline that does not agree with the others."""
    names = {unit.id: unit.name for unit in session.exec(select(Unit))}
    for code, sentence, places in (
        ("routing-unowned", "ลงรับแล้วแต่ไม่มีผู้รับผิดชอบที่", _unanswered(session)),
        ("routing-receipt", "รายการส่งอ้างเลขรับของรายการอื่น ที่", _wrong_receipts(session)),
        ("routing-unheld", "มีรายการส่งแต่ไม่มีสิทธิ์เห็นหนังสือ ที่", _unheld(session)),
        ("routing-held", "เห็นหนังสือที่ไม่ได้ลงรับและไม่ได้ส่งให้ ที่", _held_for_nothing(session)),
        ("routing-rank", "ลำดับตามชั้นความเร็วไม่ตรงกับหนังสือ ที่", _wrong_ranks(session)),
        ("routing-owners", "มีเจ้าของเรื่องเกินหนึ่งหน่วยงาน ส่งจาก", _two_owners(session)),
    ):
        for letter_id, unit_id in places:
            yield Finding(code, f"หนังสือที่ {letter_id} {sentence}{names[unit_id]}")
    for one, due in mismatches(session):
        wanted = f"ควรเป็น {due:%Y-%m-%d %H:%M} UTC" if due else "ไม่ควรมี"
        sentence = f"หนังสือที่ {one.letter_id} กำหนดที่{names[one.to_unit_id]} {wanted}"
        yield Finding("routing-deadline", sentence)


def _unanswered(session: Session) -> Iterator[Place]:
    """Find units that entered a letter and do not answer for it: it lies there ownerless."""
    answered = exists().where(
        col(Assignment.letter_id) == col(Receipt.letter_id),
        col(Assignment.to_unit_id) == col(RegisterBook.unit_id),
    )
    # What is about to be taken up is not lost.
    waiting = {
        (said["letter_id"], said["unit_id"])
        for arguments in session.exec(select(Job.arguments).where(Job.name == JobName.TAKE_UP))
        if (said := json.loads(arguments))
    }
    found = session.exec(
        select(Receipt.letter_id, RegisterBook.unit_id)
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .where(RegisterBook.kind == BookKind.RECEIVED, col(Receipt.voided_at).is_(None), ~answered)
    )
    return (place for place in found if place not in waiting)


def _wrong_receipts(session: Session) -> Iterator[Place]:
    """Find assignments whose number is another letter's or another unit's."""
    yield from session.exec(
        select(Assignment.letter_id, Assignment.to_unit_id)
        .join(Receipt, col(Receipt.id) == col(Assignment.receipt_id))
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .where(
            or_(
                col(Receipt.letter_id) != col(Assignment.letter_id),
                col(RegisterBook.unit_id) != col(Assignment.to_unit_id),
                col(RegisterBook.kind) != BookKind.RECEIVED,
            )
        )
    )


def _unheld(session: Session) -> Iterator[Place]:
    """Find units that answer for a letter they cannot see."""
    held = exists().where(
        col(Holding.letter_id) == col(Assignment.letter_id),
        col(Holding.unit_id) == col(Assignment.to_unit_id),
    )
    yield from session.exec(
        select(Assignment.letter_id, Assignment.to_unit_id).where(
            col(Assignment.state).not_in(GONE), ~held
        )
    )


def _held_for_nothing(session: Session) -> Iterator[Place]:
    """Find units that see a letter which they neither entered, nor wrote, nor were sent."""
    entered, written = (
        exists().where(
            col(kind.letter_id) == col(Holding.letter_id),
            col(RegisterBook.id) == col(kind.book_id),
            col(RegisterBook.unit_id) == col(Holding.unit_id),
        )
        for kind in (Receipt, Dispatch)
    )
    sent = exists().where(
        col(Assignment.letter_id) == col(Holding.letter_id),
        col(Assignment.to_unit_id) == col(Holding.unit_id),
        col(Assignment.state).not_in(GONE),
    )
    yield from session.exec(
        select(Holding.letter_id, Holding.unit_id).where(~entered, ~written, ~sent)
    )


def _wrong_ranks(session: Session) -> Iterator[Place]:
    """Find open assignments that are put in order by another urgency than their letter's."""
    yield from session.exec(
        select(Assignment.letter_id, Assignment.to_unit_id)
        .join(Letter, col(Letter.id) == col(Assignment.letter_id))
        .where(
            col(Assignment.state).in_(OPEN),
            case(dict(RANKS), value=col(Letter.urgency)) != col(Assignment.rank),
        )
    )


def _two_owners(session: Session) -> Iterator[Place]:
    """Find units that made more than one other the owner of a letter."""
    sender = func.coalesce(col(Assignment.from_unit_id), 0)
    yield from session.exec(
        select(Assignment.letter_id, sender)
        .where(
            Assignment.purpose == Purpose.OWNER,
            col(Assignment.state).not_in(GONE),
            col(Assignment.from_unit_id).is_not(None),
        )
        .group_by(col(Assignment.letter_id), sender)
        .having(func.count() > 1)
    )
