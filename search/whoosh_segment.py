"""One segment of a Whoosh index, read into sets of letters that can be joined at once.

Whoosh scores every posting of every term in turn, which takes half a second
for a common word. A segment never changes once it is written, so what is read
of it is kept: which of its documents have a term, as the bits of one integer,
and how much the term says in each.
"""

import datetime as dt
import functools
import itertools
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whoosh.formats import Positions
from whoosh.util.numeric import byte_to_length

from search.goodness import COMMON_LENGTH, good
from search.tree import Between, Day, Facet, Field, parted
from search.whoosh_postings import blocks, lengths

KEPT = 2_000
"""Lists kept for each segment; what is asked often stays."""

_NONE = array("I")
_POSITIONS = Positions()


@dataclass(frozen=True, slots=True)
class Postings:
    """Where something stands: documents of the segment, rising, and how much it says in each."""

    docs: "array[int]"
    goods: "array[float]"
    """1.0 for once in a field of common length, never above 2.2."""
    bits: int
    """The same documents; bit 0 is the first document of the segment."""


class Segment:
    """The documents of one segment under their numbers in it."""

    def __init__(self, reader: Any) -> None:  # noqa: ANN401 - Whoosh publishes no types
        self._reader = reader
        self.size: int = reader.doc_count_all()
        self.letter_ids = self._column("letter_id")
        self.received = self._column(f"{Day.RECEIVED}_first")
        self.postings: Callable[[Field, str], Postings] = functools.lru_cache(KEPT)(self._postings)
        self.phrase: Callable[[Field, tuple[str, ...]], Postings] = functools.lru_cache(KEPT)(
            self._phrase
        )
        self.between: Callable[[Between], int] = functools.lru_cache(KEPT)(self._between)
        self._goods_of = functools.cache(self._goods)
        self.values: Callable[[Facet], Mapping[str, int]] = functools.cache(self._values)
        self.in_units: Callable[[Facet], Mapping[int, Mapping[str, int]]] = functools.cache(
            self._in_units
        )
        self._days = functools.cache(self._column)

    def close(self) -> None:
        """Let go of the files and of what was read; nothing more can be."""
        self._reader.close()
        # What is kept refers to the segment that keeps it: all of it would wait for the collector,
        # and many letters make many segments.
        vars(self).clear()

    def live(self, deleted: Iterable[int]) -> int:
        """Return all documents but the deleted, as bits."""
        return bits_of(range(self.size), self.size) & ~bits_of(deleted, self.size)

    def marks(self, live: int) -> dict[int, str]:
        """Return each living letter's mark."""
        return {
            self.letter_ids[doc]: self._reader.stored_fields(doc)["mark"] for doc in members(live)
        }

    def _column(self, name: str) -> Sequence[int]:
        if not self._reader.has_column(name):
            return array("q", bytes(8 * self.size))
        return array("q", self._reader.column_reader(name, translate=False).load())

    def _goods(self, field: Field) -> "_Goods | None":
        """Return what a term of a field says in each document; ``None`` if always the same."""
        if field not in COMMON_LENGTH:
            return None
        return _Goods(field, lengths(self._reader, field.value))

    def _postings(self, field: Field, token: str) -> Postings:
        docs, goods = array("I"), array("f")
        of_field = self._goods_of(field)
        for block in blocks(self._reader, field.value, token):
            docs.extend(block.docs)
            if of_field is None:
                goods.extend(itertools.repeat(1.0, len(block.docs)))
            elif isinstance(block.times, float):
                goods.extend(of_field.alike(block.times, block.docs))
            else:
                goods.extend(map(of_field.of, block.times, block.docs))
        return Postings(docs, goods, bits_of(docs, self.size))

    def _phrase(self, field: Field, tokens: tuple[str, ...]) -> Postings:
        """Find where the tokens stand side by side, looking only where all of them are."""
        there = {token: self.postings(field, token) for token in tokens}
        both = functools.reduce(lambda had, one: had & one.bits, there.values(), -1)
        # The rarest leave the fewest documents in which the others must be looked at.
        order = sorted(range(len(tokens)), key=lambda place: len(there[tokens[place]].docs))
        found: dict[int, set[int]] = {}
        for turn, place in enumerate(order):
            if not both:
                return Postings(_NONE, array("f"), 0)
            starts = self._starts(field, tokens[place], place, list(members(both)))
            if turn:
                found = {doc: rest for doc, at in found.items() if (rest := at & starts[doc])}
                both = bits_of(found, self.size)
            else:
                found = starts
        of_field = self._goods_of(field)
        docs = array("I", found)
        goods = (of_field.of(len(at), doc) if of_field else 1.0 for doc, at in found.items())
        return Postings(docs, array("f", goods), bits_of(docs, self.size))

    def _starts(
        self, field: Field, token: str, place: int, wanted: Sequence[int]
    ) -> dict[int, set[int]]:
        """Return where a phrase would begin whose token at ``place`` is this one."""
        among, starts = frozenset(wanted), {}
        for block in blocks(self._reader, field.value, token, wanted):
            for doc, said in zip(block.docs, block.places, strict=True):
                if doc in among:
                    starts[doc] = {at - place for at in _POSITIONS.decode_positions(said)}
        return starts

    def _between(self, asked: Between) -> int:
        first = asked.first.toordinal() if asked.first else 1
        last = asked.last.toordinal() if asked.last else dt.date.max.toordinal()
        begins = self._days(f"{asked.day}_first")
        ends = self._days(f"{asked.day}_last")
        meeting = (doc for doc in range(self.size) if begins[doc] <= last and ends[doc] >= first)
        return bits_of(meeting, self.size)

    def _values(self, facet: Facet) -> Mapping[str, int]:
        values: dict[str, int] = {}
        for value in self._reader.field_terms(facet.value):
            docs = (doc for block in blocks(self._reader, facet.value, value) for doc in block.docs)
            values[value] = bits_of(docs, self.size)
        return values

    def _in_units(self, facet: Facet) -> Mapping[int, Mapping[str, int]]:
        """Return by unit where each value stands that it has of its own."""
        found: dict[int, dict[str, int]] = {}
        for value, there in self.values(facet).items():
            unit, said = parted(value)
            found.setdefault(unit, {})[said] = there
        return found


