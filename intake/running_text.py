"""The text of a page as one reads it on: in order, with its small marks, without catchwords.

Tesseract gives a page in blocks, and parts a line that a stamp lies on; so what
stands in one row is put together again, unless the page is set in two columns.
The lines as they were read stay in the page's reading.
"""

import re
import statistics
from collections.abc import Iterable, Sequence

from intake.extract.labels import is_catchword
from intake.extract.restored import restored
from registry.ports import Line, PageReading

_SAME_ROW = 0.4
"""How far apart the middles of two lines of one row are, in heights of the lower one."""
_PROSE = 20
"""Letters from which a part of a row is prose, rather than a cell of a table or of a stamp."""
_FEWEST_ROWS = 5
"""Rows of two parts that make columns."""
_LETTER = re.compile("[A-Za-zก-ฮ]")
_FOOT = 0.6

Row = list[Line]


def running_text(reading: PageReading) -> str:
    """Return the text of a page for searching and reading on."""
    kept = [line for line in reading.lines if not _is_catchword(reading, line)]
    if not reading.engine.startswith("tesseract"):
        return "\n".join(line.text for line in kept)  # what was typed stands in order
    return "\n".join(restored(line.text) for line in in_order(kept))


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Order lines from the top and each row from the left; columns one after the other."""
    rows = _rows(lines)
    gutter = _gutter(rows)
    if gutter is None:
        return _one_by_one(rows)
    apart = [number for number, row in enumerate(rows) if _is_parted(row, gutter)]
    first, last = apart[0], apart[-1] + 1
    within = _one_by_one(rows[first:last])
    left = [line for line in within if line.box[2] <= gutter]
    right = [line for line in within if line.box[2] > gutter]
    return [*_one_by_one(rows[:first]), *left, *right, *_one_by_one(rows[last:])]


def _rows(lines: Sequence[Line]) -> list[Row]:
    rows: list[Row] = []
    for line in sorted(lines, key=_middle):
        first = rows[-1][0] if rows else line
        reach = _SAME_ROW * min(_height(line), _height(first))
        if rows and _middle(line) - _middle(first) < reach:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box[0]) for row in rows]


def _one_by_one(rows: Iterable[Row]) -> list[Line]:
    return [line for row in rows for line in row]


def _gutter(rows: Sequence[Row]) -> float | None:
    """Return where the white between two columns of prose stands, if there are two."""
    gaps = [
        (row[0].box[2], row[1].box[0])
        for row in rows
        if len(row) == 2 and all(_is_prose(line) for line in row)  # noqa: PLR2004
    ]
    if len(gaps) < _FEWEST_ROWS:
        return None
    gutter = statistics.median((left + right) / 2 for left, right in gaps)
    parted = [number for number, row in enumerate(rows) if _is_parted(row, gutter)]
    if len(parted) < _FEWEST_ROWS:
        return None
    within = _one_by_one(rows[parted[0] : parted[-1] + 1])
    return None if any(line.box[0] < gutter < line.box[2] for line in within) else gutter


def _is_parted(row: Row, gutter: float) -> bool:
    """Say whether prose stands on both sides of the gutter."""
    prose = [line.box for line in row if _is_prose(line)]
    at_left = any(right <= gutter for _, _, right, _ in prose)
    return at_left and any(left >= gutter for left, _, _, _ in prose)


def _is_prose(line: Line) -> bool:
    return len(_LETTER.findall(line.text)) >= _PROSE


def _is_catchword(reading: PageReading, line: Line) -> bool:
    """Say whether a line only names the first words of the next page, at the foot on the right."""
    low = _middle(line) > _FOOT * reading.height
    return low and line.box[0] > reading.width / 2 and is_catchword(line.text)


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2


def _height(line: Line) -> int:
    return line.box[3] - line.box[1]
