"""From scores to letters: the likeliest path, and the other texts a stretch of it may be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from intake.digits.alphabet import BLANK, LETTERS
from intake.digits.network import Scores
from registry.ports import Guess

_UNLIKELY: Final = np.log(1e-3)
"""A letter less likely than this in a column is not looked at there."""
_SURELY_BLANK: Final = np.log(0.999)
_KEPT: Final = 12
"""Texts followed from column to column."""
_NOTHING: Final = -1e30
_NEGLIGIBLE: Final = np.log(1e-4)


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


def guesses(scores: Scores, most: int) -> tuple[Guess, ...]:
    """Return the likeliest texts of a stretch of columns, each summed over its paths.

    A search that follows the best few beginnings: probabilities of texts it has
    let go are missing, so those it returns sum to less than one.
    """
    # Of every beginning: the logarithms of the paths that end in a blank and in its letter.
    beams: dict[str, tuple[float, float]] = {"": (0.0, _NOTHING)}
    for column in scores:
        blank = float(column[BLANK])
        if blank > _SURELY_BLANK:
            beams = {text: (_either(*ends) + blank, _NOTHING) for text, ends in beams.items()}
            continue
        beams = _extended(beams, column, blank)
    ranked = sorted(
        ((text, _either(*ends)) for text, ends in beams.items()), key=lambda pair: -pair[1]
    )
    return tuple(
        Guess(text, float(np.exp(total))) for text, total in ranked[:most] if total > _NEGLIGIBLE
    )


def _extended(
    beams: dict[str, tuple[float, float]], column: Sequence[float], blank: float
) -> dict[str, tuple[float, float]]:
    """Follow every beginning through one column, and keep the best."""
    row = np.asarray(column)
    likely = [
        (LETTERS[number - 1], float(row[number]))
        for number in np.flatnonzero(row > _UNLIKELY)
        if number != BLANK
    ]
    blanks: dict[str, float] = defaultdict(lambda: _NOTHING)
    letters: dict[str, float] = defaultdict(lambda: _NOTHING)
    for text, (ends_blank, ends_letter) in beams.items():
        total = _either(ends_blank, ends_letter)
        blanks[text] = _either(blanks[text], total + blank)
        for letter, score in likely:
            longer = text + letter
            if text.endswith(letter):
                letters[text] = _either(letters[text], ends_letter + score)
                letters[longer] = _either(letters[longer], ends_blank + score)
            else:
                letters[longer] = _either(letters[longer], total + score)
    every = {text: (blanks[text], letters[text]) for text in {*blanks, *letters}}
    best = sorted(every, key=lambda text: -max(every[text]))[:_KEPT]
    return {text: every[text] for text in best}


def _either(one: float, other: float) -> float:
    """Add two probabilities given as logarithms."""
    return float(np.logaddexp(one, other))
