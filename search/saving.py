"""Keeping questions, for oneself or for a unit, and dropping them."""

import datetime as dt

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, delete, select

from registry import journal
from registry.errors import NotFound
from registry.journal import Event
from registry.people import Actor
from registry.vocabulary import Permission
from search.forms import SaveForm, SearchForm
from search.models import SavedSearch, SavedSearchLook


def may_use(actor: Actor) -> ColumnElement[bool]:
    """Return the one SQL condition for the saved searches of an officer: his, and his units'."""
    units = actor.permissions.get(Permission.READ, frozenset())
    return or_(col(SavedSearch.officer_id) == actor.id, col(SavedSearch.unit_id).in_(units))


def save(session: Session, form: SaveForm, *, by: Actor, at: dt.datetime) -> SavedSearch:
    """Keep a question; raise ``NotFound`` for a unit whose letters he may not read."""
    if form.shared is not None and not by.may(Permission.READ, form.shared):
        raise NotFound(what="หน่วยงาน")
    query = form.query(page=1)
    saved = SavedSearch(
        officer_id=by.id, unit_id=form.shared, name=form.name, query=query, saved_at=at
    )
    session.add(saved)
    session.flush()  # its look and the journal need its number
    assert saved.id is not None
    session.add(SavedSearchLook(saved_search_id=saved.id, officer_id=by.id, at=at))
    after = {"name": saved.name, "unit_id": saved.unit_id, **query}
    journal.record(session, Event.SEARCH_SAVED, *_about(saved), at=at, by=by.id, after=after)
    return saved


def look(session: Session, saved_id: int, *, by: Actor, at: dt.datetime) -> SearchForm:
    """Note that he looks at what a saved search finds now; return its question."""
    wanted = select(SavedSearch).where(SavedSearch.id == saved_id, may_use(by))
    saved = session.exec(wanted).first()
    if saved is None:
        raise NotFound(what="คำค้นที่บันทึกไว้")
    session.merge(SavedSearchLook(saved_search_id=saved_id, officer_id=by.id, at=at))
    return SearchForm.model_validate(saved.query)


def drop(session: Session, saved_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Drop a saved search; only who keeps it may."""
    saved = session.get(SavedSearch, saved_id)
    if saved is None or saved.officer_id != by.id:
        raise NotFound(what="คำค้นที่บันทึกไว้")
    session.exec(delete(SavedSearchLook).where(col(SavedSearchLook.saved_search_id) == saved_id))
    session.delete(saved)
    before = {"name": saved.name, "unit_id": saved.unit_id}
    journal.record(session, Event.SEARCH_DROPPED, *_about(saved), at=at, by=by.id, before=before)


def _about(saved: SavedSearch) -> tuple[str, int | None]:
    """Name the unit it is shared with, whose auditor reads of it, or itself."""
    return ("unit", saved.unit_id) if saved.unit_id else ("saved-search", saved.id)
