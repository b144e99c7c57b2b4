"""Where coloured ink lies upon print: what was read there is never sure.

A ring of a seal makes a ๓ of a ๑. Its colour can be taken off, and what it
did to the strokes beneath, in a scanner's packing, cannot.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from intake.strokes import Ink
from registry.ports import Line

_LIGHTEST = 195
"""What is darker on the coloured sheet is ink."""
_EDGE = 0.15
"""Of a line's height, at its top and at its foot: what only touches it there spoils nothing."""
_APART = 0.5
"""Of a line's height: strokes nearer to each other than that are one crossing."""
_LEAST = 0.03
"""Of the square of a line's height: less ink is dirt. A thin ring has twice as much."""


def marked(lines: Sequence[Line], coloured: Image.Image) -> tuple[Line, ...]:
    """Say of every line of print where the ``coloured`` sheet of its page has ink upon it."""
    ink = np.asarray(coloured) < _LIGHTEST
    return tuple(replace(line, crossed=_crossings(line, ink)) for line in lines)


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
