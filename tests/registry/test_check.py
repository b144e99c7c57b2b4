import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app import MENTIONS
from intake.stamped_copies import Stamped, store_stamped
from registry.check import check
from registry.office import Office
from registry.unit_copies import written_on
from tests.conftest import NOW
from tests.factories import a_clerk, a_registered_letter, a_unit, an_agency, stored


@pytest.fixture
def healthy(office: Office) -> Office:
    """An office with a unit below the agency and two registered letters in each."""
    agency = an_agency(office)
    for unit in (agency, a_unit(office, "กองคลัง", under=agency)):
        clerk = a_clerk(office, unit)
        for _ in range(2):
            a_registered_letter(office, unit, clerk)
    return office


def found_in(office: Office) -> set[str]:
    with office.database.reading() as session:
        return {finding.code for finding in check(session, office.files, MENTIONS)}


def an_original(office: Office) -> Path:
    with office.database.engine.connect() as connection:
        digest = connection.execute(text("SELECT original FROM bundle")).scalars().first()
    assert digest is not None
    return office.files.path(digest)


def delete_a_file(office: Office) -> None:
    an_original(office).unlink()


def change_a_byte(office: Office) -> None:
    place = an_original(office)
    place.chmod(0o600)
    with place.open("r+b") as file:
        file.seek(20)
        byte = file.read(1)
        file.seek(20)
        file.write(bytes([byte[0] ^ 1]))


def run_sql(*statements: str) -> Callable[[Office], None]:
    def run(office: Office) -> None:
        with office.database.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    return run


HARM: dict[str, Callable[[Office], object]] = {
    "file-missing": delete_a_file,
    "file-changed": change_a_byte,
    "file-unknown": lambda office: stored(office, b"nobody's"),
    "number-missing": run_sql("DELETE FROM receipt WHERE number = 1"),
    "number-ahead": run_sql("UPDATE register_book SET last_number = 1"),
    "letter-unnumbered": run_sql("DELETE FROM receipt WHERE number = 2"),
    "journal": run_sql(
        "DROP TRIGGER journal_entry_no_UPDATE",
        """UPDATE journal_entry SET "after" = '{}' WHERE event = 'letter-registered'""",
    ),
}


def test_a_healthy_office_has_nothing_to_find(healthy: Office) -> None:
    assert found_in(healthy) == set()


def test_a_stamped_copy_drawn_again_is_history_and_not_a_strangers_file(office: Office) -> None:
    agency = an_agency(office)
    letter = a_registered_letter(office, agency, a_clerk(office, agency))
    assert letter.id is not None
    assert agency.id is not None
    for copy in (b"one stamp", b"two stamps"):
        keep = functools.partial(stored, office, copy)
        with office.database.transaction() as session:
            shows = written_on(session, letter.id, agency.id).fingerprint
            drawn = Stamped(shows, copy)
            store_stamped(session, letter.id, agency.id, drawn, keep, at=NOW)
    assert found_in(office) == set()


def test_a_file_that_comes_in_while_rows_are_listed_is_not_a_strangers(office: Office) -> None:
    def listing(_session: Session) -> Iterator[tuple[str, str]]:
        yield from ()
        stored(office, b"came in meanwhile")

    with office.database.reading() as session:
        assert list(check(session, office.files, [listing])) == []


@pytest.mark.parametrize("code", HARM)
def test_each_harm_is_found(healthy: Office, code: str) -> None:
    HARM[code](healthy)
    assert code in found_in(healthy)
