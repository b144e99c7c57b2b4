"""What an officer's plain words ask for: references, days and words, in any mixture.

A stretch of text between blanks asks for its words, all of them, in any part
of the letter; what stands side by side, in the subject, or is cut inside a
word counts for more. What looks like a reference or a date is looked for as
one, too. Beside what matches exactly there is what is near: a subject that
shares most pairs of letters with what was typed, which finds what a
recogniser or a finger got wrong.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from registry.references import find_references, search_key
from search.analyzer import Analyzer
from search.stretches import stretch_at
from search.tree import (
    EVERY_UNIT,
    All,
    AtLeast,
    Between,
    Day,
    Field,
    Node,
    Phrase,
    Some,
    Term,
    Weighed,
    of_unit,
)

IN_SUBJECT = 3.0
"""What a word counts in the subject, against once in the body."""
IN_SENDER = 1.5
INSIDE_WORD = 0.5
TOGETHER: Mapping[Field, float] = MappingProxyType(
    {Field.SUBJECT: 8.0, Field.BODY: 8.0, Field.CLUSTERS: 8.0, Field.DETAILS: 16.0}
)
"""What words count that stand side by side as they were typed, against the same ones scattered.

Who types without a blank remembers one thing: of a name the words alone stand
anywhere, and its letters, not a subject with one of them, are wanted.
"""
AS_REFERENCE = 60.0
AS_CITED = 15.0
AS_NUMBER = 30.0
NEARLY = 5.0
"""What a shared pair of letters counts. A subject with one letter misread shares nearly all, and
is wanted before letters in which the words merely stand scattered."""
OTHERWISE = 0.2
_NAMES = (Field.SENDER, Field.ADDRESSEE)

FEWEST_PAIRS = 5
"""Most pairs of a shorter text stand in half of all subjects."""
NEAR_SHARE = 0.6

_LABEL = re.compile(r"(?<!\S)(?:เลข|หนังสือ)?ที่[ .:]*")
_PARTIAL = re.compile(
    rf"(?<!\S)(?:{_LABEL.pattern})?"
    r"(?:(?!ว\.? ?[0-9])(?P<code>[ก-ฮ]{1,6}?(?:\.[ก-ฮ]{1,6})*)\.? ?)?"
    r"(?:(?P<unit>[0-9]{4,6}(?:\.[0-9]{1,4})*)\.? ?(?=[/ว]))?"
    r"(?P<slash>/ ?)?(?:(?P<circular>ว)\.? ?)?(?P<number>[0-9]{1,6}(?:\.[0-9]{1,4})*)(?!\S)"
)
_CODE = re.compile(r"[ก-ฮ][ก-ฮ.]{1,9}")
_OPENING = re.compile("(?:ตั้งแต่|ระหว่าง|หลัง|ก่อน|ถึง) *")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked for: what has it exactly, and what has it or comes near."""

    exact: Node
    near: Node
    marks: tuple[str, ...] = ()
    """What to mark where it is found."""

    @classmethod
    def sure(cls, node: Node, *marks: str) -> Self:
        """Ask for what nothing can be near to."""
        return cls(node, node, marks)


def asked_in(text: str, analyzer: Analyzer, units: Collection[int]) -> Iterator[Asked]:
    """Yield what a stretch of plain, folded text asks for; nothing if it holds no word.

    ``units`` are those in whose books a bare number may stand.
    """
    at = 0
    for start, end, asked in sorted(_shaped(text, analyzer, units), key=lambda one: one[0]):
        if start >= at:
            yield from _words_in(text[at:start], analyzer)
            yield asked
            at = end
    yield from _words_in(text[at:], analyzer)


def _words_in(text: str, analyzer: Analyzer) -> Iterator[Asked]:
    for chunk in text.split():
        exact = _chunk(chunk, analyzer)
        if exact is not None:
            also = analyzer.also(chunk)
            exact = _or_also(exact, also, analyzer)
            marks = (chunk, *analyzer.words(chunk), *also)
            yield Asked(exact, _or_near(exact, chunk, analyzer), marks)


