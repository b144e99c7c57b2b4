"""The tables of search."""

import datetime as dt
from typing import Any

from sqlmodel import JSON, Field

from registry.records import Record


class SavedSearch(Record, table=True):
    """A question an officer keeps, for himself or for a unit."""

    __tablename__ = "saved_search"

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", index=True, description="who keeps it")
    unit_id: int | None = Field(
        default=None, foreign_key="unit.id", index=True, description="shared with; empty: nobody"
    )
    name: str
    query: dict[str, Any] = Field(sa_type=JSON, description="as an address carries it")
    saved_at: dt.datetime


class SavedSearchLook(Record, table=True):
    """When an officer last looked at what a saved search finds."""

    __tablename__ = "saved_search_look"

    saved_search_id: int = Field(foreign_key="saved_search.id", primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", primary_key=True)
    at: dt.datetime
