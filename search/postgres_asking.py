"""A tree written for PostgreSQL: what the index of marks says, and what rows must say besides.

The index knows which letters *may* match and which *surely* do. Only those in
between are looked at one by one: some phrases of four words, shares of pairs, days.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from search.postgres_counting import Columns, how_many, marks_of, may_have
from search.postgres_rows import (
    IN_BODY,
    LONG,
    all_marks,
    fork_of,
    mark_of,
    pairs_of,
    said_in,
    triples_of,
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

_TOGETHER = 5
"""Tokens of which so many are asked for are weighed in groups of this size."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the index says of a node."""

    may: Marks
    sure: Marks
    unsure: Marks
    """Whatever may and is not sure has these, which far fewer have than may."""

    @property
    def is_exact(self) -> bool:
        """Whether the index alone decides."""
        return self.unsure is False


def said_of(node: Node) -> Said:
    """Ask the index about a tree."""
    match node:
        case All(nodes):
            inner = [said_of(one) for one in nodes]
            may = _every(one.may for one in inner)
            unsure = _every((may, _any(one.unsure for one in inner)))
            return Said(may, _every(one.sure for one in inner), unsure)
        case Some(nodes):
            inner = [said_of(one) for one in nodes]
            return Said(*(_any(parts) for parts in zip(*map(astuple, inner), strict=True)))
        case But(kept, without):
            had, gone = said_of(kept), said_of(without)
            may = _every((had.may, negated(gone.sure)))
            unsure = _every((may, _any((had.unsure, gone.unsure))))
            return Said(may, _every((had.sure, negated(gone.may))), unsure)
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
            share = _share(marks, count)
            return Said(share, sure=False, unsure=share)
        case _:
            return Said(may=True, sure=False, unsure=True)


def _said_of_phrase(leaf: Phrase) -> Said:
    runs = _runs_of(leaf)
    if leaf.field is not Field.BODY:
        return runs
    words = [quoted(mark_of(leaf.field, one)) for one in leaf.tokens]
    long = _every((quoted(mark_of(LONG, "")), *words))
    return Said(_any((runs.may, long)), runs.sure, _any((runs.unsure, long)))


def _runs_of(leaf: Phrase) -> Said:
    """Ask for a phrase's tokens three by three.

    They are the phrase if no inner pair is followed by different tokens in the letter: each
    three can then only stand where the three before them go on.
    """
    runs = pairs_of if len(leaf.tokens) == 2 else triples_of  # noqa: PLR2004 - one pair
    together = _every(quoted(one) for one in runs(leaf.field, leaf.tokens))
    inner = list(itertools.pairwise(leaf.tokens))[1:-1]
    forks = _any(quoted(fork_of(leaf.field, two)) for two in inner)
    return Said(together, _every((together, negated(forks))), _every((together, forks)))


def _exact(marks: Marks) -> Said:
    return Said(marks, marks, unsure=False)


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
    between = _every((said.unsure, negated(said.sure)))
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
    match node:
        case All(nodes):
            return sa.and_(*_each_holds(row, nodes, _every))
        case Some(nodes):
            return sa.or_(*_each_holds(row, nodes, _any))
        case But(kept, without):
            return sa.and_(holds(row, kept), sa.not_(holds(row, without)))
        case Weighed(one, _):
            return holds(row, one)
        case _:
            return _leaf_holds(row, node)


def _each_holds(
    row: Columns, nodes: Iterable[Node], joined: Callable[[Iterable[Marks]], Marks]
) -> Iterator[Condition]:
    """Ask for nodes one by one, but for all single marks of a column at once."""
    single = defaultdict[bool, list[Marks]](list)
    for node in nodes:
        leaf = node.node if isinstance(node, Weighed) else node
        if isinstance(leaf, Term):
            single[leaf.field in IN_BODY].append(said_of(leaf).may)
        else:
            yield holds(row, node)
    for is_in_body, marks in single.items():
        yield has(row["body" if is_in_body else "head"], str(joined(marks)))


def _leaf_holds(row: Columns, leaf: Node) -> Condition:
    match leaf:
        case Phrase():
            return _phrase_holds(row, leaf)
        case AtLeast(field, tokens, count):
            enough = how_many(row, field, tokens) >= count
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


def _phrase_holds(row: Columns, leaf: Phrase) -> Condition:
    """Read a field's tokens only where its marks do not decide."""
    runs, marks = _runs_of(leaf), marks_of(row, leaf.field)
    may = has(marks, str(runs.may))
    if leaf.field is Field.BODY:
        may = sa.or_(may, has(row["head"], quoted(mark_of(LONG, ""))))
    elif runs.is_exact:
        return may
    stands_there = sa.func.strpos(row[said_in(leaf.field)], written(leaf.tokens)) > 0
    return sa.or_(has(marks, str(runs.sure)), sa.and_(may, stands_there))
