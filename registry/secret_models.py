"""What is secret and has a number: a table of its own, so that nothing else can show it."""

import datetime as dt

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from registry.records import Record, stored
from registry.vocabulary import Secrecy

SET_ASIDE = ("secret-found", "most-secret-found")
"""Why intake sets a file aside for the registrars: what the journal says of it as ``code``."""


class SecretLetter(Record, table=True):
    """หนังสือลับที่รับ: one entry of a unit's register of secrets received.

    It is no ``Letter`` and has no pages of text: what lists, counts, searches,
    sends or prints letters knows nothing of this table.
    """

    __tablename__ = "secret_letter"
    __table_args__ = (
        UniqueConstraint("book_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="void_has_reason"),
        CheckConstraint("(voided_at IS NULL) = (bundle_id IS NOT NULL)", name="valid_has_file"),
        CheckConstraint("secrecy IN ('secret', 'very-secret')", name="may_be_kept"),
    )

    id: int | None = Field(default=None, primary_key=True)
    bundle_id: int | None = Field(
        foreign_key="bundle.id",
        unique=True,
        description="the file; empty once the number is void and the file waits again",
    )
    book_id: int = Field(foreign_key="register_book.id")
    number: int
    secrecy: Secrecy = Field(sa_type=stored(Secrecy))
    reference: str = ""
    dated: str = Field(default="", description="ISO day, or empty")
    sender: str
    addressee: str
    subject: str
    copies: str = Field(default="", description="ชุดที่ … ของ … ชุด, as the paper says")
    action: str = Field(default="", description="การปฏิบัติ")
    remark: str = Field(default="", description="หมายเหตุ")
    received_at: dt.datetime
    registered_at: dt.datetime
    officer_id: int = Field(foreign_key="officer.id")
    voided_at: dt.datetime | None = None
    voided_by: int | None = Field(default=None, foreign_key="officer.id")
    void_reason: str = ""
