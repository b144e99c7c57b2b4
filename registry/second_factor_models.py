"""The tables of the second factor: each officer's telephone and his codes on paper."""

import datetime as dt

from sqlmodel import Field

from registry.records import Record


class SecondFactor(Record, table=True):
    """The telephone that shows an officer's codes. Its secret is not here: see one_time_codes."""

    __tablename__ = "second_factor"

    officer_id: int = Field(foreign_key="officer.id", primary_key=True)
    word: str = Field(description="what the secret is made from, with the office's key")
    set_at: dt.datetime
    last_step: int = Field(description="period of the last code used: none is good twice")
    suspended_at: dt.datetime | None = Field(default=None, description="since when it is lost")


class PaperCode(Record, table=True):
    """One recovery code, as its keyed hash; good until it is used."""

    __tablename__ = "paper_code"

    code_hash: str = Field(primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", index=True)
    used_at: dt.datetime | None = None
