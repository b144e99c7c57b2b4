"""How a letter stands in PostgreSQL: one row, and the marks its index is made of.

Every token, pair of neighbours, unit and property of a letter is one *mark*,
eleven letters made of its digest, so that one GIN index answers a whole tree
and nothing in a token can be taken for the language of questions. Phrases are
found by their pairs, and looked up in the text of the field where pairs alone
do not decide: the places in a ``tsvector`` end at 16,383, pages do not.
"""

import base64
import functools
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from search.backend import Document
from search.goodness import good
from search.tree import OF_UNITS, ORDERED, Day, Facet, Field

SCHEMA = "saraban_search"
"""Beside the register's own tables, and no part of its migrations."""

BETWEEN = "\x1f"
IN_BODY = frozenset({Field.BODY, Field.PARTS})
"""Fields whose marks stand apart, since they are many and seldom looked at."""
MOST_MARKS = 60_000
"""Of a letter; a ``tsvector`` ends at a megabyte. A longer letter has no pairs of its body."""
LONG = "long"
PAIR_BITS = 512
"""Each pair of letters of a subject sets one, so that a row says at once how many it can have."""
SINGLE = [facet for facet in Facet if facet not in OF_UNITS | {Facet.UNIT}]
"""Facets of which a letter has one value, or none."""

CURRENT = sa.Table(
    "current",
    sa.MetaData(),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("analysis", sa.Text, nullable=False),
    sa.Column("writes", sa.BigInteger, nullable=False),
    schema=SCHEMA,
)
"""One row: the table of the index in force."""


