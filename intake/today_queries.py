"""What รับเข้าวันนี้ shows: every file that waits, and what was registered today."""

import datetime as dt
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy import func
from sqlmodel import Session, col, select

from intake.models import Draft
from intake.next_queries import in_order_to_check
from intake.queries import among_newest, draft_in_hand, handed_over, in_hand
from intake.states import DraftState
from intake.today_rows import OPEN, Row, rows_of
from registry.models import Letter, Receipt, RegisterBook
from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from registry.secret_register import without_registrar
from registry.thai import BANGKOK
from registry.vocabulary import Permission

READING = (DraftState.ARRIVED, DraftState.READING)
PER_PAGE = 50
"""Files to check on one page."""
MOST_PENDING = 200
"""Files of one state drawn at once; the oldest wait longest, so they come first."""
MOST_REGISTERED = 200
"""Numbers given today that are drawn; the register has them all."""


@dataclass(frozen=True)
class Progress(Screen):
    """How far reading is, and whether the list on the officer's screen has grown old."""

    template: ClassVar[str] = "intake/progress.html"
    fragment: ClassVar[str] = "intake/_progress.html"

    newest: int
    """Highest id of the list that the officer sees."""
    states: int
    """Checksum of the states he sees."""
    new: int
    changed: bool
    reading: Sequence[Row]

    @property
    def is_old(self) -> bool:
        """Tell whether what the officer sees is no longer how it is."""
        return bool(self.new) or self.changed


