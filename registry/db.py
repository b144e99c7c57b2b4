"""The database: one engine, one way to open a transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlmodel import Session, SQLModel, create_engine

PRAGMAS = ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL")
WAIT_SECONDS = 30
THREADS = 8
"""Threads of a process that does not say how many it has."""


class Database:
    """Hands out sessions and decides when a transaction ends.

    Operations receive a ``Session`` and never commit; only the two context
    managers here do. One request or one job is therefore one transaction.
    """

    def __init__(self, url: str, *, threads: int = THREADS) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        # One connection is kept for each thread, and as many again may be opened
        # for a moment: /health asks on a second one whether migrations are due.
        # With fewer, busy threads wait for each other and then fail.
        pool = {"pool_size": threads, "max_overflow": threads}
        if self.is_sqlite:
            self.engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS}, **pool)
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)
        else:
            self.engine = create_engine(url, pool_pre_ping=True, **pool)
            event.listen(self.engine, "connect", _hasten)
        # A writer takes SQLite's lock at BEGIN. Taking it at the first UPDATE
        # instead lets two officers read the same "next number" and only then
        # find that one of them must fail.
        self._writer = self.engine.execution_options(sqlite_begin="IMMEDIATE")
        self._reader = self.engine.execution_options(postgresql_readonly=True)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a write transaction: commit at the end, roll back on any error."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that keeps no change; PostgreSQL refuses to make one."""
        with Session(self._reader, autoflush=False) as session:
            yield session
            if not self.is_sqlite:
                # psycopg forgets on a rollback all that PostgreSQL has planned, and
                # planning a page takes PostgreSQL longer than answering it.
                session.expunge_all()
                session.commit()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Open a session that sees one moment, however long it reads and others write."""
        # SQLite's transactions do so anyway; PostgreSQL's see what others commit meanwhile.
        whole = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with Session(self.engine.execution_options(**whole), autoflush=False) as session:
            yield session


def insert_new(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert those rows whose unique keys are not taken; the others change nothing."""
    if not rows:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.flush()  # the statement goes past the ORM, which may have what it points at waiting
    session.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
    connection.isolation_level = None  # SQLAlchemy, not sqlite3, says BEGIN.
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _hasten(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
    """Have no question compiled: that takes PostgreSQL longer than to answer any of ours."""
    connection.execute("SET jit = off")
    connection.commit()


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
