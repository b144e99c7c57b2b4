"""Fixtures shared by all tests: databases on both engines, an office, the sample folder."""

import datetime as dt
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.engine import make_url

import app  # noqa: F401 - it knows every part, and so every table a test may compare
from registry import passwords
from registry.db import Database
from registry.filestore import LocalFileStore
from registry.jobs import TableQueue
from registry.migrate import migrate
from registry.office import Office
from registry.settings import Settings
from tests import postgres
from tests.fakes import FixedClock

# No test asserts how long anything takes; a busy machine is not a defect.
hypothesis.settings.register_profile("saraban", deadline=None)
hypothesis.settings.load_profile("saraban")

OWASP = passwords.PASSWORDS
"""What the product hashes passwords with."""
ROOT = Path(__file__).resolve().parent.parent
NOW = dt.datetime(2025, 5, 2, 7, 51, tzinfo=dt.UTC)
"""14.51 on 2 May 2568 in Bangkok."""
TODAY = dt.date(2025, 5, 2)
"""The day it is in Bangkok at ``NOW``."""


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hash with the least of argon2id: the passwords of thousands of officers protect nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PASSWORDS", PasswordHasher(1, 8, 1))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real letters and hostile files, which are kept beside the repository, not in it."""
    place = Path(os.environ.get("SARABAN_SHARED", ROOT.parent / "shared"))
    if not (place / "samples").is_dir():
        pytest.skip("the sample folder ../shared is not on this machine")
    return place


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy, since migrating anew for each test is slow."""
    place = tmp_path_factory.mktemp("sqlite") / "registry.db"
    migrate(f"sqlite:///{place}")
    return place


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The maintenance address of a real PostgreSQL holding the database ``template``."""
    # Not below pytest's own folder: the service account may not enter root's.
    folder = Path(tempfile.mkdtemp(prefix="saraban-pg-"))
    try:
        with postgres.server(folder) as address:
            _on(address, "CREATE DATABASE template")
            migrate(_named(address, "template"))
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty migrated database; every test that asks for it runs on both engines."""
    if request.param == "sqlite":
        place = tmp_path / "registry.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), place)
        made = Database(f"sqlite:///{place}")
        yield made
        made.engine.dispose()
        return
    yield request.getfixturevalue("postgres_database")


@pytest.fixture
def postgres_database(postgres_server: str) -> Iterator[Database]:
    """An empty migrated database in PostgreSQL."""
    with a_postgres_database(postgres_server) as address:
        made = Database(address)
        yield made
        made.engine.dispose()


@contextmanager
def a_postgres_database(server: str) -> Iterator[str]:
    """Make an empty migrated database on a server, and yield its address while it is there."""
    name = f"t{uuid.uuid4().hex}"
    _on(server, f"CREATE DATABASE {name} TEMPLATE template")
    yield _named(server, name)
    _on(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path, clock: FixedClock) -> Iterator[Office]:
    """An office on SQLite with nobody in it yet."""
    data = tmp_path / "office"
    data.mkdir()
    shutil.copy(sqlite_template, data / "registry.db")
    settings = Settings.from_env({"SARABAN_DATA": str(data)})
    made = Office(
        settings=settings,
        database=Database(settings.database_url),
        files=LocalFileStore(data / "files"),
        jobs=TableQueue(),
        clock=clock,
    )
    yield made
    made.database.engine.dispose()


@pytest.fixture
def each_office(tmp_path: Path, database: Database, clock: FixedClock) -> Office:
    """An office with nobody in it yet, once on SQLite and once on PostgreSQL."""
    settings = Settings.from_env(
        {"SARABAN_DATA": str(tmp_path / "office"), "SARABAN_DATABASE_URL": database.url}
    )
    return Office(
        settings=settings,
        database=database,
        files=LocalFileStore(settings.data / "files"),
        jobs=TableQueue(),
        clock=clock,
    )


def _named(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)


def _on(address: str, statement: str) -> None:
    maintenance = Database(address)
    with maintenance.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))
    maintenance.engine.dispose()
