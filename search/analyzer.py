"""One analysis for the index and for what officers type: text to tokens.

Whatever is cut here for the index is cut the same way for a question, so that
digits, spacing, mark order and the case of Latin letters never part the two.
"""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from registry import thai
from registry.references import LONGEST_RANGE, Reference, letter_reference, search_key

RULES = 4
"""Raise this whenever the tokens of any text change; every index is then rebuilt."""

_SAYS_SOMETHING = re.compile("[0-9a-zก-ฮ]")
_AROUND_WORDS = " \n\t.,/()-"
"""What the cutter leaves on a word: ``อบต.``, ``/1``."""
_RUN = re.compile("[ก-๎]+|[0-9a-z]+")
_LINE_END = re.compile(r"(?P<before>[ก-๎]{1,20})-?\n(?=(?P<after>[ก-๎]{1,20}))")
_LONG_WORD = 4
"""Letters and marks; shorter words stand by chance in the middle of others."""


Meanings: TypeAlias = Mapping[str, tuple[str, ...]]
"""What else each word may be written as, folded, by ``meaning_key``."""


@dataclass(frozen=True, slots=True, eq=False)
class Analyzer:
    """Cuts text into the tokens of each field."""

    meanings: Meanings = field(default_factory=dict)
    """Asked for besides what was typed; nothing of them is in an index."""

    def also(self, text: str) -> tuple[str, ...]:
        """Return what else a word of a question may be written as, itself left out."""
        return self.meanings.get(meaning_key(text), ())

    @property
    def version(self) -> str:
        """Name of the rules and the dictionary; an index cut by another is stale."""
        return f"{RULES}/{thai.dictionary_version()}"

    def words(self, text: str) -> tuple[str, ...]:
        """Cut text into words of the dictionary, punctuation and blanks left out."""
        return tuple(
            word
            for piece in thai.words(folded(text))
            if _SAYS_SOMETHING.search(word := piece.strip(_AROUND_WORDS))
        )

    def parts(self, words: Iterable[str]) -> frozenset[str]:
        """Return the words of the dictionary that stand inside longer ones.

        ``คณะกรรมการ`` is one word of the dictionary; its part ``กรรมการ`` is
        what people look for.
        """
        return frozenset(part for word in set(words) for part in _parts(word))

    def within(self, text: str) -> frozenset[str]:
        """Return the longer words of the dictionary that stand anywhere in a text.

        Among others it is cut otherwise than alone: in ``พิจารณาแนวทางการ`` the
        cutter leaves ``แนว`` and ``ทางการ``, and who types ``แนวทาง`` means it.
        A word that is broken at the end of a line stands there, too.
        """
        plain = folded(text)
        inside = (word for run in _RUN.findall(plain) for _, word in _within(run))
        return frozenset((*inside, *_over_line_ends(plain)))

    def clusters(self, text: str) -> tuple[str, ...]:
        """Cut text into character clusters, which no word boundary ever splits."""
        return tuple(
            piece for piece in thai.clusters(folded(text)) if _SAYS_SOMETHING.search(piece)
        )

    def grams(self, text: str) -> tuple[str, ...]:
        """Cut text into pairs of letters; pairs do not reach over blanks or into digits."""
        return tuple(
            run[at : at + 2]
            for run in _RUN.findall(folded(text))
            for at in range(max(1, len(run) - 1))
        )

    def references(self, reference: str) -> frozenset[str]:
        """Return the forms by which a letter's number may be asked for, whole or in part.

        ``กค 0402.2/ว24`` has ``กค``, ``0402``, ``0402.2``, ``ว24``, ``0402.2/ว24``
        and so on, but not ``24``: that is another letter.
        """
        if not reference.strip():
            return frozenset()
        return frozenset(_forms(reference))


def meaning_key(text: str) -> str:
    """Write a word so that ``อบต.``, ``อ.บ.ต.`` and ``อบต`` are one."""
    return re.sub(r"[\s.]", "", folded(text))


def folded(text: str) -> str:
    """Write text in normal form with Arabic digits and small letters."""
    return thai.arabic_digits(thai.normal_text(text)).lower()


def _over_line_ends(text: str) -> Iterator[str]:
    """Yield the words that begin on one line and end on the next, hyphened or not."""
    for joint in _LINE_END.finditer(text):
        before, after = joint["before"], joint["after"]
        for start, word in _within(before + after):
            if start < len(before) < start + len(word):
                yield word


def _within(run: str) -> Iterator[tuple[int, str]]:
    """Yield the words that begin and end where clusters do, each with where it begins."""
    ends = list(itertools.accumulate(len(piece) for piece in thai.clusters(run)))
    places = frozenset(ends)
    for start in (0, *ends[:-1]):
        for word in thai.words_from(run, start):
            if len(word) >= _LONG_WORD and start + len(word) in places:
                yield start, word


@functools.lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[str, ...]:
    """Return the shorter words that a word can be cut into without a rest."""
    pieces = thai.clusters(word)
    ends = range(len(pieces) + 1)
    spans = {
        (start, end)
        for start in ends
        for end in ends[start + 1 :]
        if end - start < len(pieces) and thai.is_word("".join(pieces[start:end]))
    }
    before, after = {0}, {len(pieces)}
    for start, end in sorted(spans):
        if start in before:
            before.add(end)
    for start, end in sorted(spans, reverse=True):
        if end in after:
            after.add(start)
    found = {"".join(pieces[a:b]) for a, b in spans if a in before and b in after}
    return tuple(part for part in found if len(part) > 1)


def _forms(reference: str) -> Iterator[str]:
    """Yield the whole key, then its parts and their joints."""
    key = search_key(reference).lower()
    yield key
    read = letter_reference(reference)
    if read is None:
        yield from re.findall(r"ว?[0-9][0-9.]*", key)
        yield from re.findall(r"ว?[0-9][0-9.]*/ว?[0-9]+", key)
        return
    units = [read.unit[:end] for end in _ends(read.unit)]
    numbers = list(_numbers(read))
    yield from (read.code, *numbers)
    for head in (*units, *(f"{read.code}{unit}" for unit in units)):
        yield head
        yield from (f"{head}/{number}" for number in numbers)


def _ends(unit: str) -> Iterator[int]:
    """Yield where each level of ``0402.2`` ends."""
    yield from (match.start() for match in re.finditer(r"\.", unit))
    yield len(unit)


def _numbers(read: Reference) -> Iterator[str]:
    """Yield the running number as written and without leading zeros, and each of a range."""
    mark = "ว" if read.circular else ""
    first = int(read.number)
    last = int(read.last) if read.last else first
    yield f"{mark}{read.number}"
    if last <= first + LONGEST_RANGE:
        yield from (f"{mark}{number}" for number in range(first, last + 1))
