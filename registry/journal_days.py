"""One day of the journal, closed by the hash of its last entry. Reading only.

A day is the entries from the one after the last of all days before it to the
last of its own: entries written at midnight by two hands may stand in the
other order, and none must belong to no day.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry import journal
from registry.errors import NotFound
from registry.history_scope import no_secret
from registry.journal import Event
from registry.models import JournalEntry
from registry.people import Actor, agency
from registry.screen import Screen
from registry.thai import BANGKOK, bangkok_day
from registry.vocabulary import Permission

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class JournalDay(Screen):
    """What was done on one day, and the hash that stands for all of it and all before."""

    template: ClassVar[str] = "registry/journal_day.html"
    fragment: ClassVar[str] = "registry/_journal_day.html"

    agency: str
    day: dt.date
    is_over: bool
    """The day has passed: nothing is added to it any more."""
    first: int
    last: int
    """Numbers of its entries; ``last`` is one less than ``first`` where there are none."""
    counts: Sequence[tuple[str, int]]
    """Kinds of entries with how many of each, the commonest first; none about what is secret."""
    before: str
    """The hash before its first entry."""
    hash: str
    """The hash of its last entry."""
    broken: Sequence[str]
    """What is wrong with its entries, in Thai; nothing if they hold."""

    @property
    def total(self) -> int:
        """How many entries there are."""
        return self.last - self.first + 1

    @property
    def earlier(self) -> dt.date:
        """The day before."""
        return self.day - ONE_DAY

    @property
    def later(self) -> dt.date:
        """The day after."""
        return self.day + ONE_DAY


def journal_day(
    session: Session, actor: Actor, day: dt.date | None, *, at: dt.datetime
) -> JournalDay:
    """Return a day of the journal, yesterday unless told; raise ``NotFound``.

    It is for who audits the agency itself: its counts are of every unit.
    """
    root = agency(session)
    if root is None or not actor.may(Permission.AUDIT, root.id):
        raise NotFound(what="ประวัติประจำวัน")
    today = bangkok_day(at)
    day = day or today - ONE_DAY
    first, last = _last_before(session, day) + 1, _last_before(session, day + ONE_DAY)
    its = col(JournalEntry.id).between(first, last)
    events = Counter(session.exec(select(JournalEntry.event).where(its, no_secret())))
    labels = {event.value: event.label for event in Event}
    return JournalDay(
        agency=root.name,
        day=day,
        is_over=day < today,
        first=first,
        last=last,
        counts=[(labels.get(name, name), count) for name, count in events.most_common()],
        before=_hash(session, first - 1),
        hash=_hash(session, last),
        broken=[said for _, said in journal.breaks(session, first, last)],
    )


def over(day: JournalDay) -> JournalDay:
    """Return a day to which nothing is added any more; raise ``NotFound`` for one that lasts."""
    if not day.is_over:
        raise NotFound(what="สรุปของวันที่สิ้นสุดแล้ว")
    return day


def _last_before(session: Session, day: dt.date) -> int:
    """Return the last entry made before a day begins in Bangkok; 0 if there is none."""
    midnight = dt.datetime.combine(day, dt.time(), BANGKOK)
    # Walks back from the end, so a recent day is found at once without an index of moments.
    earlier = select(JournalEntry.id).where(JournalEntry.at < midnight)
    return session.exec(earlier.order_by(col(JournalEntry.id).desc()).limit(1)).first() or 0


def _hash(session: Session, entry_id: int) -> str:
    entry = session.get(JournalEntry, entry_id)
    return entry.hash if entry is not None else ""
