"""In = out: where every file is that ever arrived. Reading only.

What arrived is told by the journal, which nobody edits; where it went, by the
rows of intake and register, which might have lost something. A file of which
nothing can be said is counted as such, and named.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, exists, or_, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from intake.models import Draft
from intake.secrecy import is_secret
from intake.states import DraftState
from registry.journal import Event
from registry.models import JournalEntry, Letter
from registry.secret_models import SecretLetter
from registry.thai import BANGKOK, bangkok_day
from registry.vocabulary import Channel, LabelledEnum


class Fate(LabelledEnum):
    """Where an arrived file is now."""

    REGISTERED = "registered", "ลงทะเบียนแล้ว"
    WAITING = "waiting", "รออยู่"
    QUARANTINED = "quarantined", "กักไว้"
    DISCARDED = "discarded", "ไม่รับ โดยมีเหตุผล"
    UNKNOWN = "unknown", "ไม่ทราบว่าอยู่ที่ใด"


FATES: Mapping[DraftState, Fate] = MappingProxyType(
    {
        DraftState.ARRIVED: Fate.WAITING,
        DraftState.READING: Fate.WAITING,
        DraftState.READ: Fate.WAITING,
        DraftState.QUARANTINED: Fate.QUARANTINED,
        DraftState.REGISTERED: Fate.REGISTERED,
        DraftState.DISCARDED: Fate.DISCARDED,
    }
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came in."""

    draft_id: int
    day: dt.date
    """In Bangkok."""
    channel: Channel
    file_name: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Line:
    """What arrived on one day through one channel, and where it is."""

    day: dt.date
    channel: Channel
    arrived: int
    went: Mapping[Fate, int]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Files by day and channel, the latest day first."""

    lines: Sequence[Line]
    unknown: Sequence[Arrival]
    """Files of which nothing can be said."""

    @property
    def arrived(self) -> int:
        """How many files came in."""
        return sum(line.arrived for line in self.lines)

    @property
    def went(self) -> Mapping[Fate, int]:
        """How many went where."""
        return {fate: sum(line.went[fate] for line in self.lines) for fate in Fate}


@dataclass(frozen=True, slots=True)
class Period:
    """Days in Bangkok, both included; an end that is not given is open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def holds(self) -> ColumnElement[bool]:
        """Return the SQL condition for journal entries of these days."""
        found: ColumnElement[bool] = true()
        if self.first is not None:
            found = found & (col(JournalEntry.at) >= _midnight(self.first))
        if self.last is not None:
            found = found & (col(JournalEntry.at) < _midnight(self.last + dt.timedelta(days=1)))
        return found


def ledger(session: Session, units: Collection[int] | None, period: Period) -> Ledger:
    """Account for the files that came to these units in a period; for all if ``None``.

    Of units, what an officer sees of them: nothing of files set aside as secret.
    """
    arrived: Counter[tuple[dt.date, Channel]] = Counter()
    went: Counter[tuple[dt.date, Channel, Fate]] = Counter()
    unknown = []
    for one in arrivals(session, units, period):
        arrived[one.day, one.channel] += 1
        went[one.day, one.channel, one.fate] += 1
        if one.fate is Fate.UNKNOWN:
            unknown.append(one)
    days = sorted(arrived, key=lambda of: (-of[0].toordinal(), of[1].value))
    return Ledger(
        [Line(*of, arrived[of], {fate: went[*of, fate] for fate in Fate}) for of in days], unknown
    )


def arrivals(session: Session, units: Collection[int] | None, period: Period) -> Iterator[Arrival]:
    """Yield every file that came in, oldest first, with where it is now."""
    its_letter = or_(
        *(
            exists().where(col(kind.bundle_id) == col(Draft.bundle_id))
            for kind in (Letter, SecretLetter)
        )
    )
    found = (
        select(JournalEntry, Draft.state, its_letter, _said_why())
        .outerjoin(Draft, col(Draft.id) == col(JournalEntry.about_id))
        .where(JournalEntry.event == Event.FILE_ARRIVED, JournalEntry.about == "draft")
        .where(period.holds())
        .order_by(col(JournalEntry.id))
        .execution_options(yield_per=1000)
    )
    if units is not None:
        found = found.where(
            col(JournalEntry.after)["unit_id"].as_integer().in_(units),
            or_(col(Draft.id).is_(None), ~is_secret()),
        )
    for entry, state, has_letter, said_why in session.exec(found):
        fate = FATES[DraftState(state)] if state is not None else Fate.UNKNOWN
        proven = {Fate.REGISTERED: has_letter, Fate.DISCARDED: said_why}.get(fate, True)
        yield Arrival(
            draft_id=entry.about_id or 0,
            day=bangkok_day(entry.at),
            channel=Channel(entry.after["channel"]),
            file_name=entry.after["file_name"],
            fate=fate if proven else Fate.UNKNOWN,
        )


def unannounced(session: Session) -> list[int]:
    """Return the files that are there though the journal knows of no arrival."""
    announced = select(JournalEntry.about_id).where(
        JournalEntry.event == Event.FILE_ARRIVED, JournalEntry.about == "draft"
    )
    strangers = select(Draft.id).where(col(Draft.id).not_in(announced)).order_by(col(Draft.id))
    return [one for one in session.exec(strangers) if one is not None]


def _said_why() -> ColumnElement[bool]:
    """Return whether the journal holds a reason why a file was not accepted."""
    refusal = aliased(JournalEntry)
    return exists().where(
        col(refusal.about) == "draft",
        col(refusal.about_id) == col(Draft.id),
        col(refusal.event) == Event.FILE_DISCARDED.value,
        col(refusal.after)["reason"].as_string() != "",
    )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), BANGKOK)
