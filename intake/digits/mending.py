"""Two readings of one line become one text: words from the first reader, numbers from the second.

The first reader, Tesseract, knows words; but ๔ ๖ ๗ ๘ ๙ are not in its alphabet,
and where they stand it prints another digit, a letter or nothing. So the two
are laid side by side, and what stands in the first where the second has a
number gives way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import prod
from typing import Final

from intake.digits.fields import Span, labels_of
from intake.digits.months import months
from intake.digits.network import Scores
from intake.digits.paths import Printed, best_path, columns_of, guesses
from intake.digits.side_by_side import Part, SideBySide
from intake.digits.voting import voted, voted_month
from registry.ports import Guess
from registry.thai import normal_text

_D: Final = "[0-9๐-๙]"
_BETWEEN: Final = "(?: ?[.,:-] ?| {1,2})"
_NUMBER: Final = re.compile(
    rf"(?:(?<![ก-๎])[ก-ฮ]{{2,4}} ?\.? ?(?={_D}{{4}})| ?/ ?(?:ว ?\.? ?)?)?"
    rf"{_D}(?:{_D}|(?<=[๐-๙]){_BETWEEN}(?=[๐-๙])|(?<=[0-9]){_BETWEEN}(?=[0-9]))*"
)
"""A number as it is written: with its unit's code and dots, or in groups.

The groups are of one kind of digits. What follows a slash, with its ว, is a
number of its own: it is often written by hand into a line that is typed.
"""
_LABEL: Final = re.compile(
    "^(?:ที่|โทร(?:ศัพท์|สาร)?|เวลา|เลข(?:ที่)?(?:ลง)?รับ|อ้างถึง)(?=[ .])|(?<![ก-๎])(?:ลง)?วันที่(?:รับ)?(?= )"
)
"""A field's word before its number; the first reader sometimes sees Latin letters there."""
_OF_DATE, _UNTIL_DATE, _UNTIL = "ลงวันที่", "ถึงวันที่", "ถ"
_NO_THAI: Final = re.compile("[^ก-๎]*")
_ANY_DIGIT: Final = re.compile(_D)
_LATIN: Final = re.compile("[A-Za-z]{2}")
_ADDRESS: Final = re.compile("[A-Za-z]@|@[A-Za-z]|[A-Za-z]{4}")
"""An ``@`` without Latin letters is a figure the first reader does not know."""
_GAP: Final = 50
"""Columns of white between two fields of one row; between words there are at most a third."""
_LIKELY: Final = 0.2
_ALIKE: Final = 0.5
"""Below this the first reader has read something else."""
_SURE: Final = 0.85
_FIELDS_SURE: Final = 0.8
"""Sureness of letters from which a line of fields is taken as the second reader has it."""
_EACH: Final = 4
"""Texts tried for one number."""
_MOST: Final = 8
"""Texts kept for one line."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A field in a row with others, or a word between fields; what the first reader printed."""

    start: int
    end: int
    """Columns of its letters."""
    first: str


def fields_apart(first: str, scores: Scores) -> tuple[Stretch, ...]:
    """Cut a row at its wide gaps: a reference and a date beside it are two lines.

    A word in a gap, such as a large ด่วน that the first reader alone saw, is a line, too.
    None where the row is one line, or has words and not only fields.
    """
    both = SideBySide(first, best_path(scores))
    inked = [n for n, printed in enumerate(both.path) if printed.letter != " "]
    gaps = [
        (one, other)
        for one, other in pairwise(inked)
        if both.path[other].start - both.path[one].end > _GAP
    ]
    if not gaps or sureness(both.path) < _FIELDS_SURE or labels_of(both.second) is None:
        return ()
    starts = [inked[0], *(other for _, other in gaps)]
    ends = [*(one for one, _ in gaps), inked[-1]]
    parts = [Part(start, end + 1, ()) for start, end in zip(starts, ends, strict=True)]
    fields = [
        Stretch(both.path[part.start].start, both.path[part.end - 1].end, both.seen(part))
        for part in parts
    ]
    words = [
        Stretch(fields[n].end, fields[n + 1].start, word)
        for at, word in both.alone
        for n in range(len(parts) - 1)
        if parts[n].end <= at <= parts[n + 1].start
    ]
    return tuple(sorted([*fields, *words], key=lambda stretch: stretch.start))


