"""What waits for whom: headings that agree with lists, and nothing that waits for nobody."""

import datetime as dt

import pytest
from sqlmodel import col, select

from registry.errors import NotFound
from registry.models import Letter
from registry.office import Office
from registry.people import Actor
from registry.vocabulary import Role, Urgency
from routing import operations
from routing.deadlines import Bucket
from routing.mine_forms import MineFilter
from routing.mine_queries import MinePage, mine
from routing.models import Assignment
from routing.states import OPEN
from tests import factories
from tests.conftest import NOW
from tests.routing.conftest import Agency

HOUR = dt.timedelta(hours=1)


def work_of(office: Office, actor: Actor, **wanted: object) -> MinePage:
    with office.database.reading() as session:
        return mine(session, actor, MineFilter.model_validate(wanted), now=office.clock.now())


def waiting(office: Office, actor: Actor) -> list[int | None]:
    return [row.assignment.id for part in work_of(office, actor).sections for row in part.rows]


def a_letter(office: Office, agency: Agency, **said: object) -> Letter:
    top = agency.department
    return factories.a_registered_letter(office, top.unit, top.clerk, **said)  # type: ignore[arg-type]


def sent(office: Office, agency: Agency, letter: Letter, **said: object) -> Assignment:
    """A letter that lies with กองคลัง, received."""
    top, division = agency.department, agency.division
    lies = factories.a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk, **said)  # type: ignore[arg-type]
    return factories.a_received_assignment(office, lies, by=division.clerk)


def assigned(office: Office, agency: Agency, one: Assignment) -> Assignment:
    staff, head = agency.division.staff, agency.division.head
    assert one.id is not None
    with office.database.transaction() as session:
        return operations.assign(
            session, office.jobs, one.id, staff.id, "ดำเนินการ", by=head, at=NOW
        )


def test_a_letter_waits_for_the_clerk_then_the_head_then_the_holder(
    each_office: Office, each_agency: Agency
) -> None:
    office, agency = each_office, each_agency
    top, division = agency.department, agency.division
    letter = a_letter(office, agency)
    lies = factories.a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    assert waiting(office, division.clerk) == [lies.id]
    assert waiting(office, division.head) == waiting(office, division.staff) == []
    factories.a_received_assignment(office, lies, by=division.clerk)
    assert waiting(office, division.head) == [lies.id]
    assert waiting(office, division.clerk) == waiting(office, division.staff) == []
    assigned(office, agency, lies)
    assert waiting(office, division.staff) == [lies.id]
    assert waiting(office, division.head) == []
    assert waiting(office, agency.other.head) == waiting(office, agency.other.clerk) == []


def test_sections_go_by_deadline_and_the_most_urgent_stands_first(
    each_office: Office, each_agency: Agency
) -> None:
    office, agency = each_office, each_agency
    dues = [NOW - HOUR, NOW + HOUR, NOW + 2 * HOUR, NOW + 48 * HOUR, NOW + 480 * HOUR, None]
    for number, due in enumerate(dues):
        urgency = Urgency.MOST_URGENT if number == 2 else Urgency.NORMAL
        letter = a_letter(office, agency, subject=f"เรื่องที่ {number}", urgency=urgency)
        sent(office, agency, letter, due_at=due)
    found = work_of(office, agency.division.head)
    assert [(part.bucket, part.count) for part in found.sections] == [
        (Bucket.OVERDUE, 1),
        (Bucket.TODAY, 2),
        (Bucket.THIS_WEEK, 1),
        (Bucket.LATER, 1),
        (Bucket.NONE, 1),
    ]
    assert [row.letter.subject for row in found.sections[1].rows] == ["เรื่องที่ 2", "เรื่องที่ 1"]
    assert all(part.count == len(part.rows) for part in found.sections)
    assert found.sections[0].rows[0].left.startswith("เกินกำหนด")


def test_a_section_alone_counts_the_same(office: Office, agency: Agency) -> None:
    for number in range(22):
        sent(office, agency, a_letter(office, agency, subject=f"เรื่องที่ {number}"))
    head = agency.division.head
    short = work_of(office, head).sections[0]
    whole = work_of(office, head, only="none").sections[0]
    assert (short.count, len(short.rows)) == (22, 20)
    assert (whole.count, len(whole.rows)) == (22, 22)


def test_who_stands_in_finds_it_and_is_told_for_whom(office: Office, agency: Agency) -> None:
    one = assigned(office, agency, sent(office, agency, a_letter(office, agency)))
    staff, other = agency.division.staff, agency.other.staff
    assert waiting(office, other) == []
    factories.a_delegation(office, staff, other, agency.division.unit)
    row = work_of(office, factories.as_actor(office, other.id)).sections[0].rows[0]
    assert row.assignment.id == one.id
    assert row.stands_for == staff.name


def test_a_unit_without_a_head_lays_its_orders_before_the_clerk(
    office: Office, agency: Agency
) -> None:
    top = agency.department
    unit = factories.a_unit(office, "กองใหม่", under=top.unit)
    clerk = factories.a_clerk(office, unit)
    lies = factories.a_sent_letter(office, a_letter(office, agency), top.unit, unit, by=top.clerk)
    factories.a_received_assignment(office, lies, by=clerk)
    assert waiting(office, clerk) == [lies.id]


def test_a_unit_of_nobody_is_counted_before_the_superior_without_its_letters(
    office: Office, agency: Agency
) -> None:
    top = agency.department
    unit = factories.a_unit(office, "กองร้าง", under=agency.division.unit)
    factories.a_sent_letter(office, a_letter(office, agency), top.unit, unit, by=top.clerk)
    found = work_of(office, agency.division.head)
    assert found.empty_units == [("กองร้าง", 1)]
    assert found.sections == []
    assert work_of(office, agency.other.head).empty_units == []


def test_everything_open_waits_for_somebody(office: Office, agency: Agency) -> None:
    levels = [agency.department, agency.division, agency.group, agency.other]
    for number in range(6):
        one = sent(office, agency, a_letter(office, agency, subject=f"เรื่องที่ {number}"))
        if number % 2:
            assigned(office, agency, one)
    found = {
        one
        for level in levels
        for actor in (level.clerk, level.head, level.staff)
        for one in waiting(office, actor)
    }
    with office.database.reading() as session:
        lying = set(session.exec(select(Assignment.id).where(col(Assignment.state).in_(OPEN))))
    assert found == lying


def test_an_auditor_has_no_work_here(office: Office, agency: Agency) -> None:
    auditor = factories.a_clerk(office, agency.department.unit, roles=[Role.AUDITOR])
    sent(office, agency, a_letter(office, agency))
    assert waiting(office, auditor) == []


def test_acknowledging_needs_the_permission_that_the_row_says(
    office: Office, agency: Agency
) -> None:
    one = sent(office, agency, a_letter(office, agency))
    assert work_of(office, agency.division.head).sections[0].rows[0].may_acknowledge
    with office.database.transaction() as session, pytest.raises(NotFound):
        operations.acknowledge(
            session, office.jobs, one.id or 0, by=agency.division.staff, at=NOW, seen=one.version
        )
