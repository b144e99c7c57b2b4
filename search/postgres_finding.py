"""What is found in one table of letters, and in which order.

Newest first never looks at more than is found. Best first ranks the two
hundred letters that have most of what was asked for; any after those follow
newest first.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from search.backend import Found, Sort
from search.postgres_asking import ALL_MARKS, Columns
from search.postgres_rows import ASIDE, SCHEMA, all_marks, index_name
from search.postgres_shares import ways_of
from search.postgres_worth import Worth, leaves_of
from search.tree import OF_UNITS, All, AtLeast, Day, Facet, Is, Node, Some

RANKED = 200
"""Letters whose order is worked out."""
ENOUGH = 60
"""Fewer are no fair choice of the best."""
TURNS = 6
"""How often what was asked is narrowed to what says most."""
MANY = 10_000
"""Of more hits not all are named, and what finds them is asked again."""
FEW_UNITS = 4
"""Units asked of the index; more are looked for in the rows, each of which has a list of them."""

MOSTLY = 0.75
"""The share of pairs by which the nearest are chosen where many are near."""

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
        first = asking.look(asked, start, per_page, sort, facets)
        return Found(first.total, tuple(first.letter_ids), first.facets)
    first = asking.look(asked, 0, MANY, sort, facets)
    ranked = asking.ranked(tree, worth, asking.narrowed(asked, tree, worth, first))
    shown = ranked[start : start + per_page]
    if len(shown) < per_page and first.total > len(ranked):
        past = max(0, start - len(ranked))
        shown += asking.others(asked, ranked, past, per_page - len(shown))
    return Found(first.total, tuple(shown), first.facets)


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look at the index gives."""

    total: int
    letter_ids: Sequence[int]
    facets: Mapping[Facet, Mapping[str, int]]


class Asking:
    """Asks one table in one transaction."""

    def __init__(self, connection: sa.Connection, table: sa.Table, units: frozenset[int]) -> None:
        self._connection = connection
        self._table = table
        self._units = units
        self._may_see: list[sa.ColumnElement[bool]] = (
            [table.c.units.overlap(sorted(units))] if len(units) > FEW_UNITS else []
        )

    def look(
        self,
        asked: Node,
        start: int,
        count: int,
        sort: Sort,
        facets: Collection[Facet] = (),
        *,
        among: Sequence[int] | None = None,
    ) -> Looked:
        """Count the hits, their facets, and name a stretch of them by day of receipt."""
        hits = self._hits(asked, facets, among)
        if hits is None:
            return Looked(0, (), {facet: {} for facet in facets})
        page = sa.select(hits.c.letter_id).order_by(*_order(hits.c, sort)).limit(count)
        row = self._connection.execute(
            sa.select(
                sa.select(sa.func.count()).select_from(hits).scalar_subquery(),
                sa.func.array(page.offset(start).scalar_subquery()),
                *_counts(hits, facets, self._units),
            )
        ).one()
        counted = {facet: had or {} for facet, had in zip(facets, row[2:], strict=True)}
        return Looked(row[0], row[1], counted)

    def narrowed(self, asked: Node, tree: Node, worth: Worth, looked: Looked) -> Sequence[int]:
        """Return the letters to rank: of too many, those that have what says most.

        Where only a few have it, they are ranked beside others.
        """
        worths = {_mostly(leaf): weight * worth.of_leaf(leaf) for leaf, weight in leaves_of(tree)}
        few: list[int] = []
        among = looked.letter_ids if looked.total <= MANY else None
        demands = (asked,) if among is None else ()
        for leaf in sorted(worths, key=lambda one: -worths[one])[:TURNS]:
            if looked.total <= RANKED:
                break
            fewer = (*demands, leaf)
            there = self.look(All(fewer), 0, RANKED, Sort.NEWEST, among=among)
            if there.total >= ENOUGH:
                demands, looked = fewer, there
            else:
                few += there.letter_ids
        return list(dict.fromkeys((*few, *looked.letter_ids[:RANKED])))

    def ranked(self, tree: Node, worth: Worth, letter_ids: Sequence[int]) -> list[int]:
        """Put letters that match in their order."""
        table = self._table
        # Joined with nothing, a value is fetched once, not for each thing asked of it.
        whole = [
            table.c[name].op("||")(sa.cast("", table.c[name].type)).label(name) for name in ASIDE
        ]
        plain = [one for one in table.c if one.name not in ASIDE]
        marks = all_marks(table).label(ALL_MARKS)
        named = sa.select(*plain, *whole, marks).where(_named(table, letter_ids))
        rows = named.offset(0).subquery()
        score = sa.cast(worth.score(rows.c, tree), sa.Numeric(12, 4))
        ordered = sa.select(rows.c.letter_id).order_by(score.desc(), *_order(rows.c, Sort.NEWEST))
        return list(self._connection.scalars(ordered))

    def others(self, asked: Node, ranked: Sequence[int], start: int, count: int) -> list[int]:
        """Return hits that are not ranked, newest first."""
        hits = self._hits(asked, ())
        if hits is None:
            return []
        others = sa.select(hits.c.letter_id).where(hits.c.letter_id.not_in(ranked))
        page = others.order_by(*_order(hits.c, Sort.NEWEST)).offset(start).limit(count)
        return list(self._connection.scalars(page))

    def _hits(
        self, asked: Node, facets: Collection[Facet], among: Sequence[int] | None = None
    ) -> sa.CTE | None:
        """Find every hit once, with what is needed of it; ``None`` if nothing can match.

        Where letters are named that he may see, only those are looked at.
        """
        table = self._table
        names = ("letter_id", _RECEIVED, *map(_column, facets))
        columns = [table.c[name] for name in names]
        may_see = self._may_see if among is None else [_named(table, among)]
        ways = [sa.select(*columns).where(one, *may_see) for one in ways_of(table, asked)]
        if not ways:
            return None
        # Asked for more than once in a statement, it is still found only once.
        return (ways[0] if len(ways) == 1 else sa.union_all(*ways)).cte("hits")