@functools.lru_cache(64)
def letters_in(place: str) -> sa.Table:
    """Describe the table of one build."""
    return sa.Table(
        place,
        sa.MetaData(),
        sa.Column("letter_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("units", pg.ARRAY(sa.Integer), nullable=False),
        *(sa.Column(f"{day}_{end}", sa.Integer) for day in Day for end in ("first", "last")),
        *(sa.Column(facet.value, sa.Text) for facet in SINGLE),
        *(sa.Column(facet.value, pg.ARRAY(sa.Text)) for facet in sorted(OF_UNITS)),
        sa.Column("shortness", sa.REAL, nullable=False),
        sa.Column("pairs", pg.BIT(PAIR_BITS), nullable=False),
        sa.Column("head", pg.TSVECTOR, nullable=False),
        sa.Column("body", pg.TSVECTOR, nullable=False),
        *(sa.Column(said_in(field), sa.Text, nullable=False) for field in sorted(ORDERED)),
        schema=SCHEMA,
    )


def said_in(field: Field) -> str:
    """Name the column with a field's tokens in their order."""
    return f"said_{field}"


ASIDE = ("head", "body", *(said_in(field) for field in sorted(ORDERED)))
"""Columns kept apart from the row, so that a hundred thousand rows are soon read."""


def written(tokens: Iterable[str]) -> str:
    """Write tokens in their order so that neighbours can be looked for as text."""
    return f"{BETWEEN}{BETWEEN.join(tokens)}{BETWEEN}"


@functools.lru_cache(200_000)
def mark_of(kind: str, said: str) -> str:
    """Return the mark of a token in a field, or of anything else a letter has."""
    digest = hashlib.blake2b(f"{kind}{BETWEEN}{said}".encode(), digest_size=8).digest()
    return base64.urlsafe_b64encode(digest)[:11].decode()


def pairs_of(field: Field, tokens: Sequence[str]) -> list[str]:
    """Return the marks of tokens that stand side by side."""
    return [mark_of(f"{field}+", f"{one}{BETWEEN}{next_}") for one, next_ in pairwise(tokens)]


def pair_bits(tokens: Iterable[str]) -> str:
    """Return the bits of pairs of letters; two pairs may share one."""
    digests = (hashlib.blake2b(one.encode(), digest_size=2).digest() for one in tokens)
    set_ = {int.from_bytes(one) % PAIR_BITS for one in digests}
    return "".join("1" if at in set_ else "0" for at in range(PAIR_BITS))


def values_of(document: Document) -> list[object]:
    """Return a letter's row, in the order of the table's columns."""
    head, body = set(_properties(document)), set[str]()
    for field, tokens in document.tokens.items():
        marks = body if field in IN_BODY else head
        marks.update(mark_of(field, token) for token in tokens)
    for field in ORDERED - {Field.BODY}:
        head.update(pairs_of(field, document.tokens.get(field, ())))
    pairs = set(pairs_of(Field.BODY, document.tokens.get(Field.BODY, ())))
    if len(head) + len(body) + len(pairs) > MOST_MARKS:
        head.add(mark_of(LONG, ""))
    else:
        body |= pairs
    days = [document.days.get(day) for day in Day]
    subject = len(document.tokens.get(Field.SUBJECT, ()))
    return [
        document.letter_id,
        document.mark,
        sorted(document.units),
        *(end.toordinal() if end else None for span in days for end in span or (None, None)),
        *(document.facets.get(facet) for facet in SINGLE),
        *(sorted(document.in_units.get(facet, ())) for facet in sorted(OF_UNITS)),
        good(Field.SUBJECT, 1, subject),
        pair_bits(document.tokens.get(Field.GRAMS, ())),
        " ".join(sorted(head)),
        " ".join(sorted(body)),
        *(written(document.tokens.get(field, ())) for field in sorted(ORDERED)),
    ]


def _properties(document: Document) -> Iterator[str]:
    yield from (mark_of(Facet.UNIT, str(unit)) for unit in document.units)
    yield from (mark_of(facet, value) for facet, value in document.facets.items())
    for facet, values in document.in_units.items():
        yield from (mark_of(facet, value) for value in values)


def set_up(connection: sa.Connection, place: str) -> None:
    """Make an empty table for a build, and the place where the one in force is named."""
    connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
    CURRENT.create(connection, checkfirst=True)
    table = letters_in(place)
    table.create(connection)
    changes = [f"ALTER {name} SET STATISTICS 0" for name in ASIDE]
    changes += [f"ALTER {name} SET STORAGE EXTERNAL" for name in ("head", "body")]
    changes += [f'ALTER "{one.name}" SET STORAGE MAIN' for one in table.c if _is_counted(one)]
    changes.append("SET (toast_tuple_target = 128)")
    connection.exec_driver_sql(f"ALTER TABLE {SCHEMA}.{place} {', '.join(changes)}")


def _is_counted(column: sa.Column[Any]) -> bool:
    """Tell whether a column would be put aside for its length, but is read of every hit."""
    is_long = isinstance(column.type, sa.Text | pg.ARRAY | pg.BIT)
    return is_long and column.name not in {*ASIDE, "mark"}


def finish(connection: sa.Connection, place: str) -> None:
    """Make the index of a build that holds all it shall hold, and look at what is common."""
    connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
    everything(letters_in(place)).create(connection)
    connection.exec_driver_sql(f"ANALYZE {SCHEMA}.{place}")


def everything(table: sa.Table) -> sa.Index:
    """Describe the index of all marks."""
    found = [one for one in table.indexes if one.name == index_name(table)]
    return (
        found[0]
        if found
        else sa.Index(
            index_name(table),
            all_marks(table),
            postgresql_using="gin",
            # A letter is then in the index itself at once, and no search reads a list of late ones.
            postgresql_with={"fastupdate": "off"},
        )
    )


def index_name(table: sa.Table) -> str:
    """Name the index of all marks, under which PostgreSQL keeps what is common in it."""
    return f"{table.name}_marks"


def all_marks(table: sa.Table) -> sa.ColumnElement[object]:
    """Return the marks of a letter, as the index holds them."""
    marks: sa.ColumnElement[object] = table.c.head.op("||")(table.c.body)
    return marks
