"""The migrations build what the models say, and nothing else."""

import contextlib
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from registry import journal
from registry.db import Database
from registry.journal import Event
from registry.migrate import config_for, is_current, migrate
from registry.records import Record
from tests.conftest import NOW

A_BUNDLE = (
    "INSERT INTO bundle (id, original, readable, file_name, media_type, page_count, channel, "
    "arrived_at) VALUES ({id}, 'a', 'a', 'a.pdf', 'application/pdf', 1, '{channel}', "
    "'2025-05-02 07:51:00')"
)
A_PAGE = (
    "INSERT INTO bundle_page (bundle_id, number, text, lines, width, height, turned, engine, "
    "picture, error) VALUES (1, 1, 'ข้อความ', '[]', 0, 0, 0, '', '', '')"
)


def shape(engine: Engine) -> dict[str, Any]:
    """Everything about a database's tables that a program can rely on."""
    seen = inspect(engine)
    return {
        table: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)
            ),
            "primary": seen.get_pk_constraint(table),
            "unique": sorted(str(u["column_names"]) for u in seen.get_unique_constraints(table)),
            "checks": sorted(str(c["name"]) for c in seen.get_check_constraints(table)),
            "foreign": sorted(
                (str(f["constrained_columns"]), f["referred_table"])
                for f in seen.get_foreign_keys(table)
            ),
            "indexes": sorted(
                (str(i["name"]), str(i["column_names"]), bool(i["unique"]))
                for i in seen.get_indexes(table)
            ),
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_build_what_the_models_say(database: Database) -> None:
    assert is_current(database)
    migrated = shape(database.engine)
    with database.engine.begin() as connection:
        for table in inspect(database.engine).get_table_names():
            with contextlib.suppress(DBAPIError):
                cascade = "" if database.is_sqlite else " CASCADE"
                connection.execute(text(f"DROP TABLE {table}{cascade}"))
    Record.metadata.create_all(database.engine)
    assert shape(database.engine) == migrated


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET event = 'x'", "DELETE FROM journal_entry"]
)
def test_the_database_itself_refuses_to_change_the_journal(
    database: Database, statement: str
) -> None:
    with database.transaction() as session:
        journal.record(session, Event.BOOK_OPENED, "book", at=NOW)
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(statement))


def test_rebuilding_a_table_keeps_its_rows_and_those_that_point_at_them(
    database: Database,
) -> None:
    """0007 lets bundles be written here; SQLite can only do so by making the table anew."""
    command.downgrade(config_for(database.url), "0006")
    with database.engine.begin() as connection:
        connection.execute(text(A_BUNDLE.format(id=1, channel="upload")))
        connection.execute(text(A_PAGE))
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text(A_BUNDLE.format(id=2, channel="written")))
    migrate(database.url)
    with database.engine.begin() as connection:
        connection.execute(text(A_BUNDLE.format(id=2, channel="written")))
        kept = connection.execute(
            text("SELECT text FROM bundle_page JOIN bundle ON id = bundle_id")
        )
        assert kept.scalars().all() == ["ข้อความ"]
    for statement in (
        A_BUNDLE.format(id=3, channel="telepathy"),
        "DELETE FROM bundle WHERE id = 1",
    ):
        with pytest.raises(DBAPIError), database.engine.begin() as connection:
            connection.execute(text(statement))


OLD_OFFICE = """
INSERT INTO unit (id, name, short_name, code, is_active) VALUES (1, 'กองคลัง', '', '', true);
INSERT INTO officer (id, login, name, position, password_hash, is_active, created_at)
    VALUES (1, 'a', 'สมศรี', '', '', true, '2025-05-02 07:51:00');
INSERT INTO bundle (id, original, readable, file_name, media_type, page_count, channel, arrived_at)
    VALUES (1, 'a', 'a', 'a.pdf', 'application/pdf', 1, 'upload', '2025-05-02 07:51:00');
INSERT INTO letter (id, bundle_id, pages, kind, reference, reference_key, dated, sender, owner_unit,
    addressee, subject, urgency, secrecy, signatory, signatory_position, phone, email, details,
    evidence)
    VALUES (1, 1, '[1]', 'memo', '', '', '', '', '', '', '', 'normal', 'none', '', '', '', '',
    '{}', '{}');
INSERT INTO register_book (id, unit_id, kind, year, first_number, last_number)
    VALUES (1, 1, 'received', 2568, 1, 1);
INSERT INTO receipt (id, letter_id, book_id, number, received_at, registered_at, officer_id,
    late_reason, action, remark, void_reason)
    VALUES (1, 1, 1, 1, '2025-05-02 07:51:00', '2025-05-02 07:51:00', 1, '', '', '', '');
INSERT INTO letter_file (id, bundle_id, letter_id, kind, digest, made_at)
    VALUES (1, 1, 1, 'stamped', 'b', '2025-05-02 07:51:00')
"""


def test_a_copy_made_before_is_the_registering_units_and_its_stamp_keeps_the_name(
    database: Database,
) -> None:
    """0009 gives each unit a copy of its own."""
    command.downgrade(config_for(database.url), "0008")
    with database.engine.begin() as connection:
        for statement in OLD_OFFICE.split(";"):
            connection.execute(text(statement))
    migrate(database.url)
    with database.engine.begin() as connection:
        kept = connection.execute(text("SELECT unit_id, shows, digest FROM letter_file"))
        assert kept.all() == [(1, "", "b")]
        assert connection.execute(text("SELECT unit_name FROM receipt")).scalars().all() == [
            "กองคลัง"
        ]
