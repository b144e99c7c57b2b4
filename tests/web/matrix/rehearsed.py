"""A database in which nothing lasts: what a request writes is gone once it has been answered."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event
from sqlmodel import Session

from registry.db import Database


class RehearsedDatabase(Database):
    """The office's database, with every transaction of a rehearsal inside one that is undone."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked: list[str] = []
        """The statements of the rehearsal that runs, or ran last."""
        self._stage: Connection | None = None
        event.listen(self.engine, "before_cursor_execute", self._note)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Let requests write, and undo it all."""
        self.asked = []
        with self.engine.connect() as stage:
            whole, self._stage = stage.begin(), stage
            try:
                yield
            finally:
                self._stage = None
                whole.rollback()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a transaction of its own, or a savepoint of the rehearsal."""
        if self._stage is None:
            with super().transaction() as session:
                yield session
            return
        inside = Session(
            self._stage, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        with inside as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees what the rehearsal has written so far."""
        if self._stage is None:
            with super().reading() as session:
                yield session
            return
        inside = Session(self._stage, autoflush=False, join_transaction_mode="create_savepoint")
        with inside as session:
            yield session

    def _note(self, *said: object) -> None:
        self.asked.append(str(said[2]))
