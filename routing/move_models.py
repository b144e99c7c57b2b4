"""The table of moves that can be taken back for a moment."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from registry.records import Record, stored
from routing.states import Move


class MoveMade(Record, table=True):
    """A move by which nothing left the house, and what the row said before it."""

    __tablename__ = "move_made"
    __table_args__ = (Index("ix_move_made_officer_at", "officer_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id", index=True)
    move: Move = Field(sa_type=stored(Move))
    version: int = Field(description="of the assignment, once the move was made")
    officer_id: int = Field(foreign_key="officer.id")
    at: dt.datetime
    note_id: int | None = Field(default=None, foreign_key="note.id")
    before: dict[str, Any] = Field(sa_type=JSON, description="the fields the move changed")
    taken_back_at: dt.datetime | None = None
