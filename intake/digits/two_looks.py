"""Two networks look at a line of fields: one that knows print best, and one that knows pens, too.

A network as small as these cannot do both as well: one that has learnt what
pens write reads print a little worse. What both hold possible is likelier
than what one of them does; how much the second counts depends on how likely a
hand wrote there.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from intake.digits.codes import both_codes
from intake.digits.fields import labels_of
from intake.digits.mending import mended
from intake.digits.network import Network, Seen, network
from intake.digits.paths import best_path
from registry.ports import Guess
from registry.thai import normal_text

PENS: Final = Path(__file__).parent / "data" / "pens.npz"
_HAND: Final = 0.5
"""How likely a hand is from which words, too, are looked at twice."""
_LEAST, _MOST = 0.3, 0.9
"""How much the second look counts where there is no hand, and where there surely is one."""
_KEPT: Final = 8
_NINE, _ONE = "9", "๑"
_MEANT: Final = 0.7
"""How likely what looks like a 9 is ๑, where a hand wrote into a line with Thai figures."""
_THAI: Final = re.compile("[๐-๙]")


@cache
def pens() -> Network:
    """Return the network of this release that has learnt pens; raises ``ModelUnusable``."""
    return Network(PENS)


def models() -> str:
    """Name both networks, as pages keep it that they read."""
    return f"{network().name} + {pens().name}"


def texts_of(first: str, seen: Seen, hand: float) -> tuple[Guess, ...]:
    """Return the texts a line may have, likeliest first; none where no number stands.

    ``first`` is what the first reader printed, ``seen`` what the network of
    print saw, ``hand`` how likely a hand wrote some number of it.
    """
    return both_codes(first, _looked_at(first, seen, hand))


def _looked_at(first: str, seen: Seen, hand: float) -> tuple[Guess, ...]:
    """Return what one network, or both, make of a line."""
    texts = mended(first, seen.scores)
    printed = normal_text("".join(letter.letter for letter in best_path(seen.scores)))
    is_field = labels_of(printed) is not None
    if hand < _HAND and not is_field:
        return texts
    again = mended(first, pens().scores(seen.strip))
    both = mixed(texts, again, min(max(hand, _LEAST), _MOST))
    return tuple(_ones(both)) if is_field and hand > _HAND else both


def _ones(texts: Sequence[Guess]) -> Iterator[Guess]:
    """Hold possible that a 9 among Thai figures is ๑: hands write both with one stroke."""
    for guess in texts:
        if _NINE not in guess.text or not _THAI.search(guess.text):
            yield guess
            continue
        yield Guess(guess.text.replace(_NINE, _ONE), guess.probability * _MEANT)
        yield Guess(guess.text, guess.probability * (1 - _MEANT))


def mixed(texts: Sequence[Guess], others: Sequence[Guess], share: float) -> tuple[Guess, ...]:
    """Weigh two lists of texts; ``share`` is what the second counts, and an empty one nothing."""
    if not texts or not others:
        return tuple(texts or others)
    chances: dict[str, float] = {}
    for guesses, counts in ((texts, 1 - share), (others, share)):
        for guess in guesses:
            chances[guess.text] = chances.get(guess.text, 0.0) + counts * guess.probability
    ranked = sorted(chances.items(), key=lambda pair: -pair[1])
    return tuple(Guess(*pair) for pair in ranked[:_KEPT])
