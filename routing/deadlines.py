"""When something is due: by a letter's words, its urgency, an order. Pure functions.

No day is ever invented: a period whose first day nobody knows, a repetition
and โดยเร็ว have none, and the clerk is asked or the agency's limits apply.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.thai import BANGKOK, clock_time, duration
from registry.vocabulary import LabelledEnum, PhraseKind
from registry.working_days import ONE_DAY, CalendarYearMissing, WorkingCalendar

END_OF_DAY = "24:00"

NAMES_DAY = frozenset({PhraseKind.DATE, PhraseKind.BEFORE, PhraseKind.WINDOW, PhraseKind.DELIVERY})
"""Phrases that say by which day."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a letter that set a time, as registered with it."""

    kind: PhraseKind
    text: str
    """The sentence they stand in."""
    page: int
    start: dt.date | None = None
    end: dt.date | None = None
    """The last day; of ก่อนวันที่ D the day before D."""
    time: str = ""
    """``16:30``, when written."""
    days: int | None = None
    working_days: bool = False
    anchor: str = ""
    """What a period is counted from, in the letter's words; empty if they do not say."""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Phrase":
        """Read one entry of a letter's ``details["deadlines"]``."""
        return cls(
            kind=PhraseKind(said["kind"]),
            text=said.get("text") or "",
            page=said.get("page") or 0,
            start=_day(said.get("start")),
            end=_day(said.get("end")),
            time=said.get("time") or "",
            days=said.get("days"),
            working_days=bool(said.get("working_days")),
            anchor=said.get("anchor") or "",
        )

    @property
    def needs_anchor(self) -> bool:
        """Tell whether a person must say from which day it is counted."""
        return self.kind is PhraseKind.PERIOD


def due_by_phrase(
    phrase: Phrase, calendar: WorkingCalendar, *, anchor: dt.date | None = None
) -> dt.datetime | None:
    """Return when a phrase is due, or ``None`` if it names no day or its first day is unknown.

    A day that is written stands, on a holiday too; a period ends on the next
    working day if its last day is one (ป.พ.พ. มาตรา 193/8). Raises
    ``CalendarYearMissing`` where it takes holidays nobody has confirmed.
    """
    if phrase.kind in NAMES_DAY:
        return due_on(phrase.end, calendar, phrase.time) if phrase.end else None
    if phrase.kind is not PhraseKind.PERIOD or anchor is None or not phrase.days:
        return None
    if phrase.working_days:
        return calendar.closing(calendar.after(anchor, phrase.days))
    return calendar.closing(calendar.working_day(anchor + ONE_DAY * phrase.days))


def due_by_urgency(
    hours: int | None, received_at: dt.datetime, calendar: WorkingCalendar
) -> dt.datetime | None:
    """Return when the agency's own limit for a ชั้นความเร็ว ends, or ``None`` if it sets none."""
    return None if hours is None else calendar.hours_after(received_at, hours)


def due_on(day: dt.date, calendar: WorkingCalendar, time: str = "") -> dt.datetime:
    """Return the moment a day is over for the office, or the time of day that is said."""
    if time == END_OF_DAY:
        return dt.datetime.combine(day + ONE_DAY, dt.time(), BANGKOK)
    if time:
        return dt.datetime.combine(day, dt.time.fromisoformat(time), BANGKOK)
    return calendar.closing(day)


def internal(
    outer: dt.datetime, days: int, calendar: WorkingCalendar, *, now: dt.datetime
) -> dt.datetime:
    """Return a unit's own deadline: ``days`` working days before the letter's.

    Where those days have passed it lies fewer days before; where none is left
    it is the letter's. It is never past unless the letter's is, and never later.
    """
    day = outer.astimezone(BANGKOK).date()
    for fewer in range(days, 0, -1):
        earlier = calendar.closing(calendar.before(day, fewer))
        if now < earlier < outer:
            return earlier
    return outer


def effective(dues: Iterable[dt.datetime | None]) -> dt.datetime | None:
    """Return the earliest of the deadlines that hold, or ``None`` if none does."""
    return min((due for due in dues if due is not None), default=None)


class Bucket(LabelledEnum):
    """How near a deadline is, in the order of queues."""

    OVERDUE = "overdue", "เกินกำหนด"
    TODAY = "today", "ครบกำหนดวันนี้"
    THIS_WEEK = "this-week", "ครบกำหนดสัปดาห์นี้"
    LATER = "later", "หลังสัปดาห์นี้"
    NONE = "none", "ไม่มีกำหนด"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where one bucket ends and the next begins, for queries that count in SQL.

    Overdue is before ``now``, today before ``tomorrow``, this week before
    ``next_week``; weeks begin on Monday, days at midnight in Bangkok.
    """

    now: dt.datetime
    tomorrow: dt.datetime
    next_week: dt.datetime


def bounds(now: dt.datetime) -> Bounds:
    """Return the bounds of the buckets at a moment."""
    today = dt.datetime.combine(now.astimezone(BANGKOK), dt.time(), BANGKOK)
    return Bounds(now, today + ONE_DAY, today + ONE_DAY * (7 - today.weekday()))


def bucket(now: dt.datetime, due: dt.datetime | None) -> Bucket:
    """Say how near a deadline is."""
    if due is None:
        return Bucket.NONE
    edges = bounds(now)
    if due < edges.now:
        return Bucket.OVERDUE
    if due < edges.tomorrow:
        return Bucket.TODAY
    return Bucket.THIS_WEEK if due < edges.next_week else Bucket.LATER


def remaining(now: dt.datetime, due: dt.datetime, calendar: WorkingCalendar) -> str:
    """Say how long is left or how long it is over: ``อีก 2 วันทำการ``.

    Where a year's holidays are not confirmed it counts plain days, and says วัน.
    """
    today, last = (moment.astimezone(BANGKOK).date() for moment in (now, due))
    if due < now:
        count = _days_between(last, today, calendar)
        return f"เกินกำหนด {count}" if count else f"เกินกำหนดตั้งแต่ {clock_time(due)} น."
    if today == last:
        return f"ภายในวันนี้ {clock_time(due)} น."
    count = _days_between(today, last, calendar)
    return f"อีก {count}" if count else "ก่อนวันทำการถัดไป"


def countdown(now: dt.datetime, due: dt.datetime) -> str:
    """Say how long is left of a ด่วนภายใน, by the clock: ``อีก 3 ชั่วโมง 20 นาที``."""
    return f"อีก {duration(due - now)}" if due >= now else f"เกินกำหนด {duration(now - due)}"


def _days_between(day: dt.date, until: dt.date, calendar: WorkingCalendar) -> str:
    """Count working days in words; nothing if there is none."""
    try:
        count, unit = calendar.between(day, until), "วันทำการ"
    except CalendarYearMissing:
        count, unit = (until - day).days, "วัน"
    return f"{count} {unit}" if count else ""


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