def mended(first: str, scores: Scores) -> tuple[Guess, ...]:
    """Return the texts a line may have, likeliest first; none where no number stands.

    ``first`` is what the first reader printed, empty where it saw no line. What
    is left of the probability belongs to texts that are not among them.
    """
    both = SideBySide(first, best_path(scores))
    matches = _NUMBER.finditer(both.second)
    parts = [_number(match, both.path, scores) for match in matches]
    numbers = [part for part in parts if part.texts]
    if not numbers:
        return ()
    sure = sureness(both.path)
    labels = labels_of(both.second) if sure >= _FIELDS_SURE else None
    if both.alike.ratio() < _ALIKE:
        if first and ((sure < _SURE and labels is None) or _ADDRESS.search(first)):
            return ()
        both = SideBySide("", both.path)  # the first has no say in what it has not read
    text = both.second if labels is not None or not both.first else both.first
    onto = both if text == both.first else SideBySide(text, both.path)
    dated = [Part(*span, texts) for span, texts in months(both.second, both.path, scores)]
    voting = [(part, voted) for part in numbers] + [(part, voted_month) for part in dated]
    placed = [
        (place, replace(part, texts=vote(both.seen(part), part.texts)))
        for part, vote in voting
        if (place := onto.place(part)) and not _is_doubtful(onto.first[slice(*place)], part)
    ]
    if not placed:
        return ()
    if labels is None:
        spelt = list(_labels(onto))
    else:
        spelt = [(at, Part(*at, _given(_as_meant(both, at, label)))) for at, label in labels]
        spelt += [((at, at), Part(at, at, _given(word))) for at, word in both.alone]
    return tuple(_ranked(text, sorted([*spelt, *placed], key=_order)))


def sureness(path: Sequence[Printed]) -> float:
    """Return how sure the letters of a path are on average; 0 without any."""
    return sum(letter.probability for letter in path) / len(path) if path else 0.0


def _is_doubtful(gone: str, part: Part) -> bool:
    """Say whether Latin letters, which may be a word, would give way to a mere guess.

    An address of the net has digits of its own, and gives way to nothing.
    """
    return bool(_ADDRESS.search(gone)) or (
        bool(_LATIN.search(gone)) and part.texts[0].probability < _LIKELY
    )


def _number(match: re.Match[str], path: Sequence[Printed], scores: Scores) -> Part:
    """Look at the columns of one number again, for every text they may be."""
    start, end = match.span()
    texts: dict[str, float] = {}
    for guess in guesses(scores[columns_of(path, start, end)], 2 * _EACH):
        text = guess.text.strip()
        texts[text] = texts.get(text, 0.0) + guess.probability
    return Part(start, end, _best(texts, _EACH))


def _labels(both: SideBySide) -> Iterator[tuple[Span, Part]]:
    """Yield the words before numbers that the first reader lost or took for Latin letters."""
    for word in _LABEL.finditer(both.second):
        part = Part(*word.span(), _given(word[0]))
        place = both.place(part)
        if place and _NO_THAI.fullmatch(both.first[slice(*place)]):
            yield place, part


def _as_meant(both: SideBySide, at: Span, label: str) -> str:
    """Return a label as the line means it: the second reader takes ถึงวันที่ for ลงวันที่."""
    until = label == _OF_DATE and _UNTIL in both.seen(Part(*at, ()))
    return _UNTIL_DATE if until else label


def _given(word: str) -> tuple[Guess, ...]:
    return (Guess(word, 1.0),)


def _order(placed: tuple[Span, Part]) -> int:
    return placed[1].start


def _ranked(text: str, placed: Sequence[tuple[Span, Part]]) -> Iterator[Guess]:
    """Put the likeliest combinations of the parts' texts into their places."""
    combinations: list[tuple[Guess, ...]] = [()]
    for _, part in placed:
        longer = [(*chosen, guess) for chosen in combinations for guess in part.texts]
        combinations = sorted(longer, key=_chance, reverse=True)[:_MOST]
    texts: dict[str, float] = {}
    for chosen in combinations:
        whole = _filled(text, [place for place, _ in placed], [guess.text for guess in chosen])
        texts[whole] = texts.get(whole, 0.0) + _chance(chosen)
    yield from _best(texts, _MOST)


def _chance(chosen: Sequence[Guess]) -> float:
    return prod(guess.probability for guess in chosen)


def _filled(text: str, places: Sequence[Span], parts: Sequence[str]) -> str:
    """Write the parts over what stands in their places."""
    whole, at = "", 0
    for (start, end), part in zip(places, parts, strict=True):
        start, end = max(start, at), max(end, at)  # noqa: PLW2901 - two may share one place
        whole += text[at:start]
        if start == end:  # the first reader lost it, and the spaces around it
            before = " " if whole and whole[-1] not in " ./-(:" else ""
            after = " " if text[end:] and text[end] not in " ./-):," else ""
            part = f"{before}{part}{after}"  # noqa: PLW2901
        whole += part
        at = end
    return normal_text(whole + text[at:])


def _best(texts: dict[str, float], most: int) -> tuple[Guess, ...]:
    ranked = sorted(texts.items(), key=lambda pair: -pair[1])[:most]
    return tuple(Guess(text, chance) for text, chance in ranked)
