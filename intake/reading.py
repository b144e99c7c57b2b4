"""How a file is read: page by page for the office, several in one go for a whole file."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from intake import raster, sandbox
from intake.document import Document, Media
from intake.errors import ReadingFailed
from intake.sheet import Sheet, in_sandbox
from intake.triage import media_of
from registry.ports import BatchEngine, GreyImage, Line, OcrEngine, PageReading

SCREEN_DPI = 110
PICTURE_DPI = 150
"""Sharp enough to read small print on a screen, a third of a second on the wire."""

_MOST_IN_ONE_GO = 4
"""Pages for one start of Tesseract; more would hold more pictures in memory and gain little."""


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
    return sheet.from_layer(engine) or sheet.from_print(engine, _read_apart(sheet, engine))


def _read_apart(sheet: Sheet, engine: OcrEngine) -> list[tuple[Line, ...]]:
    """Read the pictures of a sheet one by one; raises ``OcrFailed``."""
    return [engine.read(picture) for picture in sheet.pictures()]


def read_file(
    document: Document, engine: BatchEngine, pages: int, *, workers: int | None = None
) -> Iterator[PageReading | ReadingFailed]:
    """Read all pages, some at once and several in one go, and give them in order.

    A page that fails is given as its failure; the others go on.
    """
    workers = workers or os.cpu_count() or 1
    size = min(_MOST_IN_ONE_GO, -(-pages // workers))
    groups = [range(first, min(first + size, pages + 1)) for first in range(1, pages + 1, size)]
    # Threads suffice: the work is done by Tesseract's and the sandbox's processes.
    with ThreadPoolExecutor(workers) as pool:
        for group in pool.map(lambda numbers: _read_group(document, numbers, engine), groups):
            yield from group


def _read_group(
    document: Document, numbers: Sequence[int], engine: BatchEngine
) -> list[PageReading | ReadingFailed]:
    done: dict[int, PageReading | ReadingFailed] = {}
    waiting: list[Sheet] = []
    for number in numbers:
        try:
            sheet = Sheet(document, number)
            reading = sheet.from_layer(engine)
        except ReadingFailed as failure:
            done[number] = failure
            continue
        if reading:
            done[number] = reading
        else:
            waiting.append(sheet)
    for sheet, together in zip(waiting, _read_together(waiting, engine), strict=True):
        try:
            read = _read_apart(sheet, engine) if together is None else together
            done[sheet.number] = sheet.from_print(engine, read)
        except ReadingFailed as failure:
            done[sheet.number] = failure
    return [done[number] for number in numbers]


def _read_together(
    sheets: Sequence[Sheet], engine: BatchEngine
) -> Sequence[Sequence[tuple[Line, ...]] | None]:
    """Read the sheets in one go; ``None`` for each if that fails: one may spoil it for all."""
    if not sheets:
        return []
    pictures = [sheet.pictures() for sheet in sheets]
    try:
        read = iter(engine.read_all([one for of in pictures for one in of]))
    except ReadingFailed:
        return [None] * len(sheets)
    return [list(islice(read, len(of))) for of in pictures]
