"""A date as it stands in a text, with the doubts about it."""

from dataclasses import dataclass
from enum import StrEnum


class Doubt(StrEnum):
    """Why a date that could be read may still not be what was meant."""

    ERA = "era"
    """A year that could be Gregorian or a misread Buddhist one."""
    MIXED_DIGITS = "mixed-digits"
    MONTH = "month"
    """The month is misspelt."""
    YEAR = "year"
    """Digits stand where the year should and make none."""
    OLD_YEAR = "old-year"
    """Two digits that would be long ago; usually misread."""
    WEEKDAY = "weekday"
    """The weekday written beside it is another day's."""
    ORDER = "order"
    """The first day of the range comes after the last; its month was guessed."""
    DAY = "day"
    """The number before the month is no day of it."""
    NUMERIC = "numeric"
    """Written with numbers alone."""
    NEIGHBOUR = "neighbour"
    """A number touches it that may belong to it."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """One date, range or list of days as it stands in a text."""

    raw: str
    span: tuple[int, int]
    """In the text given, after ``normal_text``."""
    start: str
    """ISO: ``2025-04-25``; ``2025-02`` without a day; ``--04-01`` without a year."""
    end: str | None = None
    """The last day of a range or list."""
    days: tuple[tuple[str, str], ...] = ()
    """Every stretch of a list, first and last day."""
    time: str | None = None
    """``14:51``."""
    time_end: str | None = None
    era: str | None = None
    """``BE`` or ``CE``, as written."""
    doubts: frozenset[Doubt] = frozenset()

    @property
    def whole(self) -> bool:
        """Day, month and year are all there."""
        return len(self.start) == len("2025-04-25") and self.start[0] != "-"
