"""Bringing a database to the shape this version of the program expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from registry.db import Database

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def migrate(url: str, to: str = "head") -> None:
    """Apply every migration the database has not seen, all in one transaction."""
    command.upgrade(config_for(url), to)


def is_current(database: Database) -> bool:
    """Tell whether the database has every migration and no unknown one."""
    return revision(database) == ScriptDirectory(str(FOLDER)).get_current_head()


def revision(database: Database) -> str | None:
    """Return the last migration the database has seen; ``None`` if it has seen none."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_known(name: str) -> bool:
    """Tell whether this version of the program has a migration of that name."""
    return name in {one.revision for one in ScriptDirectory(str(FOLDER)).walk_revisions()}


def config_for(url: str) -> Config:
    """Return what Alembic needs to know to change this database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config
