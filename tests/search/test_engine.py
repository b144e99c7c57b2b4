from pathlib import Path

import pytest

from app import open_office
from registry.db import Database
from registry.office import Office
from registry.settings import Settings, SettingsRefused
from search.engine import ENGINES, open_engine
from search.postgres_backend import PostgresBackend
from search.tantivy_backend import TantivyBackend
from search.whoosh_backend import WhooshBackend


def office_of(folder: Path, **settings: str) -> Office:
    named = {f"SARABAN_{name.upper()}": value for name, value in settings.items()}
    return open_office(Settings.from_env({"SARABAN_DATA": str(folder), **named}))


def test_an_office_that_names_no_engine_has_whoosh(tmp_path: Path) -> None:
    assert isinstance(open_engine(office_of(tmp_path)).index, WhooshBackend)


def test_the_settings_choose_the_engine(tmp_path: Path, postgres_database: Database) -> None:
    url = postgres_database.url
    chosen = office_of(tmp_path, database_url=url, search="postgres")
    assert isinstance(open_engine(chosen).index, PostgresBackend)
    chosen = office_of(tmp_path, search="tantivy")
    assert isinstance(open_engine(chosen).index, TantivyBackend)


def test_postgres_is_refused_where_the_register_is_not(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="SARABAN_DATABASE_URL"):
        open_engine(office_of(tmp_path, search="postgres"))


def test_every_engine_that_can_be_named_can_be_opened() -> None:
    named = Settings.model_fields["search"].annotation
    assert set(getattr(named, "__args__", ())) == set(ENGINES)


def test_another_engine_builds_its_own_index(tmp_path: Path) -> None:
    whoosh = open_engine(office_of(tmp_path)).index
    with whoosh.rebuilding():
        pass
    assert open_engine(office_of(tmp_path, search="tantivy")).index.is_stale
    assert not open_engine(office_of(tmp_path)).index.is_stale
