"""Whether confidence means probability: how often values were right, by how sure they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from statistics import mean

from bench.answers import Answer

Said = tuple[float, bool]
"""How sure a value was, and whether it was right."""

EDGES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
_PANEL, _GAP, _ACROSS = 150, 46, 4
_LEAST_DOT = 2.0


@dataclass(frozen=True, slots=True)
class Bin:
    """The values of one field that were about as sure."""

    sure: float
    """Their mean confidence."""
    right: float
    """The share that was exact."""
    count: int


def said_of(answers: dict[str, list[Answer]]) -> dict[str, list[Said]]:
    """Take of each field's answers those that say how sure they are."""
    return {
        name: [(one.confidence, one.exact) for one in given if one.confidence is not None]
        for name, given in answers.items()
    }


def bins(said: Sequence[Said]) -> list[Bin]:
    """Part values by how sure they were; empty bins are left out."""
    found = []
    for low, high in pairwise(EDGES):
        inside = [(sure, exact) for sure, exact in said if low <= sure < high or sure == high == 1]
        if inside:
            found.append(
                Bin(mean(sure for sure, _ in inside), mean(e for _, e in inside), len(inside))
            )
    return found


def off_by(parts: Sequence[Bin]) -> float:
    """Return how far confidence lies from what came true, on average."""
    count = sum(part.count for part in parts)
    return sum(part.count * abs(part.sure - part.right) for part in parts) / max(1, count)


def table(fields: dict[str, list[Said]]) -> None:
    """Print a line for each field: its bins, each ``sure>right (count)`` in per cent."""
    print("\nreliability: mean confidence > share right (values), per cent")
    for name, given in sorted(fields.items()):
        parts = bins(given)
        if parts:
            told = "  ".join(f"{100 * b.sure:.0f}>{100 * b.right:.0f} ({b.count})" for b in parts)
            print(f"  {name:24}off by {100 * off_by(parts):4.1f}   {told}")


def plot(fields: dict[str, list[Said]], path: Path, title: str) -> None:
    """Draw a reliability diagram for each field into one SVG; a dot's area is its values."""
    drawn = [(name, parts) for name, given in sorted(fields.items()) if (parts := bins(given))]
    step = _PANEL + _GAP
    rows = -(-len(drawn) // _ACROSS)
    width, height = _GAP + _ACROSS * step, 30 + rows * (step + 6)
    panels = "\n".join(
        _panel(name, parts, _GAP + index % _ACROSS * step, 54 + index // _ACROSS * (step + 6))
        for index, (name, parts) in enumerate(drawn)
    )
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<text x="{_GAP}" y="20" font-size="13">{escape(title)}</text>\n{panels}\n</svg>\n',
        encoding="utf-8",
    )


def _panel(name: str, parts: Sequence[Bin], left: int, top: int) -> str:
    """Draw one field: how sure to the right, how often right upwards, the diagonal is honest."""

    def at(part: Bin) -> tuple[float, float]:
        return left + part.sure * _PANEL, top + (1 - part.right) * _PANEL

    count = sum(part.count for part in parts)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(at, parts))
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_LEAST_DOT + 8 * (part.count / count) ** 0.5:.1f}" '
        'fill="#1f5fa8" fill-opacity="0.65"/>'
        for part in parts
        for x, y in [at(part)]
    )
    return (
        f'<text x="{left}" y="{top - 6}">{escape(name)} ({count})</text>'
        f'<rect x="{left}" y="{top}" width="{_PANEL}" height="{_PANEL}" fill="none" stroke="#888"/>'
        f'<path d="M{left} {top + _PANEL}L{left + _PANEL} {top}" stroke="#bbb"/>'
        f'<polyline points="{line}" fill="none" stroke="#1f5fa8"/>{dots}'
        f'<text x="{left}" y="{top + _PANEL + 13}" fill="#666">0</text>'
        f'<text x="{left + _PANEL - 14}" y="{top + _PANEL + 13}" fill="#666">sure</text>'
        f'<text x="{left - 30}" y="{top + 10}" fill="#666">right</text>'
    )
