"""What a code printed on a copy stands for, and which files the office made. Reading only."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.holdings import circle_for, may_see
from registry.journal import Event
from registry.models import Bundle, JournalEntry, Letter, Receipt, RegisterBook
from registry.notes import CODE_LETTERS, Note
from registry.people import Actor
from registry.people_models import Officer, Unit
from registry.ports import Digest
from registry.screen import Screen
from registry.vocabulary import FileKind


@dataclass(frozen=True)
class CodePage(Screen):
    """Where a code is typed off the paper."""

    template: ClassVar[str] = "registry/verify.html"
    fragment: ClassVar[str] = "registry/_verify.html"

    code: str = ""
    fault: NotFound | None = None


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file the office keeps of a letter, and when it came to be."""

    label: str
    at: dt.datetime
    digest: str


@dataclass(frozen=True)
class VerifiedPage(Screen):
    """What the register says about a note, to hold against the paper."""

    template: ClassVar[str] = "registry/verified.html"
    fragment: ClassVar[str] = "registry/_verified.html"

    note: Note
    officer: str
    unit: str
    receipts: Sequence[Receipt]
    """The unit's, those too that were voided."""
    corrected_by: str
    """The code of a later note that corrects this one; empty if none does."""
    letter: Letter
    files: Sequence[KnownFile]
    checked: Digest | None
    """The fingerprint of a file somebody has just held against them."""

    @property
    def matches(self) -> KnownFile | None:
        """The file it is, byte for byte; ``None`` if it is none of them."""
        return next((file for file in self.files if file.digest == self.checked), None)


def as_printed(typed: str) -> str:
    """Return a typed code as it was given: capitals, without the dashes between groups."""
    return "".join(letter for letter in typed.upper() if letter in CODE_LETTERS)


def verified(
    session: Session, actor: Actor, typed: str, *, checked: Digest | None = None
) -> VerifiedPage:
    """Return what a code stands for; raise ``NotFound`` unless the officer may read the note."""
    found = session.exec(
        select(Note, Letter)
        .join(Letter, col(Letter.id) == col(Note.letter_id))
        .where(Note.code == as_printed(typed), may_see(actor))
    ).first()
    if found is None:
        raise NotFound(what="รหัสตรวจสอบ")
    note, letter = found
    circle = circle_for(session, actor, letter)
    if note.unit_id not in circle:
        raise NotFound(what="รหัสตรวจสอบ")
    receipts = (
        select(Receipt)
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .where(Receipt.letter_id == letter.id, RegisterBook.unit_id == note.unit_id)
        .order_by(col(Receipt.id))
    )
    later = select(Note.code).where(Note.corrects_id == note.id).order_by(col(Note.id).desc())
    return VerifiedPage(
        note=note,
        officer=session.get_one(Officer, note.officer_id).name,
        unit=session.get_one(Unit, note.unit_id).name,
        receipts=session.exec(receipts).all(),
        corrected_by=session.exec(later).first() or "",
        letter=letter,
        files=list(_known_files(session, letter, circle)),
        checked=checked,
    )


def _known_files(session: Session, letter: Letter, circle: Collection[int]) -> Iterator[KnownFile]:
    """Return the original and every stamped copy ever made for these units, each once."""
    bundle = session.get_one(Bundle, letter.bundle_id)
    yield KnownFile(FileKind.ORIGINAL.label, bundle.arrived_at, bundle.original)
    units = dict(session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(circle))).all())
    made = select(JournalEntry).where(
        JournalEntry.about == "letter",
        JournalEntry.about_id == letter.id,
        JournalEntry.event == Event.LETTER_STAMPED.value,
    )
    seen = set()
    for entry in session.exec(made.order_by(col(JournalEntry.id))):
        digest, unit_id = entry.after.get("digest"), entry.after.get("unit_id")
        # Copies made before each unit had its own name none.
        if digest and digest not in seen and unit_id in {None, *circle}:
            seen.add(digest)
            label = f"{FileKind.STAMPED.label} {units.get(unit_id, '')}".strip()
            yield KnownFile(label, entry.at, digest)
