"""Sending by a grid and taking it back, on both databases."""

import datetime as dt

import pytest
from sqlmodel import select

from registry.errors import FormRefused, NotFound
from registry.holdings import may_see
from registry.journal import Event
from registry.models import JournalEntry, Letter
from registry.office import Office
from registry.people import Actor
from routing import ending, grid_sending
from routing.errors import MoveRefused, SendingRefused
from routing.grid_sending import TooLate
from routing.models import Assignment
from routing.sending import Recipient
from routing.states import Purpose, State
from tests.conftest import NOW
from tests.factories import a_received_assignment, a_registered_letter, a_sent_letter, findings
from tests.routing.conftest import Agency


def a_batch(
    office: Office, agency: Agency, letter: Letter, *, due_at: dt.datetime | None = None
) -> list[Assignment]:
    top = agency.department
    ticked = [
        Recipient(one.unit.id or 0, Purpose.INFORMATION, due_at=due_at)
        for one in (agency.division, agency.other)
    ]
    with office.database.transaction() as session:
        return grid_sending.send_grid(
            session, office.jobs, letter.id or 0, top.unit.id or 0, ticked, by=top.clerk, at=NOW
        )


def taken_back(office: Office, first: Assignment, by: Actor, *, after: int = 5) -> list[Assignment]:
    with office.database.transaction() as session:
        return grid_sending.take_back(
            session,
            office.jobs,
            first.letter_id,
            first.id or 0,
            by=by,
            at=NOW + dt.timedelta(seconds=after),
        )


def sees(office: Office, actor: Actor, letter: Letter) -> bool:
    with office.database.reading() as session:
        found = session.exec(select(Letter.id).where(Letter.id == letter.id, may_see(actor)))
        return found.first() is not None


def may_send(office: Office, actor: Actor, letter: Letter) -> list[str]:
    with office.database.reading() as session:
        return [one.name for one in grid_sending.sending_units(session, actor, letter.id or 0)]


def test_what_was_just_sent_comes_back_whole_and_is_unseen_again(
    each_office: Office, each_agency: Agency
) -> None:
    top, division = each_agency.department, each_agency.division
    letter = a_registered_letter(each_office, top.unit, top.clerk)
    first, _ = a_batch(each_office, each_agency, letter)
    assert sees(each_office, division.clerk, letter)
    back = taken_back(each_office, first, top.clerk)
    assert {one.state for one in back} == {State.WITHDRAWN}
    assert not sees(each_office, division.clerk, letter)
    with each_office.database.reading() as session:
        entry = session.exec(
            select(JournalEntry).where(JournalEntry.event == Event.LETTER_WITHDRAWN)
        ).one()
    assert entry.after["sent_to"] == ["กองคลัง", "กองกฎหมาย"]
    assert len(a_batch(each_office, each_agency, letter)) == 2
    assert findings(each_office) == []


def test_nothing_comes_back_once_one_unit_has_it_or_time_has_passed(
    each_office: Office, each_agency: Agency
) -> None:
    top = each_agency.department
    letter = a_registered_letter(each_office, top.unit, top.clerk)
    first, second = a_batch(each_office, each_agency, letter)
    with pytest.raises(TooLate):
        taken_back(each_office, first, top.clerk, after=60)
    with pytest.raises(NotFound):
        taken_back(each_office, first, top.head)
    a_received_assignment(each_office, second, by=each_agency.other.clerk)
    with pytest.raises(MoveRefused):
        taken_back(each_office, first, top.clerk)
    with each_office.database.reading() as session:
        assert session.get_one(Assignment, first.id).state is State.DELIVERED


def test_a_unit_sends_on_what_it_has_received_and_still_answers_for(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top, division = agency.department, agency.division
    assert may_send(office, top.clerk, letter) == ["กรมตัวอย่าง"]
    assert may_send(office, top.staff, letter) == []
    sent = a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    assert may_send(office, division.clerk, letter) == []
    a_received_assignment(office, sent, by=division.clerk)
    assert may_send(office, division.clerk, letter) == ["กองคลัง"]
    with office.database.transaction() as session:
        ending.send_back(session, office.jobs, sent.id or 0, "ไม่เกี่ยวข้อง", by=division.clerk, at=NOW)
    assert may_send(office, division.clerk, letter) == []
    with pytest.raises(SendingRefused, match="ยังไม่ได้ลงรับ"):
        a_sent_letter(office, letter, division.unit, agency.group.unit, by=division.clerk)


def test_a_deadline_has_not_passed_and_is_not_after_the_units_own(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top, division = agency.department, agency.division
    with pytest.raises(FormRefused):
        a_batch(office, agency, letter, due_at=NOW)
    day = dt.timedelta(days=1)
    sent = a_sent_letter(
        office, letter, top.unit, division.unit, by=top.clerk, due_at=NOW + 3 * day
    )
    a_received_assignment(office, sent, by=division.clerk)
    group = agency.group.unit.id or 0

    def pass_on(due_at: dt.datetime) -> Assignment:
        ticked = [Recipient(group, Purpose.INFORMATION, due_at=due_at)]
        unit = division.unit.id or 0
        with office.database.transaction() as session:
            return grid_sending.send_grid(
                session, office.jobs, letter.id or 0, unit, ticked, by=division.clerk, at=NOW
            )[0]

    with pytest.raises(FormRefused):
        pass_on(NOW + 4 * day)
    assert pass_on(NOW + 2 * day).due_at == NOW + 2 * day


def test_a_unit_that_entered_a_letter_still_sees_it_after_a_second_sending_is_taken_back(
    each_office: Office, each_agency: Agency
) -> None:
    top, division = each_agency.department, each_agency.division
    letter = a_registered_letter(each_office, top.unit, top.clerk)
    sent = a_sent_letter(each_office, letter, top.unit, division.unit, by=top.clerk)
    received = a_received_assignment(each_office, sent, by=division.clerk)
    with each_office.database.transaction() as session:
        ending.send_back(
            session, each_office.jobs, received.id or 0, "ผิดเรื่อง", by=division.clerk, at=NOW
        )
    again, _ = a_batch(each_office, each_agency, letter)
    taken_back(each_office, again, top.clerk)
    assert sees(each_office, division.clerk, letter)
    assert not sees(each_office, each_agency.other.clerk, letter)
