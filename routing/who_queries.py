"""ใครยังไม่รับทราบ: one page over every unit that a circular went to. Reading only.

A sending unit, and those above it on the letter's way, see the units below;
neighbours that got the same circular do not see each other.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, and_, case, or_
from sqlmodel import Session, col, false, func, select

from registry.holdings import holdings_of, may_see, sent_on_from, visible_letter
from registry.letter_reads import LetterRead
from registry.models import Letter, LetterLink, Receipt
from registry.people import Actor
from registry.people_models import Officer, Unit
from registry.screen import Screen
from registry.thai import duration, partial_date
from registry.vocabulary import LinkKind, Permission
from routing.models import Assignment
from routing.states import State
from routing.who_forms import WhoFilter

PER_PAGE = 100
LARGEST_TREE = 20
"""Letters of one circular, wrapped and forwarded copies included."""

NOT_YET = (State.DELIVERED, State.RECEIVED, State.ASSIGNED)
"""States in which nobody of the unit has said that the letter is known there."""


@dataclass(frozen=True, slots=True)
class WhoRow:
    """One unit's copy."""

    assignment: Assignment
    letter: Letter
    unit: str
    number: int | None
    """The unit's own receipt number; ``None`` before it has received the letter."""
    read_at: dt.datetime | None
    """When somebody of the unit first opened it."""
    acknowledged_by: str
    elapsed: str
    """How long it took to acknowledge, or has taken so far."""

    @property
    def is_waiting(self) -> bool:
        """Tell whether the unit has still to acknowledge."""
        return is_waiting(self.assignment)


@dataclass(frozen=True)
class WhoPage(Screen):
    """Where a circular stands in every unit below."""

    template: ClassVar[str] = "routing/who.html"
    fragment: ClassVar[str] = "routing/_who.html"

    letter: Letter
    letters: Sequence[Letter]
    """The circular, what it wraps, and what passed it on, as far as the officer may see them."""
    rows: Sequence[WhoRow]
    sent: int
    received: int
    acknowledged: int
    waiting: int
    filter: WhoFilter
    pages: int
    reminder: str
    """Words to paste into a message."""
    may_remind: bool


