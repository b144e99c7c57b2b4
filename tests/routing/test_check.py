"""``./saraban check`` finds what does not agree in routing, and nothing on a healthy office."""

import pytest
from sqlalchemy import text

from registry.office import Office
from routing.check import check
from tests.factories import a_received_assignment, a_registered_letter, a_sent_letter
from tests.routing.conftest import Agency


def found(office: Office) -> set[str]:
    with office.database.reading() as session:
        return {finding.code for finding in check(session)}


OF_ANOTHER = "UPDATE assignment SET receipt_id = (SELECT MAX(id) FROM receipt)"


@pytest.fixture
def busy_office(each_office: Office, each_agency: Agency) -> Office:
    """An office in which a letter went down three levels and to a neighbour."""
    top, division = each_agency.department, each_agency.division
    letter = a_registered_letter(each_office, top.unit, top.clerk)
    for level in (division, each_agency.other):
        sent = a_sent_letter(each_office, letter, top.unit, level.unit, by=top.clerk)
        a_received_assignment(each_office, sent, by=level.clerk)
    a_sent_letter(each_office, letter, division.unit, each_agency.group.unit, by=division.clerk)
    return each_office


def test_a_healthy_office_gives_nothing_to_find(busy_office: Office) -> None:
    assert found(busy_office) == set()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("routing-unowned", "DELETE FROM assignment WHERE from_unit_id IS NULL"),
        ("routing-receipt", f"{OF_ANOTHER} WHERE receipt_id IS NOT NULL"),
        ("routing-unheld", "DELETE FROM holding WHERE from_unit_id IS NOT NULL"),
        ("routing-held", "DELETE FROM assignment WHERE state = 'delivered'"),
        ("routing-owners", "UPDATE assignment SET purpose = 'owner'"),
        ("routing-rank", "UPDATE assignment SET rank = 0"),
        ("routing-deadline", "UPDATE assignment SET due_at = sent_at"),
    ],
)
def test_what_was_changed_behind_the_programs_back_is_found(
    busy_office: Office, code: str, change: str
) -> None:
    with busy_office.database.engine.begin() as connection:
        connection.execute(text(change))
        connection.execute(text("DELETE FROM job"))  # or what waits in it explains the gap
    assert code in found(busy_office)
