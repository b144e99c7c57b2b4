"""What offices put on a letter on its way: receipts with their numbers, boxes ticked, notes."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Final

from bench.letters.days import soon_after
from bench.letters.letter import Digits, Letter, Received
from bench.letters.sheet import BLACK, BLUE, RED, VIOLET
from bench.letters.words import NOTES, OFFICES, RECEIVERS

_NUMBER_LABELS: Final = ("เลขรับ", "เลขที่รับ", "เลขที่ลงรับ")
_DATE_LABELS: Final = ("วันที่", "วันที่รับ", "วัน เดือน ปี")
_OPENING: Final = 8.5
_CLOSING: Final = 16.4
_TICKED: Final = 0.3
"""How often a stamp has units to choose from."""


def received(rng: Random, letter: Letter, offices: int) -> Letter:
    """Have a letter received by that many offices, one below the other."""
    names = rng.choice(RECEIVERS)
    day = soon_after(rng, letter.date)
    minutes = rng.randint(0, 4 * 60)
    stamps = []
    for level in range(offices):
        clock = _OPENING * 60 + minutes
        blank = rng.random() < 0.2  # noqa: PLR2004 - as often as the field does
        stamps.append(
            Received(
                level=level + 1,
                receiver=names[level],
                number=str(rng.randint(60, 24_000 // (4**level))),
                date=day,
                time=None if blank else f"{int(clock) // 60:02}:{int(clock) % 60:02}",
                labels=(rng.choice(_NUMBER_LABELS), rng.choice(_DATE_LABELS)),
                digits=rng.choice((Digits.ARABIC, Digits.ARABIC, Digits.THAI)),
                filled=rng.choice(("typed", "wheel", "hand")),
                ink=rng.choice((BLUE, BLUE, RED, VIOLET, BLACK)),
                boxes=ticked(rng, OFFICES, 6) if rng.random() < _TICKED else (),
            )
        )
        minutes = min(minutes + rng.randint(20, 150), int((_CLOSING - _OPENING) * 60))
    return replace(letter, received=tuple(stamps))


def noted(rng: Random, letter: Letter) -> Letter:
    """Have an officer write a note at the foot by hand."""
    return replace(letter, note=rng.choice(NOTES))


def ticked(rng: Random, names: Sequence[str], most: int) -> tuple[tuple[str, bool], ...]:
    """Offer some to choose from, and tick one or two."""
    offered = rng.sample(names, k=rng.randint(3, most))
    chosen = set(rng.sample(offered, k=rng.randint(1, 2)))
    return tuple((name, name in chosen) for name in offered)
