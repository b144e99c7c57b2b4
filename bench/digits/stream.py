"""The lines the reader learns from: strips and the classes they print, by number."""

from random import Random
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from bench.letters.lines import TRAINING, LinePicture, Wanted, line
from intake.digits.alphabet import CLASS_OF
from intake.digits.strips import LEAST, Strip, strip_of
from registry.thai import normal_text

Pair = tuple[Strip, list[int]]

_SHORT: Final = Wanted(kinds=("reference", "date", "stamp", "telephone"))
_MEASURING: Final = Wanted(training=False)
_SHORT_LINES: Final = 24_000
"""So many short lines come first: from them it is soon learnt where letters stand."""
_LEAST_AND_MORE: Final = (LEAST - 6, LEAST + 14)
_PAPER: Final = 80
"""Percentile of the greys of a line that is paper."""


def pair(seed: int, index: int) -> Pair:
    """Return line ``index`` of the stream as the network sees it, and what it should print."""
    wanted = _SHORT if index < _SHORT_LINES else TRAINING
    return _as_seen(line(seed, index, wanted), Random(f"{seed}/{index}"))  # noqa: S311 - to be repeated


def trial_pair(seed: int, index: int) -> Pair:
    """Return line ``index`` of those that nothing is learnt from."""
    return _as_seen(line(seed, index, _MEASURING), Random(f"{seed}/{index}"))  # noqa: S311 - to be repeated


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
