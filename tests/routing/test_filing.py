"""Closing a matter, and what the register says of a letter's way."""

import datetime as dt

import pytest
from sqlmodel import delete, select

from registry import annotating
from registry.annotating import EntryTooLong
from registry.errors import NotFound
from registry.jobs import Job
from registry.models import Receipt
from registry.office import Office
from registry.registering import live_receipt
from registry.vocabulary import JobName
from routing import ending, filing, operations
from routing.errors import FilingRefused
from routing.filing import Retention, kept_until, proposed
from routing.models import Assignment
from routing.states import Purpose
from tests.conftest import NOW
from tests.factories import a_received_assignment, a_registered_letter, a_sent_letter
from tests.routing.conftest import Agency, Level


def entry(office: Office, letter_id: int, level: Level) -> Receipt:
    with office.database.reading() as session:
        found = live_receipt(session, letter_id, level.unit.id or 0)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("retention", "years", "forever", "until"),
    [
        (Retention.ORDINARY, None, False, 2578),
        (Retention.DUPLICATE, None, False, 2573),
        (Retention.ROUTINE, 3, False, 2571),
        (Retention.ROUTINE, None, True, None),
        (Retention.HISTORICAL, 10, False, None),
    ],
)
def test_a_class_says_until_when_a_matter_is_kept(
    retention: Retention, years: int | None, until: int | None, *, forever: bool
) -> None:
    assert kept_until(retention, years, forever=forever, at=NOW) == until


def test_the_year_is_that_of_bangkok() -> None:
    eve = dt.datetime(2025, 12, 31, 18, tzinfo=dt.UTC)
    assert kept_until(Retention.ROUTINE, None, forever=False, at=eve) == 2570


def test_nothing_is_kept_for_less_than_its_class_demands() -> None:
    with pytest.raises(FilingRefused, match="5 ถึง"):
        kept_until(Retention.FINANCE, 4, forever=False, at=NOW)


def test_a_circular_for_information_is_proposed_as_a_duplicate() -> None:
    assert proposed(Purpose.INFORMATION, "กค 0414.2/ว273") is Retention.DUPLICATE
    assert proposed(Purpose.INFORMATION, "กค 0414.2/273") is Retention.ORDINARY
    assert proposed(Purpose.OWNER, "กค 0414.2/ว273") is Retention.ORDINARY


def test_a_class_that_is_not_in_the_rule_is_refused(office: Office, agency: Agency) -> None:
    one = received(office, agency)
    with office.database.transaction() as session:
        operations.acknowledge(session, office.jobs, one, by=agency.division.head, at=NOW)
    with pytest.raises(FilingRefused), office.database.transaction() as session:
        filing.file(session, office.jobs, one, "กค 01", "58", by=agency.division.clerk, at=NOW)


def received(office: Office, agency: Agency) -> int:
    top, division = agency.department, agency.division
    letter = a_registered_letter(office, top.unit, top.clerk)
    sent = a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    return a_received_assignment(office, sent, by=division.clerk).id or 0


def test_the_register_says_where_a_letter_went_and_why_it_came_back(
    each_office: Office, each_agency: Agency
) -> None:
    office, top = each_office, each_agency.department
    division, group, other = each_agency.division, each_agency.group, each_agency.other
    letter = a_registered_letter(office, top.unit, top.clerk)
    number = letter.id or 0
    sent = a_sent_letter(office, letter, top.unit, division.unit, by=top.clerk)
    a_received_assignment(office, sent, by=division.clerk)
    below = a_sent_letter(office, letter, division.unit, group.unit, by=division.clerk)
    wrong = a_sent_letter(office, letter, top.unit, other.unit, by=top.clerk)
    with office.database.transaction() as session:
        ending.withdraw(session, office.jobs, wrong.id or 0, "ส่งผิดกอง", by=top.clerk, at=NOW)
    a_received_assignment(office, below, by=group.clerk)
    with office.database.transaction() as session:
        ending.send_back(session, office.jobs, below.id or 0, "ไม่เกี่ยวข้อง", by=group.clerk, at=NOW)
    assert entry(office, number, top).action == "ส่ง กค.\nส่ง กม."
    assert entry(office, number, top).remark == "เรียกคืนจาก กม.: ส่งผิดกอง"
    assert entry(office, number, division).action == "ส่ง กบช."
    assert entry(office, number, division).remark == "กบช. ส่งคืน: ไม่เกี่ยวข้อง"
    assert entry(office, number, group).remark == "ส่งคืน กค.: ไม่เกี่ยวข้อง"


def test_a_clerk_writes_his_own_entry_anew_and_no_other(office: Office, agency: Agency) -> None:
    top, division = agency.department, agency.division
    with office.database.reading() as session:
        one = session.get_one(Assignment, received(office, agency))
    receipt = one.receipt_id or 0
    with office.database.transaction() as session:
        annotating.rewrite(session, receipt, "มอบสมชาย", "", by=division.clerk, at=NOW)
    assert entry(office, one.letter_id, division).action == "มอบสมชาย"
    for stranger in (top.clerk, division.staff):
        with pytest.raises(NotFound), office.database.transaction() as session:
            annotating.rewrite(session, receipt, "ก", "", by=stranger, at=NOW)
    with pytest.raises(EntryTooLong), office.database.transaction() as session:
        annotating.rewrite(session, receipt, "ก" * 2001, "", by=division.clerk, at=NOW)


def test_closing_a_matter_has_the_index_follow(office: Office, agency: Agency) -> None:
    one = received(office, agency)
    clerk = agency.division.clerk
    with office.database.transaction() as session:
        operations.acknowledge(session, office.jobs, one, by=agency.division.head, at=NOW)
        session.exec(delete(Job))
        filed = filing.file(session, office.jobs, one, "กค 01", "57", by=clerk, at=NOW)
        waiting = session.exec(select(Job).where(Job.name == JobName.INDEX)).one()
        assert waiting.arguments == f'{{"letter_id": {filed.letter_id}}}'
