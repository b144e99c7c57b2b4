"""Two readings of one line become one text: words from the first reader, numbers from the second.

The first reader, Tesseract, knows words; but ๔ ๖ ๗ ๘ ๙ are not in its alphabet,
and where they stand it prints another digit, a letter or nothing. So the two
are laid side by side, and what stands in the first where the second has a
number gives way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from math import prod
from typing import Final

from intake.digits.network import Scores
from intake.digits.paths import Printed, best_path, guesses
from intake.digits.voting import voted
from registry.ports import Guess
from registry.thai import normal_text

_D: Final = "[0-9๐-๙]"
_NUMBER: Final = re.compile(
    rf"(?:(?<![ก-๎])[ก-ฮ]{{2,4}} ?\.? ?(?={_D}{{4}})| ?/ ?(?:ว ?\.? ?)?)?"
    rf"{_D}(?:(?: ?[.,:-] ?| {{0,2}}){_D})*"
)
"""A number as it is written: with its unit's code and dots, or in groups.

What follows a slash, with its ว, is a number of its own: it is often written
by hand into a line that is typed.
"""
_LABEL: Final = re.compile(
    "^(?:ที่|โทร(?:ศัพท์|สาร)?|เวลา|เลข(?:ที่)?(?:ลง)?รับ|อ้างถึง)(?=[ .])|(?<![ก-๎])(?:ลง)?วันที่(?:รับ)?(?= )"
)
"""A field's word before its number; the first reader sometimes sees Latin letters there."""
_NO_THAI: Final = re.compile("[^ก-๎]*")
_ANY_DIGIT: Final = re.compile(_D)
_LETTER: Final = re.compile("[ก-๎]")
_UNPRINTABLE: Final = re.compile("[๔๖๗๘๙]")
_LATIN: Final = re.compile("[A-Za-z]{2}")
_LIKELY: Final = 0.2
_ALIKE: Final = 0.5
"""Below this the first reader has read something else."""
_SURE: Final = 0.85
_EACH: Final = 4
"""Texts tried for one number."""
_MOST: Final = 8
"""Texts kept for one line."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the second reading that counts, and the texts it may be."""

    start: int
    end: int
    texts: tuple[Guess, ...]


def mended(first: str, scores: Scores) -> tuple[Guess, ...]:
    """Return the texts a line may have, likeliest first; none where no number stands.

    ``first`` is what the first reader printed, empty where it saw no line. What
    is left of the probability belongs to texts that are not among them.
    """
    both = _Both(first, best_path(scores))
    numbers = [_number(match, both.path, scores) for match in _NUMBER.finditer(both.second)]
    if not numbers:
        return ()
    if both.alike.ratio() < _ALIKE:
        if first and sureness(both.path) < _SURE:
            return ()
        first = ""  # it has no say in what it has not read
        both = _Both(both.second, both.path)
    placed = [
        (place, replace(part, texts=voted(first[place[0] : place[1]], part.texts)))
        for part in numbers
        if (place := both.place(part)) and not _is_doubtful(both.first[slice(*place)], part)
    ]
    if not placed:
        return ()
    return tuple(_ranked(both.first, sorted([*_labels(both), *placed], key=_order)))


def sureness(path: Sequence[Printed]) -> float:
    """Return how sure the letters of a path are on average; 0 without any."""
    return sum(letter.probability for letter in path) / len(path) if path else 0.0


@dataclass(frozen=True)
class _Both:
    """What each reader printed, side by side."""

    first: str
    path: Sequence[Printed]

    @cached_property
    def second(self) -> str:
        return "".join(letter.letter for letter in self.path)

    @cached_property
    def alike(self) -> SequenceMatcher[str]:
        """All digits count as one, so that numbers lie beside numbers."""
        first, second = (_ANY_DIGIT.sub("0", text) for text in (self.first, self.second))
        return SequenceMatcher(None, first, second, autojunk=False)

    def place(self, part: _Part) -> tuple[int, int] | None:
        """Return where in the first reading a part of the second stands, if that can be told."""
        left, right = 0, len(self.first)
        for at, began, size in self.alike.get_matching_blocks():
            before = min(began + size, part.start)
            if before > began:
                left = max(left, at + before - began)
            after = max(began, part.end)
            if after < began + size:
                right = min(right, at + after - began)
        gone, come = self.first[left:right], self.second[part.start : part.end]
        if left > right or _is_a_word(gone, come):
            return None
        if not gone.strip():  # the first reader lost it: between the words, with their spaces
            return right, right
        return left + len(gone) - len(gone.lstrip()), right - len(gone) + len(gone.rstrip())


def _is_doubtful(gone: str, part: _Part) -> bool:
    """Say whether Latin letters, which may be a word, would give way to a mere guess."""
    return bool(_LATIN.search(gone)) and part.texts[0].probability < _LIKELY


def _is_a_word(gone: str, come: str) -> bool:
    """Say whether more than a number would be written over.

    For each digit it cannot print the first reader may have printed a letter.
    """
    strange = len(_LETTER.findall(gone)) - len(_LETTER.findall(come))
    return strange > len(_UNPRINTABLE.findall(come)) + bool(_ANY_DIGIT.search(gone))


def _number(match: re.Match[str], path: Sequence[Printed], scores: Scores) -> _Part:
    """Look at the columns of one number again, for every text they may be."""
    start, end = match.span()
    left = (path[start - 1].end + path[start].start) // 2 if start else 0
    right = (path[end - 1].end + path[end].start + 1) // 2 if end < len(path) else len(scores)
    texts: dict[str, float] = {}
    for guess in guesses(scores[left:right], 2 * _EACH):
        text = guess.text.strip()
        texts[text] = texts.get(text, 0.0) + guess.probability
    return _Part(start, end, _best(texts, _EACH))


def _labels(both: _Both) -> Iterator[tuple[tuple[int, int], _Part]]:
    """Yield the words before numbers that the first reader lost or took for Latin letters."""
    for word in _LABEL.finditer(both.second):
        part = _Part(*word.span(), (Guess(word[0], 1.0),))
        place = both.place(part)
        if place and _NO_THAI.fullmatch(both.first[slice(*place)]):
            yield place, part


def _order(placed: tuple[tuple[int, int], _Part]) -> int:
    return placed[1].start


def _ranked(text: str, placed: Sequence[tuple[tuple[int, int], _Part]]) -> Iterator[Guess]:
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


def _filled(text: str, places: Sequence[tuple[int, int]], parts: Sequence[str]) -> str:
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
