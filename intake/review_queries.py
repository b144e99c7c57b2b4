"""What the clerk's desk shows: the pages of one file, and beside them what its letters say."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session

from intake.drafts import letters_of, pages_of
from intake.duplicates import Duplicate, duplicates_of, registered_again
from intake.models import Draft, DraftPage
from intake.next_queries import next_to_check
from intake.queries import draft_in_hand
from intake.registration import DuplicateUnseen
from intake.slips import Sheet, Slip, sheet, slip
from intake.states import DraftState
from registry.errors import RegistryError
from registry.numbers_queries import NextNumber, next_number
from registry.people import Actor
from registry.people_models import Officer, Unit
from registry.registering import LateReasonNeeded, ReceivedInFuture
from registry.screen import Screen
from registry.thai import BANGKOK
from registry.vocabulary import LetterKind

LATE = ("late_date", "late_time", "late_reason")

BY_FIELD = {LateReasonNeeded.code: "late_reason", ReceivedInFuture.code: "late_date"}
"""Refusals of the register that are about one field of the desk."""


@dataclass(frozen=True, slots=True)
class NextDraft:
    """The file to check after this one; its first picture is fetched ahead."""

    id: int
    picture: str


@dataclass(frozen=True)
class Review(Screen):
    """The clerk's desk: one file, its pictures and its letters."""

    template: ClassVar[str] = "intake/review.html"
    fragment: ClassVar[str] = "intake/_review.html"

    draft: Draft
    unit: str
    brought_by: str
    sheets: Sequence[Sheet]
    letters: Sequence[Slip]
    number: NextNumber
    earlier: Sequence[Duplicate]
    """What the unit already has and may be the same; the clerk sees it before deciding."""
    next_draft: NextDraft | None
    sent: Mapping[str, str]
    """What was just sent and refused; empty when the desk is opened."""
    errors: Mapping[str, str]
    kinds: Sequence[LetterKind] = tuple(LetterKind)

    @property
    def to_check(self) -> int:
        """How many values of the whole file need the clerk's eye."""
        return sum(letter.to_check for letter in self.letters)

    @property
    def may_register(self) -> bool:
        """Tell whether the file is ready for its number."""
        return self.draft.state is DraftState.READ

    @property
    def numbered(self) -> int:
        """How many letters get a number of their own."""
        return sum(letter.is_numbered for letter in self.letters)

    @property
    def first(self) -> str:
        """Name of the field to begin with: the first that needs the clerk's eye, else the first."""
        fields = [one for letter in self.letters for one in letter.all_fields]
        doubtful = [one for one in fields if one.mark.needs_eye or one.error]
        return next((one.name for one in (*doubtful, *fields)), "")

    @property
    def is_late(self) -> bool:
        """Tell whether the clerk has begun a late entry."""
        return any(self.sent.get(name) or self.errors.get(name) for name in LATE)


def review(
    session: Session,
    actor: Actor,
    draft_id: int,
    *,
    now: dt.datetime,
    sent: Mapping[str, str] | None = None,
    refused: RegistryError | None = None,
) -> Review:
    """Lay one file on the desk; after a refusal with what was ``sent`` and where it is wrong."""
    draft = draft_in_hand(session, actor, draft_id)
    errors = _errors(refused)
    arrived_on = draft.arrived_at.astimezone(BANGKOK).date()
    letters = [
        slip(one, sent, errors, arrived_on=arrived_on) for one in letters_of(session, draft_id)
    ]
    bringer = session.get(Officer, draft.arrived_by) if draft.arrived_by else None
    return Review(
        draft=draft,
        unit=session.get_one(Unit, draft.unit_id).name,
        brought_by=bringer.name if bringer else "",
        sheets=[sheet(page, letters) for page in pages_of(session, draft_id)],
        letters=letters,
        number=next_number(session, draft.unit_id, now=now),
        earlier=_earlier(session, draft, refused),
        next_draft=_next_draft(session, actor, draft_id),
        sent=sent or {},
        errors=errors,
    )


def _errors(refused: RegistryError | None) -> Mapping[str, str]:
    """Say which fields a refusal is about."""
    if refused is None:
        return {}
    if refused.code in BY_FIELD:
        return {BY_FIELD[refused.code]: str(refused)}
    fields = refused.facts.get("fields", {})
    return fields if isinstance(fields, dict) else {}


def _earlier(session: Session, draft: Draft, refused: RegistryError | None) -> Sequence[Duplicate]:
    """Return what may be the same, also by the reference the clerk has just typed."""
    known = duplicates_of(session, draft)
    also = refused.facts.get("letters", ()) if isinstance(refused, DuplicateUnseen) else ()
    assert isinstance(also, Sequence)
    unseen = set(also) - {one.letter_id for one in known}
    return [*known, *registered_again(session, draft, unseen)]


def _next_draft(session: Session, actor: Actor, draft_id: int) -> NextDraft | None:
    after = next_to_check(session, actor, after=draft_id)
    if after is None:
        return None
    page = session.get(DraftPage, (after, 1))
    return NextDraft(after, page.picture if page else "")
