"""The rows of a receipt stamp, found by sliding the line reader down it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from PIL import Image, ImageDraw

from intake.digits.fields import nearest_label
from intake.digits.mending import mended, sureness
from intake.digits.network import COLUMN_PIXELS, Seen, network
from intake.digits.paths import best_path
from intake.digits.strips import HEIGHT, strip_of
from registry.ports import Box, Guess
from registry.thai import bare, normal_text
from registry.thai_dates import find_dates

_WHITE: Final = 255
_STEP: Final = 8
HIGH: Final = 72
"""The line reader's window: how far it slides and how much it shows, at 300 dpi."""
_LOW: Final = 64
"""How much it shows where it looks closer."""
_DOUBTED: Final = 0.6
"""A letter less sure than this counts against a window."""
INSIDE: Final = 11
"""What the frame's own side takes."""
_AROUND: Final = 8
_INK, _INKED = 0.5, 0.008
"""Less ink in a window is nothing."""
SURE: Final = 0.7
_ALMOST, _POWER = 0.2, 4
"""How much less sure a window may be to have a say, and how little it then has."""
_APART: Final = 44
"""Two rows of a stamp are at least so far apart."""
_MOST: Final = 8
_TITLE: Final = 4
_NOT_LETTERS, _FIGURE = re.compile("[^ก-ฮ]"), re.compile("[0-9๐-๙]")


class Row(Enum):
    """What stands in a row."""

    NUMBER = ("เลขรับ", "เลขที่รับ", "เลขที่ลงรับ", "รับที่", "เลขทะเบียนรับ", "เลขที่")
    DATE = ("วันที่", "วันที่รับ", "รับวันที่", "วัน เดือน ปี")
    TIME = ("เวลา",)


_KINDS: Final = {label: row for row in Row for label in row.value}
_VALUE: Final = re.compile("[0-9๐-๙.…]")
_CLOCK: Final = re.compile("วลา|[0-9๐-๙]{1,2} ?[.:] ?[0-9๐-๙]{2} ?น")
_MONTH: Final = re.compile(r"[0-9๐-๙] ?(?:เม|มี|มิ|[มกพสตธ]) ?\.? ?[คพย]")
_PRINT: Final = re.compile("(?:[ก-ฮ][ะ-๎]*){4}|/")
_AGAIN: Final = re.compile("ลข(?:ที่)?(?:ลง)?รั?บ")
"""A number's label, before which print that runs across may stand."""
_RECEIVED: Final = re.compile("(?:รั?บ|ลขท|ลขร)[^ก-ฮ0-9๐-๙]{0,6}[0-9๐-๙]")


@dataclass(frozen=True, slots=True)
class Window:
    """What the line reader sees at one height."""

    top: int
    high: int
    seen: Seen
    text: str
    sure: float
    letters: float
    """How many letters it sees, each counted by how sure it is."""


