"""ยกเลิกและแก้ไขเพิ่มเติมหนังสือ: proposed from a letter's words, decided by a clerk.

A letter that says it cancels an earlier one changes what officers must follow,
so the register shows it only once a clerk of a unit that has the letter has
confirmed what the program read.
"""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry import journal
from registry.citing import letters_meant
from registry.errors import NotFound
from registry.holdings import holdings_of, may_see, visible_letter
from registry.journal import Event
from registry.models import BundlePage, Letter, LetterLink
from registry.people import Actor
from registry.replacing_models import Replacement
from registry.replacing_phrases import Replaced, replaced_in
from registry.vocabulary import LinkKind, Permission, ReplacementKind

_RETURNS = {
    ReplacementKind.SUPERSEDES: "ถูกยกเลิกโดย",
    ReplacementKind.AMENDS: "ถูกแก้ไขเพิ่มเติมโดย",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An earlier letter that this one seems to cancel or amend, and what a clerk said of it."""

    kind: ReplacementKind
    older: Letter
    is_confirmed: bool | None
    """``None`` until a clerk has decided."""


def proposals(session: Session, actor: Actor, letter: Letter) -> list[Proposal]:
    """Return what a letter's words say of earlier letters of the register that are his to see."""
    decided = {
        one.older_id: one
        for one in session.exec(select(Replacement).where(Replacement.letter_id == letter.id))
    }
    read = {
        older_id: replaced.kind
        for replaced in replaced_in(_text(session, letter))
        for older_id in _meant(session, actor, letter, replaced)
    }
    kinds = read | {older_id: one.kind for older_id, one in decided.items()}
    seen = session.exec(
        select(Letter).where(col(Letter.id).in_(kinds), may_see(actor)).order_by(col(Letter.id))
    )
    return [
        Proposal(kinds[older.id], older, was.is_confirmed if was else None)
        for older in seen
        if older.id is not None
        for was in (decided.get(older.id),)
    ]


def replaced_by(session: Session, actor: Actor, letter: Letter) -> list[tuple[str, Letter]]:
    """Return the newer letters, his to see, that a clerk says cancel or amend a letter."""
    found = session.exec(
        select(Replacement.kind, Letter)
        .join(Letter, col(Letter.id) == col(Replacement.letter_id))
        .where(
            Replacement.older_id == letter.id,
            col(Replacement.is_confirmed).is_(True),
            may_see(actor),
        )
        .order_by(col(Letter.dated), col(Letter.id))
    )
    return [(_RETURNS[ReplacementKind(kind)], newer) for kind, newer in found]


def may_decide(session: Session, actor: Actor, letter: Letter) -> bool:
    """Tell whether the officer is a clerk of a unit that has the letter."""
    return _deciding_unit(session, actor, letter) is not None


def decide(
    session: Session,
    letter_id: int,
    older_id: int,
    *,
    is_confirmed: bool,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Confirm or dismiss what the program read; a later word takes an earlier one's place.

    Raises ``NotFound`` unless both letters are the clerk's to see and the
    program read the one out of the other.
    """
    letter = visible_letter(session, by, letter_id)
    unit_id = _deciding_unit(session, by, letter)
    proposed = {one.older.id: one for one in proposals(session, by, letter)}
    if unit_id is None or older_id not in proposed:
        raise NotFound(what="หนังสือ")
    was = proposed[older_id]
    session.merge(
        Replacement(
            letter_id=letter_id,
            older_id=older_id,
            kind=was.kind,
            is_confirmed=is_confirmed,
            officer_id=by.id,
            decided_at=at,
        )
    )
    journal.record(
        session,
        Event.REPLACEMENT_CONFIRMED if is_confirmed else Event.REPLACEMENT_DISMISSED,
        "letter",
        letter_id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(Permission.REGISTER, unit_id),
        before={"was_confirmed": was.is_confirmed},
        after={"older_id": older_id, "replaces": was.kind.value},
    )


def _deciding_unit(session: Session, actor: Actor, letter: Letter) -> int | None:
    holdings = holdings_of(session, letter.cover_id or letter.id or 0)
    units = (one.unit_id for one in holdings if actor.may(Permission.REGISTER, one.unit_id))
    return next(units, None)


def _text(session: Session, letter: Letter) -> str:
    pages = session.exec(
        select(BundlePage.number, BundlePage.text).where(
            BundlePage.bundle_id == letter.bundle_id, col(BundlePage.number).in_(letter.pages)
        )
    )
    texts = dict(pages.all())
    return "\n".join(texts.get(number, "") for number in letter.pages)


def _meant(session: Session, actor: Actor, letter: Letter, replaced: Replaced) -> Iterator[int]:
    """Yield the earlier letter meant, if the chain knows it: of its number and year."""
    cited = session.exec(
        select(LetterLink)
        .where(LetterLink.letter_id == letter.id, LetterLink.kind == LinkKind.CITES)
        .order_by(col(LetterLink.id))
    ).all()
    if replaced.key:
        day = next((one.dated for one in cited if one.reference_key == replaced.key), "")
        said = replaced.key, replaced.dated or day
    elif 0 < replaced.place <= len(cited) or len(cited) == 1:
        link = cited[max(replaced.place, 1) - 1]
        said = link.reference_key, link.dated
    else:
        return
    others = (one for one in letters_meant(session, *said, may_see(actor)) if one != letter.id)
    yield from itertools.islice(others, 1)
