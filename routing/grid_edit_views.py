"""The pages on which a unit makes and mends its grids."""

from collections.abc import Callable

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer
from registry.office import office
from registry.web import done, redraws, show
from routing import grid_edit_queries, grid_operations
from routing.blueprint import bp
from routing.grid_forms import CellsForm, GridNameForm, PurposeForm, UnitWanted
from routing.grid_models import Grid
from routing.grid_views import change, senders


def _shown(unit_id: int | None, grid_id: int | None = None) -> Response:
    with office().database.reading() as session:
        page = grid_edit_queries.grids_page(session, current_officer(), unit_id, grid_id)
    return show(page)


def _page(grid: Grid) -> str:
    return url_for("routing.grid_boxes", grid_id=grid.id)


@bp.get("/grids")
@senders
def grids() -> Response:
    """Show the grids of a unit, opened at the one a letter is shown with first."""
    return _shown(UnitWanted.parse(request.args).unit)


@bp.get("/grids/<int:grid_id>")
@senders
def grid_boxes(grid_id: int) -> Response:
    """Show one grid."""
    return _shown(None, grid_id)


@bp.post("/grids")
@senders
@redraws(grids)
def make_grid() -> AnyResponse:
    """Make a grid; a unit's first holds the units below it."""
    unit_id = UnitWanted.parse(request.form).unit or 0
    grid = change(grid_operations.make_grid, unit_id, GridNameForm.parse(request.form).name)
    return done(_page(grid), said=f"สร้างตาราง “{grid.name}” แล้ว")


@bp.post("/grids/<int:grid_id>/name")
@senders
@redraws(grid_boxes)
def rename_grid(grid_id: int) -> AnyResponse:
    """Give a grid another name."""
    name = GridNameForm.parse(request.form).name
    return done(_page(change(grid_operations.rename_grid, grid_id, name)), said="เปลี่ยนชื่อตารางแล้ว")


@bp.post("/grids/<int:grid_id>/first")
@senders
def show_grid_first(grid_id: int) -> AnyResponse:
    """Show letters with this grid first."""
    grid = change(grid_operations.make_default, grid_id)
    return done(_page(grid), said=f"เปิดหนังสือด้วยตาราง “{grid.name}” ก่อน")


@bp.post("/grids/<int:grid_id>/delete")
@senders
def delete_grid(grid_id: int) -> AnyResponse:
    """Delete a grid."""
    grid = change(grid_operations.delete_grid, grid_id)
    said = f"ลบตาราง “{grid.name}” แล้ว หนังสือที่ส่งไปแล้วไม่เปลี่ยน"
    return done(url_for("routing.grids", unit=grid.unit_id), said=said)


@bp.post("/grids/<int:grid_id>/boxes")
@senders
@redraws(grid_boxes)
def add_boxes(grid_id: int) -> AnyResponse:
    """Add units at the end of a grid."""
    units = CellsForm.parse(request.form).units
    return done(_page(change(grid_operations.add_cells, grid_id, units)), said="เพิ่มหน่วยงานแล้ว")


STEPS: dict[str, Callable[[int, int], Grid]] = {
    "up": lambda grid, unit: change(grid_operations.move_cell, grid, unit, -1),
    "down": lambda grid, unit: change(grid_operations.move_cell, grid, unit, 1),
    "remove": lambda grid, unit: change(grid_operations.remove_cell, grid, unit),
}
"""What one press does to a box, by the last word of its address."""


@bp.post(f"/grids/<int:grid_id>/boxes/<int:unit_id>/<any({', '.join(STEPS)}):step>")
@senders
def step_box(grid_id: int, unit_id: int, step: str) -> AnyResponse:
    """Move a box or take it off."""
    return done(f"{_page(STEPS[step](grid_id, unit_id))}#box-{unit_id}")


@bp.post("/grids/<int:grid_id>/boxes/<int:unit_id>/purpose")
@senders
@redraws(lambda grid_id, unit_id: _shown(None, grid_id))  # noqa: ARG005 - the page is the grid's
def set_box_purpose(grid_id: int, unit_id: int) -> AnyResponse:
    """Say what a box is ticked with when the whole grid is."""
    purpose = PurposeForm.parse(request.form).purpose
    grid = change(grid_operations.set_purpose, grid_id, unit_id, purpose)
    return done(f"{_page(grid)}#box-{unit_id}")
