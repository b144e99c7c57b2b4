"""Who has opened a letter, from which unit, and when first.

Opening the page is what counts as having read it; the first time stays. Who looked
at the pictures of its pages is in the journal, once for each officer and day.
"""

import datetime as dt
from collections.abc import Collection

from sqlmodel import Field, Session, col, select

from registry import journal
from registry.db import insert_new
from registry.holdings import Holding
from registry.journal import Event
from registry.models import JournalEntry, Letter
from registry.people import Actor
from registry.records import Record
from registry.thai import BANGKOK, bangkok_day
from registry.vocabulary import Permission


class LetterRead(Record, table=True):
    """The first time an officer opened a letter, for one unit of his that holds it."""

    __tablename__ = "letter_read"

    letter_id: int = Field(foreign_key="letter.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", primary_key=True)
    first_at: dt.datetime


def unread_by(session: Session, actor: Actor, letter_id: int) -> Collection[int]:
    """Return the units for which an officer works and has not opened a letter yet.

    An auditor reads what every unit has; that no unit has heard thereby.
    """
    noted = select(LetterRead.unit_id).where(
        LetterRead.letter_id == letter_id, LetterRead.officer_id == actor.id
    )
    his = actor.permissions.get(Permission.WORK, frozenset())
    cover = select(Letter.cover_id).where(Letter.id == letter_id).scalar_subquery()
    held = select(Holding.unit_id).where(
        col(Holding.letter_id).in_((letter_id, cover)),
        col(Holding.unit_id).in_(his),
        col(Holding.unit_id).not_in(noted),
    )
    return session.exec(held.distinct()).all()


def is_page_noted(session: Session, actor: Actor, letter_id: int, *, at: dt.datetime) -> bool:
    """Tell whether the journal says that an officer has looked at a page of a letter today."""
    midnight = dt.datetime.combine(bangkok_day(at), dt.time(), BANGKOK)
    noted = select(JournalEntry.id).where(
        JournalEntry.about == "letter",
        JournalEntry.about_id == letter_id,
        JournalEntry.event == Event.PAGE_OPENED,
        JournalEntry.officer_id == actor.id,
        col(JournalEntry.at) >= midnight.astimezone(dt.UTC),
    )
    return session.exec(noted.limit(1)).first() is not None


def note_page(session: Session, letter_id: int, number: int, *, by: Actor, at: dt.datetime) -> None:
    """Note that an officer has looked at the pages of a letter: once a day, with the first page.

    A browser asks for all pages at once; only one of the requests writes.
    """
    journal.hold(session)
    if not is_page_noted(session, by, letter_id, at=at):
        after = {"page": number}
        journal.record(
            session, Event.PAGE_OPENED, "letter", letter_id, at=at, by=by.id, after=after
        )


def note_read(
    session: Session, actor: Actor, letter_id: int, unit_ids: Collection[int], *, at: dt.datetime
) -> None:
    """Keep that an officer has opened a letter; the first time stands."""
    rows = [
        {"letter_id": letter_id, "unit_id": unit, "officer_id": actor.id, "first_at": at}
        for unit in sorted(unit_ids)
    ]
    insert_new(session, LetterRead, rows)
