import contextlib
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError
from sqlmodel import select

from app import open_office
from registry.db import Database
from registry.people_models import Unit
from registry.settings import Settings


def test_every_thread_of_the_web_process_has_its_connections(tmp_path: Path) -> None:
    given = {"SARABAN_DATA": str(tmp_path), "SARABAN_WEB_THREADS": "40"}
    database = open_office(Settings.from_env(given)).database
    database.engine.pool._timeout = 0  # type: ignore[attr-defined] # noqa: SLF001 - fail, not wait
    with contextlib.ExitStack() as threads:
        for _ in range(40):
            threads.enter_context(database.reading()).execute(text("SELECT 1"))
            threads.enter_context(database.reading()).execute(text("SELECT 1"))
    database.engine.dispose()


def test_postgresql_compiles_no_question(postgres_database: Database) -> None:
    with postgres_database.reading() as session:
        assert session.execute(text("SHOW jit")).scalar() == "off"
        session.rollback()  # what was set is the connection's, not the transaction's
        assert session.execute(text("SHOW jit")).scalar() == "off"


def test_postgresql_plans_a_question_once_for_many_pages(postgres_database: Database) -> None:
    for _ in range(20):
        with postgres_database.reading() as session:
            kept = session.execute(text("SELECT sum(generic_plans) FROM pg_prepared_statements"))
            planned = kept.scalar()
    assert planned is not None
    assert planned > 5  # the same question, since the fifth time it was asked


def test_reading_changes_nothing(database: Database) -> None:
    with database.reading() as session:
        session.add(Unit(name="กองคลัง", short_name="กค.", parent_id=None))
    with database.reading() as session:
        assert session.exec(select(Unit)).all() == []


def test_postgresql_refuses_a_change_while_reading(postgres_database: Database) -> None:
    with pytest.raises(InternalError, match="read-only"), postgres_database.reading() as session:
        session.add(Unit(name="กองคลัง", short_name="กค.", parent_id=None))
        session.flush()