def _named(table: sa.Table, letter_ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """Ask for letters by their numbers, of which there may be thousands."""
    return table.c.letter_id == sa.any_(sa.literal(letter_ids, pg.ARRAY(sa.BigInteger)))


def _mostly(leaf: Node) -> Node:
    """Ask for more than a share that half of all subjects have."""
    if isinstance(leaf, AtLeast):
        return replace(leaf, count=max(leaf.count, math.ceil(len(leaf.tokens) * MOSTLY)))
    return leaf


def _order(row: Columns, sort: Sort) -> list[sa.UnaryExpression[object]]:
    keys = [row[_RECEIVED], row["letter_id"]]
    return [one.asc() if sort is Sort.OLDEST else one.desc() for one in keys]


def _column(facet: Facet) -> str:
    return "units" if facet is Facet.UNIT else facet.value


def _counts(
    hits: sa.CTE, facets: Collection[Facet], units: frozenset[int]
) -> Iterator[sa.ScalarSelect[dict[str, int]]]:
    """Count the hits that have each value of each facet, as objects; no other unit's values.

    All are counted in one pass. Of what units have, many letters have the same list, so
    lists are counted first, and taken apart once each.
    """
    if not facets:
        return
    columns = [hits.c[_column(facet)] for facet in facets]
    sets = sa.func.grouping_sets(*(sa.tuple_(column) for column in columns))
    besides = sa.func.grouping(*columns).label("besides")
    many = sa.func.count().label("many")
    alike = sa.select(*columns, besides, many).group_by(sets).cte("alike")
    for at, facet in enumerate(facets):
        # A bit for each column by which rows are not grouped, the first column's the highest.
        by_this = alike.c.besides == (1 << len(columns)) - 1 - (1 << (len(columns) - 1 - at))
        value = _values(alike, facet, units, by_this).subquery()
        total = sa.cast(sa.func.sum(value.c.many), sa.BigInteger).label("total")
        each = sa.select(value.c.value, total).where(value.c.value.is_not(None))
        counted = each.group_by(value.c.value).subquery()
        yield sa.select(
            sa.func.json_object_agg(counted.c.value, counted.c.total, type_=sa.JSON)
        ).scalar_subquery()


def _values(
    alike: sa.CTE, facet: Facet, units: frozenset[int], by_this: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    """Return values of a facet, each with how many letters have it; those of a letter but once."""
    had = alike.c[_column(facet)]
    if facet not in OF_UNITS | {Facet.UNIT}:
        return sa.select(had.label("value"), alike.c.many).where(by_this)
    lists = sa.select(had, sa.func.unnest(had).label("one"), alike.c.many).where(by_this)
    one = lists.subquery()
    if facet is Facet.UNIT:
        theirs = sa.select(sa.cast(one.c.one, sa.Text).label("value"), one.c.many)
        return theirs.where(one.c.one.in_(units))
    whose, said = (sa.func.split_part(one.c.one, ":", part) for part in (1, 2))
    # Two units may have the same of one letter.
    once = sa.select(one.c[_column(facet)], said.label("value"), one.c.many).distinct()
    return once.where(whose.in_([str(unit) for unit in units]))


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
