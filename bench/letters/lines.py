"""Pictures of single lines for training a reader: endless, seeded, with exact text.

A line is drawn as it would stand on a page, with whatever lies over, under
and beside it, scanned, and cut out as the pipeline cuts lines: grey, at 300
dots per inch, not quite tight and not quite straight. Line ``n`` of a seed is
always the same and can be drawn without those before it, so training may stop
and go on, and several processes may share one stream. Lines for measuring
come from other seeds than lines for training, even where the number is equal.

What a model was trained on can be drawn again only while the stream stays what
it was: add kinds and scans as something to ask for, not to the default.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench.letters import line_faults, line_marks
from bench.letters.faces import HANDS, TRAINING_FAMILIES, faces, measuring
from bench.letters.held_out import HeldOut, may_train
from bench.letters.letter import Digits
from bench.letters.line_marks import Box
from bench.letters.line_texts import BY_HAND, TEXTS, prose
from bench.letters.pen import WRITES, Hand
from bench.letters.picture import font_of
from registry.ports import PAGE_DPI

Grey = NDArray[np.uint8]
Font = tuple[Path, int]
"""A font file and its size in pixels."""
Piece = tuple[str, int, int, Font | Image.Image]
"""Words, where they begin from the start of the line, and what they are drawn with, or how a
pen has written them."""

KINDS: Final = tuple(TEXTS)
"""What a stream is made of unless it asks otherwise."""
_WEIGHTS: Final = {
    "reference": 22, "date": 18, "citation": 12, "stamp": 14, "telephone": 8, "place": 4,
    "prose": 22, "filled": 10,
}  # fmt: skip
_SCALE: Final = PAGE_DPI / 72
_TYPED_POINTS: Final = 16.0
_POINTS: Final = (13.0, 18.0)
_PITCH: Final = (1.15, 1.8)
"""From line to line, in sizes of the type."""
_ROOM: Final = 26
"""Pixels kept around the line while it is drawn, for its neighbours and for skew."""
_SLOPE, _STEEPEST = 0.006, 0.025
"""Skew left after straightening: usual and most."""
_THAI, _THAI_IN_STAMPS, _MIXED = 0.75, 0.35, 0.04
"""How often digits are Thai; how often each number of a line has its own."""
_BY_HAND, _COVERED, _DOTTED, _NEIGHBOUR, _BOLD = 0.1, 0.25, 0.2, 0.5, 0.1
_PENNED: Final = (0.42, 1.05)
"""Height of a pen's digits, in sizes of the type; printed ones have 0.4."""
_APART, _FAR_APART = 0.3, 90
"""How often what a pen fills in stands apart from print; how far, in pixels."""
_NARROWEST: Final = 0.6
_SPREAD, _SPACED = 0.2, 0.05
"""How often words or letters are spread over the line; how often letters are."""
_PLAIN: Final = 0.5
"""How often the paper is plain before any of those wanted is."""


@dataclass(frozen=True, slots=True)
class LinePicture:
    """One line and what stands on it."""

    picture: Grey
    """Height by width; ink is dark."""
    text: str
    """As drawn, with its spaces and in its digits."""
    kind: str
    """One of ``KINDS``."""
    face: str
    """Of ``faces.FAMILIES``, or of ``faces.HANDS`` if it was written by hand."""
    scan: str
    """Of ``line_faults.SCANS``."""
    paper: str
    """Of ``line_faults.PAPERS``."""
    covered: bool
    """A stamp, a seal or a signature lies over it."""
    by_hand: bool
    """Written by hand, or filled in."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a stream is drawn from; ``training`` refuses what is held out, with ``HeldOut``."""

    training: bool = True
    kinds: Sequence[str] = KINDS
    families: Sequence[str] = TRAINING_FAMILIES
    scans: Sequence[str] = tuple(line_faults.SCANS)
    papers: Sequence[str] = line_faults.TRAINING_PAPERS
    hands: bool = True
    """Whether some lines are written by hand."""
    pens: float = 0.0
    """How many of the numbers that are filled in are written with a pen of no typeface."""
    framed: float = 0.0
    """How many lines stand in a frame, whose rules may touch the words."""
    squeezed: float = 0.0
    """How many rows of stamps have figures as narrow as those of a date wheel."""

    def __post_init__(self) -> None:
        for name in (*self.families, *self.scans, *self.papers):
            if self.training and not may_train(name):
                raise HeldOut(name)


TRAINING: Final = Wanted()


def lines(
    seed: int, wanted: Wanted = TRAINING, *, start: int = 0, step: int = 1
) -> Iterator[LinePicture]:
    """Draw lines ``start``, ``start + step``, … of a seed without end."""
    for index in count(start, step):
        yield line(seed, index, wanted)


