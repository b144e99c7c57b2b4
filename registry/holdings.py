"""Which units hold a letter, and from whom each has it: the way a letter went.

Whoever may see a letter is read from here, so every part that hands a letter
on writes its step here, in the same transaction. The steps of one letter form
a tree: the unit that registered it stands at the top, ``from_unit_id`` leads up.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Field, Session, col, delete, select

from registry.db import insert_new
from registry.errors import NotFound
from registry.indexed import index_again
from registry.models import Letter, Receipt, RegisterBook
from registry.people import Actor
from registry.ports import JobQueue
from registry.records import Record
from registry.vocabulary import Permission


class Holding(Record, table=True):
    """One unit that has a letter: it entered the letter itself, or was sent it."""

    __tablename__ = "holding"

    letter_id: int = Field(foreign_key="letter.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    from_unit_id: int | None = Field(
        default=None, foreign_key="unit.id", description="who sent it; empty: from outside"
    )
    since: dt.datetime
    filed_at: dt.datetime | None = Field(default=None, description="when the unit closed it")
    kept_until: int | None = Field(default=None, description="พ.ศ.; empty once filed: for ever")
    filed_by: str = Field(default="", description="who closed it, as he stands under what he does")


def may_see(actor: Actor) -> ColumnElement[bool]:
    """Return the one SQL condition for the letters an officer may see.

    A letter is his to see when one of his units holds it, or holds the cover it
    came under. The condition belongs in every query that touches a letter,
    counts included.
    """
    units = actor.permissions.get(Permission.READ, frozenset())
    held = select(Holding.letter_id).where(
        col(Holding.letter_id).in_((col(Letter.id), col(Letter.cover_id))),
        col(Holding.unit_id).in_(units),
    )
    return held.exists()


def visible_letter(session: Session, actor: Actor, letter_id: int) -> Letter:
    """Return a letter that is the officer's to see; raise ``NotFound`` otherwise."""
    letter = session.exec(select(Letter).where(Letter.id == letter_id, may_see(actor))).first()
    if letter is None:
        raise NotFound(what="หนังสือ")
    return letter


def hand_over(
    session: Session,
    jobs: JobQueue,
    letter_id: int,
    unit_ids: Iterable[int],
    *,
    at: dt.datetime,
    from_unit_id: int | None = None,
) -> None:
    """Let units hold a letter; one that holds it already keeps the way it came first."""
    rows = [
        {"letter_id": letter_id, "unit_id": unit, "from_unit_id": from_unit_id, "since": at}
        for unit in unit_ids
    ]
    insert_new(session, Holding, rows)
    index_again(session, jobs, letter_id)


def let_go(session: Session, jobs: JobQueue, letter_id: int, *unit_ids: int) -> None:
    """Take a letter back from units; one that entered it in its register keeps it."""
    entered = (
        select(RegisterBook.unit_id)
        .join(Receipt, col(Receipt.book_id) == col(RegisterBook.id))
        .where(Receipt.letter_id == letter_id)
    )
    session.execute(
        delete(Holding).where(
            col(Holding.letter_id) == letter_id,
            col(Holding.unit_id).in_(unit_ids),
            col(Holding.unit_id).not_in(entered),
        )
    )
    index_again(session, jobs, letter_id)


def mark_filed(
    session: Session,
    jobs: JobQueue,
    letter_id: int,
    unit_id: int,
    *,
    kept_until: int | None,
    by: str,
    at: dt.datetime,
) -> None:
    """Note how long a unit keeps a closed letter; its copy shows it (ตรากำหนดเก็บ, ข้อ 55)."""
    holding = session.get_one(Holding, (letter_id, unit_id))
    holding.filed_at, holding.kept_until, holding.filed_by = at, kept_until, by
    session.add(holding)
    index_again(session, jobs, letter_id)


def holdings_of(session: Session, letter_id: int) -> Sequence[Holding]:
    """Return every unit's holding of a letter, in the order in which they got it."""
    return session.exec(
        select(Holding)
        .where(Holding.letter_id == letter_id)
        .order_by(col(Holding.since), col(Holding.unit_id))
    ).all()


def circle_of(holdings: Sequence[Holding], unit_id: int) -> frozenset[int]:
    """Return the units whose stamps and notes belong on a unit's copy.

    They are those the letter passed through on its way to the unit, the unit
    itself, and those it went to from there: what paper carries down and brings
    back. The unit's neighbours wrote on other copies.
    """
    came_from = {one.unit_id: one.from_unit_id for one in holdings}
    circle = set(_way_up(came_from, unit_id))
    for other in came_from:
        if unit_id in _way_up(came_from, other):
            circle.add(other)
    return frozenset(circle)


def way_to(holdings: Sequence[Holding], unit_id: int) -> list[int]:
    """Return the units a letter passed on its way to one: it first, where it entered last."""
    return _way_up({one.unit_id: one.from_unit_id for one in holdings}, unit_id)


def readers_of(holdings: Sequence[Holding], unit_id: int) -> frozenset[int]:
    """Return the units that may read what a unit wrote: those whose ``circle_of`` it is in."""
    came_from = {one.unit_id: one.from_unit_id for one in holdings}
    above = _way_up(came_from, unit_id) if unit_id in came_from else ()
    return frozenset(
        reader for reader in came_from if reader in above or unit_id in _way_up(came_from, reader)
    )


def circle_for(session: Session, actor: Actor, letter: Letter) -> frozenset[int]:
    """Return the units whose stamps and notes on a letter an officer may read.

    Shape: the ``circle_of`` each unit of his that holds the letter, or its cover.
    """
    holdings = holdings_of(session, letter.cover_id or letter.id or 0)
    his = actor.permissions.get(Permission.READ, frozenset())
    circles = [circle_of(holdings, one.unit_id) for one in holdings if one.unit_id in his]
    return frozenset().union(*circles)


def sent_on_from(holdings: Sequence[Holding], units: Collection[int]) -> frozenset[int]:
    """Return the units that a letter reached from some of these: those they must ask after."""
    came_from = {one.unit_id: one.from_unit_id for one in holdings}
    return frozenset(
        unit for unit in came_from if any(over in units for over in _way_up(came_from, unit)[1:])
    )


def _way_up(came_from: dict[int, int | None], unit_id: int) -> list[int]:
    """Walk from a unit to where the letter entered; each unit once, also in a ring."""
    way = [unit_id]
    while (over := came_from.get(way[-1])) is not None and over not in way:
        way.append(over)
    return way
