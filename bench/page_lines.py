"""Lines cut out of whole scanned pages, as the product cuts them, and what they truly say.

There print is skewed, bleeds, stands beside rules and under stamps, is cut too
close or too wide, and the ends of its neighbours reach into it: what lines
drawn alone do not teach.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench import readers
from bench.letters.author import BY_HAND
from bench.letters.make import made
from intake.digits.strips import Strip, line_at, strip_of
from intake.raster import pillow_image
from intake.reading import open_document
from intake.sheet import Sheet
from registry.ports import PAGE_DPI, Box

SEED, FILES = 6, 1800
"""Of the letters that are cut up, whoever learns from them; no other letters are of that seed."""
_USUAL_FILES: Final = 800
_BY_HAND: Final = 0.5
"""How often a number or a day is by hand in the files after the usual ones."""
_KEPT: Final = Path.home() / ".cache" / "saraban" / "pages"
_TOLD: Final = 50
PALEST, DARKEST = -0.2, 1.2
"""Of a strip; kept in 256 steps between."""
_LOOSE: Final = 6
"""Pixels that a box may be wider or narrower on each side than the ink in it."""
_NEAR: Final = 450
"""Pixels between two fields of one row that the first reader may take for one line."""
_LEVEL: Final = 0.6
_JOINED: Final = 0.5


@dataclass(frozen=True, slots=True)
class CutLine:
    """A line as the line reader sees it."""

    strip: Strip
    text: str
    by_hand: tuple[bool, ...]
    """Of each number of the text, whether a hand wrote it."""


def of_files(told: Callable[[str], None], folder: Path = _KEPT) -> list[Path]:
    """Return where the lines of each file are kept, having cut out those that are not yet."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{SEED}-{index:05}.npz" for index in range(FILES)]
    missing = [(index, path) for index, path in enumerate(paths) if not path.exists()]
    if not missing:
        return paths
    # A forked child would share the threads' locks of its parent.
    with ProcessPoolExecutor(readers.AT_ONCE, mp_context=get_context("spawn")) as pool:
        for number, _ in enumerate(pool.map(_keep, *zip(*missing, strict=True)), 1):
            if number % _TOLD == 0:
                told(f"pages: {number} of {len(missing)} files")
    return paths


def kept_in(path: Path) -> list[CutLine]:
    """Return the lines of one file that ``of_files`` kept."""
    with np.load(path, allow_pickle=False) as file:
        said = json.loads(str(file["lines"]))
        steps = [file[f"strip{number}"] for number in range(len(said))]
    return [
        CutLine(PALEST + level.astype(np.float32) / 255 * (DARKEST - PALEST), text, tuple(hands))
        for level, (text, hands) in zip(steps, said, strict=True)
    ]


def _keep(index: int, path: Path) -> None:
    lines = of_file(SEED, index)
    said = [(line.text, line.by_hand) for line in lines]
    strips = {f"strip{number}": steps_of(line.strip) for number, line in enumerate(lines)}
    half = path.with_suffix(".half.npz")  # a run that is broken off leaves no half a file
    np.savez(half, allow_pickle=False, lines=np.array(json.dumps(said)), **strips)
    half.replace(path)


def steps_of(strip: Strip) -> NDArray[np.uint8]:
    """Return a strip in 256 steps from the palest to the darkest."""
    share = (strip - PALEST) / (DARKEST - PALEST)
    steps: NDArray[np.uint8] = np.clip(share * 255, 0, 255).astype(np.uint8)
    return steps


def of_file(seed: int, index: int) -> list[CutLine]:
    """Cut the lines out of one file that is drawn for training; stamps are left out."""
    often = BY_HAND if index < _USUAL_FILES else _BY_HAND
    file, rng = made(seed, index, training=True, by_hand=often), Random(f"{seed}/{index}")  # noqa: S311 - to be repeated
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as folder:
        path = Path(folder) / "letter.pdf"
        path.write_bytes(file.pdf)
        document = open_document(path)
        pages = [
            Sheet(document, number, 0).pictures(0)[0]
            for number in range(1, len(file.truth["pages"]) + 1)
        ]
    cut = []
    for page, lines in zip(pages, file.truth["lines"], strict=True):
        told = [line for line in lines if not line["stamp"]]
        cut += [
            _cut(pillow_image(page), page.dpi / PAGE_DPI, line, rng) for line in _rows(told, rng)
        ]
    return cut


def _rows(lines: Sequence[dict[str, Any]], rng: Random) -> Iterator[dict[str, Any]]:
    """Yield the lines; some that stand in one row, as number and date of a memo do, as one."""
    waiting = list(lines)
    while waiting:
        line = waiting.pop(0)
        beside = next((other for other in waiting if _is_beside(line["box"], other["box"])), None)
        if beside and rng.random() < _JOINED:
            waiting.remove(beside)
            line = _as_one(line, beside)
        yield line


def _is_beside(one: Box, other: Box) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    least = min(one[3] - one[1], other[3] - other[1])
    return shared > _LEVEL * least and 0 < max(one[0], other[0]) - min(one[2], other[2]) < _NEAR


def _as_one(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    left, right = sorted((one, other), key=lambda line: line["box"][0])
    tops, bottoms = ([line["box"][edge] for line in (one, other)] for edge in (1, 3))
    return {
        "text": f"{left['text']} {right['text']}",
        "box": [left["box"][0], min(tops), right["box"][2], max(bottoms)],
        "by_hand": [*left["by_hand"], *right["by_hand"]],
    }


def _cut(page: Image.Image, scale: float, line: dict[str, Any], rng: Random) -> CutLine:
    left, top, right, bottom = (edge + rng.randint(-_LOOSE, _LOOSE) for edge in line["box"])
    box = left, top, max(right, left + 1), max(bottom, top + 1)
    return CutLine(strip_of(line_at(page, box, scale)), line["text"], tuple(line["by_hand"]))
