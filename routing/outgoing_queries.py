"""The pages on which outgoing letters are written. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, select

from registry.choices import choices_of
from registry.dispatching import MAY_ISSUE
from registry.errors import NotFound
from registry.holdings import visible_letter
from registry.letter_drawing import FORMS
from registry.models import Letter
from registry.numbers_queries import next_number
from registry.people import Actor
from registry.people_models import Officer, Unit
from registry.screen import Screen
from registry.vocabulary import LinkKind, Permission, Urgency
from registry.written_letter import reference_of
from routing.outgoing_forms import AboutForm, Series
from routing.outgoing_models import OutgoingDraft
from routing.outgoing_operations import draft_of, may_not_approve

KINDS = tuple((kind.value, kind.label) for kind in FORMS)
MOST_DRAFTS = 200


@dataclass(frozen=True)
class NewOutgoing(Screen):
    """Which letter is to be written, and whose."""

    template: ClassVar[str] = "routing/new_outgoing.html"
    fragment: ClassVar[str] = "routing/_new_outgoing.html"

    units: Sequence[tuple[int, str]]
    letter: Letter | None
    """The received letter it is about."""
    link: LinkKind | None
    kinds: Sequence[tuple[str, str]] = KINDS


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft in the list."""

    draft: OutgoingDraft
    unit: str
    drafter: str
    waits: bool
    """Whether it waits for the officer asking to issue it."""

    @property
    def subject(self) -> str:
        """What it is about, as far as that is written."""
        return self.draft.said.get("subject", "") or "ยังไม่ได้เขียนเรื่อง"


@dataclass(frozen=True)
class OutgoingDrafts(Screen):
    """The drafts of the officer's units that wait for a number, latest first."""

    template: ClassVar[str] = "routing/outgoing_drafts.html"
    fragment: ClassVar[str] = "routing/_outgoing_drafts.html"

    rows: Sequence[DraftRow]


@dataclass(frozen=True)
class Outgoing(Screen):
    """One letter being written."""

    template: ClassVar[str] = "routing/outgoing.html"
    fragment: ClassVar[str] = "routing/_outgoing.html"

    draft: OutgoingDraft
    unit: Unit
    drafter: str
    letter: Letter | None
    next_reference: str
    """ที่ it would get now; empty while the unit has no code."""
    reserved: Sequence[int]
    """Numbers of its book that were set aside and not used yet."""
    may_issue: bool
    must_differ: bool
    """Whether another officer has to approve it."""
    kinds: Sequence[tuple[str, str]] = KINDS
    series: Sequence[tuple[str, str]] = tuple((one.value, one.label) for one in Series)
    urgencies: Sequence[tuple[str, str]] = tuple((one.value, one.label) for one in Urgency)

    @property
    def numbers(self) -> list[tuple[int | str, str]]:
        """Which numbers it can take."""
        return [("", "เลขถัดไป"), *((number, f"เลขที่จอง {number}") for number in self.reserved)]

    def said(self, name: str) -> str:
        """Return what stands in a field."""
        return str(self.draft.said.get(name, ""))

    @property
    def is_open(self) -> bool:
        """Tell whether it is still being written."""
        return self.draft.dispatch_id is None and self.draft.discarded_at is None


def new_outgoing(session: Session, actor: Actor, about: AboutForm) -> NewOutgoing:
    """Return the choice of unit and kind; raise ``NotFound`` for a letter that is not his."""
    letter = visible_letter(session, actor, about.letter) if about.letter is not None else None
    works = actor.permissions.get(Permission.WORK, frozenset())
    units = session.exec(
        select(Unit).where(col(Unit.id).in_(works), col(Unit.is_active)).order_by(col(Unit.name))
    )
    choices = [(unit.id, unit.name) for unit in units if unit.id is not None]
    if not choices:
        raise NotFound(what="หน่วยงาน")
    return NewOutgoing(units=choices, letter=letter, link=about.link if letter else None)


def outgoing_drafts(session: Session, actor: Actor) -> OutgoingDrafts:
    """Return the open drafts of the units an officer works in."""
    works = actor.permissions.get(Permission.WORK, frozenset())
    found = session.exec(
        select(OutgoingDraft, Unit, Officer)
        .join(Unit, col(Unit.id) == col(OutgoingDraft.unit_id))
        .join(Officer, col(Officer.id) == col(OutgoingDraft.drafted_by))
        .where(
            col(OutgoingDraft.unit_id).in_(works),
            col(OutgoingDraft.dispatch_id).is_(None),
            col(OutgoingDraft.discarded_at).is_(None),
        )
        .order_by(col(OutgoingDraft.id).desc())
        .limit(MOST_DRAFTS)
    )
    waiting = set(session.exec(select(OutgoingDraft.id).where(_waits_for(session, actor))))
    return OutgoingDrafts(
        [DraftRow(draft, unit.name, who.name, draft.id in waiting) for draft, unit, who in found]
    )


def waiting_to_issue(session: Session, actor: Actor) -> int:
    """Count the letters that were laid before those of whom the officer is one."""
    wanted = select(func.count()).select_from(OutgoingDraft)
    return session.exec(wanted.where(_waits_for(session, actor))).one()


def _waits_for(session: Session, actor: Actor) -> ColumnElement[bool]:
    """Return the one condition for the proposed letters that an officer may issue."""
    units = {unit for right in MAY_ISSUE for unit in actor.permissions.get(right, ())}
    others = choices_of(session).approver_must_differ
    return and_(
        col(OutgoingDraft.unit_id).in_(units),
        col(OutgoingDraft.proposed_at).is_not(None),
        col(OutgoingDraft.dispatch_id).is_(None),
        col(OutgoingDraft.discarded_at).is_(None),
        *([col(OutgoingDraft.drafted_by) != actor.id] if others else []),
    )


def outgoing(session: Session, actor: Actor, draft_id: int, *, at: dt.datetime) -> Outgoing:
    """Return a draft to write on; raise ``NotFound`` unless the officer works in its unit."""
    draft = draft_of(session, actor, draft_id)
    unit = session.get_one(Unit, draft.unit_id)
    series = _series(draft)
    forecast = next_number(session, draft.unit_id, series.book, now=at)
    reference = reference_of(unit.code, forecast.number, is_circular=series.is_circular)
    return Outgoing(
        draft=draft,
        unit=unit,
        drafter=session.get_one(Officer, draft.drafted_by).name,
        letter=session.get(Letter, draft.letter_id) if draft.letter_id else None,
        next_reference=reference if unit.code else "",
        reserved=forecast.reserved,
        may_issue=any(actor.may(permission, draft.unit_id) for permission in MAY_ISSUE),
        must_differ=may_not_approve(session, draft, actor),
    )


def reference_stem(session: Session, draft: OutgoingDraft) -> str:
    """Return ที่ of a draft as far as it is known: everything before the number."""
    unit = session.get_one(Unit, draft.unit_id)
    return reference_of(unit.code, "", is_circular=_series(draft).is_circular)


def _series(draft: OutgoingDraft) -> Series:
    """Return which series is chosen; a draft may say what is no series."""
    said = draft.said.get("series", "")
    return Series(said) if said in set(Series) else Series.SENT
