"""What stands on a unit's copy of a letter, and where the copy made last is. Reading only.

A copy is drawn from what is committed here and from nothing else, so it can
always be told whether it still shows all of it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.holdings import Holding, circle_of, holdings_of, visible_letter, way_to
from registry.models import LetterFile, Receipt, RegisterBook
from registry.notes import Note, notes_of
from registry.people import Actor
from registry.vocabulary import FileKind, Permission


@dataclass(frozen=True, slots=True)
class Written:
    """What the units of a copy's circle did to a letter, in the order in which they did it."""

    receipts: Sequence[tuple[int, Receipt]] = ()
    """Those in force with their units; where the letter entered comes first."""
    notes: Sequence[Note] = ()
    holding: Holding | None = None
    """The unit's own, which says for how long it keeps the letter."""

    @property
    def fingerprint(self) -> str:
        """Tell all this from anything else that could stand there; empty if nothing does."""
        said = [f"receipt {receipt.id}" for _, receipt in self.receipts]
        said += [f"note {note.id}" for note in self.notes]
        if self.holding is not None and self.holding.filed_at is not None:
            said.append(f"filed {self.holding.filed_at.isoformat()}")
        return hashlib.sha256("\n".join(said).encode()).hexdigest() if said else ""


def written_on(session: Session, letter_id: int, unit_id: int) -> Written:
    """Return what stands on a unit's copy of a letter that has its own number."""
    holdings = holdings_of(session, letter_id)
    circle = circle_of(holdings, unit_id)
    found = session.exec(
        select(RegisterBook.unit_id, Receipt)
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .where(
            Receipt.letter_id == letter_id,
            col(Receipt.voided_at).is_(None),
            col(RegisterBook.unit_id).in_(circle),
        )
    )
    entry = way_to(holdings, unit_id)[-1]
    return Written(
        sorted(found, key=lambda one: (one[0] != entry, one[1].received_at, one[1].id)),
        notes_of(session, letter_id, circle),
        next((one for one in holdings if one.unit_id == unit_id), None),
    )


@dataclass(frozen=True, slots=True)
class CopyInHand:
    """The stamped copy an officer means, made or not."""

    letter_id: int
    """The letter it is a copy of: the one asked for, or the cover it came under."""
    unit_id: int
    units: Sequence[int]
    """All his units that have one, the one deepest in the agency first."""
    file: LetterFile | None
    """As it was made last, if it was."""
    is_fresh: bool
    """Whether it shows all that is written now."""


def copy_in_hand(
    session: Session, actor: Actor, letter_id: int, unit_id: int | None = None
) -> CopyInHand:
    """Return the copy of one of the officer's own units: the named one, or the deepest.

    Raises ``NotFound`` for a neighbour's copy, and where nothing is written on his.
    """
    letter = visible_letter(session, actor, letter_id)
    copied = letter.cover_id or letter_id
    units = _own_units(session, actor, copied)
    if not units or unit_id not in {None, *units}:
        raise NotFound(what="ฉบับประทับตรา")
    meant = unit_id or units[0]
    shows = written_on(session, copied, meant).fingerprint
    if not shows:
        raise NotFound(what="ฉบับประทับตรา")
    file = copy_of(session, copied, meant)
    return CopyInHand(copied, meant, units, file, file is not None and file.shows == shows)


def copy_of(session: Session, letter_id: int, unit_id: int) -> LetterFile | None:
    """Return a unit's stamped copy as it was made last."""
    wanted = select(LetterFile).where(
        LetterFile.letter_id == letter_id,
        LetterFile.unit_id == unit_id,
        LetterFile.kind == FileKind.STAMPED,
    )
    return session.exec(wanted).first()


def _own_units(session: Session, actor: Actor, letter_id: int) -> list[int]:
    """Return his units that hold a letter, those it went to last first."""
    his = actor.permissions.get(Permission.READ, frozenset())
    holdings = holdings_of(session, letter_id)
    held = [one.unit_id for one in holdings if one.unit_id in his]
    return sorted(held, key=lambda unit: (-len(way_to(holdings, unit)), unit))
