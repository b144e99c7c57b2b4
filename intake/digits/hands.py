"""Whether a number was written by hand: what the line reader sees of it, weighed for that alone.

A hand is unsteady: its digits differ in height and place and in how dark they
are from the print beside them. Some small networks of one hidden layer, taught on the
same generated lines and pages by ``./saraban train certainty``, look at that and at what
the line reader sees; what each takes for a hand by mistake, the others seldom do. A
number they find suspicious is looked at closer (``closer``), and both are weighed. They
know one model of the line reader only; beside another they cannot tell, and then
everything may be by hand.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intake.digits.closer import Closer, window
from intake.digits.network import COLUMN_PIXELS, Seen, network
from intake.digits.paths import Printed, best_path
from intake.digits.strips import Strip

Array = NDArray[np.float32]

Number = tuple[int, int, float]
"""The columns of scores a number of a line takes, and how likely a hand wrote it."""

HANDS: Final = Path(__file__).parent / "data" / "hands.npz"
WORTH_A_LOOK: Final = -4.0
"""Log odds from which a number is looked at closer: so seldom is one less likely by hand."""
_NUMBER: Final = re.compile("[0-9๐-๙]+")
_INK: Final = 0.45
_AROUND: Final = 2
"""Columns of scores around a digit's own that its strokes reach into."""
_LEAST_INK: Final = 30
_USUAL_INK: Final = 0.8
"""How dark print is where too little of it stands beside a number."""


def numbers(path: Sequence[Printed]) -> Iterator[tuple[int, int]]:
    """Yield first and past-the-last letter of each run of digits on a path."""
    for match in _NUMBER.finditer("".join(letter.letter for letter in path)):
        yield match.span()


def looks(seen: Seen, path: Sequence[Printed]) -> Array:
    """Return a row of what each number of a line looks like, beside the rest of its line."""
    rows = [_look(seen, path, *span) for span in numbers(path)]
    return np.array(rows, dtype=np.float32)


def _look(seen: Seen, path: Sequence[Printed], start: int, end: int) -> Array:
    columns = slice(max(0, path[start].start - 1), path[end - 1].end + 1)
    printed = np.zeros(seen.strokes.shape[1], dtype=bool)
    for letter in path:
        printed[letter.start : letter.end] = True
    here = seen.strokes[:, columns].mean(axis=1)
    beside = here - seen.strokes[:, printed].mean(axis=1)
    letters = seen.letters[:, columns].mean(axis=1)
    return np.concatenate([here, beside, letters, _shape(seen.strip, path, start, end)])


def _shape(strip: Strip, path: Sequence[Printed], start: int, end: int) -> Array:
    """Measure how even the digits stand, how high they are and how dark beside their line."""
    digits = []
    for letter in path[start:end]:
        piece = strip[:, _pixels(letter.start - _AROUND, letter.end + _AROUND)]
        ink = piece > _INK
        rows = np.flatnonzero(ink.any(axis=1))
        if len(rows):
            digits.append((rows[0], rows[-1], rows[-1] - rows[0], piece[ink].mean()))
    if not digits:
        return np.zeros(7, dtype=np.float32)
    tops, bottoms, heights, darks = np.array(digits, dtype=np.float32).T
    left = strip[:, _pixels(0, path[start].start - _AROUND)]
    right = strip[:, _pixels(path[end - 1].end + _AROUND, strip.shape[1])]
    rest = np.concatenate([left, right], axis=1)
    inked = rest[rest > _INK]
    usual = inked.mean() if len(inked) > _LEAST_INK else _USUAL_INK
    even = [values.std() for values in (tops, bottoms, heights)]
    measures = [*even, heights.mean(), darks.mean(), darks.mean() - usual, end - start]
    return np.array(measures, dtype=np.float32)


def _pixels(start: int, end: int) -> slice:
    return slice(max(0, start * COLUMN_PIXELS), max(0, end * COLUMN_PIXELS))


class Hands:
    """What was learnt of hands, beside one model of the line reader."""

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        self.model = str(arrays.pop("model"))
        """Name of the line reader's model."""
        self.closer = Closer(arrays)
        self._arrays = {name: array.astype(np.float32) for name, array in arrays.items()}

    def doubts(self, given: Array) -> Array:
        """Return for each row of ``looks`` the log odds that a hand wrote it."""
        of = self._arrays
        scaled = (given - of["mean"]) / of["spread"]
        lit = np.maximum(scaled @ of["inner"] + of["inner_bias"][:, None], 0)
        said = (lit @ of["outer"][:, :, None])[:, :, 0] + of["outer_bias"]
        told: Array = said.mean(axis=0)
        return told

    def told(self, seen: Seen) -> tuple[Number, ...]:
        """Return where the numbers of a line stand, and how likely a hand wrote each."""
        path = best_path(seen.scores)
        spans = [(path[start].start, path[end - 1].end) for start, end in numbers(path)]
        doubts = self.doubts(looks(seen, path)).tolist() if spans else []
        pairs = zip(spans, doubts, strict=True)
        return tuple(
            (*span, self.chance(doubt, *window(seen.strip, *span))) for span, doubt in pairs
        )

    def chance(self, doubt: float, pixels: Strip, own: Array) -> float:
        """Return how likely a hand wrote a number; what may be by hand is looked at closer."""
        if doubt >= WORTH_A_LOOK:
            given = 1.0, doubt, self.closer.doubt(pixels, own)
            doubt = float(self._arrays["weighing"] @ np.array(given, dtype=np.float32))
        return round(1 / (1 + math.exp(-doubt)), 3)


@cache
def hands() -> Hands | None:
    """Return what is known of hands, loaded once; ``None`` beside a model it does not know."""
    known = Hands(HANDS)
    return known if known.model == network().name else None


def by_hand(seen: Seen) -> tuple[Number, ...]:
    """Return how likely a hand wrote each number of a line; 1 for all where nobody can tell."""
    known = hands()
    return known.told(seen) if known else ((0, len(seen.scores), 1.0),)


def likeliest(told: Sequence[Number]) -> float:
    """Return how likely a hand wrote some number of a line; 0 where there is none."""
    return max((chance for _, _, chance in told), default=0.0)
