"""A page as its extraction sees it: clean pieces of text with boxes, in rows.

A stamp over typed text makes one recognised line of both. Such a line is cut
where a stamp's label begins, and the cut-off part gets the box it must have:
letters are spread evenly over a line well enough for that.
"""

import datetime as dt
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from math import prod

from intake.extract.certainty import Evidence
from registry.ports import Box, Guess, Line, PageReading
from registry.thai import normal_text

_MARK = re.compile("[ัิ-ฺ็-๎]")
_CONSONANT = re.compile("[ก-ฮ]")
_DIGIT = re.compile("[0-9๐-๙]")
_THAI_DIGIT = re.compile("[๐-๙]")
_STAMP_LABEL = re.compile(
    r"เลข์?(?: ?ท?ี?่?)?(?: ?ลง)? ?รั?บ(?![ก-ฮ])|(?<!ลง)วัน(?:ที่?) ?รับ(?![ก-ฮ])|วัน ?เดือน ?ปี"
    r"|[เแ][วจ][ลส]า ?[.… ]*(?=[0-9๐-๙]{1,2}[.:][0-9๐-๙]{2})|\|? ?(?<=\| )วันที่?"
)
_FEWEST_THAI = 0.3
_FEW, _MOST = 3, 12
"""Guesses taken of one piece, and kept of several."""
_ENOUGH_LATIN = re.compile(r"[A-Za-z]{4,}.{6,}|@")


_STROKES = re.compile(r"[|\[\]{}_~=\\.,:;'‘’\" ]*(?P<text>.*?)[|\[\]{}_~=\\ ]*")
_BRACKETED = re.compile(r"[\[{][ก-๎ .]{8,}[)\]}]$|[(\[{][ก-๎ .]{8,}[\]}]$")
"""A name in brackets, which scans make angular."""
_FAINT, _CLEARER = 0.8, 0.1
"""How surely a shade is read at most, and how much more surely the line under it."""
_ABOUT = 60
"""How far, in pixels, it may reach beyond that line."""
_ROUGHLY = 60
"""Pixels that a part of a line may stand further to a side than is estimated."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of one that belongs together, in normal form."""

    text: str
    box: Box
    confidence: float
    page: int
    guesses: tuple[Guess, ...] = ()
    """What a second reader holds possible here, whole texts, likeliest first."""
    stamp: int = 0
    """The receipt stamp whose row it is, counted from 1; 0 is of none."""

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def centre(self) -> float:
        """The middle of its width."""
        return (self.box[0] + self.box[2]) / 2

    def at(self, offset: int) -> int:
        """Estimate where on the page the letter at ``offset`` stands."""
        whole = _breadth(self.text) or 1
        left, right = self.box[0], self.box[2]
        return left + round((right - left) * _breadth(self.text[:offset]) / whole)

    def part(self, start: int, end: int | None = None) -> "Piece":
        """Cut a part out, with the box it must have."""
        end = len(self.text) if end is None else end
        text = self.text[start:end]
        start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
        box = (self.at(start), self.box[1], max(self.at(end), self.at(start) + 1), self.box[3])
        guesses = tuple(
            Guess(
                guess.text[start : len(guess.text) - (len(self.text) - end)].strip(),
                guess.probability,
            )
            for guess in self.guesses
        )
        return Piece(text.strip(), box, self.confidence, self.page, guesses, self.stamp)


def _breadth(text: str) -> int:
    """Count the letters that take room."""
    return len(_MARK.sub("", text))


