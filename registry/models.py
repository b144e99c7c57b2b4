"""The tables of the register: books, letters, receipts and the journal.

Rows are built by operations only: a ``table=True`` class does not validate
what it is given, so input passes a form first and the database checks again.
"""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

import registry.people_models  # noqa: F401 - the tables that rows here point at
from registry.records import Record, stored
from registry.vocabulary import (
    BookKind,
    Channel,
    FileKind,
    LetterKind,
    LinkKind,
    Secrecy,
    Urgency,
)


class RegisterBook(Record, table=True):
    """ทะเบียน: one series of numbers per unit, kind and calendar year B.E. (ข้อ 38, 40)."""

    __tablename__ = "register_book"
    __table_args__ = (
        UniqueConstraint("unit_id", "kind", "year"),
        CheckConstraint("first_number > 0", name="first_number_positive"),
        CheckConstraint("last_number >= first_number - 1", name="last_number_follows_first"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    kind: BookKind = Field(sa_type=stored(BookKind))
    year: int
    first_number: int = Field(default=1, description="เลขแรกที่ออกด้วยระบบ (ต่อจากสมุดเดิม)")
    last_number: int = Field(default=0, description="เลขสุดท้ายที่ออกแล้ว")


class Reservation(Record, table=True):
    """จองเลข: a block of numbers set aside, for example while the power is off."""

    __tablename__ = "reservation"
    __table_args__ = (
        UniqueConstraint("book_id", "first_number"),
        CheckConstraint("last_number >= first_number", name="block_not_empty"),
    )

    id: int | None = Field(default=None, primary_key=True)
    book_id: int = Field(foreign_key="register_book.id")
    first_number: int
    last_number: int
    reason: str
    officer_id: int = Field(foreign_key="officer.id")
    reserved_at: dt.datetime


class Bundle(Record, table=True):
    """One file as it arrived, holding one or more letters."""

    __tablename__ = "bundle"

    id: int | None = Field(default=None, primary_key=True)
    original: str = Field(index=True, description="digest of the file as it came")
    readable: str = Field(description="digest of what was read: decrypted if need be")
    file_name: str
    media_type: str
    page_count: int
    channel: Channel = Field(sa_type=stored(Channel))
    arrived_at: dt.datetime


class BundlePage(Record, table=True):
    """What one page of a bundle says and looks like."""

    __tablename__ = "bundle_page"

    bundle_id: int = Field(foreign_key="bundle.id", primary_key=True)
    number: int = Field(primary_key=True)
    text: str
    lines: list[Any] = Field(sa_type=JSON, description="[text, [l, t, r, b], confidence]")
    width: int
    height: int
    turned: int = 0
    engine: str
    picture: str = Field(description="digest of the page picture")
    error: str = Field(default="", description="why it could not be read; empty if it was")


def _ranges(table: str) -> Index:
    """Index the few references that are a range, which no index of beginnings finds in SQLite."""
    is_range = text("reference_key LIKE '%-%'")
    return Index(
        f"ix_{table}_reference_range",
        "reference_key",
        sqlite_where=is_range,
        postgresql_where=is_range,
    )


class Letter(Record, table=True):
    """หนังสือ. A row exists only once a clerk has confirmed it."""

    __tablename__ = "letter"
    __table_args__ = (_ranges("letter"),)

    id: int | None = Field(default=None, primary_key=True)
    bundle_id: int = Field(foreign_key="bundle.id", index=True)
    cover_id: int | None = Field(
        default=None,
        foreign_key="letter.id",
        index=True,
        description="the received letter this one came under; empty if it has its own number",
    )
    pages: list[int] = Field(sa_type=JSON, description="page numbers in the bundle, in order")
    kind: LetterKind = Field(sa_type=stored(LetterKind))
    reference: str = Field(default="", description="ที่, canonical; empty if the letter has none")
    reference_key: str = Field(default="", index=True)
    dated: str = Field(default="", description="ISO day, or year and month if the day is unknown")
    sender: str = ""
    owner_unit: str = ""
    addressee: str = ""
    subject: str
    urgency: Urgency = Field(default=Urgency.NORMAL, sa_type=stored(Urgency))
    secrecy: Secrecy = Field(default=Secrecy.NONE, sa_type=stored(Secrecy))
    signatory: str = ""
    signatory_position: str = ""
    phone: str = ""
    email: str = ""
    details: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="enclosures, deadlines, earlier receipts"
    )
    evidence: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="what the machine read, before the clerk"
    )


