"""การปฏิบัติ and หมายเหตุ of the register: what is written there after receipt (ข้อ 39)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlmodel import Session, col, select

from registry import journal
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.models import Receipt, RegisterBook
from registry.people import Actor
from registry.registering import live_receipt
from registry.vocabulary import Permission

LONGEST = 2000


class EntryTooLong(RegistryError):
    """The column holds a few lines, not a report."""

    code = "entry-too-long"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "การปฏิบัติและหมายเหตุยาวได้ไม่เกิน {longest} ตัวอักษร"


@dataclass(frozen=True, slots=True)
class Addition:
    """Words that go below what a unit's entry says already."""

    unit_id: int
    action: str = ""
    remark: str = ""


def annotate(
    session: Session,
    letter_id: int,
    additions: Sequence[Addition],
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Add to the entries by which units have a letter; a unit without a number has none.

    Call it before the journal's first entry of a transaction: it locks rows.
    """
    found = [(live_receipt(session, letter_id, one.unit_id), one) for one in additions]
    entered = [(receipt, one) for receipt, one in found if receipt is not None]
    _lock(session, [receipt for receipt, _ in entered])
    for receipt, one in entered:
        action, remark = _below(receipt.action, one.action), _below(receipt.remark, one.remark)
        _write(session, receipt, action, remark, by=by, at=at)


def rewrite(
    session: Session, receipt_id: int, action: str, remark: str, *, by: Actor, at: dt.datetime
) -> Receipt:
    """Put a clerk's own words into both columns; the journal keeps what stood there.

    Raises ``NotFound`` for an entry that is not of his desk.
    """
    receipt = session.get(Receipt, receipt_id, with_for_update=True)
    if receipt is None:
        raise NotFound(what="เลขรับ")
    unit_id = session.get_one(RegisterBook, receipt.book_id).unit_id
    if not by.may(Permission.REGISTER, unit_id):
        raise NotFound(what="เลขรับ")
    if max(len(action), len(remark)) > LONGEST:
        raise EntryTooLong(longest=f"{LONGEST:,}")
    stands_for = by.on_behalf_of(Permission.REGISTER, unit_id)
    _write(session, receipt, action, remark, by=by, at=at, on_behalf_of=stands_for)
    return receipt


def _lock(session: Session, receipts: Sequence[Receipt]) -> None:
    """Read the entries again, locked, always in one order."""
    ids = [one.id for one in receipts]
    wanted = select(Receipt).where(col(Receipt.id).in_(ids)).order_by(col(Receipt.id))
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    session.exec(locked).all()


def _write(
    session: Session,
    receipt: Receipt,
    action: str,
    remark: str,
    *,
    by: Actor,
    at: dt.datetime,
    on_behalf_of: int | None = None,
) -> None:
    before = {"action": receipt.action, "remark": receipt.remark}
    receipt.action, receipt.remark = action, remark
    after = {"action": action, "remark": remark}
    if before == after:
        return
    session.add(receipt)
    session.flush()  # the database has its say before the journal does
    journal.record(
        session,
        Event.ENTRY_WRITTEN,
        "receipt",
        receipt.id,
        at=at,
        by=by.id,
        on_behalf_of=on_behalf_of,
        before=before,
        after={"number": receipt.number, **after},
    )


def _below(had: str, added: str) -> str:
    return "\n".join(filter(None, (had, added)))[:LONGEST]
