"""What is sent with a letter, on sheets of its own: a table, answers to tick, instructions."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from bench.letters.letter import Annex
from bench.letters.marks import box
from bench.letters.sheet import BLACK, Item, Stroke
from bench.letters.typesetter import Typesetter

_TALL: Final = 1.3
"""Lines to a row of a table."""


def annex(page: Typesetter, given: Annex, number: int | None) -> None:
    """Set an annex: a table on a sheet of its own, its instructions on the next."""
    layout = page.layout
    page.turn(numbered=False)
    page.y = layout.top
    label = page.digits(f"สิ่งที่ส่งมาด้วย {number}") if number else "สิ่งที่ส่งมาด้วย"
    page.put(label, layout.right - page.width(label))
    page.down(2)
    page.centred(given.title, layout.middle, bold=True)
    page.down(1.6)
    heads = ("ลำดับ", "รายการ", "จำนวน")
    rows = [heads, *((page.digits(str(n)), *row) for n, row in enumerate(given.rows, 1))]
    table(page, (layout.left, layout.left + 48, layout.right - 110, layout.right), rows)
    if given.boxes:
        page.down()
        _answers(page, given)
    page.turn()
    for paragraph in given.paragraphs:
        page.paragraph(paragraph)
        page.down(0.3)


def table(page: Typesetter, columns: tuple[float, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in ruled columns, whose edges are given."""
    top = page.y - 0.75 * page.layout.pitch
    for row in rows:
        for x, cell in zip(columns, row, strict=False):
            page.put(cell, x + 8)
        page.down(_TALL)
    page.sheet.items += ruled(columns, top, _TALL * page.layout.pitch, len(rows))


def ruled(columns: tuple[float, ...], top: float, pitch: float, rows: int) -> list[Item]:
    """Rule a table."""
    bottom = top + rows * pitch
    across = [
        ((columns[0], top + n * pitch), (columns[-1], top + n * pitch)) for n in range(rows + 1)
    ]
    return [Stroke(line, 0.6) for line in (*across, *(((x, top), (x, bottom)) for x in columns))]


def _answers(page: Typesetter, given: Annex) -> None:
    """Print the answers to tick, two in a row."""
    layout, size = page.layout, 0.55 * page.faces.size
    pairs = zip_longest(given.boxes[::2], given.boxes[1::2])
    for pair in pairs:
        for x, answer in zip((layout.left + 12, layout.middle), pair, strict=True):
            if answer:
                name, ticked = answer
                page.sheet.items += box(x, page.y, size, BLACK, ticked=ticked)
                page.put(name, x + 1.8 * size)
        page.down(1.2)
