"""The rows of the register that the index is made of, letter by letter."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from registry.holdings import Holding, readers_of
from registry.models import BundlePage, Dispatch, Letter, LetterLink, Receipt, RegisterBook
from registry.notes import Note
from registry.vocabulary import LinkKind, Secrecy
from search.standing import Entry

AT_ONCE = 100
"""Letters read together; a letter may have hundreds of pages."""


@dataclass(slots=True)
class Source:
    """The rows of one letter."""

    letter: Letter
    pages: dict[int, str] = field(default_factory=dict)
    units: set[int] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    filed: set[int] = field(default_factory=set)
    """Those of the units that have closed the matter."""
    notes: list[tuple[frozenset[int], str]] = field(default_factory=list)
    """What is written on it, oldest first, each with the units that may read it."""

    @property
    def body(self) -> str:
        """What the letter's pages say, in its order."""
        return "\n".join(self.pages.get(number, "") for number in self.letter.pages)

    @property
    def may_be_found(self) -> bool:
        """Tell whether the letter belongs in the index: never a secret one (ข้อ 6 of 2544)."""
        return self.letter.secrecy is Secrecy.NONE and bool(self.units and self.entries)


def every_letter(session: Session) -> list[int]:
    """Return the number of every letter of the register."""
    return [one for one in session.exec(select(Letter.id).order_by(col(Letter.id))) if one]


def sources(session: Session, letter_ids: Sequence[int]) -> Iterator[Source]:
    """Yield the rows of those of the letters that may be found, some at a time."""
    for start in range(0, len(letter_ids), AT_ONCE):
        some = letter_ids[start : start + AT_ONCE]
        letters = session.exec(select(Letter).where(col(Letter.id).in_(some))).all()
        found = {letter.id: Source(letter) for letter in letters if letter.id}
        _read_pages(session, found)
        _read_ways(session, found)
        _read_notes(session, found)
        yield from (source for source in found.values() if source.may_be_found)


def _read_pages(session: Session, found: dict[int, Source]) -> None:
    texts: dict[int, dict[int, str]] = defaultdict(dict)
    bundles = {source.letter.bundle_id for source in found.values()}
    wanted = select(BundlePage.bundle_id, BundlePage.number, BundlePage.text)
    for bundle, number, text in session.exec(wanted.where(col(BundlePage.bundle_id).in_(bundles))):
        texts[bundle][number] = text
    for source in found.values():
        source.pages = texts[source.letter.bundle_id]
    cited = select(LetterLink.letter_id, LetterLink.reference).where(
        LetterLink.kind == LinkKind.CITES, col(LetterLink.letter_id).in_(found)
    )
    for letter_id, reference in session.exec(cited.order_by(col(LetterLink.id))):
        found[letter_id].cited.append(reference)


def _read_ways(session: Session, found: dict[int, Source]) -> None:
    """Read which units hold each letter or its cover, as ``may_see`` does, and their numbers."""
    under: dict[int, list[Source]] = defaultdict(list)
    for number, source in found.items():
        under[number].append(source)
        if source.letter.cover_id is not None:
            under[source.letter.cover_id].append(source)
    held = select(Holding.letter_id, Holding.unit_id, Holding.filed_at)
    for letter_id, unit_id, filed_at in session.exec(held.where(col(Holding.letter_id).in_(under))):
        for source in under[letter_id]:
            source.units.add(unit_id)
            source.filed.update([unit_id] if filed_at else [])
    for table, moment in ((Receipt, Receipt.received_at), (Dispatch, Dispatch.issued_at)):
        is_void = col(table.voided_at).is_not(None)
        book = (RegisterBook.unit_id, RegisterBook.kind, RegisterBook.year)
        line: tuple[Any, ...] = (*book, table.number, moment, is_void)
        entered = (
            select(table.letter_id, *line)
            .join(RegisterBook, col(RegisterBook.id) == col(table.book_id))
            .where(col(table.letter_id).in_(under))
            .order_by(col(table.id))
        )
        for letter_id, *entry in session.execute(entered):
            for source in under[letter_id]:
                source.entries.append(Entry(*entry))


def _read_notes(session: Session, found: dict[int, Source]) -> None:
    """Read what is written on each letter, and which units may read it, as ``circle_for`` does."""
    written = session.exec(
        select(Note.letter_id, Note.unit_id, Note.text)
        .where(col(Note.letter_id).in_(found), Note.text != "")
        .order_by(col(Note.id))
    ).all()
    ways = {number: found[number].letter.cover_id or number for number, *_ in written}
    held: dict[int, list[Holding]] = defaultdict(list)
    for one in session.exec(select(Holding).where(col(Holding.letter_id).in_(ways.values()))):
        held[one.letter_id].append(one)
    for number, unit_id, text in written:
        found[number].notes.append((readers_of(held[ways[number]], unit_id), text))
