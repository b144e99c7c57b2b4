"""ตารางเวียนหนังสือ on paper: the letter, a box for every unit, notes and the line to sign on.

Lengths are points (1/72 inch); y runs up from the foot of the page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pikepdf

from registry.thai import thai_digits
from registry.thai_pdf import number, save_bytes
from registry.typeface import Ink, Typeface, regular, semibold

TITLE: Final = "ตารางเวียนหนังสือ"

_PAGE: Final = (595.28, 841.89)
_LEFT: Final = 48.0
_WIDTH: Final = _PAGE[0] - 2 * _LEFT
_TOP: Final = 788.0
_BOTTOM: Final = 56.0
_FOLIO_Y: Final = 32.0
_ACROSS: Final = 4
_CELL: Final = (_WIDTH / _ACROSS, 30.0)
_TICK: Final = 10.0
_SIZE: Final = 11.0
_LEADING: Final = 16.0
_LABEL: Final = 84.0
_SIGNATURE: Final = 5 * 20.0

Digits = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PrintedBox:
    """One unit on the paper grid; without ``purpose`` its box is empty."""

    short: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class PrintedGrid:
    """Everything that stands on the paper; texts as they are to be read."""

    unit: str
    facts: Sequence[tuple[str, str]]
    """What the letter is: ``("ที่", "กค 0402.2/ว24")``."""
    boxes: Sequence[PrintedBox]
    notes: Sequence[str]
    name: str = ""
    """Who signs; dotted if nobody has sent it yet."""
    position: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class _Strip:
    """What stands across the page at one height: its operators, given the height of its top."""

    height: float
    draw: Callable[[Ink, float], Iterator[str]]


def print_grid(grid: PrintedGrid, *, digits: Digits = thai_digits) -> bytes:
    """Return the grid as a searchable PDF; the same grid gives the same bytes.

    ``digits`` (``thai_digits`` or ``arabic_digits``) writes the facts, the day and the pages.
    """
    with pikepdf.new() as pdf:
        ink = Ink(pdf)
        pages = list(_paginate(_strips(grid, digits)))
        drawings = []
        for place, strips in enumerate(pages, 1):
            operators: list[str] = []
            top = _TOP
            for strip in strips:
                operators.extend(strip.draw(ink, top))
                top -= strip.height
            if len(pages) > 1:
                folio = f"หน้า {digits(f'{place} / {len(pages)}')}"
                operators.append(_centred(ink, folio, _FOLIO_Y, 10))
            drawings.append("\n".join(operators))
        ink.fill_pages(drawings, _PAGE)
        pdf.docinfo["/Title"] = f"{TITLE} {grid.unit}"
        pdf.Root.Lang = "th"
        return save_bytes(pdf)


def _strips(grid: PrintedGrid, digits: Digits) -> Iterator[_Strip]:
    """Yield the parts of the paper from its head to the line to sign on."""
    yield _Strip(28, lambda ink, top: iter([_centred(ink, TITLE, top - 16, 18)]))
    yield _Strip(28, lambda ink, top: iter([_centred(ink, grid.unit, top - 14, 13)]))
    for label, said in grid.facts:
        yield from _fact(label, digits(said))
    yield _Strip(8, lambda _ink, _top: iter(()))
    boxes = iter(grid.boxes)
    while row := tuple(islice(boxes, _ACROSS)):
        yield _row(row)
    yield _Strip(10, lambda _ink, _top: iter(()))
    for note in grid.notes:
        yield from _fact("ข้อความ", note)
    yield _Strip(_SIGNATURE, lambda ink, top: _signature(ink, top, grid, digits))


def _paginate(strips: Iterator[_Strip]) -> Iterator[Sequence[_Strip]]:
    """Put as many strips on a page as it holds."""
    page: list[_Strip] = []
    left = _TOP - _BOTTOM
    for strip in strips:
        if strip.height > left:
            yield page
            page, left = [], _TOP - _BOTTOM
        page.append(strip)
        left -= strip.height
    yield page


def _fact(label: str, said: str) -> Iterator[_Strip]:
    """Write one line, or more, beside its name."""
    lines = regular().wrap(said, _SIZE, _WIDTH - _LABEL) or [""]
    for place, line in enumerate(lines):
        yield _Strip(_LEADING, _line(label if place == 0 else "", line))


def _line(label: str, said: str) -> Callable[[Ink, float], Iterator[str]]:
    def draw(ink: Ink, top: float) -> Iterator[str]:
        yield ink.line(semibold(), label, _LEFT, top - 12, _SIZE)
        yield ink.line(regular(), said, _LEFT + _LABEL, top - 12, _SIZE)

    return draw


def _row(boxes: Sequence[PrintedBox]) -> _Strip:
    def draw(ink: Ink, top: float) -> Iterator[str]:
        for place, box in enumerate(boxes):
            yield from _box(ink, box, _LEFT + place * _CELL[0], top)

    return _Strip(_CELL[1], draw)


def _box(ink: Ink, box: PrintedBox, left: float, top: float) -> Iterator[str]:
    """Draw a unit's cell: its little square, ticked or not, and what stands beside it."""
    width, height = _CELL
    yield f"0.6 w {' '.join(map(number, (left, top - height, width, height)))} re S"
    x, y = left + 6, top - height / 2 - _TICK / 2
    yield f"0.9 w {' '.join(map(number, (x, y, _TICK, _TICK)))} re S"
    if box.purpose:
        steps = ((1.5, 5.0, "m"), (4.0, 2.0, "l"), (9.5, 10.5, "l"))
        path = (f"{number(x + right)} {number(y + up)} {step}" for right, up, step in steps)
        yield f"1.6 w 1 J {' '.join(path)} S 0 J"
    x += _TICK + 6
    room = left + width - x - 3
    lifted = 6.0 if box.purpose else 0.0
    short, size = _fitted(semibold(), box.short, 12, room)
    yield ink.line(semibold(), short, x, top - 19 + lifted, size)
    if box.purpose:
        purpose, size = _fitted(regular(), box.purpose, 9.5, room)
        yield ink.line(regular(), purpose, x, top - 25, size)


def _signature(ink: Ink, top: float, grid: PrintedGrid, digits: Digits) -> Iterator[str]:
    """Draw the line to sign on, and under it who and when."""
    middle = _LEFT + _WIDTH * 0.7
    dated = digits(grid.dated) or "......../......................../........"
    lines = (
        "ลงชื่อ" + "." * 56,
        f"( {grid.name or '.' * 48} )",
        f"ตำแหน่ง {grid.position or '.' * 44}",
        f"วันที่ {dated}",
    )
    for place, line in enumerate(lines):
        size = regular().fitting(line, 12, _WIDTH * 0.6, smallest=7)
        x = middle - regular().width(line, size) / 2
        yield ink.line(regular(), line, x, top - 36 - place * 20, size)


def _centred(ink: Ink, text: str, y: float, size: float) -> str:
    size = semibold().fitting(text, size, _WIDTH, smallest=6)
    return ink.line(semibold(), text, (_PAGE[0] - semibold().width(text, size)) / 2, y, size)


def _fitted(face: Typeface, text: str, size: float, room: float) -> tuple[str, float]:
    """Return text and the size at which it fits, cut off where it would be unreadable."""
    size = face.fitting(text, size, room, smallest=6.5)
    return next(iter(face.wrap(text, size, room)), ""), size
