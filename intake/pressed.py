"""Receipt stamps pressed on the paper, read row by row inside their own frames.

A row of a stamp is as likely as not crossed by print, and lies where no line of
the page does. So the line reader slides down the stamp, laid straight, in the
stamp's own ink; where it surely reads a label of a stamp, a row is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from intake.digits.hands import by_hand, likeliest
from intake.frames import Frame, frames, shared
from intake.inks import Title
from intake.regions import meet
from intake.stamp_numbers import guesses_of, has_figures, lost_number
from intake.stamp_rows import (
    HIGH,
    INSIDE,
    SURE,
    Row,
    Slide,
    Window,
    is_crossed,
    letters_on,
    row_of,
    texts_of,
)
from registry.ports import Box, Line

_HALF: Final = 2
_DARKER: Final = 45
_COLOURED: Final = 60
"""Greys darker than the paper that are ink, of a page and of its coloured ink on white."""
_WHITE: Final = 255
_RIM: Final = 10
_SIDE: Final = 7
_OF_COLOUR: Final = 0.5
_SURELY: Final = 0.95
"""Sureness of a row from which it is taken off the print it lies on."""
_PLAIN: Final = 0.9
"""How likely what a row says is where nobody need look again."""
_ALIKE: Final = 0.5
"""The share of two boxes common to both from which they are one frame, found in two inks."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A receipt stamp on the paper."""

    frame: Frame
    rows: tuple[Line, ...]
    """Its rows with a label, where they stand on the page."""
    title: Title | None
    is_coloured: bool
    read: tuple[Box, ...]
    """What of it, laid straight, was surely read."""


def pressed(
    page: Image.Image, black: Image.Image, coloured: Image.Image | None
) -> tuple[Pressed, ...]:
    """Read the receipt stamps on a grey page at 300 dpi.

    ``black`` is the page without its coloured ink, ``coloured`` that ink on white.
    """
    found = _frames(page, coloured)
    of_colour = [bool(coloured and _is_coloured(frame, coloured)) for frame in found]
    stamps: list[Pressed] = []
    for frame, is_coloured in zip(found, of_colour, strict=True):
        others = [
            o for o, colour in zip(found, of_colour, strict=True) if colour and o is not frame
        ]
        crossed = any(meet(frame.box, other.box) for other in others)
        own = coloured if is_coloured and coloured else black if crossed else page
        inks = (own,) if own is page else (own, page)
        stamp = _read(frame, inks, len(stamps) + 1, is_coloured=is_coloured)
        if stamp:
            stamps.append(stamp)
    return tuple(stamps)


def without(page: Image.Image, stamps: Sequence[Pressed]) -> Image.Image:
    """Return a grey page with the sides and the rows of stamps painted over with paper."""
    if not stamps:
        return page
    plain = page.copy()
    paper = int(np.argmax(page.histogram()))
    pen = ImageDraw.Draw(plain)
    for stamp in stamps:
        pen.line((*stamp.frame.corners, stamp.frame.corners[0]), paper, _SIDE)
        for box in stamp.read:
            pen.polygon(stamp.frame.around(box), paper)
    return plain


def _frames(page: Image.Image, coloured: Image.Image | None) -> list[Frame]:
    small = np.asarray(page.reduce(_HALF))
    paper = int(np.bincount(small[::4, ::4].ravel(), minlength=256).argmax())
    found = frames(small < paper - _DARKER)
    if coloured:
        more = frames(np.asarray(coloured.reduce(_HALF)) < _WHITE - _COLOURED)
        found += [
            frame for frame in more if not any(shared(frame.box, one.box) > _ALIKE for one in found)
        ]
    return found


def _is_coloured(frame: Frame, coloured: Image.Image) -> bool:
    """Say whether the sides of a frame are of coloured ink."""
    ink = np.asarray(frame.straight(coloured)) < _WHITE - _COLOURED
    sides = ink[:_RIM].any(0), ink[-_RIM:].any(0), ink[:, :_RIM].any(1), ink[:, -_RIM:].any(1)
    return float(np.concatenate(sides).mean()) > _OF_COLOUR


def _read(
    frame: Frame, inks: Sequence[Image.Image], number: int, *, is_coloured: bool
) -> Pressed | None:
    """Read a stamp in the first of the inks it may be in; ``None`` if it is no receipt stamp.

    Its number is looked for in the others, too, where the first has lost it.
    """
    stamp, *others = (frame.straight(ink) for ink in inks)
    windows, *_ = slides = [Slide(stamp), *map(Slide, others)]
    chosen = windows.rows()
    if Row.NUMBER not in chosen and not {Row.DATE, Row.TIME} <= chosen.keys():
        return None
    name = windows.title(min(window.top for window in chosen.values()))
    band = _band(stamp, name) if name else None
    title = Title(stamp.crop(band), frame.on_page(band), number) if band else None
    lines = {row: _line(frame, row, window, slides) for row, window in chosen.items()}
    if not has_figures(chosen.get(Row.NUMBER)) and (found := lost_number(slides, chosen)):
        lines[Row.NUMBER] = _unlabelled(frame, found)
    rows = sorted((replace(line, stamp=number) for line in lines.values()), key=_down)
    least = SURE if is_coloured else _SURELY
    surely = [w for row, w in chosen.items() if w.sure > least and row_of(w.text) is row]
    surely += [name] if name and is_coloured else []
    read = tuple(letters_on(window) for window in surely)
    return Pressed(frame, tuple(rows), title, is_coloured, read)


def _down(line: Line) -> int:
    return line.box[1]


def _band(stamp: Image.Image, window: Window) -> Box:
    return INSIDE, max(window.top, INSIDE), stamp.width - INSIDE, window.top + HIGH


def _line(frame: Frame, row: Row, best: Window, slides: Sequence[Slide]) -> Line:
    """Write down a row of a stamp, where it stands on the page.

    Where it is not plain it is looked at closer, and in all inks: what is torn
    off the coloured one is whole there, unless print runs across.
    """
    looks = slides[0].beside(best)
    text, guesses = texts_of(row, best, looks)
    if not guesses or guesses[0].probability < _PLAIN:
        others = [w for slide in slides[1:] for w in (*slide.closer(best), *slide.beside(best))]
        whole = [window for window in others if not is_crossed(window)]
        text, guesses = texts_of(row, best, [*looks, *slides[0].closer(best), *whole])
    box = frame.on_page(letters_on(best))
    return Line(text, box, round(best.sure, 3), "", guesses, _written(box, best))


def _unlabelled(frame: Frame, windows: Sequence[Window]) -> Line:
    """Write down the number of a stamp that was found without its label."""
    best = windows[0]
    guesses = guesses_of(Row.NUMBER.value[0], windows)
    box = frame.on_page(letters_on(best))
    return Line(guesses[0].text, box, round(best.sure, 3), "", guesses, _written(box, best))


def _written(box: Box, best: Window) -> tuple[tuple[int, int, float], ...]:
    """Say how likely a hand wrote a row; what is in it belongs to one value or two."""
    return ((box[0], box[2], likeliest(by_hand(best.seen))),)
