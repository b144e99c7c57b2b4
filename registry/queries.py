"""ทะเบียนหนังสือรับ on the screen and for printing: one unit's book of one year. Reading only."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, or_
from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.forms import LARGEST, BookFilter
from registry.models import Letter, Receipt, RegisterBook
from registry.people import Actor
from registry.people_models import Unit
from registry.references import typed_keys
from registry.screen import Screen
from registry.thai import BANGKOK, arabic_digits, buddhist_year, thai_digits
from registry.vocabulary import BookKind, Permission, Urgency

PER_PAGE = 50
SEARCHED_AT_ONCE = 20_000
"""Entries looked through in one request; the page then offers to go on.
Looking for something rare must not keep the whole office waiting."""
FEW_DAYS = dt.timedelta(days=31)
"""A span of days this short narrows a search by itself."""


@dataclass(frozen=True, slots=True)
class BookRow:
    """One entry of the book: the columns of แบบที่ 13 and what happened to it since."""

    letter_id: int
    number: int
    reference: str
    dated: str
    """ISO day, month if the day is unknown, or empty."""
    sender: str
    addressee: str
    subject: str
    action: str
    remark: str
    urgency: Urgency
    received_at: dt.datetime
    registered_at: dt.datetime
    late_reason: str
    void_reason: str


@dataclass(frozen=True, slots=True)
class Day:
    """Entries of one day that follow each other in the book."""

    day: dt.date
    rows: Sequence[BookRow]


COLUMNS = (
    Receipt.letter_id, Receipt.number, Letter.reference, Letter.dated, Letter.sender,
    Letter.addressee, Letter.subject, Receipt.action, Receipt.remark, Letter.urgency,
    Receipt.received_at, Receipt.registered_at, Receipt.late_reason, Receipt.void_reason,
)  # fmt: skip


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
    def query(self) -> dict[str, str]:
        """The filter as an address carries it, without the place in the book."""
        return {"unit": str(self.unit.id), "year": str(self.year)} | self.filter.query()

    @property
    def days(self) -> list[Day]:
        """The entries under the day they were received, as the paper book heads its sheets."""
        days = groupby(self.rows, key=lambda row: row.received_at.astimezone(BANGKOK).date())
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
    def is_narrowed(self) -> bool:
        """Tell whether the folded part of the filter is in use."""
        return bool(set(self.filter.query()) - {"text"})


def register_book(
    session: Session, actor: Actor, wanted: BookFilter, *, at: dt.datetime
) -> RegisterBookPage:
    """Return a page of a unit's book; raise ``NotFound`` for a unit that is not the officer's.

    Pages hang on numbers, not on counts, so that the last is as fast as the first.
    """
    unit = readable_unit(session, actor, wanted.unit)
    years = _years(session, unit)
    year = wanted.year or buddhist_year(at)
    book = book_of(session, unit, year)
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
    book = book_of(session, unit, year)
    if book is None:
        return []
    found = _filtered(session, book, wanted).order_by(col(Receipt.number)).limit(most)
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


def book_of(session: Session, unit: Unit, year: int) -> RegisterBook | None:
    """Return a unit's book of received letters of a year, if it was opened."""
    return session.exec(
        select(RegisterBook).where(
            RegisterBook.unit_id == unit.id,
            RegisterBook.kind == BookKind.RECEIVED,
            RegisterBook.year == year,
        )
    ).first()


def _years(session: Session, unit: Unit) -> Sequence[int]:
    return session.exec(
        select(RegisterBook.year).where(
            RegisterBook.unit_id == unit.id, RegisterBook.kind == BookKind.RECEIVED
        )
    ).all()


def _page(
    session: Session, book: RegisterBook, wanted: BookFilter
) -> tuple[list[BookRow], int | None, int | None]:
    """Return fifty entries, newest first, and the numbers beyond which there are others."""
    if wanted.after is not None:
        return _page_above(session, book, wanted, wanted.after)
    number = col(Receipt.number)
    top = book.last_number + 1 if wanted.before is None else wanted.before
    floor = top - SEARCHED_AT_ONCE if _is_slow(wanted) else 0
    found = _filtered(session, book, wanted).where(number < top, number >= floor)
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
    number = col(Receipt.number)
    ceiling = bottom + SEARCHED_AT_ONCE if _is_slow(wanted) else book.last_number
    found = _filtered(session, book, wanted).where(number > bottom, number <= ceiling)
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


def _filtered(session: Session, book: RegisterBook, wanted: BookFilter) -> Select[Any]:
    """Return the book's entries that pass a filter, unordered."""
    found = (
        select(*COLUMNS)  # type: ignore[call-overload]
        .join(Letter, col(Letter.id) == col(Receipt.letter_id))
        .where(Receipt.book_id == book.id)
    )
    if wanted.since is not None:
        found = found.where(col(Receipt.received_at) >= _midnight(wanted.since))
    if wanted.until is not None:
        after = wanted.until + dt.timedelta(days=1)
        found = found.where(col(Receipt.received_at) < _midnight(after))
    if wanted.urgency is not None:
        found = found.where(Letter.urgency == wanted.urgency)
    if wanted.late:
        found = found.where(Receipt.late_reason != "")
    if wanted.void:
        found = found.where(col(Receipt.voided_at).is_not(None))
    if wanted.text:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        found = found.where(_says(wanted.text, is_sqlite=is_sqlite))
    typed: Select[Any] = found
    return typed


def _says(text: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """Match words in subject, sender or reference, whichever digits either side is written in."""
    arabic = arabic_digits(text)
    wanted = [
        (column, written)
        for column in (col(Letter.subject), col(Letter.sender))
        for written in sorted({arabic, thai_digits(arabic)})
    ]
    # Lowering every subject of the book first doubles the cost. SQLite ignores the
    # case of Latin letters by itself, and Thai has none.
    as_written = is_sqlite or not re.search("[A-Za-z]", text)
    matches: list[ColumnElement[bool]] = [
        (column.contains if as_written else column.icontains)(written, autoescape=True)
        for column, written in wanted
    ]
    for key in sorted(typed_keys(text)):
        matches += _refers(key)
        if key.isdecimal() and int(key) <= LARGEST:
            matches.append(col(Receipt.number) == int(key))
    return or_(*matches)


def _refers(key: str) -> Iterator[ColumnElement[bool]]:
    """Match a reference or a part of one; a number typed to its end is that number.

    ``ว24`` is neither ``24`` nor ``ว240``, and is found in ``ว24-30``.
    """
    kept = col(Letter.reference_key)
    if key.isdecimal():
        yield kept.like(f"%{key}%/%")  # in the unit
        yield kept.contains(key) & kept.not_like("%/%")
        yield kept.endswith(f"-{key}")
    elif not re.search(r"(/|^ว)\D*[0-9]+$", key):
        yield kept.contains(key, autoescape=True)
        return
    number = f"/{key}" if key.isdecimal() or key.startswith("ว") else key
    yield kept.endswith(number, autoescape=True)
    yield kept.contains(f"{number}-", autoescape=True)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), BANGKOK)
