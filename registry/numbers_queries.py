"""The numbers of a book: where they begin and end, which are set aside. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry import numbering
from registry.errors import NotFound
from registry.models import RegisterBook, Reservation
from registry.people import Actor
from registry.people_models import Unit
from registry.queries import book_of, readable_unit
from registry.screen import Screen
from registry.thai import buddhist_year
from registry.vocabulary import BookKind, Permission


@dataclass(frozen=True)
class NumbersPage(Screen):
    """เลขทะเบียน of one book: its start, its end, the blocks set aside."""

    template: ClassVar[str] = "registry/numbers.html"
    fragment: ClassVar[str] = "registry/_numbers.html"

    unit: Unit
    year: int
    kind: BookKind
    book: RegisterBook | None
    blocks: Sequence[tuple[Reservation, Sequence[int]]]
    """Each block with those of its numbers that are not used yet."""

    @property
    def back(self) -> str:
        """The endpoint that shows the book itself."""
        return "registry.register_book" if self.kind is BookKind.RECEIVED else "registry.sent_book"

    @property
    def word(self) -> str:
        """What a number of it is called."""
        return "เลขรับ" if self.kind is BookKind.RECEIVED else "เลขส่ง"


def numbers(
    session: Session, actor: Actor, unit_id: int, kind: BookKind, *, at: dt.datetime
) -> NumbersPage:
    """Return the numbers of this year's book, for those who register in it; or ``NotFound``."""
    unit = readable_unit(session, actor, unit_id)
    assert unit.id is not None
    if not actor.may(Permission.REGISTER, unit.id):
        raise NotFound(what="หน่วยงาน")
    year = buddhist_year(at)
    book = book_of(session, unit, year, kind)
    return NumbersPage(
        unit=unit, year=year, kind=kind, book=book, blocks=_blocks(session, book) if book else []
    )


MOST_OFFERED = 50
"""Reserved numbers offered at once."""


@dataclass(frozen=True, slots=True)
class NextNumber:
    """What a book would give now: a forecast, since another clerk may be quicker."""

    year: int
    number: int
    reserved: Sequence[int]
    """Numbers set aside and not yet used."""


def next_number(
    session: Session, unit_id: int, kind: BookKind = BookKind.RECEIVED, *, now: dt.datetime
) -> NextNumber:
    """Say which number a letter entered in a book now would get, without taking it."""
    year = buddhist_year(now)
    book = book_of(session, session.get_one(Unit, unit_id), year, kind)
    if book is None:
        return NextNumber(year, 1, ())
    free = [number for _, unused in _blocks(session, book) for number in unused]
    return NextNumber(year, book.last_number + 1, free[:MOST_OFFERED])


def _blocks(session: Session, book: RegisterBook) -> list[tuple[Reservation, Sequence[int]]]:
    reserved = select(Reservation).where(Reservation.book_id == book.id)
    return [
        (block, _unused(session, book, block))
        for block in session.exec(reserved.order_by(col(Reservation.first_number)))
    ]


def _unused(session: Session, book: RegisterBook, block: Reservation) -> list[int]:
    used = numbering.given(session, book, block.first_number, block.last_number)
    return sorted(set(range(block.first_number, block.last_number + 1)) - used)
