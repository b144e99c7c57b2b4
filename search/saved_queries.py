"""The saved searches of an officer, with what is new in each. Reading only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, and_, col, select

from registry.errors import NotFound
from registry.holdings import Holding, may_see
from registry.models import Letter
from registry.people import Actor
from search.backend import IndexMissing, Sort
from search.engine import Engine
from search.finding import find
from search.forms import SearchForm
from search.models import SavedSearch, SavedSearchLook
from search.query import QueryUnreadable, read_query
from search.saving import may_use

MOST = 2_000
"""The newest letters among which new ones are counted."""
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved search."""

    id: int
    name: str
    unit: str
    """Name of the unit it is shared with; empty for his own."""
    is_own: bool
    new: int | None
    """Letters that came to his units since he looked; ``None`` if it cannot be said now."""


def saved_searches(
    session: Session, actor: Actor, engine: Engine, units: Mapping[int, str]
) -> list[Saved]:
    """Return what the officer and his units keep, by name."""
    found = session.exec(
        select(SavedSearch, SavedSearchLook)
        .join(
            SavedSearchLook,
            and_(
                col(SavedSearchLook.saved_search_id) == SavedSearch.id,
                col(SavedSearchLook.officer_id) == actor.id,
            ),
            isouter=True,
        )
        .where(may_use(actor))
        .order_by(col(SavedSearch.name), col(SavedSearch.id))
    )
    return [
        Saved(
            id=saved.id or 0,
            name=saved.name,
            unit=units.get(saved.unit_id or 0, ""),
            is_own=saved.officer_id == actor.id,
            new=_new(session, actor, saved, look.at if look else _NEVER, engine, units),
        )
        for saved, look in found.all()
    ]


def _new(  # noqa: PLR0917 - each is a fact of its own
    session: Session,
    actor: Actor,
    saved: SavedSearch,
    since: dt.datetime,
    engine: Engine,
    units: Mapping[int, str],
) -> int | None:
    asked = SearchForm.model_validate(saved.query).changed(sort=Sort.NEWEST)
    try:
        question = read_query(asked.q, engine.analyzer, units)
        found, is_near = find(engine, question, units, asked, per_page=MOST)
    except (QueryUnreadable, NotFound, IndexMissing):
        return None
    if is_near:
        return 0
    came = select(Holding.letter_id).where(
        col(Holding.letter_id).in_((col(Letter.id), col(Letter.cover_id))),
        col(Holding.unit_id).in_(units),
        col(Holding.since) > since,
    )
    wanted = select(func.count()).select_from(Letter)
    return session.exec(
        wanted.where(col(Letter.id).in_(found.letter_ids), may_see(actor), came.exists())
    ).one()
