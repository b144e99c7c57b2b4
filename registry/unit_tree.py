"""The tree of units: what lies under each."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session, select

from registry.people_models import Unit


def units_below(session: Session) -> dict[int, set[int]]:
    """Return for every unit itself and all units under it."""
    parent = {unit: over for unit, over in session.exec(select(Unit.id, Unit.parent_id)) if unit}
    reached: dict[int, set[int]] = {unit: {unit} for unit in parent}
    for unit in parent:
        for above in _above(unit, parent):
            reached[above].add(unit)
    return reached


def _above(unit: int, parent: Mapping[int, int | None]) -> Iterable[int]:
    """Yield the units over one; a loop made behind the program's back ends the walk."""
    seen = {unit}
    while (over := parent.get(unit)) is not None and over not in seen:
        yield over
        seen.add(over)
        unit = over
