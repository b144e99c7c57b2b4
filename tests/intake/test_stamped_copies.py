"""What a unit's copy shows of the journey of its letter, drawn by the job."""

import pypdfium2
import pytest
from sqlmodel import select

from app import handlers
from intake.stamped_copies import stamped_copy, store_stamped
from registry.journal import Event
from registry.models import JournalEntry, Letter, LetterFile
from registry.notes import NoteKind, write_note
from registry.office import Office
from registry.people_models import Unit
from registry.ports import Digest
from registry.registering import ask_for_copy
from registry.thai import arabic_digits
from registry.vocabulary import FileKind, Role
from registry.worker import Worker
from routing import filing, move_undoing, operations
from tests import factories
from tests.conftest import NOW
from tests.routing.conftest import Agency, Level, an_agency


@pytest.fixture
def agency(office: Office) -> Agency:
    return an_agency(office)


@pytest.fixture
def letter(office: Office, agency: Agency) -> Letter:
    """A letter that went from the department to a division and its group, and was acknowledged."""
    top = agency.department
    letter = factories.a_registered_letter(office, top.unit, top.clerk)
    for above, below in ((top, agency.division), (top, agency.other)):
        _acknowledged(office, letter, above, below)
    _acknowledged(office, letter, agency.division, agency.group)
    _work_off(office)
    return letter


def _acknowledged(office: Office, letter: Letter, above: Level, below: Level) -> int:
    sent = factories.a_sent_letter(office, letter, above.unit, below.unit, by=above.clerk)
    factories.a_received_assignment(office, sent, by=below.clerk)
    assert sent.id is not None
    with office.database.transaction() as session:
        operations.acknowledge(session, office.jobs, sent.id, by=below.head, at=NOW)
    return sent.id


def _work_off(office: Office) -> None:
    worker = Worker(office.database, office.clock, handlers(office))
    while worker.run_one():
        pass


def _asked(office: Office, letter: Letter, unit: Unit) -> None:
    with office.database.transaction() as session:
        ask_for_copy(session, office.jobs, letter.id or 0, unit.id or 0)
    _work_off(office)


def _file(office: Office, unit: Unit) -> LetterFile:
    with office.database.reading() as session:
        wanted = select(LetterFile).where(
            LetterFile.unit_id == unit.id, LetterFile.kind == FileKind.STAMPED
        )
        return session.exec(wanted).one()


def _pages(office: Office, unit: Unit) -> list[str]:
    with pypdfium2.PdfDocument(office.files.path(Digest(_file(office, unit).digest))) as pdf:
        return [
            arabic_digits(page.get_textpage().get_text_range()).replace("\r\n", "\n")
            for page in pdf
        ]


@pytest.mark.usefixtures("letter")
def test_the_copy_shows_the_way_down_and_the_own_heads_word_on_page_1(
    office: Office, agency: Agency
) -> None:
    front, stamps, notes = _pages(office, agency.group.unit)
    assert "กรมตัวอย่าง\nเลขรับ 1" in front
    assert "ทราบ\nกลุ่มงานบัญชี เลขรับ 1\n(อารี หัวหน้า)\nผู้อำนวยการ\nวันที่ 2 พ.ค. 2568" in front
    assert "มิใช่ลายมือชื่อ" in front
    assert [stamps.count(name) for name in ("กองคลัง", "กลุ่มงานบัญชี", "กองกฎหมาย")] == [2, 1, 0]
    assert "1. ทราบ กองคลัง เลขรับ 1" in notes
    assert "2. ทราบ กลุ่มงานบัญชี เลขรับ 1" in notes


def test_what_was_taken_back_stands_in_no_box(
    office: Office, agency: Agency, letter: Letter
) -> None:
    group = agency.group
    with office.database.transaction() as session:
        undo = move_undoing.undoable(session, group.head, now=NOW)
        assert undo is not None
        move_undoing.take_back(session, office.jobs, undo.ids[0], by=group.head, at=NOW)
    _asked(office, letter, group.unit)
    front, _, notes = _pages(office, group.unit)
    assert "มิใช่ลายมือชื่อ" not in front
    assert "2. ทราบ กลุ่มงานบัญชี เลขรับ 1 (มีบันทึกแก้ในลำดับที่ 3)" in notes
    assert "แก้ไขเกษียนลำดับที่ 2" in notes


