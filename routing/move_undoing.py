"""เลิกทำ: taking a move back at once, before anybody has acted on it.

Nothing is deleted. The table of moves is walked backwards, and a note that was
written stays, struck through by one that corrects it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry import journal, notes
from registry.errors import NotFound, RegistryError
from registry.holdings import visible_letter
from registry.journal import Event
from registry.notes import NoteKind
from registry.people import Actor
from registry.ports import JobQueue
from registry.registering import ask_for_copy
from routing.due import due_of
from routing.models import Assignment
from routing.move_memory import restore
from routing.move_models import MoveMade
from routing.operations import locked, require_fresh
from routing.states import MOVES, NEEDS, State

SHOWN = dt.timedelta(seconds=10)
"""How long the page offers it."""
TAKEN = dt.timedelta(seconds=15)
"""How long it is still taken: the page and the click travel."""
STRUCK = "ยกเลิกภายใน ๑๐ วินาที"


class UndoTooLate(RegistryError):
    """A move is taken back at once or not at all."""

    code = "move-undo-too-late"
    message = "เลยเวลาเลิกทำแล้ว กรุณาทำรายการใหม่หรือเขียนเกษียนแก้"


@dataclass(frozen=True, slots=True)
class Undo:
    """What an officer has just done and may take back, all of one click."""

    label: str
    ids: Sequence[int]


def undoable(session: Session, actor: Actor, *, now: dt.datetime) -> Undo | None:
    """Return the officer's last click if it can be taken back, or ``None``."""
    found = session.exec(
        select(MoveMade)
        .join(Assignment, col(Assignment.id) == col(MoveMade.assignment_id))
        .where(
            MoveMade.officer_id == actor.id,
            col(MoveMade.at) > now - SHOWN,
            col(MoveMade.taken_back_at).is_(None),
            col(MoveMade.version) == col(Assignment.version),
        )
        .order_by(col(MoveMade.at).desc(), col(MoveMade.id))
    ).all()
    last = [one for one in found if one.at == found[0].at]
    if not last:
        return None
    return Undo(last[0].move.label, [one.id for one in last if one.id is not None])


def take_back(
    session: Session, jobs: JobQueue, made_id: int, *, by: Actor, at: dt.datetime
) -> Assignment:
    """Undo one move.

    Raises ``NotFound`` where another officer made it, ``StalePage`` where
    somebody has acted since, and ``UndoTooLate``.
    """
    made = session.get(MoveMade, made_id)
    if made is None or made.officer_id != by.id:
        raise NotFound(what="รายการที่จะเลิกทำ")
    one = locked(session, made.assignment_id)
    if not by.may(NEEDS[made.move], one.to_unit_id):
        raise NotFound(what="รายการที่จะเลิกทำ")
    visible_letter(session, by, one.letter_id)
    require_fresh(one, made.version)
    if at - made.at > TAKEN:
        raise UndoTooLate
    before = State(made.before["state"])
    assert MOVES[before, made.move] is one.state  # the version says that nobody moved it since
    one.state = before
    restore(one, made.before)
    one.due_at = due_of(session, one)
    one.version += 1
    made.taken_back_at = at
    session.add_all((one, made))
    session.flush()  # the database has its say before the journal does
    if made.note_id is not None:
        _strike(session, jobs, one, made.note_id, by=by, at=at)
        ask_for_copy(session, jobs, one.letter_id, one.to_unit_id)
    journal.record(
        session,
        Event.MOVE_TAKEN_BACK,
        "letter",
        one.letter_id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(NEEDS[made.move], one.to_unit_id),
        after={"assignment_id": one.id, "unit_id": one.to_unit_id, "move": made.move.value},
    )
    return one


def _strike(
    session: Session, jobs: JobQueue, one: Assignment, note_id: int, *, by: Actor, at: dt.datetime
) -> None:
    place = one.letter_id, one.to_unit_id
    kind = NoteKind.REMARK
    notes.write_note(session, jobs, *place, kind, STRUCK, by=by, at=at, corrects_id=note_id)
