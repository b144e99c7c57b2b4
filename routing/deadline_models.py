"""The table of deadlines: what was decided about a letter's time, and what that replaced."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field

from registry.records import Record, stored
from registry.vocabulary import LabelledEnum


class Source(LabelledEnum):
    """What sets a deadline."""

    PHRASE = "phrase", "ข้อความในหนังสือ"
    URGENCY = "urgency", "ชั้นความเร็ว กำหนดโดยหน่วยงาน ไม่ใช่ระเบียบ"
    MANUAL = "manual", "เจ้าหน้าที่กำหนด"


class AnchorKind(LabelledEnum):
    """What a period is counted from."""

    RECEIVED = "received", "วันที่ได้รับหนังสือ"
    DATED = "dated", "วันที่ลงในหนังสือ"
    EVENT = "event", "วันอื่น"


class Deadline(Record, table=True):
    """กำหนดเวลา: one decision about when something a letter wants is due.

    A decision is never changed: a later one takes its place and the row says
    which. The one that holds is the one nothing has replaced.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint("(anchor IS NULL) = (anchored_on IS NULL)", name="anchor_has_day"),
        CheckConstraint("superseded_by <> id", name="superseded_by_another"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", index=True)
    source: Source = Field(sa_type=stored(Source))
    phrase: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="the words as read, with page and box"
    )
    anchor: AnchorKind | None = Field(default=None, sa_type=stored(AnchorKind))
    anchored_on: dt.date | None = None
    due_at: dt.datetime | None = Field(default=None, description="empty: decided that none holds")
    remark: str = ""
    confirmed_at: dt.datetime
    confirmed_by: int | None = Field(
        default=None, foreign_key="officer.id", description="empty: counted by the program"
    )
    superseded_by: int | None = Field(default=None, foreign_key="deadline.id", index=True)
