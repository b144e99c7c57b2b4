"""One page on the desk: drawn once, and read from its text layer or its print.

The parsers work in the sandbox; what comes out of it is pixels and letters.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import pypdfium2 as pdfium
from PIL import Image

from intake import crossings, raster, sandbox, textlayer
from intake.blanks import Filled
from intake.document import Document
from intake.errors import FileRefused, PageFailed
from intake.inks import Stack, in_place, stacks
from intake.layer_text import TextLayer
from intake.leaders import without_leaders
from intake.orientation import best_turned, likely_turns
from intake.pressed import Pressed, pressed, without
from registry.ports import PAGE_DPI, GreyImage, Line, OcrEngine, PageReading

T = TypeVar("T")

LAYER_ENGINE = f"text layer pdfium {pdfium.PDFIUM_INFO.version}"
COMPLETED = " + text layer"
"""Added to the engine where another recogniser's layer completed our lines."""
LAYER_CONFIDENCE = 0.99

_OVERVIEW = 4
"""The page at a quarter of its size tells which way it lies and where its ink is."""
_INK_DARKER = 60
_INK_SHARE = 0.0005


def in_sandbox(number: int, function: Callable[..., T], *arguments: object) -> T:
    """Do something to a page in the sandbox; raises ``PageFailed``."""
    try:
        return sandbox.run(function, *arguments)
    except (sandbox.SandboxFailed, FileRefused) as error:
        raise PageFailed(page=number, reason=str(error)) from error


class Sheet:
    """One page of a document, drawn and ready to be read; raises ``PageFailed``.

    ``turned`` is what a clerk decided; without it the page is brought upright.
    """

    def __init__(self, document: Document, number: int, turned: int | None = None) -> None:
        look = in_sandbox(number, raster.look, document, number)
        self.number = number
        self._drawn = look.picture
        self._image = raster.pillow_image(look.picture)
        black, coloured = look.inks or (look.picture, None)
        self._black = raster.pillow_image(black) if coloured else self._image
        self._coloured = raster.pillow_image(coloured) if coloured else None
        self._stacks: dict[int, tuple[Stack, ...]] = {}
        self._pressed: dict[int, tuple[Pressed, ...]] = {}
        overview = self._image.reduce(_OVERVIEW)
        self._ink = _ink(overview)
        self._layer = look.layer if turned in {None, 0} else None
        self._turns = likely_turns(overview) if turned is None else (turned,)

    def pictures(self, turn: int) -> tuple[GreyImage, ...]:
        """Return what is to be read of the page turned clockwise: print, pieces of coloured ink.

        The rows of dots that forms are filled in on are gone: nobody reads them.
        """
        dpi = self._drawn.dpi
        black = [stamp for stamp in self._stamps(turn) if not stamp.is_coloured]
        upright = without(raster.turn(self._black, turn), black)
        plain = without_leaders(upright) if dpi == PAGE_DPI else upright
        page = self._drawn if plain is self._image else raster.grey_image(plain, dpi)
        pieces = (
            replace(raster.grey_image(stack.picture, dpi), layout=stack.layout)
            for stack in self._apart(turn)
        )
        return page, *pieces

    def _stamps(self, turn: int) -> tuple[Pressed, ...]:
        """Return the receipt stamps in frames; a page at less than 300 dpi is read as a whole."""
        if self._drawn.dpi == PAGE_DPI and turn not in self._pressed:
            coloured = raster.turn(self._coloured, turn) if self._coloured else None
            page, black = raster.turn(self._image, turn), raster.turn(self._black, turn)
            self._pressed[turn] = pressed(page, black, coloured)
        return self._pressed.get(turn, ())

    def _apart(self, turn: int) -> tuple[Stack, ...]:
        """Return the offices of stamps, and the other pieces of coloured ink."""
        if turn not in self._stacks:
            stamps = self._stamps(turn)
            titles = [stamp.title for stamp in stamps if stamp.title]
            coloured = raster.turn(self._coloured, turn) if self._coloured else None
            of_colour = [stamp for stamp in stamps if stamp.is_coloured]
            self._stacks[turn] = stacks(coloured and without(coloured, of_colour), titles)
        return self._stacks[turn]

    def _lines(self, read: Sequence[tuple[Line, ...]], turn: int) -> tuple[Line, ...]:
        """Put together what was read on each of ``pictures(turn)``."""
        lines, *others = read
        if self._drawn.dpi == PAGE_DPI:
            lines = crossings.cut_off(lines, raster.turn(self._black, turn))
        if self._coloured and self._drawn.dpi == PAGE_DPI:
            lines = crossings.marked(lines, raster.turn(self._coloured, turn))
        for stack, found in zip(self._apart(turn), others, strict=True):
            lines = in_place(lines, stack.on_page(found))
        rows = (row for stamp in self._stamps(turn) for row in stamp.rows)
        return in_place(lines, tuple(rows))

    def from_layer(self, engine: OcrEngine) -> PageReading | None:
        """Return the text that draws the page, if it may be believed; raises ``OcrFailed``."""
        layer = self._layer
        if not (layer and layer.painted and self._shows(layer, engine)):
            return None
        lines = tuple(replace(line, confidence=LAYER_CONFIDENCE) for line in layer.lines)
        return self._reading(LAYER_ENGINE, lines, 0)

    def from_print(self, engine: OcrEngine) -> PageReading:
        """Return what is read off the page; raises ``OcrFailed``.

        Where it reads badly the page is read again the other way up.
        """

        def read(turn: int) -> tuple[Line, ...]:
            return self._lines([engine.read(one) for one in self.pictures(turn)], turn)

        turn, lines = best_turned(self._turns, read)
        lines = Filled(raster.turn(self._image, turn), self._drawn.dpi, engine).lines(lines)
        if self._layer and not turn and textlayer.is_sound(self._layer):
            completed = textlayer.completed(lines, self._layer)
            if completed != lines:
                return self._reading(engine.version + COMPLETED, completed, turn)
        return self._reading(engine.version, lines, turn)

    def _reading(self, engine: str, lines: tuple[Line, ...], turn: int) -> PageReading:
        width, height = (round(side * PAGE_DPI / self._drawn.dpi) for side in self._image.size)
        if turn in {90, 270}:
            width, height = height, width
        inked = self._ink.histogram()[255] > _INK_SHARE * self._ink.width * self._ink.height
        return PageReading(self.number, width, height, lines, engine, turn, inked)

    def _shows(self, layer: TextLayer, engine: OcrEngine) -> bool:
        """Say whether a layer is sound Thai and says what the picture shows.

        The head of the page is read off the picture to compare, a fraction of
        the cost of the whole page.
        """
        to_picture = self._drawn.dpi / PAGE_DPI
        if not textlayer.is_sound(layer):
            return False
        if not textlayer.covers(layer, self._ink, _OVERVIEW / to_picture):
            return False
        band = textlayer.head_of(layer)
        left, top, right, bottom = (round(edge * to_picture) for edge in band)
        corner = min(right, self._image.width), min(bottom, self._image.height)
        head = self._image.crop((left, top, *corner))
        return textlayer.agrees(layer, band, engine.read(raster.grey_image(head, self._drawn.dpi)))


def _ink(overview: Image.Image) -> Image.Image:
    """Mark, with 255, what is clearly darker than the paper: the page's commonest grey."""
    counts = overview.histogram()
    paper = max(range(len(counts)), key=counts.__getitem__)
    return overview.point([255 if level < paper - _INK_DARKER else 0 for level in range(256)])
