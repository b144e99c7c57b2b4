"""What Alembic runs for every command: our engine, our tables, one transaction for all."""

from alembic import context

import registry.calendar_models
import registry.choices
import registry.holdings
import registry.jobs
import registry.letter_reads
import registry.models
import registry.notes
import registry.rounds
import registry.secret_models  # noqa: F401 - importing them fills Record.metadata
from registry.db import Database
from registry.records import Record

url = context.config.get_main_option("sqlalchemy.url") or ""
database = Database(url)

try:
    with database.engine.connect() as connection:
        if database.is_sqlite:
            # A table that others point at is rebuilt by dropping it, which would take
            # their rows along. Only outside a transaction can this be said.
            connection.connection.execute("PRAGMA foreign_keys = OFF")
        context.configure(
            connection=connection,
            target_metadata=Record.metadata,
            render_as_batch=True,
            compare_type=True,
            # All or nothing: half an upgrade would be a database neither version can use.
            transactional_ddl=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
finally:
    database.engine.dispose()
