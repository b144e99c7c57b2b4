"""The lines the reader learns from: strips and the classes they print, by number."""

from random import Random
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from bench.letters.lines import KINDS, TRAINING, LinePicture, Wanted, line
from intake.digits.alphabet import CLASS_OF
from intake.digits.strips import LEAST, Strip, strip_of
from registry.thai import normal_text

Pair = tuple[Strip, list[int]]

_SHORT: Final = Wanted(kinds=("reference", "date", "stamp", "telephone"))
_PENNED: Final = Wanted(
    kinds=(*KINDS, "filled", "filled", "filled"), pens=0.7, framed=0.2, squeezed=0.4
)
_MEASURING: Final = Wanted(training=False)
_MEASURING_PENS: Final = Wanted(training=False, kinds=("filled",), pens=1.0)
_SHORT_LINES: Final = 24_000
"""So many short lines come first: from them it is soon learnt where letters stand."""
PRINT_LINES: Final = 288_000
"""So many lines come before those that pens fill in: print is learnt first."""
_PENNED_OF_THREE: Final = 1
_LEAST_AND_MORE: Final = (LEAST - 6, LEAST + 14)
_PAPER: Final = 80
"""Percentile of the greys of a line that is paper."""


def pair(seed: int, index: int) -> Pair:
    """Return line ``index`` of the stream as the network sees it, and what it should print."""
    wanted = _SHORT if index < _SHORT_LINES else TRAINING if index < PRINT_LINES else _PENNED
    return _as_seen(line(seed, index, wanted), Random(f"{seed}/{index}"))  # noqa: S311 - to be repeated


def trial_pair(seed: int, index: int) -> Pair:
    """Return line ``index`` of those that nothing is learnt from."""
    wanted = _MEASURING_PENS if index % 3 < _PENNED_OF_THREE else _MEASURING
    return _as_seen(line(seed, index, wanted), Random(f"{seed}/{index}"))  # noqa: S311 - to be repeated


def printable(text: str) -> str:
    """Write a text in normal form, without what the reader has no class for."""
    return " ".join("".join(x for x in normal_text(text) if x in CLASS_OF).split())


def _as_seen(drawn: LinePicture, rng: Random) -> Pair:
    """Give a low line some paper, as the reader cuts it out of a page."""
    picture = Image.fromarray(drawn.picture)
    more = rng.randint(*_LEAST_AND_MORE) - picture.height
    if more > 0:
        above = rng.randint(more // 3, more - more // 3)
        paper = int(np.percentile(drawn.picture, _PAPER))
        picture = ImageOps.expand(picture, (0, above, 0, more - above), fill=paper)
    return strip_of(picture), [CLASS_OF[letter] for letter in printable(drawn.text)]
