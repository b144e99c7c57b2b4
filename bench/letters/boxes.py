"""Where words came to stand on the pages of a file: the boxes of lines and of fields.

Boxes are left, top, right, bottom in dots of the page at 300 to the inch,
around the ink, after the scanner moved it.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.letters.faces import measuring
from bench.letters.picture import SCALE, font_of
from bench.letters.sheet import HEIGHT, WIDTH, Imprint, Item, Sheet, Text

Matrix = NDArray[np.float64]
"""Takes dots of the sheet to dots of the page, with perspective: three by three."""
Box = tuple[int, int, int, int]

STRAIGHT: Final[Matrix] = np.eye(3)
"""Of a page that was never scanned."""
_READ_AS: Final = {
    "ref_no": "reference",
    "date_text": "date",
    "office": "sender",
    "unit": "owner_unit",
    "signer": "signatory",
}
"""What readers call the fields that are named otherwise here."""
_NUMBER: Final = re.compile("[0-9๐-๙]+")
_SAME_ROW: Final = 5.0
_APART: Final = 24.0
"""Words further apart than this, in points, are no one line."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Words on a page."""

    text: Text
    corners: Matrix
    """Around the ink, in dots of the sheet: four points in homogeneous coordinates, in columns."""
    stamp: int
    """Which stamp they belong to; 0 is the letter itself."""

    def box(self, scan: Matrix) -> Box:
        """Return the box around the words once scanned, cut off at the edges of the page."""
        x, y, depth = scan @ self.corners
        across, down = x / depth, y / depth
        return (
            max(0, math.floor(across.min())),
            max(0, math.floor(down.min())),
            min(round(WIDTH * SCALE), math.ceil(across.max())),
            min(round(HEIGHT * SCALE), math.ceil(down.max())),
        )


def placed(sheet: Sheet) -> list[Placed]:
    """Return all words of a sheet, ornaments left out."""
    found: list[Placed] = []
    for number, item in enumerate(sheet.items, 1):
        found += _within(item, STRAIGHT, number if isinstance(item, Imprint) else 0)
    return found


def lines(sheet: Sheet, scan: Matrix) -> list[dict[str, Any]]:
    """Say of each line of print what it is, where, and whether a stamp or a hand made it.

    ``by_hand`` says so of each of its numbers.
    """
    rows: list[list[Placed]] = []
    by_place = sorted(placed(sheet), key=lambda one: (one.stamp, one.text.y, one.text.x))
    for one in by_place:
        if rows and _continues(rows[-1], one):
            rows[-1].append(one)
        else:
            rows.append([one])
    split = chain.from_iterable(map(_split, rows))
    return [
        {
            "text": " ".join(one.text.words for one in row),
            "box": around(one.box(scan) for one in row),
            "stamp": row[0].stamp > 0,
            "hand": any(one.text.shaky > 0 for one in row),
            "by_hand": [
                one.text.shaky > 0 for one in row for _ in _NUMBER.finditer(one.text.words)
            ],
        }
        for row in split
    ]


def fields(sheet: Sheet, scan: Matrix) -> list[dict[str, Any]]:
    """Say where each field, or each of its lines, stands."""
    return [
        {"field": one.text.field, "text": one.text.words, "box": list(one.box(scan))}
        for one in placed(sheet)
        if one.text.field
    ]


def covered(sheet: Sheet) -> set[str]:
    """Return the fields of the letter that a stamp or a seal reaches, by the names readers use."""
    stamps = [_pressed_box(item) for item in sheet.items if isinstance(item, Imprint)]
    return {
        _READ_AS.get(one.text.field, one.text.field)
        for one in placed(sheet)
        if one.text.field and not one.stamp
        if any(_meet(one.box(STRAIGHT), stamp) for stamp in stamps)
    }


def _pressed_box(item: Imprint) -> Box:
    inside = _pressed(item)
    wide, high = item.width * SCALE, item.height * SCALE
    corners = np.array([(0, wide, wide, 0), (0, 0, high, high), (1, 1, 1, 1)], dtype=np.float64)
    x, y, _ = inside @ corners
    return math.floor(x.min()), math.floor(y.min()), math.ceil(x.max()), math.ceil(y.max())


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def around(boxes: Iterable[Box]) -> list[int]:
    """Return the box around boxes."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return [min(left), min(top), max(right), max(bottom)]


def _continues(row: list[Placed], one: Placed) -> bool:
    return row[0].stamp == one.stamp and one.text.y - row[0].text.y < _SAME_ROW


def _split(row: list[Placed]) -> Iterator[list[Placed]]:
    """Part what stands in one row but in different columns."""
    part: list[Placed] = []
    end = 0.0
    for one in sorted(row, key=lambda one: one.text.x):
        if part and one.text.x - end > _APART:
            yield part
            part = []
        part.append(one)
        end = one.text.x + width_of(one.text)
    yield part


def width_of(text: Text) -> float:
    """Return the room words take, in points."""
    face = measuring(text.font)
    spread = text.gap * (len(face.clusters(text.words)) - 1) if text.gap else 0.0
    return face.width(text.words, text.size) + spread


def _within(item: Item, moved: Matrix, stamp: int) -> Iterator[Placed]:
    match item:
        case Text(silent=False):
            yield Placed(item, moved @ _corners(item), stamp)
        case Imprint():
            inside = moved @ _pressed(item)
            for part in item.items:
                yield from _within(part, inside, stamp)


def _corners(text: Text) -> Matrix:
    font = font_of(text.font, round(text.size * SCALE, 1))
    left, top, right, bottom = font.getbbox(text.words, anchor="ls")
    spread = (width_of(text) - measuring(text.font).width(text.words, text.size)) * SCALE
    loose = 2 * text.shaky * SCALE
    x0, x1 = left - loose, right + spread + loose
    y0, y1 = top - loose, bottom + loose
    around_ink = np.array([(x0, x1, x1, x0), (y0, y0, y1, y1), (1, 1, 1, 1)], dtype=np.float64)
    return _shift(text.x * SCALE, text.y * SCALE) @ around_ink


def _pressed(item: Imprint) -> Matrix:
    """Return how a stamp lies on what it is pressed on: tilted about its middle."""
    x, y = item.width / 2 * SCALE, item.height / 2 * SCALE
    turn = math.radians(item.tilt)
    a, b = math.cos(turn), math.sin(turn)
    turned = np.array([(a, -b, 0), (b, a, 0), (0, 0, 1)], dtype=np.float64)
    return _shift(item.x * SCALE + x, item.y * SCALE + y) @ turned @ _shift(-x, -y)


def _shift(x: float, y: float) -> Matrix:
    return np.array([(1, 0, x), (0, 1, y), (0, 0, 1)], dtype=np.float64)
