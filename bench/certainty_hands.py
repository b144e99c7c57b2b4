"""Teaches to tell a hand from print, on generated lines and pages; begins ``train certainty``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.hand_examples import Example, of_lines, of_pages
from intake.digits.hands import WORTH_A_LOOK, Hands
from intake.digits.network import network

Array = NDArray[np.float64]

LINES: Final = 10_000
_INNER, _ROUNDS, _AT_ONCE = 32, 5000, 256
_MEMBERS: Final = 6
"""Networks whose mean counts: one alone takes twice as much print for a hand."""
_RATE, _DECAY, _NOISE = 3e-3, 3e-3, 0.2
_SLOW, _SLOWER, _TINY = 0.9, 0.999, 1e-8
_LEAST_SPREAD: Final = 1e-2
_TRIED: Final = 5
"""One of so many files is not learnt from."""
_BEFORE: Final = (0.0, 0.5, 0.5)
"""What counts before it is weighed: nothing, and both kinds of looks alike."""
_NEWTON: Final = 30
_LIMITS: Final = (0.1, 0.15, 0.3, 0.5)


def teach(path: Path, seed: int, told: Callable[[str], None]) -> None:
    """Draw lines and pages, learn to tell hands from print beside the present model, keep that.

    How much each kind of look counts follows from files that were not learnt
    from. Needs torch.
    """
    from bench.digits import closer  # noqa: PLC0415 - torch is not installed everywhere

    lines, files = list(of_lines(seed, LINES, told)), of_pages(told)
    tried = list(chain.from_iterable(files[::_TRIED]))
    pages = list(chain.from_iterable(file for n, file in enumerate(files) if n % _TRIED))
    rows = np.concatenate([one.looks for one in (*lines, *pages)]).astype(np.float64)
    arrays: dict[str, NDArray[Any]] = dict(learnt(rows, _wrote((*lines, *pages)), seed))
    arrays |= closer.learnt([closer.numbers(lines), closer.numbers(pages)], seed, told)
    written(path, {**arrays, "weighing": np.array(_BEFORE)})
    written(path, {**arrays, "weighing": weighed(Hands(path), tried)})
    told("\n".join(figures(Hands(path), tried)))


def _wrote(examples: Iterable[Example]) -> Array:
    return np.array([hand for one in examples for hand in one.by_hand], dtype=np.float64)


def weighed(known: Hands, examples: Sequence[Example]) -> Array:
    """Find by Newton's steps what each look counts, by numbers worth a closer look."""
    told = [
        (1.0, doubt, known.closer.doubt(*seen), float(hand))
        for one in examples
        for doubt, seen, hand in zip(
            known.doubts(one.looks).tolist(), one.windows, one.by_hand, strict=True
        )
        if doubt >= WORTH_A_LOOK
    ]
    given, wrote = np.array(told)[:, :3], np.array(told)[:, 3]
    weights = np.array(_BEFORE)
    for _ in range(_NEWTON):
        said = 1 / (1 + np.exp(-given @ weights))
        bend = (given.T * (said * (1 - said))) @ given + np.eye(len(weights))
        weights -= np.linalg.solve(bend, given.T @ (said - wrote) + weights - _BEFORE)
    return weights


def figures(known: Hands, examples: Sequence[Example]) -> Iterator[str]:
    """Say from each limit how many hands are found, and how much print is spared."""
    told = [
        (known.chance(doubt, *seen), hand)
        for one in examples
        for doubt, seen, hand in zip(
            known.doubts(one.looks).tolist(), one.windows, one.by_hand, strict=True
        )
    ]
    chances, wrote = np.array([chance for chance, _ in told]), np.array([hand for _, hand in told])
    yield f"hands: {wrote.sum()} of {len(wrote)} numbers not learnt from"
    for limit in _LIMITS:
        found, spared = (chances[wrote] >= limit).mean(), (chances[~wrote] < limit).mean()
        yield f"hands: from {limit} on {found:.1%} found, {spared:.1%} of print spared"


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
