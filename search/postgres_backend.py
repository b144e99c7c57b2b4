"""The index in the office's own PostgreSQL: for offices whose register is there.

It lives in a schema of its own, two tables for each build; a row names those
that are asked. A rebuild is one transaction: until it ends nobody sees
it, and one that dies leaves nothing.
"""

import math
import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import sqlalchemy as sa
from psycopg.errors import LockNotAvailable, UndefinedTable
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.exc import OperationalError, ProgrammingError

from search import backend, postgres_finding
from search.backend import (
    FORM,
    PER_PAGE,
    Document,
    Found,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    LetterIndex,
    Sort,
    required,
)
from search.postgres_rows import (
    CURRENT,
    alike_in,
    alike_of,
    finish,
    letters_in,
    set_up,
    take_down,
    values_of,
)
from search.postgres_worth import Worth
from search.tree import Facet, Node

Answer = TypeVar("Answer")

PLACES = f"letter{FORM}_"
"""How the tables that can be asked are named."""
_LOCK = 0x53524348
"""The one writer of all processes holds this advisory lock."""
_TRIES = 5
"""How often to look again for a table that was swapped away while it was asked."""
_AS_WE_ASK = {
    "enable_seqscan": "off",  # what PostgreSQL expects of a long question is far too much
    "work_mem": "64MB",  # otherwise it forgets which rows of a page were found
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_custom_plan",
}


class PostgresBackend:
    """A ``SearchBackend`` over one database. One object serves a process and all its threads."""

    def __init__(self, engine: sa.Engine, version: str) -> None:
        self._engine = engine
        self._version = version
        self._knowing = threading.Lock()
        self._known: tuple[str, Worth] | None = None

    @property
    def is_stale(self) -> bool:
        """Whether there is no index, or one cut by another analysis."""
        try:
            with self._engine.connect() as connection:
                return self._version != str(_current(connection).analysis)
        except IndexMissing:
            return True

    @property
    def generation(self) -> str:
        """The table of the index and the number of its last write."""
        try:
            with self._engine.connect() as connection:
                current = _current(connection)
        except IndexMissing:
            return ""
        return f"{current.place}.{current.writes}"

    def find(
        self,
        tree: Node,
        units: frozenset[int],
        *,
        sort: Sort = Sort.BEST,
        facets: Collection[Facet] = (),
        page: int = 1,
        per_page: int = PER_PAGE,
    ) -> Found:
        """Return a page of the letters that match and that one of ``units`` may see."""
        required(units)
        return self._ask(
            lambda table: table.find(
                tree, units, sort=sort, facets=facets, page=page, per_page=per_page
            )
        )

    def marks(self) -> Mapping[int, str]:
        """Return the mark of every letter in the index."""
        return self._ask(lambda table: table.marks())

    def replace(self, letter_ids: Collection[int], documents: Iterable[Document]) -> None:
        """Make ``documents`` all that the index holds of these letters, all or none."""
        with self._engine.connect() as connection:
            _current(connection)
        with self._writing(backend.PATIENCE) as connection, _as_damage():
            current = _current(connection)
            _Table(connection, current.place, Worth({})).replace(letter_ids, documents)
            connection.execute(sa.update(CURRENT).values(writes=CURRENT.c.writes + 1))

    @contextmanager
    def rebuilding(self) -> Iterator[LetterIndex]:
        """Yield an empty index that takes this one's place when the block succeeds."""
        place = f"{PLACES}{uuid.uuid4().hex[:12]}"
        with self._writing() as connection:
            set_up(connection, place)
            yield _Table(connection, place, Worth({}))
            finish(connection, place)
            before = connection.execute(sa.delete(CURRENT).returning(CURRENT.c.place)).scalars()
            for gone in before.all():
                take_down(connection, gone)
            named = {"place": place, "analysis": self._version, "writes": 0}
            connection.execute(sa.insert(CURRENT).values(named))

    @contextmanager
    def _writing(self, patience: float = math.inf) -> Iterator[sa.Connection]:
        """Be the only writer of all processes, in one transaction."""
        # PostgreSQL takes 0 for ever.
        milliseconds = 0 if math.isinf(patience) else max(1, round(patience * 1000))
        with self._engine.begin() as connection:
            wait = sa.func.set_config("lock_timeout", f"{milliseconds}ms", True)  # noqa: FBT003 - for this transaction
            connection.execute(sa.select(wait))
            try:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            except OperationalError as error:
                if isinstance(error.orig, LockNotAvailable):
                    raise IndexBusy from error
                raise
            yield connection

    def _ask(self, question: Callable[["_Table"], Answer]) -> Answer:
        """Ask the table in force; ask again if it is swapped away in this moment."""
        for _ in range(_TRIES - 1):
            with suppress(IndexDamaged):
                return self._ask_once(question)
        return self._ask_once(question)

    def _ask_once(self, question: Callable[["_Table"], Answer]) -> Answer:
        with self._engine.connect() as connection, _as_damage():
            place = _current(connection).place
            return question(_Table(connection, place, self._worth(connection, place)))

    def _worth(self, connection: sa.Connection, place: str) -> Worth:
        """Return what was read of a table's common marks; they change little."""
        with self._knowing:
            if self._known is None or self._known[0] != place:
                self._known = place, postgres_finding.worth_in(connection, letters_in(place))
            return self._known[1]