def _shaped(
    text: str, analyzer: Analyzer, units: Collection[int]
) -> Iterator[tuple[int, int, Asked]]:
    """Yield where references and dates stand; of two that begin together the first counts."""
    for found in find_references(text):
        yield *found.span, _whole_reference(found.raw, analyzer)
    for start in (match.start() for match in re.finditer(r"\S+", text)):
        stretch = stretch_at(text, start)
        if stretch is None or text[start : stretch.end].isdecimal():
            continue  # a bare number is a year only after a field's name
        written = _OPENING.sub("", text[start : stretch.end])
        days = [Between(day, stretch.first, stretch.last) for day in Day]
        words = _together(analyzer.words(written))
        yield start, stretch.end, Asked.sure(Some((*days, *words)), written)
    for part in _PARTIAL.finditer(text):
        yield *part.span(), Asked.sure(_part_of_reference(part, analyzer, units), part[0].strip())


def _chunk(chunk: str, analyzer: Analyzer) -> Node | None:
    """Ask for the words of one stretch without blanks; ``None`` if it has none."""
    words = analyzer.words(chunk)
    if not words:
        return None
    nodes: list[Node] = [_all(_anywhere(word) for word in words)]
    nodes += _together(words)
    nodes += _inside(chunk, analyzer)
    if _CODE.fullmatch(chunk):
        nodes.append(Term(Field.REFERENCE, chunk.replace(".", "")))
    return Some(tuple(nodes))


def _or_also(exact: Node, also: Sequence[str], analyzer: Analyzer) -> Node:
    """Ask for the same thing written otherwise, as well: ``อบต.`` in full."""
    ways: list[Node] = []
    for one in also:
        words = analyzer.words(one)
        if len(words) > 1:
            ways += _together(words)
            ways += [_all(Term(field, word) for word in words) for field in _NAMES]
        elif words:
            ways.append(_anywhere(words[0]))
    return Some((exact, *(Weighed(way, OTHERWISE) for way in ways))) if ways else exact


def exact_words(text: str, analyzer: Analyzer) -> Asked | None:
    """Ask for words side by side and in this order; ``None`` if there is no word."""
    words = analyzer.words(text)
    if not words:
        return None
    nodes = _together(words) if len(words) > 1 else [_anywhere(words[0])]
    return Asked.sure(Some((*nodes, *_inside(text, analyzer))), text)


def subject_words(text: str, analyzer: Analyzer) -> Asked | None:
    """Ask for words in the subject alone."""
    words = analyzer.words(text)
    if not words:
        return None
    every = _all(Term(Field.SUBJECT, word) for word in words)
    exact = Some((every, *_phrases((Field.SUBJECT,), words), *_inside(text, analyzer)))
    return Asked(exact, _or_near(exact, text, analyzer), (text, *words))


def words_of(field: Field, text: str, analyzer: Analyzer) -> Asked | None:
    """Ask for words, all of them, in one field."""
    written = (text, *analyzer.also(text))
    cut = filter(None, map(analyzer.words, written))
    every = tuple(_all(Term(field, word) for word in words) for words in cut)
    if not every:
        return None
    return Asked.sure(every[0] if len(every) == 1 else Some(every), *written)


def reference_in(field: Field, text: str, analyzer: Analyzer) -> Asked | None:
    """Ask for a reference or the parts of one in one field."""
    if whole := _key(text):
        return Asked.sure(Term(field, whole), text)
    if part := _PARTIAL.fullmatch(text.strip()):
        return Asked.sure(_all(Term(field, form) for form in _forms(part)), text)
    typed = search_key(text).lower()
    return Asked.sure(Term(field, typed), text) if analyzer.words(text) else None


def reference_at(text: str, start: int) -> int:
    """Return where a reference, or the parts of one, that begins here ends; 0 if none does."""
    whole = next((one for one in find_references(text[start:]) if not one.span[0]), None)
    if whole is not None:
        return start + whole.span[1]
    ends = (match.end() for match in re.finditer(r"\S+", text[start:]))
    parts = [start + end for end in ends if _PARTIAL.fullmatch(text[start : start + end])]
    return max(parts, default=0)