def union(boxes: list[Box]) -> Box:
    """Return the smallest box around all of ``boxes``."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(frozen=True)
class Sheet:
    """One page: its pieces in reading rows, and the measures of its text block."""

    reading: PageReading
    pieces: tuple[Piece, ...]
    """From the top down, each row from the left."""
    on: dt.date | None = None
    """The day it came, if known: no letter is dated later."""

    @classmethod
    def of(cls, reading: PageReading, on: dt.date | None = None) -> "Sheet":
        """Clean, cut and order the lines of a page."""
        whole = [_trimmed(_piece(line, reading.number)) for line in reading.lines]
        told = [piece for piece in whole if piece.stamp or not _is_noise(piece)]
        real = [piece for piece in told if not any(_shines_through(piece, o) for o in told)]
        cut = [part for piece in real for part in ([piece] if piece.stamp else _cut(piece))]
        return cls(reading, tuple(_in_rows(cut)), on)

    def without(self, taken: set[Piece]) -> "Sheet":
        """Return the page with some pieces taken out: stamps, notes."""
        left = tuple(piece for piece in self.pieces if piece not in taken)
        return Sheet(self.reading, left, self.on)

    def evidence(self, *pieces: Piece) -> Evidence:
        """Say where and how surely these pieces were read."""
        box = union([piece.box for piece in pieces])
        left, right = box[0] - _ROUGHLY, box[2] + _ROUGHLY
        lines = [line for line in self.reading.lines if _overlap(line.box, box)]
        written = (
            chance
            for line in lines
            for start, end, chance in line.by_hand
            if start < right and left < end
        )
        return Evidence(
            page=self.reading.number,
            box=box,
            engine=self.reading.engine,
            confidence=min(piece.confidence for piece in pieces),
            thai_page=self.thai_digits,
            by_hand=max(written, default=0.0),
            crossed=any(
                start < right and left < end for line in lines for start, end in line.crossed
            ),
        )

    @cached_property
    def thai_digits(self) -> bool:
        """Thai digits stand somewhere on the page."""
        return any(_THAI_DIGIT.search(line.text) for line in self.reading.lines)

    @cached_property
    def left(self) -> int:
        """Where most lines begin: the left margin of the text."""
        lefts = sorted(piece.box[0] for piece in self.pieces if len(piece.text) > 20)  # noqa: PLR2004
        return lefts[len(lefts) // 6] if lefts else 0

    @cached_property
    def right(self) -> int:
        """Where full lines end."""
        rights = sorted(piece.box[2] for piece in self.pieces if len(piece.text) > 20)  # noqa: PLR2004
        return rights[-1 - len(rights) // 10] if rights else self.reading.width

    @cached_property
    def pitch(self) -> float:
        """The usual distance from one line to the next."""
        heights = [piece.box[3] - piece.box[1] for piece in self.pieces]
        return max(40.0, 1.2 * statistics.median(heights)) if heights else 75.0

    @cached_property
    def leading(self) -> float:
        """The usual distance between the lines of one paragraph, no less than the pitch."""
        middles = sorted(piece.middle for piece in self.pieces)
        apart = [low - high for high, low in pairwise(middles)]
        near = [gap for gap in apart if self.pitch / 2 < gap < 2.5 * self.pitch]
        return max(self.pitch, statistics.quantiles(near, n=4)[0] if len(near) > 1 else 0.0)

    def height_of(self, piece: Piece) -> float:
        """Return how far down the page a piece stands: 0 at the top, 1 at the foot."""
        return piece.middle / self.reading.height

    def is_filled(self, piece: Piece) -> bool:
        """Say whether the line runs to the right edge, so that its sentence may go on."""
        return piece.box[2] >= self.right - 0.14 * (self.right - self.left)


def _overlap(line: Box, box: Box) -> bool:
    """Say whether a line's middle is in the rows of a box, and they share a column."""
    middle = (line[1] + line[3]) / 2
    return box[1] <= middle <= box[3] and line[0] < box[2] and box[0] < line[2]


def _piece(line: Line, page: int) -> Piece:
    guesses = tuple(
        Guess(normal_text(guess.text).strip(), guess.probability) for guess in line.guesses
    )
    text = normal_text(line.text).strip()
    return Piece(text, line.box, line.confidence, page, guesses, line.stamp)


def joined_guesses(pieces: Sequence[Piece], gaps: Sequence[str]) -> tuple[Guess, ...]:
    """Return what may stand on several pieces together; none unless one was read twice.

    ``gaps`` stand between one piece and the next.
    """
    if not any(piece.guesses for piece in pieces):
        return ()
    each = [piece.guesses[:_FEW] or (Guess(piece.text, 1.0),) for piece in pieces]
    whole = [
        Guess(
            "".join(gap + one.text for gap, one in zip(("", *gaps), chosen, strict=True)),
            prod(one.probability for one in chosen),
        )
        for chosen in product(*each)
    ]
    return tuple(sorted(whole, key=lambda guess: -guess.probability)[:_MOST])


def _is_noise(piece: Piece) -> bool:
    """Tell the specks and torn marks a recogniser writes down from text.

    Marks above a line are sometimes read as a line of their own, of single
    Latin letters.
    """
    text = piece.text
    consonants, digits = len(_CONSONANT.findall(text)), len(_DIGIT.findall(text))
    if consonants >= 2 and consonants >= _FEWEST_THAI * len(text.replace(" ", "")):  # noqa: PLR2004
        return False
    return digits < 3 and not _ENOUGH_LATIN.search(text)  # noqa: PLR2004


def _trimmed(piece: Piece) -> Piece:
    """Take the strokes off both ends of a line that were read as a part of it."""
    kept = piece.stamp or _BRACKETED.search(piece.text)
    match = None if kept else _STROKES.fullmatch(piece.text)
    return piece.part(*match.span("text")) if match else piece


def _shines_through(piece: Piece, other: Piece) -> bool:
    """Say whether a line is a shade that lies upon another one, which was read more surely.

    Stamps lie upon lines, too, but say something with digits.
    """
    left, top, right, bottom = piece.box
    shared = min(bottom, other.box[3]) - max(top, other.box[1])
    return (
        not (piece.stamp or other.stamp)
        and piece.confidence < min(other.confidence - _CLEARER, _FAINT)
        and shared > (bottom - top) / 2
        and left >= other.box[0] - _ABOUT
        and right <= other.box[2] + _ABOUT
        and not _STAMP_LABEL.search(piece.text)
        and len(_DIGIT.findall(piece.text)) < 3  # noqa: PLR2004
    )


def _cut(piece: Piece) -> list[Piece]:
    """Cut a line where the label of a stamp begins inside it."""
    starts = [match.start() for match in _STAMP_LABEL.finditer(piece.text) if match.start() > 3]  # noqa: PLR2004
    edges = [0, *starts, len(piece.text)]
    parts = [piece.part(a, b) for a, b in pairwise(edges)]
    return [part for part in parts if part.text]


def _in_rows(pieces: list[Piece]) -> list[Piece]:
    """Order pieces from the top; those of one height from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if rows and piece.middle - rows[-1][0].middle < 0.4 * min(
            piece.box[3] - piece.box[1], rows[-1][0].box[3] - rows[-1][0].box[1]
        ):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda piece: piece.box[0])]
