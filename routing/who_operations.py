"""ทวงการรับทราบ: reminding the units that have not acknowledged, each at most once a day."""

import datetime as dt

from sqlalchemy import and_
from sqlmodel import Session, col, select

from registry import journal
from registry.errors import NotFound
from registry.holdings import visible_letter
from registry.journal import Event
from registry.people import Actor
from registry.ports import JobQueue
from registry.thai import bangkok_day
from registry.vocabulary import Permission
from routing.errors import ReminderRefused
from routing.models import Assignment
from routing.notice_models import Notice, NoticeKind
from routing.notice_operations import tell
from routing.notices import Told
from routing.owners import roster
from routing.turns import next_to_act
from routing.who_queries import below_of, waiting_of

MOST_AT_ONCE = 2000


def remind(
    session: Session,
    jobs: JobQueue,
    letter_id: int,
    assignment_id: int | None = None,
    *,
    by: Actor,
    at: dt.datetime,
) -> int:
    """Remind one unit of a letter, or every one that has not acknowledged; return how many.

    Only who sends letters for a unit on its way may remind those below. Raises
    ``NotFound``, and ``ReminderRefused`` where all were reminded today already
    or have acknowledged.
    """
    letter = visible_letter(session, by, letter_id)
    # Two who click at once tell the units of one reminder, not of two.
    journal.hold(session)
    copies = below_of(session, by, [letter], Permission.ROUTE)
    if assignment_id is not None:
        copies = and_(copies, col(Assignment.id) == assignment_id)
        if session.exec(select(Assignment.id).where(copies)).first() is None:
            raise NotFound(what="รายการส่งหนังสือ")
    today = bangkok_day(at)
    told_today = set(
        session.exec(
            select(Notice.assignment_id)
            .join(Assignment, col(Assignment.id) == col(Notice.assignment_id))
            .where(copies, Notice.kind == NoticeKind.REMINDER, Notice.for_day == today)
        )
    )
    waiting = waiting_of(session, copies, most=MOST_AT_ONCE)
    due = [(one, unit) for one, unit in waiting if one.id not in told_today]
    if not due:
        raise ReminderRefused(reason="วันนี้ทวงแล้วทุกหน่วยงาน" if waiting else "ไม่มีหน่วยงานที่ยังไม่รับทราบ")
    there = roster(session, on=today)
    told = [
        Told(officer, one.id or 0, NoticeKind.REMINDER, today)
        for one, unit in due
        for officer in sorted(next_to_act(there, one.state, one.to_unit_id, one.holder_id))
    ]
    tell(session, jobs, told, at=at)
    after = {"sent_to": [unit.name for _, unit in due]}
    journal.record(session, Event.UNITS_REMINDED, "letter", letter_id, at=at, by=by.id, after=after)
    return len(due)
