"""Who has heard of a circular, as far as each may know, and reminding the rest."""

import pytest
from sqlmodel import select

from registry.errors import NotFound
from registry.journal import Event
from registry.letter_reads import note_read, unread_by
from registry.models import JournalEntry, Letter, LetterLink
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import LinkKind
from routing import operations, sending, who_operations
from routing.errors import ReminderRefused
from routing.models import Assignment
from routing.notice_models import Notice, NoticeKind
from routing.sending import Recipient
from routing.states import Purpose
from routing.who_forms import WhoFilter
from routing.who_queries import WhoPage, who
from tests import factories
from tests.conftest import NOW
from tests.fakes import FixedClock
from tests.routing.conftest import Agency
from tests.routing.test_mine import a_letter


def page_of(office: Office, actor: Actor, letter: Letter, **wanted: object) -> WhoPage:
    with office.database.reading() as session:
        shown = WhoFilter.model_validate(wanted)
        return who(session, actor, letter.id or 0, shown, now=office.clock.now())


def units(page: WhoPage) -> list[str]:
    return [row.unit for row in page.rows]


@pytest.fixture
def circular(each_office: Office, each_agency: Agency) -> Letter:
    """A letter that the department sent to both divisions, and กองคลัง to its group."""
    office, agency = each_office, each_agency
    top, division = agency.department, agency.division
    letter = a_letter(office, agency)
    first = factories.a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    factories.a_sent_letter(office, letter, top.unit, agency.other.unit, by=top.clerk)
    factories.a_received_assignment(office, first, by=division.clerk)
    group = agency.group.unit
    factories.a_sent_letter(office, letter, division.unit, group, by=division.clerk)
    return letter


def acknowledge(office: Office, letter: Letter, unit: Unit, by: Actor) -> None:
    with office.database.transaction() as session:
        lies = select(Assignment.id).where(
            Assignment.letter_id == letter.id, Assignment.to_unit_id == unit.id
        )
        number = session.exec(lies).one()
        operations.acknowledge(session, office.jobs, number or 0, by=by, at=office.clock.now())


def test_each_sees_the_units_below_and_no_neighbours(
    each_office: Office, each_agency: Agency, circular: Letter
) -> None:
    agency = each_agency
    top = page_of(each_office, agency.department.head, circular)
    assert units(top) == ["กองคลัง", "กองกฎหมาย", "กลุ่มงานบัญชี"]
    assert units(page_of(each_office, agency.division.head, circular)) == ["กลุ่มงานบัญชี"]
    assert units(page_of(each_office, agency.other.head, circular)) == []
    assert units(page_of(each_office, agency.group.head, circular)) == []


def test_a_stranger_has_no_such_page(
    each_office: Office, each_agency: Agency, circular: Letter
) -> None:
    unit = factories.a_unit(each_office, "กองอื่น", under=each_agency.department.unit)
    with pytest.raises(NotFound):
        page_of(each_office, factories.a_clerk(each_office, unit), circular)


def test_what_is_counted_is_what_is_shown(
    each_office: Office, each_agency: Agency, circular: Letter
) -> None:
    division = each_agency.division
    acknowledge(each_office, circular, division.unit, division.head)
    page = page_of(each_office, each_agency.department.clerk, circular)
    assert (page.sent, page.received, page.acknowledged, page.waiting) == (3, 1, 1, 2)
    short = page_of(each_office, each_agency.department.clerk, circular, waiting=True)
    assert units(short) == ["กองกฎหมาย", "กลุ่มงานบัญชี"]
    assert (short.sent, short.waiting) == (3, 2)
    row = page.rows[0]
    assert (row.number, row.acknowledged_by, row.elapsed) == (1, division.head.name, "ไม่ถึงนาที")
    assert "กองกฎหมาย, กลุ่มงานบัญชี" in short.reminder


