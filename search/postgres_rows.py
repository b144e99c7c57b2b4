"""How a letter stands in PostgreSQL: one row, and the marks its index is made of.

Every token, pair of neighbours, unit and property of a letter is one *mark*,
eleven letters made of its digest, so that one GIN index answers a whole tree
and nothing in a token can be taken for the language of questions. Phrases are
found by two and three tokens side by side, and looked up in the text of the
field where those do not decide: the places in a ``tsvector`` end at 16,383,
pages do not.

What many letters have alike, such as the units that hold them, stands once in
a table of its own, and in each of these letters is but a number.
"""

import base64
import functools
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
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
"""Of a letter; a ``tsvector`` ends at a megabyte. A longer one has no neighbours of its body."""
LONG = "long"
PAIR_BITS = 512
"""Each pair of letters of a subject sets one, so that a row says at once how many it can have."""
ALIKE: Mapping[str, tuple[Facet, ...]] = MappingProxyType(
    {
        "time": (Facet.YEAR, Facet.MONTH),
        "nature": (Facet.SENDER, Facet.KIND, Facet.URGENCY),
        "holders": (Facet.UNIT, Facet.STATE, Facet.BOOK),
    }
)
"""Facets that many letters have alike, under the name of the column with their number."""

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
    """Describe the table of one build's letters."""
    return sa.Table(
        place,
        sa.MetaData(),
        sa.Column("letter_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("mark", sa.Text, nullable=False),
        *(sa.Column(f"{day}_{end}", sa.Integer) for day in Day for end in ("first", "last")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ALIKE),
        sa.Column("shortness", sa.REAL, nullable=False),
        sa.Column("pairs", pg.BIT(PAIR_BITS), nullable=False),
        sa.Column("many_grams", sa.Integer, nullable=False),
        sa.Column("grams", pg.TSVECTOR, nullable=False),
        sa.Column("head", pg.TSVECTOR, nullable=False),
        sa.Column("body", pg.TSVECTOR, nullable=False),
        *(sa.Column(said_in(field), sa.Text, nullable=False) for field in sorted(ORDERED)),
        schema=SCHEMA,
    )


@functools.lru_cache(64)
def alike_in(place: str) -> sa.Table:
    """Describe the table of what one build's letters have alike; a row has facets of one name."""
    return sa.Table(
        f"{place}_alike",
        sa.MetaData(),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        *(sa.Column(facet.value, _type_of(facet)) for facet in Facet),
        schema=SCHEMA,
    )


def _type_of(facet: Facet) -> sa.types.TypeEngine[Any]:
    if facet is Facet.UNIT:
        return pg.ARRAY(sa.Integer)
    return pg.ARRAY(sa.Text) if facet in OF_UNITS else sa.Text()


def said_in(field: Field) -> str:
    """Name the column with a field's tokens in their order."""
    return f"said_{field}"


MARKS = ("head", "body")
"""Columns the index is made of."""
ASIDE = (*MARKS, *(said_in(field) for field in sorted(ORDERED)))
"""Columns kept apart from the row, so that a hundred thousand rows are soon read."""


def written(tokens: Iterable[str]) -> str:
    """Write tokens in their order so that neighbours can be looked for as text."""
    return f"{BETWEEN}{BETWEEN.join(tokens)}{BETWEEN}"


@functools.lru_cache(200_000)
def mark_of(kind: str, said: str) -> str:
    """Return the mark of a token in a field, or of anything else a letter has."""
    return _digest(f"{kind}{BETWEEN}{said}")


def _digest(said: str) -> str:
    digest = hashlib.blake2b(said.encode(), digest_size=8).digest()
    return base64.urlsafe_b64encode(digest)[:11].decode()


def _joint(kind: str, tokens: Iterable[str]) -> str:
    """Return the mark of tokens side by side. Most are never met again: none is remembered."""
    return _digest(f"{kind}{BETWEEN}{BETWEEN.join(tokens)}")


def pairs_of(field: Field, tokens: Sequence[str]) -> list[str]:
    """Return the marks of two tokens side by side."""
    return [_joint(f"{field}+", two) for two in pairwise(tokens)]


def triples_of(field: Field, tokens: Sequence[str]) -> list[str]:
    """Return the marks of three tokens side by side."""
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return [_joint(f"{field}++", three) for three in triples]


def fork_of(field: Field, two: tuple[str, str]) -> str:
    """Return the mark of two tokens followed by this one here and by another, or none, there."""
    return _joint(f"{field}+?", two)


def _neighbours(field: Field, tokens: Sequence[str]) -> Iterator[str]:
    """Yield all that is said of tokens side by side."""
    yield from pairs_of(field, tokens)
    yield from triples_of(field, tokens)
    after = defaultdict[tuple[str, str], set[str | None]](set)
    for two, following in zip(pairwise(tokens), (*tokens[2:], None), strict=False):
        after[two].add(following)
    yield from (fork_of(field, two) for two, those in after.items() if len(those) > 1)


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
        head.update(_neighbours(field, document.tokens.get(field, ())))
    neighbours = set(_neighbours(Field.BODY, document.tokens.get(Field.BODY, ())))
    if len(head) + len(body) + len(neighbours) > MOST_MARKS:
        head.add(mark_of(LONG, ""))
    else:
        body |= neighbours
    days = [document.days.get(day) for day in Day]
    grams = set(document.tokens.get(Field.GRAMS, ()))
    return [
        document.letter_id,
        document.mark,
        *(end.toordinal() if end else None for span in days for end in span or (None, None)),
        *alike_of(document),
        good(Field.SUBJECT, 1, len(document.tokens.get(Field.SUBJECT, ()))),
        pair_bits(grams),
        len(grams),
        " ".join(sorted(mark_of(Field.GRAMS, one) for one in grams)),
        " ".join(sorted(head)),
        " ".join(sorted(body)),
        *(written(document.tokens.get(field, ())) for field in sorted(ORDERED)),
    ]


def alike_of(document: Document) -> dict[int, dict[str, Any]]:
    """Return what other letters may have alike, each under its number, a digest of it."""
    found = {}
    for name, facets in ALIKE.items():
        said = {facet.value: _value(document, facet) for facet in facets}
        digest = hashlib.blake2b(f"{name}{said}".encode(), digest_size=8).digest()
        found[int.from_bytes(digest, signed=True)] = said
    return found


def _value(document: Document, facet: Facet) -> str | list[int] | list[str] | None:
    if facet is Facet.UNIT:
        return sorted(document.units)
    if facet in OF_UNITS:
        return sorted(document.in_units.get(facet, ()))
    return document.facets.get(facet)


def _properties(document: Document) -> Iterator[str]:
    yield from (mark_of(Facet.UNIT, str(unit)) for unit in document.units)
    yield from (mark_of(facet, value) for facet, value in document.facets.items())
    for facet, values in document.in_units.items():
        yield from (mark_of(facet, value) for value in values)


def set_up(connection: sa.Connection, place: str) -> None:
    """Make empty tables for a build, and the place where the one in force is named."""
    connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
    CURRENT.create(connection, checkfirst=True)
    table = letters_in(place)
    table.create(connection)
    alike_in(place).create(connection)
    changes = [f"ALTER {name} SET STATISTICS 0" for name in ASIDE]
    changes += [f"ALTER {name} SET STORAGE EXTERNAL" for name in MARKS]
    # Looked at in every row; all else of some length is put aside, so that rows are soon read.
    changes += [f"ALTER {name} SET STORAGE MAIN" for name in ("pairs", "grams")]
    changes.append("SET (toast_tuple_target = 128)")
    connection.exec_driver_sql(f"ALTER TABLE {SCHEMA}.{place} {', '.join(changes)}")


def take_down(connection: sa.Connection, place: str) -> None:
    """Drop the tables of a build."""
    for table in (letters_in(place), alike_in(place)):
        table.drop(connection, checkfirst=True)


def finish(connection: sa.Connection, place: str) -> None:
    """Make the index of a build that holds all it shall hold, and look at what is common."""
    connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
    everything(letters_in(place)).create(connection)
    for table in (letters_in(place), alike_in(place)):
        connection.exec_driver_sql(f"ANALYZE {table.fullname}")


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
