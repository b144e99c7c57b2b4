"""Running numbers: one series per unit, book and calendar year B.E. (ข้อ 38, 40).

A number is spent only if the caller's transaction commits, so a registration
that fails leaves no hole; one that was given and then voided keeps its row.
"""

import datetime as dt

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from registry.errors import RegistryError
from registry.models import Dispatch, Receipt, RegisterBook, Reservation
from registry.secret_models import SecretLetter
from registry.vocabulary import BookKind


class NumberRefused(RegistryError):
    """The number asked for is not one the clerk may use."""

    code = "number-refused"
    message = "ใช้เลข {number} ไม่ได้ เพราะไม่ได้จองไว้หรือใช้ไปแล้ว"


class BookInUse(RegistryError):
    """A start number can be set only before the first number was given."""

    code = "book-in-use"
    message = "สมุดปี {year} ออกเลขไปแล้วถึง {last} จึงตั้งเลขเริ่มต้นใหม่ไม่ได้"


class BlockRefused(RegistryError):
    """A reserved block must hold between one number and a thousand."""

    code = "block-refused"
    message = "จองเลขได้ครั้งละ 1 ถึง 1,000 เลข"


LARGEST_BLOCK = 1000


def book_of(session: Session, unit_id: int, kind: BookKind, year: int) -> RegisterBook:
    """Return a unit's book for a year, locked until the transaction ends.

    Opens the book when it is the year's first. On PostgreSQL the row lock
    orders clerks who press at once; on SQLite the writer's lock already has.
    """
    wanted = (
        select(RegisterBook)
        .where(
            RegisterBook.unit_id == unit_id,
            RegisterBook.kind == kind,
            RegisterBook.year == year,
        )
        .with_for_update()
    )
    book = session.exec(wanted).first()
    if book is None:
        session.execute(_open_once(session, unit_id, kind, year))
        book = session.exec(wanted).one()
    return book


def expected_number(session: Session, unit_id: int, kind: BookKind, year: int) -> int:
    """Return the number that ``take_number`` would give now; another may take it first."""
    last = session.exec(
        select(RegisterBook.last_number).where(
            RegisterBook.unit_id == unit_id, RegisterBook.kind == kind, RegisterBook.year == year
        )
    ).first()
    return (last or 0) + 1


def take_number(session: Session, book: RegisterBook) -> int:
    """Take the book's next number."""
    book.last_number += 1
    session.add(book)
    return book.last_number


def use_reserved(session: Session, book: RegisterBook, number: int) -> int:
    """Take a number that was reserved earlier; raise ``NumberRefused`` otherwise."""
    block = session.exec(
        select(Reservation).where(
            Reservation.book_id == book.id,
            col(Reservation.first_number) <= number,
            col(Reservation.last_number) >= number,
        )
    ).first()
    if block is None or given(session, book, number, number):
        raise NumberRefused(number=number)
    return number


def reserve(
    session: Session,
    book: RegisterBook,
    count: int,
    *,
    reason: str,
    by: int,
    at: dt.datetime,
) -> Reservation:
    """Set the next ``count`` numbers aside (จองเลข)."""
    if not 1 <= count <= LARGEST_BLOCK:
        raise BlockRefused(count=count)
    assert book.id is not None  # a locked book has been stored
    block = Reservation(
        book_id=book.id,
        first_number=book.last_number + 1,
        last_number=book.last_number + count,
        reason=reason,
        officer_id=by,
        reserved_at=at,
    )
    book.last_number += count
    session.add_all((book, block))
    return block


def start_at(session: Session, book: RegisterBook, number: int) -> None:
    """Continue a paper book: the first number given here will be ``number``.

    Raises ``BookInUse`` once any number of the book was given or reserved.
    """
    if book.last_number >= book.first_number:
        raise BookInUse(year=book.year, last=book.last_number)
    book.first_number, book.last_number = number, number - 1
    session.add(book)


def given(session: Session, book: RegisterBook, first: int, last: int) -> set[int]:
    """Return the numbers from ``first`` to ``last`` that letters bear, voided ones too."""
    numbers: set[int] = set()
    for table in (Receipt, Dispatch, SecretLetter):
        of_book = select(table.number).where(table.book_id == book.id)
        numbers.update(session.exec(of_book.where(col(table.number).between(first, last))))
    return numbers


def unaccounted(session: Session, book: RegisterBook) -> list[int]:
    """Return the numbers given out that neither a letter nor a reservation explains."""
    held = given(session, book, book.first_number, book.last_number)
    for block in session.exec(select(Reservation).where(Reservation.book_id == book.id)):
        held.update(range(block.first_number, block.last_number + 1))
    return sorted(set(range(book.first_number, book.last_number + 1)) - held)


def _open_once(session: Session, unit_id: int, kind: BookKind, year: int) -> Executable:
    """Insert the book unless another clerk has opened it in this instant."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    values = {"unit_id": unit_id, "kind": kind, "year": year, "first_number": 1, "last_number": 0}
    statement: Executable = dialect.insert(RegisterBook).values(values).on_conflict_do_nothing()
    return statement
