"""Entering a letter in a unit's book, and what is done to the book itself (ข้อ 35-40)."""

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus

from sqlmodel import Session, col, select

from registry import holdings, journal, numbering
from registry.errors import NotFound, RegistryError
from registry.indexed import index_again
from registry.journal import Event
from registry.models import Letter, Receipt, RegisterBook, Reservation
from registry.people import Actor
from registry.people_models import Unit
from registry.ports import JobQueue
from registry.thai import BANGKOK, buddhist_year
from registry.vocabulary import BookKind, JobName, Permission

STAMP_URGENCY = 60
"""A clerk waits for the stamp, after the first pages of what has just come in."""
CLOCKS_DIFFER = dt.timedelta(minutes=10)
"""How far a browser's clock may be ahead of ours."""


class LateReasonNeeded(RegistryError):
    """A letter received on an earlier day than it is entered needs the reason (late entry)."""

    code = "late-reason-needed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "วันที่รับเป็นวันก่อนวันลงทะเบียน กรุณาระบุเหตุผลที่ลงทะเบียนย้อนหลัง"


class ReceivedInFuture(RegistryError):
    """Nobody has received a letter later than now."""

    code = "received-in-future"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "วันเวลาที่รับอยู่ในอนาคต กรุณาตรวจวันเวลาที่รับ"


class AlreadyReceived(RegistryError):
    """The unit has this letter in this book already."""

    code = "already-received"
    message = "หน่วยงานนี้ลงรับหนังสือฉบับนี้แล้ว เลขรับ {number}"


class VoidRefused(RegistryError):
    """A receipt is voided once, with a reason."""

    code = "void-refused"
    message = "ยกเลิกเลขรับ {number} ไม่ได้ เพราะ{reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the clerk says about receiving a letter."""

    received_at: dt.datetime
    late_reason: str = ""
    action: str = ""
    remark: str = ""
    reserved_number: int | None = None


def is_late(received_at: dt.datetime, registered_at: dt.datetime) -> bool:
    """Tell whether a letter is entered on a later day than it was received."""
    days = (moment.astimezone(BANGKOK).date() for moment in (received_at, registered_at))
    return next(days) < next(days)


def enter(
    session: Session,
    jobs: JobQueue,
    letter_id: int,
    unit_id: int,
    entry: Entry,
    *,
    by: Actor,
    at: dt.datetime,
) -> Receipt:
    """Give a letter the next number of the unit's book of received letters.

    The book is that of the year in which it was received, in Bangkok: a letter
    of 31 December entered on 2 January takes the old year's number, marked late.
    """
    if not by.may(Permission.REGISTER, unit_id):
        raise NotFound(what="หน่วยงาน")
    if entry.received_at > at + CLOCKS_DIFFER:
        raise ReceivedInFuture
    late = is_late(entry.received_at, at)
    if late and not entry.late_reason:
        raise LateReasonNeeded
    year = buddhist_year(entry.received_at)
    book = numbering.book_of(session, unit_id, BookKind.RECEIVED, year)
    if entry.reserved_number is None:
        number = numbering.take_number(session, book)
    else:
        number = numbering.use_reserved(session, book, entry.reserved_number)
    assert book.id is not None
    receipt = Receipt(
        letter_id=letter_id,
        book_id=book.id,
        number=number,
        unit_name=session.get_one(Unit, unit_id).name,
        received_at=entry.received_at,
        registered_at=at,
        officer_id=by.id,
        late_reason=entry.late_reason if late else "",
        action=entry.action,
        remark=entry.remark,
    )
    session.add(receipt)
    holdings.hand_over(session, jobs, letter_id, [unit_id], at=at)
    session.flush()  # callers need receipt.id, and the database its say about the number
    return receipt


def receive_letter(
    session: Session,
    jobs: JobQueue,
    letter_id: int,
    unit_id: int,
    entry: Entry,
    *,
    by: Actor,
    at: dt.datetime,
) -> Receipt:
    """Receive a letter that another unit has registered, in this unit's own book (ข้อ 40).

    Raises ``NotFound`` for a letter that is not the officer's to see, and
    ``AlreadyReceived``, whose number is the unit's own.
    """
    if not by.may(Permission.REGISTER, unit_id):
        raise NotFound(what="หน่วยงาน")
    holdings.visible_letter(session, by, letter_id)
    # Without the key's lock: a registration that cites it may hold the book we need.
    session.get_one(Letter, letter_id, with_for_update={"key_share": True})
    had = live_receipt(session, letter_id, unit_id)
    if had is not None:
        raise AlreadyReceived(number=had.number)
    receipt = enter(session, jobs, letter_id, unit_id, entry, by=by, at=at)
    ask_for_copy(session, jobs, letter_id, unit_id)
    after = {"receipt_id": receipt.id, "number": receipt.number, "unit_id": unit_id}
    journal.record(
        session,
        Event.LETTER_REGISTERED,
        "letter",
        letter_id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(Permission.REGISTER, unit_id),
        after=after,
    )
    return receipt


