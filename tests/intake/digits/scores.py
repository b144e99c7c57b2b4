"""Scores a network would give a line, without one."""

from collections.abc import Mapping

import numpy as np

from intake.digits.alphabet import BLANK, CLASS_OF, CLASSES
from intake.digits.network import Scores


def scores_of(text: str, doubts: Mapping[int, Mapping[str, float]] | None = None) -> Scores:
    """Return a letter and a blank for every letter of ``text``.

    ``doubts`` gives, for the letter at a place, what it may be as well, and how likely.
    """
    chances = np.full((2 * len(text), CLASSES), 1e-9, dtype=np.float32)
    chances[1::2, BLANK] = 1.0
    for place, letter in enumerate(text):
        others = (doubts or {}).get(place, {})
        chances[2 * place, CLASS_OF[letter]] = 1.0 - sum(others.values())
        for other, chance in others.items():
            chances[2 * place, CLASS_OF[other]] = chance
    return np.log(chances)
