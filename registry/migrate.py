"""Bringing a database to the shape this version of the program expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from registry.db import Database

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def migrate(url: str) -> None:
    """Apply every migration the database has not seen, each in its own transaction."""
    command.upgrade(config_for(url), "head")


def is_current(database: Database) -> bool:
    """Tell whether the database has every migration and no unknown one."""
    with database.engine.connect() as connection:
        have = MigrationContext.configure(connection).get_current_revision()
    return have == ScriptDirectory(str(FOLDER)).get_current_head()


def config_for(url: str) -> Config:
    """Return what Alembic needs to know to change this database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config
