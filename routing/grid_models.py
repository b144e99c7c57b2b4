"""The tables of the distribution grid."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from registry.records import Record, stored
from routing.states import Purpose


class Grid(Record, table=True):
    """ตารางเวียนหนังสือ: the units a unit sends letters to, as printed on its paper grid."""

    __tablename__ = "grid"
    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("name <> ''", name="named"),
        Index(
            "uq_grid_default",
            "unit_id",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", description="whose grid it is")
    name: str
    is_default: bool = Field(default=False, description="the one a letter is shown with first")


class GridCell(Record, table=True):
    """One box of a grid."""

    __tablename__ = "grid_cell"

    grid_id: int = Field(foreign_key="grid.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    position: int = Field(description="its place on the grid, counted from 0")
    purpose: Purpose | None = Field(
        default=None,
        sa_type=stored(Purpose),
        description="what the box is ticked with when the whole grid is; empty: left alone",
    )
