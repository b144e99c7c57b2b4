"""Numbers of generated lines and pages, as they look, and whether a hand wrote them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from bench.digits.stream import printable
from bench.letters.lines import LinePicture, Wanted, line
from bench.page_lines import CutLine, kept_in, of_files
from intake.digits.closer import Window, window
from intake.digits.hands import looks, numbers
from intake.digits.network import Seen, network
from intake.digits.paths import best_path
from intake.digits.strips import LEAST, strip_of
from registry.thai import MONTHS

_TYPED: Final = Wanted(kinds=("reference", "date", "stamp", "telephone"))
_FILLED: Final = Wanted(kinds=("filled",), pens=0.6)
_FILLED_OF_FIVE: Final = 2
_DIGITS: Final = re.compile("[0-9๐-๙]+")
_OF_A_YEAR: Final = re.compile("ที่ [0-9๐-๙]{1,4}/[0-9๐-๙]{4}$")
_MONTH: Final = re.compile("|".join(MONTHS))


@dataclass(frozen=True, slots=True)
class Example:
    """The numbers of one line."""

    looks: NDArray[np.float32]
    """A row of ``looks`` for each."""
    windows: tuple[Window, ...]
    """What is seen of each when it is looked at closer."""
    by_hand: tuple[bool, ...]


def of_lines(seed: int, count: int, told: Callable[[str], None]) -> Iterator[Example]:
    """Yield the numbers of ``count`` drawn lines, some wholly by hand, some filled in."""
    for index in range(count):
        drawn = line(seed, index, _FILLED if index % 5 < _FILLED_OF_FIVE else _TYPED)
        seen = network().seen(strip_of(_with_paper(drawn, seed, index)))
        by_hand = hands_of(drawn, len(list(numbers(best_path(seen.scores)))))
        if by_hand:
            yield _example(seen, by_hand)
        if index % 500 == 499:  # noqa: PLR2004
            told(f"hands: {index + 1} of {count} lines")


def of_pages(told: Callable[[str], None]) -> list[tuple[Example, ...]]:
    """Return the numbers of the lines of each file that is cut up."""
    return [tuple(filter(None, map(of_line, kept_in(path)))) for path in of_files(told)]


def of_line(line: CutLine) -> Example | None:
    """Look at a line of a page; ``None`` where other numbers are read than stand there."""
    if not line.by_hand:
        return None
    seen = network().seen(line.strip)
    if len(line.by_hand) != len(list(numbers(best_path(seen.scores)))):
        return None
    return _example(seen, line.by_hand)


def _example(seen: Seen, by_hand: tuple[bool, ...]) -> Example:
    path = best_path(seen.scores)
    spans = [(path[start].start, path[end - 1].end) for start, end in numbers(path)]
    return Example(looks(seen, path), tuple(window(seen.strip, *span) for span in spans), by_hand)


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


def hands_of(drawn: LinePicture, count: int) -> tuple[bool, ...]:
    """Say of each of the ``count`` numbers read on a line whether a hand wrote it.

    Nothing where other numbers were read than stand there. Which blank of a
    typed line was filled in follows from what the line says.
    """
    text = printable(drawn.text)
    places = [match.start() for match in _DIGITS.finditer(text)]
    if len(places) != count:
        return ()
    if drawn.kind != "filled":
        return (drawn.by_hand,) * count
    if _OF_A_YEAR.match(text) or _MONTH.search(text):
        return tuple(number == 0 for number in range(count))
    if text.startswith("ที่"):
        return tuple(place > text.rfind("/") for place in places)
    return (True,) * count
