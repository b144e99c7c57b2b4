"""เก็บเรื่อง: closing a matter under a file code and a class of ข้อ 57."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from sqlmodel import Session

from registry.holdings import mark_filed
from registry.people import Actor
from registry.ports import JobQueue
from registry.thai import buddhist_year
from registry.vocabulary import LabelledEnum
from routing.errors import FilingRefused
from routing.models import Assignment
from routing.operations import begin, finish_move
from routing.states import NEEDS, Move, Purpose


class Retention(LabelledEnum):
    """The classes of ข้อ 57 that a letter of this register can fall under; .1 is for secret ones."""

    ORDINARY = "57", "หนังสือทั่วไป"
    BY_LAW = "57.2", "หลักฐานทางอรรถคดี สำนวนสอบสวน หรือมีกฎหมายกำหนด"
    HISTORICAL = "57.3", "มีคุณค่าทางประวัติศาสตร์หรือการวิจัย"
    DUPLICATE = "57.4", "ปฏิบัติเสร็จแล้วและเป็นคู่สำเนาที่มีต้นเรื่องที่อื่น"
    ROUTINE = "57.5", "เรื่องธรรมดาที่เกิดขึ้นเป็นประจำ"
    FINANCE = "57.6", "หลักฐานการเงินที่ตรวจสอบแล้วและไม่มีปัญหา"


LEAST_YEARS: Mapping[Retention, int | None] = MappingProxyType(
    {
        Retention.ORDINARY: 10,
        Retention.BY_LAW: 10,
        Retention.HISTORICAL: None,
        Retention.DUPLICATE: 5,
        Retention.ROUTINE: 1,
        Retention.FINANCE: 5,
    }
)
"""For how many years a class is kept at least; ``None`` is for ever (ข้อ 57).

Of what a law orders kept the law says how long; ten years is the rule's own.
"""

LONGEST_YEARS = 100


def kept_until(
    retention: Retention, years: int | None, *, forever: bool, at: dt.datetime
) -> int | None:
    """Return the พ.ศ. until which a matter closed now is kept; ``None`` is ห้ามทำลาย.

    ``years`` may be more than the least of its class, which holds where none is given.
    """
    least = LEAST_YEARS[retention]
    if forever or least is None:
        return None
    if years is not None and not least <= years <= LONGEST_YEARS:
        raise FilingRefused(reason=f"หนังสือชั้นนี้ต้องเก็บ {least} ถึง {LONGEST_YEARS} ปี หรือห้ามทำลาย")
    return buddhist_year(at) + (years or least)


def proposed(purpose: Purpose, reference: str) -> Retention:
    """Propose a class; the clerk chooses (domain §1.8).

    Who issued a circular keeps the original, so one for information is most
    often a duplicate. An instruction still in force is not: a person must say.
    """
    is_circular = "ว" in reference.rpartition("/")[2]
    if purpose is Purpose.INFORMATION and is_circular:
        return Retention.DUPLICATE
    return Retention.ORDINARY


def file(
    session: Session,
    jobs: JobQueue,
    assignment_id: int,
    file_code: str,
    retention: str,
    *,
    by: Actor,
    at: dt.datetime,
    kept_until: int | None = None,
    seen: int | None = None,
) -> Assignment:
    """Close the matter under a file code and a class of ข้อ 57; ``kept_until`` is a พ.ศ."""
    assignment = begin(session, assignment_id, Move.FILE, by=by, seen=seen)
    code, kept = file_code.strip(), retention.strip()
    if not code or kept not in set(Retention):
        raise FilingRefused(reason="ยังไม่ได้ระบุรหัสแฟ้มและกำหนดเก็บ")
    letter_id, unit_id = assignment.letter_id, assignment.to_unit_id
    signature = by.signature(NEEDS[Move.FILE], unit_id)
    mark_filed(session, jobs, letter_id, unit_id, kept_until=kept_until, by=signature, at=at)
    assignment.filed_at, assignment.file_code = at, code
    assignment.retention, assignment.kept_until = kept, kept_until
    return finish_move(session, assignment, Move.FILE, by=by, at=at, said={"file_code": code})
