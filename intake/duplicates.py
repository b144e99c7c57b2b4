"""Has this letter been here before? Warnings for the clerk, never a decision."""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from intake.drafts import letters_of
from intake.forms import LetterForm
from intake.models import Draft, DraftLetter
from intake.secrecy import is_secret
from intake.states import DraftState
from registry.models import Bundle, Letter, Receipt, RegisterBook
from registry.references import search_key
from registry.vocabulary import LabelledEnum


class Sameness(LabelledEnum):
    """What is the same as before."""

    BYTES = "bytes", "ไฟล์เดียวกันทุกไบต์"
    REFERENCE = "reference", "ที่ วันที่ และผู้ส่งเดียวกัน แต่เป็นคนละไฟล์"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Something the unit already has that may be the same letter."""

    sameness: Sameness
    position: int | None
    """Which letter of the draft; ``None`` is the whole file."""
    draft_id: int | None = None
    """An earlier file that is not registered yet."""
    draft_state: DraftState | None = None
    letter_id: int | None = None
    subject: str = ""
    reference: str = ""
    number: int | None = None
    """Of its first receipt in this unit."""
    year: int | None = None
    received_at: dt.datetime | None = None


Found = tuple[Letter, Receipt, RegisterBook]


def duplicates_of(session: Session, draft: Draft) -> list[Duplicate]:
    """Return what the draft's unit already has that may be the same, earliest first.

    The same bytes in an earlier draft or a registered bundle, or a registered
    letter with the same reference, date and sender from other bytes. Other
    units' letters are not told: an officer may not see them.
    """
    assert draft.id is not None
    return [
        *_same_drafts(session, draft),
        *(_told(Sameness.BYTES, None, one) for one in _same_bytes(session, draft)),
        *(
            _told(Sameness.REFERENCE, letter.position, one)
            for letter in letters_of(session, draft.id)
            for one in same_reference(
                session,
                draft,
                said(letter, "reference"),
                said(letter, "date"),
                said(letter, "sender"),
            )
        ),
    ]


def registered_before(session: Session, draft: Draft, forms: tuple[LetterForm, ...]) -> set[int]:
    """Return the registered letters that may be the same as what the clerk is about to enter."""
    found = list(_same_bytes(session, draft))
    for form in forms:
        found += same_reference(session, draft, form.reference, form.date, form.sender)
    return {letter.id for letter, _, _ in found if letter.id is not None}


def registered_again(
    session: Session, draft: Draft, letter_ids: Collection[int]
) -> list[Duplicate]:
    """Tell of registered letters found by what a clerk typed, not by what was read."""
    rows = session.exec(_received(draft.unit_id).where(col(Letter.id).in_(letter_ids)))
    return [_told(Sameness.REFERENCE, None, one) for one in rows]


def said(letter: DraftLetter, field: str) -> str:
    """Return a field as it stands now: the clerk's word, else the machine's, else nothing."""
    if field in letter.confirmed:
        return letter.confirmed[field]
    found = letter.found.get(field)
    return str(found["value"]) if found else ""


def same_reference(
    session: Session, draft: Draft, reference: str, dated: str, sender: str
) -> list[Found]:
    """Return the unit's letters with this reference, date and sender, from other files."""
    if not reference or not dated:
        return []
    rows = session.exec(
        _received(draft.unit_id).where(
            Letter.reference_key == search_key(reference),
            Letter.dated == dated,
            Bundle.original != draft.original,
        )
    )
    return [row for row in rows if _alike(sender, row[0].sender)]


def _same_drafts(session: Session, draft: Draft) -> Iterator[Duplicate]:
    others = session.exec(
        select(Draft)
        .where(
            Draft.original == draft.original,
            Draft.unit_id == draft.unit_id,
            col(Draft.id) < draft.id,
            col(Draft.state).not_in((DraftState.DISCARDED, DraftState.REGISTERED)),
            ~is_secret(),
        )
        .order_by(col(Draft.id))
    )
    for other in others:
        yield Duplicate(Sameness.BYTES, None, draft_id=other.id, draft_state=other.state)


def _same_bytes(session: Session, draft: Draft) -> list[Found]:
    return list(session.exec(_received(draft.unit_id).where(Bundle.original == draft.original)))


def _received(unit_id: int) -> Select[Letter, Receipt, RegisterBook]:
    """Select the letters in force in a unit's books, with their receipts, earliest first."""
    return (
        select(Letter, Receipt, RegisterBook)
        .join(Receipt, col(Receipt.letter_id) == col(Letter.id))
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .join(Bundle, col(Bundle.id) == col(Letter.bundle_id))
        .where(RegisterBook.unit_id == unit_id, col(Receipt.voided_at).is_(None))
        .order_by(col(Receipt.id))
    )


def _told(sameness: Sameness, position: int | None, found: Found) -> Duplicate:
    letter, receipt, book = found
    return Duplicate(
        sameness,
        position,
        letter_id=letter.id,
        subject=letter.subject,
        reference=letter.reference,
        number=receipt.number,
        year=book.year,
        received_at=receipt.received_at,
    )


def _alike(one: str, other: str) -> bool:
    """Tell whether two senders may be the same: one is written within the other, or unknown."""
    one, other = (re.sub(r"[\s.]", "", name) for name in (one, other))
    return one in other or other in one
