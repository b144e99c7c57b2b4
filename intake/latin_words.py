"""Latin words in lines of Thai: New GFMS Thai, Soft Token, QR Code.

Tesseract reads pages as Thai alone and makes Thai letters and figures of such
words, in doubt; and so does the line reader, which was never taught any. Where
both doubt the same stretch of a line, it is read again in both scripts.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from intake.addresses import is_announced, mixed_line
from intake.digits.network import COLUMN_PIXELS, Seen
from intake.digits.paths import best_path
from intake.digits.strips import HEIGHT, roomy
from registry.ports import GreyImage, Line

_LEGIBLE: Final = 0.65
"""A line less sure than that as a whole is no print; one of English alone is about as sure."""
_DOUBT: Final = 0.95
"""How sure the line reader is of print it knows, at least."""
_WORD: Final = re.compile("[A-Za-z]{2}")
_JUMBLED: Final = re.compile(
    r"[ก-๎][0-9@!|%\[<>]|[0-9@!|%\[<>][ก-๎]|[๐-๙][ก-ฮ][๐-๙]|[0-9][๐-๙]|[๐-๙][0-9]|[@!%]|[ก-ฮ]-[ก-ไ]"
)
"""What Latin letters become: no writer of Thai puts these side by side."""


def with_latin(
    lines: Sequence[Line],
    picture: GreyImage,
    seen: Callable[[Line], Seen],
    read_all: Callable[[Sequence[GreyImage]], Sequence[Sequence[Line]]],
) -> tuple[Line, ...]:
    """Return the lines of a picture, those with Latin words as they are read in both scripts.

    Raises ``OcrFailed``.
    """
    doubted = [line for line in lines if _is_doubted(line, seen)]
    read = read_all([mixed_line(picture, line) for line in doubted]) if doubted else ()
    again = {id(line): _chosen(line, found) for line, found in zip(doubted, read, strict=True)}
    return tuple(again.get(id(line), line) for line in lines)


def _is_doubted(line: Line, seen: Callable[[Line], Seen]) -> bool:
    """Say whether both readers doubt the same stretch of a line."""
    if not line.doubted or line.confidence < _LEGIBLE or not _JUMBLED.search(line.text):
        return False
    if is_announced(line.text):
        return False  # what comes after is read in English alone
    looked = seen(line)
    path = best_path(looked.scores)
    left, top, _, bottom = roomy(line.box)
    pixel = COLUMN_PIXELS * (bottom - top) / HEIGHT
    for start, end in line.doubted:
        sure = [
            letter.probability
            for letter in path
            if letter.end * pixel > start - left and letter.start * pixel < end - left
        ]
        if sum(sure) < _DOUBT * len(sure):
            return True
    return False


def _chosen(line: Line, found: Sequence[Line]) -> Line:
    """Return what was read in both scripts, if there are Latin words and it is read surer."""
    again = max(found, key=lambda one: one.box[2] - one.box[0], default=None)
    if again is None or not _WORD.search(again.text) or again.confidence < line.confidence:
        return line
    return replace(line, text=again.text, confidence=again.confidence)