@dataclass(frozen=True)
class Today(Screen):
    """รับเข้าวันนี้: every file that waits, and what was registered today."""

    template: ClassVar[str] = "intake/today.html"
    fragment: ClassVar[str] = "intake/_today.html"

    units: Sequence[Unit]
    waiting: Mapping[DraftState, int]
    """How many files are in each state, those on other pages included."""
    page: int
    to_check: Sequence[Row]
    """One page of them, the most urgent first."""
    reading: Sequence[Row]
    stuck: Sequence[Row]
    registered: Sequence[Row]
    handed_over: Sequence[dt.datetime]
    """When the files came in that the officer brought today and that went to the registrar."""
    has_registrar: bool
    progress: Progress
    most_megabytes: int
    most_pages: int

    @property
    def pages(self) -> int:
        """How many pages the files to check fill."""
        return pages_of(self.waiting)

    @property
    def being_read(self) -> int:
        """How many files are not read to their end yet."""
        return sum(self.waiting.get(state, 0) for state in READING)

    @property
    def has_more_registered(self) -> bool:
        """Tell whether only the newest of today's numbers are shown."""
        return sum(len(row.numbers) for row in self.registered) >= MOST_REGISTERED

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show at all."""
        return not (
            self.to_check or self.reading or self.stuck or self.registered or self.handed_over
        )


@dataclass(frozen=True)
class Stuck(Screen):
    """One file that is set aside."""

    template: ClassVar[str] = "intake/stuck.html"
    fragment: ClassVar[str] = "intake/_stuck.html"

    row: Row
    units: Sequence[Unit] = ()


def today(
    session: Session,
    actor: Actor,
    *,
    now: dt.datetime,
    most_megabytes: int,
    most_pages: int,
    page: int = 1,
) -> Today:
    """Return everything that waits in the clerk's units, and today's registrations.

    ``page`` is one of the files to check; past the last one it is the last.
    """
    mine = actor.permissions.get(Permission.REGISTER, frozenset())
    units = session.exec(select(Unit).where(col(Unit.id).in_(mine)).order_by(col(Unit.id))).all()
    handed = handed_over(session, actor, since=_morning(now))
    waiting = _waiting(session, actor)
    page = min(page, pages_of(waiting))
    return Today(
        units=units,
        waiting=waiting,
        page=page,
        to_check=_to_check(session, actor, page),
        reading=_rows(session, actor, *READING),
        stuck=_rows(session, actor, DraftState.QUARANTINED),
        registered=_registered(session, actor, now),
        handed_over=handed,
        has_registrar=not handed or mine.isdisjoint(without_registrar(session)),
        progress=_news(session, actor),
        most_megabytes=most_megabytes,
        most_pages=most_pages,
    )


def stuck(session: Session, actor: Actor, draft_id: int) -> Stuck:
    """Return one file with the reason why it is set aside."""
    return Stuck(rows_of(session, [draft_in_hand(session, actor, draft_id)])[0])


def progress(
    session: Session, actor: Actor, *, newest: int | None = None, states: int | None = None
) -> Progress:
    """Compare what the officer sees (``newest``, ``states``) with what there is now."""
    being_read = _rows(session, actor, *READING, warns=False)
    return replace(_news(session, actor, newest, states), reading=being_read)


def _news(
    session: Session, actor: Actor, newest: int | None = None, states: int | None = None
) -> Progress:
    found = session.exec(
        select(Draft.id, Draft.state)
        .where(in_hand(actor), col(Draft.state).in_((*OPEN, DraftState.REGISTERED)))
        .order_by(col(Draft.id).desc())
        .limit(MOST_PENDING)
    ).all()
    ids = [draft_id for draft_id, _ in found if draft_id is not None]
    seen = max(ids, default=0) if newest is None else newest
    old = "".join(f"{draft_id}{state}" for draft_id, state in found if (draft_id or 0) <= seen)
    checksum = zlib.crc32(old.encode())
    return Progress(
        newest=seen,
        states=checksum if states is None else states,
        new=sum(draft_id > seen for draft_id in ids),
        changed=states is not None and checksum != states,
        reading=(),
    )


def pages_of(waiting: Mapping[DraftState, int]) -> int:
    """Return how many pages the files to check fill; one at least."""
    return max(1, -(-waiting.get(DraftState.READ, 0) // PER_PAGE))


def _waiting(session: Session, actor: Actor) -> Mapping[DraftState, int]:
    found = session.exec(
        select(Draft.state, func.count())
        .where(in_hand(actor), col(Draft.state).in_(OPEN))
        .group_by(col(Draft.state))
    )
    return {DraftState(state): count for state, count in found}


def _to_check(session: Session, actor: Actor, page: int) -> Sequence[Row]:
    there = in_order_to_check(actor).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    ids = session.exec(there).all()
    drafts = {one.id: one for one in session.exec(select(Draft).where(col(Draft.id).in_(ids)))}
    return rows_of(session, [drafts[one] for one in ids])


def _rows(session: Session, actor: Actor, *states: DraftState, warns: bool = True) -> Sequence[Row]:
    drafts = session.exec(
        select(Draft)
        .where(in_hand(actor), col(Draft.state).in_(states))
        .order_by(col(Draft.arrived_at), col(Draft.id))
        .limit(MOST_PENDING)
    ).all()
    return rows_of(session, drafts, warns=warns)


def _morning(now: dt.datetime) -> dt.datetime:
    return now.astimezone(BANGKOK).replace(hour=0, minute=0, second=0, microsecond=0)


def _registered(session: Session, actor: Actor, now: dt.datetime) -> Sequence[Row]:
    found = session.exec(
        select(Draft, Letter, Receipt.number)
        .join(Letter, col(Letter.bundle_id) == col(Draft.bundle_id))
        .join(Receipt, col(Receipt.letter_id) == col(Letter.id))
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .where(
            in_hand(actor),
            RegisterBook.unit_id == Draft.unit_id,
            among_newest(actor, since=_morning(now), most=MOST_REGISTERED),
        )
        .order_by(col(Receipt.registered_at).desc(), col(Receipt.number))
    )
    numbers: dict[int, list[tuple[int, int]]] = defaultdict(list)
    drafts: dict[int, Draft] = {}
    subjects: dict[int | None, str] = {}
    for draft, letter, number in found:
        assert draft.id is not None
        assert letter.id is not None
        drafts[draft.id] = draft
        subjects.setdefault(draft.id, letter.subject)
        numbers[draft.id].append((number, letter.id))
    rows = rows_of(session, list(drafts.values()), numbers)
    return [replace(row, subject=subjects[row.draft.id]) for row in rows]
