"""งานของฉัน: what waits for an officer, his units and those he stands in for. Reading only."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, and_, case, false, or_
from sqlmodel import Session, col, func, select

from registry.calendar_queries import working_calendar
from registry.models import Letter
from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from registry.thai import bangkok_day
from registry.vocabulary import Permission, PhraseKind, Role
from registry.working_days import WorkingCalendar
from routing.deadlines import Bounds, Bucket, bounds, countdown, remaining
from routing.mine_forms import MineFilter
from routing.models import Assignment
from routing.move_undoing import Undo, undoable
from routing.outgoing_queries import waiting_to_issue
from routing.owners import Roster, first_link, owners, roster
from routing.states import MOVES, NEEDS, OPEN, Move
from routing.turns import HELD, TURNS

BEGINNING = 20
"""Letters of each section while all are shown."""
PER_PAGE = 100
"""Letters of a page that shows one section alone."""


@dataclass(frozen=True, slots=True)
class MineRow:
    """One letter that waits for the officer."""

    assignment: Assignment
    letter: Letter
    unit: str
    left: str
    """How long is left or how long it is over; empty without a deadline."""
    stands_for: str
    """In whose place it waits for him; empty if it is his own or his unit's."""
    is_his: bool
    """Whether he himself holds it."""
    may_acknowledge: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Everything that is due at one time."""

    bucket: Bucket
    count: int
    rows: Sequence[MineRow]


@dataclass(frozen=True)
class MinePage(Screen):
    """What waits, by when it is due."""

    template: ClassVar[str] = "routing/mine.html"
    fragment: ClassVar[str] = "routing/_mine.html"

    sections: Sequence[Section]
    only: Bucket | None
    page: int
    pages: int
    empty_units: Sequence[tuple[str, int]]
    """Units in which nobody is left, by name, with how much lies there open."""
    to_issue: int
    """Letters written in his units that wait for him to give them their number."""
    undo: Undo | None

    @property
    def total(self) -> int:
        """How much waits altogether."""
        return sum(section.count for section in self.sections)


def mine(session: Session, actor: Actor, wanted: MineFilter, *, now: dt.datetime) -> MinePage:
    """Return what waits for an officer: the beginning of every section, or a page of one."""
    there = roster(session, on=bangkok_day(now))
    # A unit holds what lies in its basket, so whoever may read there may see it.
    readable = actor.permissions.get(Permission.READ, frozenset())
    his = and_(waits_for(actor, there), col(Assignment.to_unit_id).in_(readable))
    edges, calendar = bounds(now), working_calendar(session)
    counts = _counts(session, his, edges)
    shown = [wanted.only] if wanted.only else list(Bucket)
    size = PER_PAGE if wanted.only else BEGINNING
    sections = [
        Section(
            one,
            counts[one],
            [
                _row(actor, found, now, calendar)
                for found in _rows(session, and_(his, _in(one, edges)), wanted.page, size)
            ],
        )
        for one in shown
        if counts.get(one)
    ]
    return MinePage(
        sections=sections,
        only=wanted.only,
        page=wanted.page,
        pages=max(1, -(-counts.get(wanted.only, 0) // size)) if wanted.only else 1,
        empty_units=_empty_units(session, actor, there),
        to_issue=waiting_to_issue(session, actor),
        undo=undoable(session, actor, now=now),
    )


def waits_for(actor: Actor, there: Roster) -> ColumnElement[bool]:
    """Return the one SQL condition for the assignments in which the next step is an officer's.

    They are those he holds, those held by whom he stands in for, and those of a
    unit whose turn it is in his role there; a unit that has nobody in that role
    is answered for by whoever answers for the unit.
    """
    holder, unit = col(Assignment.holder_id), col(Assignment.to_unit_id)
    state = col(Assignment.state)
    at_hand = [and_(holder == actor.id, state.in_(HELD))]
    at_hand += [
        and_(holder == one.officer_id, unit == one.unit_id, state.in_(HELD))
        for one in actor.stands_in
    ]
    for whose in set(TURNS.values()):
        units = _units_of_turn(actor, there, whose)
        turns = [one for one, role in TURNS.items() if role is whose]
        nobodys = or_(holder.is_(None), state.not_in(HELD))
        at_hand.append(and_(unit.in_(units), state.in_(turns), nobodys) if units else false())
    return or_(*at_hand)


def _units_of_turn(actor: Actor, there: Roster, role: Role) -> list[int]:
    """Return the units in which it is the officer's turn when it is that of a role."""
    return [
        unit
        for unit in actor.permissions.get(Permission.WORK, ())
        if actor.id in there.members.get((unit, role), ())
        or actor.id in (acting := there.in_place(unit, role))
        or (not acting and actor.id in owners(there, unit, None))
    ]


