"""How a page is read: its picture, the way up, its text layer or the print on it.

The parsers work in the sandbox; what comes out of it is pixels and letters.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pypdfium2 as pdfium
from PIL import Image

from intake import raster, sandbox, textlayer
from intake.document import Document, Media
from intake.errors import FileRefused, PageFailed, ReadingFailed
from intake.layer_text import TextLayer
from intake.orientation import best_turned, likely_turns
from intake.triage import media_of
from registry.ports import PAGE_DPI, GreyImage, Line, OcrEngine, PageReading

T = TypeVar("T")

LAYER_ENGINE = f"text layer pdfium {pdfium.PDFIUM_INFO.version}"
COMPLETED = " + text layer"
"""Added to the engine where another recogniser's layer completed our lines."""
LAYER_CONFIDENCE = 0.99
SCREEN_DPI = 110

_OVERVIEW = 4
"""The page at a quarter of its size tells which way it lies and where its ink is."""
_INK_DARKER = 60
_INK_SHARE = 0.0005


def open_document(path: Path, media: Media | None = None, password: str | None = None) -> Document:
    """Name a file that triage let in; its kind is told from its bytes unless given."""
    return Document(path, media or media_of(path), password)


def page_count(document: Document) -> int:
    """Count the pages; raises ``FileRefused``."""
    return sandbox.run(raster.page_count, document)


def page_picture(
    document: Document, number: int, *, dpi: int = SCREEN_DPI, turned: int = 0
) -> bytes:
    """Draw a page as a JPEG for the screen, turned clockwise; raises ``PageFailed``.

    With ``turned`` of its ``PageReading`` the page stands upright.
    """
    return _in_sandbox(number, raster.screen_picture, document, number, dpi, turned)


def page_grey(document: Document, number: int) -> GreyImage:
    """Draw a page in grey at 300 dpi (a poster at less); raises ``PageFailed``."""
    return _in_sandbox(number, raster.grey_picture, document, number)


def read_page(
    document: Document, number: int, engine: OcrEngine, *, turned: int | None = None
) -> PageReading:
    """Read one page, counted from 1.

    ``turned`` is what a clerk decided; without it the page is brought upright.
    Raises ``PageFailed`` and ``OcrFailed``: a failed page is never an empty one.
    """
    look = _in_sandbox(number, raster.look, document, number)
    image = raster.pillow_image(look.picture)
    overview = image.reduce(_OVERVIEW)
    ink = _ink(overview)
    width, height = (round(side * PAGE_DPI / look.picture.dpi) for side in image.size)
    page = PageReading(
        number=number,
        width=width,
        height=height,
        lines=(),
        engine=engine.version,
        inked=ink.histogram()[255] > _INK_SHARE * ink.width * ink.height,
    )
    layer = look.layer if turned in {None, 0} else None
    if layer and layer.painted and _is_shown(layer, image, look.picture.dpi, ink, engine):
        lines = tuple(replace(line, confidence=LAYER_CONFIDENCE) for line in layer.lines)
        return replace(page, lines=lines, engine=LAYER_ENGINE)
    turns = likely_turns(overview) if turned is None else (turned,)

    def read(turn: int) -> tuple[Line, ...]:
        return engine.read(raster.grey_image(raster.turn(image, turn), look.picture.dpi))

    turn, lines = best_turned(turns, read)
    page = replace(page, lines=lines, turned=turn)
    if turn in {90, 270}:
        page = replace(page, width=height, height=width)
    if layer and not turn and textlayer.is_sound(layer):
        lines = textlayer.completed(lines, layer)
        if lines != page.lines:
            page = replace(page, lines=lines, engine=engine.version + COMPLETED)
    return page


def _is_shown(
    layer: TextLayer, image: Image.Image, dpi: int, ink: Image.Image, engine: OcrEngine
) -> bool:
    """Say whether a layer is sound Thai and says what the picture shows.

    The head of the page is read off the picture to compare, a fraction of the
    cost of the whole page.
    """
    to_picture = dpi / PAGE_DPI
    if not textlayer.is_sound(layer) or not textlayer.covers(layer, ink, _OVERVIEW / to_picture):
        return False
    band = textlayer.head_of(layer)
    left, top, right, bottom = (round(edge * to_picture) for edge in band)
    head = image.crop((left, top, min(right, image.width), min(bottom, image.height)))
    return textlayer.agrees(layer, band, engine.read(raster.grey_image(head, dpi)))


def read_file(
    document: Document, engine: OcrEngine, pages: int, *, workers: int | None = None
) -> Iterator[PageReading | ReadingFailed]:
    """Read all pages, as many at once as there are cores, and give them in order.

    A page that fails is given as its failure; the others go on.
    """

    def read(number: int) -> PageReading | ReadingFailed:
        try:
            return read_page(document, number, engine)
        except ReadingFailed as failure:
            return failure

    # Threads suffice: the work is done by Tesseract's and the sandbox's processes.
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        yield from pool.map(read, range(1, pages + 1))


def _ink(overview: Image.Image) -> Image.Image:
    """Mark, with 255, what is clearly darker than the paper: the page's commonest grey."""
    counts = overview.histogram()
    paper = max(range(len(counts)), key=counts.__getitem__)
    return overview.point([255 if level < paper - _INK_DARKER else 0 for level in range(256)])


def _in_sandbox(number: int, function: Callable[..., T], *arguments: object) -> T:
    try:
        return sandbox.run(function, *arguments)
    except (sandbox.SandboxFailed, FileRefused) as error:
        raise PageFailed(page=number, reason=str(error)) from error
