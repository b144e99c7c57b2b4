"""The numbers of a book: where they begin and end, which are set aside. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.models import Receipt, RegisterBook, Reservation
from registry.people import Actor
from registry.people_models import Unit
from registry.queries import book_of, readable_unit
from registry.screen import Screen
from registry.thai import buddhist_year
from registry.vocabulary import Permission


@dataclass(frozen=True)
class NumbersPage(Screen):
    """เลขทะเบียน of one book: its start, its end, the blocks set aside."""

    template: ClassVar[str] = "registry/numbers.html"
    fragment: ClassVar[str] = "registry/_numbers.html"

    unit: Unit
    year: int
    book: RegisterBook | None
    blocks: Sequence[tuple[Reservation, Sequence[int]]]
    """Each block with those of its numbers that are not used yet."""


def numbers(session: Session, actor: Actor, unit_id: int, *, at: dt.datetime) -> NumbersPage:
    """Return the numbers of this year's book, for those who register in it; or ``NotFound``."""
    unit = readable_unit(session, actor, unit_id)
    assert unit.id is not None
    if not actor.may(Permission.REGISTER, unit.id):
        raise NotFound(what="หน่วยงาน")
    year = buddhist_year(at)
    book = book_of(session, unit, year)
    reserved = select(Reservation).where(Reservation.book_id == (book.id if book else None))
    blocks = [
        (block, _unused(session, block))
        for block in session.exec(reserved.order_by(col(Reservation.first_number)))
    ]
    return NumbersPage(unit=unit, year=year, book=book, blocks=blocks)


def _unused(session: Session, block: Reservation) -> list[int]:
    used = session.exec(
        select(Receipt.number).where(
            Receipt.book_id == block.book_id,
            col(Receipt.number).between(block.first_number, block.last_number),
        )
    )
    return sorted(set(range(block.first_number, block.last_number + 1)) - set(used))
