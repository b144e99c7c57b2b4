"""How long steps took: working days as one growing number, and what is said of many. Pure."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.thai import BANGKOK
from registry.working_days import ONE_DAY, WorkingCalendar


class WorkedDays:
    """Office hours as one growing number, so that a length is a difference."""

    def __init__(self, calendar: WorkingCalendar, first: dt.date, last: dt.date) -> None:
        self._calendar, self._first, self._last = calendar, first, last
        self._before: dict[dt.date, int] = {}
        self._working: set[dt.date] = set()
        day = first
        while day <= last:
            self._before[day] = len(self._working)
            if calendar.is_working(day):
                self._working.add(day)
            day += ONE_DAY

    def between(self, since: dt.datetime, until: dt.datetime) -> float:
        """Return the working days from one moment to another.

        Never below zero: a letter entered late may have been received before it was sent.
        """
        return max(0.0, self._at(until) - self._at(since))

    def _at(self, moment: dt.datetime) -> float:
        day = min(max(moment.astimezone(BANGKOK).date(), self._first), self._last)
        if day not in self._working:
            return self._before[day]
        opens = dt.datetime.combine(day, self._calendar.opens, BANGKOK)
        length = self._calendar.closing(day) - opens
        return self._before[day] + min(1.0, max(0.0, (moment - opens) / length))


@dataclass(frozen=True, slots=True)
class Spent:
    """Working days that a step took: the middle one and the one nine of ten stay below."""

    count: int
    median: float | None = None
    ninetieth: float | None = None

    @classmethod
    def of(cls, days: Iterable[float]) -> "Spent":
        """Return the figures of so many lengths; without any there is no middle one."""
        ordered = sorted(days)
        if not ordered:
            return cls(0)
        return cls(len(ordered), _at(ordered, 0.5), _at(ordered, 0.9))


def _at(ordered: Sequence[float], part: float) -> float:
    """Return the value that a part of an ordered row does not exceed, to a tenth of a day."""
    return round(ordered[max(0, math.ceil(part * len(ordered)) - 1)], 1)
