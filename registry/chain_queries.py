"""A letter's chain: what it points at, what points at it, and who else received it. Reading only.

Nobody learns here of a letter that is not his: a citation of one reads like a
citation of a letter that has not come, other ties to it are not there.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.chain_drawing import Drawing, drawn
from registry.citing import citations_of, letters_meant
from registry.holdings import Holding, circle_for, may_see, visible_letter
from registry.models import Letter, LetterLink
from registry.people import Actor
from registry.people_models import Unit
from registry.replacing import Proposal, may_decide, proposals, replaced_by
from registry.screen import Screen
from registry.vocabulary import LinkKind


@dataclass(frozen=True, slots=True)
class Linked:
    """One letter this one is tied to. Without ``letter_id`` it has not come, or is not his."""

    label: str
    reference: str
    dated: str
    subject: str = ""
    letter_id: int | None = None

    @property
    def name(self) -> str:
        """What it is called where there is room for one thing."""
        return self.reference or self.subject


@dataclass(frozen=True, slots=True)
class Receiver:
    """A unit that has the letter too."""

    unit: str
    since: dt.datetime


@dataclass(frozen=True)
class ChainPage(Screen):
    """The letters tied to one, as a list and drawn."""

    template: ClassVar[str] = "registry/chain.html"
    fragment: ClassVar[str] = "registry/_chain.html"

    letter: Letter
    above: Sequence[Linked]
    """What the letter cites, wraps, answers, passes on, cancels or amends."""
    below: Sequence[Linked]
    """What cites, wraps, answers, passes on, cancels or amends the letter."""
    receivers: Sequence[Receiver]
    """Those of the officer's circle, in the order in which they got it."""
    proposals: Sequence[Proposal]
    """Earlier letters that this one seems to cancel or amend."""
    may_decide: bool

    @property
    def links(self) -> Sequence[Linked]:
        """Every letter tied to this one."""
        return [*self.above, *self.below]

    @property
    def drawing(self) -> Drawing[Linked]:
        """The picture of the chain."""
        return drawn(self.above, self.below)


def chain_page(session: Session, actor: Actor, letter_id: int) -> ChainPage:
    """Return the chain of a letter; raise ``NotFound`` unless it is his to see."""
    letter = visible_letter(session, actor, letter_id)
    proposed = proposals(session, actor, letter)
    older = [_tied(one.kind.label, one.older) for one in proposed if one.is_confirmed]
    newer = [_tied(*one) for one in replaced_by(session, actor, letter)]
    return ChainPage(
        letter=letter,
        above=_one_each([*_outgoing(session, actor, letter), *older]),
        below=_one_each([*_incoming(session, actor, letter), *newer]),
        receivers=_receivers(session, actor, letter),
        proposals=proposed,
        may_decide=may_decide(session, actor, letter),
    )


RETURNS = {
    LinkKind.WRAPS: "มากับหนังสือนำ",
    LinkKind.CITES: "ถูกอ้างถึงใน",
    LinkKind.REPLIES_TO: "มีหนังสือตอบ",
    LinkKind.FORWARDS: "ส่งต่อเป็นหนังสือ",
}
"""What a link is called from its other end."""


def _outgoing(session: Session, actor: Actor, letter: Letter) -> list[Linked]:
    links = session.exec(
        select(LetterLink).where(LetterLink.letter_id == letter.id).order_by(col(LetterLink.id))
    ).all()
    meant = {link.id: _meant(session, actor, link) for link in links}
    seen = _visible(session, actor, [one for ids in meant.values() for one in ids])
    found = []
    for link in links:
        there = next((seen[one] for one in meant[link.id] if one in seen), None)
        if link.reference or there:
            found.append(_linked(link.kind.label, link, there))
    return found


def _meant(session: Session, actor: Actor, link: LetterLink) -> list[int]:
    """Return what a link points at, then what a citation might mean of what is his to see."""
    first = [link.other_id] if link.other_id is not None else []
    if link.kind is not LinkKind.CITES:
        return first
    others = letters_meant(session, link.reference_key, link.dated, may_see(actor))
    return [*first, *(one for one in others if one != link.letter_id)]


def _incoming(session: Session, actor: Actor, letter: Letter) -> list[Linked]:
    tied = session.exec(
        select(LetterLink)
        .where(LetterLink.other_id == letter.id, LetterLink.kind != LinkKind.CITES)
        .order_by(col(LetterLink.id))
    ).all()
    links = [*tied, *citations_of(session, letter, may_see(actor))]
    seen = _visible(session, actor, [link.letter_id for link in links])
    return [
        _linked(RETURNS[link.kind], link, seen[link.letter_id])
        for link in links
        if link.letter_id in seen
    ]


def _visible(session: Session, actor: Actor, ids: Iterable[int]) -> dict[int, Letter]:
    found = session.exec(select(Letter).where(col(Letter.id).in_(set(ids)), may_see(actor)))
    return {letter.id: letter for letter in found if letter.id is not None}


def _linked(label: str, link: LetterLink, there: Letter | None) -> Linked:
    if there is None:
        return Linked(label, link.reference, link.dated)
    return _tied(label, there)


def _tied(label: str, there: Letter) -> Linked:
    return Linked(label, there.reference, there.dated, there.subject, there.id)


def _one_each(links: Sequence[Linked]) -> list[Linked]:
    """Name a letter once, with all that ties it: an answer cites what it answers."""
    found: dict[object, Linked] = {}
    for place, link in enumerate(links):
        key: object = link.letter_id or ("ghost", place)
        had = found.get(key)
        if had is None:
            found[key] = link
        elif link.label not in had.label.split(" · "):
            found[key] = replace(had, label=f"{had.label} · {link.label}")
    return list(found.values())


def _receivers(session: Session, actor: Actor, letter: Letter) -> list[Receiver]:
    """Return the units of the officer's circle; a letter under a cover is where its cover is."""
    found = session.exec(
        select(Unit.name, Holding.since)
        .join(Holding, col(Holding.unit_id) == col(Unit.id))
        .where(
            Holding.letter_id == (letter.cover_id or letter.id),
            col(Unit.id).in_(circle_for(session, actor, letter)),
        )
        .order_by(col(Holding.since), col(Unit.id))
    )
    return [Receiver(unit, since) for unit, since in found]
