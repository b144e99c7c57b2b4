"""Offices read nearly as one the agency knows are shown beside what was read, never instead."""

from collections.abc import Collection
from dataclasses import replace

from intake.extract.codes import known_bodies
from intake.extract.found import Alternative, Found, FoundLetter, Source
from registry.thai import bare
from registry.thai_months import edit_distance

_MOST_WRONG = 0.2
"""Of a name's letters; two offices' names differ by more than a torn one from its own."""
_SHORTEST = 6
"""Letters of a name below which a slip of the eye makes another name of it."""


def with_known(letters: tuple[FoundLetter, ...], names: Collection[str]) -> tuple[FoundLetter, ...]:
    """Set the nearest known name beside each sender and addressee that is none, to choose.

    Known are ``names`` and the bodies whose letter codes are known.
    """
    every = {bare(name): name for name in (*known_bodies(), *names)}
    known = {key: name for key, name in every.items() if len(key) >= _SHORTEST}
    return tuple(
        replace(
            letter,
            sender=_beside(letter.sender, known),
            addressee=_beside(letter.addressee, known),
        )
        for letter in letters
    )


def _beside(found: Found[str] | None, known: dict[str, str]) -> Found[str] | None:
    if found is None or not found.value or found.value in known.values():
        return found
    read = bare(found.value)
    near = [name for name in known if abs(len(name) - len(read)) <= _MOST_WRONG * len(name)]
    wrong, nearest = min(((edit_distance(read, name), name) for name in near), default=(0, ""))
    if not nearest or wrong > _MOST_WRONG * len(nearest):
        return found
    likely = (1 - found.confidence) * (1 - wrong / len(nearest))
    other = Alternative(known[nearest], found.raw, round(likely, 3), Source.CONTEXT)
    return replace(found, alternatives=(*found.alternatives, other))
