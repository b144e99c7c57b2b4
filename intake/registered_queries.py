"""What the clerk sees after pressing ลงทะเบียนรับ: the number, big, and what to do next."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from intake.models import Draft
from intake.next_queries import next_to_check
from intake.queries import draft_in_hand
from registry.errors import NotFound
from registry.jobs import Job
from registry.models import Letter, LetterFile, Receipt, RegisterBook
from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from registry.vocabulary import FileKind, JobName


@dataclass(frozen=True, slots=True)
class Entered:
    """One letter with its number."""

    letter_id: int
    number: int
    year: int
    subject: str
    received_at: dt.datetime
    registered_at: dt.datetime
    late_reason: str
    has_stamped_copy: bool
    has_failed: bool
    """Whether stamping was given up; somebody has to look at it."""
    voided: bool


@dataclass(frozen=True)
class Registered(Screen):
    """The numbers a file was given."""

    template: ClassVar[str] = "intake/registered.html"
    fragment: ClassVar[str] = "intake/_registered.html"

    draft: Draft
    unit: str
    letters: Sequence[Entered]
    under: int
    """How many letters came under these, without a number of their own."""
    next_draft: int | None

    @property
    def is_stamping(self) -> bool:
        """Tell whether a stamped copy is still being made."""
        return any(not (one.has_stamped_copy or one.has_failed) for one in self.letters)


def registered(session: Session, actor: Actor, draft_id: int) -> Registered:
    """Return the numbers of a registered file; raise ``NotFound`` if it has none."""
    draft = draft_in_hand(session, actor, draft_id)
    if draft.bundle_id is None:
        raise NotFound(what="เลขรับของไฟล์นี้")
    stamped = set(
        session.exec(
            select(LetterFile.letter_id).where(
                LetterFile.bundle_id == draft.bundle_id,
                LetterFile.unit_id == draft.unit_id,
                LetterFile.kind == FileKind.STAMPED,
            )
        )
    )
    failed = _given_up(session, draft.unit_id)
    rows = session.exec(
        select(Letter, Receipt, RegisterBook.year)
        .join(Receipt, col(Receipt.letter_id) == col(Letter.id))
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .where(Letter.bundle_id == draft.bundle_id, RegisterBook.unit_id == draft.unit_id)
        .order_by(col(Receipt.id))
    ).all()
    letters = [
        Entered(
            letter_id=receipt.letter_id,
            number=receipt.number,
            year=year,
            subject=letter.subject,
            received_at=receipt.received_at,
            registered_at=receipt.registered_at,
            late_reason=receipt.late_reason,
            has_stamped_copy=receipt.letter_id in stamped,
            has_failed=receipt.letter_id in failed,
            voided=receipt.voided_at is not None,
        )
        for letter, receipt, year in rows
    ]
    covered = select(Letter.id).where(
        Letter.bundle_id == draft.bundle_id, col(Letter.cover_id).is_not(None)
    )
    return Registered(
        draft=draft,
        unit=session.get_one(Unit, draft.unit_id).name,
        letters=letters,
        under=len(session.exec(covered).all()),
        next_draft=next_to_check(session, actor),
    )


def _given_up(session: Session, unit_id: int) -> set[int]:
    """Return the letters whose copy for this unit failed too often."""
    dead = select(Job.arguments).where(Job.name == JobName.STAMP, col(Job.is_dead).is_(True))
    wanted = [json.loads(arguments) for arguments in session.exec(dead)]
    return {one["letter_id"] for one in wanted if one["unit_id"] == unit_id}
