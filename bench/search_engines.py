"""Every engine this machine has, each with an index of the same documents."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa

from search.analyzer import Analyzer
from search.backend import SearchBackend
from search.postgres_rows import SCHEMA
from tests import postgres

ENGINES = ("whoosh", "postgres", "tantivy")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an engine keeps its index; another process can open it."""

    engine: str
    address: str
    """A folder, or a database."""
    stamp: Path
    """Says of which letters the index was built."""

    def opened(self) -> SearchBackend:
        """Open the index as a process of the office does."""
        version = Analyzer().version
        if self.engine == "whoosh":
            from search.whoosh_backend import WhooshBackend  # noqa: PLC0415 - only where asked for

            return WhooshBackend(Path(self.address), version)
        if self.engine == "tantivy":
            from search.tantivy_backend import TantivyBackend  # noqa: PLC0415 - an extra

            return TantivyBackend(Path(self.address), version)
        from search.postgres_backend import PostgresBackend  # noqa: PLC0415 - only where asked for

        return PostgresBackend(sa.create_engine(self.address), version)

    def holds(self, fingerprint: str) -> bool:
        """Tell whether an earlier run has built this very index here."""
        return self.stamp.exists() and self.stamp.read_text() == fingerprint

    def megabytes(self) -> float:
        """Return what the index takes on the disk."""
        if self.engine != "postgres":
            files = (path for path in Path(self.address).rglob("*") if path.is_file())
            return sum(path.stat().st_size for path in files) / 1e6
        tables = sa.text(
            "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = :schema AND c.relkind = 'r'"
        )
        engine = sa.create_engine(self.address)
        with engine.connect() as connection:
            size = float(connection.execute(tables, {"schema": SCHEMA}).scalar_one())
        engine.dispose()
        return size / 1e6


@contextmanager
def places(folder: Path, wanted: list[str]) -> Iterator[list[Place]]:
    """Give each wanted engine that is installed a place; PostgreSQL is started for it."""
    with ExitStack() as stack:
        found = []
        for engine in wanted:
            if engine == "postgres" and postgres.binaries() is not None:
                folder.chmod(0o755)  # the service account may not enter root's folders
                home = folder / engine
                home.mkdir(exist_ok=True)
                address = stack.enter_context(postgres.server(home, durable=True))
                found.append(Place(engine, address, folder / f"{engine}.built"))
            elif engine == "whoosh" or (engine == "tantivy" and find_spec("tantivy")):
                found.append(Place(engine, str(folder / engine), folder / f"{engine}.built"))
        yield found
