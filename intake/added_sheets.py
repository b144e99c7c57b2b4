"""Sheets added behind a letter: blocks set one under another, page after page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from intake.letter_copy import A4

LEFT: Final = 66.0
"""Points; 3 cm would leave no room for three stamps beside each other."""
RIGHT: Final = A4[0] - LEFT
TOP: Final = A4[1] - 80
"""Where the first block hangs, under the sheet's heading."""

_BOTTOM: Final = 32.0


@dataclass(frozen=True, slots=True)
class Block:
    """What is never cut: operators around an origin at the block's lower left corner."""

    height: float
    drawing: str


def set_out(
    groups: Sequence[Sequence[Block]], place: Callable[[float, str], str]
) -> list[list[str]]:
    """Return what each sheet shows; ``place`` moves a drawing to a height over its foot.

    The blocks of a group stay together where a sheet has room for them at all.
    """
    sheets: list[list[str]] = []
    y = 0.0
    for group in groups:
        whole = sum(block.height for block in group)
        turns = y - whole < _BOTTOM and whole <= TOP - _BOTTOM
        for block in group:
            if not sheets or turns or y - block.height < _BOTTOM:
                sheets.append([])
                y, turns = TOP, False
            y -= block.height
            sheets[-1].append(place(y, block.drawing))
    return sheets
