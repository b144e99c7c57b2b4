"""The number of a stamp whose label or ink was lost: it has a row of its own among the others.

Print that runs across a stamp spoils the label first, and what is taken for
black ink is missing from the coloured. The rows of a stamp stand evenly, so
where the number must be, the line reader looks for figures alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from intake.digits.mending import mended
from intake.digits.paths import best_path
from intake.stamp_rows import SURE, Row, Slide, Window
from registry.ports import Guess

_PITCH: Final = 72
"""How far apart the rows of a stamp are, where no two of them tell."""
_NEAREST, _FURTHEST = 50, 110
_LABEL: Final = 0.15
"""The share of a row that its label takes at least; figures further left are not its value."""
_NUMBER: Final = re.compile(
    r"(?<![0-9๐-๙./:-])(?:[0-9]{2,5}|[๐-๙]{2,5})(?! ?[./:-] ?[0-9๐-๙]|[0-9๐-๙ัิ-ฺ็-๎])"
)
"""Figures that are no part of a day, a time or a reference."""
_BELIEVED: Final = 0.5
"""How far what has no label is believed at most: never so far that it were certain."""


def has_figures(window: Window | None) -> bool:
    """Say whether a number was seen in its row."""
    return bool(window and re.search("[0-9๐-๙]", window.text))


def lost_number(slides: Sequence[Slide], rows: Mapping[Row, Window]) -> list[Window]:
    """Return the windows on the row of a number that was lost, the best first.

    ``slides`` show the stamp in its own ink, and in all; ``rows`` are the others.
    """
    for slide in slides:
        for top in _places(rows):
            told = [window for window in slide.near(top) if _number_on(window)]
            if guesses_of("", told):
                return sorted(told, key=lambda window: -window.sure)
    return []


def guesses_of(label: str, windows: Sequence[Window]) -> tuple[Guess, ...]:
    """Return what the row of a lost number may say, likeliest first."""
    texts: dict[str, float] = {}
    for window in windows:
        for guess in mended("", window.seen.scores):
            number = _number_in(guess.text)
            if number:
                text = f"{label} {number}"
                weight = _BELIEVED * guess.probability / len(windows)
                texts[text] = texts.get(text, 0.0) + weight
    ranked = sorted(texts.items(), key=lambda pair: -pair[1])
    return tuple(Guess(text, chance) for text, chance in ranked[:8])


def _places(rows: Mapping[Row, Window]) -> Iterator[int]:
    """Yield how far down a row may be that was not found, likeliest first."""
    if label := rows.get(Row.NUMBER):
        yield label.top
        return
    tops = sorted(window.top for window in rows.values())
    apart = tops[-1] - tops[0]
    if _NEAREST <= apart <= _FURTHEST:
        yield tops[0] - apart
        yield tops[-1] + apart
    else:
        yield tops[0] - _PITCH
        yield tops[0] + _PITCH


def _number_on(window: Window) -> str:
    """Return the number a window shows where a value stands; nothing where it shows none."""
    if window.sure < SURE:
        return ""
    path = best_path(window.seen.scores)
    found = max(_NUMBER.finditer(window.text), key=lambda one: len(one[0]), default=None)
    if found is None or path[found.start()].start < _LABEL * len(window.seen.scores):
        return ""
    return found[0]


def _number_in(text: str) -> str:
    """Return the longest number of a text."""
    return max(_NUMBER.findall(text), key=len, default="")
