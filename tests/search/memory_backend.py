"""A ``SearchBackend`` that does what the words of the contract say, slowly and visibly.

It is what every engine is compared with.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

from search.backend import PER_PAGE, Document, Found, IndexMissing, Sort, required
from search.tree import (
    OF_UNITS,
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
    parted,
)


class MemoryBackend:
    """Keeps the documents and looks at each."""

    def __init__(self) -> None:
        self._kept: dict[int, Document] | None = None
        self._writes = 0

    @property
    def is_stale(self) -> bool:
        return self._kept is None

    @property
    def generation(self) -> str:
        return str(self._writes) if self._kept is not None else ""

    def find(
        self,
        tree: Node,
        units: frozenset[int],
        *,
        sort: Sort = Sort.BEST,
        facets: Collection[Facet] = (),
        page: int = 1,
        per_page: int = PER_PAGE,
    ) -> Found:
        required(units)
        scored = {
            one.letter_id: score
            for one in self._documents().values()
            if one.units & units and (score := goodness(tree, one)) is not None
        }
        newest = sorted(scored, key=self._newness, reverse=True)
        ordered = {
            Sort.NEWEST: newest,
            Sort.OLDEST: newest[::-1],
            Sort.BEST: sorted(newest, key=lambda one: -scored[one]),
        }[sort]
        hits = [self._documents()[one] for one in ordered]
        return Found(
            total=len(ordered),
            letter_ids=tuple(ordered[(page - 1) * per_page : page * per_page]),
            facets={facet: Counter(values(facet, hits, units)) for facet in facets},
        )

    def marks(self) -> Mapping[int, str]:
        return {one.letter_id: one.mark for one in self._documents().values()}

    def replace(self, letter_ids: Collection[int], documents: Iterable[Document]) -> None:
        kept = dict(self._documents())
        for one in letter_ids:
            kept.pop(one, None)
        kept |= {one.letter_id: one for one in documents}
        self._kept, self._writes = kept, self._writes + 1

    @contextmanager
    def rebuilding(self) -> Iterator["MemoryBackend"]:
        fresh = MemoryBackend()
        fresh._kept = {}
        yield fresh
        self._kept, self._writes = fresh._kept, self._writes + 1

    def _documents(self) -> dict[int, Document]:
        if self._kept is None:
            raise IndexMissing
        return self._kept

    def _newness(self, letter_id: int) -> tuple[object, int]:
        return self._documents()[letter_id].days[Day.RECEIVED][0], letter_id


def values(facet: Facet, hits: Iterable[Document], units: frozenset[int]) -> Iterator[str]:
    """Each hit's values of a facet; of units and what they have, only of those that ask."""
    for one in hits:
        if facet is Facet.UNIT:
            yield from (str(unit) for unit in one.units & units)
        elif facet in OF_UNITS:
            had = map(parted, one.in_units.get(facet, ()))
            yield from {said for unit, said in had if unit in units}
        elif facet in one.facets:
            yield one.facets[facet]


def is_so(leaf: This | Is, one: Document) -> bool:
    """Whether a document has a property, whosever it is."""
    if isinstance(leaf, This):
        return one.letter_id == leaf.letter_id
    if leaf.facet in OF_UNITS:
        return leaf.value in one.in_units.get(leaf.facet, ())
    return leaf.value in values(leaf.facet, [one], one.units)


def goodness(tree: Node, one: Document) -> float | None:
    """How well a document matches; ``None`` if it does not."""
    match tree:
        case All(nodes):
            every = [goodness(node, one) for node in nodes]
            return None if None in every else sum(score or 0.0 for score in every)
        case Some(nodes):
            some = [score for node in nodes if (score := goodness(node, one)) is not None]
            return sum(some) if some else None
        case But(node, without):
            return goodness(node, one) if goodness(without, one) is None else None
        case Weighed(node, weight):
            score = goodness(node, one)
            return None if score is None else score * weight
        case _:
            count = times(tree, one)
            return None if count is None else float(count)


def times(leaf: Node, one: Document) -> int | None:
    """How often a leaf stands in a document; a property counts nothing. ``None`` if it does not."""
    match leaf:
        case Term(field, token):
            return one.tokens.get(field, ()).count(token) or None
        case Phrase(field, tokens):
            had = one.tokens.get(field, ())
            places = range(len(had) - len(tokens) + 1)
            return sum(had[at : at + len(tokens)] == tokens for at in places) or None
        case AtLeast(field, wanted, count):
            there = len(wanted & frozenset(one.tokens.get(field, ())))
            return there if there >= count else None
        case Between(day, first, last) if span := one.days.get(day):
            return 0 if (first or span[1]) <= span[1] and span[0] <= (last or span[0]) else None
        case This() | Is():
            return 0 if is_so(leaf, one) else None
        case _:
            return None
