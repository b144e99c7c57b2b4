import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.db import Database
from registry.filestore import LocalFileStore
from registry.jobs import TableQueue
from registry.office import Office
from registry.settings import Settings
from search import jobs
from search.engine import Engine, open_engine
from tests.fakes import FixedClock
from tests.search.indexed import work_off


@pytest.fixture
def engine(office: Office) -> Engine:
    """The office's own engine, with an index of what is in the register."""
    return ready(office)


@pytest.fixture(params=["whoosh", "tantivy", "postgres"])
def searched_office(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path, clock: FixedClock
) -> Iterator[Office]:
    """An office with nobody in it yet for each search engine, with the database that suits it."""
    data = tmp_path / "office"
    data.mkdir()
    said = {"SARABAN_DATA": str(data), "SARABAN_SEARCH": request.param}
    if request.param == "tantivy":
        pytest.importorskip("tantivy")
    if request.param == "postgres":
        database: Database = request.getfixturevalue("postgres_database")
        said["SARABAN_DATABASE_URL"] = database.url
    else:
        shutil.copy(sqlite_template, data / "registry.db")
    settings = Settings.from_env(said)
    made = Office(
        settings=settings,
        database=Database(settings.database_url),
        files=LocalFileStore(settings.data / "files"),
        jobs=TableQueue(),
        clock=clock,
    )
    yield made
    made.database.engine.dispose()


@pytest.fixture
def searched_engine(searched_office: Office) -> Engine:
    """The engine of ``searched_office``, with an index of what is in the register."""
    return ready(searched_office)


def ready(office: Office) -> Engine:
    made = open_engine(office)
    jobs.prepare(office, made.index)
    work_off(office, made)
    return made
