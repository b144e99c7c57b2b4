"""Coloured ink apart from black: stamps, seals and pens lie over the print of a page.

Read together they spoil each other, so the coloured ink is taken off the page
and read by itself. Black where a stamp crosses it stays with the print.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from intake.frames import frames
from intake.regions import merged, on_picture, regions
from intake.ruled import without_rules
from intake.strokes import Ink
from intake.unmixing import COLOURED, spread_of, unmixed
from registry.ports import Box, Layout, Line

_REACH = 60
"""Pixels at 150 dpi from a strong colour in which a weak one counts."""
_SURELY = 0.2
"""How much colour there is to how dark it is."""
_BLACK = 65
"""A pixel whose brightest channel is darker than this is print, under whatever colour."""
_DARKER = 60
"""How much darker than the paper ink surely is."""
_WHITE = 255
_LEAST_SHARE = 0.0004
"""Of the page: less coloured ink than this is dirt. A word of a stamp has twice as much."""
_MOST_SHARE = 0.08
"""More is a picture, or coloured paper."""
_MOST_OF_INK = 0.5
"""More is a letter typed in colour, which is print."""
_OVERVIEW, _HALF, _COARSE = 4, 2, 16
_CELL = 8
"""Pixels of the overview in which colour is sought together."""
_SPOT = 12
"""How dark a coarse pixel is through which a stroke goes; the grain of paper is lighter."""
_NEAR = 3
"""Coloured spots nearer than so many coarse pixels, 4 mm, belong together."""
_SMALLEST = (60, 30)
"""Width and height at 300 dpi of what could be a word."""
_MARGIN = 40
_ONE_ROW, _LINE = 190, 80
"""A piece less high holds one row, and is brought to the height of a line of print."""


@dataclass(frozen=True, slots=True)
class Inks:
    """Two sheets of one page, in grey; ink that may be either is on both."""

    black: Image.Image
    coloured: Image.Image
    """On white."""


def parted(page: Image.Image, grey: Image.Image) -> Inks | None:
    """Part a page by its inks; ``None`` where there is no coloured one to speak of.

    ``page`` is drawn in colour and ``grey`` is the same in grey.
    """
    small = page.reduce(_OVERVIEW)
    paper = _Paper.of(small, grey)
    colour, dark = spread_of(small) > paper.spread + COLOURED, np.asarray(small.convert("L"))
    ink = dark < paper.shade - _DARKER
    share, inked = float(colour.mean()), float((ink | colour).mean())
    if not _LEAST_SHARE < share < min(_MOST_SHARE, _MOST_OF_INK * inked):
        return None
    black, coloured = grey.copy(), Image.new("L", grey.size, _WHITE)
    under = grey.copy()
    for box in _coloured_parts(colour, page.size):
        part = _Part(page.crop(box), grey.crop(box), paper)
        below, over = unmixed(part.page, part.grey, paper.whites, paper.grey)
        under.paste(below, box[:2])
        coloured.paste(over, box[:2], part.near())
        black.paste(part.without_sure_colour(), box[:2])
    stamps = Image.new("1", grey.size)
    for frame in frames(np.asarray(coloured.reduce(_HALF)) < _WHITE - _DARKER):
        ImageDraw.Draw(stamps).polygon(frame.corners, 1)
    black.paste(under, mask=stamps)
    return Inks(black, coloured)


def _coloured_parts(colour: Ink, size: tuple[int, int]) -> list[Box]:
    """Return where on a page of a size there is colour, all that is near to it included."""
    rows, columns = (-(-side // _CELL) for side in colour.shape)
    whole = np.zeros((rows * _CELL, columns * _CELL), bool)
    whole[: colour.shape[0], : colour.shape[1]] = colour
    spots = np.asarray(whole.reshape(rows, _CELL, columns, _CELL).any(axis=(1, 3)))
    pixels, reach = _CELL * _OVERVIEW, _REACH * _HALF
    near = -(-reach // pixels)
    return merged([on_picture(box, pixels, size, near * pixels) for box in regions(spots, near)])


@dataclass(frozen=True, slots=True)
class _Paper:
    """What the paper of a page is like: a median of the page, most of which is paper."""

    spread: int
    """How far apart the channels of its colour lie."""
    shade: int
    whites: tuple[int, ...]
    """Of each channel."""
    grey: int
    """The commonest grey of the grey page."""

    @classmethod
    def of(cls, small: Image.Image, grey: Image.Image) -> "_Paper":
        """Look at the overview of a page, and at the page in grey."""
        whites = tuple(max(1, _median(band)) for band in small.split())
        shade, spread = _median(small.convert("L")), _median(Image.fromarray(spread_of(small)))
        commonest = np.bincount(np.asarray(grey)[::4, ::4].ravel(), minlength=256)
        return cls(spread, shade, whites, int(np.argmax(commonest)))


def _median(grey: Image.Image) -> int:
    counted = np.cumsum(grey.histogram())
    return int(np.searchsorted(counted, counted[-1] / 2))


class _Part:
    """A part of a page where colour is."""

    def __init__(self, page: Image.Image, grey: Image.Image, paper: _Paper) -> None:
        self.page, self.grey, self._paper = page, grey, paper
        self._half = page.reduce(_HALF)
        self._spread = spread_of(self._half)
        strong = self._spread > paper.spread + COLOURED
        self._near = _smoothed(np.where(strong, np.uint8(_WHITE), np.uint8(0)), _REACH) > 0

    def near(self) -> Image.Image:
        """Mark what lies near strong colour."""
        return Image.fromarray(self._near).resize(self.page.size, Image.Resampling.NEAREST)

    def without_sure_colour(self) -> Image.Image:
        """Take off what surely is coloured.

        A pen's dark blue is left: what it filled in belongs to its line.
        """
        # Half of an odd side is rounded up, so the mask at full size covers the part.
        sure = self._surely().repeat(_HALF, axis=0).repeat(_HALF, axis=1)
        red, green, blue = self.page.split()
        brightest = np.asarray(ImageChops.lighter(ImageChops.lighter(red, green), blue))
        off = sure[: self.grey.height, : self.grey.width] & (brightest > _BLACK)
        paper = np.uint8(self._paper.grey)
        return Image.fromarray(np.where(off, paper, np.asarray(self.grey)))

    def _surely(self) -> Ink:
        """Mark strokes that surely are coloured.

        A scanner's JPEG smears colour and thins it, so it is the colour around a
        stroke that counts, against how dark it is there.
        """
        paper, white = self._paper.spread, self._paper.shade
        dark = np.asarray(self._half.convert("L"))
        colour = _smoothed(np.maximum(self._spread, paper) - np.uint8(paper), 2)
        darkness = _smoothed(np.uint8(white) - np.minimum(dark, white), 2)
        told: Ink = self._near & (colour.astype(np.float32) > _SURELY * darkness)
        return told


def _smoothed(level: npt.NDArray[np.uint8], reach: int) -> npt.NDArray[np.uint8]:
    return np.asarray(Image.fromarray(level).filter(ImageFilter.BoxBlur(reach)))


@dataclass(frozen=True, slots=True)
class Title:
    """The row of a stamp that names its office: words, for a reader of words."""

    picture: Image.Image
    box: Box
    """Where it stands on the page."""
    stamp: int
    """Counted from 1."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of a page lies in a stack."""

    down: int
    """Where it begins, from the top of the stack."""
    box: Box
    """What it shows of the page."""
    scale: float
    """Its size to that on the page."""
    stamp: int = 0
    """The receipt stamp it is of, counted from 1."""

    def on_page(self, line: Line) -> Line:
        """Put a line read in the stack where it stands on the page."""
        left, top, right, bottom = line.box

        def across(column: int) -> int:
            return self.box[0] + round((column - _MARGIN) / self.scale)

        def down(row: int) -> int:
            return self.box[1] + round((row - self.down) / self.scale)

        return replace(
            line,
            stamp=self.stamp,
            box=(across(left), down(top), across(right), down(bottom)),
            by_hand=tuple((across(start), across(end), hand) for start, end, hand in line.by_hand),
        )


