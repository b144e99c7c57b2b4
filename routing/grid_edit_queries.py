"""The grids of a unit, to be made and mended. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from routing.grid_keeping import named_unit, routing_units
from routing.grid_models import Grid, GridCell
from routing.grid_operations import own_grid
from routing.grid_queries import BY_TREE, cells_for, chosen_grid
from routing.states import Purpose


@dataclass(frozen=True)
class GridsPage(Screen):
    """One grid of a unit with its boxes in order, and the way to the others."""

    template: ClassVar[str] = "routing/grids.html"
    fragment: ClassVar[str] = "routing/_grids.html"

    unit: Unit
    units: Sequence[Unit]
    grids: Sequence[Grid]
    grid: Grid | None
    cells: Sequence[tuple[GridCell, Unit]]
    others: Sequence[tuple[str, Sequence[Unit]]]
    """The open units that are not on it, under the names of their parents."""
    by_tree: str = BY_TREE
    purposes: Sequence[tuple[str, str]] = (
        ("", "ไม่เลือกให้"),
        *((one.value, one.label) for one in Purpose),
    )


def grids_page(
    session: Session, actor: Actor, wanted: int | None, grid_id: int | None = None
) -> GridsPage:
    """Return the grids of a unit he sends letters for, opened at one of them."""
    units = routing_units(session, actor)
    unit = named_unit(units, own_grid(session, grid_id, by=actor).unit_id if grid_id else wanted)
    grids = session.exec(select(Grid).where(Grid.unit_id == unit.id).order_by(col(Grid.id))).all()
    cells = cells_for(session, unit.id or 0, grid_id)
    known = {one.id: one for one in session.exec(select(Unit).order_by(col(Unit.id)))}
    taken = {unit.id, *(cell.unit_id for cell in cells)}
    under: dict[int | None, list[Unit]] = {}
    for one in known.values():
        if one.is_active and one.id not in taken:
            under.setdefault(one.parent_id, []).append(one)
    return GridsPage(
        unit=unit,
        units=units,
        grids=grids,
        grid=chosen_grid(grids, grid_id),
        cells=[(cell, known[cell.unit_id]) for cell in cells],
        others=[
            (known[parent].name if parent in known else "ส่วนราชการ", below)
            for parent, below in under.items()
        ],
    )
