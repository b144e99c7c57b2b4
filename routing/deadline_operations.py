"""What clerks decide about a letter's deadlines: confirm, set another day, drop."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sqlmodel import Session, col, select

from registry.calendar_queries import working_calendar
from registry.errors import NotFound, RegistryError
from registry.holdings import Holding, visible_letter
from registry.models import Letter
from registry.people import Actor
from registry.thai import BANGKOK
from registry.vocabulary import Permission
from routing import due
from routing.deadline_models import AnchorKind, Deadline, Source
from routing.deadlines import Phrase, due_by_phrase

FARTHEST = dt.timedelta(days=5 * 366)


class StaleDeadline(RegistryError):
    """Somebody decided about the deadline, or corrected the letter, after the page was drawn."""

    code = "stale-deadline"
    message = "กำหนดเวลานี้ถูกแก้ไขระหว่างที่ท่านเปิดหน้าอยู่ กรุณาเปิดหน้าใหม่แล้วตรวจอีกครั้ง"


class DayNeeded(RegistryError):
    """The words of the letter name no day, and the clerk has given none."""

    code = "deadline-day-needed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "{reason}"


@dataclass(frozen=True, slots=True)
class Subject:
    """Which deadline of a letter is decided about, as the clerk's page showed it."""

    key: str = ""
    """Of the phrase that sets it; empty if no words of the letter do."""
    seen: int | None = None
    """The decision that stood; ``None`` if nobody had decided yet."""


def confirm(
    session: Session,
    letter_id: int,
    subject: Subject,
    *,
    anchor: AnchorKind | None = None,
    anchored_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Deadline:
    """Let a phrase hold as it says; a period is counted from the day the clerk names.

    ``anchored_on`` is wanted for ``AnchorKind.EVENT`` only. Raises
    ``DayNeeded`` where no day follows and ``CalendarYearMissing`` where it
    cannot be counted; nothing is ever invented.
    """
    letter, old, phrase = _begin(session, letter_id, subject, by)
    if not phrase:
        raise DayNeeded(reason="กำหนดเวลานี้ไม่ได้มาจากข้อความในหนังสือ กรุณากำหนดวันเอง")
    said = Phrase.of(phrase)
    day = _anchor_day(session, letter, anchor, anchored_on) if said.needs_anchor else None
    ends = due_by_phrase(said, working_calendar(session), anchor=day)
    if ends is None:
        raise DayNeeded(reason="ข้อความนี้ไม่ได้ระบุวัน กรุณากำหนดวันเอง หรือกดไม่ใช้")
    new = Deadline(
        letter_id=letter_id,
        source=Source.PHRASE,
        phrase=phrase,
        anchor=anchor if day else None,
        anchored_on=day,
        due_at=ends,
        confirmed_at=at,
        confirmed_by=by.id,
    )
    return _finish(session, old, new)


def set_day(
    session: Session,
    letter_id: int,
    subject: Subject,
    due_at: dt.datetime,
    remark: str = "",
    *,
    by: Actor,
    at: dt.datetime,
) -> Deadline:
    """Let the clerk's own day hold, for a phrase, in place of a decision, or as a new deadline."""
    if abs(due_at - at) > FARTHEST:
        raise DayNeeded(reason="กำหนดห่างจากวันนี้เกินห้าปี กรุณาตรวจปี")
    return _decide(session, letter_id, subject, due_at, remark, by=by, at=at)


def drop(
    session: Session, letter_id: int, subject: Subject, *, by: Actor, at: dt.datetime
) -> Deadline:
    """Decide that a phrase sets no deadline here, or that a decided one holds no more."""
    return _decide(session, letter_id, subject, None, "", by=by, at=at)


def phrase_key(phrase: Mapping[str, Any]) -> str:
    """Return the name of a phrase within its letter, the same as long as it is the same."""
    said = json.dumps(phrase, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def keeps_deadlines(session: Session, by: Actor, letter: Letter) -> bool:
    """Tell whether an officer decides about a letter's deadlines.

    He is a clerk of the unit that registered it from outside; units below have
    their orders.
    """
    wanted = select(Holding.unit_id).where(
        Holding.letter_id == (letter.cover_id or letter.id),
        col(Holding.from_unit_id).is_(None),
        col(Holding.unit_id).in_(by.permissions.get(Permission.REGISTER, frozenset())),
    )
    return session.exec(wanted.limit(1)).first() is not None


def _begin(
    session: Session, letter_id: int, subject: Subject, by: Actor
) -> tuple[Letter, Deadline | None, dict[str, Any]]:
    """Return the letter, locked, the decision that stands and the phrase; or refuse."""
    letter = visible_letter(session, by, letter_id)
    if not keeps_deadlines(session, by, letter):
        raise NotFound(what="หนังสือ")
    due.hold(session, letter_id)
    session.refresh(letter)  # a correction may have been quicker
    standing = select(Deadline).where(
        Deadline.letter_id == letter_id, col(Deadline.superseded_by).is_(None)
    )
    rows = session.exec(standing).all()
    phrase: dict[str, Any] = {}
    if subject.key:
        known = [*(letter.details.get("deadlines") or []), *(row.phrase for row in rows)]
        by_key = {phrase_key(one): one for one in known}
        if subject.key not in by_key:
            raise StaleDeadline
        phrase = by_key[subject.key]
        old = next((row for row in rows if row.phrase == phrase), None)
    else:
        old = next((row for row in rows if row.id == subject.seen), None)
    if (old.id if old else None) != subject.seen:
        raise StaleDeadline
    return letter, old, phrase


def _decide(
    session: Session,
    letter_id: int,
    subject: Subject,
    due_at: dt.datetime | None,
    remark: str,
    *,
    by: Actor,
    at: dt.datetime,
) -> Deadline:
    _, old, phrase = _begin(session, letter_id, subject, by)
    source = Source.PHRASE if phrase else Source.MANUAL
    new = Deadline(
        letter_id=letter_id,
        source=old.source if old else source,
        phrase=old.phrase if old else phrase,
        due_at=due_at,
        remark=remark or (old.remark if old else ""),
        confirmed_at=at,
        confirmed_by=by.id,
    )
    return _finish(session, old, new)


def _finish(session: Session, old: Deadline | None, new: Deadline) -> Deadline:
    """Let a decision hold, and everything that hangs on the letter follow it."""
    due.replace(session, old, new)
    due.recompute(session, new.letter_id, at=new.confirmed_at)
    due.record(session, old, new)
    return new


def _anchor_day(
    session: Session, letter: Letter, anchor: AnchorKind | None, given: dt.date | None
) -> dt.date:
    """Return the day a period is counted from; raise ``DayNeeded`` if nobody knows it."""
    day = given if anchor is AnchorKind.EVENT else known_anchors(session, letter).get(anchor)
    if day is None:
        raise DayNeeded(reason="กรุณาระบุว่าเริ่มนับจากวันใด ระบบไม่เดาวันเริ่มนับ")
    return day


def known_anchors(session: Session, letter: Letter) -> dict[AnchorKind | None, dt.date]:
    """Return the days a period may be counted from that the register knows."""
    known: dict[AnchorKind | None, dt.date] = {}
    received = due.first_receipt(session, letter)
    if received is not None:
        known[AnchorKind.RECEIVED] = received.received_at.astimezone(BANGKOK).date()
    if len(letter.dated) == len("2025-05-02"):  # shorter where the day is not known
        known[AnchorKind.DATED] = dt.date.fromisoformat(letter.dated)
    return known
