"""The journal as people read it: who, when, what, before and after. Reading only."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from registry.forms import HistoryFilter
from registry.history_scope import audited_entries, audited_officers, no_secret
from registry.history_words import ABOUT, LABELS, shown
from registry.journal import Event
from registry.models import JournalEntry, Letter, Receipt
from registry.people import Actor, agency
from registry.people_models import Officer, Unit
from registry.screen import Screen
from registry.thai import BANGKOK
from registry.vocabulary import (
    Permission,
)

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after; ``before`` is empty where nothing was."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the journal."""

    id: int
    at: dt.datetime
    officer: str
    """Who did it, and in whose place if it was not his own."""
    label: str
    about: str
    about_id: int | None
    letter_id: int | None
    """The letter it was done to, if it was one."""
    changes: Sequence[Change]


@dataclass(frozen=True)
class HistoryPage(Screen):
    """A hundred entries of the journal, newest first."""

    template: ClassVar[str] = "registry/history.html"
    fragment: ClassVar[str] = "registry/_history.html"

    entries: Sequence[Happening]
    filter: HistoryFilter
    officers: Sequence[tuple[int, str]]
    older: int | None
    is_whole: bool
    """Whether he audits the agency itself, and so its days as a whole."""

    @property
    def query(self) -> dict[str, str]:
        """The filter as an address carries it, without the place in the journal."""
        return self.filter.query()

    @property
    def officer_choices(self) -> list[tuple[int | str, str]]:
        """Everybody who may have done something."""
        return [("", "ทุกคน"), *self.officers]

    @property
    def event_choices(self) -> list[tuple[str, str]]:
        """Everything that may have been done."""
        return [("", "ทุกเหตุการณ์"), *((one.value, one.label) for one in Event)]


def history(session: Session, actor: Actor, wanted: HistoryFilter) -> HistoryPage:
    """Return what officers of the units an auditor audits did to what is those units'.

    Who audits the agency itself sees what no unit's auditor does, refused
    sign-ins and the system's own work included; nobody what is secret. Pages
    hang on entry numbers, not on counts.
    """
    found = select(JournalEntry).where(no_secret()).order_by(col(JournalEntry.id).desc())
    officers = select(Officer.id, Officer.name).order_by(col(Officer.name))
    root = agency(session)
    is_whole = root is not None and actor.may(Permission.AUDIT, root.id)
    if not is_whole:
        found = found.where(audited_entries(actor))
        officers = officers.where(col(Officer.id).in_(audited_officers(actor)))
    if wanted.before is not None:
        found = found.where(JournalEntry.id < wanted.before)
    if wanted.day is not None:
        midnight = dt.datetime.combine(wanted.day, dt.time(), BANGKOK)
        found = found.where(
            JournalEntry.at >= midnight, JournalEntry.at < midnight + dt.timedelta(days=1)
        )
    if wanted.officer is not None:
        found = found.where(JournalEntry.officer_id == wanted.officer)
    if wanted.event is not None:
        found = found.where(JournalEntry.event == wanted.event.value)
    entries = session.exec(found.limit(PER_PAGE + 1)).all()
    shown = entries[:PER_PAGE]
    return HistoryPage(
        entries=_told(session, shown),
        filter=wanted,
        officers=[(number, name) for number, name in session.exec(officers) if number is not None],
        older=shown[-1].id if len(entries) > PER_PAGE else None,
        is_whole=is_whole,
    )


def happenings(
    session: Session, letter: Letter, circle: Collection[int], receipts: Sequence[Receipt]
) -> list[Happening]:
    """Return what was done to a letter and its receipts, oldest first.

    Of what a unit did with its copy, only the units of ``circle`` are shown;
    who looked at its pages, every officer of every unit on every day, auditors
    alone are told.
    """
    looked = col(JournalEntry.event) == Event.PAGE_OPENED
    about = or_(
        and_(col(JournalEntry.about) == "letter", col(JournalEntry.about_id) == letter.id),
        and_(
            col(JournalEntry.about) == "receipt",
            col(JournalEntry.about_id).in_([receipt.id for receipt in receipts]),
        ),
    )
    wanted = select(JournalEntry).where(about, ~looked)
    found = session.exec(wanted.order_by(col(JournalEntry.id)))
    return _told(session, [one for one in found if _done_in(one) in {None, *circle}])


def _done_in(entry: JournalEntry) -> int | None:
    """Return the unit whose copy an entry is about; ``None`` if it is about the letter itself."""
    unit_id: int | None = entry.after.get("unit_id")
    return unit_id


def _told(session: Session, entries: Sequence[JournalEntry]) -> list[Happening]:
    actors = {one for entry in entries for one in (entry.officer_id, entry.on_behalf_of)}
    officers = select(Officer.id, Officer.name).where(col(Officer.id).in_(actors))
    names = dict(session.exec(officers).all())
    units = dict(session.exec(select(Unit.id, Unit.name)).all())
    return [
        Happening(
            id=entry.id,
            at=entry.at,
            officer=_doer(entry, names),
            label=Event(entry.event).label,
            about=ABOUT.get(entry.about, entry.about),
            about_id=entry.about_id,
            letter_id=entry.about_id if entry.about == "letter" else None,
            changes=_changes(entry.before, entry.after, units),
        )
        for entry in entries
    ]


def _doer(entry: JournalEntry, names: Mapping[int | None, str]) -> str:
    name = names.get(entry.officer_id, "") if entry.officer_id else "ระบบ"
    return f"{name} แทน {names.get(entry.on_behalf_of, '')}" if entry.on_behalf_of else name


def _changes(
    before: Mapping[str, Any], after: Mapping[str, Any], units: Mapping[int | None, str]
) -> list[Change]:
    """Return the values that differ and that people know by name."""
    changes = [
        Change(label, shown(name, before.get(name), units), shown(name, after.get(name), units))
        for name, label in LABELS.items()
        if (before.get(name) or "") != (after.get(name) or "")
    ]
    # A reading is kept as the paper has it, ด่วนมาก, and a choice by its name in the program.
    return [change for change in changes if change.before != change.after]
