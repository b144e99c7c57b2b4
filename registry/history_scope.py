"""What of the journal an auditor of some units reads: theirs by the doer and by the thing."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.holdings import may_see
from registry.journal import Event
from registry.models import JournalEntry, Letter, Receipt, RegisterBook
from registry.people import Actor
from registry.people_models import Delegation, RoleHeld
from registry.secret_models import SET_ASIDE
from registry.vocabulary import Permission

SECRET_THINGS = ("secret-letter", "secret-book")
"""What an entry is about that registrars of secrets alone read."""


def audited_officers(actor: Actor) -> SelectOfScalar[int]:
    """Return the query for the officers of the units an auditor audits."""
    return select(RoleHeld.officer_id).where(col(RoleHeld.unit_id).in_(_units(actor)))


def audited_entries(actor: Actor) -> ColumnElement[bool]:
    """Return the one SQL condition for the entries an auditor reads.

    An officer of his unit may work in another one, too; what he did there is
    about letters that the auditor may not see. A thing of unknown unit is
    therefore left out. Who acted in the place of an officer of his unit may
    come from elsewhere.
    """
    units = _units(actor)
    about_id = col(JournalEntry.about_id)
    letter = select(Letter.id).where(col(Letter.id) == about_id, may_see(actor))
    receipt = (
        select(Receipt.id)
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .where(col(Receipt.id) == about_id, col(RegisterBook.unit_id).in_(units))
    )
    book = select(RegisterBook.id).where(
        col(RegisterBook.id) == about_id, col(RegisterBook.unit_id).in_(units)
    )
    delegation = select(Delegation.id).where(
        col(Delegation.id) == about_id, col(Delegation.unit_id).in_(units)
    )
    things: dict[str, ColumnElement[bool]] = {
        "letter": letter.exists(),
        "receipt": receipt.exists(),
        "book": book.exists(),
        "draft": _arrived_in(units),
        "delegation": delegation.exists(),
        "unit": about_id.in_(units),
        "officer": and_(about_id.in_(audited_officers(actor)), _role_in(units)),
    }
    officers = audited_officers(actor)
    return and_(
        or_(
            col(JournalEntry.officer_id).in_(officers),
            col(JournalEntry.on_behalf_of).in_(officers),
        ),
        or_(*(and_(col(JournalEntry.about) == name, of) for name, of in things.items())),
    )


def no_secret() -> ColumnElement[bool]:
    """Return the SQL condition for entries about nothing secret, which alone auditors read.

    What arrived and was set aside as secret is so from its arrival on, until
    a registrar has said that it is not.
    """
    marked, released = aliased(JournalEntry), aliased(JournalEntry)
    about_id = col(JournalEntry.about_id)
    is_marked = exists().where(
        col(marked.about) == "draft",
        col(marked.about_id) == about_id,
        col(marked.event) == Event.FILE_QUARANTINED.value,
        col(marked.after)["code"].as_string().in_(SET_ASIDE),
    )
    is_released = exists().where(
        col(released.about) == "draft",
        col(released.about_id) == about_id,
        col(released.event) == Event.FILE_RELEASED.value,
    )
    return and_(
        col(JournalEntry.about).not_in(SECRET_THINGS),
        or_(col(JournalEntry.about) != "draft", ~is_marked, is_released),
    )


def _units(actor: Actor) -> Collection[int]:
    return actor.permissions.get(Permission.AUDIT, frozenset())


def _arrived_in(units: Collection[int]) -> ColumnElement[bool]:
    """Return whether the file of an entry arrived in one of the units, as the journal says.

    The files themselves are tables of intake, which the register does not know.
    """
    arrival = aliased(JournalEntry)
    return (
        select(arrival.id)
        .where(
            col(arrival.about) == "draft",
            col(arrival.about_id) == col(JournalEntry.about_id),
            col(arrival.event) == Event.FILE_ARRIVED.value,
            col(arrival.after)["unit_id"].as_integer().in_(units),
        )
        .exists()
    )


def _role_in(units: Collection[int]) -> ColumnElement[bool]:
    """Return whether an entry about an officer names no unit, or one of these."""
    named = [
        col(side)["unit_id"].as_integer() for side in (JournalEntry.before, JournalEntry.after)
    ]
    return and_(*(or_(unit.is_(None), unit.in_(units)) for unit in named))
