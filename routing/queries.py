"""The slip of a letter: where its copies stand and what is written on them. Reading only."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import ClassVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from registry.holdings import circle_for, visible_letter
from registry.models import Letter, Receipt
from registry.notes import SUPERIORS, Note, notes_of
from registry.people import Actor
from registry.people_models import Officer, Unit
from registry.screen import Screen
from registry.thai import duration
from registry.vocabulary import Permission
from routing.grid_sending import sending_units
from routing.models import Assignment


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done at a station, and how long after the one before."""

    label: str
    at: dt.datetime
    since: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One unit of the letter's way, as far as the officer may see it."""

    assignment: Assignment
    unit: str
    came_from: str
    """The unit that sent it; empty where it came from outside."""
    holder: str
    number: int | None
    is_void: bool
    is_his: bool
    """Whether one of his units sent it or has it, so that its page is his to open."""
    below: list["Stop"] = field(default_factory=list)
    """Where the letter went from here."""

    @property
    def steps(self) -> list[Step]:
        """What was done here, in order of time."""
        one = self.assignment
        moments = (
            ("ส่ง", one.sent_at if one.from_unit_id else None),
            ("ลงรับ", one.received_at),
            ("มอบหมาย", one.assigned_at),
            ("ทราบ", one.acknowledged_at),
            ("เริ่มดำเนินการ", one.started_at),
            ("ดำเนินการแล้ว", one.done_at),
            ("เก็บเรื่อง", one.filed_at),
            (one.state.label, one.ended_at),
        )
        done = sorted(((at, label) for label, at in moments if at), key=itemgetter(0))
        before = [None, *(at for at, _ in done)]
        return [
            Step(label, at, duration(at - last) if last and at > last else "")
            for (at, label), last in zip(done, before, strict=False)
        ]


@dataclass(frozen=True, slots=True)
class Written:
    """One note with the names of its unit and writer."""

    note: Note
    unit: str
    officer: str
    is_corrected: bool
    correct_at: int | None
    """The assignment at whose page the officer may correct it."""


@dataclass(frozen=True)
class Slip(Screen):
    """Everything routing knows about one letter."""

    template: ClassVar[str] = "routing/slip.html"
    fragment: ClassVar[str] = "routing/_slip.html"

    letter: Letter
    now: dt.datetime
    stations: Sequence[Stop]
    """In order of time."""
    notes: Sequence[Written]
    may_send: bool
    """Whether the officer may send it on from here."""

    @property
    def tree(self) -> list[Stop]:
        """The stations where the way begins; the others hang ``below`` them."""
        children = {id(one) for stop in self.stations for one in stop.below}
        return [one for one in self.stations if id(one) not in children]


def slip(session: Session, actor: Actor, letter_id: int, *, now: dt.datetime) -> Slip:
    """Return the slip of a letter, or of the cover it came under; raise ``NotFound``."""
    letter = visible_letter(session, actor, letter_id)
    if letter.cover_id is not None:
        letter = visible_letter(session, actor, letter.cover_id)
    circle = circle_for(session, actor, letter)
    stations = _stations(session, actor, letter, circle)
    at = {one.assignment.to_unit_id: one.assignment.id for one in stations}
    notes = notes_of(session, letter.id or 0, circle)
    names = _names(session, {note.officer_id for note in notes})
    units = _unit_names(session, circle)
    corrected = {note.corrects_id for note in notes}
    return Slip(
        letter=letter,
        now=now,
        stations=stations,
        notes=[
            Written(
                note,
                units[note.unit_id],
                names[note.officer_id],
                is_corrected=note.id in corrected,
                correct_at=at.get(note.unit_id) if may_write(actor, note) else None,
            )
            for note in notes
        ],
        may_send=bool(sending_units(session, actor, letter.id or 0)),
    )


def may_write(actor: Actor, note: Note) -> bool:
    """Tell whether the officer could have written a note of this kind at this station."""
    needed = Permission.ORDER if note.kind in SUPERIORS else Permission.WORK
    return actor.may(needed, note.unit_id)


def _stations(
    session: Session, actor: Actor, letter: Letter, circle: Collection[int]
) -> Sequence[Stop]:
    found = session.exec(
        select(Assignment, Receipt)
        .outerjoin(Receipt, col(Receipt.id) == col(Assignment.receipt_id))
        .where(Assignment.letter_id == letter.id, on_his_way(actor, circle))
        .order_by(col(Assignment.sent_at), col(Assignment.id))
    ).all()
    units = _unit_names(session, {*circle, *(one.to_unit_id for one, _ in found)})
    names = _names(session, {one.holder_id for one, _ in found})
    his = actor.permissions.get(Permission.READ, frozenset())
    stops: list[Stop] = []
    at: dict[int | None, Stop] = {}
    for one, receipt in found:
        stop = Stop(
            one,
            unit=units[one.to_unit_id],
            came_from=units.get(one.from_unit_id, ""),
            holder=names.get(one.holder_id, ""),
            number=receipt.number if receipt else None,
            is_void=receipt is not None and receipt.voided_at is not None,
            is_his=one.to_unit_id in his or one.from_unit_id in his,
        )
        if one.from_unit_id in at:
            at[one.from_unit_id].below.append(stop)
        at[one.to_unit_id] = stop
        stops.append(stop)
    return stops


def _names(session: Session, ids: Collection[int | None]) -> dict[int | None, str]:
    wanted = select(Officer.id, Officer.name).where(col(Officer.id).in_(ids))
    return dict(session.exec(wanted).all())


def _unit_names(session: Session, ids: Collection[int]) -> dict[int | None, str]:
    return dict(session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(ids))).all())


def on_his_way(actor: Actor, circle: Collection[int]) -> ColumnElement[bool]:
    """Return the one SQL condition for the assignments of a letter that an officer may see.

    They are those of his circle, and what his units sent and took back again.
    """
    his = actor.permissions.get(Permission.READ, frozenset())
    return col(Assignment.to_unit_id).in_(circle) | col(Assignment.from_unit_id).in_(his)
