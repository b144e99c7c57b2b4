"""Families of layouts: how an office sets its letters out, and the type it sets them in."""

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from bench.letters.held_out import may_train
from bench.letters.sheet import HEIGHT, MM, WIDTH

TYPED: Final = 16
"""Points of TH Sarabun in which most letters are typed."""
_PITCH: Final = 19.5
_SMALLEST, _LARGEST = 13, 18
_JUSTIFIED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand on the sheets of a letter; lengths are points."""

    name: str
    left: float
    right: float
    top: float
    bottom: float
    indent: float
    signing: float
    """Where what is signed is centred."""
    sender: float
    """Where the name and address of the office begin."""
    dated: float
    """Where the date is centred."""
    head: str
    """``emblem``, ``logo`` or ``letterhead``."""
    points: int = TYPED
    """Of TH Sarabun; other typefaces are set to look as large."""
    pitch: float = _PITCH
    """From line to line."""
    justified: bool = False
    """Whether lines are spread to the right margin between all letters, as Thai is."""

    @property
    def middle(self) -> float:
        """Return the middle of the text."""
        return (self.left + self.right) / 2


_REGULATION: Final = Layout(
    "regulation", 30 * MM, WIDTH - 20 * MM, 25 * MM, HEIGHT - 20 * MM, 25 * MM,
    signing=355, sender=350, dated=WIDTH / 2 + 25, head="emblem",
)  # fmt: skip
_FAMILIES: Final = (
    _REGULATION,
    replace(
        _REGULATION, name="narrow", left=22 * MM, right=WIDTH - 14 * MM, top=18 * MM,
        bottom=HEIGHT - 14 * MM, indent=20 * MM, signing=370, sender=380, dated=WIDTH / 2 + 60,
    ),
    replace(
        _REGULATION, name="agency", left=25 * MM, right=WIDTH - 25 * MM, signing=330, sender=365,
        dated=WIDTH / 2 + 70, head="logo",
    ),
    replace(
        _REGULATION, name="letterhead", left=25 * MM, right=WIDTH - 20 * MM, indent=15 * MM,
        signing=385, sender=150, dated=WIDTH - 40 * MM, head="letterhead",
    ),
)  # fmt: skip
_BY_NAME: Final = {layout.name: layout for layout in _FAMILIES}

LAYOUTS: Final = tuple(_BY_NAME)
"""Every family of layouts by its name."""
TRAINING_LAYOUTS: Final = tuple(name for name in LAYOUTS if may_train(name))


def layout_of(name: str, rng: Random) -> Layout:
    """Choose the size of the type, the room between lines and the right margin of a letter."""
    points = rng.choice((TYPED, TYPED, rng.randint(_SMALLEST, _LARGEST)))
    pitch = _PITCH * points / TYPED * rng.uniform(0.95, 1.2)
    justified = rng.random() < _JUSTIFIED
    return replace(_BY_NAME[name], points=points, pitch=pitch, justified=justified)
