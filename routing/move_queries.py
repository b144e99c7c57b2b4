"""One unit's copy of a letter: the letter, what may be done now, and what was. Reading only."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.holdings import circle_for, may_see
from registry.letter_queries import letter_pages
from registry.models import BundlePage, Letter, Receipt
from registry.notes import SUPERIORS, NoteKind
from registry.numbers_queries import NextNumber, next_number
from registry.people import ALLOWS, Actor
from registry.people_models import Officer, RoleHeld, Unit
from registry.screen import Screen
from registry.vocabulary import Permission, Role
from routing.basket_queries import next_in_basket
from routing.deadlines import Bucket, bucket
from routing.filing import LEAST_YEARS, Retention, proposed
from routing.models import Assignment
from routing.move_undoing import Undo, undoable
from routing.note_operations import UNWRITTEN
from routing.operations import acting_unit, is_anew
from routing.queries import Slip, on_his_way, slip
from routing.states import FINAL, GONE, NEEDS, Move, Purpose, State, moves_from

AS_SHOWN = (
    Move.RECEIVE, Move.ACKNOWLEDGE, Move.ASSIGN, Move.START, Move.FINISH, Move.FILE, Move.RETURN,
    Move.WITHDRAW,
)  # fmt: skip
"""What is most often meant stands first."""

WORKERS = tuple(role for role in Role if Permission.WORK in ALLOWS[role])


@dataclass(frozen=True)
class Station(Screen):
    """A unit's copy of a letter, with the moves this officer may make."""

    template: ClassVar[str] = "routing/station.html"
    fragment: ClassVar[str] = "routing/_station.html"

    assignment: Assignment
    letter: Letter
    pages: Sequence[BundlePage]
    unit: Unit
    came_from: str
    holder: str
    receipt: Receipt | None
    moves: Sequence[Move]
    opened: Move | None
    """The move whose form stands open."""
    number: NextNumber | None
    """What the register would give, where the letter may be received."""
    workers: Sequence[tuple[int, str]]
    """Who can be given the work."""
    kinds: Sequence[NoteKind]
    """The notes he may write here that no move writes."""
    below: Sequence[tuple[int, str]]
    """Units he may order the letter on to."""
    slip: Slip
    undo: Undo | None
    now: dt.datetime

    @property
    def is_void(self) -> bool:
        """Tell whether the unit's number was voided."""
        return self.receipt is not None and self.receipt.voided_at is not None

    @property
    def bucket(self) -> Bucket:
        """Say how near the deadline is."""
        return bucket(self.now, self.assignment.due_at)

    @property
    def kind_choices(self) -> list[tuple[str, str]]:
        """The notes as a list to choose from."""
        return [(kind.value, kind.label) for kind in self.kinds]

    @property
    def retentions(self) -> list[tuple[str, str]]:
        """The classes of ข้อ 57 with how long each is kept."""
        return [(one.value, f"{one.value} {one.label} {_kept(one)}") for one in Retention]

    @property
    def proposed(self) -> Retention:
        """The class it most likely falls under."""
        return proposed(self.assignment.purpose, self.letter.reference)

    @property
    def purposes(self) -> list[tuple[str, str]]:
        """Why a unit below may be sent the letter; the first is not at all."""
        return [("", "ไม่ส่ง"), *((one.value, one.label) for one in Purpose)]

    @property
    def primary(self) -> Move | None:
        """The one move that is most likely meant."""
        return self.opened or (self.moves[0] if self.moves else None)


@dataclass(frozen=True, slots=True)
class Entered:
    """One letter with the number it was just given."""

    assignment_id: int
    letter_id: int
    number: int
    subject: str
    received_at: dt.datetime
    registered_at: dt.datetime
    late_reason: str


@dataclass(frozen=True)
class Received(Screen):
    """What the clerk sees after receiving: the numbers, big, and what to do next."""

    template: ClassVar[str] = "routing/received.html"
    fragment: ClassVar[str] = "routing/_received.html"

    unit: Unit
    letters: Sequence[Entered]
    next_id: int | None


def station(
    session: Session,
    actor: Actor,
    assignment_id: int,
    *,
    now: dt.datetime,
    opened: Move | None = None,
) -> Station:
    """Return a unit's copy of a letter; raise ``NotFound`` where it is not his to see."""
    one, letter = seen_assignment(session, actor, assignment_id)
    moves = _moves(session, actor, one)
    unit = session.get_one(Unit, one.to_unit_id)
    sender = session.get(Unit, one.from_unit_id) if one.from_unit_id else None
    holder = session.get(Officer, one.holder_id) if one.holder_id else None
    receives, assigns = Move.RECEIVE in moves, Move.ASSIGN in moves
    return Station(
        assignment=one,
        letter=letter,
        pages=letter_pages(session, letter),
        unit=unit,
        came_from=sender.name if sender else "",
        holder=holder.name if holder else "",
        receipt=session.get(Receipt, one.receipt_id) if one.receipt_id else None,
        moves=moves,
        opened=opened if opened in moves else None,
        number=next_number(session, one.to_unit_id, now=now) if receives else None,
        workers=_workers(session, one.to_unit_id) if assigns else (),
        kinds=_kinds(actor, one, moves),
        below=_below(session, actor, one),
        slip=slip(session, actor, one.letter_id, now=now),
        undo=undoable(session, actor, now=now),
        now=now,
    )


