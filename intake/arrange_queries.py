"""What the page for arranging a bundle shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session

from intake.drafts import letters_of, pages_of
from intake.evidence import Words, letter_fields, page_span
from intake.models import Draft, DraftLetter, DraftPage
from intake.queries import draft_in_hand
from intake.slips import A4
from intake.states import PageState
from registry.people import Actor
from registry.screen import Screen
from registry.vocabulary import LetterKind


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page, small."""

    number: int
    picture: str
    width: int
    height: int
    is_waiting: bool
    error: str


@dataclass(frozen=True, slots=True)
class Pile:
    """The pages of one letter."""

    position: int
    kind: LetterKind
    under: int | None
    span: str
    title: str
    leaves: Sequence[Leaf]
    up: Sequence[int]
    """The order of the letters with this one a place earlier; empty for the first."""
    down: Sequence[int]
    """The same, one place later; empty for the last."""


@dataclass(frozen=True)
class Arrange(Screen):
    """A file as piles of pages, one pile a letter."""

    template: ClassVar[str] = "intake/arrange.html"
    fragment: ClassVar[str] = "intake/_arrange.html"

    draft: Draft
    piles: Sequence[Pile]
    kinds: Sequence[LetterKind] = tuple(LetterKind)


def arrange(session: Session, actor: Actor, draft_id: int) -> Arrange:
    """Return the letters of a file with their pages."""
    draft = draft_in_hand(session, actor, draft_id)
    pages = {page.number: page for page in pages_of(session, draft_id)}
    letters = letters_of(session, draft_id)
    order = [letter.position for letter in letters]
    return Arrange(
        draft=draft,
        piles=[_pile(letter, pages, order) for letter in letters],
    )


def _pile(letter: DraftLetter, pages: Mapping[int, DraftPage], order: Sequence[int]) -> Pile:
    said = {one.key: one.value for one in letter_fields(letter, Words(letter.confirmed))}
    place = letter.position
    return Pile(
        position=place,
        kind=letter.kind,
        under=letter.under,
        span=page_span(letter.pages),
        title=said["subject"] or said["reference"],
        leaves=[_leaf(pages[number]) for number in letter.pages],
        up=_swapped(order, place - 1) if place > 0 else (),
        down=_swapped(order, place) if place + 1 < len(order) else (),
    )


def _swapped(order: Sequence[int], place: int) -> Sequence[int]:
    """Return the order with the letters at ``place`` and after it exchanged."""
    return [*order[:place], order[place + 1], order[place], *order[place + 2 :]]


def _leaf(page: DraftPage) -> Leaf:
    return Leaf(
        number=page.number,
        picture=page.picture,
        width=page.reading.get("width", A4[0]),
        height=page.reading.get("height", A4[1]),
        is_waiting=page.state is PageState.WAITING,
        error=page.error,
    )
