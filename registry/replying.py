"""ตอบหนังสือ: an outgoing letter answers a received one, and the register says so (ข้อ 39, 47)."""

from sqlmodel import Session, select

from registry.models import Letter, LetterLink, Receipt
from registry.ports import JobQueue
from registry.registering import live_receipt
from registry.thai import partial_date
from registry.vocabulary import JobName, LinkKind

REPLIED_URGENCY = 60
"""Whoever waits for the answer sees at once that it has gone out."""


def note_reply(
    session: Session, jobs: JobQueue, answered_id: int, reply: Letter, unit_id: int
) -> None:
    """Tie a reply to what it answers; write its number and day into the unit's การปฏิบัติ.

    The unit's deadline is closed by the job of whoever keeps deadlines.
    """
    assert reply.id is not None  # it has been stored
    session.add(LetterLink(letter_id=reply.id, kind=LinkKind.REPLIES_TO, other_id=answered_id))
    receipt = _receipt_in_force(session, answered_id, unit_id)
    if receipt is not None:
        receipt.action = "\n".join(filter(None, (receipt.action, _said(reply))))
        session.add(receipt)
    jobs.enqueue(
        session, JobName.REPLIED, urgency=REPLIED_URGENCY, letter_id=answered_id, unit_id=unit_id
    )


def take_back_reply(session: Session, reply_id: int, unit_id: int) -> None:
    """Say in การปฏิบัติ that the number of the reply was voided, if the letter was one."""
    reply = session.get_one(Letter, reply_id)
    answered = session.exec(
        select(LetterLink.other_id).where(
            LetterLink.letter_id == reply_id, LetterLink.kind == LinkKind.REPLIES_TO
        )
    ).first()
    receipt = _receipt_in_force(session, answered, unit_id) if answered is not None else None
    if receipt is not None:
        receipt.action = receipt.action.replace(_said(reply), f"{_said(reply)} (ยกเลิกเลขส่งแล้ว)")
        session.add(receipt)


def _said(reply: Letter) -> str:
    return f"ตอบแล้วที่ {reply.reference} ลงวันที่ {partial_date(reply.dated)}"


def _receipt_in_force(session: Session, letter_id: int, unit_id: int) -> Receipt | None:
    """Return the unit's receipt of a letter, or of the cover it came under, locked."""
    cover = session.get_one(Letter, letter_id).cover_id
    receipt = live_receipt(session, cover or letter_id, unit_id)
    if receipt is not None:
        session.refresh(receipt, with_for_update=True)
    return receipt
