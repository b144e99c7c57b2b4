"""Two readers of one number: what the first printed makes some of the second's texts likelier.

Tesseract prints the digits it knows right 96 times in 100. Where a digit
stands that is not in its alphabet it prints another, a letter or nothing, so
there its word weighs little.
"""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from registry.ports import Guess
from registry.thai import bare
from registry.thai_months import edit_distance

_LATIN: Final = re.compile("[A-Za-z|]+")
_NUMBER: Final = re.compile(r"(?:[ก-ฮ]{1,4} ?\.? ?)?[0-9๐-๙ ./,:\-ว]+")
_UNPRINTABLE: Final = frozenset("๔๖๗๘๙")
_RIGHT: Final = math.log(0.96)
_WRONG: Final = math.log(0.005)
"""A digit it knows, printed as another."""
_WRONG_LETTER: Final = math.log(0.05)
"""Of a word."""
_LOST: Final = math.log(0.03)
_MADE_UP: Final = math.log(0.01)
_ANYTHING: Final = math.log(0.4)
"""A digit it does not know, printed as something or not at all."""
_TRUST: Final = 0.5
"""How much of its word counts: where the paper is bad, both readers err together."""
_UNSEEN: Final = 1e-3
"""The most the second reader can have thought of what only the first one read."""
_ELSEWHERE: Final = 0.1
"""What texts nobody thought of count, beside the best."""


def voted(seen: str, texts: Sequence[Guess]) -> tuple[Guess, ...]:
    """Weigh the second reader's texts by what the first has ``seen``, likeliest first.

    Nothing seen changes nothing.
    """
    seen = _LATIN.sub("", seen).strip()  # what it prints for a letter it cannot make out
    if not seen or not texts:
        return tuple(texts)
    known = {guess.text.replace(" ", "") for guess in texts}
    lost = max(0.0, 1.0 - sum(guess.probability for guess in texts))
    is_new = _NUMBER.fullmatch(seen) and seen.replace(" ", "") not in known
    added = [Guess(seen, min(_UNSEEN, lost))] if is_new else []
    votes = [(guess, math.exp(_TRUST * _chance(seen, guess.text))) for guess in (*texts, *added)]
    weights = [(guess, guess.probability * vote) for guess, vote in votes]
    best = max(vote for _, vote in votes)
    total = sum(weight for _, weight in weights) + lost * best * _ELSEWHERE
    ranked = sorted(weights, key=lambda pair: -pair[1])
    return tuple(Guess(guess.text, weight / total) for guess, weight in ranked if weight > 0)


def voted_month(seen: str, texts: Sequence[Guess]) -> tuple[Guess, ...]:
    """Weigh the months a word may be by how near the first reader's letters come to each."""
    letters = bare(_LATIN.sub("", seen))
    if not letters or not texts:
        return tuple(texts)
    wrong = [edit_distance(letters, bare(guess.text)) for guess in texts]
    votes = [math.exp(_TRUST * _WRONG_LETTER * (count - min(wrong))) for count in wrong]
    weights = [guess.probability * vote for guess, vote in zip(texts, votes, strict=True)]
    known = sum(guess.probability for guess in texts) / sum(weights)
    weighed = [Guess(g.text, w * known) for g, w in zip(texts, weights, strict=True)]
    return tuple(sorted(weighed, key=lambda guess: -guess.probability))


def _chance(seen: str, text: str) -> float:
    """Return the logarithm of how likely the first reader prints ``seen`` where ``text`` stands.

    The likeliest way to lay one along the other, as for an edit distance.
    """
    seen, text = seen.replace(" ", ""), text.replace(" ", "")
    above = [_MADE_UP * count for count in range(len(seen) + 1)]
    for letter in text:
        unknown = letter in _UNPRINTABLE
        lost = _ANYTHING if unknown else _LOST
        row = [above[0] + lost]
        for printed, (before, over) in zip(seen, pairwise(above), strict=True):
            other = _ANYTHING if unknown else _WRONG
            same = _RIGHT if printed == letter else other
            row.append(max(before + same, over + lost, row[-1] + _MADE_UP))
        above = row
    return above[-1]
