"""The seams: what the registry needs from the outside world, and the values that cross.

Each Protocol is the smallest thing the operations use. The real adapters live
next to the code that knows their library; the fakes live in ``tests/fakes.py``
and must pass the same contract tests.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, TYPE_CHECKING, NewType, Protocol

from registry.vocabulary import JobName

if TYPE_CHECKING:  # whoever opens foreign files imports this, and needs no database
    from sqlmodel import Session

Digest = NewType("Digest", str)
"""SHA-256 of a file's bytes, in hex. The only name a stored file has."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the upright page at 300 dpi."""

PAGE_DPI = 300
"""The resolution every ``Box`` is counted in."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A text that may stand somewhere, and how probable that is."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Line:
    """One recognised line: its text, where it stands, how sure the reader was.

    A line is the smallest unit kept, because Tesseract's Thai "words" are
    single glyphs and their boxes and confidences mean nothing.
    """

    text: str
    box: Box
    confidence: float
    """0.0 to 1.0."""
    first: str = ""
    """What the first reader printed, where ``guesses`` come from a second."""
    guesses: tuple[Guess, ...] = ()
    """The texts a second reader holds possible, likeliest first; ``text`` is one of them."""
    by_hand: tuple[tuple[int, int, float], ...] = ()
    """Of each number a second reader saw: from where to where across the page it stands, and
    the probability that it was written by hand."""
    stamp: int = 0
    """The receipt stamp of its page whose row it is, counted from 1; 0 is of none."""
    crossed: tuple[tuple[int, int], ...] = ()
    """From where to where, across the page, ink of a stamp, a seal or a form's rule lies on it."""
    doubted: tuple[tuple[int, int], ...] = ()
    """From where to where the first reader was in doubt; only while the page is being read."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read on one page, turned upright."""

    number: int
    """Counted from 1 in the file."""
    width: int
    """Pixels at 300 dpi, after turning."""
    height: int
    lines: tuple[Line, ...]
    """In reading order."""
    engine: str
    """Name, version and options of what read the page."""
    turned: int = 0
    """Degrees clockwise the page was turned to stand upright: 0, 90, 180 or 270."""
    inked: bool = True
    """There is something on it: no lines on an inked page are not a blank page."""

    @property
    def text(self) -> str:
        """The lines, one under the other."""
        return "\n".join(line.text for line in self.lines)


class Layout(Enum):
    """What a picture is known to hold before it is read."""

    PAGE = "page"
    """Lines wherever they stand: how they lie is to be found out."""
    COLUMN = "column"
    """Lines one below the other."""
    ROW = "row"
    """One line."""
    FIELD = "field"
    """One line of a label and a number, or a part of it."""
    MIXED = "mixed"
    """One line of Thai in which Latin words may stand."""
    LATIN = "latin"
    """One line without a Thai letter."""


@dataclass(frozen=True, slots=True)
class GreyImage:
    """One grey page picture: a byte per pixel, rows from the top."""

    width: int
    height: int
    dpi: int
    pixels: bytes
    layout: Layout = Layout.PAGE


class OcrEngine(Protocol):
    """Reads the lines on one page picture."""

    @property
    def version(self) -> str:
        """Name, version and options, kept with every page it read."""
        ...

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        """Return the lines in reading order, boxes scaled to 300 dpi.

        A blank picture gives no lines. Raises ``OcrFailed`` when the engine
        refuses, crashes or runs out of time: a failed page is never an empty one.
        """
        ...


class BatchEngine(OcrEngine, Protocol):
    """An engine that gains by reading several pictures in one go."""

    def read_all(self, images: Sequence[GreyImage]) -> list[tuple[Line, ...]]:
        """Return the lines of each; raises ``OcrFailed`` for all if one fails."""
        ...


class Clock(Protocol):
    """Where "now" comes from."""

    def now(self) -> dt.datetime:
        """Return the current time, aware, in UTC."""
        ...


class FileStore(Protocol):
    """Keeps bytes for ever under the digest of those bytes."""

    def put(self, source: IO[bytes]) -> Digest:
        """Copy ``source`` in; durable on return. Same bytes, same digest."""
        ...

    def path(self, digest: Digest) -> Path:
        """Return a readable path; raise ``FileMissing`` if there is none."""
        ...

    def remove(self, digest: Digest) -> None:
        """Forget what may not be kept here, a secret file; twice is the same as once."""
        ...

    def digests(self) -> Iterable[Digest]:
        """Return the name of every stored file, in no order."""
        ...


class JobQueue(Protocol):
    """Work to do later, recorded in the transaction that made it necessary."""

    def enqueue(
        self,
        session: "Session",
        job: JobName,
        /,
        *,
        urgency: int = 0,
        not_before: dt.datetime | None = None,
        **arguments: int | str,
    ) -> None:
        """Record the job; it runs only if ``session`` commits, and at once unless told.

        Higher ``urgency`` runs first. The same job with the same arguments
        that nobody has started yet is recorded once.
        """
        ...
