"""Remembering a move, so that whoever made it can take it back for a moment."""

import datetime as dt
from typing import Any

from sqlmodel import Session

from registry.notes import Note
from registry.people import Actor
from routing.models import Assignment
from routing.move_models import MoveMade
from routing.states import Move

TIMES = ("assigned_at", "acknowledged_at", "started_at", "ordered_due_at")
OTHERS = ("state", "holder_id", "acknowledged_by")


def snapshot(assignment: Assignment) -> dict[str, Any]:
    """Return what a move may change, as JSON keeps it."""
    moments = {name: getattr(assignment, name) for name in TIMES}
    return {
        **{name: getattr(assignment, name) for name in OTHERS},
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
    }


def restore(assignment: Assignment, before: dict[str, Any]) -> None:
    """Put back what ``snapshot`` found, but for the state, which the table of moves decides."""
    for name in OTHERS[1:]:
        setattr(assignment, name, before[name])
    for name in TIMES:
        said = before[name]
        setattr(assignment, name, said and dt.datetime.fromisoformat(said))


def remember(
    session: Session,
    assignment: Assignment,
    move: Move,
    before: dict[str, Any],
    *,
    by: Actor,
    at: dt.datetime,
    note: Note | None = None,
) -> Assignment:
    """Keep what the row said before a move that has just been made; return the row."""
    assert assignment.id is not None
    session.add(
        MoveMade(
            assignment_id=assignment.id,
            move=move,
            version=assignment.version,
            officer_id=by.id,
            at=at,
            note_id=note.id if note else None,
            before=before,
        )
    )
    return assignment
