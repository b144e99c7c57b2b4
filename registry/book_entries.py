"""The entries of a book as statements: received letters, or those sent out. Reading only."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, or_
from sqlmodel import Session, col, select

from registry.forms import LARGEST, BookFilter
from registry.models import Dispatch, Letter, Receipt, RegisterBook
from registry.references import typed_keys
from registry.thai import BANGKOK, arabic_digits, thai_digits
from registry.vocabulary import BookKind, Urgency


@dataclass(frozen=True, slots=True)
class BookRow:
    """One entry of a book: the columns of its form and what happened to it since."""

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
    moment: dt.datetime
    """When the letter was received, or its number issued."""
    registered_at: dt.datetime
    late_reason: str
    void_reason: str


@dataclass(frozen=True, slots=True)
class Entries:
    """Where the entries of one kind of book lie."""

    table: type[Receipt] | type[Dispatch]
    moment: Any
    """The column by whose days the book is read."""
    registered_at: Any
    late_reason: Any
    other: Any
    """The column that names the other side: who wrote, or to whom it goes."""

    @property
    def number(self) -> ColumnElement[int]:
        """The column of the numbers."""
        return col(self.table.number)  # type: ignore[return-value]

    @property
    def columns(self) -> tuple[Any, ...]:
        """What ``BookRow`` is made of, in its order."""
        of = self.table
        return (
            of.letter_id, of.number, Letter.reference, Letter.dated, Letter.sender,
            Letter.addressee, Letter.subject, of.action, of.remark, Letter.urgency,
            self.moment, self.registered_at, self.late_reason, of.void_reason,
        )  # fmt: skip


RECEIVED = Entries(
    table=Receipt,
    moment=Receipt.received_at,
    registered_at=Receipt.registered_at,
    late_reason=Receipt.late_reason,
    other=Letter.sender,
)
SENT = Entries(
    table=Dispatch,
    moment=Dispatch.issued_at,
    registered_at=Dispatch.issued_at,
    late_reason=literal(""),
    other=Letter.addressee,
)


def entries_of(kind: BookKind) -> Entries:
    """Return where the entries of a kind of book lie."""
    return RECEIVED if kind is BookKind.RECEIVED else SENT


def filtered(session: Session, book: RegisterBook, wanted: BookFilter) -> Select[Any]:
    """Return the book's entries that pass a filter, unordered."""
    entries = entries_of(book.kind)
    table, moment = entries.table, col(entries.moment)
    found = (
        select(*entries.columns)
        .join(Letter, col(Letter.id) == col(table.letter_id))
        .where(table.book_id == book.id)
    )
    if wanted.since is not None:
        found = found.where(moment >= _midnight(wanted.since))
    if wanted.until is not None:
        after = wanted.until + dt.timedelta(days=1)
        found = found.where(moment < _midnight(after))
    if wanted.urgency is not None:
        found = found.where(Letter.urgency == wanted.urgency)
    if wanted.late:
        found = found.where(entries.late_reason != "")
    if wanted.void:
        found = found.where(col(table.voided_at).is_not(None))
    if wanted.text:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        found = found.where(_says(entries, wanted.text, is_sqlite=is_sqlite))
    typed: Select[Any] = found
    return typed


def _says(entries: Entries, text: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """Match words in subject, the other side or reference, in whichever digits they are written."""
    arabic = arabic_digits(text)
    wanted = [
        (column, written)
        for column in (col(Letter.subject), col(entries.other))
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
            matches.append(col(entries.table.number) == int(key))
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