def who(
    session: Session, actor: Actor, letter_id: int, wanted: WhoFilter, *, now: dt.datetime
) -> WhoPage:
    """Return who has heard of a letter; raise ``NotFound`` for one that is not the officer's."""
    letter = visible_letter(session, actor, letter_id)
    if letter.cover_id is not None:
        letter = visible_letter(session, actor, letter.cover_id)
    letters = _tree(session, actor, letter)
    below = below_of(session, actor, letters, Permission.READ)
    sent, received, acknowledged, waiting = _counts(session, below)
    shown = and_(below, _waits()) if wanted.waiting else below
    count = waiting if wanted.waiting else sent
    rows = _rows(session, shown, wanted.page, now=now)
    # Looked for only where there is somebody to remind: of 500 units it takes as long as the rows.
    may_remind = waiting > 0 and bool(
        waiting_of(session, below_of(session, actor, [letter], Permission.ROUTE), most=1)
    )
    return WhoPage(
        letter=letter,
        letters=letters,
        rows=rows,
        sent=sent,
        received=received,
        acknowledged=acknowledged,
        waiting=waiting,
        filter=wanted,
        pages=max(1, -(-count // PER_PAGE)),
        reminder=_reminder(letter, [row.unit for row in rows if row.is_waiting]),
        may_remind=may_remind,
    )


def is_waiting(one: Assignment) -> bool:
    """Tell whether a unit has still to acknowledge."""
    return one.state in NOT_YET and one.acknowledged_at is None


def below_of(
    session: Session, actor: Actor, letters: Sequence[Letter], permission: Permission
) -> ColumnElement[bool]:
    """Return the condition for the copies below those units in which an officer has a permission.

    It asks for each letter which units it reached from there.
    """
    his = actor.permissions.get(permission, frozenset())
    copies: list[ColumnElement[bool]] = []
    for one in letters:
        assert one.id is not None
        units = sent_on_from(holdings_of(session, one.id), his)
        if units:
            to_unit = col(Assignment.to_unit_id)
            copies.append(and_(col(Assignment.letter_id) == one.id, to_unit.in_(units)))
    return or_(*copies) if copies else false()


def waiting_of(
    session: Session, copies: ColumnElement[bool], *, most: int
) -> Sequence[tuple[Assignment, Unit]]:
    """Return the copies that have still to be acknowledged, with their units."""
    found = select(Assignment, Unit).join(Unit, col(Unit.id) == col(Assignment.to_unit_id))
    return session.exec(
        found.where(copies, _waits()).order_by(col(Assignment.id)).limit(most)
    ).all()


def _waits() -> ColumnElement[bool]:
    return and_(col(Assignment.state).in_(NOT_YET), col(Assignment.acknowledged_at).is_(None))


def _tree(session: Session, actor: Actor, letter: Letter) -> list[Letter]:
    """Return a letter and the ones tied to it as cover or passed-on copy, near ones first.

    A letter that came under a cover goes the cover's way, so it has no rows of its own.
    """
    found, ahead = {letter.id: letter}, [letter.id]
    while ahead and len(found) < LARGEST_TREE:
        tied = select(LetterLink.letter_id, LetterLink.other_id).where(
            col(LetterLink.kind).in_((LinkKind.WRAPS, LinkKind.FORWARDS)),
            or_(col(LetterLink.letter_id).in_(ahead), col(LetterLink.other_id).in_(ahead)),
        )
        ends = {end for link in session.exec(tied) for end in link} - found.keys() - {None}
        wanted = select(Letter).where(
            col(Letter.id).in_(ends), col(Letter.cover_id).is_(None), may_see(actor)
        )
        near = session.exec(wanted.order_by(col(Letter.id)).limit(LARGEST_TREE - len(found))).all()
        found |= {one.id: one for one in near}
        ahead = [one.id for one in near]
    return list(found.values())


def _counts(session: Session, copies: ColumnElement[bool]) -> tuple[int, int, int, int]:
    """Count the copies: sent and not taken back, received, acknowledged, not yet."""
    standing = col(Assignment.ended_at).is_(None)
    conditions = (
        standing,
        and_(standing, col(Assignment.received_at).is_not(None)),
        and_(standing, col(Assignment.acknowledged_at).is_not(None)),
        _waits(),
    )
    sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions]
    sent, received, acknowledged, waiting = session.execute(select(*sums).where(copies)).one()
    return sent, received, acknowledged, waiting


def _rows(
    session: Session, copies: ColumnElement[bool], page: int, *, now: dt.datetime
) -> list[WhoRow]:
    top = select(Assignment.id).where(copies)
    in_order = top.order_by(col(Assignment.letter_id), col(Assignment.sent_at), col(Assignment.id))
    ids = session.exec(in_order.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    found = session.exec(
        select(Assignment, Letter, Unit, Receipt)
        .join(Letter, col(Letter.id) == col(Assignment.letter_id))
        .join(Unit, col(Unit.id) == col(Assignment.to_unit_id))
        .outerjoin(Receipt, col(Receipt.id) == col(Assignment.receipt_id))
        .where(col(Assignment.id).in_(ids))
        .order_by(col(Assignment.letter_id), col(Assignment.sent_at), col(Assignment.id))
    ).all()
    heads = {one.acknowledged_by for one, _, _, _ in found}
    wanted = select(Officer.id, Officer.name).where(col(Officer.id).in_(heads))
    names: dict[int | None, str] = dict(session.exec(wanted).all())
    reads = _reads(session, {one.letter_id for one, _, _, _ in found})
    return [
        WhoRow(
            assignment=one,
            letter=letter,
            unit=unit.name,
            number=receipt.number if receipt else None,
            read_at=reads.get((one.letter_id, one.to_unit_id)),
            acknowledged_by=names.get(one.acknowledged_by, ""),
            elapsed=_elapsed(one, now),
        )
        for one, letter, unit, receipt in found
    ]


def _reads(session: Session, letter_ids: Collection[int]) -> Mapping[tuple[int, int], dt.datetime]:
    """Return when each unit first opened each letter, or one that came under it."""
    top = func.coalesce(col(Letter.cover_id), col(Letter.id))
    found = session.exec(
        select(top, LetterRead.unit_id, func.min(col(LetterRead.first_at)))
        .join(Letter, col(Letter.id) == col(LetterRead.letter_id))
        .where(or_(col(Letter.id).in_(letter_ids), col(Letter.cover_id).in_(letter_ids)))
        .group_by(top, col(LetterRead.unit_id))
    )
    return {(letter_id, unit_id): first for letter_id, unit_id, first in found}


def _elapsed(one: Assignment, now: dt.datetime) -> str:
    if one.acknowledged_at is not None:
        return duration(one.acknowledged_at - one.sent_at)
    return duration(now - one.sent_at) if is_waiting(one) else ""


def _reminder(letter: Letter, units: Sequence[str]) -> str:
    """Write the words of a reminder, for a message outside the program."""
    about = f"หนังสือ{letter.sender}"
    if letter.reference:
        about += f" ที่ {letter.reference}"
    if letter.dated:
        about += f" ลงวันที่ {partial_date(letter.dated)}"
    return (
        f"เรียน {', '.join(units) or 'หน่วยงานที่เกี่ยวข้อง'}\n"
        f"ตามที่ได้ส่ง{about} เรื่อง {letter.subject} มาเพื่อดำเนินการแล้วนั้น "
        "ขณะนี้ยังไม่ได้รับแจ้งการรับทราบ จึงขอความอนุเคราะห์ดำเนินการและแจ้งผลในระบบสารบรรณ"
    )
