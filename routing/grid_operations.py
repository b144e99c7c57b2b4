"""What officers do to the grids of their unit. Every function runs in the caller's transaction."""

import datetime as dt
from collections.abc import Collection, Sequence
from http import HTTPStatus

from sqlmodel import Session, col, delete, select, update

from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.people import Actor, NameTaken
from registry.people_models import Unit
from registry.vocabulary import Permission
from routing.grid_keeping import note_change
from routing.grid_models import Grid, GridCell
from routing.states import Purpose

LARGEST_GRID = 1000


class GridRefused(RegistryError):
    """The distribution grid would make no sense."""

    code = "grid-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "แก้ตารางเวียนไม่ได้ เพราะ{reason}"


def make_grid(session: Session, unit_id: int, name: str, *, by: Actor, at: dt.datetime) -> Grid:
    """Make a grid for a unit; the first one holds the units under it, in order.

    Raises ``NotFound`` unless he sends letters for the unit, ``NameTaken``
    when it has a grid of this name.
    """
    if not by.may(Permission.ROUTE, unit_id):
        raise NotFound(what="หน่วยงาน")
    # Two first grids made at once would both be the default.
    session.exec(select(Unit.id).where(Unit.id == unit_id).with_for_update()).one()
    had = session.exec(select(Grid).where(Grid.unit_id == unit_id)).all()
    _require_free(had, name)
    grid = Grid(unit_id=unit_id, name=name, is_default=not had)
    session.add(grid)
    session.flush()  # the cells name grid.id
    if not had:
        session.add_all(
            GridCell(grid_id=grid.id or 0, unit_id=unit.id or 0, position=place)
            for place, unit in enumerate(open_children(session, unit_id))
        )
    note_change(session, Event.GRID_MADE, grid, by=by, at=at)
    return grid


def rename_grid(session: Session, grid_id: int, name: str, *, by: Actor, at: dt.datetime) -> Grid:
    """Give a grid another name."""
    grid = own_grid(session, grid_id, by=by)
    others = select(Grid).where(Grid.unit_id == grid.unit_id, Grid.id != grid_id)
    _require_free(session.exec(others).all(), name)
    before, grid.name = grid.name, name
    session.add(grid)
    note_change(session, Event.GRID_CHANGED, grid, by=by, at=at, before={"grid": before})
    return grid


def make_default(session: Session, grid_id: int, *, by: Actor, at: dt.datetime) -> Grid:
    """Show letters with this grid first."""
    grid = own_grid(session, grid_id, by=by)
    session.execute(update(Grid).where(col(Grid.unit_id) == grid.unit_id).values(is_default=False))
    grid.is_default = True
    session.add(grid)
    note_change(session, Event.GRID_CHANGED, grid, by=by, at=at, after={"first_shown": True})
    return grid


def delete_grid(session: Session, grid_id: int, *, by: Actor, at: dt.datetime) -> Grid:
    """Delete a grid; letters that were sent with it are not touched.

    The oldest grid left becomes the one shown first if it was this one.
    """
    grid = own_grid(session, grid_id, by=by)
    before = {"cells": _names(session, [cell.unit_id for cell in cells_of(session, grid_id)])}
    session.execute(delete(GridCell).where(col(GridCell.grid_id) == grid_id))
    session.delete(grid)
    session.flush()  # only one grid of a unit may be the default
    left = select(Grid).where(Grid.unit_id == grid.unit_id).order_by(col(Grid.id))
    heir = session.exec(left).first() if grid.is_default else None
    if heir is not None:
        heir.is_default = True
        session.add(heir)
    note_change(session, Event.GRID_DELETED, grid, by=by, at=at, before=before)
    return grid


def add_cells(
    session: Session, grid_id: int, unit_ids: Collection[int], *, by: Actor, at: dt.datetime
) -> Grid:
    """Add open units at the end of a grid, in the order of the tree.

    Raises ``GridRefused`` for a unit that is not there, closed, or the grid's own;
    one that has its box already keeps it.
    """
    grid = own_grid(session, grid_id, by=by)
    cells = cells_of(session, grid_id)
    wanted = set(unit_ids) - {cell.unit_id for cell in cells}
    if not wanted:
        raise GridRefused(reason="ยังไม่ได้เลือกหน่วยงานที่ยังไม่มีในตาราง")
    if grid.unit_id in wanted:
        raise GridRefused(reason="หน่วยงานส่งให้ตนเองไม่ได้")
    if len(cells) + len(wanted) > LARGEST_GRID:
        raise GridRefused(reason=f"ตารางหนึ่งมีได้ไม่เกิน {LARGEST_GRID:,} หน่วยงาน")
    found = session.exec(
        select(Unit).where(col(Unit.id).in_(wanted), col(Unit.is_active)).order_by(col(Unit.id))
    ).all()
    if len(found) != len(wanted):
        raise GridRefused(reason="ไม่พบหน่วยงานที่เลือก หรือหน่วยงานปิดแล้ว กรุณาเปิดหน้าใหม่")
    first = cells[-1].position + 1 if cells else 0
    session.add_all(
        GridCell(grid_id=grid_id, unit_id=unit.id or 0, position=first + step)
        for step, unit in enumerate(found)
    )
    after = {"cells": [unit.name for unit in found]}
    note_change(session, Event.GRID_CHANGED, grid, by=by, at=at, after=after)
    return grid


