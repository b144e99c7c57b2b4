"""What is found in one table of letters, and in which order.

Newest first never looks at more than is found. Best first ranks the two
hundred letters that have most of what tells letters apart; any after those
follow newest first.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from search.backend import Found, Sort
from search.postgres_facets import counts, numbers_of
from search.postgres_rows import MARKS, SCHEMA, alike_in, index_name
from search.postgres_shares import ways_of
from search.postgres_worth import TELLING, Worth, leaves_of
from search.tree import All, Day, Facet, Is, Node, Some

Order: TypeAlias = Callable[[sa.FromClause], list[sa.UnaryExpression[object]]]
"""Writes an order of rows."""

RANKED = 200
"""Letters whose order is worked out."""
FEW_UNITS = 4
"""Units asked of the index; whoever asks for more holds most letters it would look through."""

_RECEIVED = f"{Day.RECEIVED}_first"


def find(
    connection: sa.Connection,
    table: sa.Table,
    worth: Worth,
    tree: Node,
    units: frozenset[int],
    *,
    sort: Sort,
    facets: Collection[Facet],
    page: int,
    per_page: int,
) -> Found:
    """Answer ``SearchBackend.find`` from this table."""
    may_see = Some(tuple(Is(Facet.UNIT, str(unit)) for unit in sorted(units)))
    asked = All((tree, may_see)) if len(units) <= FEW_UNITS else tree
    asking = Asking(connection, table, units)
    start = (page - 1) * per_page
    if sort is not Sort.BEST or not leaves_of(tree):
        return asking.look(asked, _order(sort), start, per_page, facets)
    order = _most_telling(table, tree, worth)
    first = asking.look(asked, order, 0, RANKED, facets, needed=TELLING)
    ranked = asking.ranked(tree, worth, first.letter_ids)
    shown = ranked[start : start + per_page]
    if len(shown) < per_page and first.total > len(ranked):
        past = max(0, start - len(ranked))
        shown += asking.others(asked, ranked, past, per_page - len(shown))
    return replace(first, letter_ids=tuple(shown))


class Asking:
    """Asks one table in one transaction."""

    def __init__(self, connection: sa.Connection, table: sa.Table, units: frozenset[int]) -> None:
        self._connection = connection
        self._table = table
        self._units = units
        alike = alike_in(table.name).c
        theirs = sa.select(alike.number).where(alike.unit.overlap(sorted(units)))
        self._may_see: list[sa.ColumnElement[bool]] = (
            [table.c.holders.in_(theirs)] if len(units) > FEW_UNITS else []
        )

    def look(
        self,
        asked: Node,
        order: Order,
        start: int,
        count: int,
        facets: Collection[Facet] = (),
        *,
        needed: Collection[str] = (),
    ) -> Found:
        """Count the hits, their facets, and name a stretch of them in an order that needs these."""
        hits = self._hits(asked, (*needed, *numbers_of(facets)))
        if hits is None:
            return Found(0, (), {facet: {} for facet in facets})
        page = sa.select(hits.c.letter_id).order_by(*order(hits)).limit(count)
        row = self._connection.execute(
            sa.select(
                sa.select(sa.func.count()).select_from(hits).scalar_subquery(),
                sa.func.array(page.offset(start).scalar_subquery()),
                *counts(hits, alike_in(self._table.name), facets, self._units),
            )
        ).one()
        counted = {facet: had or {} for facet, had in zip(facets, row[2:], strict=True)}
        return Found(row[0], tuple(row[1]), counted)

    def ranked(self, tree: Node, worth: Worth, letter_ids: Sequence[int]) -> list[int]:
        """Put letters that match in their order."""
        table = self._table
        # Joined with nothing, marks are fetched once, not for each thing asked of them.
        fetched = [sa.func.strip(table.c[name]).label(name) for name in MARKS]
        others = [one for one in table.c if one.name not in MARKS]
        named = sa.select(*others, *fetched).where(_named(table, letter_ids))
        rows = named.offset(0).subquery()
        score = sa.cast(worth.score(rows.c, tree), sa.Numeric(12, 4))
        ordered = sa.select(rows.c.letter_id).order_by(score.desc(), *_order(Sort.NEWEST)(rows))
        return list(self._connection.scalars(ordered))

    def others(self, asked: Node, ranked: Sequence[int], start: int, count: int) -> list[int]:
        """Return hits that are not ranked, newest first."""
        hits = self._hits(asked)
        if hits is None:
            return []
        others = sa.select(hits.c.letter_id).where(hits.c.letter_id.not_in(ranked))
        page = others.order_by(*_order(Sort.NEWEST)(hits)).offset(start).limit(count)
        return list(self._connection.scalars(page))

    def _hits(self, asked: Node, needed: Collection[str] = ()) -> sa.CTE | None:
        """Find every hit once, with what is needed of it; ``None`` if nothing can match."""
        table = self._table
        columns = [table.c[name] for name in ("letter_id", _RECEIVED, *needed)]
        ways = [sa.select(*columns).where(one, *self._may_see) for one in ways_of(table, asked)]
        if not ways:
            return None
        # Asked for more than once in a statement, it is still found only once.
        return (ways[0] if len(ways) == 1 else sa.union_all(*ways)).cte("hits")


def _named(table: sa.Table, letter_ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """Ask for letters by their numbers."""
    return table.c.letter_id == sa.any_(sa.literal(letter_ids, pg.ARRAY(sa.BigInteger)))


def _order(sort: Sort) -> Order:
    """Order by day of receipt."""

    def ordered(rows: sa.FromClause) -> list[sa.UnaryExpression[object]]:
        keys = [rows.c[_RECEIVED], rows.c.letter_id]
        return [one.asc() if sort is Sort.OLDEST else one.desc() for one in keys]

    return ordered


def _most_telling(table: sa.Table, tree: Node, worth: Worth) -> Order:
    """Order by what tells letters apart, but only if not all hits can be ranked."""

    def ordered(rows: sa.FromClause) -> list[sa.UnaryExpression[object]]:
        beyond = sa.select(rows.c.letter_id).offset(RANKED).exists()
        promise = worth.promise(rows, table, tree)
        by_promise = [sa.case((beyond, promise)).desc()] if promise is not None else []
        return [*by_promise, *_order(Sort.NEWEST)(rows)]

    return ordered


def worth_in(connection: sa.Connection, table: sa.Table) -> Worth:
    """Read which marks are common from what PostgreSQL knows of the index."""
    elements = sa.text(
        "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats"
        " WHERE schemaname = :schema AND tablename = :index"
    )
    row = connection.execute(elements, {"schema": SCHEMA, "index": index_name(table)}).first()
    if row is None or row[0] is None:
        return Worth({})
    # After the shares of the elements it keeps the least and the greatest of them.
    return Worth(dict(zip(row[0], row[1], strict=False)))
