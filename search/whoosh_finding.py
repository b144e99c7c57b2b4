"""A tree asked of the segments of a Whoosh index: which letters match, and how well."""

import functools
import heapq
import math
import operator
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from search.backend import Found, Sort
from search.tree import (
    OF_UNITS,
    All,
    AtLeast,
    Between,
    But,
    Facet,
    Is,
    Node,
    Phrase,
    Some,
    Term,
    This,
    Weighed,
)
from search.whoosh_segment import Postings, Segment, at_least, bits_of, members

Shelf = tuple[Segment, int]
"""A segment, and which of its documents are still there."""


_LOOKED_UP_AS_FAST = 8
"""Documents walked over in the time in which one is looked up."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Where one node of the tree holds in one segment, and the nodes that say how well."""

    bits: int
    node: Node
    inner: tuple["Matched", ...] = ()
    weight: float = 1.0


def find(
    shelves: Sequence[Shelf],
    tree: Node,
    units: frozenset[int],
    *,
    sort: Sort,
    facets: Collection[Facet],
    page: int,
    per_page: int,
) -> Found:
    """Answer ``SearchBackend.find`` from these segments."""
    may_see = Some(tuple(Is(Facet.UNIT, str(unit)) for unit in sorted(units)))
    # Asked first: who may see nothing here waits for nothing, whatever is here.
    asked = All((may_see, tree))
    found = [(segment, match(segment, asked), live) for segment, live in shelves]
    hits = [(segment, matched.bits & live) for segment, matched, live in found]
    if sort is Sort.BEST:
        rarity = Rarity([segment for segment, _ in shelves])
        keyed = [
            (score, segment.received[doc], segment.letter_ids[doc])
            for segment, matched, live in found
            for doc, score in Scores(segment, rarity).of(matched, matched.bits & live).items()
        ]
    else:
        keyed = [
            (0.0, segment.received[doc], segment.letter_ids[doc])
            for segment, bits in hits
            for doc in members(bits)
        ]
    pick = heapq.nsmallest if sort is Sort.OLDEST else heapq.nlargest
    first = pick(page * per_page, keyed)
    return Found(
        total=len(keyed),
        letter_ids=tuple(key[-1] for key in first[(page - 1) * per_page :]),
        facets={facet: _counted(facet, hits, units) for facet in facets},
    )


def match(segment: Segment, node: Node) -> Matched:
    """Find where a tree holds in a segment; deleted documents are not looked at here."""
    match node:
        case All(nodes):
            return _matched_all(segment, node, nodes)
        case Some(nodes):
            inner = tuple(match(segment, one) for one in nodes)
            return Matched(functools.reduce(operator.or_, (m.bits for m in inner)), node, inner)
        case But(kept, without):
            had = match(segment, kept)
            return Matched(had.bits & ~match(segment, without).bits, node, (had,))
        case Weighed(one, weight):
            had = match(segment, one)
            return Matched(had.bits, node, (had,), weight)
        case _:
            return Matched(_bits(segment, node), node)


def _matched_all(segment: Segment, node: Node, nodes: Sequence[Node]) -> Matched:
    """Find where all hold; once that is nowhere, the others are not asked."""
    bits, inner = -1, list[Matched]()
    for one in nodes:
        inner.append(match(segment, one))
        bits &= inner[-1].bits
        if not bits:
            break
    return Matched(bits, node, tuple(inner))


def _bits(segment: Segment, leaf: Node) -> int:
    match leaf:
        case Term(field, token):
            return segment.postings(field, token).bits
        case Phrase(field, tokens):
            return segment.phrase(field, tokens).bits
        case AtLeast(field, tokens, count):
            return at_least([segment.postings(field, one).bits for one in tokens], count)
        case Between():
            return segment.between(leaf)
        case Is(facet, value):
            return segment.values(facet).get(value, 0)
        case This(letter_id):
            there = (doc for doc, one in enumerate(segment.letter_ids) if one == letter_id)
            return bits_of(there, segment.size)
        case _:
            raise TypeError(leaf)


class Rarity:
    """How much a term tells letters apart: the fewer have it, the more."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._size = sum(segment.size for segment in segments)
        self._known: dict[Term, float] = {}

    def of(self, term: Term) -> float:
        """Return what having the term is worth."""
        if term not in self._known:
            self._known[term] = self._of(term)
        return self._known[term]

    def _of(self, term: Term) -> float:
        have = sum(len(one.postings(term.field, term.token).docs) for one in self._segments)
        return math.log(1 + (self._size - have + 0.5) / (have + 0.5))


class Scores:
    """How well the documents of one segment match."""

    def __init__(self, segment: Segment, rarity: Rarity) -> None:
        self._segment = segment
        self._rarity = rarity

    def of(self, matched: Matched, hits: int) -> dict[int, float]:
        """Return the score of each hit; one that merely has the properties asked for has 0."""
        found = dict.fromkeys(members(hits), 0.0)
        self._add(found, matched, hits, 1.0)
        return {doc: round(score, 4) for doc, score in found.items()}

    def _add(self, found: dict[int, float], matched: Matched, within: int, weight: float) -> None:
        """Add what a node says of the hits where it holds."""
        within &= matched.bits
        if not within:
            return
        for one in matched.inner:
            self._add(found, one, within, weight * matched.weight)
        for postings, rare in self._said(matched.node):
            for doc, good in _goods(postings, within):
                found[doc] += weight * rare * good

    def _said(self, leaf: Node) -> Iterator[tuple[Postings, float]]:
        """Yield where a leaf's terms stand and what each is worth; other nodes say nothing."""
        match leaf:
            case Term(field, token):
                yield self._segment.postings(field, token), self._rarity.of(leaf)
            case Phrase(field, tokens):
                worth = sum(self._rarity.of(Term(field, token)) for token in tokens)
                yield self._segment.phrase(field, tokens), worth
            case AtLeast(field, tokens, _):
                for token in sorted(tokens):
                    term = Term(field, token)
                    yield self._segment.postings(field, token), self._rarity.of(term)


def _goods(postings: Postings, within: int) -> Iterator[tuple[int, float]]:
    """Yield how much the postings say in each document of a set."""
    docs, goods = postings.docs, postings.goods
    within &= postings.bits
    if not within:
        return
    if within.bit_count() * _LOOKED_UP_AS_FAST < len(docs):
        for doc in members(within):
            yield doc, goods[bisect_left(docs, doc)]
        return
    there = within.to_bytes(docs[-1] // 8 + 1, "little")
    for doc, good in zip(docs, goods, strict=True):
        if there[doc >> 3] >> (doc & 7) & 1:
            yield doc, good


def _counted(
    facet: Facet, hits: Sequence[tuple[Segment, int]], units: frozenset[int]
) -> Mapping[str, int]:
    """Count the hits that have each value of a facet."""
    counts: dict[str, int] = {}
    for segment, bits in hits:
        for value, there in _of_units(facet, segment, units).items():
            if count := (there & bits).bit_count():
                counts[value] = counts.get(value, 0) + count
    return counts


def _of_units(facet: Facet, segment: Segment, units: frozenset[int]) -> Mapping[str, int]:
    """Return where each value stands; of what units have, only what these have."""
    values = segment.values(facet)
    if facet is Facet.UNIT:
        return {one: values[one] for unit in units if (one := str(unit)) in values}
    if facet not in OF_UNITS:
        return values
    of_each = segment.in_units(facet)
    found: dict[str, int] = {}
    for unit in units:
        for said, there in of_each.get(unit, {}).items():
            found[said] = found.get(said, 0) | there
    return found
