"""Tesseract, called once for every page picture; the only module that knows pytesseract.

What was measured decides here: Thai is read better and 1.6 times faster at
150 dpi than at 300, grey goes in as BMP because packing a PNG costs a fifth of
the reading and a PGM is read byte by byte, one run gives text and boxes, and one
thread per process is many times faster than Tesseract's own threads.
"""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path

import pytesseract

from intake import sandbox
from intake.errors import OcrFailed, OcrMissing
from intake.raster import grey_image, pillow_image
from intake.tesseract_table import Row, paged, read_lines
from registry.ports import PAGE_DPI, GreyImage, Layout, Line

# Tesseract reads this; pytesseract starts it with our environment.
os.environ["OMP_THREAD_LIMIT"] = "1"

READING_DPI = 150
_MODES = {
    Layout.PAGE: 3,
    Layout.COLUMN: 6,
    Layout.ROW: 7,
    Layout.FIELD: 7,
    Layout.MIXED: 7,
    Layout.LATIN: 7,
}
"""Tesseract's numbers for how it looks for lines."""
_SETTINGS = "-c tessedit_create_tsv=1 -c paragraph_text_based=0"
"""A table, without the search for paragraphs, of which we make nothing."""
PAGE_SECONDS = 60
_GRACE_SECONDS = 5


class TesseractEngine:
    """Reads Thai and Latin print. Thai ๔ ๖ ๗ ๘ ๙ are not in its alphabet."""

    def __init__(
        self, thai: str = "tha", latin: str = "eng", *, seconds: float = PAGE_SECONDS
    ) -> None:
        self._languages = {Layout.MIXED: f"{thai}+{latin}", Layout.LATIN: latin}
        self._thai = thai
        self._seconds = seconds
        try:
            number = pytesseract.get_tesseract_version()
            known = set(pytesseract.get_languages())
        except pytesseract.TesseractNotFoundError as error:
            raise OcrMissing(language=thai) from error
        for language in (thai, latin):
            if language not in known:
                raise OcrMissing(language=language)
        self._version = f"tesseract {number} {thai} psm3 {READING_DPI}dpi"

    @property
    def version(self) -> str:
        """Name, version and options, kept with every page it read."""
        return self._version

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        """Return the lines in reading order, boxes scaled to 300 dpi.

        A blank picture gives no lines. Raises ``OcrFailed``.
        """
        return self.read_all([image])[0]

    def read_all(self, images: Sequence[GreyImage]) -> list[tuple[Line, ...]]:
        """Read several pictures in one go, which saves a start for each but one.

        Raises ``OcrFailed`` for all if one of them fails.
        """
        read: dict[int, tuple[Line, ...]] = {}
        small = [shrunk(image) for image in images]
        kinds = [(image.dpi, image.layout) for image in small]
        for kind in dict.fromkeys(kinds):  # one start takes one resolution and one layout
            alike = [number for number, other in enumerate(kinds) if other == kind]
            for number, table in zip(alike, self._run([small[n] for n in alike]), strict=True):
                scale = _scale(images[number], small[number])
                read[number] = read_lines(table, small[number].dpi, scale)
        return [read[number] for number in range(len(images))]

    def _run(self, images: Sequence[GreyImage]) -> list[list[Row]]:
        """Return the rows of Tesseract's table, page by page; all are of one layout."""
        layout = images[0].layout
        # To look for Latin words everywhere costs half as much again, and makes some of Thai ones.
        languages = self._languages.get(layout, self._thai)
        with tempfile.TemporaryDirectory(prefix="saraban-", dir=_fast_folder()) as folder:
            paths = [Path(folder) / f"{index}.bmp" for index in range(len(images))]
            pictures = Path(folder) / "pictures.txt"
            pictures.write_text("".join(f"{path}\n" for path in paths))
            seconds = self._seconds * len(images)
            options = f"{_SETTINGS} --psm {_MODES[layout]} --dpi {images[0].dpi}"
            file = str(pictures if len(paths) > 1 else paths[0])
            try:
                for path, image in zip(paths, images, strict=True):
                    pillow_image(image).save(path)
                table = sandbox.run(
                    table_of, file, languages, options, seconds, limits=_limits(seconds)
                )
            except (ValueError, sandbox.SandboxFailed) as error:  # its pixels do not fill it
                raise OcrFailed(reason=str(error)) from error
        return paged(table, len(images))


def table_of(file: str, languages: str, options: str, seconds: float) -> str:
    """Return Tesseract's table of a picture or list of pictures; to be called inside the sandbox.

    Raises ``OcrFailed`` and ``OcrMissing``.
    """
    try:
        table: str = pytesseract.pytesseract.run_and_get_output(
            file, extension="tsv", lang=languages, config=options, timeout=seconds
        )
    except pytesseract.TesseractNotFoundError as error:
        raise OcrMissing(language=languages) from error
    except pytesseract.TesseractError as error:
        raise OcrFailed(reason=f"{error.status} {error.message[-200:]}") from error
    except (RuntimeError, OSError) as error:  # its time ran out, or its output is gone
        raise OcrFailed(reason=str(error)) from error
    return table


def _limits(seconds: float) -> sandbox.Limits:
    """Give Tesseract its own time, and the sandbox a little more to end it."""
    longest = seconds + _GRACE_SECONDS
    return sandbox.Limits(seconds=longest, cpu_seconds=ceil(longest), may_start_programs=True)


def _scale(image: GreyImage, small: GreyImage) -> float:
    """How many dots at 300 dpi one pixel of the picture Tesseract saw is."""
    return PAGE_DPI / image.dpi * round(image.width / small.width)


def shrunk(image: GreyImage) -> GreyImage:
    """Bring a picture to about 150 dpi by averaging whole blocks of pixels.

    Latin is read better as large as it is.
    """
    factor = round(image.dpi / READING_DPI)
    if factor <= 1 or image.layout is Layout.LATIN:
        return image
    small = grey_image(pillow_image(image).reduce(factor), image.dpi // factor)
    return replace(small, layout=image.layout)


def _fast_folder() -> str | None:
    memory = "/dev/shm"  # noqa: S108 - in memory; the folder made in it is ours alone
    return memory if os.access(memory, os.W_OK) else None
