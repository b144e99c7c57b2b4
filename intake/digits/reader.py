"""Reads the numbers of a page a second time, after Tesseract has read the page."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PIL import Image

from intake.addresses import is_address, with_addresses
from intake.digits.across import Across, across
from intake.digits.hands import Number, by_hand, likeliest
from intake.digits.mending import Stretch, fields_apart, sureness
from intake.digits.network import Network, Seen, network
from intake.digits.paths import best_path
from intake.digits.strips import line_at, roomy, row_of_print, strip_of
from intake.digits.two_looks import pens, texts_of
from intake.digits.unread import unread
from intake.extract.layout import union
from intake.latin_words import with_latin
from intake.ocr import TesseractEngine
from intake.raster import pillow_image
from registry.ports import PAGE_DPI, BatchEngine, Box, GreyImage, Guess, Layout, Line
from registry.thai import MONTHS, normal_text
from registry.thai_dates import find_dates

_LOWEST, _HIGHEST = 16, 150
"""Pixels at 300 dpi of what is read as one line."""
_HIGH: Final = 78
"""Print with marks above and below is lower."""
_LEVEL: Final = 0.5
_NEAR: Final = 450
"""How far from a line, in pixels, what was lost of it may stand; a memo's date is far away."""
_TAIL: Final = re.compile("\\W*(?:[0-9๐-๙ก-ฮ]\\W?){1,3}")
_FIGURES_LAST: Final = re.compile("/[^/]{0,8}$|[0-9๐-๙][^ก-๎]{0,3}$")
_RUNNING_LAST: Final = re.compile("/ ?(?:ว ?)?(?:[0-9๐-๙] ?){1,6}\\W*$")
_FIGURE: Final = re.compile("[0-9๐-๙]")
_CLOSE, _OVERLAPS = 30, 12
"""How far behind a number its last figures are, and how far their boxes may reach into it."""
_SURE: Final = 0.9
_LETTERS: Final = re.compile("[ก-ฮ0-9๐-๙]")
_FEWEST: Final = 4
"""Sureness and letters that make a line of ink nobody read."""
_SEALED: Final = 0.6
"""Sureness that does for a date: under a seal much else is read, too."""
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
        """Name, version and options of all of them, kept with every page they read."""
        return f"{self._first.version} + {self._network.name} + {pens().name}"

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        """Return the lines in reading order, boxes scaled to 300 dpi; raises ``OcrFailed``.

        A single field is looked at by the second reader alone.
        """
        if image.layout is Layout.FIELD:
            return self._field(image)
        return self._completed(self._first.read(image), image)

    def _field(self, picture: GreyImage) -> tuple[Line, ...]:
        seen = self._network.seen(strip_of(pillow_image(picture)))
        chances: dict[str, float] = {}
        hand = by_hand(seen)
        for guess in texts_of("", seen, likeliest(hand)):
            text = guess.text.strip(" .")
            chances[text] = chances.get(text, 0.0) + guess.probability
        if not chances:
            return ()
        guesses = tuple(Guess(*pair) for pair in sorted(chances.items(), key=lambda p: -p[1]))
        scale = PAGE_DPI / picture.dpi
        box = (0, 0, round(picture.width * scale), round(picture.height * scale))
        sure = round(sureness(best_path(seen.scores)), 3)
        across = _across((box[0], box[2]), seen, hand)
        return (Line(guesses[0].text, box, sure, "", guesses, across),)

    def _completed(self, lines: Sequence[Line], picture: GreyImage) -> tuple[Line, ...]:
        """Read numbers again, with what the first reader lost beside them; then lost lines."""
        page = pillow_image(picture)
        scale = picture.dpi / PAGE_DPI
        lines = with_latin(
            lines, picture, lambda line: self._seen(page, line.box, scale), self._first.read_all
        )
        told = [
            line
            for line in lines
            if len(_LETTERS.findall(line.text)) > 1 and not any(_is_tail(line, of) for of in lines)
        ]
        cut = {line: over for line in told if (over := _over_a_rule(line, page, scale))}
        told = [line for line in told if not any(_goes_on(of, cut[of], line) for of in cut)]
        lost = unread(page, told, picture.dpi)
        completed: list[Line] = []
        for line in told:
            beside = [box for box in lost if _is_beside(box, line.box)]
            again = self._again(line, union([line.box, *beside]), page, scale)
            if line in cut:
                again = self._across(line, cut[line], page, scale) or again
            completed += again
            lost = [box for box in lost if box not in beside or not again[0].guesses]
        for box in lost:
            found = self._found(page, box, scale)
            if found:
                completed.insert(_place_of(found, completed), found)
        specks = [line for line in lines if line not in told]
        for line in specks:
            if not any(_is_within(line.box, other.box) for other in completed):
                completed.insert(_place_of(line, completed), line)
        return with_addresses(completed, picture, self._first.read)

    def _across(
        self, line: Line, over: Across, page: Image.Image, scale: float
    ) -> tuple[Line, ...]:
        """Read a line whose number goes on over a rule, and is never sure; nothing if it ends."""
        longer = self._again(line, over.box, over.page, scale)
        if not _RUNNING_LAST.search(longer[-1].text):
            return ()
        if len(_figures(longer)) <= len(_figures(self._again(line, line.box, page, scale))):
            return ()
        return tuple(replace(part, crossed=(over.rule,)) for part in longer)

    def _again(self, line: Line, box: Box, page: Image.Image, scale: float) -> tuple[Line, ...]:
        """Read a line again; fields far apart in one row become lines of their own."""
        if is_address(line.text) or not _NUMBERED.search(line.text):
            return (line,)  # the figures of an address stand among Latin letters
        if not _LOWEST <= line.box[3] - line.box[1] <= _HIGHEST:
            return (line,)
        seen, box = self._best_seen(page, box, scale)
        columns = len(seen.scores)
        apart = []
        for part in fields_apart(line.text, seen.scores):
            place = _columns_on(box, columns, part)
            part_seen = seen.part(part.start, part.end)
            said = _said(line, part.first, place, part_seen, (place[0], place[2]))
            if said or part.first:
                apart.append(said or Line(part.first, place, line.confidence))
        if any(part.guesses for part in apart):
            return tuple(apart)
        return (_said(line, line.text, box, seen, _edges(box)) or line,)

    def _found(self, page: Image.Image, box: Box, scale: float) -> Line | None:
        """Read a line the first reader lost; ``None`` where nothing is read surely."""
        seen = self._seen(page, box, scale)
        scores = seen.scores
        path = best_path(scores)
        text = normal_text("".join(letter.letter for letter in path)).strip()
        sure = sureness(path)
        if sure < _SEALED or len(_LETTERS.findall(text)) < _FEWEST:
            return None
        hand = by_hand(seen)
        guesses = texts_of("", seen, likeliest(hand))
        text = guesses[0].text if guesses else text
        if sure < _SURE and not any(date.whole for date in find_dates(text)):
            return None
        across = _across(_edges(box), seen, hand)
        return Line(text, box, round(sure, 3), "", guesses, across)

    def _best_seen(self, page: Image.Image, box: Box, scale: float) -> tuple[Seen, Box]:
        """Look at a line; if what lies beside it made its box too high, at its row of print, too.

        The surer look counts.
        """
        looks = [(self._seen(page, box, scale), box)]
        if box[3] - box[1] > _HIGH:
            row = row_of_print(page, box, scale)
            looks.append((self._seen(page, row, scale), row))
        return max(looks, key=lambda look: sureness(best_path(look[0].scores)))

    def _seen(self, page: Image.Image, box: Box, scale: float) -> Seen:
        return self._network.seen(strip_of(line_at(page, box, scale)))


