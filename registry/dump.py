"""Rows of every table written so that any database can read them, and read back.

A row is one line of JSON, a list in the order of its table's columns. What a
column holds is said by six kinds, so a dump is read without the program that
wrote it: moments are ISO in UTC, days ISO, everything else as JSON has it.
Equal rows give equal bytes, on either database.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from registry.records import Record

AT_ONCE = 1_000
"""Rows in memory at a time, of a table of any size."""

SHORT_LIVED = frozenset(
    {"sign_in", "sign_in_try", "one_time_word", "setup_link", "worker_seen", "disk_seen"}
)
"""Who is signed in or tries to, which link is open, what runs on which disk: of this machine."""


class Kind(StrEnum):
    """What a column holds."""

    INTEGER = "integer"
    TEXT = "text"
    FLAG = "flag"
    MOMENT = "moment"
    DAY = "day"
    JSON = "json"


TYPES: Mapping[Kind, sa.types.TypeEngine[Any]] = MappingProxyType(
    {
        Kind.INTEGER: sa.BigInteger(),
        Kind.TEXT: sa.String(),
        Kind.FLAG: sa.Boolean(),
        Kind.MOMENT: UTCDateTime(),
        Kind.DAY: sa.Date(),
        Kind.JSON: sa.JSON(),
    }
)
_KINDS: Mapping[type[sa.types.TypeEngine[Any]], Kind] = MappingProxyType(
    {
        sa.Integer: Kind.INTEGER,
        sa.BigInteger: Kind.INTEGER,
        sa.String: Kind.TEXT,
        AutoString: Kind.TEXT,
        sa.Enum: Kind.TEXT,
        sa.Boolean: Kind.FLAG,
        UTCDateTime: Kind.MOMENT,
        sa.Date: Kind.DAY,
        sa.JSON: Kind.JSON,
    }
)
"""What a type of column is; a table with another is refused at the first backup of any test."""
_READ: Mapping[Kind, Callable[[str], object]] = MappingProxyType(
    {Kind.MOMENT: dt.datetime.fromisoformat, Kind.DAY: dt.date.fromisoformat}
)

Columns = Mapping[str, Kind]


def tables() -> list[sa.Table]:
    """Return the tables worth keeping, each after those its rows point at."""
    return [one for one in Record.metadata.sorted_tables if one.name not in SHORT_LIVED]


def columns_of(table: sa.Table) -> dict[str, Kind]:
    """Return what each column of a table holds."""
    return {column.name: _KINDS[type(column.type)] for column in table.columns}


def rows_of(session: Session, table: sa.Table) -> Iterator[Sequence[Sequence[object]]]:
    """Yield a table's rows by the thousand, in the order of its key on any database."""
    plain = _plain(table.name, columns_of(table))
    order = [_alike(session, plain.c[key.name]) for key in table.primary_key]
    wanted = sa.select(plain).order_by(*order).execution_options(yield_per=AT_ONCE)
    for some in session.execute(wanted).partitions():
        yield [tuple(row) for row in some]


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows, one to a line."""
    return b"".join(_line(row) for row in rows)


def load(session: Session, table: str, columns: Columns, rows: Iterable[Sequence[Any]]) -> None:
    """Add a table's rows as ``rows_of`` gave them and JSON brought them."""
    adding = sa.insert(_plain(table, columns))
    read = [_READ.get(kind, _as_it_is) for kind in columns.values()]
    waiting: list[dict[str, object]] = []
    for row in rows:
        values = (None if said is None else of(said) for of, said in zip(read, row, strict=True))
        waiting.append(dict(zip(columns, values, strict=True)))
        if len(waiting) == AT_ONCE:
            session.execute(adding, waiting)
            waiting = []
    if waiting:
        session.execute(adding, waiting)


def _plain(name: str, columns: Columns) -> sa.TableClause:
    """Describe a table by kinds alone: a vocabulary of then may lack a word of today."""
    return sa.table(name, *(sa.column(column, TYPES[kind]) for column, kind in columns.items()))


def _alike(session: Session, key: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    # SQLite orders text by its bytes, PostgreSQL by the language of the server.
    if isinstance(key.type, sa.String) and session.get_bind().dialect.name == "postgresql":
        return key.collate("C")
    return key


def _line(row: Sequence[object]) -> bytes:
    said = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_iso)
    return said.encode(errors="surrogatepass") + b"\n"


def _iso(said: object) -> str:
    assert isinstance(said, dt.date)
    return said.isoformat()


def _as_it_is(said: object) -> object:
    return said
