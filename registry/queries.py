"""A register on the screen and for printing: one unit's book of one year. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.book_entries import BookRow, entries_of, filtered
from registry.errors import NotFound
from registry.forms import SENT_BOOKS, BookFilter
from registry.models import RegisterBook
from registry.people import Actor
from registry.people_models import Unit
from registry.register_form import FORMS, Form
from registry.screen import Screen
from registry.thai import BANGKOK, buddhist_year
from registry.vocabulary import BookKind, Permission, Urgency

PER_PAGE = 50
SEARCHED_AT_ONCE = 20_000
"""Entries looked through in one request; the page then offers to go on.
Looking for something rare must not keep the whole office waiting."""
FEW_DAYS = dt.timedelta(days=31)
"""A span of days this short narrows a search by itself."""


@dataclass(frozen=True, slots=True)
class Day:
    """Entries of one day that follow each other in the book."""

    day: dt.date
    rows: Sequence[BookRow]


@dataclass(frozen=True)
class RegisterBookPage(Screen):
    """Fifty entries of a book, newest first."""

    template: ClassVar[str] = "registry/register_book.html"
    fragment: ClassVar[str] = "registry/_register_book.html"

    unit: Unit
    year: int
    units: Sequence[tuple[int, str]]
    years: Sequence[int]
    book: RegisterBook | None
    rows: Sequence[BookRow]
    filter: BookFilter
    newer: int | None
    """Number above which newer entries stand, if there are any."""
    older: int | None
    may_register: bool

    @property
    def kind(self) -> BookKind:
        """Which of the unit's books it is."""
        return self.filter.kind

    @property
    def is_sent(self) -> bool:
        """Tell whether it is a book of letters sent out."""
        return self.kind is not BookKind.RECEIVED

    @property
    def address(self) -> str:
        """The endpoint that shows it."""
        return "registry.sent_book" if self.is_sent else "registry.register_book"

    @property
    def form(self) -> Form:
        """The form of the regulation it is kept in."""
        return FORMS[self.kind]

    @property
    def query(self) -> dict[str, str]:
        """The filter as an address carries it, without the place in the book."""
        return {"unit": str(self.unit.id), "year": str(self.year)} | self.filter.query()

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The books of letters sent out: the ordinary one, and the circulars' own."""
        return [(kind.value, kind.label) for kind in SENT_BOOKS]

    @property
    def days(self) -> list[Day]:
        """The entries under their day, as the paper book heads its sheets."""
        days = groupby(self.rows, key=lambda row: row.moment.astimezone(BANGKOK).date())
        return [Day(day, list(rows)) for day, rows in days]

    @property
    def year_choices(self) -> list[tuple[int, str]]:
        """The years of which there are books."""
        return [(year, f"พ.ศ. {year}") for year in self.years]

    @property
    def urgencies(self) -> list[tuple[str, str]]:
        """What can be filtered for."""
        return [("", "ทุกชั้น"), *((one.value, one.label) for one in Urgency)]

    @property
    def is_filtered(self) -> bool:
        """Tell whether some of the book's entries are left out."""
        return bool(set(self.filter.query()) - {"book"})

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the folded part of the filter is in use."""
        return bool(set(self.filter.query()) - {"text", "book"})


def register_book(
    session: Session, actor: Actor, wanted: BookFilter, *, at: dt.datetime
) -> RegisterBookPage:
    """Return a page of a unit's book; raise ``NotFound`` for a unit that is not the officer's.

    Pages hang on numbers, not on counts, so that the last is as fast as the first.
    """
    unit = readable_unit(session, actor, wanted.unit)
    years = _years(session, unit, wanted.kind)
    year = wanted.year or buddhist_year(at)
    book = book_of(session, unit, year, wanted.kind)
    rows: list[BookRow] = []
    newer = older = None
    if book is not None:
        rows, newer, older = _page(session, book, wanted)
    assert unit.id is not None
    return RegisterBookPage(
        unit=unit,
        year=year,
        units=[(one.id, one.name) for one in readable_units(session, actor) if one.id],
        years=sorted({*years, year, buddhist_year(at)}, reverse=True),
        book=book,
        rows=rows,
        filter=wanted,
        newer=newer,
        older=older,
        may_register=actor.may(Permission.REGISTER, unit.id),
    )


def book_rows(
    session: Session, unit: Unit, year: int, wanted: BookFilter, *, most: int
) -> list[BookRow]:
    """Return the first ``most`` entries that pass the filter, in the order of the paper book."""
    book = book_of(session, unit, year, wanted.kind)
    if book is None:
        return []
    found = filtered(session, book, wanted).order_by(entries_of(book.kind).number).limit(most)
    return [BookRow(*row) for row in session.execute(found)]


def readable_units(session: Session, actor: Actor) -> Sequence[Unit]:
    """Return the units whose books an officer may read, his own desk's first."""
    readable = actor.permissions.get(Permission.READ, frozenset())
    units = session.exec(select(Unit).where(col(Unit.id).in_(readable)).order_by(col(Unit.id)))
    own = actor.permissions.get(Permission.REGISTER, frozenset())
    return sorted(units, key=lambda unit: (not unit.is_active, unit.id not in own, unit.name))


