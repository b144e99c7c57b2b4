"""Keeping every open assignment's ``due_at`` in step with the deadlines of its letter.

A letter's deadlines are its own and those of the letters that came under it:
one hidden in the last annex holds for everybody on the route. Whoever changes
a letter's deadlines, or sends it on, calls ``recompute`` in the same
transaction, after ``hold`` and before the journal.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from registry import journal
from registry.calendar_queries import working_calendar
from registry.choices import Choices, choices_of
from registry.jobs import Job
from registry.journal import Event
from registry.models import Letter, Receipt
from registry.ports import JobQueue
from registry.vocabulary import JobName, Urgency
from registry.working_days import CalendarYearMissing, WorkingCalendar
from routing.deadline_models import Deadline, Source
from routing.deadlines import Phrase, due_by_phrase, due_by_urgency, effective, internal
from routing.models import Assignment
from routing.states import OPEN, RANKS


@dataclass(frozen=True, slots=True)
class Measure:
    """What the agency counts with."""

    calendar: WorkingCalendar
    chosen: Choices

    @classmethod
    def of(cls, session: Session) -> "Measure":
        """Read it as it is now."""
        return cls(working_calendar(session), choices_of(session))

    def due(self, assignment: Assignment, held: Iterable[Deadline]) -> dt.datetime | None:
        """Return when an assignment is due under the deadlines that hold for its letter."""
        dues = [self._own(assignment, one) for one in held]
        return effective([*dues, assignment.ordered_due_at])

    def _own(self, assignment: Assignment, deadline: Deadline) -> dt.datetime | None:
        """Return a unit's own day before the letter's; who registered it answers for that one."""
        outer = deadline.due_at
        if outer is None or assignment.from_unit_id is None or deadline.source is Source.URGENCY:
            return outer  # the agency's hours are its own limit already
        # Counted from when both were there, not from now: the same at every later look.
        since = max(assignment.sent_at, deadline.confirmed_at)
        try:
            return internal(outer, self.chosen.internal_days, self.calendar, now=since)
        except CalendarYearMissing:
            return outer  # a letter is not held back for want of a holiday table


def hold(session: Session, letter_id: int) -> Letter:
    """Return the letter that is routed, locked: itself, or the cover it came under.

    Take it before any assignment: everybody who needs both does so in this order.
    """
    letter = session.get_one(Letter, letter_id)
    wanted = select(Letter).where(Letter.id == (letter.cover_id or letter_id))
    # Without the key's lock: who sends or cites the letter meanwhile need not wait for us.
    locked = wanted.with_for_update(key_share=True)
    return session.exec(locked.execution_options(populate_existing=True)).one()


def recompute(session: Session, letter_id: int, *, at: dt.datetime) -> None:
    """Bring the deadlines counted by the program and all open assignments in line, rank included.

    ``letter_id`` is the letter that was sent or changed, or one that came
    under it. Twice is the same as once.
    """
    top, measure = hold(session, letter_id), Measure.of(session)
    assert top.id is not None
    counted = [
        *_by_urgency(session, top, measure, at),
        *_counted_again(session, top.id, measure, at),
    ]
    for old, new in counted:
        replace(session, old, new)
    held = deadlines_of(session, top.id)
    for assignment in session.exec(_open(top.id)):
        assignment.due_at, assignment.rank = measure.due(assignment, held), RANKS[top.urgency]
    for old, new in counted:
        record(session, old, new)


def order_recount(session: Session, jobs: JobQueue) -> None:
    """Order one recount for each open letter that has a deadline or a limit for its urgency.

    One job each: counting a hundred thousand letters in one transaction would
    keep every clerk from writing.
    """
    letter_ids = select(Assignment.letter_id).where(
        col(Assignment.state).in_(OPEN), col(Assignment.from_unit_id).is_(None)
    )
    chosen = choices_of(session)
    limited = [one for one in Urgency if chosen.hours_for(one) is not None]
    urgent = select(Letter.id).where(
        col(Letter.id).in_(letter_ids), col(Letter.urgency).in_(limited)
    )
    decided = (
        select(func.coalesce(col(Letter.cover_id), col(Letter.id)))
        .join(Deadline, col(Deadline.letter_id) == col(Letter.id))
        .where(col(Deadline.superseded_by).is_(None))
    )
    open_ones: set[int | None] = {*session.exec(letter_ids)}
    for letter_id in open_ones & {*session.exec(urgent), *session.exec(decided)}:
        assert letter_id is not None
        jobs.enqueue(session, JobName.RECOUNT, letter_id=letter_id)


def due_of(session: Session, assignment: Assignment) -> dt.datetime | None:
    """Return when one assignment is due now; for whoever has locked it and changed its order."""
    return Measure.of(session).due(assignment, deadlines_of(session, assignment.letter_id))


def deadlines_of(session: Session, letter_id: int) -> Sequence[Deadline]:
    """Return the decisions that hold for a routed letter: its own and those of its annexes."""
    family = select(Letter.id).where(or_(Letter.id == letter_id, Letter.cover_id == letter_id))
    return session.exec(
        select(Deadline)
        .where(col(Deadline.letter_id).in_(family), col(Deadline.superseded_by).is_(None))
        .order_by(col(Deadline.id))
    ).all()


def replace(session: Session, old: Deadline | None, new: Deadline) -> None:
    """Put a decision in the place of an earlier one, if there was one."""
    session.add(new)
    session.flush()  # the old row names new.id
    if old is not None:
        old.superseded_by = new.id
        session.add(old)


def record(session: Session, old: Deadline | None, new: Deadline) -> None:
    """Write a decision in the journal."""
    event = Event.DEADLINE_DROPPED if new.due_at is None else Event.DEADLINE_SET
    journal.record(
        session,
        event,
        "letter",
        new.letter_id,
        at=new.confirmed_at,
        by=new.confirmed_by,
        before=_told(old) if old else {},
        after=_told(new),
    )


def mismatches(session: Session) -> Iterator[tuple[Assignment, dt.datetime | None]]:
    """Yield open assignments whose ``due_at`` is not what it should be, with what that is.

    What is about to be counted again is not wrong yet.
    """
    waiting = _waiting(session)
    if None in waiting:
        return
    measure, held = Measure.of(session), _by_letter(session)
    open_ones = select(Assignment).where(col(Assignment.state).in_(OPEN))
    in_order = open_ones.order_by(col(Assignment.letter_id), col(Assignment.id))
    for assignment in session.exec(in_order.execution_options(yield_per=1000)):
        due = measure.due(assignment, held.get(assignment.letter_id, ()))
        if due != assignment.due_at and assignment.letter_id not in waiting:
            yield assignment, due


def _by_letter(session: Session) -> dict[int, list[Deadline]]:
    """Return every decision that holds, by the letter that is routed."""
    held: dict[int, list[Deadline]] = {}
    found = session.exec(
        select(Letter.id, Letter.cover_id, Deadline)
        .join(Deadline, col(Deadline.letter_id) == col(Letter.id))
        .where(col(Deadline.superseded_by).is_(None))
    )
    for letter_id, cover_id, deadline in found:
        held.setdefault(cover_id or letter_id or 0, []).append(deadline)
    return held


def _waiting(session: Session) -> set[int | None]:
    """Return the letters that will be counted again; ``None`` among them if all will be."""
    ordered = select(Job.arguments).where(
        Job.name == JobName.RECOUNT.value, col(Job.is_dead).is_(False)
    )
    return {json.loads(arguments).get("letter_id") for arguments in session.exec(ordered)}


def _open(letter_id: int) -> Any:  # noqa: ANN401 - a statement
    """Ask for a letter's open assignments, locked in one order, as the database has them."""
    return (
        select(Assignment)
        .where(Assignment.letter_id == letter_id, col(Assignment.state).in_(OPEN))
        .order_by(col(Assignment.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _by_urgency(
    session: Session, top: Letter, measure: Measure, at: dt.datetime
) -> Iterator[tuple[Deadline | None, Deadline]]:
    """Yield the deadline of the letter's ชั้นความเร็ว, if it is not there as it should be.

    The limit that held when the letter came stays when the agency chooses
    another; what a clerk has decided instead stays, too.
    """
    received = first_receipt(session, top)
    if received is None:
        return
    had = _current(session, top.id, Source.URGENCY)
    said = {"urgency": top.urgency.value, "received_at": received.received_at.isoformat()}
    is_same = had is not None and said.items() <= had.phrase.items()
    if had is not None and is_same and had.confirmed_by is not None:
        return
    hours = had.phrase["hours"] if had and is_same else measure.chosen.hours_for(top.urgency)
    try:
        due = due_by_urgency(hours, received.received_at, measure.calendar)
    except CalendarYearMissing:
        return  # comes when the year is confirmed
    if (had.due_at if had else None) == due and (is_same or had is None):
        return
    assert top.id is not None
    yield (
        had,
        Deadline(
            letter_id=top.id,
            source=Source.URGENCY,
            phrase={**said, "hours": hours},
            due_at=due,
            confirmed_at=at,
        ),
    )


def _counted_again(
    session: Session, letter_id: int, measure: Measure, at: dt.datetime
) -> Iterator[tuple[Deadline | None, Deadline]]:
    """Yield the periods that end otherwise, since the holidays are others than before."""
    for had in deadlines_of(session, letter_id):
        if had.anchored_on is None:
            continue
        try:
            due = due_by_phrase(Phrase.of(had.phrase), measure.calendar, anchor=had.anchored_on)
        except CalendarYearMissing:
            continue  # what was counted while the year was confirmed stands
        if due != had.due_at:
            yield (
                had,
                Deadline(
                    letter_id=had.letter_id,
                    source=had.source,
                    phrase=had.phrase,
                    anchor=had.anchor,
                    anchored_on=had.anchored_on,
                    due_at=due,
                    remark=had.remark,
                    confirmed_at=at,
                ),
            )


def first_receipt(session: Session, letter: Letter) -> Receipt | None:
    """Return the receipt by which a letter, or its cover, first came to the agency."""
    return session.exec(
        select(Receipt)
        .where(
            Receipt.letter_id == (letter.cover_id or letter.id), col(Receipt.voided_at).is_(None)
        )
        .order_by(col(Receipt.received_at), col(Receipt.id))
    ).first()


def _current(session: Session, letter_id: int | None, source: Source) -> Deadline | None:
    wanted = select(Deadline).where(
        Deadline.letter_id == letter_id,
        Deadline.source == source,
        col(Deadline.superseded_by).is_(None),
    )
    return session.exec(wanted).first()


def _told(deadline: Deadline) -> dict[str, Any]:
    due = deadline.due_at.isoformat() if deadline.due_at else ""
    words = deadline.phrase.get("text", "")
    return {"due_at": due, "deadline_source": deadline.source.value, "words": words}
