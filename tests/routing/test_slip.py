"""The slip shows the way a letter went, and of it only what is the officer's to see."""

import pytest

from registry import notes
from registry.errors import NotFound
from registry.models import Letter
from registry.notes import NoteKind
from registry.office import Office
from registry.people import Actor
from routing.queries import Slip, slip
from tests.conftest import NOW
from tests.factories import a_received_assignment, a_sent_letter
from tests.routing.conftest import Agency


def slip_for(office: Office, actor: Actor, letter: Letter) -> Slip:
    with office.database.reading() as session:
        return slip(session, actor, letter.id or 0, now=NOW)


def test_neighbours_do_not_read_each_others_notes(
    office: Office, agency: Agency, letter: Letter
) -> None:
    top = agency.department
    for level in (agency.division, agency.other):
        sent = a_sent_letter(office, letter, top.unit, level.unit, by=top.clerk)
        a_received_assignment(office, sent, by=level.clerk)
        with office.database.transaction() as session:
            place = letter.id or 0, level.unit.id or 0
            notes.write_note(
                session,
                office.jobs,
                *place,
                NoteKind.REMARK,
                level.unit.name,
                by=level.clerk,
                at=NOW,
            )
    seen = slip_for(office, agency.division.clerk, letter)
    assert [one.note.text for one in seen.notes] == ["กองคลัง"]
    assert "กองกฎหมาย" not in {one.unit for one in seen.stations}
    above = slip_for(office, top.clerk, letter)
    assert {one.note.text for one in above.notes} == {"กองคลัง", "กองกฎหมาย"}


def test_a_letter_that_was_not_sent_to_a_unit_has_no_slip_there(
    office: Office, agency: Agency, letter: Letter
) -> None:
    with pytest.raises(NotFound):
        slip_for(office, agency.other.clerk, letter)
