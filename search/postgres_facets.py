"""Counting the facets of hits in PostgreSQL: first what letters have alike, then its values."""

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from search.postgres_rows import ALIKE
from search.tree import OF_UNITS, Facet


def numbers_of(facets: Collection[Facet]) -> list[str]:
    """Name the columns that have the numbers of these facets."""
    return [name for name, those in ALIKE.items() if not set(those).isdisjoint(facets)]


def counts(
    hits: sa.CTE, alike: sa.Table, facets: Collection[Facet], units: frozenset[int]
) -> Iterator[sa.ScalarSelect[dict[str, int]]]:
    """Count the hits that have each value of each facet, as objects; no other unit's values.

    All numbers are counted in one pass, and each is looked up once, however many hits have it.
    """
    if not facets:
        return
    columns = [hits.c[name] for name in numbers_of(facets)]
    sets = sa.func.grouping_sets(*(sa.tuple_(column) for column in columns))
    # Where rows are grouped by one of the columns, the others are null.
    number, many = sa.func.coalesce(*columns).label("number"), sa.func.count().label("many")
    numbers = sa.select(number, many).group_by(sets).cte("numbers")
    said = sa.select(alike, numbers.c.many).join(numbers, numbers.c.number == alike.c.number)
    each = said.cte("each")
    for facet in facets:
        value = _values(each, facet, units).subquery()
        total = sa.cast(sa.func.sum(value.c.many), sa.BigInteger).label("total")
        had = sa.select(value.c.value, total).where(value.c.value.is_not(None))
        counted = had.group_by(value.c.value).subquery()
        yield sa.select(
            sa.func.json_object_agg(counted.c.value, counted.c.total, type_=sa.JSON)
        ).scalar_subquery()


def _values(each: sa.CTE, facet: Facet, units: frozenset[int]) -> sa.Select[Any]:
    """Return values of a facet, each with how many letters have it; those of a letter but once."""
    had = each.c[facet.value]
    if facet not in OF_UNITS | {Facet.UNIT}:
        return sa.select(had.label("value"), each.c.many)
    one = sa.select(each.c.number, sa.func.unnest(had).label("one"), each.c.many).subquery().c
    if facet is Facet.UNIT:
        theirs = sa.select(sa.cast(one.one, sa.Text).label("value"), one.many)
        return theirs.where(one.one.in_(units))
    whose, said = (sa.func.split_part(one.one, ":", part) for part in (1, 2))
    # Two units may have the same of one letter.
    once = sa.select(one.number, said.label("value"), one.many).distinct()
    return once.where(whose.in_([str(unit) for unit in units]))
