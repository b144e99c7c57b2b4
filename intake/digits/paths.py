"""From scores to letters: the likeliest path, and the other texts a stretch of it may be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from intake.digits.alphabet import BLANK, CLASS_OF, LETTERS
from intake.digits.network import Scores
from registry.ports import Guess

_UNLIKELY: Final = math.log(1e-3)
"""A letter less likely than this in a column is not looked at there."""
_KEPT: Final = 8
"""Texts followed from column to column."""
_NOTHING: Final = -math.inf
_NEGLIGIBLE: Final = math.log(1e-4)


@dataclass(frozen=True, slots=True)
class Printed:
    """One letter of the likeliest path, and the columns it takes."""

    letter: str
    start: int
    end: int
    probability: float
    """Of the column where it is surest."""


def best_path(scores: Scores) -> tuple[Printed, ...]:
    """Return the letters of the likeliest class of every column, repeats and blanks taken out."""
    best = scores.argmax(axis=1)
    edges = np.flatnonzero(np.diff(best)) + 1
    starts, ends = [0, *edges.tolist()], [*edges.tolist(), len(best)]
    return tuple(
        Printed(
            LETTERS[best[start] - 1],
            start,
            end,
            float(np.exp(scores[start:end, best[start]].max())),
        )
        for start, end in zip(starts, ends, strict=True)
        if best[start] != BLANK
    )


def columns_of(path: Sequence[Printed], start: int, end: int) -> slice:
    """Return the columns of some letters of a path, up to the middle of the gaps around them."""
    left = (path[start - 1].end + path[start].start) // 2 if start else 0
    right = (path[end - 1].end + path[end].start + 1) // 2 if end < len(path) else None
    return slice(left, right)


def guesses(scores: Scores, most: int) -> tuple[Guess, ...]:
    """Return the likeliest texts of a stretch of columns, each summed over its paths.

    A search that follows the best few beginnings: probabilities of texts it has
    let go are missing, so those it returns sum to less than one.
    """
    # Of every beginning: the logarithms of the paths that end in a blank and in its letter.
    beams: dict[str, tuple[float, float]] = {"": (0.0, _NOTHING)}
    likely: list[list[tuple[str, float]]] = [[] for _ in scores]
    for column, number in zip(*np.nonzero(scores > _UNLIKELY), strict=True):
        if number != BLANK:
            likely[column].append((LETTERS[number - 1], float(scores[column, number])))
    for letters, blank in zip(likely, scores[:, BLANK].tolist(), strict=True):
        beams = _extended(beams, letters, blank)
    ranked = sorted(
        ((text, _either(*ends)) for text, ends in beams.items()), key=lambda pair: -pair[1]
    )
    return tuple(
        Guess(text, math.exp(total)) for text, total in ranked[:most] if total > _NEGLIGIBLE
    )


def chance(scores: Scores, text: str) -> float:
    """Return the logarithm of how probable ``text`` is in a stretch of columns, over all paths."""
    classes = [BLANK]
    for letter in text:
        classes += [CLASS_OF[letter], BLANK]
    skips = [n > 1 and classes[n] not in (BLANK, classes[n - 2]) for n in range(len(classes))]
    barred = np.where(skips, 0.0, _NOTHING)
    seen = scores[:, classes].astype(np.float64)
    ends = np.full(len(classes) + 2, _NOTHING)  # two before the first, from which nothing comes
    ends[2:4] = seen[0, :2]
    for column in seen[1:]:
        stayed = np.logaddexp(ends[2:], ends[1:-1])
        ends[2:] = np.logaddexp(stayed, ends[:-2] + barred) + column
    return float(np.logaddexp(*ends[-2:]))


def _extended(
    beams: dict[str, tuple[float, float]], likely: Sequence[tuple[str, float]], blank: float
) -> dict[str, tuple[float, float]]:
    """Follow every beginning through one column, and keep the best."""
    if not likely:
        return {text: (_either(*ends) + blank, _NOTHING) for text, ends in beams.items()}
    blanks: dict[str, float] = {}
    letters: dict[str, float] = {}
    for text, (ends_blank, ends_letter) in beams.items():
        total = _either(ends_blank, ends_letter)
        blanks[text] = total + blank
        for letter, score in likely:
            longer, before = text + letter, total
            if text.endswith(letter):
                letters[text] = _either(letters.get(text, _NOTHING), ends_letter + score)
                before = ends_blank
            letters[longer] = _either(letters.get(longer, _NOTHING), before + score)
    every = {
        text: (blanks.get(text, _NOTHING), letters.get(text, _NOTHING))
        for text in {**blanks, **letters}
    }
    if len(every) <= _KEPT:
        return every
    best = sorted(every, key=lambda text: max(every[text]), reverse=True)[:_KEPT]
    return {text: every[text] for text in best}


def _either(one: float, other: float) -> float:
    """Add two probabilities given as logarithms."""
    if one < other:
        one, other = other, one
    return one + math.log1p(math.exp(other - one)) if other > _NOTHING else one
