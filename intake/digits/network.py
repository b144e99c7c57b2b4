"""The trained network, run with numpy alone: a strip in, probabilities of letters out.

A picture is looked at through windows. For each place of a window all values
under it are laid out as one column, so that the whole layer is a single matrix
product, which numpy does as fast as the machine can.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from intake.digits.alphabet import LETTERS
from intake.digits.strips import HEIGHT, Strip

Array = NDArray[np.float32]
Scores = NDArray[np.float32]
"""Columns by classes: the logarithm of each class's probability."""

MODEL: Final = Path(__file__).parent / "data" / "lines.npz"
_STEPS: Final = ((2, 2), (2, 1), (2, 1))
"""How far the windows of the first layers step down and across."""
COLUMN_PIXELS: Final = 2
"""Pixels of a strip to one column of scores."""


class ModelUnusable(Exception):
    """The model file is missing, damaged or of another alphabet: the installation is broken."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} is no model of the line reader: {reason}")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network makes of a strip, a column for every ``COLUMN_PIXELS`` pixels."""

    strip: Strip
    scores: Scores
    strokes: Array
    """Channels by columns: the picture as its first layers see it."""
    letters: Array
    """Channels by columns: as its last layers see it, just before they name a letter."""

    def part(self, start: int, end: int) -> "Seen":
        """Cut out some columns of scores, and what belongs to them."""
        pixels = self.strip[:, start * COLUMN_PIXELS : end * COLUMN_PIXELS]
        columns = slice(start, end)
        strokes, letters = self.strokes[:, columns], self.letters[:, columns]
        return Seen(pixels, self.scores[columns], strokes, letters)


class Network:
    """What was learnt; it may be asked by several threads at once."""

    def __init__(self, path: Path) -> None:
        arrays = _loaded(path)
        self.name = f"digits {hashlib.sha256(path.read_bytes()).hexdigest()[:8]}"
        """Tells this model from any other; pages it read keep it."""
        self._planes = [Layer(arrays, f"plane{n}") for n in range(len(_STEPS))]
        self._column = Layer(arrays, "column")
        self._blocks = [
            (Layer(arrays, f"reach{n}"), Layer(arrays, f"mix{n}")) for n in range(_blocks(arrays))
        ]
        self._out = Layer(arrays, "out")

    def scores(self, strip: Strip) -> Scores:
        """Return a row of class scores for every ``COLUMN_PIXELS`` pixels of a strip."""
        return self.seen(strip).scores

    def seen(self, strip: Strip) -> Seen:
        """Return the scores of a strip, and what the layers before them saw."""
        x: Array = strip[None]
        for layer, (down, across) in zip(self._planes, _STEPS, strict=True):
            x = rectified(layer.over(framed(x, 1, 1), down, across))
        x = rectified(self._column.over(framed(x, 0, 1), 1, 1))[:, 0]
        strokes = x
        for reach, mix in self._blocks:
            x = x + rectified(mix.flat @ reach.along(x) + mix.bias[:, None])
        logits = (self._out.flat @ x + self._out.bias[:, None]).T
        logits -= logits.max(axis=1, keepdims=True)
        told: Scores = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return Seen(strip, told, strokes, x)


class Layer:
    """The weights of one layer: windows by channels by rows by columns."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        self.weight: Array = arrays[f"{name}.weight"].astype(np.float32)
        self.bias: Array = arrays[f"{name}.bias"].astype(np.float32)
        self.flat: Array = self.weight.reshape(len(self.weight), -1)

    def over(self, x: Array, down: int, across: int) -> Array:
        """Slide the windows over channels of a picture."""
        _, _, rows, columns = self.weight.shape
        places = np.lib.stride_tricks.sliding_window_view(x, (rows, columns), axis=(1, 2))
        places = places[:, ::down, ::across]
        height, width = places.shape[1:3]
        under = places.transpose(0, 3, 4, 1, 2).reshape(self.flat.shape[1], height * width)
        seen: Array = self.flat @ under + self.bias[:, None]
        return seen.reshape(-1, height, width)

    def along(self, x: Array) -> Array:
        """Slide a window of one row along each channel by itself."""
        reach = self.weight.shape[3]
        wide = framed(x[:, None], 0, reach // 2)[:, 0]
        width = x.shape[1]
        total: Array = np.repeat(self.bias[:, None], width, axis=1)
        for place in range(reach):
            total += self.flat[:, place, None] * wide[:, place : place + width]
        return total


def framed(x: Array, down: int, across: int) -> Array:
    """Put nothing around the rows and columns of every channel; ``numpy.pad`` is much slower."""
    channels, height, width = x.shape
    framed = np.zeros((channels, height + 2 * down, width + 2 * across), dtype=np.float32)
    framed[:, down : down + height, across : across + width] = x
    return framed


def rectified(x: Array) -> Array:
    """Take away what is below nothing, in place."""
    return np.maximum(x, 0, out=x)


def _loaded(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a model file; raises ``ModelUnusable``."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
    except (OSError, ValueError, EOFError) as error:
        raise ModelUnusable(path, str(error)) from error
    if "letters" not in arrays or str(arrays["letters"]) != LETTERS:
        raise ModelUnusable(path, "it prints another alphabet")
    layers = [f"plane{n}" for n in range(len(_STEPS))] + ["column", "out"]
    layers += [f"{part}{n}" for n in range(_blocks(arrays)) for part in ("reach", "mix")]
    wanted = {f"{layer}.{part}" for layer in layers for part in ("weight", "bias")}
    if not wanted <= arrays.keys() or arrays["column.weight"].shape[2] != -(-HEIGHT // 8):
        raise ModelUnusable(path, "its layers are not those of this network")
    return arrays


def _blocks(arrays: dict[str, NDArray[Any]]) -> int:
    return sum(name.startswith("reach") and name.endswith("weight") for name in arrays)


@cache
def network() -> Network:
    """Return the model of this release, loaded once; raises ``ModelUnusable``."""
    return Network(MODEL)
