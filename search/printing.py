"""What was found as a document to take away, in the form of the register."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from registry import journal
from registry.book_entries import BookRow, entries_of
from registry.holdings import may_see
from registry.journal import Event
from registry.models import Letter, RegisterBook
from registry.people import Actor
from registry.printing import TooManyRows
from registry.vocabulary import BookKind
from search.engine import Engine
from search.finding import find
from search.forms import PrintForm
from search.query import read_query
from search.tree import Facet

MOST = 2_000
"""Letters in one document."""


def found_rows(
    session: Session, actor: Actor, asked: PrintForm, engine: Engine, units: Mapping[int, str]
) -> list[BookRow]:
    """Return the entries of what was found, in the order of the books.

    Only numbers of his own units: those of another stand in a book that is not
    his to read. A letter under a cover has the cover's number. Raises
    ``QueryUnreadable``, ``IndexMissing``, ``NotFound`` for a unit that is not
    his, and ``TooManyRows``.
    """
    question = read_query(asked.q, engine.analyzer, units)
    whole = asked.changed(page=1)
    found, _ = find(engine, question, units, whole, per_page=MOST)
    if found.total > MOST:
        raise TooManyRows(most=MOST)
    return _rows(session, actor, found.letter_ids, office_units(asked, units), asked.book)


def office_units(asked: PrintForm, units: Mapping[int, str]) -> Mapping[int, str]:
    """Return the units whose books are meant: the one narrowed to, or all of his."""
    unit = asked.chosen.get(Facet.UNIT)
    return {number: name for number, name in units.items() if unit in {None, str(number)}}


def note_found_printed(
    session: Session,
    books: Iterable[int],
    asked: PrintForm,
    form: str,
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Note in the journal of each unit who took entries of its books away, found by what."""
    said = {"format": form, **asked.query()}
    for unit_id in sorted(books):
        journal.record(
            session, Event.REGISTER_PRINTED, "unit", unit_id, at=at, by=by.id, after=said
        )


def _rows(
    session: Session,
    actor: Actor,
    letter_ids: Sequence[int],
    units: Mapping[int, str],
    kind: BookKind,
) -> list[BookRow]:
    entries = entries_of(kind)
    entered = col(entries.table.letter_id)
    found = (
        select(*entries.columns)
        .join(Letter, or_(entered == Letter.id, entered == Letter.cover_id))
        .join(RegisterBook, col(RegisterBook.id) == col(entries.table.book_id))
        .where(
            col(Letter.id).in_(letter_ids),
            may_see(actor),
            RegisterBook.kind == kind,
            col(RegisterBook.unit_id).in_(units),
        )
        .order_by(col(RegisterBook.year), col(RegisterBook.unit_id), entries.number, col(Letter.id))
    )
    return [BookRow(*row) for row in session.execute(found)]