class _Goods:
    """What a term of one field says in each document of a segment."""

    def __init__(self, field: Field, lengths: Sequence[int]) -> None:
        self._lengths = lengths
        """As Whoosh keeps them: each one of 256 sizes."""
        self._by_length = functools.cache(functools.partial(_all_lengths, field))

    def of(self, times: float, doc: int) -> float:
        """Return what a term says that stands so often in a document."""
        return self._by_length(times)[self._lengths[doc]]

    def alike(self, times: float, docs: Iterable[int]) -> Iterator[float]:
        """Yield what it says in each of several documents in which it stands so often."""
        return map(self._by_length(times).__getitem__, map(self._lengths.__getitem__, docs))


def _all_lengths(field: Field, times: float) -> list[float]:
    """Return what a term says that stands so often in fields of each of Whoosh's sizes."""
    return [good(field, times, byte_to_length(size)) for size in range(256)]


def bits_of(docs: Iterable[int], size: int) -> int:
    """Write documents as the bits of one integer."""
    held = bytearray(size // 8 + 1)
    for doc in docs:
        held[doc >> 3] |= 1 << (doc & 7)
    return int.from_bytes(held, "little")


def members(bits: int) -> Iterator[int]:
    """Yield the documents of which the bits are set, rising."""
    for at, byte in enumerate(bits.to_bytes(bits.bit_length() // 8 + 1, "little")):
        for place in _SET_IN[byte]:
            yield (at << 3) + place


_SET_IN = [[place for place in range(8) if byte >> place & 1] for byte in range(256)]


def at_least(sets: Sequence[int], count: int) -> int:
    """Return the documents that are in ``count`` of the sets or more.

    The sets are added up digit by digit in binary, for all documents at once.
    """
    digits: list[int] = []
    for one in sets:
        carry = one
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry
        if carry:
            digits.append(carry)
    if count.bit_length() > len(digits):
        return 0
    more, equal = 0, -1
    for place in reversed(range(len(digits))):
        if count >> place & 1:
            equal &= digits[place]
        else:
            more |= equal & digits[place]
            equal &= ~digits[place]
    return more | equal
