"""ตะกร้าหนังสือ: what lies open in one unit, most urgent first. Reading only."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlmodel import Session, col, func, select

from registry.models import Letter, Receipt
from registry.people import Actor
from registry.people_models import Unit
from registry.queries import readable_unit, readable_units
from registry.screen import Screen
from registry.vocabulary import Permission, Urgency
from routing.basket_forms import BasketFilter
from routing.deadlines import Bucket, bucket
from routing.models import Assignment
from routing.move_undoing import Undo, undoable
from routing.states import MOVES, NEEDS, OPEN, Move, State

PER_PAGE = 50
MOST_TABS = 5
"""With more units than these the officer chooses from a list."""

OPENS_AT = (
    (Permission.REGISTER, State.DELIVERED),
    (Permission.ORDER, State.RECEIVED),
    (Permission.WORK, State.ASSIGNED),
)
"""The pile that waits for whoever may do this."""

AT_ONCE = (Move.RECEIVE, Move.ACKNOWLEDGE)
"""Moves that need no words, so that a whole selection can be made at once."""


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One letter in the basket."""

    assignment_id: int
    version: int
    state: State
    purpose: str
    sent_at: dt.datetime
    due_at: dt.datetime | None
    number: int | None
    """The unit's own; ``None`` before it has received the letter."""
    is_void: bool
    """Whether that number was voided and the unit must receive the letter anew."""
    reference: str
    sender: str
    subject: str
    urgency: Urgency
    came_from: str
    """The unit that sent it; empty where it came from outside."""
    holder_id: int | None
    bucket: Bucket

    @property
    def chosen(self) -> str:
        """What a form sends for this row: the assignment as it was seen."""
        return f"{self.assignment_id}.{self.version}"


@dataclass(frozen=True)
class Basket(Screen):
    """One pile of one unit's basket."""

    template: ClassVar[str] = "routing/basket.html"
    fragment: ClassVar[str] = "routing/_basket.html"

    unit: Unit
    units: Sequence[tuple[int, str]]
    state: State
    counts: Mapping[State, int]
    waiting: Mapping[int, int]
    """For each unit with a tab, how many letters lie there without a number."""
    rows: Sequence[BasketRow]
    page: int
    at_once: Move | None
    """What may be done with a selection of this pile."""
    undo: Undo | None

    @property
    def has_tabs(self) -> bool:
        """Tell whether each unit has a tab of its own."""
        return 1 < len(self.units) <= MOST_TABS

    @property
    def piles(self) -> list[tuple[State, int]]:
        """The piles of the basket with how many letters lie on each."""
        return [(state, self.counts.get(state, 0)) for state in State if state in OPEN]

    @property
    def pages(self) -> int:
        """How many pages this pile fills."""
        return max(1, -(-self.counts.get(self.state, 0) // PER_PAGE))


def basket(session: Session, actor: Actor, wanted: BasketFilter, *, now: dt.datetime) -> Basket:
    """Return a page of a unit's basket; raise ``NotFound`` for a unit that is not the officer's."""
    unit = readable_unit(session, actor, wanted.unit)
    assert unit.id is not None
    units = [
        (one.id, one.short_name or one.name) for one in readable_units(session, actor) if one.id
    ]
    counts = _counts(session, unit.id)
    state = wanted.state or _opens_at(actor, unit.id, counts)
    tabs = [unit_id for unit_id, _ in units] if len(units) <= MOST_TABS else []
    return Basket(
        unit=unit,
        units=units,
        state=state,
        counts=counts,
        waiting=_waiting(session, tabs),
        rows=_rows(session, unit.id, state, wanted.page, now=now),
        page=wanted.page,
        at_once=_at_once(actor, unit.id, state),
        undo=undoable(session, actor, now=now),
    )


def next_in_basket(session: Session, unit_id: int, state: State) -> int | None:
    """Return the assignment that lies on top of a pile, or ``None`` if there is none."""
    found = _in_order(select(Assignment.id), unit_id, state).limit(1)
    top: int | None = session.exec(found).first()
    return top


def _opens_at(actor: Actor, unit_id: int, counts: Mapping[State, int]) -> State:
    """Choose the pile the officer works on; the next one he may work on where it is empty."""
    his = [state for permission, state in OPENS_AT if actor.may(permission, unit_id)]
    return next((state for state in his if counts.get(state)), his[0] if his else State.RECEIVED)


def _at_once(actor: Actor, unit_id: int, state: State) -> Move | None:
    allowed = (
        move for move in AT_ONCE if (state, move) in MOVES and actor.may(NEEDS[move], unit_id)
    )
    return next(allowed, None)


def _counts(session: Session, unit_id: int) -> Mapping[State, int]:
    """Count each pile, from the index alone."""
    found = session.exec(
        select(Assignment.state, func.count())
        .where(Assignment.to_unit_id == unit_id, col(Assignment.state).in_(OPEN))
        .group_by(col(Assignment.state))
    )
    return {State(state): count for state, count in found}


def _waiting(session: Session, unit_ids: Collection[int]) -> Mapping[int, int]:
    found = session.exec(
        select(Assignment.to_unit_id, func.count())
        .where(col(Assignment.to_unit_id).in_(unit_ids), Assignment.state == State.DELIVERED)
        .group_by(col(Assignment.to_unit_id))
    )
    return dict(found.all())


def _rows(
    session: Session, unit_id: int, state: State, page: int, *, now: dt.datetime
) -> list[BasketRow]:
    """Return one page of a pile: first which letters stand on it, then what they say."""
    top = _in_order(select(Assignment.id), unit_id, state)
    ids = session.exec(top.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    found = session.exec(
        select(Assignment, Letter, Receipt, Unit)
        .join(Letter, col(Letter.id) == col(Assignment.letter_id))
        .outerjoin(Receipt, col(Receipt.id) == col(Assignment.receipt_id))
        .outerjoin(Unit, col(Unit.id) == col(Assignment.from_unit_id))
        .where(col(Assignment.id).in_(ids))
    )
    rows = {
        one.id: _row(one, letter, receipt, sender, now) for one, letter, receipt, sender in found
    }
    return [rows[one] for one in ids if one in rows]


def _row(
    one: Assignment, letter: Letter, receipt: Receipt | None, sender: Unit | None, now: dt.datetime
) -> BasketRow:
    return BasketRow(
        assignment_id=one.id or 0,
        version=one.version,
        state=one.state,
        purpose=one.purpose.label,
        sent_at=one.sent_at,
        due_at=one.due_at,
        number=receipt.number if receipt else None,
        is_void=receipt is not None and receipt.voided_at is not None,
        reference=letter.reference,
        sender=letter.sender,
        subject=letter.subject,
        urgency=letter.urgency,
        came_from=(sender.short_name or sender.name) if sender else "",
        holder_id=one.holder_id,
        bucket=bucket(now, one.due_at),
    )


def _in_order(found: Any, unit_id: int, state: State) -> Any:  # noqa: ANN401 - any SELECT
    """Put a pile in order: ด่วนที่สุด on top, then what is due first, then the newest.

    The unit holds what lies in its basket, so whoever may read there may see it.
    """
    due = col(Assignment.due_at)
    newest = col(Assignment.sent_at).desc()
    return found.where(Assignment.to_unit_id == unit_id, Assignment.state == state).order_by(
        col(Assignment.rank), due.is_(None), due, newest, col(Assignment.id)
    )
