"""Official letters on A4: rows of text set one under another, page after page.

Margins and distances are those of the Prime Minister's Office's instruction for
typing the forms (3 cm left, 2 cm right; single spacing of 16 point TH Sarabun).
Lengths are points (1/72 inch); y runs up from the foot of the page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import pikepdf

from registry.ports import PAGE_DPI, Box, Line, PageReading
from registry.thai import words
from registry.thai_pdf import number, save_bytes
from registry.typeface import Ink, Typeface, regular, semibold

CM: Final = 72 / 2.54
PAGE: Final = (595.28, 841.89)
LEFT: Final = 3 * CM
RIGHT: Final = PAGE[0] - 2 * CM
WIDTH: Final = RIGHT - LEFT
MIDDLE: Final = PAGE[0] / 2
"""The Garuda stands over it, and the day of a letter begins at it."""
TOP: Final = PAGE[1] - 1.5 * CM
"""Where the Garuda's head, or the number of a further page, stands."""
POINT: Final = 0.68
"""One point of TH Sarabun in our face, which fills its em more: ก is as wide in both."""
SIZE: Final = 16 * POINT
LEADING: Final = 18.1
GAP: Final = 6.0
"""More room over a part of the letter than between its lines."""

_LOWEST: Final = 2 * CM + 2 * LEADING
"""The lowest line; under it stands the word that the next page begins with."""
_CATCHWORD_Y: Final = 2 * CM
_CATCHWORD_ROOM: Final = 3.5 * CM
_SECOND_TOP: Final = TOP - 2.5 * LEADING
ENGINE: Final = "saraban letter 1"
"""Says of a page's text that we wrote it ourselves; no reader guessed."""
_ASCENT: Final = 1.0
_DESCENT: Final = 0.35
"""Of the size: how far Thai reaches over and under its line."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one typeface from one place on a line."""

    text: str
    x: float
    size: float = SIZE
    is_bold: bool = False
    is_red: bool = False

    @property
    def face(self) -> Typeface:
        """The typeface it is set in."""
        return semibold() if self.is_bold else regular()

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.x + self.face.width(self.text, self.size)


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one line of the letter."""

    runs: tuple[Run, ...]
    down: float = LEADING
    """How far under the line before it."""
    holds: bool = False
    """It stays on the page of the row after it."""
    flows: bool = False
    """It is running text: a page it begins is announced at the foot of the one before."""
    dots: tuple[tuple[float, float], ...] = ()
    """From where to where the form is dotted."""


@dataclass(frozen=True, slots=True)
class DrawnLetter:
    """A letter as a PDF, and what stands where on its pages."""

    pdf: bytes
    pages: tuple[PageReading, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row at its height on the page."""

    row: Row
    y: float

    @property
    def line(self) -> Line:
        """The row as a reader of the page would give it."""
        runs = [run for run in self.row.runs if run.text]
        size = max(run.size for run in runs)
        left, right = min(run.x for run in runs), max(run.end for run in runs)
        box = (left, PAGE[1] - self.y - _ASCENT * size, right, PAGE[1] - self.y + _DESCENT * size)
        return Line("  ".join(run.text for run in runs), _pixels(box), 1.0)


def draw_sheets(
    rows: Sequence[Row], *, title: str, mark: str, folio: Callable[[int], str]
) -> DrawnLetter:
    """Set rows on as many pages as they need; the first is measured from the upper edge.

    ``folio`` writes the number of a page after the first. ``mark`` goes into
    the file unseen: with another mark the same words make another file.
    """
    pages = [list(page) for page in _paginate(rows)]
    for before, page in pairwise(pages):
        before.extend(_catchword(page[0].row))
    for place, page in enumerate(pages[1:], 2):
        page.insert(0, _centred(folio(place), TOP - SIZE))
    with pikepdf.new() as pdf:
        ink = Ink(pdf)
        drawings = ["\n".join(_drawing(ink, page)) for page in pages]
        ink.fill_pages(drawings, PAGE)
        pdf.docinfo["/Title"] = title
        pdf.docinfo["/SarabanDrawing"] = mark
        pdf.Root.Lang = "th"
        data = save_bytes(pdf)
    return DrawnLetter(data, tuple(_reading(n, page) for n, page in enumerate(pages, 1)))


def _paginate(rows: Sequence[Row]) -> Iterator[list[_Placed]]:
    """Place rows under each other; rows that hold together turn the page together."""
    page: list[_Placed] = []
    y = PAGE[1]
    for group in _held(rows):
        if page and y - sum(row.down for row in group) < _LOWEST:
            yield page
            page, y = [], _SECOND_TOP + group[0].down
        for row in group:
            if page and y - row.down < _LOWEST:  # more holds together than a page has room for
                yield page
                page, y = [], _SECOND_TOP + row.down
            y -= row.down
            page.append(_Placed(row, y))
    yield page


def _held(rows: Sequence[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if not row.holds:
            yield group
            group = []
    if group:
        yield group


def _catchword(following: Row) -> Iterator[_Placed]:
    """Announce the words a next page begins with: ``/ดำเนินการ...``."""
    if not following.flows:
        return
    shown = ""
    for word in words(following.runs[0].text):
        longer = shown + word
        if shown and regular().width(f"/{longer}...", SIZE) > _CATCHWORD_ROOM:
            break
        shown = longer
    text = f"/{shown.strip()}..."
    yield _Placed(Row((Run(text, RIGHT - regular().width(text, SIZE)),)), _CATCHWORD_Y)


def _centred(text: str, y: float) -> _Placed:
    return _Placed(Row((Run(text, MIDDLE - regular().width(text, SIZE) / 2),)), y)


def _drawing(ink: Ink, page: Sequence[_Placed]) -> Iterator[str]:
    for one in page:
        for run in one.row.runs:
            drawn = ink.line(run.face, run.text, run.x, one.y, run.size)
            yield f"q 0.8 0 0 rg {drawn} Q" if run.is_red else drawn
        for left, right in one.row.dots:
            # Round caps on dashes of no length are dots.
            y, ends = number(one.y - 2.5), (number(left), number(right))
            yield f"q 0.9 w 1 J [0 3] 0 d {ends[0]} {y} m {ends[1]} {y} l S Q"


def _reading(place: int, page: Sequence[_Placed]) -> PageReading:
    width, height, *_ = _pixels((*PAGE, 0, 0))
    lines = tuple(one.line for one in page if any(run.text for run in one.row.runs))
    return PageReading(place, width, height, lines, ENGINE)


def _pixels(box: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = (round(side * PAGE_DPI / 72) for side in box)
    return left, top, right, bottom
