"""Teaches to tell a hand from print, on generated lines and pages; begins ``train certainty``."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from bench.digits.stream import printable
from bench.letters.lines import LinePicture, Wanted, line
from bench.page_lines import CutLine, kept_in, of_files
from intake.digits.hands import Hands, looks, numbers
from intake.digits.network import network
from intake.digits.paths import best_path
from intake.digits.strips import LEAST, strip_of
from registry.thai import MONTHS

Array = NDArray[np.float64]
Example = tuple[NDArray[np.float32], list[bool]]
"""A row of ``looks`` for each number of a line, and whether a hand wrote it."""

LINES: Final = 10_000
_TYPED: Final = Wanted(kinds=("reference", "date", "stamp", "telephone"))
_FILLED: Final = Wanted(kinds=("filled",), pens=0.6)
_FILLED_OF_FIVE: Final = 2
_INNER, _ROUNDS, _AT_ONCE = 32, 5000, 256
_MEMBERS: Final = 6
"""Networks whose mean counts: one alone takes twice as much print for a hand."""
_RATE, _DECAY, _NOISE = 3e-3, 3e-3, 0.2
_SLOW, _SLOWER, _TINY = 0.9, 0.999, 1e-8
_LEAST_SPREAD: Final = 1e-2
_DIGITS: Final = re.compile("[0-9๐-๙]+")
_OF_A_YEAR: Final = re.compile("ที่ [0-9๐-๙]{1,4}/[0-9๐-๙]{4}$")
_MONTH: Final = re.compile("|".join(MONTHS))


def teach(path: Path, seed: int, told: Callable[[str], None]) -> None:
    """Draw lines and pages, learn to tell hands from print beside the present model, keep that."""
    rows: list[Array] = []
    wrote: list[bool] = []
    lines, pages = _of_lines(seed, LINES, told), _of_pages(told)
    for given, by_hand in chain(lines, pages):
        rows += list(given)
        wrote += by_hand
    written(path, learnt(np.array(rows, dtype=np.float64), np.array(wrote, dtype=np.float64), seed))
    chances = Hands(path).chances(np.array(rows, dtype=np.float32))
    found = chances[np.array(wrote)] >= 0.5  # noqa: PLR2004 - likelier than not
    spared = chances[~np.array(wrote)] < 0.5  # noqa: PLR2004
    told(f"hands: {found.mean():.1%} of {len(found)} found, {spared.mean():.1%} of print spared")


def _of_lines(seed: int, count: int, told: Callable[[str], None]) -> Iterator[Example]:
    for index in range(count):
        drawn = line(seed, index, _FILLED if index % 5 < _FILLED_OF_FIVE else _TYPED)
        seen = network().seen(strip_of(_with_paper(drawn, seed, index)))
        path = best_path(seen.scores)
        by_hand = hands_of(drawn, len(list(numbers(path))))
        if by_hand:
            yield looks(seen, path), by_hand
        if index % 500 == 499:  # noqa: PLR2004
            told(f"hands: {index + 1} of {count} lines")


def _of_pages(told: Callable[[str], None]) -> Iterator[Example]:
    for path in of_files(told):
        yield from filter(None, map(of_line, kept_in(path)))


def of_line(line: CutLine) -> Example | None:
    """Look at a line of a page; ``None`` where other numbers are read than stand there."""
    if not line.by_hand:
        return None
    seen = network().seen(line.strip)
    path = best_path(seen.scores)
    if len(line.by_hand) != len(list(numbers(path))):
        return None
    return looks(seen, path), list(line.by_hand)


def _with_paper(drawn: LinePicture, seed: int, index: int) -> Image.Image:
    """Give a low line some paper above and below, as the reader cuts it out of a page."""
    rng = Random(f"{seed}/{index}")  # noqa: S311 - to be repeated
    picture = Image.fromarray(drawn.picture)
    more = LEAST - picture.height
    if more <= 0:
        return picture
    above = rng.randint(more // 3, more - more // 3)
    paper = int(np.percentile(drawn.picture, 80))
    return ImageOps.expand(picture, (0, above, 0, more - above), fill=paper)


def hands_of(drawn: LinePicture, count: int) -> list[bool]:
    """Say of each of the ``count`` numbers read on a line whether a hand wrote it.

    Nothing where other numbers were read than stand there. Which blank of a
    typed line was filled in follows from what the line says.
    """
    text = printable(drawn.text)
    places = [match.start() for match in _DIGITS.finditer(text)]
    if len(places) != count:
        return []
    if drawn.kind != "filled":
        return [drawn.by_hand] * count
    if _OF_A_YEAR.match(text) or _MONTH.search(text):
        return [number == 0 for number in range(count)]
    if text.startswith("ที่"):
        return [place > text.rfind("/") for place in places]
    return [True] * count


def learnt(rows: Array, wrote: Array, seed: int) -> dict[str, Array]:
    """Fit ``_MEMBERS`` networks of one hidden layer, each by a seed; return their arrays."""
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), _LEAST_SPREAD)
    scaled = (rows - mean) / spread
    members = [_member(scaled, wrote, seed + number) for number in range(_MEMBERS)]
    names = ("inner", "inner_bias", "outer", "outer_bias")
    parts = (np.stack(part) for part in zip(*members, strict=True))
    return {"mean": mean, "spread": spread, **dict(zip(names, parts, strict=True))}


def _member(scaled: Array, wrote: Array, seed: int) -> list[Array]:
    """Fit one network by Adam's steps."""
    rng, width = np.random.default_rng(seed), scaled.shape[1]
    parts = [
        rng.normal(0, width**-0.5, (width, _INNER)),
        np.zeros(_INNER),
        rng.normal(0, _INNER**-0.5, _INNER),
        np.zeros(1),
    ]
    paces = [np.zeros_like(part) for part in parts]
    swings = [np.zeros_like(part) for part in parts]
    for step in range(1, _ROUNDS + 1):
        chosen = rng.integers(0, len(scaled), _AT_ONCE)
        given = scaled[chosen] + rng.normal(0, _NOISE, (_AT_ONCE, width))
        for number, slope in enumerate(_slopes(parts, given, wrote[chosen])):
            paces[number] = _SLOW * paces[number] + (1 - _SLOW) * slope
            swings[number] = _SLOWER * swings[number] + (1 - _SLOWER) * slope**2
            size = np.sqrt(swings[number] / (1 - _SLOWER**step)) + _TINY
            parts[number] = parts[number] - _RATE * paces[number] / (1 - _SLOW**step) / size
    return parts


def _slopes(parts: Sequence[Array], given: Array, wrote: Array) -> list[Array]:
    """Return how each part of the network should change for these rows."""
    inner, inner_bias, outer, outer_bias = parts
    lit = np.maximum(given @ inner + inner_bias, 0)
    wrong = (1 / (1 + np.exp(-(lit @ outer + outer_bias))) - wrote) / len(wrote)
    behind = np.outer(wrong, outer) * (lit > 0)
    return [
        given.T @ behind + _DECAY * inner,
        behind.sum(axis=0),
        lit.T @ wrong + _DECAY * outer,
        wrong.sum(keepdims=True),
    ]


def written(path: Path, arrays: dict[str, Array]) -> None:
    """Write what was learnt, in half precision, with the model it was learnt beside."""
    kept: dict[str, NDArray[Any]] = {
        name: array.astype(np.float16) for name, array in arrays.items()
    }
    np.savez(path, allow_pickle=False, model=np.array(network().name), **kept)
