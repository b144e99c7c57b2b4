"""What clerks have said about letters that cancel or amend earlier ones."""

import datetime as dt

from sqlmodel import Field

from registry.records import Record, stored
from registry.vocabulary import ReplacementKind


class Replacement(Record, table=True):
    """One clerk's word on whether a letter cancels or amends an earlier one."""

    __tablename__ = "replacement"

    letter_id: int = Field(foreign_key="letter.id", primary_key=True)
    older_id: int = Field(foreign_key="letter.id", primary_key=True, index=True)
    kind: ReplacementKind = Field(sa_type=stored(ReplacementKind))
    is_confirmed: bool
    officer_id: int = Field(foreign_key="officer.id")
    decided_at: dt.datetime
