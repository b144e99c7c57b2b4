"""How a file is read: page by page, some at once where a whole file is wanted."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from intake import raster, sandbox
from intake.document import Document, Media
from intake.errors import ReadingFailed
from intake.sheet import Sheet, in_sandbox
from intake.triage import media_of
from registry.ports import GreyImage, OcrEngine, PageReading

SCREEN_DPI = 110
PICTURE_DPI = 150
"""Sharp enough to read small print on a screen, a third of a second on the wire."""


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
    return in_sandbox(number, raster.screen_picture, document, number, dpi, turned)


def page_grey(document: Document, number: int) -> GreyImage:
    """Draw a page in grey at 300 dpi (a poster at less); raises ``PageFailed``."""
    return in_sandbox(number, raster.grey_picture, document, number)


def read_page(
    document: Document, number: int, engine: OcrEngine, *, turned: int | None = None
) -> PageReading:
    """Read one page, counted from 1.

    ``turned`` is what a clerk decided; without it the page is brought upright.
    Raises ``PageFailed`` and ``OcrFailed``: a failed page is never an empty one.
    """
    sheet = Sheet(document, number, turned)
    return sheet.from_layer(engine) or sheet.from_print(engine)


def read_file(
    document: Document, engine: OcrEngine, pages: int, *, workers: int | None = None
) -> Iterator[PageReading | ReadingFailed]:
    """Read all pages, some at once, and give them in order.

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
