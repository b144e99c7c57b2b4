"""A tree written as a query of Tantivy, and its hits in the contract's order."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import tantivy

from search.backend import Document, Sort
from search.tree import (
    ORDERED,
    All,
    AtLeast,
    Between,
    But,
    Day,
    Facet,
    Is,
    Node,
    Phrase,
    Some,
    Term,
    This,
    Weighed,
)

Query = tantivy.Query
MUST, SHOULD, NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot

_ID_BITS = 40
_BEYOND = 100
"""Hits looked at beyond the page, for those that are as good as its last."""


def newness(document: Document) -> int:
    """Return a number that rises with the day of receipt, then with the letter's number."""
    return document.days[Day.RECEIVED][0].toordinal() << _ID_BITS | document.letter_id


def spaceless(token: str) -> str:
    """Write a token without the blanks that part tokens."""
    return "\u00a0".join(token.split(" "))


def query_of(schema: tantivy.Schema, node: Node) -> Query:
    """Write a tree as one query. What is only a property adds nothing to the score."""
    match node:
        case All(nodes):
            return Query.boolean_query([(MUST, query_of(schema, one)) for one in nodes])
        case Some(nodes):
            return Query.boolean_query([(SHOULD, query_of(schema, one)) for one in nodes])
        case But(kept, without):
            return Query.boolean_query(
                [(MUST, query_of(schema, kept)), (NOT, query_of(schema, without))]
            )
        case Weighed(one, weight):
            return Query.boost_query(query_of(schema, one), weight)
        case _:
            return _leaf(schema, node)


def _leaf(schema: tantivy.Schema, node: Node) -> Query:
    match node:
        case Term():
            return _term(schema, node)
        case Phrase(field, tokens):
            return Query.phrase_query(schema, field.value, [spaceless(one) for one in tokens])
        case AtLeast(field, tokens, count):
            terms = [(SHOULD, _term(schema, Term(field, one))) for one in sorted(tokens)]
            return Query.boolean_query(terms, minimum_number_should_match=count)
        case Between() | Is() | This():
            return Query.const_score_query(_property(schema, node), 0.0)
        case _:
            raise TypeError(node)


def _term(schema: tantivy.Schema, term: Term) -> Query:
    kept = "freq" if term.field in ORDERED else "basic"
    return Query.term_query(schema, term.field.value, spaceless(term.token), kept)


def _property(schema: tantivy.Schema, node: Between | Is | This) -> Query:
    if isinstance(node, This):
        return Query.term_query(schema, "letter_id", node.letter_id, "basic")
    if isinstance(node, Is):
        return Query.term_query(schema, node.facet.value, node.value, "basic")
    first = (node.first or dt.date.min).toordinal()
    last = (node.last or dt.date.max).toordinal()
    whole = tantivy.FieldType.Integer
    return Query.boolean_query(
        [
            (MUST, Query.range_query(schema, f"{node.day}_last", whole, first, None)),
            (MUST, Query.range_query(schema, f"{node.day}_first", whole, None, last)),
        ]
    )


def count(
    searcher: tantivy.Searcher,
    schema: tantivy.Schema,
    asked: Query,
    facet: Facet,
    values: Sequence[str],
) -> int:
    """Count the hits that have one of some values."""
    either = query_of(schema, Some(tuple(Is(facet, value) for value in values)))
    found: Any = searcher.search(Query.boolean_query([(MUST, asked), (MUST, either)]), limit=1)
    return int(found.count)


def in_order(
    searcher: tantivy.Searcher, asked: Query, sort: Sort, start: int, count: int
) -> tuple[int, tuple[int, ...]]:
    """Return how many hits there are, and a page of them by day of receipt."""
    order = tantivy.Order.Asc if sort is Sort.OLDEST else tantivy.Order.Desc
    found: Any = searcher.search(
        asked, limit=count, offset=start, order_by_field="newest", order=order
    )
    addresses = [address for _, address in found.hits]
    return found.count, tuple(_numbers(searcher, "letter_id", addresses))


def best(
    searcher: tantivy.Searcher, asked: Query, start: int, count: int
) -> tuple[int, tuple[int, ...]]:
    """Return how many hits there are, and a page of them, equally good ones newest first.

    Tantivy parts equal scores by where a letter happens to stand, so hits are
    taken until one is worse than the last of the page.
    """
    limit = start + count + _BEYOND
    while True:
        found: Any = searcher.search(asked, limit=limit)  # its types forget the count
        scores = [round(score, 4) for score, _ in found.hits]
        end = min(start + count, len(scores))
        if len(scores) < limit or scores[-1] < scores[end - 1]:
            break
        limit *= 8
    addresses = [address for _, address in found.hits]
    newest = _numbers(searcher, "newest", addresses)
    ranked = sorted(zip(scores, newest, strict=True), reverse=True)[start : start + count]
    return found.count, tuple(key & ((1 << _ID_BITS) - 1) for _, key in ranked)


def _numbers(
    searcher: tantivy.Searcher, field: str, addresses: list[tantivy.DocAddress]
) -> list[int]:
    return [int(one or 0) for one in searcher.fast_field_values(field, addresses)]
