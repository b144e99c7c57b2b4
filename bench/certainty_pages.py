"""Numbers on the pages of generated letters, as the reader sees them, and which a hand wrote.

What teaches to tell hands from print has to be cut out of whole scanned pages,
too: there print is skewed, bleeds and stands beside rules, and looks less even
than on lines drawn alone.
"""

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench import readers
from bench.letters.make import made
from intake.digits.hands import looks, numbers
from intake.digits.network import network
from intake.digits.paths import best_path
from intake.digits.strips import line_at, strip_of
from intake.raster import pillow_image
from intake.reading import open_document
from intake.sheet import Sheet
from registry.ports import PAGE_DPI, Box

Example = tuple[NDArray[np.float32], list[bool]]
"""A row of ``looks`` for each number of a line, and whether a hand wrote it."""

_TOLD: Final = 50
_LOOSE: Final = 6
"""Pixels that a box may be wider or narrower on each side than the ink in it."""


def of_pages(seed: int, count: int, told: Callable[[str], None]) -> Iterator[Example]:
    """Yield the lines with numbers of so many files, drawn for training."""
    # A forked child would share the threads' locks of its parent.
    with ProcessPoolExecutor(readers.AT_ONCE, mp_context=get_context("spawn")) as pool:
        for number, found in enumerate(pool.map(partial(of_file, seed), range(count)), 1):
            yield from found
            if number % _TOLD == 0:
                told(f"hands: {number} of {count} files")


def of_file(seed: int, index: int) -> list[Example]:
    """Draw one file and look at its lines with numbers, stamps left out."""
    file, rng = made(seed, index, training=True), Random(f"{seed}/{index}")  # noqa: S311 - to be repeated
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as folder:
        path = Path(folder) / "letter.pdf"
        path.write_bytes(file.pdf)
        document = open_document(path)
        pages = [
            Sheet(document, number, 0).pictures(0)[0]
            for number in range(1, len(file.truth["pages"]) + 1)
        ]
    found: list[Example] = []
    for page, lines in zip(pages, file.truth["lines"], strict=True):
        picture, scale = pillow_image(page), page.dpi / PAGE_DPI
        found += filter(None, (_of_line(line, picture, scale, rng) for line in lines))
    return found


def _of_line(
    line: dict[str, Any], picture: Image.Image, scale: float, rng: Random
) -> Example | None:
    """Look at a line; ``None`` where other numbers are read than stand there, or in a stamp."""
    if line["stamp"] or not line["by_hand"]:
        return None
    left, top, right, bottom = (edge + rng.randint(-_LOOSE, _LOOSE) for edge in line["box"])
    box: Box = (left, top, max(right, left + 1), max(bottom, top + 1))
    seen = network().seen(strip_of(line_at(picture, box, scale)))
    path = best_path(seen.scores)
    if len(line["by_hand"]) != len(list(numbers(path))):
        return None
    return looks(seen, path), line["by_hand"]
