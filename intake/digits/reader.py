"""Reads the numbers of a page a second time, after Tesseract has read the page."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PIL import Image

from intake.digits.mending import mended
from intake.digits.network import Network, network
from intake.digits.strips import LEAST, cut_out, strip_of
from intake.ocr import TesseractEngine
from intake.raster import pillow_image
from registry.ports import PAGE_DPI, BatchEngine, Box, GreyImage, Guess, Line
from registry.thai import MONTHS

VERSION: Final = "digits 1"

_LOWEST, _HIGHEST = 24, 150
"""Pixels at 300 dpi of what is read as one line."""
_AROUND: Final = 8
_NUMBERED: Final = re.compile(
    "[0-9๐-๙]|^\\W{0,3}ที่?(?![ก-ฮ]{0,3}[ะาำเแโใไัิีึืฺุู็่้๊๋์])|โทร|วันที|ลงวัน|[เแ]วลา|รับ|/|" + "|".join(MONTHS)
)
"""Lines that have numbers, or where one may have been lost."""


class TwoReaders:
    """An ``OcrEngine`` that has the numbers of what another has read looked at again."""

    def __init__(self, first: BatchEngine | None = None, second: Network | None = None) -> None:
        self._first = first or TesseractEngine()
        self._network = second or network()

    @property
    def version(self) -> str:
        """Name, version and options of both, kept with every page they read."""
        return f"{self._first.version} + {VERSION}"

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        """Return the lines in reading order, boxes scaled to 300 dpi; raises ``OcrFailed``."""
        return self._completed(self._first.read(image), image)

    def read_all(self, images: Sequence[GreyImage]) -> list[tuple[Line, ...]]:
        """Return the lines of each; raises ``OcrFailed`` for all if one fails."""
        read = self._first.read_all(images)
        return [self._completed(*both) for both in zip(read, images, strict=True)]

    def _completed(self, lines: Sequence[Line], picture: GreyImage) -> tuple[Line, ...]:
        page = pillow_image(picture)
        scale = picture.dpi / PAGE_DPI
        return tuple(self._again(line, page, scale) for line in lines)

    def _again(self, line: Line, page: Image.Image, scale: float) -> Line:
        top, bottom = line.box[1], line.box[3]
        if not _NUMBERED.search(line.text) or not _LOWEST <= bottom - top <= _HIGHEST:
            return line
        guesses = self.guesses(page, line.box, line.text, scale)
        if not guesses:
            return line
        return replace(line, text=guesses[0].text, first=line.text, guesses=guesses)

    def guesses(
        self, page: Image.Image, box: Box, first: str = "", scale: float = 1.0
    ) -> tuple[Guess, ...]:
        """Return the texts one place of a page may have, given what was read there first."""
        strip = strip_of(cut_out(page, _scaled(_roomy(box), scale)))
        return mended(first, self._network.scores(strip))


def _roomy(box: Box) -> Box:
    """Add some paper around a line's box, which the first reader cuts close."""
    left, top, right, bottom = box
    more = max(_AROUND, -(-(LEAST - (bottom - top)) // 2))
    return left - 2 * _AROUND, top - more, right + 2 * _AROUND, bottom + more


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = (round(edge * scale) for edge in box)
    return left, top, right, bottom
