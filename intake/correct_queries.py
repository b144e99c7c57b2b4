"""The form that puts a registered letter right: what stands now, and what is sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlmodel import Session, col, select

from intake.correcting import require_receiver
from intake.forms import LetterForm
from registry.models import Letter, LetterLink
from registry.people import Actor
from registry.screen import Screen
from registry.typed_moments import typed_day
from registry.vocabulary import LetterKind, LinkKind, Urgency

TYPED = (
    "kind", "reference", "date", "sender", "owner_unit", "addressee", "subject",
    "urgency", "signatory", "position", "phone", "email",
)  # fmt: skip
"""The fields this form offers; all else of the letter stays as it is."""


@dataclass(frozen=True)
class Correction(Screen):
    """One registered letter, open for correction."""

    template: ClassVar[str] = "intake/correct.html"
    fragment: ClassVar[str] = "intake/_correct.html"

    letter: Letter
    kinds: Sequence[tuple[str, str]] = tuple((one.value, one.label) for one in LetterKind)
    urgencies: Sequence[tuple[str, str]] = tuple((one.value, one.label) for one in Urgency)


def correction(session: Session, actor: Actor, letter_id: int) -> Correction:
    """Return the form of a letter; raise ``NotFound`` unless a unit of the clerk received it."""
    return Correction(require_receiver(session, letter_id, actor))


def corrected(
    session: Session, actor: Actor, letter_id: int, sent: Mapping[str, str]
) -> LetterForm:
    """Return the letter as it stands with what was typed; raise ``FormRefused`` or ``NotFound``."""
    letter = require_receiver(session, letter_id, actor)
    typed = {name: sent[name] for name in TYPED if name in sent}
    if "date" in typed:
        typed["date"] = typed_day(typed["date"])
    return LetterForm.checked(_standing(session, letter) | typed)


def _standing(session: Session, letter: Letter) -> dict[str, Any]:
    """Return what the form does not offer, as it stands."""
    cited = session.exec(
        select(LetterLink)
        .where(LetterLink.letter_id == letter.id, LetterLink.kind == LinkKind.CITES)
        .order_by(col(LetterLink.id))
    )
    kept = letter.details.get("deadlines") or []
    found = letter.evidence.get("deadlines") or []
    return {
        "pages": tuple(letter.pages),
        "kind": letter.kind,
        "refers_to": [{"reference": one.reference, "date": one.dated} for one in cited],
        "enclosures": letter.details.get("enclosures") or (),
        "receipts": letter.details.get("receipts") or (),
        "deadlines": tuple(place for place, one in enumerate(found) if one in kept),
    }
