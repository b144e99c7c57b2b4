"""A letter on the distribution grid, before and after it is sent. Reading only."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.holdings import circle_for, visible_letter
from registry.models import Letter
from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from registry.vocabulary import Permission
from routing.errors import SendingRefused
from routing.grid_forms import GridWanted, SendForm
from routing.grid_models import Grid, GridCell
from routing.grid_operations import cells_of, open_children
from routing.grid_sending import UNDO_SHOWN, of_batch, sending_units
from routing.models import Assignment
from routing.states import GONE, Purpose, State
from routing.suggesting import Suggestion, suggestions

BY_TREE = "ตามผังหน่วยงาน"
"""What the grid is called that a unit has before it makes one."""


@dataclass(frozen=True, slots=True)
class Box:
    """One unit on the grid."""

    unit_id: int
    short: str
    """What stands in the box: the abbreviation, or the name of a unit without one."""
    name: str
    standing: str = ""
    """Why it cannot be ticked, for example where its copy stands; empty if it can."""
    usual: Purpose | None = None
    """What it is ticked with when the whole grid is."""
    proposed: Suggestion | None = None

    @property
    def full_name(self) -> str:
        """The name, where the box shows an abbreviation."""
        return self.name if self.short != self.name else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Units under one parent that are not on the grid."""

    name: str
    boxes: Sequence[Box]


@dataclass(frozen=True)
class GridPage(Screen):
    """A letter with the grid by which a unit sends it."""

    template: ClassVar[str] = "routing/grid.html"
    fragment: ClassVar[str] = "routing/_grid.html"

    letter: Letter
    unit: Unit
    units: Sequence[Unit]
    """From which units the officer may send it."""
    grid: Grid | None
    """The grid shown; none if the unit has made none."""
    grids: Sequence[Grid]
    boxes: Sequence[Box]
    groups: Sequence[Group]
    ticks: Mapping[int, Purpose]
    owner: str
    """The unit that this unit has sent the letter to as its owner; empty if none."""
    message: str
    messages: Mapping[int, str]
    due_on: dt.date | None
    purposes: Sequence[Purpose] = tuple(Purpose)
    by_tree: str = BY_TREE

    @property
    def proposed(self) -> Sequence[Box]:
        """The boxes that are proposed."""
        return [box for box in self._all() if box.proposed]

    @property
    def ticks_others(self) -> bool:
        """Tell whether a unit is ticked that is not on the grid."""
        return any(box.unit_id in self.ticks for group in self.groups for box in group.boxes)

    @property
    def count(self) -> int:
        """How many units are ticked."""
        return len(self.ticks)

    def _all(self) -> Iterator[Box]:
        yield from self.boxes
        for group in self.groups:
            yield from group.boxes


@dataclass(frozen=True)
class SentPage(Screen):
    """What was just sent, with the moment in which it can be taken back."""

    template: ClassVar[str] = "routing/grid_sent.html"
    fragment: ClassVar[str] = "routing/_grid_sent.html"

    letter: Letter
    unit: Unit
    first: Assignment
    sent: Sequence[tuple[str, Assignment]]
    may_undo: bool


def grid_page(
    session: Session,
    actor: Actor,
    letter_id: int,
    wanted: GridWanted,
    *,
    filled: SendForm | None = None,
) -> GridPage:
    """Return a letter's grid, ticked as ``filled`` says; raise ``NotFound`` for who sends it not.

    A unit that answers for the letter no more, or has not received it yet, sends nothing.
    """
    letter = visible_letter(session, actor, letter_id)
    if letter.cover_id is not None:
        raise SendingRefused(reason="หนังสือนี้มากับหนังสือนำ กรุณาส่งจากหนังสือนำ")
    units = sending_units(session, actor, letter_id)
    unit = next((one for one in units if wanted.unit in {None, one.id}), None)
    if unit is None or unit.id is None:
        raise NotFound(what="หนังสือที่ส่งต่อได้")
    grids = session.exec(select(Grid).where(Grid.unit_id == unit.id).order_by(col(Grid.id))).all()
    boxes = _Boxes(session, actor, letter, unit.id)
    on_grid = cells_for(session, unit.id, wanted.grid)
    page_boxes = [boxes.of(cell.unit_id, cell.purpose) for cell in on_grid]
    groups = boxes.others({cell.unit_id for cell in on_grid})
    return GridPage(
        letter=letter,
        unit=unit,
        units=units,
        grid=chosen_grid(grids, wanted.grid),
        grids=grids,
        boxes=page_boxes,
        groups=groups,
        ticks=_ticked(filled, page_boxes, [box for group in groups for box in group.boxes]),
        owner=_owner(session, letter_id, unit.id),
        message=filled.message if filled else "",
        messages=filled.messages if filled else {},
        due_on=filled.due_on if filled else None,
    )