def ask_for_copy(session: Session, jobs: JobQueue, letter_id: int, unit_id: int) -> None:
    """Have a unit's copy of a letter drawn; those of other units are drawn when asked for.

    A circular to five hundred units would otherwise draw as many copies for
    every note written at the top.
    """
    jobs.enqueue(
        session, JobName.STAMP, urgency=STAMP_URGENCY, letter_id=letter_id, unit_id=unit_id
    )


def void_receipt(
    session: Session, jobs: JobQueue, receipt_id: int, reason: str, *, by: Actor, at: dt.datetime
) -> Receipt:
    """Cancel a receipt: the number stays in the book with the reason and is never given again."""
    said = " ".join(reason.replace("\0", "").split())
    receipt = session.get(Receipt, receipt_id, with_for_update=True)
    if receipt is None:
        raise NotFound(what="เลขรับ")
    book = session.get_one(RegisterBook, receipt.book_id)
    if not by.may(Permission.REGISTER, book.unit_id):
        raise NotFound(what="เลขรับ")
    if receipt.voided_at is not None:
        raise VoidRefused(number=receipt.number, reason="ยกเลิกไปแล้ว")
    if not said:
        raise VoidRefused(number=receipt.number, reason="ยังไม่ได้ระบุเหตุผล")
    receipt.voided_at, receipt.voided_by, receipt.void_reason = at, by.id, said
    session.add(receipt)
    index_again(session, jobs, receipt.letter_id)
    ask_for_copy(session, jobs, receipt.letter_id, book.unit_id)
    before = {"number": receipt.number, "book_id": receipt.book_id}
    after = {"reason": said, "letter_id": receipt.letter_id}
    journal.record(
        session,
        Event.RECEIPT_VOIDED,
        "receipt",
        receipt_id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(Permission.REGISTER, book.unit_id),
        before=before,
        after=after,
    )
    return receipt


def reserve_numbers(
    session: Session,
    unit_id: int,
    count: int,
    reason: str,
    *,
    by: Actor,
    at: dt.datetime,
    kind: BookKind = BookKind.RECEIVED,
) -> Reservation:
    """Set the next ``count`` numbers of this year's book aside (จองเลข)."""
    if not by.may(Permission.REGISTER, unit_id):
        raise NotFound(what="หน่วยงาน")
    book = numbering.book_of(session, unit_id, kind, buddhist_year(at))
    block = numbering.reserve(session, book, count, reason=reason, by=by.id, at=at)
    after = {"first": block.first_number, "last": block.last_number, "reason": reason}
    journal.record(
        session,
        Event.NUMBERS_RESERVED,
        "book",
        book.id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(Permission.REGISTER, unit_id),
        after=after,
    )
    return block


def open_book(
    session: Session,
    unit_id: int,
    first_number: int,
    *,
    by: Actor,
    at: dt.datetime,
    kind: BookKind = BookKind.RECEIVED,
    year: int | None = None,
) -> RegisterBook:
    """Go on from a paper book in mid-year: the first number given will be ``first_number``.

    ``year`` is B.E., this year unless given. Raises ``BookInUse`` once a number was given.
    """
    if not (by.may(Permission.REGISTER, unit_id) or by.may(Permission.ADMINISTER, unit_id)):
        raise NotFound(what="หน่วยงาน")
    book = numbering.book_of(session, unit_id, kind, year or buddhist_year(at))
    before = {"first_number": book.first_number}
    numbering.start_at(session, book, first_number)
    after = {"first_number": first_number, "kind": kind.value, "year": book.year}
    journal.record(
        session,
        Event.BOOK_OPENED,
        "book",
        book.id,
        at=at,
        by=by.id,
        before=before,
        after=after,
    )
    return book


def live_receipt(session: Session, letter_id: int, unit_id: int) -> Receipt | None:
    """Return the receipt in force by which a unit has a letter, or ``None``."""
    return session.exec(
        select(Receipt)
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .where(
            Receipt.letter_id == letter_id,
            RegisterBook.unit_id == unit_id,
            RegisterBook.kind == BookKind.RECEIVED,
            col(Receipt.voided_at).is_(None),
        )
    ).first()