class LetterLink(Record, table=True):
    """One letter's relation to another, which may not have arrived yet."""

    __tablename__ = "letter_link"
    __table_args__ = (
        CheckConstraint("other_id IS NOT NULL OR reference <> ''", name="points_somewhere"),
        _ranges("letter_link"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", index=True)
    kind: LinkKind = Field(sa_type=stored(LinkKind))
    other_id: int | None = Field(default=None, foreign_key="letter.id", index=True)
    reference: str = ""
    reference_key: str = Field(default="", index=True)
    dated: str = ""


class Receipt(Record, table=True):
    """การรับหนังสือ: one letter entered in one unit's book (ข้อ 37-40).

    ``received_at`` is when the unit took the letter, ``registered_at`` when the
    clerk entered it; a late entry shows both and says why.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("book_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="void_has_reason"),
        Index(
            "uq_receipt_current",
            "letter_id",
            "book_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_receipt_book_received", "book_id", "received_at"),
        Index("ix_receipt_book_registered", "book_id", "registered_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", index=True)
    book_id: int = Field(foreign_key="register_book.id")
    number: int
    unit_name: str = Field(description="the unit's name as it was, for its stamp")
    received_at: dt.datetime
    registered_at: dt.datetime
    officer_id: int = Field(foreign_key="officer.id")
    late_reason: str = ""
    action: str = Field(default="", description="การปฏิบัติ")
    remark: str = Field(default="", description="หมายเหตุ")
    voided_at: dt.datetime | None = None
    voided_by: int | None = Field(default=None, foreign_key="officer.id")
    void_reason: str = ""


class Dispatch(Record, table=True):
    """การออกเลขส่ง: one letter entered in one unit's book of sent letters (ข้อ 41-43, 47).

    The letter's own row says what it says; this one says which number it was
    given, by whom and when. ``reference_key`` is the letter's, kept beside the
    year so that the database refuses one ที่ twice in a year.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        UniqueConstraint("book_id", "number"),
        UniqueConstraint("year", "reference_key"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="void_has_reason"),
        Index("ix_dispatch_book_issued", "book_id", "issued_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", unique=True)
    book_id: int = Field(foreign_key="register_book.id")
    number: int
    year: int
    reference_key: str
    is_circular: bool = Field(description="หนังสือเวียน: ว stands before the number (ข้อ 32)")
    issued_at: dt.datetime
    officer_id: int = Field(foreign_key="officer.id", description="who approved and issued it")
    asked_by: int = Field(foreign_key="officer.id", description="who wrote it and asked")
    action: str = Field(default="", description="การปฏิบัติ")
    remark: str = Field(default="", description="หมายเหตุ")
    voided_at: dt.datetime | None = None
    voided_by: int | None = Field(default=None, foreign_key="officer.id")
    void_reason: str = ""


class LetterFile(Record, table=True):
    """A file made from a bundle: its searchable copy, or one unit's stamped copy of a letter."""

    __tablename__ = "letter_file"
    __table_args__ = (UniqueConstraint("bundle_id", "letter_id", "kind", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    bundle_id: int = Field(foreign_key="bundle.id", index=True)
    letter_id: int | None = Field(default=None, foreign_key="letter.id", index=True)
    kind: FileKind = Field(sa_type=stored(FileKind))
    unit_id: int | None = Field(
        default=None, foreign_key="unit.id", description="whose stamped copy it is"
    )
    shows: str = Field(default="", description="fingerprint of what stands on a stamped copy")
    digest: str
    made_at: dt.datetime


class JournalEntry(Record, table=True):
    """One thing that was done: who, for whom, what, before and after.

    Append-only: the database refuses UPDATE and DELETE. ``hash`` covers the
    row and the hash before it.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_about", "about", "about_id"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: dt.datetime
    officer_id: int | None = Field(default=None, foreign_key="officer.id")
    on_behalf_of: int | None = Field(default=None, foreign_key="officer.id")
    event: str
    about: str = Field(description="kind of thing: letter, receipt, draft, officer …")
    about_id: int | None = None
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous: str
    hash: str


class JournalHead(Record, table=True):
    """The end of the journal's chain; its only row is also the lock of the next entry."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    last_id: int = 0
    hash: str = ""
