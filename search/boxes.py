"""The lines of a page picture where what was asked for stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from registry.models import BundlePage
from registry.thai import normal_text
from search.snippets import Piece, cut, places


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One line: what it says, and its box in pixels at 300 dpi of the upright page."""

    pieces: Sequence[Piece]
    left: int
    top: int
    width: int
    height: int


def found_lines(page: BundlePage, pattern: re.Pattern[str] | None) -> list[FoundLine]:
    """Return the lines that hold what the pattern finds, in reading order.

    What begins on one line and ends on the next is found on both.
    """
    texts = [" ".join(normal_text(said).split()) for said, *_ in page.lines]
    spans = list(places("\n".join(texts), pattern))
    found, begin = [], 0
    for shown, (_, (left, top, right, bottom), *_) in zip(texts, page.lines, strict=True):
        end = begin + len(shown)
        inside = [
            (max(start, begin) - begin, min(stop, end) - begin)
            for start, stop in spans
            if start < end and stop > begin
        ]
        if inside:
            found.append(FoundLine(cut(shown, inside), left, top, right - left, bottom - top))
        begin = end + 1
    return found
