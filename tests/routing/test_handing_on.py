"""Work whose officer or unit is gone: given back, returned, and never without a unit."""

import json

import pytest
from sqlmodel import col, select

from registry import jobs, personnel
from registry.errors import NotFound
from registry.holdings import holdings_of
from registry.jobs import Job
from registry.journal import Event
from registry.models import JournalEntry, Letter
from registry.office import Office
from registry.people import Actor
from registry.vocabulary import JobName, Role
from routing import operations
from routing.errors import HolderRefused, StalePage
from routing.jobs import handlers
from routing.models import Assignment
from routing.states import State
from tests import factories
from tests.conftest import NOW
from tests.routing.conftest import Agency, Level


@pytest.fixture
def administrator(each_office: Office, each_agency: Agency) -> Actor:
    return factories.a_clerk(each_office, each_agency.department.unit, roles=[Role.ADMINISTRATOR])


@pytest.fixture
def held(each_office: Office, each_agency: Agency) -> Assignment:
    """Work of กองคลัง that its officer holds."""
    return a_held_assignment(each_office, each_agency.department, each_agency.division)


def a_held_assignment(office: Office, top: Level, division: Level) -> Assignment:
    letter = factories.a_registered_letter(office, top.unit, top.clerk)
    sent = factories.a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    received = factories.a_received_assignment(office, sent, by=division.clerk)
    with office.database.transaction() as session:
        return operations.assign(
            session,
            office.jobs,
            received.id or 0,
            division.staff.id,
            "มอบ",
            by=division.head,
            at=NOW,
        )


def hand_on(office: Office) -> None:
    """Do the jobs that wait for what was closed, and those alone."""
    work = handlers(office)[JobName.HAND_ON].work
    with office.database.reading() as session:
        waiting = session.exec(select(Job).where(Job.name == JobName.HAND_ON)).all()
    for job in waiting:
        jobs.close(office.database, job, finish=work(**json.loads(job.arguments)))


def now(office: Office, assignment: Assignment) -> Assignment:
    with office.database.reading() as session:
        return session.get_one(Assignment, assignment.id)


def journalled(office: Office, event: Event) -> list[JournalEntry]:
    with office.database.reading() as session:
        wanted = select(JournalEntry).where(JournalEntry.event == event)
        return list(session.exec(wanted.order_by(col(JournalEntry.id))))


def close_account(office: Office, officer: Actor, by: Actor) -> None:
    with office.database.transaction() as session:
        personnel.close_account(session, office.jobs, officer.id, by=by, at=NOW)


def test_the_open_work_of_a_closed_account_goes_back_to_its_unit(
    each_office: Office, each_agency: Agency, held: Assignment, administrator: Actor
) -> None:
    close_account(each_office, each_agency.division.staff, administrator)
    hand_on(each_office)
    given_back = now(each_office, held)
    assert (given_back.state, given_back.holder_id) == (State.ASSIGNED, None)
    (entry,) = journalled(each_office, Event.WORK_GIVEN_BACK)
    assert entry.before == {"holder": "สมชาย ขยัน"}
    assert entry.officer_id is None
    with pytest.raises(StalePage), each_office.database.transaction() as session:
        operations.acknowledge(
            session,
            each_office.jobs,
            held.id or 0,
            by=each_agency.division.head,
            at=NOW,
            seen=held.version,
        )


def test_giving_back_twice_is_the_same_as_once(
    each_office: Office, each_agency: Agency, held: Assignment, administrator: Actor
) -> None:
    close_account(each_office, each_agency.division.staff, administrator)
    for _ in range(2):
        finish = handlers(each_office)[JobName.HAND_ON].work(
            officer_id=each_agency.division.staff.id
        )
        with each_office.database.transaction() as session:
            finish(session)
    assert len(journalled(each_office, Event.WORK_GIVEN_BACK)) == 1
    assert now(each_office, held).version == held.version + 1


def test_who_is_back_before_the_work_is_given_back_keeps_it(
    each_office: Office, each_agency: Agency, held: Assignment, administrator: Actor
) -> None:
    staff = each_agency.division.staff
    close_account(each_office, staff, administrator)
    with each_office.database.transaction() as session:
        personnel.reopen_account(session, staff.id, by=administrator, at=NOW)
    hand_on(each_office)
    assert now(each_office, held).holder_id == staff.id


def test_work_that_is_done_keeps_the_name_of_who_did_it(
    each_office: Office, each_agency: Agency, held: Assignment, administrator: Actor
) -> None:
    staff = each_agency.division.staff
    with each_office.database.transaction() as session:
        operations.finish(session, each_office.jobs, held.id or 0, "แจ้งเวียนแล้ว", by=staff, at=NOW)
    close_account(each_office, staff, administrator)
    hand_on(each_office)
    assert now(each_office, held).holder_id == staff.id


