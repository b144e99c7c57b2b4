import contextlib
from pathlib import Path

from sqlalchemy import text

from app import open_office
from registry.db import Database
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
