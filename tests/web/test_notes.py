"""Writing on a letter: notes, corrections, and orders to units below."""

import pytest
from sqlmodel import select

from registry.notes import Note, NoteKind
from registry.office import Office
from registry.people_models import Unit
from registry.vocabulary import Role
from routing.models import Assignment
from routing.states import Purpose, State
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Agency

HTMX = {"HX-Request": "true"}


@pytest.fixture
def group(office: Office, agency: Agency) -> Unit:
    with office.database.reading() as session:
        division = session.get_one(Unit, agency.division)
    return factories.a_unit(office, "กลุ่มงานทดสอบ", under=division)


@pytest.fixture
def one(office: Office, agency: Agency) -> Assignment:
    """A letter the division has received and its head has not read yet."""
    with office.database.reading() as session:
        root, division = (session.get_one(Unit, one) for one in (agency.root, agency.division))
    sender = factories.a_clerk(office, root)
    letter = factories.a_registered_letter(office, root, sender)
    sent = factories.a_sent_letter(office, letter, root, division, by=sender)
    clerk = factories.as_actor(office, agency.officers[Role.CLERK])
    return factories.a_received_assignment(office, sent, by=clerk)


def written(office: Office) -> list[Note]:
    with office.database.reading() as session:
        return list(session.exec(select(Note).order_by(Note.id)))  # type: ignore[arg-type]


def test_a_correction_stands_beside_what_it_strikes_through(
    clerk: Browser, office: Office, one: Assignment
) -> None:
    at = f"/routing/assignments/{one.id}/notes"
    clerk.post(at, {"kind": "remark", "text": "โทรศัพท์แจ้งแล้ว"})
    (wrong,) = written(office)
    right = {"kind": "remark", "text": "โทรสารแจ้งแล้ว", "corrects_id": str(wrong.id)}
    answer = clerk.post(at, right)
    page = clerk.get(answer.location).text
    assert f'<li id="note-{wrong.id}" class="void">' in page
    assert "โทรศัพท์แจ้งแล้ว" in page
    assert f'แก้ <a href="#note-{wrong.id}">' in page
    assert page.count("แก้บันทึกนี้") == 1


def test_each_writes_only_what_his_place_allows(
    clerk: Browser, head: Browser, office: Office, one: Assignment
) -> None:
    at = f"/routing/assignments/{one.id}"
    assert '<option value="approved"' not in clerk.get(at).text
    assert clerk.post(f"{at}/notes", {"kind": "approved", "text": "ก"}).status_code == 404
    assert head.post(f"{at}/notes", {"kind": "returned", "text": "ก"}).status_code == 422
    refused = head.post(f"{at}/notes", {"kind": "remark", "text": " "})
    assert refused.status_code == 422
    assert "ยังไม่ได้เขียนข้อความ" in refused.text
    assert head.post(f"{at}/notes", {"kind": "approved", "text": ""}, HTMX).status_code == 204
    assert [note.kind for note in written(office)] == [NoteKind.APPROVED]


def test_an_order_sends_to_units_below_and_counts_as_read(
    head: Browser, office: Office, one: Assignment, group: Unit
) -> None:
    order = {"version": "2", "order": "ให้ดำเนินการ", "due": "6 พ.ค. 2568"}
    at = f"/routing/assignments/{one.id}/units"
    assert head.post(at, order).status_code == 422
    kept = head.post(at, {**order, f"purpose.{group.id}": "action"})
    assert kept.status_code == 422
    assert "ให้ดำเนินการ</textarea>" in kept.text
    assert written(office) == []
    answer = head.post(at, {**order, f"purpose.{group.id}": "owner"})
    assert answer.status_code == 303
    assert "กลุ่มงานทดสอบ" in head.get(answer.location).text
    with office.database.reading() as session:
        station = session.get_one(Assignment, one.id)
        below = session.exec(select(Assignment).where(Assignment.to_unit_id == group.id)).one()
    assert (station.state, station.version) == (State.ACKNOWLEDGED, 3)
    assert (below.purpose, below.from_unit_id) == (Purpose.OWNER, one.to_unit_id)
    assert below.due_at is not None
    assert [note.kind for note in written(office)] == [NoteKind.ORDERED]
    assert head.post(at, {**order, f"purpose.{group.id}": "owner"}).status_code in {409, 422}


def test_nothing_is_written_on_a_letter_the_unit_has_not_received(
    office: Office, agency: Agency, clerk: Browser
) -> None:
    with office.database.reading() as session:
        root = session.get_one(Unit, agency.root)
        division = session.get_one(Unit, agency.division)
    sender = factories.a_clerk(office, root)
    letter = factories.a_registered_letter(office, root, sender)
    sent = factories.a_sent_letter(office, letter, root, division, by=sender)
    at = f"/routing/assignments/{sent.id}"
    assert "เขียนเกษียน" not in clerk.get(at).text
    assert clerk.post(f"{at}/notes", {"kind": "remark", "text": "ก"}).status_code == 409