def test_what_is_written_below_is_drawn_at_the_top_only_when_it_is_asked_for(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top, other = agency.department.unit, agency.other
    before = _file(office, top)
    with office.database.transaction() as session:
        write_note(
            session, office.jobs, letter.id or 0, other.unit.id or 0, NoteKind.REMARK, "ตรวจแล้ว",
            by=other.staff, at=NOW,
        )  # fmt: skip
    _work_off(office)
    assert _file(office, top) == before
    _asked(office, letter, top)
    stamps, notes = _pages(office, top)[1:]
    assert "กองกฎหมาย" in stamps
    assert "4. บันทึก กองกฎหมาย เลขรับ 1\nตรวจแล้ว\n(สมชาย ขยัน)" in notes


def test_drawn_again_it_is_the_same_file_and_no_new_entry(
    office: Office, agency: Agency, letter: Letter
) -> None:
    before = _file(office, agency.group.unit)
    _asked(office, letter, agency.group.unit)
    assert _file(office, agency.group.unit) == before
    with office.database.reading() as session:
        made = session.exec(select(JournalEntry).where(JournalEntry.event == Event.LETTER_STAMPED))
        of_group = [one for one in made if one.after["unit_id"] == agency.group.unit.id]
    assert of_group[-1].after["digest"] == before.digest
    assert len({one.after["digest"] for one in of_group}) == len(of_group)


def test_a_unit_renamed_later_keeps_its_name_on_the_stamp(
    office: Office, agency: Agency, letter: Letter
) -> None:
    with office.database.transaction() as session:
        unit = session.get_one(Unit, agency.division.unit.id)
        unit.name = "กองใหม่"
        session.add(unit)
    before = _file(office, agency.group.unit)
    _asked(office, letter, agency.group.unit)
    assert _file(office, agency.group.unit).digest == before.digest


@pytest.mark.parametrize(("kept_until", "words"), [(2573, "เก็บถึง พ.ศ. 2573"), (None, "ห้ามทำลาย")])
def test_a_filed_letter_says_how_long_it_is_kept(
    office: Office, agency: Agency, letter: Letter, kept_until: int | None, words: str
) -> None:
    top, low = agency.group, factories.a_unit(office, "ฝ่ายพัสดุ", under=agency.group.unit)
    level = Level(
        low,
        clerk=factories.a_clerk(office, low),
        head=factories.a_clerk(office, low, roles=[Role.HEAD]),
        staff=factories.a_clerk(office, low),
    )
    assignment = _acknowledged(office, letter, top, level)
    with office.database.transaction() as session:
        filing.file(
            session,
            office.jobs,
            assignment,
            "กค 01",
            "57.4",
            by=level.clerk,
            at=NOW,
            kept_until=kept_until,
        )
    _asked(office, letter, low)
    assert words in _pages(office, low)[0]
    _asked(office, letter, agency.group.unit)
    assert words not in _pages(office, agency.group.unit)[0]


def test_a_copy_overtaken_by_a_note_is_not_kept(
    office: Office, agency: Agency, letter: Letter
) -> None:
    group, before = agency.group, _file(office, agency.group.unit)
    assert letter.id is not None
    assert group.unit.id is not None
    drawn = stamped_copy(office, letter.id, group.unit.id)
    with office.database.transaction() as session:
        write_note(
            session, office.jobs, letter.id, group.unit.id, NoteKind.AGREED, by=group.head, at=NOW
        )
    with office.database.transaction() as session:
        store_stamped(session, letter.id, group.unit.id, drawn, pytest.fail, at=NOW)
    assert _file(office, group.unit) == before
