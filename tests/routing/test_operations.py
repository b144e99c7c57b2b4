"""Sending, receiving and every move, with who may make it and what it leaves behind."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from registry import notes
from registry.errors import NotFound
from registry.holdings import circle_of, holdings_of, may_see
from registry.jobs import Job
from registry.models import Letter, Receipt
from registry.notes import Note, NoteKind
from registry.office import Office
from registry.people import Actor
from registry.registering import Entry
from registry.vocabulary import JobName
from routing import ending, filing, operations, sending
from routing.errors import HolderRefused, MoveRefused, ReasonNeeded, SendingRefused, StalePage
from routing.models import Assignment
from routing.sending import Recipient
from routing.states import Purpose, State
from tests.at_once import all_together
from tests.conftest import NOW
from tests.factories import a_received_assignment, a_registered_letter, a_sent_letter
from tests.routing.conftest import Agency

Ticks = Callable[[Agency], list[Recipient]]


def sees(office: Office, actor: Actor, letter: Letter) -> bool:
    with office.database.reading() as session:
        found = session.exec(select(Letter.id).where(Letter.id == letter.id, may_see(actor)))
        return found.first() is not None


def stands(office: Office, assignment: Assignment) -> State:
    with office.database.reading() as session:
        return session.get_one(Assignment, assignment.id).state


def number_of(office: Office, assignment: Assignment) -> int:
    with office.database.reading() as session:
        found = session.get_one(Assignment, assignment.id)
        return session.get_one(Receipt, found.receipt_id).number


def test_a_sent_letter_is_seen_before_it_is_received(
    each_office: Office, each_agency: Agency
) -> None:
    top, division, other = each_agency.department, each_agency.division, each_agency.other
    letter = a_registered_letter(each_office, top.unit, top.clerk)
    assert not sees(each_office, division.clerk, letter)
    sent = a_sent_letter(each_office, letter, top.unit, division.unit, by=top.clerk)
    assert sent.state is State.DELIVERED
    assert sees(each_office, division.clerk, letter)
    assert not sees(each_office, other.clerk, letter)


def test_each_level_receives_under_its_own_number_and_time(
    each_office: Office, each_agency: Agency
) -> None:
    top, division, group = each_agency.department, each_agency.division, each_agency.group
    a_registered_letter(each_office, top.unit, top.clerk)
    letter = a_registered_letter(each_office, top.unit, top.clerk)
    first = a_received_assignment(
        each_office,
        a_sent_letter(each_office, letter, top.unit, division.unit, by=top.clerk),
        by=division.clerk,
    )
    second = a_received_assignment(
        each_office,
        a_sent_letter(each_office, letter, division.unit, group.unit, by=division.clerk),
        by=group.clerk,
    )
    assert [number_of(each_office, one) for one in (first, second)] == [1, 1]
    with each_office.database.reading() as session:
        holdings = holdings_of(session, letter.id or 0)
    way = {one.unit_id: one.from_unit_id for one in holdings}
    assert way == {
        top.unit.id: None,
        division.unit.id: top.unit.id,
        group.unit.id: division.unit.id,
    }


def test_a_units_copy_carries_the_way_down_and_back_but_not_its_neighbours(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top, division = agency.department, agency.division
    sent = a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    a_sent_letter(office, letter, top.unit, agency.other.unit, by=top.clerk)
    a_received_assignment(office, sent, by=division.clerk)
    a_sent_letter(office, letter, division.unit, agency.group.unit, by=division.clerk)
    with office.database.reading() as session:
        holdings = holdings_of(session, letter.id or 0)
    down = {top.unit.id, division.unit.id, agency.group.unit.id}
    assert circle_of(holdings, division.unit.id or 0) == down
    assert circle_of(holdings, agency.group.unit.id or 0) == down
    assert circle_of(holdings, agency.other.unit.id or 0) == {top.unit.id, agency.other.unit.id}
    assert circle_of(holdings, top.unit.id or 0) == {*down, agency.other.unit.id}


@pytest.mark.parametrize(
    "ticks",
    [
        lambda _: [],
        lambda a: [Recipient(a.department.unit.id, Purpose.INFORMATION)],
        lambda a: [Recipient(a.division.unit.id, Purpose.INFORMATION)] * 2,
        lambda _: [Recipient(999, Purpose.INFORMATION)],
        lambda a: [Recipient(a.division.unit.id, Purpose.ACTION)],
        lambda a: [Recipient(one.unit.id, Purpose.OWNER) for one in (a.division, a.other)],
        lambda a: [Recipient(a.division.unit.id, Purpose.INFORMATION, "ก" * 1001)],
    ],
)
def test_a_grid_that_makes_no_sense_sends_nothing(
    office: Office, agency: Agency, letter: Letter, ticks: Ticks
) -> None:
    with pytest.raises(SendingRefused), office.database.transaction() as session:
        sending.send(
            session,
            office.jobs,
            letter.id or 0,
            agency.department.unit.id or 0,
            ticks(agency),
            by=agency.department.clerk,
            at=NOW,
        )
    with office.database.reading() as session:
        sent = select(Assignment).where(col(Assignment.from_unit_id).is_not(None))
        assert not session.exec(sent).all()


def test_a_closed_unit_is_sent_nothing(office: Office, agency: Agency, letter: Letter) -> None:
    with office.database.transaction() as session:
        agency.other.unit.is_active = False
        session.merge(agency.other.unit)
    with pytest.raises(SendingRefused, match="กองกฎหมาย"):
        a_sent_letter(
            office, letter, agency.department.unit, agency.other.unit, by=agency.department.clerk
        )


def test_a_unit_passes_on_only_what_it_has_received(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top, division = agency.department, agency.division
    a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    with pytest.raises(SendingRefused, match="ยังไม่ได้ลงรับ"):
        a_sent_letter(office, letter, division.unit, agency.group.unit, by=division.clerk)
    with pytest.raises(NotFound):
        a_sent_letter(office, letter, agency.other.unit, agency.group.unit, by=agency.other.clerk)
    with pytest.raises(NotFound):
        a_sent_letter(office, letter, top.unit, agency.other.unit, by=agency.other.clerk)


def test_what_has_not_been_received_can_be_taken_back_and_is_unseen_again(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top, division = agency.department, agency.division
    sent = a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    assert sent.id is not None
    with pytest.raises(ReasonNeeded), office.database.transaction() as session:
        ending.withdraw(session, office.jobs, sent.id, " ", by=top.clerk, at=NOW)
    with pytest.raises(NotFound), office.database.transaction() as session:
        ending.withdraw(session, office.jobs, sent.id, "ส่งผิด", by=division.clerk, at=NOW)
    with office.database.transaction() as session:
        ending.withdraw(session, office.jobs, sent.id, "ส่งผิด", by=top.clerk, at=NOW)
    assert stands(office, sent) is State.WITHDRAWN
    assert not sees(office, division.clerk, letter)
    again = a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    received = a_received_assignment(office, again, by=division.clerk)
    with pytest.raises(MoveRefused), office.database.transaction() as session:
        ending.withdraw(session, office.jobs, received.id or 0, "ส่งผิด", by=top.clerk, at=NOW)


def test_a_letter_sent_back_keeps_its_number_when_it_comes_again(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top, division = agency.department, agency.division
    first = a_received_assignment(
        office,
        a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk),
        by=division.clerk,
    )
    with office.database.transaction() as session:
        ending.send_back(
            session, office.jobs, first.id or 0, "ไม่เกี่ยวข้อง", by=division.clerk, at=NOW
        )
    assert stands(office, first) is State.RETURNED
    assert sees(office, division.clerk, letter)
    again = a_received_assignment(
        office,
        a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk),
        by=division.clerk,
    )
    assert number_of(office, again) == number_of(office, first)


def test_a_letter_from_outside_has_no_sender_here_to_return_it_to(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top = agency.department
    with office.database.transaction() as session:
        root = sending.take_up(session, letter.id or 0, top.unit.id or 0)
    assert root is not None
    with pytest.raises(MoveRefused), office.database.transaction() as session:
        ending.send_back(session, office.jobs, root.id or 0, "ผิดหน่วยงาน", by=top.clerk, at=NOW)


def test_the_head_assigns_and_the_work_goes_on_to_its_end(
    each_office: Office, each_agency: Agency
) -> None:
    top, division = each_agency.department, each_agency.division
    letter = a_registered_letter(each_office, top.unit, top.clerk)
    sent = a_sent_letter(each_office, letter, top.unit, division.unit, by=top.clerk)
    one = a_received_assignment(each_office, sent, by=division.clerk).id or 0
    due = NOW + dt.timedelta(days=3)
    jobs = each_office.jobs

    def step(make: Callable[[Session], Assignment]) -> Assignment:
        with each_office.database.transaction() as session:
            return make(session)

    head, staff, clerk = division.head, division.staff, division.clerk
    held = step(
        lambda s: operations.assign(
            s, jobs, one, staff.id, "มอบสมชายดำเนินการ", by=head, at=NOW, due_at=due
        )
    )
    assert (held.state, held.holder_id, held.due_at) == (State.ASSIGNED, staff.id, due)
    with each_office.database.transaction() as session:
        session.execute(delete(Job))
    step(lambda s: operations.acknowledge(s, jobs, one, by=head, at=NOW))
    with each_office.database.reading() as session:
        assert JobName.INDEX not in session.exec(select(Job.name)).all()
    step(lambda s: operations.start(s, one, by=staff, at=NOW))
    step(lambda s: operations.finish(s, jobs, one, "แจ้งเวียนแล้ว", by=staff, at=NOW))
    filed = step(
        lambda s: filing.file(s, jobs, one, "กค 01", "57.4", by=clerk, at=NOW, kept_until=2573)
    )
    assert (filed.state, filed.version) == (State.FILED, 7)
    with each_office.database.reading() as session:
        written = notes.notes_of(session, letter.id or 0, {division.unit.id or 0})
    assert [note.kind for note in written] == [
        NoteKind.ORDERED,
        NoteKind.ACKNOWLEDGED,
        NoteKind.REPORTED,
    ]
    assert {note.position for note in written} == {"ผู้อำนวยการ", "นักวิชาการ"}


def test_work_is_given_only_to_who_works_there(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top, division = agency.department, agency.division
    sent = a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    one = a_received_assignment(office, sent, by=division.clerk).id or 0
    with pytest.raises(HolderRefused), office.database.transaction() as session:
        operations.assign(
            session, office.jobs, one, agency.other.staff.id, "ทำ", by=division.head, at=NOW
        )
    with pytest.raises(NotFound), office.database.transaction() as session:
        operations.assign(
            session, office.jobs, one, division.staff.id, "ทำ", by=division.staff, at=NOW
        )
    with pytest.raises(NotFound), office.database.transaction() as session:
        operations.acknowledge(session, office.jobs, one, by=division.clerk, at=NOW)


def test_a_page_drawn_before_somebody_acted_is_refused(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top, division = agency.department, agency.division
    sent = a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    one = a_received_assignment(office, sent, by=division.clerk)
    seen = one.version
    with office.database.transaction() as session:
        operations.assign(
            session, office.jobs, one.id or 0, division.staff.id, "ทำ", by=division.head, at=NOW
        )
    with pytest.raises(StalePage), office.database.transaction() as session:
        operations.acknowledge(
            session, office.jobs, one.id or 0, by=division.head, at=NOW, seen=seen
        )


def test_of_six_clicks_at_once_one_wins_and_five_read_a_sentence(
    each_office: Office, each_agency: Agency
) -> None:
    top, division = each_agency.department, each_agency.division
    letter = a_registered_letter(each_office, top.unit, top.clerk)
    sent = a_sent_letter(each_office, letter, top.unit, division.unit, by=top.clerk)

    def click() -> str:
        try:
            with each_office.database.transaction() as session:
                operations.receive(
                    session,
                    each_office.jobs,
                    sent.id or 0,
                    Entry(received_at=NOW),
                    by=division.clerk,
                    at=NOW,
                )
        except MoveRefused as refusal:
            return str(refusal)
        return ""

    said = sorted(all_together([click] * 6))
    assert said[0] == ""
    assert all("อยู่ในสถานะ “ลงรับแล้ว”" in one for one in said[1:])
    with each_office.database.reading() as session:
        receipts = session.exec(select(Receipt).where(Receipt.letter_id == letter.id)).all()
    assert len(receipts) == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE assignment SET state = 'received'",
        "UPDATE assignment SET state = 'withdrawn'",
        "UPDATE assignment SET state = 'filed'",
        "UPDATE assignment SET acknowledged_at = sent_at",
        "UPDATE assignment SET to_unit_id = from_unit_id",
    ],
)
def test_the_database_refuses_a_state_without_its_evidence(
    each_office: Office, each_agency: Agency, change: str
) -> None:
    top, division = each_agency.department, each_agency.division
    letter = a_registered_letter(each_office, top.unit, top.clerk)
    sent = a_sent_letter(each_office, letter, top.unit, division.unit, by=top.clerk)
    with pytest.raises(DBAPIError), each_office.database.engine.begin() as connection:
        connection.execute(text(f"{change} WHERE id = {sent.id}"))


@pytest.mark.parametrize("change", ["UPDATE note SET text = 'x'", "DELETE FROM note"])
def test_the_database_itself_refuses_to_change_a_note(
    each_office: Office, each_agency: Agency, change: str
) -> None:
    top = each_agency.department
    letter = a_registered_letter(each_office, top.unit, top.clerk)
    with each_office.database.transaction() as session:
        notes.write_note(
            session,
            each_office.jobs,
            letter.id or 0,
            top.unit.id or 0,
            NoteKind.REMARK,
            "ก",
            by=top.clerk,
            at=NOW,
        )
    with (
        pytest.raises(DBAPIError, match="append-only"),
        each_office.database.engine.begin() as connection,
    ):
        connection.execute(text(change))


def test_a_correction_is_a_new_note_of_the_same_station(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top = agency.department
    place = letter.id or 0, top.unit.id or 0
    with office.database.transaction() as session:
        wrong = notes.write_note(
            session, office.jobs, *place, NoteKind.REMARK, "เขียนผิด", by=top.clerk, at=NOW
        )
        right = notes.write_note(
            session,
            office.jobs,
            *place,
            NoteKind.REMARK,
            "เขียนถูก",
            by=top.clerk,
            at=NOW,
            corrects_id=wrong.id,
        )
    with pytest.raises(notes.NoteRefused), office.database.transaction() as session:
        notes.write_note(
            session, office.jobs, *place, NoteKind.REMARK, "ก", by=top.clerk, at=NOW, corrects_id=99
        )
    with pytest.raises(notes.NoteRefused), office.database.transaction() as session:
        notes.write_note(
            session, office.jobs, *place, NoteKind.REMARK, " \n ", by=top.clerk, at=NOW
        )
    with office.database.reading() as session:
        assert [note.id for note in session.exec(select(Note))] == [wrong.id, right.id]
