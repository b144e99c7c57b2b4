"""How well a row of PostgreSQL matches a tree."""

import functools
import math
from collections.abc import Iterable

import sqlalchemy as sa

from search.postgres_asking import Columns, holds, how_many, marks_of
from search.postgres_rows import mark_of
from search.tree import All, AtLeast, But, Field, Node, Phrase, Some, Term, Weighed


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
                return worth * how_many(marks_of(row, field), field, tokens) / float(len(tokens))
            case Term(Field.SUBJECT) | Phrase(Field.SUBJECT | Field.CLUSTERS):
                short: sa.ColumnElement[float] = row["shortness"]
                return worth * short
            case _:
                return worth


def _sum(parts: Iterable[sa.ColumnElement[float]]) -> sa.ColumnElement[float]:
    return functools.reduce(lambda one, other: one + other, parts)
