import pytest
from sqlalchemy import text
from sqlmodel import select

from registry import journal
from registry.db import Database
from registry.journal import Event
from registry.models import JournalEntry
from tests.conftest import NOW

TAMPERINGS = {
    "an edited entry": """UPDATE journal_entry SET "after" = '{"subject": "อื่น"}' WHERE id = 2""",
    "a removed entry": "DELETE FROM journal_entry WHERE id = 2",
    "a removed end": "DELETE FROM journal_entry WHERE id = 3",
    "a changed officer": "UPDATE journal_entry SET event = 'x' WHERE id = 1",
}


@pytest.fixture
def written(database: Database) -> Database:
    with database.transaction() as session:
        for subject in ("ประชุม", "อบรม", "แจ้งเวียน"):
            after = {"subject": subject}
            journal.record(session, Event.LETTER_REGISTERED, "letter", at=NOW, after=after)
    return database


def test_an_untouched_chain_holds(written: Database) -> None:
    with written.reading() as session:
        assert [entry.id for entry in session.exec(select(JournalEntry))] == [1, 2, 3]
        assert list(journal.breaks(session)) == []


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_the_chain_breaks_where_it_was_tampered_with(written: Database, statement: str) -> None:
    with written.engine.begin() as connection:
        if written.is_sqlite:
            connection.execute(text("DROP TRIGGER journal_entry_no_UPDATE"))
            connection.execute(text("DROP TRIGGER journal_entry_no_DELETE"))
        else:
            connection.execute(text("ALTER TABLE journal_entry DISABLE TRIGGER ALL"))
        connection.execute(text(statement))
    with written.reading() as session:
        assert list(journal.breaks(session)) != []


def test_an_undone_change_leaves_no_entry(written: Database) -> None:
    with pytest.raises(ZeroDivisionError), written.transaction() as session:
        journal.record(session, Event.LETTER_REGISTERED, "letter", at=NOW)
        raise ZeroDivisionError
    with written.reading() as session:
        assert list(journal.breaks(session)) == []
