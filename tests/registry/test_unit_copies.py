"""What stands on which unit's copy, and when a copy made earlier no longer shows it."""

import datetime as dt

import pytest

from registry.errors import NotFound
from registry.notes import NoteKind, write_note
from registry.office import Office
from registry.people import Actor
from registry.registering import live_receipt, void_receipt
from registry.unit_copies import Written, copy_in_hand, written_on
from registry.vocabulary import Role
from tests import factories
from tests.conftest import NOW
from tests.routing.conftest import Agency, an_agency

HOUR = dt.timedelta(hours=1)


class Journey:
    """A letter on its way from the department to a division and its group, and to another."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.agency: Agency = an_agency(office)
        top = self.agency.department
        self.letter = factories.a_registered_letter(office, top.unit, top.clerk)
        assert self.letter.id is not None
        self.letter_id: int = self.letter.id
        for over, under in (("department", "division"), ("department", "other"),
                            ("division", "group")):  # fmt: skip
            above, below = getattr(self.agency, over), getattr(self.agency, under)
            sent = factories.a_sent_letter(
                office, self.letter, above.unit, below.unit, by=above.clerk
            )
            factories.a_received_assignment(office, sent, by=below.clerk)

    def on(self, level: str) -> Written:
        with self.office.database.reading() as session:
            unit = getattr(self.agency, level).unit
            return written_on(session, self.letter_id, unit.id)

    def note(self, level: str, text: str) -> None:
        here = getattr(self.agency, level)
        with self.office.database.transaction() as session:
            write_note(
                session,
                self.office.jobs,
                self.letter_id,
                here.unit.id,
                NoteKind.REMARK,
                text,
                by=here.staff,
                at=NOW,
            )

    def copy(self, who: Actor, unit_id: int | None = None) -> int:
        with self.office.database.reading() as session:
            return copy_in_hand(session, who, self.letter_id, unit_id).unit_id


@pytest.fixture
def journey(each_office: Office) -> Journey:
    return Journey(each_office)


def test_a_copy_carries_the_stamps_of_the_way_down_and_not_the_neighbours(journey: Journey) -> None:
    names = {
        level: [receipt.unit_name for _, receipt in journey.on(level).receipts]
        for level in ("department", "division", "group", "other")
    }
    assert names == {
        "department": ["กรมตัวอย่าง", "กองคลัง", "กองกฎหมาย", "กลุ่มงานบัญชี"],
        "division": ["กรมตัวอย่าง", "กองคลัง", "กลุ่มงานบัญชี"],
        "group": ["กรมตัวอย่าง", "กองคลัง", "กลุ่มงานบัญชี"],
        "other": ["กรมตัวอย่าง", "กองกฎหมาย"],
    }


def test_a_note_changes_the_copies_of_its_circle_and_no_others(journey: Journey) -> None:
    before = {level: journey.on(level).fingerprint for level in ("department", "group", "other")}
    journey.note("group", "ตรวจแล้ว")
    after = {level: journey.on(level).fingerprint for level in before}
    assert [level for level in before if before[level] != after[level]] == ["department", "group"]
    assert [note.text for note in journey.on("department").notes] == ["ตรวจแล้ว"]


def test_the_unit_the_letter_came_to_stamps_first_whatever_the_clerks_wrote(
    journey: Journey,
) -> None:
    top = journey.agency.department
    with journey.office.database.transaction() as session:
        receipt = live_receipt(session, journey.letter_id, top.unit.id or 0)
        assert receipt is not None
        receipt.received_at = NOW + HOUR
        session.add(receipt)
    assert journey.on("group").receipts[0][0] == top.unit.id


def test_a_voided_number_leaves_every_copy(journey: Journey) -> None:
    division = journey.agency.division
    with journey.office.database.transaction() as session:
        receipt = live_receipt(session, journey.letter_id, division.unit.id or 0)
        assert receipt is not None
        void_receipt(
            session, journey.office.jobs, receipt.id or 0, "ผิดเล่ม", by=division.clerk, at=NOW
        )
    assert [unit for unit, _ in journey.on("group").receipts] == [
        journey.agency.department.unit.id, journey.agency.group.unit.id
    ]  # fmt: skip


def test_an_officer_gets_the_copy_of_the_deepest_of_his_units_or_the_one_he_names(
    journey: Journey,
) -> None:
    department, group = journey.agency.department.unit, journey.agency.group.unit
    auditor = factories.a_clerk(journey.office, department, roles=[Role.AUDITOR])
    assert journey.copy(auditor) == group.id
    assert journey.copy(auditor, department.id) == department.id
    assert journey.copy(journey.agency.division.clerk) == journey.agency.division.unit.id


def test_a_neighbours_copy_cannot_be_named(journey: Journey) -> None:
    with pytest.raises(NotFound):
        journey.copy(journey.agency.other.clerk, journey.agency.division.unit.id)


def test_a_letter_under_a_cover_has_the_covers_copy(each_office: Office) -> None:
    agency = factories.an_agency(each_office)
    clerk = factories.a_clerk(each_office, agency)
    cover = factories.a_registered_letter(
        each_office,
        agency,
        clerk,
        page_count=2,
        letters=[
            factories.a_letter_as_read(page_numbers=(1,), wraps=(1,)),
            factories.a_letter_as_read(page_numbers=(2,), reference="กค 1/2"),
        ],
    )
    assert cover.id is not None
    with each_office.database.reading() as session:
        assert copy_in_hand(session, clerk, cover.id + 1).letter_id == cover.id
