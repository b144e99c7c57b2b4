"""The lines of a letter where what was asked for stands, with marks."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from registry.thai import arabic_digits, normal_text

BEFORE, AFTER = 60, 140
"""Characters shown before the first mark and after it."""
_GAP = r"[ \n.,/()\-]{0,4}"
"""What may stand where a blank was typed: words are cut at these, too."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text: what was asked for, or what stands around it."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines of one page."""

    page: int
    """Number of the page in the bundle."""
    pieces: Sequence[Piece]


def pattern_of(marks: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds the marks, which are folded, in any spacing; ``None`` without marks.

    Of two that begin together the first given counts, so give the longest first.
    """
    each = [_loosely(mark) for mark in marks if len(mark.replace(" ", "")) > 1]
    return re.compile("|".join(each)) if each else None


def _loosely(mark: str) -> str:
    """Find a mark though blanks or line ends part it; a number is not part of a longer one."""
    words = (r"[ \n]?".join(map(re.escape, word)) for word in mark.split())
    spelt = _GAP.join(words)
    first = r"(?<![0-9])" if mark[0].isdigit() else ""
    last = r"(?![0-9])" if mark[-1].isdigit() else ""
    return f"{first}{spelt}{last}"


def marked(text: str, pattern: re.Pattern[str] | None) -> list[Piece]:
    """Take a text apart at what the pattern finds; joined again it is the text in normal form."""
    shown = normal_text(text)
    return cut(shown, places(shown, pattern))


def cut(shown: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """Take a text apart at these places, which stand in order and do not overlap."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [Piece(shown[at:start]), Piece(shown[start:end], is_hit=True)]
        at = end
    pieces.append(Piece(shown[at:]))
    return [piece for piece in pieces if piece.text]


def snippet(pages: Iterable[tuple[int, str]], pattern: re.Pattern[str] | None) -> Snippet | None:
    """Return the place of the pages that says the most of what was asked, if any says some.

    Only what is shown is brought to normal form: whole letters would take longer than
    the search.
    """
    found = (
        (len("".join(text[start:end].split())), number, text, start)
        for number, text in pages
        for start, end in places(text, pattern)
    )
    _, page, text, start = max(found, key=lambda place: place[0], default=(0, 0, "", 0))
    if not page:
        return None
    begin, end = _whole(text, start - BEFORE), _whole(text, start + AFTER)
    lead, tail = "…" if begin else "", "…" if end < len(text) else ""
    said = " ".join(text[begin:end].split())
    return Snippet(page, marked(f"{lead}{said}{tail}", pattern))


def places(text: str, pattern: re.Pattern[str] | None) -> Iterator[tuple[int, int]]:
    """Yield where the pattern finds something, with the marks over its last letter."""
    if pattern is None:
        return
    # As long as the text, so that places in one are places in the other: only İ gets longer.
    alike = arabic_digits(text).replace("İ", "i").lower()
    for match in pattern.finditer(alike):
        yield match.start(), _whole(text, match.end())


def _whole(text: str, at: int) -> int:
    """Move a place on until no mark stands over the letter before it."""
    at = min(max(at, 0), len(text))
    while at < len(text) and unicodedata.category(text[at]) == "Mn":
        at += 1
    return at
