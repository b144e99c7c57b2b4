"""Where other ink lies upon print: what was read there is never sure.

A ring of a seal makes a ๓ of a ๑. Its colour can be taken off, and what it
did to the strokes beneath, in a scanner's packing, cannot. A figure that
stands on the rule of its cell is taken for a piece of the rule.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from intake.strokes import ACROSS, Ink, standing_rules, thickened
from registry.ports import Line

_LIGHTEST = 195
"""What is darker on the coloured sheet is ink."""
_EDGE = 0.15
"""Of a line's height, at its top and at its foot: what only touches it there spoils nothing."""
_APART = 0.5
"""Of a line's height: strokes nearer to each other than that are one crossing."""
_FIGURE_LAST = re.compile(r"[0-9๐-๙]\W*$")
_SMALLER, _DARKER = 4, 60
"""How much smaller a page is looked at for rules, and greys darker than paper that are ink."""
_BEHIND = 12
"""Smaller pixels behind a line's box in which its last figure may stand."""
_LEAST = 0.03
"""Of the square of a line's height: less ink is dirt. A thin ring has twice as much."""


def marked(lines: Sequence[Line], coloured: Image.Image) -> tuple[Line, ...]:
    """Say of every line of print where the ``coloured`` sheet of its page has ink upon it."""
    ink = np.asarray(coloured) < _LIGHTEST
    return tuple(replace(line, crossed=(*line.crossed, *_crossings(line, ink))) for line in lines)


def cut_off(lines: Sequence[Line], page: Image.Image) -> tuple[Line, ...]:
    """Mark the ends of numbers behind which ink runs into a standing rule, on a page at 300 dpi."""
    small = np.asarray(page.reduce(_SMALLER))
    paper = int(np.bincount(small.ravel(), minlength=256).argmax())
    ink = small.astype(np.int16) < paper - _DARKER
    rules = standing_rules(ink)
    touching = ink & ~rules & thickened(rules, ACROSS)
    return tuple(
        replace(line, crossed=(*line.crossed, (line.box[2] - 1, line.box[2] + 1)))
        if _FIGURE_LAST.search(line.text) and _runs_on(line, touching)
        else line
        for line in lines
    )


def _runs_on(line: Line, touching: Ink) -> bool:
    _, top, right, bottom = (max(round(side / _SMALLER), 0) for side in line.box)
    return bool(touching[top:bottom, right : right + _BEHIND].any())


def _crossings(line: Line, ink: Ink) -> tuple[tuple[int, int], ...]:
    left, top, right, bottom = (max(side, 0) for side in line.box)
    height = bottom - top
    edge = round(_EDGE * height)
    columns = ink[top + edge : max(bottom - edge, 0), left:right].sum(axis=0)
    inked = np.flatnonzero(columns)
    if not inked.size:
        return ()
    parts = np.split(inked, np.flatnonzero(np.diff(inked) > _APART * height) + 1)
    enough = (part for part in parts if columns[part].sum() >= _LEAST * height * height)
    return tuple((left + int(part[0]), left + int(part[-1]) + 1) for part in enough)
