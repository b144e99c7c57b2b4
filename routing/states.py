"""The life of one assignment, as a table.

Operations, buttons, the diagram in ``docs/routing.md`` and the property tests
all read it. To change the workflow, change the table.
"""

from collections.abc import Mapping
from types import MappingProxyType

from registry.vocabulary import LabelledEnum, Permission, Urgency


class Purpose(LabelledEnum):
    """Why a unit is sent a letter (domain §5.3)."""

    INFORMATION = "information", "เพื่อทราบ"
    ACTION = "action", "เพื่อดำเนินการ"
    OWNER = "owner", "เจ้าของเรื่อง"


class State(LabelledEnum):
    """Where an assignment stands. *Delivered* lies in the basket; *received* has a number."""

    DELIVERED = "delivered", "ส่งถึงแล้ว ยังไม่ลงรับ"
    RECEIVED = "received", "ลงรับแล้ว"
    ASSIGNED = "assigned", "มอบหมายแล้ว"
    ACKNOWLEDGED = "acknowledged", "รับทราบแล้ว"
    IN_PROGRESS = "in-progress", "กำลังดำเนินการ"
    DONE = "done", "ดำเนินการแล้ว"
    RETURNED = "returned", "ส่งคืนแล้ว"
    WITHDRAWN = "withdrawn", "เรียกคืนแล้ว"
    FILED = "filed", "เก็บเรื่องแล้ว"


class Move(LabelledEnum):
    """What somebody may do to an assignment."""

    RECEIVE = "receive", "ลงรับ"
    ASSIGN = "assign", "มอบหมาย"
    ACKNOWLEDGE = "acknowledge", "รับทราบ"
    START = "start", "เริ่มดำเนินการ"
    FINISH = "finish", "รายงานผล"
    RETURN = "return", "ส่งคืน"
    WITHDRAW = "withdraw", "เรียกคืน"
    FILE = "file", "เก็บเรื่อง"


MOVES: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.DELIVERED, Move.RECEIVE): State.RECEIVED,
        (State.DELIVERED, Move.RETURN): State.RETURNED,
        (State.DELIVERED, Move.WITHDRAW): State.WITHDRAWN,
        (State.RECEIVED, Move.ASSIGN): State.ASSIGNED,
        (State.RECEIVED, Move.ACKNOWLEDGE): State.ACKNOWLEDGED,
        (State.RECEIVED, Move.FINISH): State.DONE,
        (State.RECEIVED, Move.RETURN): State.RETURNED,
        (State.ASSIGNED, Move.ASSIGN): State.ASSIGNED,
        (State.ASSIGNED, Move.ACKNOWLEDGE): State.ACKNOWLEDGED,
        (State.ASSIGNED, Move.START): State.IN_PROGRESS,
        (State.ASSIGNED, Move.FINISH): State.DONE,
        (State.ASSIGNED, Move.RETURN): State.RETURNED,
        (State.ACKNOWLEDGED, Move.ASSIGN): State.ASSIGNED,
        (State.ACKNOWLEDGED, Move.START): State.IN_PROGRESS,
        (State.ACKNOWLEDGED, Move.FINISH): State.DONE,
        (State.ACKNOWLEDGED, Move.RETURN): State.RETURNED,
        (State.ACKNOWLEDGED, Move.FILE): State.FILED,
        (State.IN_PROGRESS, Move.ASSIGN): State.ASSIGNED,
        (State.IN_PROGRESS, Move.FINISH): State.DONE,
        (State.DONE, Move.FILE): State.FILED,
    }
)
"""The state each move leads to; a pair not here is refused."""

NEEDS: Mapping[Move, Permission] = MappingProxyType(
    {
        Move.RECEIVE: Permission.REGISTER,
        Move.ASSIGN: Permission.ORDER,
        Move.ACKNOWLEDGE: Permission.ORDER,
        Move.START: Permission.WORK,
        Move.FINISH: Permission.WORK,
        Move.RETURN: Permission.ROUTE,
        Move.WITHDRAW: Permission.ROUTE,
        Move.FILE: Permission.REGISTER,
    }
)
"""What an officer must be allowed in the unit, the sending one for ``WITHDRAW``, to make it."""

TAKEN_BACK = frozenset({Move.ASSIGN, Move.ACKNOWLEDGE, Move.START})
"""Moves by which nothing leaves the house: who made one can walk it backwards for a moment."""

RANKS: Mapping[Urgency, int] = MappingProxyType(
    {urgency: rank for rank, urgency in enumerate(reversed(Urgency))}
)
"""The place of each ชั้นความเร็ว in every queue, ด่วนที่สุด first."""

FINAL = frozenset(State) - {state for state, _ in MOVES}
"""States nothing leads out of."""

GONE = frozenset({State.RETURNED, State.WITHDRAWN})
"""The unit no longer answers for the letter; it may be sent there again."""

UNRECEIVED = frozenset({State.DELIVERED, State.WITHDRAWN})
"""States in which the unit has given the letter no number."""

OPEN = frozenset(State) - FINAL
"""Somebody still has to do something."""


def moves_from(state: State) -> tuple[Move, ...]:
    """Return the moves a page may offer for an assignment in ``state``."""
    return tuple(move for here, move in MOVES if here is state)
