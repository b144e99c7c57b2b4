"""Telling officers: notices made, seen, and how they want them mailed."""

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, select

from registry.calendar_queries import working_calendar
from registry.choices import choices_of
from registry.db import insert_new
from registry.people import Actor
from registry.ports import JobQueue
from registry.secret_register import registrars_of
from registry.thai import bangkok_day
from registry.vocabulary import JobName
from registry.working_days import ONE_DAY
from routing.models import Assignment
from routing.notice_models import MailChoice, MailWay, Notice, NoticeKind
from routing.notices import Lying, Told, counting, told_of_deadline
from routing.owners import Roster, roster
from routing.states import OPEN, State
from routing.turns import next_to_act

LOOKED_BACK = dt.timedelta(days=2)
"""How long after it came a letter is still news, should the office have been closed."""
AT_ONCE = 1000
"""Rows of one statement; SQLite takes so many values and more."""


def to_tell(session: Session, *, now: dt.datetime) -> list[Told]:
    """Return every notice that should be there by now; most of them are. Reading only."""
    today = bangkok_day(now)
    there = roster(session, on=today)
    calendar, chosen = working_calendar(session), choices_of(session)
    last = counting(calendar, today).after(today, chosen.remind_before)
    told = [
        one
        for lying in _nearly_due(session, until=calendar.closing(last) + ONE_DAY)
        for one in told_of_deadline(lying, there, calendar, chosen, now=now)
    ]
    return told + list(_news(session, there, since=now - LOOKED_BACK))


def tell(session: Session, jobs: JobQueue, told: Sequence[Told], *, at: dt.datetime) -> None:
    """Write notices down, each once however often it is asked for, and order their mails."""
    for start in range(0, len(told), AT_ONCE):
        rows = [
            {
                "officer_id": one.officer_id,
                "assignment_id": one.assignment_id,
                "kind": one.kind,
                "for_day": one.for_day,
                "at": at,
            }
            for one in told[start : start + AT_ONCE]
        ]
        insert_new(session, Notice, rows)
    order_mail(session, jobs, MailWay.EACH)


def tell_registrars(
    session: Session, jobs: JobQueue, draft_id: int, unit_id: int, *, at: dt.datetime
) -> None:
    """Tell who keeps the secrets of a unit that a file waits for him, and nothing of it; once."""
    rows = [
        {
            "officer_id": officer_id,
            "draft_id": draft_id,
            "kind": NoticeKind.SECRET_WAITS,
            "for_day": bangkok_day(at),
            "at": at,
        }
        for officer_id in registrars_of(session, unit_id)
    ]
    insert_new(session, Notice, rows)
    order_mail(session, jobs, MailWay.EACH)


def order_mail(session: Session, jobs: JobQueue, way: MailWay) -> None:
    """Order a mail for each officer who wants his in this way and has notices not mailed yet."""
    wanted = select(Notice.officer_id).join(
        MailChoice, col(MailChoice.officer_id) == col(Notice.officer_id)
    )
    wanted = wanted.where(unmailed(), MailChoice.way == way).distinct()
    for officer_id in session.exec(wanted.order_by(col(Notice.officer_id))).all():
        jobs.enqueue(session, JobName.MAIL, officer_id=officer_id)


def unmailed() -> ColumnElement[bool]:
    """Return the condition for the notices that are still to be mailed to who chose to have them.

    What he has seen meanwhile, or what is older than his choice, is not.
    """
    return and_(
        col(Notice.mailed_at).is_(None),
        col(Notice.seen_at).is_(None),
        col(Notice.at) >= col(MailChoice.changed_at),
    )


def see_all(session: Session, by: Actor, *, until: int, at: dt.datetime) -> None:
    """Note that an officer has seen his notices up to one; those that came since stay new."""
    session.execute(
        update(Notice)
        .where(
            col(Notice.officer_id) == by.id,
            col(Notice.seen_at).is_(None),
            col(Notice.id) <= until,
        )
        .values(seen_at=at)
    )


def choose_mail(
    session: Session, way: MailWay, address: str, *, by: Actor, at: dt.datetime
) -> None:
    """Keep how an officer wants his notices mailed; what happened before is not mailed."""
    session.merge(MailChoice(officer_id=by.id, way=way, address=address, changed_at=at))


def _nearly_due(session: Session, *, until: dt.datetime) -> Iterator[Lying]:
    found = select(Assignment).where(
        col(Assignment.state).in_(OPEN), col(Assignment.due_at) <= until
    )
    for one in session.exec(found.order_by(col(Assignment.id)).execution_options(yield_per=1000)):
        assert one.id is not None
        assert one.due_at is not None
        yield Lying(one.id, one.to_unit_id, one.state, one.holder_id, one.due_at)


def _news(session: Session, there: Roster, *, since: dt.datetime) -> Iterator[Told]:
    """Yield who has a letter in the basket or an order that he has not been told of."""
    came, given = col(Assignment.sent_at), col(Assignment.assigned_at)
    lies = and_(col(Assignment.state) == State.DELIVERED, came >= since)
    ordered = and_(col(Assignment.state) == State.ASSIGNED, given >= since)
    found = session.exec(select(Assignment).where(or_(lies, ordered)).order_by(col(Assignment.id)))
    for one in found:
        is_order = one.state is State.ASSIGNED
        day = bangkok_day(one.assigned_at if is_order and one.assigned_at else one.sent_at)
        kind = NoticeKind.ORDER if is_order else NoticeKind.NEW_LETTER
        for officer in sorted(next_to_act(there, one.state, one.to_unit_id, one.holder_id)):
            yield Told(officer, one.id or 0, kind, day)
