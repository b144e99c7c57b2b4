"""The slip of a letter: where its copies stand and what is written on them. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.holdings import circle_for, visible_letter
from registry.models import Letter
from registry.notes import Note, notes_of
from registry.people import Actor
from registry.people_models import Officer, Unit
from registry.screen import Screen
from routing.models import Assignment


@dataclass(frozen=True, slots=True)
class Station:
    """One unit of the letter's way, as far as the officer may see it."""

    assignment: Assignment
    unit: str
    came_from: str
    """The unit that sent it; empty where it came from outside."""
    holder: str


@dataclass(frozen=True, slots=True)
class Written:
    """One note with the names of its unit and writer."""

    note: Note
    unit: str
    officer: str


@dataclass(frozen=True)
class Slip(Screen):
    """Everything routing knows about one letter."""

    template: ClassVar[str] = "routing/slip.html"
    fragment: ClassVar[str] = "routing/_slip.html"

    letter: Letter
    now: dt.datetime
    stations: Sequence[Station]
    notes: Sequence[Written]


def slip(session: Session, actor: Actor, letter_id: int, *, now: dt.datetime) -> Slip:
    """Return the slip of a letter, or of the cover it came under; raise ``NotFound``."""
    letter = visible_letter(session, actor, letter_id)
    if letter.cover_id is not None:
        letter = visible_letter(session, actor, letter.cover_id)
    circle = circle_for(session, actor, letter)
    found = session.exec(
        select(Assignment)
        .where(Assignment.letter_id == letter.id, col(Assignment.to_unit_id).in_(circle))
        .order_by(col(Assignment.sent_at), col(Assignment.id))
    ).all()
    units = dict(session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(circle))).all())
    notes = notes_of(session, letter.id or 0, circle)
    people = {one.holder_id for one in found} | {note.officer_id for note in notes}
    wanted = select(Officer.id, Officer.name).where(col(Officer.id).in_(people))
    names: dict[int | None, str] = dict(session.exec(wanted).all())
    return Slip(
        letter=letter,
        now=now,
        stations=[
            Station(
                one,
                unit=units[one.to_unit_id],
                came_from=units.get(one.from_unit_id, ""),
                holder=names.get(one.holder_id, ""),
            )
            for one in found
        ],
        notes=[Written(note, units[note.unit_id], names[note.officer_id]) for note in notes],
    )
