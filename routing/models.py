"""The tables of routing."""

import datetime as dt

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from registry.records import Record, stored
from registry.vocabulary import Urgency
from routing.states import RANKS, Purpose, State


class Assignment(Record, table=True):
    """รายการส่ง: one unit's copy of a letter and where it stands.

    The unit that registered the letter has one too, without ``from_unit_id``:
    nothing lies anywhere without a unit that answers for it.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('received', 'assigned', 'acknowledged', 'in-progress', 'done', 'filed')"
            " OR (received_at IS NOT NULL AND receipt_id IS NOT NULL)",
            name="received_has_number",
        ),
        CheckConstraint(
            "state NOT IN ('delivered', 'withdrawn')"
            " OR (received_at IS NULL AND receipt_id IS NULL)",
            name="unreceived_has_no_number",
        ),
        CheckConstraint("state <> 'assigned' OR assigned_at IS NOT NULL", name="assigned_has_time"),
        CheckConstraint(
            "state <> 'acknowledged' OR acknowledged_at IS NOT NULL", name="acknowledged_has_time"
        ),
        CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="acknowledged_by_someone"
        ),
        CheckConstraint(
            "state <> 'in-progress' OR started_at IS NOT NULL", name="started_has_time"
        ),
        CheckConstraint("state <> 'done' OR done_at IS NOT NULL", name="done_has_time"),
        CheckConstraint(
            "(state IN ('returned', 'withdrawn')) = (ended_at IS NOT NULL)", name="ended_has_time"
        ),
        CheckConstraint(
            "(state IN ('returned', 'withdrawn')) = (reason <> '')", name="ended_has_reason"
        ),
        CheckConstraint(
            "(state = 'filed') = (filed_at IS NOT NULL AND file_code <> '' AND retention <> '')",
            name="filed_has_place",
        ),
        CheckConstraint(
            "from_unit_id IS NULL OR from_unit_id <> to_unit_id", name="goes_somewhere"
        ),
        Index(
            "uq_assignment_live",
            "letter_id",
            "to_unit_id",
            unique=True,
            sqlite_where=text("state NOT IN ('returned', 'withdrawn')"),
            postgresql_where=text("state NOT IN ('returned', 'withdrawn')"),
        ),
        Index("ix_assignment_basket", "to_unit_id", "state", "due_at"),
        Index("ix_assignment_sent", "from_unit_id", "state", "sent_at"),
        Index("ix_assignment_held", "holder_id", "state", "due_at"),
        Index("ix_assignment_sent_letter", "from_unit_id", "letter_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", index=True)
    from_unit_id: int | None = Field(
        default=None, foreign_key="unit.id", description="empty: the unit registered it itself"
    )
    to_unit_id: int = Field(foreign_key="unit.id")
    purpose: Purpose = Field(sa_type=stored(Purpose))
    message: str = Field(default="", description="what the sender tells this unit")
    state: State = Field(default=State.DELIVERED, sa_type=stored(State))
    version: int = Field(default=1, description="counts changes, so that a stale page is known")
    sent_at: dt.datetime
    sent_by: int = Field(foreign_key="officer.id")
    receipt_id: int | None = Field(default=None, foreign_key="receipt.id")
    received_at: dt.datetime | None = None
    holder_id: int | None = Field(
        default=None, foreign_key="officer.id", description="who works on it; empty: the unit"
    )
    assigned_at: dt.datetime | None = None
    acknowledged_at: dt.datetime | None = None
    acknowledged_by: int | None = Field(default=None, foreign_key="officer.id")
    started_at: dt.datetime | None = None
    done_at: dt.datetime | None = None
    filed_at: dt.datetime | None = None
    file_code: str = Field(default="", description="รหัสแฟ้ม")
    retention: str = Field(default="", description="กำหนดเก็บ, a class of ข้อ 57")
    kept_until: int | None = Field(default=None, description="พ.ศ.; empty while filed: for ever")
    ended_at: dt.datetime | None = None
    reason: str = Field(default="", description="why it was sent back or taken back")
    ordered_due_at: dt.datetime | None = Field(
        default=None, description="the deadline an order set"
    )
    due_at: dt.datetime | None = Field(
        default=None, description="the earliest deadline that holds here"
    )
    rank: int = Field(
        default=RANKS[Urgency.NORMAL],
        description="the letter's ชั้นความเร็ว, 0 the most urgent: baskets are put in order by it",
    )
