"""How many of some tokens a row of PostgreSQL has, or can have at most."""

from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from search.postgres_rows import IN_BODY, PAIR_BITS, mark_of, pair_bits
from search.tree import Field

Columns: TypeAlias = ReadOnlyColumnCollection[str, Any]


def may_have(row: Columns, tokens: frozenset[str], count: int) -> sa.ColumnElement[bool]:
    """Say at once whether a row can have so many pairs, before they are counted."""
    return most_pairs(row, tokens) >= count


def most_pairs(row: Columns, tokens: frozenset[str]) -> sa.ColumnElement[int]:
    """Return how many of the pairs a row can have, at most."""
    wanted = pair_bits(tokens)
    # Pairs that share a bit are counted once here.
    lost = len(tokens) - wanted.count("1")
    bits = row["pairs"].op("&")(sa.cast(wanted, pg.BIT(PAIR_BITS)))
    many: sa.ColumnElement[int] = sa.func.bit_count(bits)
    return many + lost if lost else many


def marks_of(row: Columns, field: Field) -> sa.ColumnElement[object]:
    """Return the marks of a row among which a field's are."""
    marks: sa.ColumnElement[object] = row["body" if field in IN_BODY else "head"]
    return marks


def how_many(row: Columns, field: Field, tokens: frozenset[str]) -> sa.ColumnElement[int]:
    """Count which of the tokens stand in a row; pairs of letters stand apart, and are counted."""
    marks = row["grams"] if field is Field.GRAMS else marks_of(row, field)
    all_of_them = row["many_grams"] if field is Field.GRAMS else sa.func.length(marks)
    wanted = sa.cast([mark_of(field, one) for one in sorted(tokens)], pg.ARRAY(sa.Text))
    without: sa.ColumnElement[int] = sa.func.length(sa.func.ts_delete(marks, wanted))
    return all_of_them - without
