"""How sure a value may be, given who read it; ``certain`` is a promise of 99 in 100.

Tesseract's Thai model cannot print ๔ ๖ ๗ ๘ ๙ at all: it writes ๕, ๒ or nothing
and is as confident as ever. So no number it read in Thai digits alone is believed,
nor one in Arabic digits on a page that is otherwise in Thai ones. Where a
second reader looked, the probability it gives is the confidence. What was read
off a picture is certain only where ``intake.extract.calibration`` knows, from
letters that were counted, that such values are right.
"""

import re
from dataclasses import dataclass
from enum import Enum

from intake.extract.found import Alternative, Found, Grounds, Source
from registry.ports import Box

MOST_FOR_UNPRINTABLE_DIGITS = 0.5
_THAI_DIGITS = re.compile("[๐-๙]")
_ANY_DIGIT = re.compile("[0-9๐-๙]")


class Shape(Enum):
    """How well the text fits what the field looks like; its share of the confidence."""

    WHOLE = 1.0
    """The grammar, or a word of a closed list, fits from end to end."""
    LIKELY = 0.9
    """Free words in the place where the field stands."""
    LOOSE = 0.6
    """Something is there, and does not quite fit."""
    BROKEN = 0.3
    """Something is there that cannot be right."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read, by what, and how sure the reader was."""

    page: int
    box: Box
    engine: str
    confidence: float
    thai_page: bool
    """Thai digits stand elsewhere on the page."""
    chance: float | None = None
    """How sure a second reader, which knows all digits, is of the value."""
    source: Source = Source.PAGE
    alternatives: tuple[Alternative, ...] = ()
    by_hand: float = 0.0
    """The probability that some of it was written by hand."""
    crossed: bool = False
    """Coloured ink lies upon it."""

    @property
    def recognised(self) -> bool:
        """Read off a picture, rather than typed into the file.

        A text layer that lies over a scan was read off a picture too, by
        nobody knows what; its engine says ``text layer over picture``.
        """
        return not self.engine.startswith("text layer") or "picture" in self.engine


def found(value: str, raw: str, evidence: Evidence, shape: Shape) -> Found[str]:
    """Make a value with the confidence its evidence allows, and what that rests on."""
    confidence = evidence.confidence * shape.value
    digits = bool(_ANY_DIGIT.search(raw))
    unprintable = (
        evidence.recognised and digits and (bool(_THAI_DIGITS.search(raw)) or evidence.thai_page)
    )
    if evidence.chance is not None:
        confidence = evidence.chance * shape.value
    elif unprintable:
        confidence = min(confidence, MOST_FOR_UNPRINTABLE_DIGITS)
    return Found(
        value=value,
        raw=raw,
        page=evidence.page,
        box=evidence.box,
        confidence=round(confidence, 3),
        certain=shape is Shape.WHOLE and not evidence.recognised,
        source=evidence.source,
        alternatives=evidence.alternatives,
        grounds=_grounds(evidence, shape) if evidence.recognised else None,
    )


def _grounds(evidence: Evidence, shape: Shape) -> Grounds:
    twice = evidence.chance is not None
    return Grounds(
        evidence.engine,
        evidence.confidence if evidence.chance is None else evidence.chance,
        evidence.confidence,
        shape.value,
        twice,
        evidence.by_hand,
        evidence.crossed,
    )
