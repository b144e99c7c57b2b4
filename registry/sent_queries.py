"""What the letter page says of a letter sent out: its number, who asked, who approved."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.dispatching import MAY_ISSUE
from registry.errors import NotFound
from registry.models import Dispatch, Letter, RegisterBook
from registry.people import Actor
from registry.people_models import Officer, Unit


@dataclass(frozen=True, slots=True)
class SentFrom:
    """The number a unit has sent a letter out under."""

    dispatch: Dispatch
    unit: str
    book: str
    """Name of the register."""
    officer: str
    """Who approved and issued it."""
    asked_by: str
    is_ours: bool
    """Whether the officer asking may void it."""


def sent_from(session: Session, actor: Actor, letter: Letter) -> SentFrom | None:
    """Return under which number a letter was sent out, or ``None`` if it came from outside."""
    found = session.exec(
        select(Dispatch, RegisterBook, Unit)
        .join(RegisterBook, col(RegisterBook.id) == col(Dispatch.book_id))
        .join(Unit, col(Unit.id) == col(RegisterBook.unit_id))
        .where(Dispatch.letter_id == letter.id)
    ).first()
    if found is None:
        return None
    dispatch, book, unit = found
    return SentFrom(
        dispatch=dispatch,
        unit=unit.name,
        book=book.kind.label,
        officer=session.get_one(Officer, dispatch.officer_id).name,
        asked_by=session.get_one(Officer, dispatch.asked_by).name,
        is_ours=any(actor.may(permission, unit.id) for permission in MAY_ISSUE),
    )


def require_dispatch(session: Session, letter: Letter) -> int:
    """Return the id of a letter's dispatch; raise ``NotFound`` if it was not sent from here."""
    found = session.exec(select(Dispatch.id).where(Dispatch.letter_id == letter.id)).first()
    if found is None:
        raise NotFound(what="เลขส่ง")
    return found
