"""The migrations build what the models say, and nothing else."""

import contextlib
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from registry import journal
from registry.db import Database
from registry.journal import Event
from registry.migrate import is_current
from registry.records import Record
from tests.conftest import NOW


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
