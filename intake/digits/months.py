"""The month of a date, told among the twelve rather than letter by letter."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Final

from intake.digits.fields import Span, nearest_label
from intake.digits.network import Scores
from intake.digits.paths import Printed, chance, columns_of
from registry.ports import Guess
from registry.thai import MONTHS, MONTHS_SHORT, bare

_D: Final = "[0-9๐-๙]"
_YEAR: Final = rf"(?:พ ?\. ?ศ ?\. ?)?(?:{_D}{{4}}|{_D}{{2}}(?!{_D}))"
_BETWEEN: Final = re.compile(rf"(?<={_D}) *(?P<word>[^0-9๐-๙/:()]{{2,14}}?) *(?={_YEAR})")
_LETTER: Final = re.compile("[ก-ฮ]")
_EACH_LETTER, _AT_ALL = 1.5, 4.0
"""How much less likely, as logarithms, a month may be than what was read letter by letter."""
_MOST: Final = 3
_SOME_OTHER: Final = 0.01
"""The chance left that it is none of those."""


def months(
    text: str, path: Sequence[Printed], scores: Scores
) -> Iterator[tuple[Span, tuple[Guess, ...]]]:
    """Yield the place between a day and a year and the months that may stand there."""
    for match in _BETWEEN.finditer(text):
        word = match["word"]
        if not _LETTER.search(word) or nearest_label(bare(word)):
            continue
        span = match.span("word")
        columns = scores[columns_of(path, *span)]
        free = float(columns.max(axis=1).sum())
        chances = {month: chance(columns, month) for month in (*MONTHS, *MONTHS_SHORT)}
        best, top = max(chances.items(), key=lambda pair: pair[1])
        if free - top > _AT_ALL + _EACH_LETTER * len(best):
            continue
        weights = {month: math.exp(each - top) for month, each in chances.items()}
        whole = sum(weights.values()) / (1 - _SOME_OTHER)
        ranked = sorted(weights.items(), key=lambda pair: -pair[1])[:_MOST]
        yield span, tuple(Guess(month, weight / whole) for month, weight in ranked)
