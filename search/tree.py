"""A question without any engine: what must stand in which field of a letter.

``search.query`` writes these trees, and every backend compiles all of them to
its engine's own language. They hold tokens, which ``search.analyzer`` has cut
in the same way for the index, so no engine needs to know Thai.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Field(StrEnum):
    """A part of a letter, as tokens. The value is the name every engine uses."""

    SUBJECT = "subject"
    """เรื่อง, in words."""
    BODY = "body"
    """What the pages say, in words."""
    DETAILS = "details"
    """What else the clerk confirmed: enclosures, signatory, owner unit; in words."""
    SENDER = "sender"
    """จาก, in words and the words inside them."""
    ADDRESSEE = "addressee"
    """ถึง, likewise."""
    CLUSTERS = "clusters"
    """The subject in character clusters, which never split an อักษร from its marks."""
    PARTS = "parts"
    """Words of the dictionary inside the longer words of subject, body and details, or
    across the cuts between them."""
    GRAMS = "grams"
    """The subject in pairs of letters, for what was misread or mistyped."""
    REFERENCE = "reference"
    """Forms of the letter's own number (ที่) and of its parts."""
    CITED = "cited"
    """Forms of the numbers it refers to."""
    NUMBER = "number"
    """เลขทะเบียนรับ or ส่ง, each with the unit whose book it is in: ``7:238``.

    A unit's numbers are not for every unit that has the letter to read.
    """
    NOTES = "notes"
    """Words written on it (เกษียน), each with a unit that may read the note, or ``EVERY_UNIT``."""


ORDERED = frozenset({Field.SUBJECT, Field.BODY, Field.DETAILS, Field.CLUSTERS})
"""Fields whose tokens keep their places, so that phrases can be asked for."""


class Day(StrEnum):
    """A day of a letter, or the month if its day is unknown."""

    DATED = "dated"
    """ลงวันที่."""
    RECEIVED = "received"
    """วันที่รับ, the first of all units; of a letter of our own the day it was issued."""


class Facet(StrEnum):
    """A property of which a letter has one value, or none; those ``OF_UNITS`` have several."""

    YEAR = "year"
    """Of receipt, B.E.: ``2568``."""
    MONTH = "month"
    """Of receipt, B.E.: ``2568-05``."""
    SENDER = "from"
    """The sender's whole name, as registered."""
    UNIT = "unit"
    """Number of a unit that holds the letter. Only units of who asks are ever counted."""
    KIND = "kind"
    URGENCY = "urgency"
    STATE = "state"
    """Where the letter stands in a unit that holds it: ``7:filed``."""
    BOOK = "book"
    """A book of a unit in which it is entered: ``7:received-2568``."""


OF_UNITS = frozenset({Facet.STATE, Facet.BOOK})
"""Facets that each unit has of its own: a value is the unit's number and what it has.

They are counted without the unit, each letter once, and only of the units of who asks:
how far a letter has come in one unit is not for every unit that has it to read.
"""


EVERY_UNIT = 0
"""Stands for all units that hold a letter; no unit has this number."""


def of_unit(unit: int, said: str) -> str:
    """Write what a unit has as the value of one of ``OF_UNITS``."""
    return f"{unit}:{said}"


def parted(value: str) -> tuple[int, str]:
    """Return the unit and what it has, of a value of one of ``OF_UNITS``."""
    unit, _, said = value.partition(":")
    return int(unit), said


@dataclass(frozen=True, slots=True)
class Term:
    """The token stands somewhere in the field."""

    field: Field
    token: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two tokens or more stand in the field one after the other. Only of ``ORDERED`` fields."""

    field: Field
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of these different tokens stand somewhere in the field."""

    field: Field
    tokens: frozenset[str]
    count: int


@dataclass(frozen=True, slots=True)
class Between:
    """The day or month meets a stretch of days, both ends included; ``None`` is open."""

    day: Day
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Is:
    """The facet has this value."""

    facet: Facet
    value: str


@dataclass(frozen=True, slots=True)
class This:
    """It is this letter."""

    letter_id: int


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these holds; there is at least one."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of these holds, or more; the more, the better. There is at least one."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class But:
    """The first holds and the other does not; the other adds nothing to the order."""

    node: "Node"
    without: "Node"


@dataclass(frozen=True, slots=True)
class Weighed:
    """The same letters; what matches counts ``weight`` times in the order."""

    node: "Node"
    weight: float


Node: TypeAlias = Term | Phrase | AtLeast | Between | Is | This | All | Some | But | Weighed
