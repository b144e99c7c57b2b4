"""Sending a letter to units, and opening the matter in the unit that registered it."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry import journal
from registry.annotating import Addition, annotate
from registry.errors import NotFound
from registry.holdings import hand_over, visible_letter
from registry.journal import Event
from registry.models import Dispatch, Letter, RegisterBook
from registry.people import Actor
from registry.people_models import Unit
from registry.ports import JobQueue
from registry.registering import live_receipt
from registry.vocabulary import Permission
from routing import due
from routing.errors import SendingRefused
from routing.models import Assignment
from routing.states import FINAL, GONE, UNRECEIVED, Purpose, State

LONGEST_MESSAGE = 1000
MOST_NAMED = 20
"""Units that the register names one by one."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One ticked box: the unit, why it gets the letter, and what it is told."""

    unit_id: int
    purpose: Purpose
    message: str = ""
    due_at: dt.datetime | None = None
    """A deadline the sender sets for this unit, earlier than any other."""


def take_up(session: Session, letter_id: int, unit_id: int) -> Assignment | None:
    """Open the matter in the unit that registered the letter itself; twice is the same as once.

    Returns ``None`` where there is nothing to answer for: the letter came under
    a cover, the unit's receipt was voided, or it returned what it had received.
    """
    due.hold(session, letter_id)
    had = live_assignment(session, letter_id, unit_id)
    if had is not None:
        return had
    receipt = live_receipt(session, letter_id, unit_id)
    if receipt is None or _was_sent(session, letter_id, unit_id):
        return None
    opened = Assignment(
        letter_id=letter_id,
        to_unit_id=unit_id,
        purpose=Purpose.OWNER,
        state=State.RECEIVED,
        sent_at=receipt.registered_at,
        sent_by=receipt.officer_id,
        receipt_id=receipt.id,
        received_at=receipt.received_at,
    )
    session.add(opened)
    session.flush()  # whoever asked needs opened.id
    due.recompute(session, letter_id, at=receipt.registered_at)
    return opened


def live_assignment(session: Session, letter_id: int, unit_id: int) -> Assignment | None:
    """Return the assignment by which a unit answers for a letter, locked, or ``None``."""
    return session.exec(
        select(Assignment)
        .where(
            Assignment.letter_id == letter_id,
            Assignment.to_unit_id == unit_id,
            col(Assignment.state).not_in(GONE),
        )
        .with_for_update()
    ).first()


def send(
    session: Session,
    jobs: JobQueue,
    letter_id: int,
    from_unit_id: int,
    recipients: Sequence[Recipient],
    *,
    by: Actor,
    at: dt.datetime,
) -> list[Assignment]:
    """Lay a letter in the baskets of other units (ข้อ 39, 40); none of them has received it yet.

    Raises ``NotFound`` for a letter or unit that is not the officer's to send,
    and ``SendingRefused`` when a unit is unknown, closed, ticked twice, or has
    the letter already, or when action is wanted and not exactly one unit owns it.
    """
    if not by.may(Permission.ROUTE, from_unit_id):
        raise NotFound(what="หน่วยงาน")
    letter = visible_letter(session, by, letter_id)
    _require_station(session, letter, from_unit_id)
    named = _recipient_units(session, from_unit_id, recipients)
    had = session.exec(
        select(Assignment).where(
            Assignment.letter_id == letter_id, col(Assignment.state).not_in(GONE)
        )
    ).all()
    _require_new(named, had)
    _require_one_owner(recipients, [one for one in had if one.from_unit_id == from_unit_id])
    sent = [
        Assignment(
            letter_id=letter_id,
            from_unit_id=from_unit_id,
            to_unit_id=one.unit_id,
            purpose=one.purpose,
            message=_cleaned(one.message),
            sent_at=at,
            sent_by=by.id,
            ordered_due_at=one.due_at,
        )
        for one in recipients
    ]
    session.add_all(sent)
    hand_over(session, jobs, letter_id, named, at=at, from_unit_id=from_unit_id)
    session.flush()  # callers need the ids
    due.recompute(session, letter_id, at=at)
    ticked = [one.unit_id for one in recipients]
    said = Addition(from_unit_id, action=f"ส่ง {in_register(session, ticked)}")
    annotate(session, letter_id, [said], by=by, at=at)
    after = {
        "unit_id": from_unit_id,
        "sent_to": [named[one.unit_id] for one in recipients],
        "purposes": {str(one.unit_id): one.purpose.value for one in recipients},
    }
    journal.record(
        session,
        Event.LETTER_SENT,
        "letter",
        letter_id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(Permission.ROUTE, from_unit_id),
        after=after,
    )
    return sent


