"""Whose grids and rules an officer keeps."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Permission


def routing_units(session: Session, actor: Actor) -> Sequence[Unit]:
    """Return the open units an officer sends letters for."""
    routes = actor.permissions.get(Permission.ROUTE, frozenset())
    return session.exec(
        select(Unit).where(col(Unit.id).in_(routes), col(Unit.is_active)).order_by(col(Unit.id))
    ).all()


def named_unit(units: Sequence[Unit], wanted: int | None) -> Unit:
    """Return the unit asked for, or the first; raise ``NotFound`` if it is not among them."""
    unit = next((one for one in units if wanted in {None, one.id}), None)
    if unit is None:
        raise NotFound(what="หน่วยงาน")
    return unit
