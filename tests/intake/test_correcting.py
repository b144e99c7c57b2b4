"""A registered letter is put right in the open: the journal keeps what stood before."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import select

from intake.correcting import correct_letter, require_receiver
from intake.drafts import ReasonNeeded
from intake.forms import LetterForm
from registry.errors import NotFound
from registry.models import JournalEntry, Letter, LetterLink, Receipt
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from tests.at_once import waits_for_a_lock
from tests.conftest import NOW
from tests.factories import (
    a_clerk,
    a_delegation,
    a_letter_as_read,
    a_registered_letter,
    a_unit,
    an_agency,
    as_actor,
    found,
)


@pytest.fixture
def unit(office: Office) -> Unit:
    return an_agency(office)


@pytest.fixture
def clerk(office: Office, unit: Unit) -> Actor:
    return a_clerk(office, unit)


def corrected(
    office: Office, letter: Letter, by: Actor, reason: str = "พิมพ์ผิด", **changes: object
) -> Letter:
    said: dict[str, Any] = {
        "pages": letter.pages,
        "kind": letter.kind,
        "reference": letter.reference,
        "date": letter.dated,
        "sender": letter.sender,
        "subject": letter.subject,
        **changes,
    }
    assert letter.id is not None
    with office.database.transaction() as session:
        form = LetterForm.checked(said)
        return correct_letter(session, office.jobs, letter.id, form, reason, by=by, at=NOW)


def test_a_correction_changes_the_row_and_keeps_the_number_and_both_words(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    letter = a_registered_letter(office, unit, clerk, subject="เรือง")
    assert corrected(office, letter, clerk, subject="เรื่อง").subject == "เรื่อง"
    with office.database.reading() as session:
        entry = session.exec(
            select(JournalEntry).where(JournalEntry.event == "letter-corrected")
        ).one()
        assert session.exec(select(Receipt)).one().number == 1
    assert entry.before == {"subject": "เรือง"}
    assert entry.after == {"subject": "เรื่อง", "reason": "พิมพ์ผิด"}


def test_the_journal_says_for_whom_a_substitute_corrected(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    substitute = a_clerk(office, a_unit(office, "กองคลัง", under=unit))
    a_delegation(office, clerk, substitute, unit)
    letter = a_registered_letter(office, unit, clerk)
    corrected(office, letter, as_actor(office, substitute.id), subject="เรื่องใหม่")
    with office.database.reading() as session:
        entry = session.exec(
            select(JournalEntry).where(JournalEntry.event == "letter-corrected")
        ).one()
    assert (entry.officer_id, entry.on_behalf_of) == (substitute.id, clerk.id)


def test_a_corrected_reference_is_cited_by_what_means_it_and_no_longer_by_the_rest(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    cites = {"reference": found("มท 0803.3/ว675"), "date": found("2025-02-13")}
    a_registered_letter(office, unit, clerk, letters=[a_letter_as_read(refers_to=[cites])])
    letter = a_registered_letter(office, unit, clerk, reference="มท 0803.3/675", date="2025-02-13")

    def cited() -> int | None:
        with office.database.reading() as session:
            return session.exec(select(LetterLink)).one().other_id

    assert cited() is None
    letter = corrected(office, letter, clerk, reference="มท 0803.3/ว675")
    assert cited() == letter.id
    corrected(office, letter, clerk, reference="มท 0803.3/ว676")
    assert cited() is None


def test_letters_that_cite_each_other_are_corrected_at_once(each_office: Office) -> None:
    office = each_office
    if office.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    unit = an_agency(office)
    clerk = a_clerk(office, unit)
    one = a_registered_letter(office, unit, clerk, reference="กค 0001/1", date="2025-02-13")
    other = a_registered_letter(office, unit, clerk, reference="กค 0001/2", date="2025-02-13")
    cites = [{"reference": one.reference, "date": one.dated}]
    with ThreadPoolExecutor(1) as pool:
        with office.database.transaction() as session:
            require_receiver(session, one.id or 0, clerk)
            second = pool.submit(corrected, office, other, clerk, refers_to=cites)
            waits = waits_for_a_lock(office.database, second)
        assert second.exception() is None
    assert not waits


def test_only_a_clerk_of_a_unit_that_received_it_may_and_only_with_a_reason(
    office: Office, unit: Unit, clerk: Actor
) -> None:
    letter = a_registered_letter(office, unit, clerk)
    stranger = a_clerk(office, a_unit(office, "กองคลัง", under=unit))
    with pytest.raises(NotFound):
        corrected(office, letter, stranger, subject="ใหม่")
    with pytest.raises(ReasonNeeded):
        corrected(office, letter, clerk, reason=" ", subject="ใหม่")
