"""The slip of a letter: where its copies stand and what is written on them. Reading only."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from registry.holdings import circle_for, visible_letter
from registry.models import Letter
from registry.notes import Note, notes_of
from registry.people import Actor
from registry.people_models import Officer, Unit
from registry.screen import Screen
from registry.vocabulary import Permission
from routing.grid_sending import sending_units
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
    may_send: bool
    """Whether the officer may send it on from here."""


def slip(session: Session, actor: Actor, letter_id: int, *, now: dt.datetime) -> Slip:
    """Return the slip of a letter, or of the cover it came under; raise ``NotFound``."""
    letter = visible_letter(session, actor, letter_id)
    if letter.cover_id is not None:
        letter = visible_letter(session, actor, letter.cover_id)
    circle = circle_for(session, actor, letter)
    found = session.exec(
        select(Assignment)
        .where(Assignment.letter_id == letter.id, on_his_way(actor, circle))
        .order_by(col(Assignment.sent_at), col(Assignment.id))
    ).all()
    there = circle | {one.to_unit_id for one in found}
    units = dict(session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(there))).all())
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
        may_send=bool(sending_units(session, actor, letter.id or 0)),
    )


def on_his_way(actor: Actor, circle: Collection[int]) -> ColumnElement[bool]:
    """Return the one SQL condition for the assignments of a letter that an officer may see.

    They are those of his circle, and what his units sent and took back again.
    """
    his = actor.permissions.get(Permission.READ, frozenset())
    return col(Assignment.to_unit_id).in_(circle) | col(Assignment.from_unit_id).in_(his)
