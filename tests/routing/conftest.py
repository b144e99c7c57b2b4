"""An agency of three levels, with a clerk and a head at each."""

from dataclasses import dataclass

import pytest

from registry.models import Letter
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Role
from tests import factories


@dataclass(frozen=True)
class Level:
    """One unit and those who work in it."""

    unit: Unit
    clerk: Actor
    head: Actor
    staff: Actor


@dataclass(frozen=True)
class Agency:
    """กรม → กอง → กลุ่มงาน, and a second กอง beside the first."""

    department: Level
    division: Level
    group: Level
    other: Level


def a_level(office: Office, unit: Unit) -> Level:
    return Level(
        unit,
        clerk=factories.a_clerk(office, unit),
        head=factories.a_clerk(
            office, unit, name="อารี หัวหน้า", position="ผู้อำนวยการ", roles=[Role.HEAD]
        ),
        staff=factories.a_clerk(
            office, unit, name="สมชาย ขยัน", position="นักวิชาการ", roles=[Role.STAFF]
        ),
    )


def an_agency(office: Office) -> Agency:
    department = factories.an_agency(office)
    division = factories.a_unit(office, "กองคลัง", under=department, short_name="กค.")
    group = factories.a_unit(office, "กลุ่มงานบัญชี", under=division, short_name="กบช.")
    other = factories.a_unit(office, "กองกฎหมาย", under=department, short_name="กม.")
    return Agency(*(a_level(office, unit) for unit in (department, division, group, other)))


@pytest.fixture
def agency(office: Office) -> Agency:
    return an_agency(office)


@pytest.fixture
def each_agency(each_office: Office) -> Agency:
    """The agency of ``each_office``, once on SQLite and once on PostgreSQL."""
    return an_agency(each_office)


@pytest.fixture
def letter(office: Office, agency: Agency) -> Letter:
    """A letter that the department has registered and sent to nobody yet."""
    top = agency.department
    return factories.a_registered_letter(office, top.unit, top.clerk)
