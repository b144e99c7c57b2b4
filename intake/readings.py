"""The ways one value was read, as the desk shows them: what, where, how likely, by whom.

Pure functions from the JSON of a found value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.extract.found import Source
from registry import thai
from registry.ports import Box
from registry.vocabulary import LabelledEnum

_ISO = re.compile(r"(\d{4}|-)-(0[1-9]|1[0-2])(?:-(\d{2}))?")

MOST_READINGS = 8
"""With "none of them" there are as many choices as digit keys."""
MARGIN = 16
"""Pixels of paper shown around a value, so that marks above and below are not cut."""


class Control(LabelledEnum):
    """What a value is typed into."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Cutout:
    """A piece of a page to show beside a value; pixels of the upright page at 300 dpi."""

    page: int
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One way a value was read."""

    shown: str
    """The value as an officer writes it; also what is sent when he chooses it."""
    raw: str
    cutout: Cutout | None
    """``None`` for an alternative: it was read where the first reading was."""
    percent: int | None = None
    """How likely it is, of 100; ``None`` where readings of several places differ."""
    source: str = ""
    """Who read it, as an officer calls it."""


def readings_of(found: Any, control: Control) -> Iterator[Reading]:  # noqa: ANN401 - JSON
    """Yield what was found, the readings of other places, then what the same place may say.

    A certain value stands alone, and so does one of a closed list.
    """
    if not found:
        return
    stands = found.get("certain") or control is Control.CHOICE
    others = [] if stands else [one for one in found.get("alternatives", ()) if _is_possible(one)]
    told = (found, *found.get("conflicts", ()), *others)[:MOST_READINGS]
    seen: set[str] = set()
    for number, one in enumerate(told):
        shown = as_typed(str(one["value"] or ""), control)
        if shown in seen:
            continue
        seen.add(shown)
        percent, source = None, ""
        if others and (number == 0 or "probability" in one):
            percent = round(100 * one.get("probability", found.get("confidence", 0)))
            source = Source(one.get("source", Source.PAGE)).label
        place = cutout(one.get("page"), one.get("box"))
        yield Reading(shown, str(one.get("raw") or ""), place, percent, source)


def _is_possible(alternative: Mapping[str, Any]) -> bool:
    """Leave out what the digit reader all but rules out; what another said is always told."""
    unlikely = round(100 * alternative["probability"]) == 0
    return not (unlikely and alternative.get("source") == Source.DIGITS)


def cutout(page: int | None, box: Sequence[int] | Box | None) -> Cutout | None:
    """Return the paper around a box, or ``None`` where the machine gave none."""
    if not page or not box:
        return None
    left, top, right, bottom = (int(edge) for edge in box)
    left, top = max(0, left - MARGIN), max(0, top - MARGIN)
    return Cutout(page, left, top, right + MARGIN - left, bottom + MARGIN - top)


def shown_date(text: str) -> str:
    """Write an ISO date the Thai way: ``2 พ.ค. 2568``, without what was not written.

    ``2025-05`` has no day, ``--05-02`` no year.
    """
    match = _ISO.fullmatch(text)
    if match is None:
        return text
    year, month, day = match.groups()
    parts = [
        str(int(day)) if day else "",
        thai.MONTHS_SHORT[int(month) - 1],
        str(int(year) + thai.ERA) if year != "-" else "",
    ]
    return " ".join(part for part in parts if part)


def as_typed(value: str, control: Control) -> str:
    """Write a stored value as an officer types it."""
    return shown_date(value) if control is Control.DATE else value