def _said(line: Line, first: str, box: Box, seen: Seen, edges: tuple[int, int]) -> Line | None:
    """Make of a line, or a part of it, what the second reader says it is; ``None`` if nothing.

    ``edges`` are those of what the reader has seen.
    """
    hand = by_hand(seen)
    guesses = texts_of(first, seen, likeliest(hand))
    if not guesses:
        return None
    across = _across(edges, seen, hand)
    return Line(guesses[0].text, box, line.confidence, first, guesses, across)


def _across(
    edges: tuple[int, int], seen: Seen, told: Sequence[Number]
) -> tuple[tuple[int, int, float], ...]:
    """Say where across the page the numbers stand that were seen between its ``edges``."""
    left, right = edges
    share = (right - left) / len(seen.scores)
    return tuple(
        (left + round(start * share), left + round(end * share), chance)
        for start, end, chance in told
    )


def _edges(box: Box) -> tuple[int, int]:
    """Return from where to where a line is cut out, with paper around it."""
    left, _, right, _ = roomy(box)
    return left, right


def _columns_on(box: Box, columns: int, part: Stretch) -> Box:
    """Return the place of some columns of a line, which was cut out with paper around it."""
    left, right = _edges(box)
    share = (right - left) / columns
    return left + round(part.start * share), box[1], left + round(part.end * share), box[3]


def _is_beside(box: Box, line: Box) -> bool:
    """Say whether ink nobody read stands in the row of a line, to its left or right."""
    shared = min(box[3], line[3]) - max(box[1], line[1])
    apart = max(box[0] - line[2], line[0] - box[2])
    return shared > _LEVEL * (box[3] - box[1]) and apart < _NEAR


def _is_tail(line: Line, before: Line) -> bool:
    """Say whether a line is the last figures of another's number, which a rule cut off."""
    if line.box[0] < before.box[2] - _OVERLAPS or not _NUMBERED.search(before.text):
        return False
    return (
        _TAIL.fullmatch(line.text) is not None
        and line.box[0] - before.box[2] < _CLOSE
        and _is_beside(line.box, before.box)
    )


def _over_a_rule(line: Line, page: Image.Image, scale: float) -> Across | None:
    """Follow a number at the end of a line over the rule that it runs into."""
    return across(page, line.box, scale) if _FIGURES_LAST.search(line.text) else None


def _figures(lines: Sequence[Line]) -> list[str]:
    return [figure for line in lines for figure in _FIGURE.findall(line.text)]


def _goes_on(line: Line, over: Across, other: Line) -> bool:
    """Say whether another line is what stands beyond the rule."""
    middle = (other.box[0] + other.box[2]) / 2
    return (
        line.box[2] < middle <= over.box[2]
        and _TAIL.fullmatch(other.text) is not None
        and _is_beside(other.box, line.box)
    )


def _is_within(box: Box, line: Box) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return line[0] <= across <= line[2] and line[1] <= down <= line[3]


def _place_of(line: Line, lines: Sequence[Line]) -> int:
    """Return where in reading order a line stands that was found later."""
    below = (n for n, other in enumerate(lines) if other.box[1] > (line.box[1] + line.box[3]) / 2)
    return next(below, len(lines))
