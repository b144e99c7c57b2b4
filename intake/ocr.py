"""Tesseract, called once for every page picture; the only module that knows pytesseract.

What was measured decides here: Thai is read better and 1.6 times faster at
150 dpi than at 300, grey goes in as PGM because packing a PNG costs a fifth of
the reading, one run gives text and boxes, and one thread per process is many
times faster than Tesseract's own threads.
"""

import csv
import io
import os
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytesseract

from intake.errors import OcrFailed, OcrMissing
from intake.raster import grey_image, pillow_image
from registry.ports import PAGE_DPI, GreyImage, Line
from registry.thai import normal_text

os.environ["OMP_THREAD_LIMIT"] = (
    "1"  # read by Tesseract, which pytesseract starts with our environment
)

READING_DPI = 150
PAGE_SECONDS = 60
_SPACE = 0.42
"""How much wider than the line's usual gap a space is, in heights of its letters.

Tesseract prints one piece for every Thai letter, with a gap before most of
them. Least errors on the synthetic scans.
"""
_LETTER_INCHES = (0.08, 0.13)
"""Print of 12 to 20 points; what gives another height is a stroke, not a letter."""
_DOUBTFUL = 0.75
_FLAT = 0.65
_GHOST_MARGIN = 20
_LINE_LEVEL, _WORD_LEVEL = "4", "5"
_LINE_KEY = ("block_num", "par_num", "line_num")


class TesseractEngine:
    """Reads Thai and Latin print. Thai ๔ ๖ ๗ ๘ ๙ are not in its alphabet."""

    def __init__(self, languages: str = "tha+eng", *, seconds: float = PAGE_SECONDS) -> None:
        self._languages = languages
        self._seconds = seconds
        try:
            number = pytesseract.get_tesseract_version()
            known = set(pytesseract.get_languages())
        except pytesseract.TesseractNotFoundError as error:
            raise OcrMissing(language=languages) from error
        for language in languages.split("+"):
            if language not in known:
                raise OcrMissing(language=language)
        self._version = f"tesseract {number} {languages} psm3 {READING_DPI}dpi"

    @property
    def version(self) -> str:
        """Name, version and options, kept with every page it read."""
        return self._version

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        """Return the lines in reading order, boxes scaled to 300 dpi.

        A blank picture gives no lines. Raises ``OcrFailed``.
        """
        small = shrunk(image)
        scale = PAGE_DPI / image.dpi * round(image.width / small.width)
        return without_ghosts(tuple(_lines(self._run(small), small.dpi, scale)))

    def _run(self, image: GreyImage) -> str:
        with tempfile.TemporaryDirectory(prefix="saraban-", dir=_fast_folder()) as folder:
            picture = Path(folder) / "page.pgm"
            header = b"P5 %d %d 255\n" % (image.width, image.height)
            picture.write_bytes(header + image.pixels)
            try:
                tsv: str = pytesseract.pytesseract.run_and_get_output(
                    str(picture),
                    extension="tsv",
                    lang=self._languages,
                    config=f"-c tessedit_create_tsv=1 --psm 3 --dpi {image.dpi}",
                    timeout=self._seconds,
                )
            except pytesseract.TesseractNotFoundError as error:
                raise OcrMissing(language=self._languages) from error
            except pytesseract.TesseractError as error:
                raise OcrFailed(reason=f"{error.status} {error.message[-200:]}") from error
            except (RuntimeError, OSError) as error:  # its time ran out, or its output is gone
                raise OcrFailed(reason=str(error)) from error
        return tsv


def shrunk(image: GreyImage) -> GreyImage:
    """Bring a picture to about 150 dpi by averaging whole blocks of pixels."""
    factor = round(image.dpi / READING_DPI)
    if factor <= 1:
        return image
    return grey_image(pillow_image(image).reduce(factor), image.dpi // factor)


def _fast_folder() -> str | None:
    memory = "/dev/shm"  # noqa: S108 - in memory; the folder made in it is ours alone
    return memory if os.access(memory, os.W_OK) else None


def without_ghosts(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Leave out what is only the upper marks of another line, read as a line of Latin letters.

    Such a line is flat, doubtful, and lies mostly within the line it belongs to.
    """

    def is_ghost_of(line: Line, other: Line) -> bool:
        left, top, right, bottom = line.box
        shared = min(bottom, other.box[3]) - max(top, other.box[1])
        return (
            line.confidence < min(_DOUBTFUL, other.confidence)
            and left >= other.box[0] - _GHOST_MARGIN
            and right <= other.box[2] + _GHOST_MARGIN
            and bottom - top < _FLAT * (other.box[3] - other.box[1])
            and shared > (bottom - top) / 2
        )

    return tuple(line for line in lines if not any(is_ghost_of(line, other) for other in lines))


def _lines(tsv: str, dpi: int, scale: float) -> Iterator[Line]:
    """Make lines of Tesseract's table, in which a line's row stands before its words."""
    rows = csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE)
    kept = (row for row in rows if row["level"] in {_LINE_LEVEL, _WORD_LEVEL})
    for _, group in groupby(kept, key=lambda row: tuple(row[part] for part in _LINE_KEY)):
        line, *words = group
        words = [word for word in words if word["text"].strip()]
        if not words:
            continue
        weights = [(float(word["conf"]), len(word["text"])) for word in words]
        sure = sum(conf * weight for conf, weight in weights) / sum(w for _, w in weights)
        left, top, width, height = (int(line[name]) for name in ("left", "top", "width", "height"))
        corners = (left, top, left + width, top + height)
        box = tuple(round(corner * scale) for corner in corners)
        yield Line(_joined(words, dpi), (box[0], box[1], box[2], box[3]), round(sure / 100, 3))


def _joined(words: list[dict[str, str]], dpi: int) -> str:
    """Put the pieces of a line together, a space only where the paper shows one."""
    least, most = (inches * dpi for inches in _LETTER_INCHES)
    letter = min(max(_middle([int(word["height"]) for word in words]), least), most)
    lefts = [int(word["left"]) for word in words]
    rights = [left + int(word["width"]) for left, word in zip(lefts, words, strict=True)]
    gaps = [left - right for left, right in zip(lefts[1:], rights, strict=False)]
    space = _middle(gaps) + _SPACE * letter if gaps else 0
    text = words[0]["text"].strip()
    for gap, word in zip(gaps, words[1:], strict=True):
        piece = word["text"].strip()
        # Latin comes in whole words, so two of them are always apart.
        apart = gap > space or (_is_latin(text[-1]) and _is_latin(piece[0]))
        text += f" {piece}" if apart else piece
    return normal_text(text)


def _middle(values: list[int]) -> int:
    return sorted(values)[len(values) // 2]


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
