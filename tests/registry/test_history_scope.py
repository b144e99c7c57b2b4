from sqlmodel import select

from registry.forms import HistoryFilter
from registry.history_queries import history
from registry.models import Receipt
from registry.office import Office
from registry.people import Actor, give_role
from registry.people_models import Unit
from registry.registering import reserve_numbers, void_receipt
from registry.vocabulary import Role
from tests.conftest import NOW
from tests.factories import a_clerk, a_registered_letter, a_unit, an_arrived_file, as_actor


def things(office: Office, auditor: Actor) -> list[tuple[str, int | None]]:
    """What the journal tells an auditor of: kind of thing and its id, oldest first."""
    with office.database.reading() as session:
        entries = history(session, auditor, HistoryFilter()).entries
    return [(one.about, one.about_id) for one in reversed(entries)]


def everything_done_in(office: Office, unit: Unit, clerk: Actor) -> tuple[int, int, int]:
    """A clerk uploads a file, registers a letter, voids its number and reserves others."""
    draft = an_arrived_file(office, unit, by=clerk)
    letter = a_registered_letter(office, unit, clerk)
    with office.database.transaction() as session:
        receipt = session.exec(select(Receipt).where(Receipt.letter_id == letter.id)).one()
        void_receipt(session, office.jobs, receipt.id or 0, "ผิด", by=clerk, at=NOW)
        reserve_numbers(session, unit.id or 0, 2, "ไฟดับ", by=clerk, at=NOW)
        give_role(session, clerk.id, unit.id or 0, Role.HEAD, at=NOW, by=clerk.id)
    return draft.id or 0, letter.id or 0, receipt.id or 0


def test_an_auditor_of_one_unit_reads_nothing_of_what_its_officers_did_in_another(
    each_office: Office,
) -> None:
    agency = a_unit(each_office, "กรม")
    ours = a_unit(each_office, "กองเรา", under=agency)
    theirs = a_unit(each_office, "กองอื่น", under=agency)
    clerk = a_clerk(each_office, ours)
    auditor = a_clerk(each_office, ours, login="auditor", roles=[Role.AUDITOR])
    with each_office.database.transaction() as session:
        give_role(session, clerk.id, theirs.id or 0, Role.CLERK, at=NOW, by=clerk.id)
    clerk = as_actor(each_office, clerk.id)
    everything_done_in(each_office, theirs, clerk)
    assert things(each_office, auditor) == []
    draft, letter, receipt = everything_done_in(each_office, ours, clerk)
    told = things(each_office, auditor)
    assert told[:3] == [("ไฟล์เข้า", draft), ("หนังสือ", letter), ("เลขรับ", receipt)]
    assert [about for about, _ in told[3:]] == ["สมุดทะเบียน", "เจ้าหน้าที่"]


def test_the_auditor_of_the_agency_reads_everything(each_office: Office) -> None:
    agency = a_unit(each_office, "กรม")
    theirs = a_unit(each_office, "กองอื่น", under=agency)
    auditor = a_clerk(each_office, agency, login="auditor", roles=[Role.AUDITOR])
    everything_done_in(each_office, theirs, a_clerk(each_office, theirs))
    told = {about for about, _ in things(each_office, auditor)}
    assert told == {"ไฟล์เข้า", "หนังสือ", "เลขรับ", "สมุดทะเบียน", "เจ้าหน้าที่", "หน่วยงาน"}
