"""How well a row of PostgreSQL matches a tree."""

import functools
import math
from collections.abc import Iterable

import sqlalchemy as sa

from search.postgres_asking import has, holds, said_of
from search.postgres_counting import Columns, how_many, most_pairs
from search.postgres_rows import all_marks, mark_of
from search.tree import All, AtLeast, But, Field, Node, Phrase, Some, Term, Weighed

TELLING = ("pairs", "shortness")
"""Columns from which much of a row's worth can be told without fetching its marks."""
FEW = 0.1
"""The share of letters that may have what a letter is chosen by from among others."""
MOST_TELLING = 8
"""Parts of what was asked by which letters are chosen."""


def leaves_of(node: Node, weight: float = 1.0) -> list[tuple[Node, float]]:
    """Return what can say how well a letter matches, each with its weight."""
    match node:
        case All(nodes) | Some(nodes):
            return [leaf for one in nodes for leaf in leaves_of(one, weight)]
        case But(kept, _):
            return leaves_of(kept, weight)
        case Weighed(one, more):
            return leaves_of(one, weight * more)
        case Term() | Phrase() | AtLeast():
            return [(node, weight)]
        case _:
            return []


class Worth:
    """How much each token tells letters apart, and so how well a row matches."""

    def __init__(self, shares: dict[str, float]) -> None:
        """Take the share of letters that has each common mark."""
        self._shares = shares
        self._least = min(shares.values(), default=0.02) / 2

    def rarity(self, field: Field, token: str) -> float:
        """Return how much it says that a letter has a token."""
        share = self._shares.get(mark_of(field, token), self._least)
        return math.log(1 + (1 - share) / share)

    def share(self, leaf: Node) -> float:
        """Return which share of letters has the rarest token of a leaf; 0 if hardly any has."""
        match leaf:
            case Term(field, token):
                return self._shares.get(mark_of(field, token), 0.0)
            case Phrase(field, tokens):
                return min(self._shares.get(mark_of(field, token), 0.0) for token in tokens)
            case _:
                return 0.0

    def of_leaf(self, leaf: Node) -> float:
        """Return what a leaf says where it holds; of several tokens, of all together."""
        match leaf:
            case Term(field, token):
                return self.rarity(field, token)
            case Phrase(field, tokens):
                return sum(self.rarity(field, token) for token in tokens)
            case AtLeast(field, tokens, _):
                return sum(self.rarity(field, token) for token in tokens)
            case _:
                return 0.0

    def score(self, row: Columns, node: Node, weight: float = 1.0) -> sa.ColumnElement[float]:
        """Write how well a row matches a tree that holds there."""
        match node:
            case All(nodes):
                return _sum(self.score(row, one, weight) for one in nodes)
            case Some(nodes):
                return _sum(self._if_it_holds(row, one, weight) for one in nodes)
            case But(kept, _):
                return self.score(row, kept, weight)
            case Weighed(one, more):
                return self.score(row, one, weight * more)
            case _:
                return self._leaf_score(row, node, weight)

    def _if_it_holds(self, row: Columns, node: Node, weight: float) -> sa.ColumnElement[float]:
        if not leaves_of(node):
            return sa.literal(0.0)
        return sa.case((holds(row, node), self.score(row, node, weight)), else_=0.0)

    def _leaf_score(self, row: Columns, leaf: Node, weight: float) -> sa.ColumnElement[float]:
        worth = sa.literal(weight * self.of_leaf(leaf))
        match leaf:
            case AtLeast(field, tokens, _):
                return worth * how_many(row, field, tokens) / float(len(tokens))
            case _:
                return _in_short(row, leaf, worth)

    def promise(
        self, rows: sa.FromClause, table: sa.Table, tree: Node
    ) -> sa.ColumnElement[float] | None:
        """Write about how well a row will match, from the index and ``TELLING`` alone.

        What many letters have says little, and naming them all takes long: it is left out.
        """
        worths = {leaf: weight * self.of_leaf(leaf) for leaf, weight in leaves_of(tree)}
        telling = [leaf for leaf in worths if self.share(leaf) <= FEW]
        parts = []
        for leaf in sorted(telling, key=lambda one: -worths[one])[:MOST_TELLING]:
            worth = sa.literal(worths[leaf])
            if isinstance(leaf, AtLeast) and leaf.field is Field.GRAMS:
                many = most_pairs(rows.c, leaf.tokens)
                parts.append(
                    sa.case((many >= leaf.count, worth * many / len(leaf.tokens)), else_=0.0)
                )
            elif isinstance(may := said_of(leaf).may, str):
                there = sa.select(table.c.letter_id).where(has(all_marks(table), may))
                good = _in_short(rows.c, leaf, worth)
                parts.append(sa.case((rows.c.letter_id.in_(there), good), else_=0.0))
        return _sum(parts) if parts else None


def _in_short(row: Columns, leaf: Node, worth: sa.ColumnElement[float]) -> sa.ColumnElement[float]:
    """Weigh what is found in a subject by how much else that says."""
    match leaf:
        case Term(Field.SUBJECT) | Phrase(Field.SUBJECT | Field.CLUSTERS):
            short: sa.ColumnElement[float] = row["shortness"]
            return worth * short
        case _:
            return worth


def _sum(parts: Iterable[sa.ColumnElement[float]]) -> sa.ColumnElement[float]:
    return functools.reduce(lambda one, other: one + other, parts)
