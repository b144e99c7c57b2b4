"""What the page of the ledger shows. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from intake.ledger import Arrival, Fate, Ledger, Period, arrivals, ledger
from intake.ledger_forms import LedgerFilter
from registry.journal import Event
from registry.models import JournalEntry
from registry.people import Actor
from registry.screen import Screen
from registry.thai import bangkok_day
from registry.vocabulary import Permission

SHOWN_DAYS = dt.timedelta(days=30)
"""How far back the page looks unless told."""
MOST_REFUSED = 200


@dataclass(frozen=True)
class LedgerPage(Screen):
    """เข้าเท่ากับออก: where the files of an officer's units are."""

    template: ClassVar[str] = "intake/ledger.html"
    fragment: ClassVar[str] = "intake/_ledger.html"

    first: dt.date
    last: dt.date
    ledger: Ledger
    refused: Sequence[tuple[Arrival, str]]
    """The last files that were not accepted, each with the reason."""
    fates: ClassVar[tuple[Fate, ...]] = tuple(Fate)


def ledger_page(
    session: Session, actor: Actor, wanted: LedgerFilter, *, at: dt.datetime
) -> LedgerPage:
    """Account for the files of the units whose intake the officer keeps or audits."""
    kept = (Permission.REGISTER, Permission.AUDIT)
    units = frozenset().union(*(actor.permissions.get(one, frozenset()) for one in kept))
    last = wanted.last or bangkok_day(at)
    period = Period(wanted.first or last - SHOWN_DAYS, last)
    came = [one for one in arrivals(session, units, period) if one.fate is Fate.DISCARDED]
    refused = came[-MOST_REFUSED:]
    why = _reasons(session, [one.draft_id for one in refused])
    return LedgerPage(
        first=period.first or last,
        last=last,
        ledger=ledger(session, units, period),
        refused=[(one, why[one.draft_id]) for one in reversed(refused)],
    )


def _reasons(session: Session, draft_ids: Sequence[int]) -> dict[int, str]:
    found = select(JournalEntry).where(
        JournalEntry.about == "draft",
        col(JournalEntry.about_id).in_(draft_ids),
        JournalEntry.event == Event.FILE_DISCARDED,
    )
    return {entry.about_id or 0: entry.after["reason"] for entry in session.exec(found)}