def line(seed: int, index: int, wanted: Wanted = TRAINING) -> LinePicture:
    """Draw one line; the same arguments give the same pixels."""
    purpose = "training" if wanted.training else "measuring"
    rng = Random(f"{purpose}/{seed}/{index}")  # noqa: S311 - the same line every time is the point
    kind = rng.choices(wanted.kinds, [_WEIGHTS[kind] for kind in wanted.kinds])[0]
    scan, paper = rng.choice(wanted.scans), rng.choice(wanted.papers)
    if rng.random() < _PLAIN and "plain" in wanted.papers:
        paper = "plain"
    by_hand = wanted.hands and kind in {"stamp", "date", "reference"} and rng.random() < _BY_HAND
    face = rng.choice(HANDS) if by_hand else rng.choice(wanted.families)
    text = _digits(rng, kind)(TEXTS[kind](rng))
    font = _hand(face, rng) if by_hand else _type(face, rng)
    if kind == "filled":
        pieces, by_hand = _filled(text, font, rng, wanted.pens), True
    else:
        pieces = _pieces(text, font, rng, by_hand=by_hand)
    page, box = _drawn(pieces, font, rng)
    if wanted.squeezed and kind in {"stamp", "filled"} and rng.random() < wanted.squeezed:
        page, box = _squeezed(page, rng)
    if wanted.framed and rng.random() < wanted.framed:
        line_marks.frame(page, box, rng)
    covered = rng.random() < _COVERED
    if covered:
        line_marks.cover(page, box, rng)
    elif rng.random() < _DOTTED:
        line_marks.dots(page, box, rng)
    page, box = _laid(line_faults.PAPERS[paper](page, rng), box, rng)
    picture = _cut(line_faults.scanned(page, scan, rng), box, rng)
    text = text.replace(BY_HAND, "")
    return LinePicture(picture, text, kind, face, scan, paper, covered, by_hand)


def _digits(rng: Random, kind: str) -> Callable[[str], str]:
    """Choose the digits of a line: one kind, at times each number its own."""
    chance = rng.random()
    if chance < _MIXED:
        return lambda text: re.sub("[0-9]+", lambda run: rng.choice(tuple(Digits))(run[0]), text)
    thai = _THAI_IN_STAMPS if kind == "stamp" else _THAI
    return Digits.THAI if chance < thai else Digits.ARABIC


def _type(family: str, rng: Random) -> Font:
    """Choose size and weight of print: what looks like 13 to 18 points of TH Sarabun."""
    kept = faces(family)
    path = kept.bold if rng.random() < _BOLD else kept.regular
    return path, round(kept.size * rng.uniform(*_POINTS) / _TYPED_POINTS * _SCALE)


def _hand(hand: str, rng: Random) -> Font:
    kept = faces(TRAINING_FAMILIES[0], hand)
    return kept.hand, round(kept.hand_size * rng.uniform(0.9, 1.6) * _SCALE)


def _pieces(text: str, font: Font, rng: Random, *, by_hand: bool) -> list[Piece]:
    """Lay a line out: as it comes, justified between words, spaced out, or by an unsteady hand."""
    path, size = font
    chance = rng.random()
    if not by_hand and chance > _SPREAD:
        return [(text, 0, 0, font)]
    if by_hand or chance < _SPACED:
        parts = [(part.text, part.advance) for part in measuring(path).clusters(text)]
    else:
        parts = [(word, _advance(word, path)) for word in re.findall(" +|[^ ]+", text)]
    lean = rng.uniform(-0.03, 0.03) if by_hand else 0.0
    gap = rng.uniform(0, 4) if chance < _SPACED else 0.0
    between = rng.uniform(0, 30) * (chance >= _SPACED)
    pieces: list[Piece] = []
    x = 0.0
    for part, advance in parts:
        up = rng.gauss(0, 2.5) if by_hand else 0.0
        large = round(size * rng.uniform(0.92, 1.08)) if by_hand else size
        pieces.append((part, round(x), round(lean * x + up), (path, large)))
        x += advance * size / measuring(path).units + gap + between * part.isspace()
        x += rng.uniform(-2, 3) if by_hand else 0.0
    return pieces


def _advance(word: str, path: Path) -> int:
    return sum(cluster.advance for cluster in measuring(path).clusters(word))


