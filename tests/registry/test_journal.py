from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text
from sqlmodel import select

from registry import journal
from registry.db import Database
from registry.journal import Event
from registry.models import JournalEntry
from tests.conftest import NOW

COPIED = (
    "INSERT INTO journal_entry SELECT 4, at, officer_id, on_behalf_of, event, about, about_id, "
    '"before", "after", previous, hash FROM journal_entry WHERE id = 3'
)
TAMPERINGS = {
    "an edited entry": (
        ["""UPDATE journal_entry SET "after" = '{"subject": "อื่น"}' WHERE id = 2"""],
        (2, "ถูกแก้ไข"),
    ),
    "a removed entry": (["DELETE FROM journal_entry WHERE id = 2"], (2, "หายไป")),
    "a removed end": (["DELETE FROM journal_entry WHERE id = 3"], (3, "หายไป")),
    "a changed event": (["UPDATE journal_entry SET event = 'x' WHERE id = 1"], (1, "ถูกแก้ไข")),
    "two that changed places": (
        [
            f"UPDATE journal_entry SET id = {to} WHERE id = {of}"
            for of, to in ((2, 9), (3, 2), (9, 3))
        ],
        (2, "สลับ"),
    ),
    "an added entry": ([COPIED], (4, "เพิ่ม")),
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


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_the_chain_breaks_where_it_was_tampered_with(written: Database, tampering: str) -> None:
    statements, (entry_id, word) = TAMPERINGS[tampering]
    with unguarded(written) as connection:
        for statement in statements:
            connection.execute(text(statement))
    named, reason = first_break(written)
    assert named == entry_id
    assert word in reason


@pytest.mark.parametrize("entry_id", [2, 3])
def test_an_entry_written_anew_with_its_own_hash_is_named(written: Database, entry_id: int) -> None:
    with written.reading() as session:
        forged = session.get_one(JournalEntry, entry_id)
        forged.event = Event.SIGNED_OUT
        said = {"event": forged.event, "hash": journal.fingerprint(forged), "id": entry_id}
    with unguarded(written) as connection:
        anew = "UPDATE journal_entry SET event = :event, hash = :hash WHERE id = :id"
        connection.execute(text(anew), said)
    assert first_break(written)[0] == entry_id


@contextmanager
def unguarded(database: Database) -> Iterator[Connection]:
    """Past the triggers, as somebody is who owns the database."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER journal_entry_no_UPDATE"))
            connection.execute(text("DROP TRIGGER journal_entry_no_DELETE"))
        else:
            connection.execute(text("ALTER TABLE journal_entry DISABLE TRIGGER ALL"))
        yield connection


def first_break(database: Database) -> tuple[int, str]:
    with database.reading() as session:
        first, *_ = journal.breaks(session)
    return first


def test_an_undone_change_leaves_no_entry(written: Database) -> None:
    with pytest.raises(ZeroDivisionError), written.transaction() as session:
        journal.record(session, Event.LETTER_REGISTERED, "letter", at=NOW)
        raise ZeroDivisionError
    with written.reading() as session:
        assert list(journal.breaks(session)) == []
