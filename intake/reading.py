"""How a page is read: its picture, the way up, the lines on it.

The parsers work in the sandbox; what comes out of it is pixels and numbers.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from PIL import Image

from intake import raster, sandbox
from intake.document import Document, Media
from intake.errors import FileRefused, PageFailed, ReadingFailed
from intake.orientation import best_turned, likely_turns
from intake.triage import media_of
from registry.ports import PAGE_DPI, GreyImage, Line, OcrEngine, PageReading

T = TypeVar("T")

SCREEN_DPI = 110

_OVERVIEW = 4
"""The page at a quarter of its size tells which way it lies and whether it is blank."""
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
    picture = page_grey(document, number)
    image = raster.pillow_image(picture)
    overview = image.reduce(_OVERVIEW)
    turns = likely_turns(overview) if turned is None else (turned,)

    def read(turn: int) -> tuple[Line, ...]:
        return engine.read(raster.grey_image(raster.turn(image, turn), picture.dpi))

    turned, lines = best_turned(turns, read)
    width, height = (round(side * PAGE_DPI / picture.dpi) for side in image.size)
    if turned in {90, 270}:
        width, height = height, width
    return PageReading(
        number=number,
        width=width,
        height=height,
        lines=lines,
        engine=engine.version,
        turned=turned,
        inked=_is_inked(overview),
    )


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


def _is_inked(overview: Image.Image) -> bool:
    """Look for dots clearly darker than the paper, which is the page's commonest grey."""
    counts = overview.histogram()
    paper = max(range(len(counts)), key=counts.__getitem__)
    ink = sum(counts[: max(0, paper - _INK_DARKER)])
    return ink > _INK_SHARE * sum(counts)


def _in_sandbox(number: int, function: Callable[..., T], *arguments: object) -> T:
    try:
        return sandbox.run(function, *arguments)
    except (sandbox.SandboxFailed, FileRefused) as error:
        raise PageFailed(page=number, reason=str(error)) from error