def _filled(text: str, font: Font, rng: Random, pens: float) -> list[Piece]:
    """Lay out a typed line, what stands between two of ``BY_HAND`` as a hand would write it."""
    hand = _hand(rng.choice(HANDS), rng)
    pieces: list[Piece] = []
    x = 0.0
    for place, words in enumerate(text.split(BY_HAND)):
        by_hand = place % 2 == 1
        if by_hand and pens and WRITES.issuperset(words) and rng.random() < pens:
            written = Hand(rng).written(words, round(font[1] * rng.uniform(*_PENNED)))
            x += rng.uniform(0, _FAR_APART) * (rng.random() < _APART)
            pieces.append((words, round(x), rng.randint(-8, 8), written))
            x += written.width * rng.uniform(0.85, 1.1)
            x += rng.uniform(0, _FAR_APART) * (rng.random() < _APART)
            continue
        used = hand if by_hand else font
        up = rng.randint(-6, 3) if by_hand else 0
        laid = _pieces(words, used, rng, by_hand=True) if by_hand else [(words, 0, 0, font)]
        pieces += [(part, round(x) + dx, dy + up, large) for part, dx, dy, large in laid if part]
        x += _advance(words, used[0]) * used[1] / measuring(used[0]).units
        x += rng.uniform(-4, 12)
    return pieces


def _place_of(piece: Piece) -> tuple[float, float, float, float]:
    """Return the box a piece fills, from the start of the line and its base."""
    part, x, y, used = piece
    if isinstance(used, Image.Image):
        ink = used.getbbox() or (0, 0, *used.size)
        base = y - used.height * 2 // 3
        return x + ink[0], base + ink[1], x + ink[2], base + ink[3]
    left, top, right, bottom = font_of(*used).getbbox(part, anchor="ls")
    return x + left, y + top, x + right, y + bottom


def _drawn(pieces: list[Piece], font: Font, rng: Random) -> tuple[Image.Image, Box]:
    """Draw a line with what stands above and below it; return also where it is."""
    path, size = font
    boxes = [_place_of(piece) for piece in pieces]
    left, top = (round(min(box[side] for box in boxes)) for side in (0, 1))
    right, bottom = (round(max(box[side] for box in boxes)) for side in (2, 3))
    page = Image.new("L", (right - left + 2 * _ROOM, bottom - top + 2 * _ROOM), 255)
    pen, x0, y0 = ImageDraw.Draw(page), _ROOM - left, _ROOM - top
    ink = rng.choice((rng.randint(0, 45), rng.randint(0, 45), rng.randint(30, 120)))
    for part, x, y, used in pieces:
        if isinstance(used, Image.Image):
            page.paste(rng.randint(0, 130), (x0 + x, y0 + y - used.height * 2 // 3), used)
        else:
            pen.text((x0 + x, y0 + y), part, ink, font_of(*used), "ls")
    for side in (-1, 1):
        if rng.random() < _NEIGHBOUR:
            place = x0 - rng.randint(0, 200), y0 + side * size * rng.uniform(*_PITCH)
            words = prose(rng)[: 300 // size + 4 * page.width // size]
            pen.text(place, words, ink, font_of(path, size), "ls")
    return page, (_ROOM, _ROOM, page.width - _ROOM, page.height - _ROOM)


def _squeezed(page: Image.Image, rng: Random) -> tuple[Image.Image, Box]:
    """Make a line narrow without making it low, as the figures of a date wheel are."""
    width = round(page.width * rng.uniform(_NARROWEST, 1))
    narrow = page.resize((width, page.height), Image.Resampling.BOX)
    edge = min(_ROOM, width // 3)
    return narrow, (edge, _ROOM, width - edge, page.height - _ROOM)


def _laid(page: Image.Image, box: Box, rng: Random) -> tuple[Image.Image, Box]:
    """Shift columns by what is left of the skew of their page."""
    slope = max(-_STEEPEST, min(_STEEPEST, rng.gauss(0, _SLOPE)))
    rise = int(abs(slope) * page.width)
    left, top, right, bottom = box
    array = np.asarray(page)
    laid = np.full((page.height + rise, page.width), 255, np.uint8)
    edges = np.linspace(0, page.width, rise + 2, dtype=int)
    for step, (start, end) in enumerate(pairwise(edges)):
        down = step if slope > 0 else rise - step
        laid[down : down + page.height, start:end] = array[:, start:end]
    return Image.fromarray(laid), (left, top, right, bottom + rise)


def _cut(picture: Grey, box: Box, rng: Random) -> Grey:
    """Cut a line out as its box is found: with some of what is around it, seldom too close."""
    left, top, right, bottom = box
    above, below = (rng.randint(-2, 16) for _ in range(2))
    before, after = (rng.randint(-1, _ROOM) for _ in range(2))
    rows = slice(max(0, top - above), bottom + below)
    return np.ascontiguousarray(picture[rows, max(0, left - before) : right + after])