def test_a_role_withdrawn_gives_back_the_work_of_that_unit_alone(
    each_office: Office, each_agency: Agency, held: Assignment, administrator: Actor
) -> None:
    top, division = each_agency.department, each_agency.division
    staff, at_top = division.staff, top.unit.id or 0
    with each_office.database.transaction() as session:
        personnel.give_role(session, staff.id, at_top, Role.STAFF, by=administrator, at=NOW)
    with each_office.database.transaction() as session:
        personnel.take_role(
            session, each_office.jobs, staff.id, at_top, Role.STAFF, by=administrator, at=NOW
        )
    hand_on(each_office)
    assert now(each_office, held).holder_id == staff.id
    with each_office.database.transaction() as session:
        personnel.take_role(
            session,
            each_office.jobs,
            staff.id,
            held.to_unit_id,
            Role.STAFF,
            by=administrator,
            at=NOW,
        )
    hand_on(each_office)
    assert now(each_office, held).holder_id is None


def test_nobody_is_given_work_after_his_account_is_closed(
    each_office: Office, each_agency: Agency, held: Assignment, administrator: Actor
) -> None:
    close_account(each_office, each_agency.division.staff, administrator)
    with (
        pytest.raises(HolderRefused, match="ปิดแล้ว"),
        each_office.database.transaction() as session,
    ):
        operations.assign(
            session,
            each_office.jobs,
            held.id or 0,
            each_agency.division.staff.id,
            "อีกครั้ง",
            by=each_agency.division.head,
            at=NOW,
        )


def close_the_other_unit(office: Office, agency: Agency, by: Actor) -> None:
    with office.database.transaction() as session:
        personnel.close_unit(session, office.jobs, agency.other.unit.id or 0, by=by, at=NOW)


def lying_there(office: Office, agency: Agency) -> tuple[Letter, Assignment]:
    top, other = agency.department, agency.other
    letter = factories.a_registered_letter(office, top.unit, top.clerk)
    return letter, factories.a_sent_letter(office, letter, top.unit, other.unit, by=top.clerk)


def test_a_closed_unit_returns_what_it_has_not_begun(
    each_office: Office, each_agency: Agency, administrator: Actor
) -> None:
    unreceived, delivered = lying_there(each_office, each_agency)
    received_letter, sent = lying_there(each_office, each_agency)
    received = factories.a_received_assignment(each_office, sent, by=each_agency.other.clerk)
    close_the_other_unit(each_office, each_agency, administrator)
    hand_on(each_office)
    for one in (delivered, received):
        returned = now(each_office, one)
        assert (returned.state, returned.reason) == (State.RETURNED, "กองกฎหมายปิดแล้ว")
    assert now(each_office, received).receipt_id == received.receipt_id
    with each_office.database.reading() as session:
        holders = [
            [one.unit_id for one in holdings_of(session, letter.id or 0)]
            for letter in (unreceived, received_letter)
        ]
    department, other = each_agency.department.unit.id, each_agency.other.unit.id
    assert holders == [[department], [department, other]]


def test_a_closed_unit_keeps_what_it_has_begun_and_its_officers_finish_it(
    each_office: Office, each_agency: Agency, administrator: Actor
) -> None:
    other = each_agency.other
    begun = a_held_assignment(each_office, each_agency.department, other)
    with each_office.database.transaction() as session:
        operations.start(session, begun.id or 0, by=other.staff, at=NOW)
    close_the_other_unit(each_office, each_agency, administrator)
    hand_on(each_office)
    staff = factories.as_actor(each_office, other.staff.id)
    with each_office.database.transaction() as session:
        done = operations.finish(session, each_office.jobs, begun.id or 0, "เสร็จ", by=staff, at=NOW)
    assert done.state is State.DONE


def test_a_unit_open_again_returns_nothing(
    each_office: Office, each_agency: Agency, administrator: Actor
) -> None:
    _, delivered = lying_there(each_office, each_agency)
    close_the_other_unit(each_office, each_agency, administrator)
    with each_office.database.transaction() as session:
        other = each_agency.other.unit.id or 0
        personnel.reopen_unit(session, other, by=administrator, at=NOW)
    hand_on(each_office)
    assert now(each_office, delivered).state is State.DELIVERED


def test_work_begun_by_a_substitute_is_held_by_whom_he_stands_in_for(
    each_office: Office, each_agency: Agency
) -> None:
    top, division = each_agency.department, each_agency.division
    one = a_held_assignment(each_office, top, division)
    factories.a_delegation(each_office, division.head, top.staff, division.unit)
    acting = factories.as_actor(each_office, top.staff.id)
    with pytest.raises(NotFound), each_office.database.transaction() as session:
        operations.start(session, one.id or 0, by=top.staff, at=NOW)
    sent = factories.a_sent_letter(
        each_office,
        factories.a_registered_letter(each_office, top.unit, top.clerk),
        top.unit,
        division.unit,
        by=top.clerk,
    )
    received = factories.a_received_assignment(each_office, sent, by=division.clerk)
    with each_office.database.transaction() as session:
        operations.acknowledge(session, each_office.jobs, received.id or 0, by=acting, at=NOW)
        begun = operations.start(session, received.id or 0, by=acting, at=NOW)
    assert begun.holder_id == division.head.id
    with each_office.database.reading() as session:
        for_whom = session.exec(
            select(JournalEntry.on_behalf_of).where(JournalEntry.event == Event.WORK_STARTED)
        ).all()
    assert for_whom == [division.head.id]