def _key(text: str) -> str:
    """Return the key of the whole reference a text is; empty if it is none."""
    found = find_references(text)
    return search_key(found[0].raw).lower() if found else ""


def _whole_reference(written: str, analyzer: Analyzer) -> Asked:
    """Ask for the letter that has a reference, and those that cite it or print it."""
    key = search_key(written).lower()
    nodes = (
        Weighed(Term(Field.REFERENCE, key), AS_REFERENCE),
        Weighed(Term(Field.CITED, key), AS_CITED),
        *_together(analyzer.words(written)),
    )
    return Asked.sure(Some(nodes), written)


def number_in_books(number: str, units: Collection[int]) -> Node:
    """Ask for a number in the books of these units."""
    plain = number.lstrip("0") or number
    return Some(tuple(Term(Field.NUMBER, f"{unit}:{plain}") for unit in sorted(units)))


def noted_words(text: str, analyzer: Analyzer, units: Collection[int]) -> Asked | None:
    """Ask for words in notes that these units may read, all of them, in any of the notes."""
    whose = (EVERY_UNIT, *sorted(units))
    words = analyzer.words(text)
    each = [Some(tuple(Term(Field.NOTES, of_unit(one, word)) for one in whose)) for word in words]
    return Asked.sure(_all(each)) if each else None


def _part_of_reference(part: re.Match[str], analyzer: Analyzer, units: Collection[int]) -> Node:
    """Ask for letters whose reference has these parts, or that print what was typed."""
    words = analyzer.words(_LABEL.sub("", part[0]))
    forms = _forms(part)
    nodes: list[Node] = [
        Weighed(_all(Term(Field.REFERENCE, form) for form in forms), AS_REFERENCE),
        Weighed(_all(Term(Field.CITED, form) for form in forms), AS_CITED),
        *_together(words),
    ]
    if part[0].isdecimal():
        nodes.append(Weighed(number_in_books(part[0], units), AS_NUMBER))
    if not (part["unit"] or part["circular"] or part["slash"]):
        nodes.append(_all(_anywhere(word) for word in words))
    return Some(tuple(nodes))


def _forms(part: re.Match[str]) -> list[str]:
    number = f"{'ว' if part['circular'] else ''}{part['number']}"
    last = f"{part['unit']}/{number}" if part["unit"] else number
    code = (part["code"] or "").replace(".", "")
    return [code, last] if code else [last]


def _anywhere(word: str) -> Node:
    """Ask for one word in any part of the letter."""
    return Some(
        (
            Weighed(Term(Field.SUBJECT, word), IN_SUBJECT),
            Term(Field.BODY, word),
            Term(Field.DETAILS, word),
            Weighed(Term(Field.SENDER, word), IN_SENDER),
            Term(Field.ADDRESSEE, word),
            Weighed(Term(Field.PARTS, word), INSIDE_WORD),
        )
    )


def _all(nodes: Iterable[Node]) -> Node:
    every = tuple(dict.fromkeys(nodes))
    return every[0] if len(every) == 1 else All(every)


def _together(words: Sequence[str]) -> list[Node]:
    return _phrases((Field.SUBJECT, Field.BODY, Field.DETAILS), words)


def _phrases(fields: Iterable[Field], words: Sequence[str]) -> list[Node]:
    """Ask for words side by side; one alone stands beside nothing, a cluster in every subject."""
    if len(words) == 1:
        return []
    return [Weighed(Phrase(field, tuple(words)), TOGETHER[field]) for field in fields]


def _inside(text: str, analyzer: Analyzer) -> list[Node]:
    """Ask for a part of a word in the subject, cut wherever it reads alone."""
    clusters = analyzer.clusters(text)
    return _phrases((Field.CLUSTERS,), clusters)


def _or_near(exact: Node, text: str, analyzer: Analyzer) -> Node:
    """Ask for subjects that share most pairs of letters, as well."""
    pairs = frozenset(analyzer.grams(text))
    if len(pairs) < FEWEST_PAIRS:
        return exact
    near = AtLeast(Field.GRAMS, pairs, int(len(pairs) * NEAR_SHARE))
    return Some((exact, Weighed(near, NEARLY)))
