"""What is asked of rows and of the index together: a share of pairs of letters.

Most subjects have some of any pairs, so that the index would have to look at
nearly every letter, and at all its ways to have enough of them. A row says at
once how many pairs it can have: the rows are read from end to end, and the
index finds apart what else may hold there.
"""

from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa

from search.postgres_asking import Condition, conditions, holds
from search.postgres_counting import may_have
from search.tree import All, AtLeast, Between, But, Field, Node, Some, This, Weighed


def ways_of(table: sa.Table, asked: Node) -> list[Condition]:
    """Return conditions of which each letter that matches meets exactly one."""
    known, others, besides = list[Node](), list[Node](), list[Condition]()
    for one in _demands(asked):
        if isinstance(one, Between | This):
            besides.append(holds(table.c, one))
        else:
            (others if _has_share(one) else known).append(one)
    every: list[Condition] = [sa.true()]
    ways = conditions(table, All(tuple(known))) if known else every
    rows = _Rows(table, known)
    besides += [rows.among(one, rows.has_share) for one in others]
    if len(others) > 1:
        # Bits are soon looked at: pairs are counted only where all may hold.
        besides = [*(rows.among(one, rows.may_have_share) for one in others), *besides]
    return [sa.and_(one, *besides) for one in ways]


def _demands(node: Node) -> Iterator[Node]:
    """Yield what must hold, each for itself."""
    if isinstance(node, All):
        for one in node.nodes:
            yield from _demands(one)
    else:
        yield node


def _has_share(node: Node) -> bool:
    """Tell whether a tree asks for a share of pairs; one of them, or all, the index knows."""
    match node:
        case All(nodes) | Some(nodes):
            return any(_has_share(one) for one in nodes)
        case But(kept, without):
            return _has_share(kept) or _has_share(without)
        case Weighed(one, _):
            return _has_share(one)
        case AtLeast(Field.GRAMS, tokens, count):
            return count not in {1, len(tokens)}
        case _:
            return False


class _Rows:
    """Rows of which some is known, asked for the rest."""

    def __init__(self, table: sa.Table, known: Sequence[Node]) -> None:
        self._table = table
        self._known = known
        self._found: dict[Node, Condition] = {}

    def among(self, node: Node, share: Callable[[AtLeast], Condition]) -> Condition:
        """Ask whether a row is one of those where a tree holds; ``share`` asks for its shares."""
        if not _has_share(node):
            return self._among_found(node)
        match node:
            case All(nodes):
                return sa.and_(*(self.among(one, share) for one in nodes))
            case Some(nodes):
                alone = tuple(one for one in nodes if not _has_share(one))
                either = [self._among_found(Some(alone))] if alone else []
                either += [self.among(one, share) for one in nodes if _has_share(one)]
                return sa.or_(*either)
            case But(kept, without):
                left_out = self.among(without, self.has_share)
                return sa.and_(self.among(kept, share), sa.not_(left_out))
            case Weighed(one, _):
                return self.among(one, share)
            case AtLeast():
                return share(node)
            case _:
                raise TypeError(node)

    def has_share(self, leaf: AtLeast) -> Condition:
        """Count the pairs of a row."""
        return holds(self._table.c, leaf)

    def may_have_share(self, leaf: AtLeast) -> Condition:
        """Look only at how many pairs the row can have."""
        return may_have(self._table.c, leaf.tokens, leaf.count)

    def _among_found(self, node: Node) -> Condition:
        """Ask whether a row is one of those that the index finds, which it is asked for once."""
        if node not in self._found:
            letter_id = self._table.c.letter_id
            ways = conditions(self._table, All((*self._known, node)))
            found = [sa.select(letter_id).where(one) for one in ways]
            self._found[node] = (
                letter_id.in_(sa.select(sa.union_all(*found).cte().c.letter_id))
                if found
                else sa.false()
            )
        return self._found[node]
