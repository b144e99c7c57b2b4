"""ร่างหนังสือส่ง: what officers are writing that has no number yet."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field

from registry.records import Record, stored
from registry.vocabulary import LinkKind


class OutgoingDraft(Record, table=True):
    """A letter being written: what was typed, by whom, and what became of it."""

    __tablename__ = "outgoing_draft"
    __table_args__ = (
        CheckConstraint("(letter_id IS NULL) = (link IS NULL)", name="tied_somehow"),
        CheckConstraint("(dispatch_id IS NULL) = (approved_by IS NULL)", name="issued_by_someone"),
        CheckConstraint("dispatch_id IS NULL OR discarded_at IS NULL", name="issued_is_kept"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True, description="whose letter it will be")
    letter_id: int | None = Field(
        default=None,
        foreign_key="letter.id",
        index=True,
        description="the received letter it passes on or answers",
    )
    link: LinkKind | None = Field(default=None, sa_type=stored(LinkKind))
    said: dict[str, Any] = Field(sa_type=JSON, description="each field as it was typed")
    version: int = 1
    drafted_by: int = Field(foreign_key="officer.id")
    drafted_at: dt.datetime
    changed_by: int = Field(foreign_key="officer.id")
    changed_at: dt.datetime
    proposed_at: dt.datetime | None = Field(
        default=None, description="when it was laid before who may issue it"
    )
    approved_by: int | None = Field(default=None, foreign_key="officer.id")
    dispatch_id: int | None = Field(default=None, foreign_key="dispatch.id", unique=True)
    discarded_at: dt.datetime | None = None
