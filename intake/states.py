"""The life of a draft, as a table."""

from collections.abc import Mapping
from types import MappingProxyType

from registry.vocabulary import LabelledEnum


class DraftState(LabelledEnum):
    """Where an arrived file stands."""

    ARRIVED = "arrived", "รอตรวจไฟล์"
    READING = "reading", "กำลังอ่าน"
    READ = "read", "รอตรวจ"
    QUARANTINED = "quarantined", "กักไว้"
    REGISTERED = "registered", "ลงทะเบียนแล้ว"
    DISCARDED = "discarded", "ไม่รับ"


class Move(LabelledEnum):
    """What can happen to a draft."""

    OPEN = "open", "เปิดอ่าน"
    FINISH_READING = "finish-reading", "อ่านจบ"
    QUARANTINE = "quarantine", "กักไว้"
    RETRY = "retry", "ลองใหม่"
    REGISTER = "register", "ลงทะเบียน"
    DISCARD = "discard", "ไม่รับ"
    ENTER_SECRET = "enter-secret", "ลงทะเบียนรับข้อมูลข่าวสารลับ"
    VOID_SECRET = "void-secret", "ยกเลิกเลขทะเบียนรับข้อมูลข่าวสารลับ"


MOVES: Mapping[tuple[DraftState, Move], DraftState] = MappingProxyType(
    {
        (DraftState.ARRIVED, Move.OPEN): DraftState.READING,
        (DraftState.ARRIVED, Move.QUARANTINE): DraftState.QUARANTINED,
        (DraftState.ARRIVED, Move.DISCARD): DraftState.DISCARDED,
        (DraftState.READING, Move.FINISH_READING): DraftState.READ,
        (DraftState.READING, Move.QUARANTINE): DraftState.QUARANTINED,
        (DraftState.READING, Move.DISCARD): DraftState.DISCARDED,
        (DraftState.QUARANTINED, Move.RETRY): DraftState.ARRIVED,
        (DraftState.QUARANTINED, Move.DISCARD): DraftState.DISCARDED,
        (DraftState.QUARANTINED, Move.ENTER_SECRET): DraftState.REGISTERED,
        (DraftState.REGISTERED, Move.VOID_SECRET): DraftState.QUARANTINED,
        (DraftState.READ, Move.REGISTER): DraftState.REGISTERED,
        (DraftState.READ, Move.RETRY): DraftState.READING,
        (DraftState.READ, Move.QUARANTINE): DraftState.QUARANTINED,
        (DraftState.READ, Move.DISCARD): DraftState.DISCARDED,
    }
)
"""The state each move leads to; a pair not here is refused."""


class PageState(LabelledEnum):
    """Where one page of a draft stands. A failed page is never an empty one."""

    WAITING = "waiting", "รออ่าน"
    READ = "read", "อ่านแล้ว"
    FAILED = "failed", "อ่านไม่ได้"
