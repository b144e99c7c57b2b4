"""A tree written for PostgreSQL: what the index of marks says, and what rows must say besides.

The index knows which letters *may* match and which *surely* do. Only those in
between are looked at one by one: phrases of three words, shares of pairs, days.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from search.postgres_rows import (
    IN_BODY,
    LONG,
    PAIR_BITS,
    all_marks,
    mark_of,
    pair_bits,
    pairs_of,
    said_in,
    written,
)
from search.tree import (
    All,
    AtLeast,
    Between,
    But,
    Field,
    Is,
    Node,
    Phrase,
    Some,
    Term,
    This,
    Weighed,
)

Marks: TypeAlias = str | bool
"""A ``tsquery`` of marks; ``True`` is every letter, ``False`` none."""
Condition: TypeAlias = sa.ColumnElement[bool]
Columns: TypeAlias = ReadOnlyColumnCollection[str, Any]

ALL_MARKS = "marks"
"""A column with a row's marks of either sort, where somebody has put them together."""

_TOGETHER = 5
"""Tokens of which so many are asked for are weighed in groups of this size."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the index says of a node."""

    may: Marks
    sure: Marks

    @property
    def is_exact(self) -> bool:
        """Whether the index alone decides."""
        return self.may == self.sure


def said_of(node: Node) -> Said:
    """Ask the index about a tree."""
    match node:
        case All(nodes):
            inner = [said_of(one) for one in nodes]
            return Said(_every(one.may for one in inner), _every(one.sure for one in inner))
        case Some(nodes):
            inner = [said_of(one) for one in nodes]
            return Said(_any(one.may for one in inner), _any(one.sure for one in inner))
        case But(kept, without):
            had, gone = said_of(kept), said_of(without)
            return Said(
                _every((had.may, negated(gone.sure))), _every((had.sure, negated(gone.may)))
            )
        case Weighed(one, _):
            return said_of(one)
        case _:
            return _said_of_leaf(node)


def _said_of_leaf(leaf: Node) -> Said:
    match leaf:
        case Term(kind, said) | Is(kind, said):
            return _exact(quoted(mark_of(kind, said)))
        case Phrase():
            return _said_of_phrase(leaf)
        case AtLeast(field, tokens, count):
            marks = [quoted(mark_of(field, one)) for one in sorted(tokens)]
            if count in {1, len(marks)}:
                return _exact(_any(marks) if count == 1 else _every(marks))
            return Said(_share(marks, count), sure=False)
        case _:
            return Said(may=True, sure=False)


def _said_of_phrase(leaf: Phrase) -> Said:
    pairs = _every(quoted(one) for one in pairs_of(leaf.field, leaf.tokens))
    sure = pairs if len(leaf.tokens) == 2 else False  # noqa: PLR2004 - one pair
    if leaf.field is not Field.BODY:
        return Said(pairs, sure)
    words = _every(quoted(mark_of(leaf.field, one)) for one in leaf.tokens)
    return Said(_any((pairs, _every((quoted(mark_of(LONG, "")), words)))), sure)


def _exact(marks: Marks) -> Said:
    return Said(marks, marks)


def _share(marks: list[str], count: int) -> Marks:
    """Return what holds wherever ``count`` of the marks stand.

    If so many of all stand there, then in one group at least its share does.
    """
    many = math.ceil(len(marks) / _TOGETHER)
    groups = [marks[start::many] for start in range(many)]
    return _any(
        _every(some)
        for group in groups
        for some in itertools.combinations(group, math.ceil(count * len(group) / len(marks)))
    )


def quoted(mark: str) -> str:
    """Write a mark in the language of ``tsquery``."""
    return f"'{mark}'"


def negated(marks: Marks) -> Marks:
    """Ask for what has not these marks."""
    return not marks if isinstance(marks, bool) else f"!{marks}"


def _every(parts: Iterable[Marks]) -> Marks:
    had = list(dict.fromkeys(parts))
    said = [one for one in had if isinstance(one, str)]
    if False in had:
        return False
    return f"({' & '.join(said)})" if len(said) > 1 else (said[0] if said else True)


def _any(parts: Iterable[Marks]) -> Marks:
    had = list(dict.fromkeys(parts))
    said = [one for one in had if isinstance(one, str)]
    if True in had:
        return True
    return f"({' | '.join(said)})" if len(said) > 1 else (said[0] if said else False)


