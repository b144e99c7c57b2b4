"""A whole selection of the basket at once; each letter is recorded by itself."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.models import Letter
from registry.people import Actor
from registry.ports import JobQueue
from registry.registering import Entry
from routing import move_undoing, operations
from routing.errors import MoveRefused, StalePage
from routing.models import Assignment
from routing.move_models import MoveMade

Seen = Sequence[tuple[int, int]]
"""Assignments with the versions the officer saw."""

MOST_NAMED = 5
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a selection."""

    made: Sequence[Assignment]
    refused: Sequence[str]
    """Subjects of the letters somebody else had acted on meanwhile."""

    def said(self, what: str) -> str:
        """Tell the officer: ``รับทราบ 18 ฉบับ อีก 2 ฉบับมีผู้ดำเนินการไปก่อน: …``."""
        if not self.refused:
            return f"{what} {len(self.made)} ฉบับ"
        named = "; ".join(self.refused[:MOST_NAMED])
        more = len(self.refused) - MOST_NAMED
        others = f" และอีก {more} ฉบับ" if more > 0 else ""
        late = f"อีก {len(self.refused)} ฉบับมีผู้ดำเนินการไปก่อน: {named}{others}"
        return f"{what} {len(self.made)} ฉบับ {late}"


def receive_each(
    session: Session, jobs: JobQueue, seen: Seen, entry: Entry, *, by: Actor, at: dt.datetime
) -> Outcome:
    """Give each letter the next number of its unit, in the order given."""
    return _each(
        session,
        seen,
        lambda one, version: operations.receive(
            session, jobs, one, entry, by=by, at=at, seen=version
        ),
    )


def acknowledge_each(
    session: Session, jobs: JobQueue, seen: Seen, *, by: Actor, at: dt.datetime
) -> Outcome:
    """Write the head's ทราบ on each letter."""
    return _each(
        session,
        seen,
        lambda one, version: operations.acknowledge(session, jobs, one, by=by, at=at, seen=version),
    )


def take_back_each(
    session: Session, jobs: JobQueue, made: Sequence[int], *, by: Actor, at: dt.datetime
) -> Outcome:
    """Take back the moves of one click; raise ``NotFound`` where another officer made one."""
    moves = session.exec(select(MoveMade).where(col(MoveMade.id).in_(made))).all()
    if len(moves) < len(set(made)) or any(one.officer_id != by.id for one in moves):
        raise NotFound(what="รายการที่จะเลิกทำ")
    number = {one.assignment_id: one.id or 0 for one in moves}
    return _each(
        session,
        [(one.assignment_id, one.version) for one in moves],
        lambda one, _: move_undoing.take_back(session, jobs, number[one], by=by, at=at),
    )


def _each(session: Session, seen: Seen, make: Callable[[int, int], Assignment]) -> Outcome:
    """Make a move on each, in a savepoint: one that came too late undoes no other."""
    _hold(session, [one for one, _ in seen])
    made: list[Assignment] = []
    refused: list[str] = []
    for one, version in seen:
        try:
            with session.begin_nested():
                made.append(make(one, version))
        except (MoveRefused, StalePage):
            refused.append(_name(session, one))
    return Outcome(made, refused)


def _hold(session: Session, ids: Sequence[int]) -> None:
    """Lock every row first and in one order: two selections at once must not wait in a ring.

    Letters before assignments, as everybody who needs both does.
    """
    chosen = col(Assignment.id).in_(ids)
    letters = col(Letter.id).in_(select(Assignment.letter_id).where(chosen))
    held = select(Letter.id).where(letters).order_by(col(Letter.id))
    session.exec(held.with_for_update(key_share=True)).all()
    session.exec(select(Assignment.id).where(chosen).order_by(col(Assignment.id)).with_for_update())


def _name(session: Session, assignment_id: int) -> str:
    """Return the subject of a letter, short enough for a list."""
    letter_id = session.get_one(Assignment, assignment_id).letter_id
    subject = session.get_one(Letter, letter_id).subject
    return subject if len(subject) <= LONGEST_NAME else f"{subject[:LONGEST_NAME]}…"
