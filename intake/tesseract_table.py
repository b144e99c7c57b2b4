"""From Tesseract's table of pieces to lines of text; pure functions."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from registry.ports import Box, Line
from registry.thai import normal_text

_SPACE = 0.42
"""How much wider than the line's usual gap a space is, in heights of its letters.

Tesseract prints one piece for every Thai letter, with a gap before most of
them. Least errors on the synthetic scans.
"""
_LETTER_INCHES = (0.08, 0.13)
"""Print of 12 to 20 points; what gives another height is a stroke, not a letter."""
_DOUBTFUL, _NOISE = 0.75, 0.6
_FLAT = 0.65
_GHOST_MARGIN = 20
_FEW, _IN_DOUBT = 4, 80
"""So many letters in a row that are less sure than that, in per cent, are in doubt."""
_LINE, _PIECE = 4, 5
"""Levels of Tesseract's table."""


class Row(NamedTuple):
    """One row of Tesseract's table: a page, block, paragraph, line or piece of a line."""

    level: int
    line: tuple[int, int, int]
    """Numbers of its block, its paragraph in that and itself in that."""
    box: Box
    confidence: float
    """In per cent; -1 for anything but a piece."""
    text: str


def paged(table: str, pages: int) -> list[list[Row]]:
    """Part the table, as Tesseract prints it, into the rows of its pages."""
    rows: list[list[Row]] = [[] for _ in range(pages)]
    for text in table.split("\n")[1:-1]:  # the first names the columns, the last is empty
        *numbers, confidence, piece = text.split("\t")
        level, page, block, paragraph, line, _, left, top, width, height = map(int, numbers)
        box = left, top, left + width, top + height
        place = block, paragraph, line
        rows[page - 1].append(Row(level, place, box, float(confidence), piece.strip()))
    return rows


def read_lines(rows: Sequence[Row], dpi: int, scale: float) -> tuple[Line, ...]:
    """Make the lines of one page of the table, ``scale`` dots at 300 dpi to a pixel of it."""
    return without_ghosts(tuple(_lines(rows, dpi, scale)))


def without_ghosts(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Leave out what is only the upper marks of another line, read as letters of its own.

    Such a line is flat, or mere noise, and lies mostly within the line it belongs to.
    """

    def is_ghost_of(line: Line, other: Line) -> bool:
        left, top, right, bottom = line.box
        shared = min(bottom, other.box[3]) - max(top, other.box[1])
        return (
            line.confidence < other.confidence
            and left >= other.box[0] - _GHOST_MARGIN
            and right <= other.box[2] + _GHOST_MARGIN
            and (line.confidence < _NOISE or bottom - top < _FLAT * (other.box[3] - other.box[1]))
            and shared > (bottom - top) / 2
        )

    return tuple(
        line
        for line in lines
        if line.confidence >= _DOUBTFUL or not any(is_ghost_of(line, other) for other in lines)
    )


def _lines(rows: Sequence[Row], dpi: int, scale: float) -> Iterator[Line]:
    """Make lines of the table, in which a line's row stands before its pieces."""
    kept = (row for row in rows if row.level == _LINE or (row.level == _PIECE and row.text))
    for _, group in groupby(kept, key=lambda row: row.line):
        line, *pieces = group
        if not pieces:
            continue
        letters = sum(len(piece.text) for piece in pieces)
        sure = sum(piece.confidence * len(piece.text) for piece in pieces) / letters
        left, top, right, bottom = (round(edge * scale) for edge in line.box)
        box = left, top, right, bottom
        doubted = tuple((round(a * scale), round(b * scale)) for a, b in _doubts(pieces))
        yield Line(_joined(pieces, dpi), box, round(sure / 100, 3), doubted=doubted)


def _doubts(pieces: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Return from where to where a line is in doubt; what is shorter than a few letters is not."""
    letters = [piece for piece in pieces for _ in piece.text]
    begun, ended = 0, 0
    for n in range(len(letters) - _FEW + 1):
        few = letters[n : n + _FEW]
        if sum(letter.confidence for letter in few) >= _FEW * _IN_DOUBT:
            continue
        if few[0].box[0] > ended:
            if ended:
                yield begun, ended
            begun = few[0].box[0]
        ended = few[-1].box[2]
    if ended:
        yield begun, ended


def _joined(pieces: Sequence[Row], dpi: int) -> str:
    """Put the pieces of a line together, a space only where the paper shows one."""
    least, most = (inches * dpi for inches in _LETTER_INCHES)
    letter = min(max(_middle([piece.box[3] - piece.box[1] for piece in pieces]), least), most)
    gaps = [after.box[0] - before.box[2] for before, after in pairwise(pieces)]
    space = _middle(gaps) + _SPACE * letter if gaps else 0
    text = pieces[0].text
    for gap, piece in zip(gaps, pieces[1:], strict=True):
        # Latin comes in whole words, so two of them are always apart.
        apart = gap > space or (_is_latin(text[-1]) and _is_latin(piece.text[0]))
        text += f" {piece.text}" if apart else piece.text
    return normal_text(text)


def _middle(values: list[int]) -> int:
    return sorted(values)[len(values) // 2]


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