def has(marks: sa.ColumnElement[object], asked: str) -> Condition:
    """Ask whether marks answer a ``tsquery``."""
    return marks.op("@@", is_comparison=True)(sa.cast(sa.literal(asked), pg.TSQUERY))


def conditions(table: sa.Table, asked: Node) -> list[Condition]:
    """Return conditions of which each letter that matches meets exactly one."""
    said = said_of(asked)
    marks = all_marks(table)
    found: list[Condition] = []
    if said.sure is not False:
        found.append(has(marks, said.sure) if isinstance(said.sure, str) else sa.true())
    between = _every((said.may, negated(said.sure)))
    rest = None if said.is_exact else _rest(table, asked)
    if between is not False and rest is not None:
        found.append(sa.and_(has(marks, between), rest) if isinstance(between, str) else rest)
    return found


def _rest(table: sa.Table, node: Node) -> Condition:
    """Return what a row must say besides, of which the index says that it may match."""
    if said_of(node).is_exact:
        return sa.true()
    match node:
        case All(nodes):
            return sa.and_(sa.true(), *(_rest(table, one) for one in nodes))
        case But(kept, without):
            return sa.and_(_rest(table, kept), sa.not_(holds(table.c, node=without)))
        case Weighed(one, _):
            return _rest(table, one)
        case _:
            return holds(table.c, node=node)


def holds(row: Columns, node: Node) -> Condition:
    """Ask of a row alone whether a tree holds there."""
    said = said_of(node)
    if ALL_MARKS in row and said.is_exact and isinstance(said.sure, str):
        return has(row[ALL_MARKS], said.sure)
    match node:
        case All(nodes):
            return sa.and_(*(holds(row, one) for one in nodes))
        case Some(nodes):
            return sa.or_(*(holds(row, one) for one in nodes))
        case But(kept, without):
            return sa.and_(holds(row, kept), sa.not_(holds(row, without)))
        case Weighed(one, _):
            return holds(row, one)
        case _:
            return _leaf_holds(row, node)


def _leaf_holds(row: Columns, leaf: Node) -> Condition:
    match leaf:
        case Phrase(field, tokens):
            return sa.func.strpos(row[said_in(field)], written(tokens)) > 0
        case AtLeast(field, tokens, count):
            enough = how_many(marks_of(row, field), field, tokens) >= count
            return sa.and_(may_have(row, tokens, count), enough) if field is Field.GRAMS else enough
        case Between(day, first, last):
            begins, ends = row[f"{day}_first"], row[f"{day}_last"]
            return sa.and_(
                begins.is_not(None),
                ends >= first.toordinal() if first else sa.true(),
                begins <= last.toordinal() if last else sa.true(),
            )
        case Term(field, _):
            return has(marks_of(row, field), str(said_of(leaf).may))
        case Is():
            return has(row["head"], str(said_of(leaf).may))
        case This(letter_id):
            is_it: Condition = row["letter_id"] == letter_id
            return is_it
        case _:
            raise TypeError(leaf)


def may_have(row: Columns, tokens: frozenset[str], count: int) -> Condition:
    """Say at once whether a row can have so many pairs, before its marks are fetched."""
    wanted = sa.cast(pair_bits(tokens), pg.BIT(PAIR_BITS))
    # Pairs that share a bit are counted once here.
    lost = len(tokens) - pair_bits(tokens).count("1")
    return sa.func.bit_count(row["pairs"].op("&")(wanted)) >= count - lost


def marks_of(row: Columns, field: Field) -> sa.ColumnElement[object]:
    """Return the marks of a row among which a field's are."""
    marks: sa.ColumnElement[object] = row["body" if field in IN_BODY else "head"]
    return marks


def how_many(
    marks: sa.ColumnElement[object], field: Field, tokens: frozenset[str]
) -> sa.ColumnElement[int]:
    """Count which of the tokens stand there."""
    wanted = sa.cast([mark_of(field, one) for one in sorted(tokens)], pg.ARRAY(sa.Text))
    without = sa.func.ts_delete(marks, wanted)
    return sa.func.length(marks) - sa.func.length(without)
