"""เก็บเรื่อง: closing a matter under a file code and a class of ข้อ 57."""

import datetime as dt

from sqlmodel import Session

from registry.holdings import mark_filed
from registry.people import Actor
from routing.errors import FilingRefused
from routing.models import Assignment
from routing.operations import begin, finish_move
from routing.states import NEEDS, Move


def file(
    session: Session,
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
    if not code or not kept:
        raise FilingRefused(reason="ยังไม่ได้ระบุรหัสแฟ้มและกำหนดเก็บ")
    letter_id, unit_id = assignment.letter_id, assignment.to_unit_id
    signature = by.signature(NEEDS[Move.FILE], unit_id)
    mark_filed(session, letter_id, unit_id, kept_until=kept_until, by=signature, at=at)
    assignment.filed_at, assignment.file_code = at, code
    assignment.retention, assignment.kept_until = kept, kept_until
    return finish_move(session, assignment, Move.FILE, by=by, at=at, said={"file_code": code})
