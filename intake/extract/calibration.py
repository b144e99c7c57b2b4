"""How often values are right that rest on the same: measured on generated letters, not guessed.

``./saraban train certainty`` fits a curve of a few weights for each field and
writes them to ``data/certainty.json``. They hold for the model of the line
reader they were measured with; what another model read is never certain.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from intake.extract.certainty import Shape
from intake.extract.found import Citation, Found, FoundLetter, Grounds, StampedReceipt
from registry.ports import Box
from registry.vocabulary import LetterKind

MEASURED: Final = Path(__file__).parent / "data" / "certainty.json"
MOST_BY_HAND: Final = 0.15
"""What is as likely as that to be written by hand is never certain: a hand is often missed."""
LEAST_CHANCE: Final = 0.6
"""What the readers themselves hold less likely is never certain, however often such values are
right: too few of them were counted."""
LEAST_SHAPE: Final = 0.9
"""What does not quite fit its field is never certain, however surely it was read."""
_SURE: Final = 0.9995
"""Nobody is surer than that, however often he says so."""

SINGLE: Final = (
    "reference", "date", "subject", "sender", "owner_unit", "addressee", "urgency", "secrecy",
    "signatory", "position", "phone", "email",
)  # fmt: skip
"""The fields that hold one value."""
STAMPED: Final = ("number", "date", "time", "unit")

Change = Callable[[str, Found[str]], Found[str]]
"""What to make of a value, given the name of its field."""


def features(grounds: Grounds) -> tuple[float, ...]:
    """Write what a value rests on as numbers; none of them makes it less likely by growing.

    The first is always 1, and the second alone is what the readers say themselves.
    """
    return (
        1.0,
        _log_odds(grounds.chance),
        _log_odds(grounds.page),
        float(grounds.shape >= Shape.WHOLE.value),
        float(grounds.shape >= Shape.LIKELY.value),
        float(grounds.shape >= Shape.LOOSE.value),
        float(grounds.twice),
        1.0 - grounds.by_hand,
    )


def _log_odds(chance: float) -> float:
    kept = min(max(chance, 1 - _SURE), _SURE)
    return math.log(kept / (1 - kept))


def may_be_certain(grounds: Grounds) -> bool:
    """Say whether a value is print under nothing else, fits its field, and both readers saw it.

    Neither doubts it, and one alone is not believed: the first does not know all digits.
    """
    is_print = grounds.twice and grounds.by_hand < MOST_BY_HAND and not grounds.crossed
    return is_print and grounds.shape >= LEAST_SHAPE and grounds.chance >= LEAST_CHANCE


@dataclass(frozen=True, slots=True)
class Curve:
    """What was measured of one field."""

    weights: tuple[float, ...]
    """One for each of ``features``; none but the first is negative."""
    certain_from: float | None
    """The probability from which a value is certain; ``None`` is never."""

    def probability(self, grounds: Grounds) -> float:
        """Return how likely a value is right, 0.0 to 1.0."""
        terms = zip(self.weights, features(grounds), strict=True)
        return 1 / (1 + math.exp(-sum(weight * value for weight, value in terms)))

    def is_certain(self, grounds: Grounds) -> bool:
        """Say whether at least 99 in 100 values like it are right; by hand is never certain."""
        return (
            self.certain_from is not None
            and may_be_certain(grounds)
            and self.probability(grounds) >= self.certain_from
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves of all fields, and the model of the line reader they were measured with."""

    model: str
    curves: Mapping[str, Curve]

    def believed(self, name: str, found: Found[str]) -> Found[str]:
        """Give a value of field ``name`` the confidence it deserves.

        What was typed into the file, and what another model read, stays as it is.
        """
        grounds, curve = found.grounds, self.curves.get(name)
        if grounds is None or curve is None or self.model not in grounds.engine:
            return found
        sure = curve.probability(grounds)
        left = (1 - sure) / max(1 - grounds.chance, 1 - sure, 1 - _SURE)
        return replace(
            found,
            confidence=round(sure, 3),
            certain=curve.is_certain(grounds) and not found.conflicts and bool(found.value),
            alternatives=tuple(
                replace(other, probability=round(other.probability * left, 3))
                for other in found.alternatives
            ),
        )


def calibrated(letters: Sequence[FoundLetter]) -> tuple[FoundLetter, ...]:
    """Give every value of the letters its measured confidence."""
    grounded = (_beneath_stamps(_without_head(letter)) for letter in letters)
    return tuple(changed(letter, measured().believed) for letter in grounded)


def _beneath_stamps(letter: FoundLetter) -> FoundLetter:
    """Never be certain of what a receipt stamp lies upon, whatever its colour.

    A stroke of a stamp makes a ๓ of a ๑, and both readers agree on it.
    """
    stamps = [place for receipt in letter.receipts if (place := _place_of(receipt))]

    def doubted(name: str, found: Found[str]) -> Found[str]:
        grounds = found.grounds
        beneath = any(found.page == page and _meet(found.box, box) for page, box in stamps)
        if grounds is None or not beneath or name.startswith("stamp"):
            return found
        return replace(found, grounds=replace(grounds, crossed=True))

    return changed(letter, doubted)


def _place_of(receipt: StampedReceipt) -> tuple[int, Box] | None:
    """Return the page of a stamp and the box around what was read of it, if anything was."""
    parts = [part for name in STAMPED if (part := getattr(receipt, name))]
    if not parts:
        return None
    lefts, tops, rights, bottoms = zip(*(part.box for part in parts), strict=True)
    return parts[0].page, (min(lefts), min(tops), max(rights), max(bottoms))


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _without_head(letter: FoundLetter) -> FoundLetter:
    """Take a letter whose head was not recognised, or lost its number, for what it is.

    Its fields were looked for where such fields stand in most letters, so
    nothing in it fits wholly. Only an announcement has no number of its own.
    """
    if letter.reference or letter.kind is LetterKind.ANNOUNCEMENT:
        return letter

    def likely(_: str, found: Found[str]) -> Found[str]:
        grounds = found.grounds
        if grounds is None:
            return found
        shape = min(grounds.shape, Shape.LOOSE.value)
        return replace(found, grounds=replace(grounds, shape=shape))

    return changed(letter, likely)


@cache
def measured() -> Calibration:
    """Return the calibration of this release, loaded once."""
    return loaded(MEASURED)


def loaded(path: Path) -> Calibration:
    """Read a file that ``./saraban train certainty`` wrote."""
    said = json.loads(path.read_text(encoding="utf-8"))
    curves = {
        name: Curve(tuple(one["weights"]), one["certain_from"])
        for name, one in said["fields"].items()
    }
    return Calibration(said["model"], curves)


def changed(letter: FoundLetter, change: Change) -> FoundLetter:
    """Return a letter with every value changed, each under the name of its field."""

    def each(name: str, found: Found[str] | None) -> Found[str] | None:
        return found and change(name, found)

    def cited(citation: Citation) -> Citation:
        reference = change("cited reference", citation.reference)
        return Citation(reference, each("cited date", citation.date))

    def stamped(receipt: StampedReceipt) -> StampedReceipt:
        return StampedReceipt(
            **{name: each(f"stamp {name}", getattr(receipt, name)) for name in STAMPED}
        )

    single: dict[str, Any] = {name: each(name, getattr(letter, name)) for name in SINGLE}
    return replace(
        letter,
        **single,
        refers_to=tuple(map(cited, letter.refers_to)),
        mentions=tuple(map(cited, letter.mentions)),
        enclosures=tuple(change("enclosures", one) for one in letter.enclosures),
        receipts=tuple(map(stamped, letter.receipts)),
    )