def _require_station(session: Session, letter: Letter, unit_id: int) -> None:
    """Refuse unless the unit has entered the letter and answers for it, or sent it out itself."""
    if letter.cover_id is not None:
        raise SendingRefused(reason="หนังสือนี้มากับหนังสือนำ กรุณาส่งจากหนังสือนำ")
    assert letter.id is not None
    due.hold(session, letter.id)  # two units sending it to the same third one come one by one
    if _sent_out(session, letter.id, unit_id):
        return
    station = take_up(session, letter.id, unit_id)
    if station is None or station.state in UNRECEIVED:
        raise SendingRefused(reason="หน่วยงานยังไม่ได้ลงรับหนังสือนี้ กรุณาลงรับก่อน")
    if station.state in FINAL:
        raise SendingRefused(reason=f"เรื่องนี้อยู่ในสถานะ “{station.state.label}” แล้ว")


def _was_sent(session: Session, letter_id: int, unit_id: int) -> bool:
    """Tell whether a unit has its number for a letter because another unit sent it there."""
    wanted = select(Assignment.id).where(
        Assignment.letter_id == letter_id, Assignment.to_unit_id == unit_id
    )
    return session.exec(wanted).first() is not None


def _sent_out(session: Session, letter_id: int, unit_id: int) -> bool:
    """Tell whether a unit has sent a letter out under a number of its own that stands."""
    wanted = (
        select(Dispatch.id)
        .join(RegisterBook, col(RegisterBook.id) == col(Dispatch.book_id))
        .where(
            Dispatch.letter_id == letter_id,
            RegisterBook.unit_id == unit_id,
            col(Dispatch.voided_at).is_(None),
        )
    )
    return session.exec(wanted).first() is not None


def _recipient_units(
    session: Session, from_unit_id: int, recipients: Sequence[Recipient]
) -> Mapping[int, str]:
    """Return the ticked units' names by id, every one open and ticked once."""
    wanted = [one.unit_id for one in recipients]
    if not wanted:
        raise SendingRefused(reason="ยังไม่ได้เลือกหน่วยงาน")
    if len(set(wanted)) != len(wanted):
        raise SendingRefused(reason="เลือกหน่วยงานเดียวกันซ้ำ")
    if from_unit_id in wanted:
        raise SendingRefused(reason="หน่วยงานส่งให้ตนเองไม่ได้")
    found = session.exec(select(Unit).where(col(Unit.id).in_(wanted))).all()
    if len(found) != len(wanted):
        raise SendingRefused(reason="ไม่พบหน่วยงานที่เลือกบางหน่วยงาน กรุณาเปิดหน้าใหม่")
    if closed := [unit.name for unit in found if not unit.is_active]:
        raise SendingRefused(reason=f"หน่วยงานปิดแล้ว: {', '.join(closed)}")
    return {unit.id: unit.name for unit in found if unit.id is not None}


def in_register(session: Session, unit_ids: Sequence[int]) -> str:
    """Name units as the register does: by their short names, the first of many (ข้อ 39)."""
    names = [short_name(session, one) for one in unit_ids[:MOST_NAMED]]
    more = len(unit_ids) - len(names)
    return " ".join(names) + (f" และอีก {more} หน่วยงาน" if more else "")


def short_name(session: Session, unit_id: int) -> str:
    """Return what a unit is called where there is little room."""
    unit = session.get_one(Unit, unit_id)
    return unit.short_name or unit.name


def _require_new(named: Mapping[int, str], had: Collection[Assignment]) -> None:
    if again := [named[one.to_unit_id] for one in had if one.to_unit_id in named]:
        raise SendingRefused(reason=f"มีหนังสือนี้อยู่แล้ว: {', '.join(again)}")


def _require_one_owner(
    recipients: Sequence[Recipient], sent_before: Collection[Assignment]
) -> None:
    """Refuse action that nobody owns, or that two units do (domain §5.3)."""
    purposes = [
        *(one.purpose for one in recipients),
        *(one.purpose for one in sent_before),
    ]
    owners = purposes.count(Purpose.OWNER)
    if owners > 1:
        raise SendingRefused(reason="มีเจ้าของเรื่องได้หน่วยงานเดียว")
    if not owners and Purpose.ACTION in purposes:
        raise SendingRefused(reason="มีหน่วยงานที่ต้องดำเนินการ กรุณาเลือกเจ้าของเรื่องหนึ่งหน่วยงาน")


def _cleaned(message: str) -> str:
    said = " ".join(message.replace("\0", "").split())
    if len(said) > LONGEST_MESSAGE:
        raise SendingRefused(reason=f"ข้อความถึงหน่วยงานยาวเกิน {LONGEST_MESSAGE:,} ตัวอักษร")
    return said
