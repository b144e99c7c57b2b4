"""What grids and rules share: whose they are, and how the journal tells of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlmodel import Session, col, select

from registry import journal
from registry.errors import NotFound
from registry.journal import Event
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Permission
from routing.grid_models import Grid
from routing.rule_models import Rule


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


def note_change(
    session: Session,
    event: Event,
    kept: Grid | Rule,
    *,
    by: Actor,
    at: dt.datetime,
    before: Mapping[str, object] = MappingProxyType({}),
    after: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Record a change under the unit whose grid or rule it is, so that its auditor reads it."""
    session.flush()  # the database has its say before the journal does
    journal.record(
        session,
        event,
        "unit",
        kept.unit_id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(Permission.ROUTE, kept.unit_id),
        before=before,
        after={"grid" if isinstance(kept, Grid) else "rule": kept.name, **after},
    )
