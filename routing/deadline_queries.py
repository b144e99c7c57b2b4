"""The deadlines of a letter on the screen: those that hold, and words nobody has judged yet."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlmodel import Session, col, or_, select

from registry.holdings import may_see, visible_letter
from registry.models import Letter
from registry.people import Actor
from registry.people_models import Officer
from registry.screen import Screen
from registry.thai import short_date
from registry.vocabulary import PhraseKind
from registry.working_days import WorkingCalendar
from routing.deadline_models import AnchorKind, Deadline, Source
from routing.deadline_operations import keeps_deadlines, known_anchors, phrase_key
from routing.deadlines import Bucket, Phrase, bucket, countdown, due_by_phrase, effective, remaining
from routing.due import Measure, deadlines_of


@dataclass(frozen=True, slots=True)
class Item:
    """One deadline, decided or proposed."""

    letter: Letter
    key: str
    seen: int | None
    label: str
    """Where it comes from, in words."""
    phrase: Phrase | None
    due_at: dt.datetime | None
    """When it is due; of a proposal what its words say, if they say it."""
    left: str = ""
    bucket: Bucket = Bucket.NONE
    counted_from: str = ""
    remark: str = ""
    confirmed_by: str = ""
    confirmed_at: dt.datetime | None = None

    @property
    def id(self) -> str:
        """A name for the item's fields on the page."""
        return f"{self.letter.id}-{self.key or self.seen}"

    @property
    def needs_anchor(self) -> bool:
        """Tell whether the clerk must say from which day it is counted."""
        return self.phrase is not None and self.phrase.needs_anchor

    @property
    def period(self) -> str:
        """How long a period is: ``3 วันทำการ``."""
        if self.phrase is None or not self.phrase.days:
            return ""
        return f"{self.phrase.days} {'วันทำการ' if self.phrase.working_days else 'วัน'}"


@dataclass(frozen=True)
class DeadlinesPanel(Screen):
    """What of a letter and of what came under it is due when."""

    template: ClassVar[str] = "routing/deadlines.html"
    fragment: ClassVar[str] = "routing/_deadlines.html"

    letter: Letter
    held: Sequence[Item]
    proposed: Sequence[Item]
    dropped: Sequence[Item]
    due_at: dt.datetime | None
    """The earliest that holds."""
    may_change: bool
    anchors: Mapping[int, Sequence[tuple[str, str]]]
    """For each letter the days a period may be counted from."""


def deadlines(
    session: Session, actor: Actor, letter_id: int, *, now: dt.datetime
) -> DeadlinesPanel:
    """Return the deadlines of a letter; raise ``NotFound`` unless it is the officer's to see."""
    letter = visible_letter(session, actor, letter_id)
    family = _family(session, actor, letter)
    calendar = Measure.of(session).calendar
    rows = deadlines_of(session, letter.cover_id or letter_id)
    names = _names(session, rows)
    mine = [row for row in rows if row.letter_id in family]
    decided = [_decided(row, family[row.letter_id], names, calendar, now) for row in mine]
    judged = {(row.letter_id, phrase_key(row.phrase)) for row in mine}
    proposed = [
        item
        for one in family.values()
        for item in _proposed(one, calendar, now)
        if (one.id, item.key) not in judged
    ]
    return DeadlinesPanel(
        letter=letter,
        held=sorted((item for item in decided if item.due_at), key=lambda item: item.due_at or now),
        proposed=proposed,
        dropped=[item for item in decided if not item.due_at],
        due_at=effective(item.due_at for item in decided),
        may_change=keeps_deadlines(session, actor, letter),
        anchors={key: _anchors(session, one) for key, one in family.items()},
    )


def _family(session: Session, actor: Actor, letter: Letter) -> dict[int, Letter]:
    """Return the letter and those that came under it, in order, by id."""
    wanted = select(Letter).where(
        or_(Letter.id == letter.id, Letter.cover_id == letter.id), may_see(actor)
    )
    return {one.id: one for one in session.exec(wanted.order_by(col(Letter.id))) if one.id}


def _names(session: Session, rows: Sequence[Deadline]) -> Mapping[int | None, str]:
    ids = {row.confirmed_by for row in rows}
    wanted = select(Officer.id, Officer.name).where(col(Officer.id).in_(ids))
    return dict(session.exec(wanted).all())


def _decided(
    row: Deadline,
    letter: Letter,
    names: Mapping[int | None, str],
    calendar: WorkingCalendar,
    now: dt.datetime,
) -> Item:
    phrase = Phrase.of(row.phrase) if row.source is Source.PHRASE else None
    label = phrase.kind.label if phrase else row.source.label
    if row.source is Source.URGENCY:
        label = f"{letter.urgency.label} {row.phrase['hours']} ชั่วโมงทำการ ({Source.URGENCY.label})"
    return Item(
        letter=letter,
        key=phrase_key(row.phrase) if phrase else "",
        seen=row.id,
        label=label,
        phrase=phrase,
        due_at=row.due_at,
        left=_left(phrase, row.due_at, calendar, now),
        bucket=bucket(now, row.due_at),
        counted_from=_counted_from(row),
        remark=row.remark,
        confirmed_by=names.get(row.confirmed_by, "") or "ระบบ",
        confirmed_at=row.confirmed_at,
    )


def _proposed(letter: Letter, calendar: WorkingCalendar, now: dt.datetime) -> Sequence[Item]:
    found: Sequence[Mapping[str, Any]] = letter.details.get("deadlines") or []
    items = []
    for said in found:
        phrase = Phrase.of(said)
        due = due_by_phrase(phrase, calendar)
        items.append(
            Item(
                letter=letter,
                key=phrase_key(said),
                seen=None,
                label=phrase.kind.label,
                phrase=phrase,
                due_at=due,
                left=_left(phrase, due, calendar, now),
            )
        )
    return items


def _left(
    phrase: Phrase | None, due: dt.datetime | None, calendar: WorkingCalendar, now: dt.datetime
) -> str:
    if due is None:
        return ""
    if phrase is not None and phrase.kind is PhraseKind.DELIVERY:
        return countdown(now, due)
    return remaining(now, due, calendar)


def _counted_from(row: Deadline) -> str:
    if row.anchor is None or row.anchored_on is None:
        return ""
    return f"{row.anchor.label} {short_date(row.anchored_on)}"


def _anchors(session: Session, letter: Letter) -> Sequence[tuple[str, str]]:
    known = known_anchors(session, letter)
    days = [
        (kind.value, f"{kind.label} ({short_date(known[kind])})")
        for kind in AnchorKind
        if kind in known
    ]
    return [("", "เลือกวันเริ่มนับ"), *days, (AnchorKind.EVENT.value, "วันอื่น ระบุวันที่")]
