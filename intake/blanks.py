"""Blanks that a pen fills in: a running number behind a slash, a day before its month.

The pen's ink is often of another colour than the print and is read apart from
it, as some word, as a line of its own or not at all. So where a line says that a
number must stand beside it, its row is looked at again, further out and with all
inks together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from PIL import Image

from intake.digits.strips import line_at, roomy
from intake.leaders import without_leaders
from intake.raster import grey_image
from registry.ports import PAGE_DPI, Box, GreyImage, Layout, Line, OcrEngine
from registry.thai import arabic_digits
from registry.thai_dates import find_dates
from registry.thai_months import EXACT

_D: Final = "[0-9๐-๙]"
_CODE: Final = rf"(?<![ก-๎])[ก-ฮ]{{1,4}} ?\.? ?{_D}{{4,5}}(?: ?\. ?{_D}{{1,4}})*"
_NO_NUMBER: Final = re.compile(rf"(?:{_CODE} ?/ ?(?:ว ?\.? ?)?|^\W{{0,3}}ที่? ?{_CODE})[\s.…_-]*$")
_NO_DAY: Final = re.compile(
    rf"^(?:[^0-9๐-๙ก-๎]*|\W*(?:ลง)?วันที่[\s.…_-]*){EXACT}[\s.…]*(?:พ\.ศ\. *)?{_D}"
)
_DIGITS: Final = re.compile(_D)
_WORD: Final = re.compile("[ก-ฮ][ก-๎]{3}")
_REACHES: Final = (160, 280, 480)
"""Pixels at 300 dpi, up to four centimetres: how far from its line the pen's number may end."""
_MOST_LETTERS: Final = 50
"""More is a line of running text."""
_LEVEL: Final = 0.5


class Blank(Enum):
    """Where beside a line its number is wanting."""

    BEFORE = "before"
    AFTER = "after"


def is_blank(text: str, blank: Blank) -> bool:
    """Say whether a number is wanting on that side of a line of fields."""
    if len(text) > _MOST_LETTERS:
        return False
    if blank is Blank.BEFORE:
        return bool(_NO_DAY.match(text.replace(",", ".")))
    return bool(_NO_NUMBER.search(text))


@dataclass(frozen=True, slots=True)
class Filled:
    """A page whose blanks are looked at again."""

    page: Image.Image
    """All its inks."""
    dpi: int
    engine: OcrEngine

    def lines(self, read: Sequence[Line]) -> tuple[Line, ...]:
        """Look further where a line wants a number, and leave out the pieces that was read as.

        Raises ``OcrFailed``.
        """
        filled: list[Line] = []
        gone: list[Line] = []
        for line in read:
            now = line
            for blank in Blank:
                found = self._further(now, blank, read) if is_blank(now.text, blank) else None
                if found:
                    gone += [other for other in read if other != line and _lies_in(other, found)]
                    now = found
            filled.append(now)
        return tuple(line for line in filled if line not in gone)

    def _further(self, line: Line, blank: Blank, others: Sequence[Line]) -> Line | None:
        """Read a line with the blank beside it; ``None`` where nothing fills that."""
        found = [
            replace(_on_page(again, box), confidence=line.confidence, first=line.first)
            for box in _widened(line, blank, others)
            for again in self.engine.read(self._strip(box))
            if again.guesses and _fills(again.text, line.text, blank)
        ]
        return max(found, key=lambda again: again.guesses[0].probability, default=None)

    def _strip(self, box: Box) -> GreyImage:
        picture = without_leaders(line_at(self.page, box, self.dpi / PAGE_DPI))
        return replace(grey_image(picture, self.dpi), layout=Layout.FIELD)


def _on_page(line: Line, box: Box) -> Line:
    """Put a line that was read in a strip about ``box`` where it stands on the page."""
    left = roomy(box)[0]
    hands = tuple((left + start, left + end, chance) for start, end, chance in line.by_hand)
    return replace(line, box=box, by_hand=hands)


def _lies_in(line: Line, other: Line) -> bool:
    """Say whether a line is a piece of another, and no words."""
    across, down = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    left, top, right, bottom = other.box
    return left <= across <= right and top <= down <= bottom and not _WORD.search(line.text)


def _widened(line: Line, blank: Blank, others: Sequence[Line]) -> list[Box]:
    """Return a line's place with more and more of the blank, up to the next words of its row."""
    left, top, right, bottom = line.box
    words = [other.box for other in others if _in_row(other, line) and _WORD.search(other.text)]
    if blank is Blank.BEFORE:
        ends = [0, *(box[2] for box in words if box[2] <= left)]
        starts = {max(left - reach, *ends) for reach in _REACHES}
        return [(start, top, right, bottom) for start in sorted(starts, reverse=True)]
    nearest = min((box[0] for box in words if box[0] >= right), default=right + _REACHES[-1])
    return [(left, top, end, bottom) for end in sorted({min(right + r, nearest) for r in _REACHES})]


def _fills(text: str, before: str, blank: Blank) -> bool:
    """Say whether ``text`` is what stood there ``before`` with the blank beside it filled in."""
    said, known = _digits(text), _digits(before)
    if len(said) <= len(known) or is_blank(text, blank):
        return False
    if blank is Blank.AFTER:
        return said.startswith(known)
    return said.endswith(known) and any(date.whole for date in find_dates(text))


def _digits(text: str) -> str:
    return arabic_digits("".join(_DIGITS.findall(text)))


def _in_row(one: Line, other: Line) -> bool:
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return shared > _LEVEL * min(one.box[3] - one.box[1], other.box[3] - other.box[1])