class _Table:
    """One build's table, in one transaction."""

    def __init__(self, connection: sa.Connection, place: str, worth: Worth) -> None:
        self._connection = connection
        self._table = letters_in(place)
        self._worth = worth

    @property
    def generation(self) -> str:
        return str(self._table.name)

    def find(
        self,
        tree: Node,
        units: frozenset[int],
        *,
        sort: Sort = Sort.BEST,
        facets: Collection[Facet] = (),
        page: int = 1,
        per_page: int = PER_PAGE,
    ) -> Found:
        return postgres_finding.find(
            self._connection,
            self._table,
            self._worth,
            tree,
            required(units),
            sort=sort,
            facets=facets,
            page=page,
            per_page=per_page,
        )

    def marks(self) -> Mapping[int, str]:
        table = self._table
        rows = self._connection.execute(sa.select(table.c.letter_id, table.c.mark))
        return {row.letter_id: row.mark for row in rows}

    def replace(self, letter_ids: Collection[int], documents: Iterable[Document]) -> None:
        table = self._table
        gone = sa.delete(table).where(table.c.letter_id.in_(letter_ids))
        self._connection.execute(gone)
        alike: dict[int, dict[str, Any]] = {}
        cursor: Any = self._connection.connection.cursor()
        with cursor, cursor.copy(f"COPY {table.fullname} FROM STDIN") as copy:
            for document in documents:
                copy.write_row(values_of(document))
                alike.update(alike_of(document))
        self._say_alike(alike)

    def _say_alike(self, alike: Mapping[int, Mapping[str, Any]]) -> None:
        """Write what letters have alike, unless others have it already."""
        every = {facet.value: None for facet in Facet}
        rows = [{**every, **said, "number": number} for number, said in alike.items()]
        if rows:
            there = pg.insert(alike_in(self._table.name)).on_conflict_do_nothing()
            self._connection.execute(there, rows)


@contextmanager
def _as_damage() -> Iterator[None]:
    """Raise ``IndexDamaged`` where the table that is named in force is not there."""
    try:
        yield
    except ProgrammingError as error:
        if isinstance(error.orig, UndefinedTable):
            raise IndexDamaged from error
        raise


def _current(connection: sa.Connection) -> sa.Row[tuple[str, str, int]]:
    """Return the row that names the index in force, and prepare to ask it."""
    ways = [sa.func.set_config(name, value, True) for name, value in _AS_WE_ASK.items()]  # noqa: FBT003 - for this transaction
    try:
        row = connection.execute(sa.select(CURRENT, *ways)).first()
    except ProgrammingError as error:
        if isinstance(error.orig, UndefinedTable):
            raise IndexMissing from error
        raise
    if row is None or not row.place.startswith(PLACES):
        raise IndexMissing
    return row