def remove_cell(
    session: Session, grid_id: int, unit_id: int, *, by: Actor, at: dt.datetime
) -> Grid:
    """Take a unit's box off a grid."""
    grid = own_grid(session, grid_id, by=by)
    session.delete(_cell(cells_of(session, grid_id), unit_id))
    before = {"cells": _names(session, [unit_id])}
    note_change(session, Event.GRID_CHANGED, grid, by=by, at=at, before=before)
    return grid


def move_cell(
    session: Session, grid_id: int, unit_id: int, step: int, *, by: Actor, at: dt.datetime
) -> Grid:
    """Move a box ``step`` places on (back if negative); past an end it stays at the end."""
    grid = own_grid(session, grid_id, by=by)
    cells = list(cells_of(session, grid_id))
    moved = _cell(cells, unit_id)
    place = cells.index(moved)
    cells.insert(max(0, place + step), cells.pop(place))
    for position, cell in enumerate(cells):
        cell.position = position
        session.add(cell)
    after = {"cells": _names(session, [unit_id]), "place": cells.index(moved) + 1}
    note_change(session, Event.GRID_CHANGED, grid, by=by, at=at, after=after)
    return grid


def set_purpose(
    session: Session,
    grid_id: int,
    unit_id: int,
    purpose: Purpose | None,
    *,
    by: Actor,
    at: dt.datetime,
) -> Grid:
    """Say what a box is ticked with when the whole grid is; ``None`` leaves it alone.

    Raises ``GridRefused`` for a second owner: such a grid could never be sent.
    """
    grid = own_grid(session, grid_id, by=by)
    cells = cells_of(session, grid_id)
    cell = _cell(cells, unit_id)
    others = [one.purpose for one in cells if one is not cell]
    if purpose is Purpose.OWNER and Purpose.OWNER in others:
        raise GridRefused(reason="มีเจ้าของเรื่องได้หน่วยงานเดียว")
    cell.purpose = purpose
    session.add(cell)
    after = {"cells": _names(session, [unit_id]), "purpose": purpose.label if purpose else ""}
    note_change(session, Event.GRID_CHANGED, grid, by=by, at=at, after=after)
    return grid


def own_grid(session: Session, grid_id: int, *, by: Actor) -> Grid:
    """Return a grid, locked, of a unit he sends letters for; raise ``NotFound`` otherwise."""
    grid = session.exec(select(Grid).where(Grid.id == grid_id).with_for_update()).first()
    if grid is None or not by.may(Permission.ROUTE, grid.unit_id):
        raise NotFound(what="ตารางเวียนหนังสือ")
    return grid


def cells_of(session: Session, grid_id: int) -> Sequence[GridCell]:
    """Return the boxes of a grid in their order."""
    return session.exec(
        select(GridCell)
        .where(GridCell.grid_id == grid_id)
        .order_by(col(GridCell.position), col(GridCell.unit_id))
    ).all()


def open_children(session: Session, unit_id: int) -> Sequence[Unit]:
    """Return the open units right under one: what its grid holds until it makes one."""
    return session.exec(
        select(Unit).where(Unit.parent_id == unit_id, col(Unit.is_active)).order_by(col(Unit.id))
    ).all()


def _cell(cells: Sequence[GridCell], unit_id: int) -> GridCell:
    found = next((cell for cell in cells if cell.unit_id == unit_id), None)
    if found is None:
        raise NotFound(what="หน่วยงานในตาราง")
    return found


def _require_free(others: Sequence[Grid], name: str) -> None:
    if any(one.name == name for one in others):
        raise NameTaken(what="ตาราง", name=name)


def _names(session: Session, unit_ids: Sequence[int]) -> list[str]:
    units = select(Unit.id, Unit.name).where(col(Unit.id).in_(unit_ids))
    names = dict(session.exec(units).all())
    return [names[unit_id] for unit_id in unit_ids]
