"""What officers do to the grids of their unit, on both databases."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlmodel import col, select

from registry.errors import NotFound
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.people import Actor, NameTaken
from registry.vocabulary import Permission
from routing import grid_operations as grids
from routing.grid_models import Grid
from routing.grid_operations import GridRefused
from routing.states import Purpose
from tests import factories
from tests.conftest import NOW
from tests.routing.conftest import Agency

T = TypeVar("T")


def done(office: Office, change: Callable[..., T], *args: object, by: Actor) -> T:
    with office.database.transaction() as session:
        return change(session, *args, by=by, at=NOW)


def a_grid(office: Office, agency: Agency, name: str = "ตารางประจำ") -> int:
    top = agency.department
    unit = top.unit.id or 0
    made = done(office, grids.make_grid, unit, name, by=top.clerk)
    return made.id or 0


def boxes(office: Office, grid_id: int) -> list[int]:
    with office.database.reading() as session:
        return [cell.unit_id for cell in grids.cells_of(session, grid_id)]


def first_shown(office: Office) -> list[str]:
    with office.database.reading() as session:
        return list(session.exec(select(Grid.name).where(col(Grid.is_default))))


def test_the_first_grid_holds_the_units_below_in_order_and_is_shown_first(
    each_office: Office, each_agency: Agency
) -> None:
    first = a_grid(each_office, each_agency)
    second = a_grid(each_office, each_agency, "เวียนทุกกอง")
    below = [each_agency.division.unit.id, each_agency.other.unit.id]
    assert boxes(each_office, first) == below
    assert boxes(each_office, second) == []
    assert first_shown(each_office) == ["ตารางประจำ"]


def test_boxes_move_come_and_go(each_office: Office, each_agency: Agency) -> None:
    grid, clerk = a_grid(each_office, each_agency), each_agency.department.clerk
    division, other = each_agency.division.unit.id or 0, each_agency.other.unit.id or 0
    group = each_agency.group.unit.id or 0
    done(each_office, grids.add_cells, grid, [group, other], by=clerk)
    assert boxes(each_office, grid) == [division, other, group]
    done(each_office, grids.move_cell, grid, group, -1, by=clerk)
    assert boxes(each_office, grid) == [division, group, other]
    done(each_office, grids.move_cell, grid, division, -1, by=clerk)
    done(each_office, grids.move_cell, grid, other, 1, by=clerk)
    assert boxes(each_office, grid) == [division, group, other]
    done(each_office, grids.remove_cell, grid, group, by=clerk)
    assert boxes(each_office, grid) == [division, other]


def test_only_one_grid_is_shown_first_and_the_oldest_left_inherits(
    each_office: Office, each_agency: Agency
) -> None:
    a_grid(each_office, each_agency)
    second = a_grid(each_office, each_agency, "เวียนทุกกอง")
    clerk = each_agency.department.clerk
    done(each_office, grids.make_default, second, by=clerk)
    assert first_shown(each_office) == ["เวียนทุกกอง"]
    done(each_office, grids.delete_grid, second, by=clerk)
    assert first_shown(each_office) == ["ตารางประจำ"]
    with pytest.raises(NotFound):
        done(each_office, grids.delete_grid, second, by=clerk)


def test_a_grid_has_one_owner_at_most(office: Office, agency: Agency) -> None:
    grid, clerk = a_grid(office, agency), agency.department.clerk
    first, second = boxes(office, grid)
    for unit, purpose in ((first, Purpose.OWNER), (first, Purpose.OWNER), (second, None)):
        done(office, grids.set_purpose, grid, unit, purpose, by=clerk)
    with pytest.raises(GridRefused):
        done(
            office,
            grids.set_purpose,
            grid,
            second,
            Purpose.OWNER,
            by=clerk,
        )


def test_two_grids_of_a_unit_have_two_names(office: Office, agency: Agency) -> None:
    a_grid(office, agency)
    second, clerk = a_grid(office, agency, "อีกตาราง"), agency.department.clerk
    with pytest.raises(NameTaken):
        a_grid(office, agency)
    with pytest.raises(NameTaken):
        done(office, grids.rename_grid, second, "ตารางประจำ", by=clerk)
    done(office, grids.rename_grid, second, "อีกตาราง", by=clerk)


def test_a_grid_takes_no_closed_unknown_or_own_unit(office: Office, agency: Agency) -> None:
    grid, top = a_grid(office, agency), agency.department
    with office.database.transaction() as session:
        agency.group.unit.is_active = False
        session.merge(agency.group.unit)
    for wrong in (agency.group.unit.id or 0, 999, top.unit.id or 0, agency.other.unit.id or 0):
        with pytest.raises(GridRefused):
            done(office, grids.add_cells, grid, [wrong], by=top.clerk)
    assert len(boxes(office, grid)) == 2


def test_only_who_sends_letters_for_the_unit_changes_its_grids(
    office: Office, agency: Agency
) -> None:
    grid, stranger = a_grid(office, agency), agency.division.clerk
    assert not agency.department.staff.may(Permission.ROUTE)
    for who in (stranger, agency.department.staff):
        with pytest.raises(NotFound):
            done(office, grids.rename_grid, grid, "ของฉัน", by=who)
        with pytest.raises(NotFound):
            unit = agency.department.unit.id or 0
            done(office, grids.make_grid, unit, "ของฉัน", by=who)


def test_the_journal_says_what_became_of_a_grid(office: Office, agency: Agency) -> None:
    grid, clerk = a_grid(office, agency), agency.department.clerk
    done(office, grids.delete_grid, grid, by=clerk)
    with office.database.reading() as session:
        wanted = select(JournalEntry).where(col(JournalEntry.event).like("grid-%"))
        entries = session.exec(wanted.order_by(col(JournalEntry.id))).all()
    assert [one.event for one in entries] == [Event.GRID_MADE, Event.GRID_DELETED]
    assert entries[1].before["cells"] == ["กองคลัง", "กองกฎหมาย"]
    assert {one.about_id for one in entries} == {agency.department.unit.id}
    assert factories.findings(office) == []