class Slide:
    """The line reader's windows on a stamp, looked through as far as they are needed."""

    def __init__(self, stamp: Image.Image) -> None:
        self._inside = stamp.crop((INSIDE, 0, stamp.width - INSIDE, stamp.height))
        pen = ImageDraw.Draw(self._inside)
        pen.rectangle((0, 0, stamp.width, INSIDE), _WHITE)
        pen.rectangle((0, stamp.height - INSIDE, stamp.width, stamp.height), _WHITE)
        self._seen: dict[int, Window | None] = {}
        self._tops = range(-_STEP, stamp.height - HIGH // 2 - _STEP, 2 * _STEP)

    def rows(self) -> dict[Row, Window]:
        """Return the best window on each row; what has no label is told by its value."""
        chosen: dict[Row, Window] = {}
        for told in (row_of, _row_by_value):
            for row in [row for row in Row if row not in chosen]:
                near = [one.top for one in chosen.values()]
                mine = [
                    window
                    for window in self._at(self._tops)
                    if window.sure > SURE
                    and told(window.text) is row
                    and all(abs(window.top - top) >= _APART for top in near)
                ]
                if best := _best(mine):
                    around = [w for w in self.beside(best) if told(w.text) is row]
                    chosen[row] = _best(around) or best
        return chosen

    def title(self, first: int) -> Window | None:
        """Return the best window on the row that names the office, above the first label."""
        above = [w for w in self._at(self._tops) if w.top <= first - _APART and _is_title(w.text)]
        best = _best(above)
        return best and _best([w for w in self.beside(best) if _is_title(w.text)])

    def beside(self, window: Window) -> list[Window]:
        """Return a window and those just above and below, which see the same row."""
        return self.near(window.top)

    def near(self, top: int) -> list[Window]:
        """Return the windows at a height and just above and below it."""
        return self._at(range(top - _STEP, top + _STEP + 1, _STEP))

    def closer(self, window: Window) -> list[Window]:
        """Look at a row closer, if there is ink: small figures are seen better there."""
        seen = self._looked(window.top + (HIGH - _LOW) // 2, _LOW)
        return [seen] if seen else []

    def _at(self, tops: Iterable[int]) -> list[Window]:
        for top in tops:
            if top not in self._seen:
                self._seen[top] = self._looked(top)
        return [window for top in tops if (window := self._seen[top])]

    def _looked(self, top: int, high: int = HIGH) -> Window | None:
        """Look through the window at a height; ``None`` where there is no ink."""
        upper, lower = max(0, top), min(top + high, self._inside.height)
        if lower - upper < high // 2:
            return None
        picture = self._inside.crop((0, upper, self._inside.width, lower))
        strip = strip_of(picture)
        if float((strip > _INK).mean()) < _INKED:
            return None
        seen = network().seen(strip)
        path = best_path(seen.scores)
        text = "".join(letter.letter for letter in path)
        letters = sum(letter.probability - _DOUBTED for letter in path)
        return Window(top, picture.height, seen, text, sureness(path), letters)


def _is_title(text: str) -> bool:
    """Say whether a row may name an office; what has figures is print that runs across."""
    figures = _FIGURE.findall(text)
    return len(_NOT_LETTERS.sub("", text)) >= _TITLE and len(figures) <= 1


def _best(windows: Sequence[Window]) -> Window | None:
    """Return the window that sees most letters surely."""
    return max(windows, key=lambda window: window.letters, default=None)


def row_of(text: str) -> Row | None:
    """Return what stands in a row, by the label before its value.

    A torn วันที่ looks like รับที่, but a month behind it is no number's.
    """
    row = _KINDS.get(_label(text))
    return Row.DATE if row is Row.NUMBER and _MONTH.search(text) else row


def _row_by_value(text: str) -> Row | None:
    """Return what stands in a row whose label was crossed, by what is left of it."""
    if any(date.whole and "." in date.raw for date in find_dates(text)):
        return Row.DATE
    if _CLOCK.search(text):
        return Row.TIME
    return Row.NUMBER if _RECEIVED.search(text) else None


def is_crossed(window: Window) -> bool:
    """Say whether print runs across the value of a row: words stand there, or a reference."""
    value = _VALUE.search(window.text)
    return bool(value and _PRINT.search(window.text, value.start()))


def letters_on(window: Window) -> Box:
    """Return the box on a stamp around the letters of a row."""
    path = best_path(window.seen.scores)
    pixel = window.high / HEIGHT * COLUMN_PIXELS
    left, right = (INSIDE + round(at * pixel) for at in (path[0].start - 3, path[-1].end + 3))
    return left, max(window.top, INSIDE) + _AROUND, right, window.top + HIGH - _AROUND


def texts_of(row: Row, best: Window, looks: Sequence[Window]) -> tuple[str, tuple[Guess, ...]]:
    """Return what a row says, its label as it is spelt, and the texts it may say.

    What several looks at it say is put together: where they differ, none is sure.
    """
    label = _label(best.text)
    label = label if label in row.value else row.value[0]
    told = [window for window in looks if window.sure > best.sure - _ALMOST]
    whole = sum(window.sure**_POWER for window in told)
    texts: dict[str, float] = {}
    for window in told:
        for guess in mended("", window.seen.scores):
            text = _labelled(label, guess.text)
            weight = guess.probability * window.sure**_POWER / whole
            texts[text] = texts.get(text, 0.0) + weight
    ranked = sorted(texts.items(), key=lambda pair: -pair[1])[:_MOST]
    guesses = tuple(Guess(text, chance) for text, chance in ranked)
    return guesses[0].text if guesses else _labelled(label, normal_text(best.text)), guesses


def _label(text: str) -> str:
    """Return the label before the value of a row; nothing where none is known."""
    value = _VALUE.search(text)
    return nearest_label(bare(text[: value.start()] if value else text)) or ""


def _labelled(label: str, text: str) -> str:
    *_, text = _AGAIN.split(text)
    value = _VALUE.search(text)
    return f"{label} {text[value.start() :]}".strip() if value else label
