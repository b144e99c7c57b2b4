"""The names of offices the agency knows: its own units, and who has written to it before."""

from sqlmodel import Session, col, func, select

from registry.models import Letter
from registry.people_models import Unit

_OFTEN = 2
"""Letters from which on a sender's name is believed to be spelt as clerks spell it."""
_MOST = 500


def names_of_offices(session: Session) -> list[str]:
    """Return the units at work and the most frequent senders; names alone, nothing they wrote."""
    units = session.exec(select(Unit.name).where(col(Unit.is_active))).all()
    letters = func.count(col(Letter.id))
    often = (
        select(Letter.sender)
        .where(Letter.sender != "")
        .group_by(Letter.sender)
        .having(letters >= _OFTEN)
        .order_by(letters.desc(), Letter.sender)
        .limit(_MOST)
    )
    return [*units, *session.exec(often).all()]
