"""The tables of notices: what an officer is told, and how he wants to be told."""

import datetime as dt

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from registry.records import Record, stored
from registry.vocabulary import LabelledEnum


class NoticeKind(LabelledEnum):
    """Why an officer is told."""

    NEW_LETTER = "new-letter", "หนังสือเข้าใหม่"
    ORDER = "order", "ได้รับมอบหมาย"
    BEFORE = "before", "ใกล้ครบกำหนด"
    ON = "on", "ครบกำหนดวันนี้"
    AFTER = "after", "เกินกำหนด"
    ESCALATED = "escalated", "เรื่องของหน่วยงานในความดูแลเกินกำหนด"
    REMINDER = "reminder", "ผู้ส่งขอทราบผล"
    SECRET_WAITS = "secret-waits", "มีเรื่องลับรอนายทะเบียน"


class MailWay(LabelledEnum):
    """How much of it comes by e-mail."""

    NONE = "none", "ไม่ส่งอีเมล"
    EACH = "each", "ส่งทุกเรื่องทันที"
    DIGEST = "digest", "สรุปวันละครั้ง"


class Notice(Record, table=True):
    """One thing one officer is told about one assignment, or one file, for one day.

    The unique key is what makes a job that runs twice tell it once.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("assignment_id", "officer_id", "kind", "for_day"),
        UniqueConstraint("draft_id", "officer_id"),
        CheckConstraint("(assignment_id IS NULL) <> (draft_id IS NULL)", name="about_one"),
        Index("ix_notice_officer", "officer_id", "seen_at", "id"),
        Index("ix_notice_unmailed", "officer_id", "mailed_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officer.id")
    assignment_id: int | None = Field(default=None, foreign_key="assignment.id")
    draft_id: int | None = Field(
        default=None, description="which file waits as secret; a table of intake, never looked at"
    )
    kind: NoticeKind = Field(sa_type=stored(NoticeKind))
    for_day: dt.date = Field(description="the day in Bangkok it is about: the due day, or today")
    at: dt.datetime
    seen_at: dt.datetime | None = None
    mailed_at: dt.datetime | None = None


class MailChoice(Record, table=True):
    """How an officer wants to be told by e-mail; one never made has no row and gets none."""

    __tablename__ = "mail_choice"
    __table_args__ = (CheckConstraint("way = 'none' OR address <> ''", name="has_address"),)

    officer_id: int = Field(foreign_key="officer.id", primary_key=True)
    way: MailWay = Field(sa_type=stored(MailWay))
    address: str = ""
    changed_at: dt.datetime = Field(description="what happened before is not mailed afterwards")
