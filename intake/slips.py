"""One letter and one page as the desk lays them out; pure functions."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.evidence import FIELDS, Field, Words, kind_of, letter_fields, page_span
from intake.lists import (
    CitationRow,
    DeadlineRow,
    citations,
    deadlines,
    earlier_stamps,
    enclosures,
)
from intake.models import DraftLetter, DraftPage
from intake.readings import Cutout
from intake.states import PageState
from registry.ports import PAGE_DPI
from registry.vocabulary import LetterKind

A4 = (round(8.27 * PAGE_DPI), round(11.69 * PAGE_DPI))
"""The size of a page that has not been read yet."""

_MORE = frozenset(rule.name for rule in FIELDS if not rule.is_main)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page on the desk."""

    number: int
    width: int
    height: int
    picture: str
    """Digest of the picture; empty while there is none."""
    is_waiting: bool
    error: str
    boxes: Sequence[tuple[str, Cutout]] = ()
    """Name of each field read on this page, and where."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One letter of the bundle, ready to be checked."""

    position: int
    pages: Sequence[int]
    span: str
    kind: LetterKind
    under: int | None
    fields: Sequence[Field]
    more: Sequence[Field]
    """Fields seldom needed, folded away unless one of them needs the clerk's eye."""
    citations: Sequence[CitationRow]
    enclosures: Sequence[Field]
    deadlines: Sequence[DeadlineRow]
    stamps: Sequence[Sequence[Field]]

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return f"letters.{self.position}"

    @property
    def all_fields(self) -> Iterator[Field]:
        """Every value of the letter, in the order of the screen."""
        yield from self.fields
        for row in self.citations:
            yield row.reference
            yield row.date
        yield from self.enclosures
        for stamp in self.stamps:
            yield from stamp
        yield from self.more

    @property
    def to_check(self) -> int:
        """How many values need the clerk's eye."""
        return sum(one.mark.needs_eye or bool(one.error) for one in self.all_fields)

    @property
    def has_more_to_check(self) -> bool:
        """Tell whether the folded fields must stand open."""
        return any(one.mark.needs_eye or one.error for one in self.more)

    @property
    def is_numbered(self) -> bool:
        """Tell whether it gets a number of its own."""
        return self.under is None


def slip(
    letter: DraftLetter,
    sent: Mapping[str, str] | None,
    errors: Mapping[str, str] | None,
    *,
    arrived_on: dt.date,
) -> Slip:
    """Lay one letter out, with what was just sent and refused, if anything."""
    words = Words(letter.confirmed, sent, errors)
    fields = letter_fields(letter, words)
    return Slip(
        position=letter.position,
        pages=letter.pages,
        span=page_span(letter.pages),
        kind=kind_of(letter, words),
        under=letter.under,
        fields=[one for one in fields if one.key not in _MORE],
        more=[one for one in fields if one.key in _MORE],
        citations=citations(letter, words),
        enclosures=enclosures(letter, words),
        deadlines=deadlines(letter, words, arrived_on=arrived_on),
        stamps=earlier_stamps(letter, words),
    )


def sheet(page: DraftPage, letters: Sequence[Slip]) -> Sheet:
    """Lay one page out, with the place of every value that was read on it."""
    reading: Mapping[str, Any] = page.reading
    boxes = [
        (f"{one.name}-{row}", reading_.cutout)
        for letter in letters
        for one in letter.all_fields
        for row, reading_ in enumerate(one.readings)
        if reading_.cutout is not None and reading_.cutout.page == page.number
    ]
    boxes += [
        (row.name, row.cutout)
        for letter in letters
        for row in letter.deadlines
        if row.cutout is not None and row.page == page.number
    ]
    return Sheet(
        number=page.number,
        width=reading.get("width", A4[0]),
        height=reading.get("height", A4[1]),
        picture=page.picture,
        is_waiting=page.state is PageState.WAITING,
        error=page.error,
        boxes=boxes,
    )
