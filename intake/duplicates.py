"""Has this letter been here before? Warnings for the clerk, never a decision."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

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


Found = tuple[Letter, Receipt, RegisterBook, str]
"""A letter with one of its receipts in force, the book of that, and the digest of its file."""


def duplicates_of(session: Session, draft: Draft) -> list[Duplicate]:
    """Return what the draft's unit already has that may be the same, earliest first."""
    assert draft.id is not None
    return duplicates_in(session, [draft], {draft.id: letters_of(session, draft.id)})[draft.id]


def duplicates_in(
    session: Session, drafts: Sequence[Draft], letters: Mapping[int, Sequence[DraftLetter]]
) -> dict[int, list[Duplicate]]:
    """Return by draft what its unit already has that may be the same, in three queries for all.

    The same bytes in an earlier draft or a registered bundle, or a registered
    letter with the same reference, date and sender from other bytes. Other
    units' letters are not told: an officer may not see them. ``letters`` are
    those of each draft.
    """
    waiting = _waiting_drafts(session, drafts)
    same_bytes = _same_bytes(session, drafts)
    asked = {
        (draft.id, letter.position): Named.of(letter)
        for draft in drafts
        for letter in letters.get(draft.id or 0, ())
    }
    alike = _same_named(session, {draft.unit_id for draft in drafts}, asked.values())
    return {
        draft.id: [
            *(
                Duplicate(Sameness.BYTES, None, draft_id=other.id, draft_state=other.state)
                for other in waiting
                if (other.original, other.unit_id) == (draft.original, draft.unit_id)
                and (other.id or 0) < draft.id
            ),
            *(_told(Sameness.BYTES, None, one) for one in same_bytes if _is_copy(draft, one)),
            *(
                _told(Sameness.REFERENCE, position, one)
                for (draft_id, position), named in asked.items()
                if draft_id == draft.id
                for one in alike
                if named.names(draft, one)
            ),
        ]
        for draft in drafts
        if draft.id is not None
    }


def registered_before(session: Session, draft: Draft, forms: tuple[LetterForm, ...]) -> set[int]:
    """Return the registered letters that may be the same as what the clerk is about to enter."""
    asked = [Named(search_key(one.reference), one.date, one.sender) for one in forms]
    found = [
        *_same_bytes(session, [draft]),
        *(
            one
            for one in _same_named(session, {draft.unit_id}, asked)
            if any(named.names(draft, one) for named in asked)
        ),
    ]
    return {letter.id for letter, *_ in found if letter.id is not None}


def registered_again(
    session: Session, draft: Draft, letter_ids: Collection[int]
) -> list[Duplicate]:
    """Tell of registered letters found by what a clerk typed, not by what was read."""
    rows = session.exec(_received({draft.unit_id}).where(col(Letter.id).in_(letter_ids)))
    return [_told(Sameness.REFERENCE, None, one) for one in rows]


def said(letter: DraftLetter, field: str) -> str:
    """Return a field as it stands now: the clerk's word, else the machine's, else nothing."""
    if field in letter.confirmed:
        return letter.confirmed[field]
    found = letter.found.get(field)
    return str(found["value"]) if found else ""


@dataclass(frozen=True, slots=True)
class Named:
    """By what a letter is known again: key of its reference, date, sender."""

    key: str
    dated: str
    sender: str

    @classmethod
    def of(cls, letter: DraftLetter) -> Self:
        """Return it as it stands now on a letter that is not registered yet."""
        return cls(
            search_key(said(letter, "reference")), said(letter, "date"), said(letter, "sender")
        )

    @property
    def is_known(self) -> bool:
        """Tell whether there is enough of it to look for."""
        return bool(self.key and self.dated)

    def names(self, draft: Draft, found: Found) -> bool:
        """Tell whether a registered letter of the draft's unit has it too, from another file."""
        letter, _, book, original = found
        return (
            self.is_known
            and (letter.reference_key, letter.dated) == (self.key, self.dated)
            and book.unit_id == draft.unit_id
            and original != draft.original
            and _alike(self.sender, letter.sender)
        )


def _waiting_drafts(session: Session, drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Return the files of the same units and bytes as some of these that are not registered."""
    wanted = select(Draft).where(
        col(Draft.original).in_({draft.original for draft in drafts}),
        col(Draft.unit_id).in_({draft.unit_id for draft in drafts}),
        col(Draft.state).not_in((DraftState.DISCARDED, DraftState.REGISTERED)),
        ~is_secret(),
    )
    return session.exec(wanted.order_by(col(Draft.id))).all()


def _same_bytes(session: Session, drafts: Sequence[Draft]) -> list[Found]:
    """Return the letters of the drafts' units that came in files with the same bytes."""
    received = _received({draft.unit_id for draft in drafts})
    wanted = received.where(col(Bundle.original).in_({draft.original for draft in drafts}))
    return [one for one in session.exec(wanted) if any(_is_copy(draft, one) for draft in drafts)]


def _is_copy(draft: Draft, found: Found) -> bool:
    *_, book, original = found
    return (book.unit_id, original) == (draft.unit_id, draft.original)


def _same_named(session: Session, units: Collection[int], asked: Iterable[Named]) -> list[Found]:
    """Return the letters of these units with the reference and date of some of those asked for."""
    known = [one for one in asked if one.is_known]
    if not known:
        return []
    wanted = _received(units).where(
        col(Letter.reference_key).in_({one.key for one in known}),
        col(Letter.dated).in_({one.dated for one in known}),
    )
    return list(session.exec(wanted))


def _received(units: Collection[int]) -> Select[Letter, Receipt, RegisterBook, str]:
    """Select the letters in force in the books of units, with their receipts, earliest first."""
    return (
        select(Letter, Receipt, RegisterBook, Bundle.original)
        .join(Receipt, col(Receipt.letter_id) == col(Letter.id))
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .join(Bundle, col(Bundle.id) == col(Letter.bundle_id))
        .where(col(RegisterBook.unit_id).in_(units), col(Receipt.voided_at).is_(None))
        .order_by(col(Receipt.id))
    )


def _told(sameness: Sameness, position: int | None, found: Found) -> Duplicate:
    letter, receipt, book, _ = found
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