def test_the_first_opening_in_the_unit_is_shown(
    each_office: Office, each_agency: Agency, circular: Letter, clock: FixedClock
) -> None:
    other = each_agency.other
    for reader in (other.head, other.clerk):
        with each_office.database.transaction() as session:
            there = unread_by(session, reader, circular.id or 0)
            note_read(session, reader, circular.id or 0, there, at=clock.now())
        clock.time += NOW - NOW.replace(hour=0)
    row = page_of(each_office, each_agency.department.clerk, circular).rows[1]
    assert row.read_at == NOW


def test_reminding_tells_each_unit_once_a_day_and_the_journal(
    each_office: Office, each_agency: Agency, circular: Letter, clock: FixedClock
) -> None:
    office, top = each_office, each_agency.department

    def remind() -> int:
        with office.database.transaction() as session:
            return who_operations.remind(
                session, office.jobs, circular.id or 0, by=top.clerk, at=clock.now()
            )

    assert remind() == 3
    with pytest.raises(ReminderRefused):
        remind()
    with office.database.reading() as session:
        told = session.exec(
            select(Notice.officer_id).where(Notice.kind == NoticeKind.REMINDER)
        ).all()
        entry = session.exec(
            select(JournalEntry).where(JournalEntry.event == Event.UNITS_REMINDED.value)
        ).one()
    # The division has received it: there its head is asked; elsewhere the clerks.
    asked = (each_agency.division.head, each_agency.other.clerk, each_agency.group.clerk)
    assert sorted(told) == sorted(one.id for one in asked)
    assert entry.after == {"sent_to": ["กองคลัง", "กองกฎหมาย", "กลุ่มงานบัญชี"]}
    clock.time = clock.time.replace(day=clock.time.day + 1)
    assert remind() == 3


def test_nobody_reminds_units_that_are_not_below_his(
    each_office: Office, each_agency: Agency, circular: Letter
) -> None:
    with each_office.database.reading() as session:
        lies = select(Assignment.id).where(Assignment.to_unit_id == each_agency.other.unit.id)
        number = session.exec(lies.where(Assignment.letter_id == circular.id)).one()
    division = each_agency.division
    with each_office.database.transaction() as session, pytest.raises(NotFound):
        who_operations.remind(
            session, each_office.jobs, circular.id or 0, number, by=division.clerk, at=NOW
        )
    with each_office.database.transaction() as session, pytest.raises(ReminderRefused):
        who_operations.remind(
            session, each_office.jobs, circular.id or 0, by=each_agency.other.clerk, at=NOW
        )


def test_passed_on_copies_stand_in_the_same_matrix(
    each_office: Office, each_agency: Agency, circular: Letter
) -> None:
    office, top = each_office, each_agency.department
    copy = a_letter(office, each_agency, subject="บันทึกนำส่ง", reference="กค 0100/ว9")
    factories.a_sent_letter(office, copy, top.unit, each_agency.other.unit, by=top.clerk)
    with office.database.transaction() as session:
        for kind in (LinkKind.FORWARDS, LinkKind.WRAPS):
            session.add(LetterLink(letter_id=copy.id or 0, kind=kind, other_id=circular.id))
    for one in (circular, copy):
        page = page_of(office, top.head, one)
        assert sorted(letter.id or 0 for letter in page.letters) == [circular.id, copy.id]
        assert page.sent == 4
        assert {row.letter.id for row in page.rows} == {circular.id, copy.id}
    assert page_of(office, each_agency.division.head, circular).sent == 1


def test_a_page_holds_a_hundred_and_the_next_goes_on(
    office: Office, agency: Agency, letter: Letter
) -> None:

    top = agency.department
    made = [factories.a_unit(office, f"หน่วย {n}", under=top.unit) for n in range(103)]
    with office.database.transaction() as session:
        ticked = [Recipient(one.id or 0, Purpose.INFORMATION) for one in made]
        sending.send(
            session, office.jobs, letter.id or 0, top.unit.id or 0, ticked, by=top.clerk, at=NOW
        )
    first = page_of(office, top.head, letter)
    last = page_of(office, top.head, letter, page=2)
    assert (first.pages, len(first.rows), len(last.rows)) == (2, 100, 3)
    assert not set(units(first)) & set(units(last))
