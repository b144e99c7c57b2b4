"""One segment of a Whoosh index, read into sets of letters that can be joined at once.

Whoosh scores every posting of every term in turn, which takes half a second
for a common word. A segment never changes once it is written, so what is read
of it is kept: which of its documents have a term, as the bits of one integer,
and how much the term says in each.
"""

import datetime as dt
import functools
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.goodness import COMMON_LENGTH, good
from search.tree import Between, Day, Facet, Field

KEPT = 2_000
"""Lists kept for each segment; what is asked often stays."""

_NONE = array("I")


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
        self.values: Callable[[Facet], Mapping[str, int]] = functools.cache(self._values)
        self._days = functools.cache(self._column)

    def close(self) -> None:
        """Let go of the files; nothing more can be read."""
        self._reader.close()

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
        return array("q", (self._reader.column_reader(name)[doc] for doc in range(self.size)))

    def _postings(self, field: Field, token: str) -> Postings:
        if (field.value, token) not in self._reader:
            return Postings(_NONE, array("f"), 0)
        docs, goods = array("I"), array("f")
        matcher = self._reader.postings(field.value, token)
        while matcher.is_active():
            doc = matcher.id()
            docs.append(doc)
            goods.append(self._good(field, doc, matcher.weight()))
            matcher.next()
        return Postings(docs, goods, bits_of(docs, self.size))

    def _good(self, field: Field, doc: int, times: float) -> float:
        if field not in COMMON_LENGTH:
            return 1.0
        return good(field, times, self._reader.doc_field_length(doc, field.value))

    def _phrase(self, field: Field, tokens: tuple[str, ...]) -> Postings:
        """Find where the tokens stand side by side, looking only where all of them are."""
        both = functools.reduce(
            lambda there, token: there & self.postings(field, token).bits, tokens, -1
        )
        if not both:
            return Postings(_NONE, array("f"), 0)
        found: dict[int, set[int]] | None = None
        for place, token in enumerate(tokens):
            starts = self._starts(field, token, place, both)
            found = (
                starts
                if found is None
                else {doc: rest for doc, at in found.items() if (rest := at & starts.get(doc, at))}
            )
            both = bits_of(found, self.size)
        docs, goods = array("I"), array("f")
        for doc, at in (found or {}).items():
            docs.append(doc)
            goods.append(self._good(field, doc, len(at)))
        return Postings(docs, goods, bits_of(docs, self.size))

    def _starts(self, field: Field, token: str, place: int, within: int) -> dict[int, set[int]]:
        """Return where a phrase would begin whose token at ``place`` is this one."""
        matcher = self._reader.postings(field.value, token)
        starts = {}
        for doc in members(within):
            matcher.skip_to(doc)
            starts[doc] = {at - place for at in matcher.value_as("positions")}
        return starts

    def _between(self, asked: Between) -> int:
        first = asked.first.toordinal() if asked.first else 1
        last = asked.last.toordinal() if asked.last else dt.date.max.toordinal()
        begins = self._days(f"{asked.day}_first")
        ends = self._days(f"{asked.day}_last")
        meeting = (doc for doc in range(self.size) if begins[doc] <= last and ends[doc] >= first)
        return bits_of(meeting, self.size)

    def _values(self, facet: Facet) -> Mapping[str, int]:
        values: dict[str, int] = defaultdict(int)
        for value in self._reader.field_terms(facet.value):
            docs = self._reader.postings(facet.value, value).all_ids()
            values[value] = bits_of(docs, self.size)
        return dict(values)


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