def readable_unit(session: Session, actor: Actor, unit_id: int | None) -> Unit:
    """Return the unit asked for, or the officer's first; raise ``NotFound`` if it is not his."""
    units = readable_units(session, actor)
    for unit in units:
        if unit_id in {None, unit.id}:
            return unit
    raise NotFound(what="หน่วยงาน")


def book_of(session: Session, unit: Unit, year: int, kind: BookKind) -> RegisterBook | None:
    """Return a unit's book of one kind and year, if it was opened."""
    return session.exec(
        select(RegisterBook).where(
            RegisterBook.unit_id == unit.id,
            RegisterBook.kind == kind,
            RegisterBook.year == year,
        )
    ).first()


def _years(session: Session, unit: Unit, kind: BookKind) -> Sequence[int]:
    return session.exec(
        select(RegisterBook.year).where(RegisterBook.unit_id == unit.id, RegisterBook.kind == kind)
    ).all()


def _page(
    session: Session, book: RegisterBook, wanted: BookFilter
) -> tuple[list[BookRow], int | None, int | None]:
    """Return fifty entries, newest first, and the numbers beyond which there are others."""
    if wanted.after is not None:
        return _page_above(session, book, wanted, wanted.after)
    number = entries_of(book.kind).number
    top = book.last_number + 1 if wanted.before is None else wanted.before
    floor = top - SEARCHED_AT_ONCE if _is_slow(wanted) else 0
    found = filtered(session, book, wanted).where(number < top, number >= floor)
    rows = [
        BookRow(*row) for row in session.execute(found.order_by(number.desc()).limit(PER_PAGE + 1))
    ]
    newer = wanted.before and (rows[0].number if rows else wanted.before - 1)
    if len(rows) > PER_PAGE:
        return rows[:PER_PAGE], newer, rows[PER_PAGE - 1].number
    return rows, newer, floor if floor > book.first_number else None


def _page_above(
    session: Session, book: RegisterBook, wanted: BookFilter, bottom: int
) -> tuple[list[BookRow], int | None, int | None]:
    """Return the fifty entries next above a number, newest first."""
    number = entries_of(book.kind).number
    ceiling = bottom + SEARCHED_AT_ONCE if _is_slow(wanted) else book.last_number
    found = filtered(session, book, wanted).where(number > bottom, number <= ceiling)
    rows = [BookRow(*row) for row in session.execute(found.order_by(number).limit(PER_PAGE + 1))]
    newer = ceiling if ceiling < book.last_number else None
    if len(rows) > PER_PAGE:
        rows, newer = rows[:PER_PAGE], rows[PER_PAGE - 1].number
    older = rows[0].number if rows else bottom + 1
    return rows[::-1], newer, older


def _is_slow(wanted: BookFilter) -> bool:
    """Tell whether something rare is looked for that no index narrows."""
    if wanted.since and wanted.until and wanted.until - wanted.since <= FEW_DAYS:
        return False
    return bool(wanted.text or wanted.urgency or wanted.late or wanted.void)