def _in(one: Bucket, edges: Bounds) -> ColumnElement[bool]:
    """Return the condition for what is due in one bucket."""
    due = col(Assignment.due_at)
    conditions: dict[Bucket, ColumnElement[bool]] = {
        Bucket.OVERDUE: due < edges.now,
        Bucket.TODAY: and_(due >= edges.now, due < edges.tomorrow),
        Bucket.THIS_WEEK: and_(due >= edges.tomorrow, due < edges.next_week),
        Bucket.LATER: due >= edges.next_week,
        Bucket.NONE: due.is_(None),
    }
    return conditions[one]


def _counts(
    session: Session, his: ColumnElement[bool], edges: Bounds
) -> Mapping[Bucket | None, int]:
    named = case(*((_in(one, edges), one.value) for one in Bucket))
    found = session.exec(
        select(named, func.count()).select_from(Assignment).where(his).group_by(named)
    )
    return {Bucket(name): count for name, count in found}


def _rows(
    session: Session, his: ColumnElement[bool], page: int, size: int
) -> Iterable[tuple[Assignment, Letter, Unit]]:
    """Return a page of a section: ด่วนที่สุด first, then what is due first."""
    top = (
        select(Assignment.id)
        .where(his)
        .order_by(
            col(Assignment.rank),
            col(Assignment.due_at),
            col(Assignment.sent_at),
            col(Assignment.id),
        )
        .offset((page - 1) * size)
        .limit(size)
    )
    # First which, then what they say: or all that waits would be joined to be put in order.
    ids = session.exec(top).all()
    found = session.exec(
        select(Assignment, Letter, Unit)
        .join(Letter, col(Letter.id) == col(Assignment.letter_id))
        .join(Unit, col(Unit.id) == col(Assignment.to_unit_id))
        .where(col(Assignment.id).in_(ids))
    )
    return sorted(found, key=lambda row: ids.index(row[0].id))


def _row(
    actor: Actor,
    found: tuple[Assignment, Letter, Unit],
    now: dt.datetime,
    calendar: WorkingCalendar,
) -> MineRow:
    one, letter, unit = found
    return MineRow(
        assignment=one,
        letter=letter,
        unit=unit.name,
        left=_left(letter, one.due_at, now, calendar) if one.due_at else "",
        stands_for=_stands_for(actor, one),
        is_his=one.holder_id == actor.id,
        may_acknowledge=(one.state, Move.ACKNOWLEDGE) in MOVES
        and actor.may(NEEDS[Move.ACKNOWLEDGE], one.to_unit_id),
    )


def _left(letter: Letter, due: dt.datetime, now: dt.datetime, calendar: WorkingCalendar) -> str:
    """Say how long is left: by the clock for ด่วนภายใน, in working days for the rest."""
    phrases = letter.details.get("deadlines", ())
    if any(one.get("kind") == PhraseKind.DELIVERY for one in phrases):
        return countdown(now, due)
    return remaining(now, due, calendar)


def _stands_for(actor: Actor, one: Assignment) -> str:
    """Return in whose place an assignment waits for an officer, if for another's."""
    if one.holder_id == actor.id or any(unit == one.to_unit_id for unit, _ in actor.roles):
        return ""
    givers = (
        lent.name
        for lent in sorted(actor.stands_in, key=lambda lent: lent.delegation_id)
        if lent.unit_id == one.to_unit_id and one.holder_id in {None, lent.officer_id}
    )
    return next(givers, "")


def _empty_units(session: Session, actor: Actor, there: Roster) -> Sequence[tuple[str, int]]:
    """Return the units that only somebody above can answer for, if that is this officer."""
    empty = []
    for unit in there.above:
        first = first_link(there, unit, None)
        if first is not None and first.unit_id != unit and actor.id in first.officers:
            empty.append(unit)
    if not empty:
        return []
    found = session.exec(
        select(Unit.name, func.count())
        .join(Assignment, col(Assignment.to_unit_id) == col(Unit.id))
        .where(col(Assignment.to_unit_id).in_(empty), col(Assignment.state).in_(OPEN))
        .group_by(col(Unit.id), col(Unit.name))
        .order_by(col(Unit.name))
    )
    return [(name, count) for name, count in found]