def seen_assignment(
    session: Session, actor: Actor, assignment_id: int
) -> tuple[Assignment, Letter]:
    """Return an assignment of the officer's circle with its letter; raise ``NotFound``."""
    found = session.exec(
        select(Assignment, Letter)
        .join(Letter, col(Letter.id) == col(Assignment.letter_id))
        .where(Assignment.id == assignment_id, may_see(actor))
    ).first()
    if found is None:
        raise NotFound(what="รายการส่งหนังสือ")
    one, letter = found
    mine = on_his_way(actor, circle_for(session, actor, letter))
    if session.exec(select(Assignment.id).where(Assignment.id == one.id, mine)).first() is None:
        raise NotFound(what="รายการส่งหนังสือ")
    return one, letter


def received(session: Session, actor: Actor, ids: Sequence[int]) -> Received:
    """Return the numbers some assignments of one unit were given; raise ``NotFound``."""
    found = session.exec(
        select(Assignment, Letter, Receipt)
        .join(Letter, col(Letter.id) == col(Assignment.letter_id))
        .join(Receipt, col(Receipt.id) == col(Assignment.receipt_id))
        .where(
            col(Assignment.id).in_(ids),
            col(Assignment.to_unit_id).in_(actor.permissions.get(Permission.READ, frozenset())),
        )
        .order_by(col(Receipt.id))
    ).all()
    if not found:
        raise NotFound(what="เลขรับ")
    unit = session.get_one(Unit, found[0][0].to_unit_id)
    assert unit.id is not None
    return Received(
        unit=unit,
        letters=[_entered(*one) for one in found],
        next_id=next_in_basket(session, unit.id, State.DELIVERED),
    )


def _entered(one: Assignment, letter: Letter, receipt: Receipt) -> Entered:
    return Entered(
        assignment_id=one.id or 0,
        letter_id=receipt.letter_id,
        number=receipt.number,
        subject=letter.subject,
        received_at=receipt.received_at,
        registered_at=receipt.registered_at,
        late_reason=receipt.late_reason,
    )


def _moves(session: Session, actor: Actor, one: Assignment) -> tuple[Move, ...]:
    """Return what this officer may do here now."""
    offered = {*moves_from(one.state)}
    if is_anew(session, one, Move.RECEIVE):
        offered.add(Move.RECEIVE)
    if one.from_unit_id is None:
        offered.discard(Move.RETURN)  # who sent it is not in the house
    allowed = {move for move in offered if actor.may(NEEDS[move], acting_unit(one, move))}
    return tuple(move for move in AS_SHOWN if move in allowed)


def _workers(session: Session, unit_id: int) -> Sequence[tuple[int, str]]:
    """Return the officers of a unit who can be given work, with their positions."""
    found = session.exec(
        select(Officer)
        .where(
            col(Officer.is_active),
            col(Officer.id).in_(
                select(RoleHeld.officer_id).where(
                    RoleHeld.unit_id == unit_id, col(RoleHeld.role).in_(WORKERS)
                )
            ),
        )
        .order_by(col(Officer.name))
    )
    return [(one.id or 0, f"{one.name} {one.position}".strip()) for one in found]


def _kinds(actor: Actor, one: Assignment, moves: Collection[Move]) -> list[NoteKind]:
    """Return the notes that can be written by themselves, the commonest first."""
    if one.state in UNWRITTEN or not actor.may(Permission.WORK, one.to_unit_id):
        return []
    by_move = {NoteKind.RETURNED, NoteKind.ORDERED}
    if Move.ACKNOWLEDGE in moves:
        by_move.add(NoteKind.ACKNOWLEDGED)
    if Move.FINISH in moves:
        by_move.add(NoteKind.REPORTED)
    orders = actor.may(Permission.ORDER, one.to_unit_id)
    return [kind for kind in NoteKind if kind not in by_move and (orders or kind not in SUPERIORS)]


def _below(session: Session, actor: Actor, one: Assignment) -> list[tuple[int, str]]:
    """Return the open units right below that do not have the letter yet."""
    unit_id = one.to_unit_id
    orders = actor.may(Permission.ORDER, unit_id) and actor.may(Permission.ROUTE, unit_id)
    if not orders or one.state in UNWRITTEN | FINAL:
        return []
    had = select(Assignment.to_unit_id).where(
        Assignment.letter_id == one.letter_id, col(Assignment.state).not_in(GONE)
    )
    found = session.exec(
        select(Unit)
        .where(Unit.parent_id == unit_id, col(Unit.is_active), col(Unit.id).not_in(had))
        .order_by(col(Unit.id))
    )
    return [(unit.id or 0, unit.name) for unit in found]


def _kept(retention: Retention) -> str:
    years = LEAST_YEARS[retention]
    return "ห้ามทำลาย" if years is None else f"เก็บไม่น้อยกว่า {years} ปี"