@dataclass(frozen=True, slots=True)
class Stack:
    """Pieces of a page one below the other, each with white around it."""

    picture: Image.Image
    places: tuple[Place, ...]
    layout: Layout

    def on_page(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Put the lines read on the stack where they stand on the page."""
        placed = []
        for line in lines:
            middle = (line.box[1] + line.box[3]) / 2
            above = [place for place in self.places if place.down <= middle]
            placed.append((above or self.places)[-1 if above else 0].on_page(line))
        return tuple(placed)


def stacks(coloured: Image.Image | None, titles: Sequence[Title] = ()) -> tuple[Stack, ...]:
    """Cut out what belongs together, without its frames, the way Tesseract reads it best.

    Pieces of several rows, and the ``titles`` of stamps before them, are laid
    in one column. A single row, such as ด่วนที่สุด, is a stack of its own;
    large letters in it are made as small as print, or they would be taken for
    a drawing. Nothing is given where nothing is large enough for a word.
    """
    column = [(title.picture, title.box, title.stamp) for title in titles]
    rows: list[tuple[Image.Image, Box, int]] = []
    if coloured:
        plain = without_rules(coloured)
        for box in sorted(_regions(plain), key=lambda box: box[1]):
            part = column if box[3] - box[1] >= _ONE_ROW else rows
            part.append((plain.crop(box), box, 0))
    parts = [(column, Layout.COLUMN)] if column else []
    return tuple(_stacked(*part) for part in (*parts, *(([row], Layout.ROW) for row in rows)))


def _stacked(cut: Sequence[tuple[Image.Image, Box, int]], layout: Layout) -> Stack:
    pieces, places, down = [], [], _MARGIN
    for piece, box, stamp in cut:
        scale = min(1.0, _LINE / piece.height) if layout is Layout.ROW else 1.0
        size = round(piece.width * scale), round(piece.height * scale)
        pieces.append(piece if scale == 1 else piece.resize(size, Image.Resampling.BOX))
        places.append(Place(down, box, scale, stamp))
        down += size[1] + _MARGIN
    width = max(piece.width for piece in pieces) + 2 * _MARGIN
    picture = Image.new("L", (width, down), _WHITE)
    for piece, place in zip(pieces, places, strict=True):
        picture.paste(piece, (_MARGIN, place.down))
    return Stack(picture, tuple(places), layout)


def _regions(coloured: Image.Image) -> Iterator[Box]:
    """Find the boxes around coloured ink that lies close together."""
    spots = np.asarray(coloured.reduce(_COARSE)) < _WHITE - _SPOT
    for found in regions(spots, _NEAR):
        box = on_picture(found, _COARSE, coloured.size)
        if box[2] - box[0] >= _SMALLEST[0] and box[3] - box[1] >= _SMALLEST[1]:
            yield box


def in_place(lines: Sequence[Line], others: Sequence[Line]) -> tuple[Line, ...]:
    """Lay ``others`` between lines by how far down the page they stand."""
    placed = list(lines)
    for other in others:
        middle = other.box[1] + other.box[3]
        at = next((n for n, line in enumerate(placed) if line.box[1] + line.box[3] > middle), None)
        placed.insert(len(placed) if at is None else at, other)
    return tuple(placed)
