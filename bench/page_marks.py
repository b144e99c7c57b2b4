"""How well the text of pages was read: characters, and the digits among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bench.character_error import distances, line_errors, page_errors, plain

_THAI_DIGIT = re.compile("[๐-๙]")
_SLACK = 1.3
"""How much longer than the true line what stands there may be."""

Count = tuple[int, int]
"""How many, of how many."""


@dataclass(frozen=True, slots=True)
class PageMarks:
    """The counts of one file's pages."""

    in_lines: Count
    """Errors, of characters; the order of lines does not count."""
    on_pages: Count
    digits: Count
    """Thai digits read right, of those that stand there."""


def marks_of(truths: Sequence[str], reads: Sequence[str]) -> PageMarks:
    """Compare pages in order; a page that is missing was read as nothing."""
    padded = [*reads, *[""] * (len(truths) - len(reads))]
    pairs = list(zip(truths, padded, strict=False))
    return PageMarks(
        total([line_errors(truth, read) for truth, read in pairs]),
        total([page_errors(truth, read) for truth, read in pairs]),
        total([digits_right(truth, read) for truth, read in pairs]),
    )


def total(counts: Sequence[Count]) -> Count:
    """Add counts up."""
    return sum(count for count, _ in counts), sum(of for _, of in counts)


def digits_right(truth: str, read: str) -> Count:
    """Count the Thai digits of each true line that stand in what resembles it most."""
    got, right, count = plain(read), 0, 0
    for line in map(plain, truth.splitlines()):
        places = {match.start() for match in _THAI_DIGIT.finditer(line)}
        if not places:
            continue
        count += len(places)
        errors = distances(line, got, anywhere=True)
        end = min(range(len(errors)), key=errors.__getitem__)
        found = got[max(0, end - round(_SLACK * len(line))) : end]
        blocks = SequenceMatcher(None, line, found, autojunk=False).get_matching_blocks()
        right += sum(len(places & set(range(a, a + size))) for a, _, size in blocks)
    return right, count
