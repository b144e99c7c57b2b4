"""Lines that lie level or nearly so, put together from the pieces a worn stamp leaves of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from intake.strokes import Ink

_THICK: Final = 3.5
"""Pixels at 150 dpi: what lies further from its line on average is no line."""
_STEEPEST: Final = 0.12
_BEND: Final = 0.06
_GAP, _APART, _SPREAD = 60, 5, 0.02
"""Pieces of one line: how far apart along it and across it, and how much more for a pixel along."""
_SHORT: Final = 25
"""The spread of a speck, whose slope tells nothing."""


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level line ``across = at + slope * along``; standing ones are laid level first."""

    start: int
    end: int
    at: float
    slope: float

    def where(self, along: float) -> float:
        """Return how far across it lies."""
        return self.at + self.slope * along


_Run = tuple[int, int, int]
"""Row, first column, past the last one."""


def level_lines(mask: Ink, long: int) -> list[LevelLine]:
    """Return the lines longer than ``long`` of a mask that holds no other ink."""
    pieces = [line for runs in _connected(mask) if (line := _line(runs))]
    joined: list[LevelLine] = []
    for piece in sorted(pieces, key=lambda line: line.start):
        for n, line in enumerate(joined):
            if _goes_on(line, piece):
                joined[n] = _together(line, piece)
                break
        else:
            joined.append(piece)
    return [line for line in joined if line.end - line.start > long]


def _goes_on(line: LevelLine, piece: LevelLine) -> bool:
    if piece.start - line.end > _GAP or piece.end <= line.end:
        return False
    middle = (piece.start + piece.end) / 2
    bend = abs(line.slope - piece.slope) < _BEND
    return bend and abs(line.where(piece.start) - piece.where(piece.start)) < _APART + _SPREAD * (
        middle - line.end
    )


def _together(line: LevelLine, piece: LevelLine) -> LevelLine:
    start, end = line.start, max(line.end, piece.end)
    first, last = (
        line.where((line.start * 3 + line.end) / 4),
        piece.where((piece.start + 3 * piece.end) / 4),
    )
    x0, x1 = (line.start * 3 + line.end) / 4, (piece.start + 3 * piece.end) / 4
    slope = (last - first) / max(1.0, x1 - x0)
    return LevelLine(start, end, first - slope * x0, slope)


def _line(runs: Sequence[_Run]) -> LevelLine | None:
    rows, starts, ends = (np.array(part, float) for part in zip(*runs, strict=True))
    start, end = int(starts.min()), int(ends.max())
    weights, middles = ends - starts, (starts + ends) / 2
    at = np.average(rows, weights=weights)
    centre = np.average(middles, weights=weights)
    spread = np.average((middles - centre) ** 2 + weights**2 / 12, weights=weights)
    slope = (
        float(np.average((middles - centre) * (rows - at), weights=weights) / (spread + 1e-6))
        if spread > _SHORT
        else 0.0
    )
    rises = np.abs(rows - at - slope * (middles - centre))
    if abs(slope) > _STEEPEST or np.average(rises, weights=weights) > _THICK:
        return None
    return LevelLine(start, end, float(at - slope * centre), slope)


def _connected(mask: Ink) -> list[list[_Run]]:
    """Return the runs of a sparse mask, those that touch together."""
    framed = np.pad(mask, ((0, 0), (1, 1)))
    edges = np.flatnonzero(framed[:, 1:] != framed[:, :-1])  # of each run, its two ends
    rows, columns = (part.tolist() for part in np.divmod(edges, mask.shape[1] + 1))
    groups: list[list[_Run]] = []
    above: list[tuple[_Run, int]] = []
    for row, start, end in zip(rows[::2], columns[::2], columns[1::2], strict=True):
        run = (row, start, end)
        above = [(other, n) for other, n in above if other[0] >= row - 1]
        touching = sorted(
            {n for other, n in above if other[0] == row - 1 and other[1] < end and start < other[2]}
        )
        if touching:
            first, *rest = touching
            for n in rest:
                groups[first] += groups[n]
                groups[n] = []
            above = [(other, first if n in rest else n) for other, n in above]
            groups[first].append(run)
        else:
            first = len(groups)
            groups.append([run])
        above.append((run, first))
    return [group for group in groups if group]