def sent_page(
    session: Session, actor: Actor, letter_id: int, first_id: int, *, at: dt.datetime
) -> SentPage:
    """Return one sending of the officer's own; raise ``NotFound`` for any other."""
    letter = visible_letter(session, actor, letter_id)
    first = session.get(Assignment, first_id)
    if first is None or first.letter_id != letter_id or first.sent_by != actor.id:
        raise NotFound(what="รายการส่งหนังสือ")
    if first.from_unit_id is None or not actor.may(Permission.ROUTE, first.from_unit_id):
        raise NotFound(what="รายการส่งหนังสือ")
    batch = session.exec(of_batch(first)).all()
    units = select(Unit.id, Unit.name).where(col(Unit.id).in_([one.to_unit_id for one in batch]))
    names = dict(session.exec(units).all())
    return SentPage(
        letter=letter,
        unit=session.get_one(Unit, first.from_unit_id),
        first=first,
        sent=[(names[one.to_unit_id], one) for one in batch],
        may_undo=at - first.sent_at <= UNDO_SHOWN
        and all(one.state is State.DELIVERED for one in batch),
    )


class _Boxes:
    """Every unit of the agency as a box for one letter."""

    def __init__(self, session: Session, actor: Actor, letter: Letter, unit_id: int) -> None:
        self._units = {unit.id: unit for unit in session.exec(select(Unit).order_by(col(Unit.id)))}
        self._own = unit_id
        self._stands = _standings(session, actor, letter)
        self._proposed = suggestions(session, actor, letter, unit_id)

    def of(self, unit_id: int, usual: Purpose | None = None) -> Box:
        """Return the box of a unit."""
        unit = self._units[unit_id]
        standing = self._stands.get(unit_id, "" if unit.is_active else "หน่วยงานปิดแล้ว")
        return Box(
            unit_id=unit_id,
            short=unit.short_name or unit.name,
            name=unit.name,
            standing=standing,
            usual=usual,
            proposed=None if standing else self._proposed.get(unit_id),
        )

    def others(self, but: Collection[int]) -> list[Group]:
        """Return the open units that are not on the grid, under their parents."""
        under: dict[int | None, list[Box]] = {}
        for unit in self._units.values():
            if unit.id is not None and unit.is_active and unit.id not in {self._own, *but}:
                under.setdefault(unit.parent_id, []).append(self.of(unit.id))
        return [
            Group(self._units[parent].name if parent in self._units else "ส่วนราชการ", boxes)
            for parent, boxes in under.items()
        ]


def chosen_grid(grids: Sequence[Grid], wanted: int | None) -> Grid | None:
    """Return the grid asked for, else the one shown first."""
    if wanted is None:
        return next((one for one in grids if one.is_default), None)
    found = next((one for one in grids if one.id == wanted), None)
    if found is None:
        raise NotFound(what="ตารางเวียนหนังสือ")
    return found


def cells_for(session: Session, unit_id: int, wanted: int | None) -> Sequence[GridCell]:
    """Return the boxes of a unit's grid: the one asked for, or the one shown first.

    A unit that has made none has the units right under it.
    """
    grids = session.exec(select(Grid).where(Grid.unit_id == unit_id)).all()
    grid = chosen_grid(grids, wanted)
    if grid is not None and grid.id is not None:
        return cells_of(session, grid.id)
    below = open_children(session, unit_id)
    return [GridCell(grid_id=0, unit_id=unit.id or 0, position=n) for n, unit in enumerate(below)]


def _standings(session: Session, actor: Actor, letter: Letter) -> Mapping[int, str]:
    """Say of each unit that has the letter where its copy stands.

    Of units outside the officer's circle it says no more than that they have it.
    """
    circle = circle_for(session, actor, letter)
    had = session.exec(
        select(Assignment.to_unit_id, Assignment.state).where(
            Assignment.letter_id == letter.id, col(Assignment.state).not_in(GONE)
        )
    )
    return {unit: State(state).label if unit in circle else "มีหนังสือนี้แล้ว" for unit, state in had}


def _owner(session: Session, letter_id: int, unit_id: int) -> str:
    found = session.exec(
        select(Unit.name)
        .join(Assignment, col(Assignment.to_unit_id) == col(Unit.id))
        .where(
            Assignment.letter_id == letter_id,
            Assignment.from_unit_id == unit_id,
            Assignment.purpose == Purpose.OWNER,
            col(Assignment.state).not_in(GONE),
        )
    )
    return found.first() or ""


def _ticked(
    form: SendForm | None, boxes: Sequence[Box], others: Sequence[Box]
) -> Mapping[int, Purpose]:
    """Return the ticks of a form after the boxes it asks for are filled; nothing ticks itself."""
    if form is None:
        return {}
    free = {box.unit_id: box for box in (*boxes, *others) if not box.standing}
    ticks = {unit: purpose for unit, purpose in form.ticks.items() if unit in free}
    on_grid = [box for box in boxes if not box.standing]
    match form.fill:
        case "none":
            return {}
        case "all":
            return {box.unit_id: Purpose.INFORMATION for box in on_grid} | ticks
        case "grid":
            return ticks | {box.unit_id: box.usual for box in on_grid if box.usual}
        case "proposed":
            wanted = [box.proposed for box in free.values() if box.proposed]
            return {one.unit_id: one.purpose for one in wanted} | ticks
        case _:
            return ticks
