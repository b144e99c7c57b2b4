"""When an officer is told about an assignment, and whom a deadline concerns. Pure.

Before and on the day the one is told whose turn it is; once it is past, he and
one more superior with every further step, up to the administrators.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from registry.choices import Choices
from registry.thai import ERA, bangkok_day
from registry.working_days import WorkingCalendar
from routing.notice_models import NoticeKind
from routing.owners import Roster, chain
from routing.states import State
from routing.turns import HELD, next_to_act


@dataclass(frozen=True, slots=True)
class Lying:
    """What one has to know of an open assignment to remind of it."""

    assignment_id: int
    unit_id: int
    state: State
    holder_id: int | None
    due_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One notice to be: who, about what, why, and for which day."""

    officer_id: int
    assignment_id: int
    kind: NoticeKind
    for_day: dt.date


def counting(calendar: WorkingCalendar, *days: dt.date) -> WorkingCalendar:
    """Return a calendar that knows the years of these days and those beside them.

    Where nobody has confirmed the holidays of a year only weekends count: a
    reminder on a holiday does no harm, one that never comes does.
    """
    years = {day.year + ERA + step for day in days for step in (-1, 0, 1)}
    return dataclasses.replace(calendar, years=calendar.years | years)


def told_of_deadline(
    one: Lying, there: Roster, calendar: WorkingCalendar, chosen: Choices, *, now: dt.datetime
) -> Iterator[Told]:
    """Yield who is told today about the deadline of one assignment; on no other than working days.

    Asked again on the same day it yields the same, which is how a round that
    runs twice tells nobody twice.
    """
    today, due = bangkok_day(now), bangkok_day(one.due_at)
    known = counting(calendar, today, due)
    if not known.is_working(today):
        return
    turn = next_to_act(there, one.state, one.unit_id, one.holder_id)
    if now > one.due_at:
        yield from _overdue(one, there, turn, _step(known, chosen, due, today))
    elif today == due:
        yield from _told(one, turn, NoticeKind.ON, due)
    elif chosen.remind_before and today >= known.before(due, chosen.remind_before):
        yield from _told(one, turn, NoticeKind.BEFORE, due)


def _step(
    calendar: WorkingCalendar, chosen: Choices, due: dt.date, today: dt.date
) -> tuple[int, dt.date]:
    """Return how often was reminded of what is overdue by today, and the day of the last time."""
    if not chosen.remind_after:
        return 0, due
    step = calendar.between(due, today) // chosen.remind_after
    return step, calendar.after(due, step * chosen.remind_after) if step else due


def _overdue(
    one: Lying, there: Roster, turn: frozenset[int], step: tuple[int, dt.date]
) -> Iterator[Told]:
    count, day = step
    yield from _told(one, turn, NoticeKind.AFTER, day)
    holder = one.holder_id if one.state in HELD else None
    above = [link.officers - turn for link in chain(there, one.unit_id, holder)]
    for officers in [link for link in above if link][:count]:
        yield from _told(one, officers, NoticeKind.ESCALATED, day)


def _told(one: Lying, officers: frozenset[int], kind: NoticeKind, day: dt.date) -> Iterator[Told]:
    return (Told(officer, one.assignment_id, kind, day) for officer in sorted(officers))
