"""The working tables of intake: what has arrived and is not yet a letter."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field

from intake.states import DraftState, PageState
from registry.records import Record, stored
from registry.vocabulary import Channel, LetterKind


class Draft(Record, table=True):
    """One arrived file on its way to becoming letters, or to being refused."""

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint(
            "(state = 'registered') = (bundle_id IS NOT NULL)", name="registered_has_bundle"
        ),
        CheckConstraint(
            "state <> 'quarantined' OR refusal_code <> ''", name="quarantine_has_reason"
        ),
        Index(
            "uq_draft_source",
            "source",
            unique=True,
            sqlite_where=text("source <> ''"),
            postgresql_where=text("source <> ''"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True, description="whose intake it lies in")
    original: str = Field(index=True, description="digest of the file as it came")
    readable: str = Field(default="", description="digest of what is read: decrypted if need be")
    file_name: str
    source: str = Field(
        default="",
        description="which file of the watched folder it was; taken once, even in a crash",
    )
    size: int
    channel: Channel = Field(sa_type=stored(Channel))
    arrived_at: dt.datetime = Field(index=True)
    arrived_by: int | None = Field(default=None, foreign_key="officer.id")
    state: DraftState = Field(default=DraftState.ARRIVED, sa_type=stored(DraftState), index=True)
    media_type: str = ""
    page_count: int = 0
    is_signed: bool = False
    notices: list[Any] = Field(default_factory=list, sa_type=JSON)
    refusal_code: str = ""
    refusal: str = Field(default="", description="the Thai sentence the clerk sees")
    bundle_id: int | None = Field(default=None, foreign_key="bundle.id", unique=True)
    released_at: dt.datetime | None = Field(
        default=None, description="when a registrar said that it is not secret after all"
    )
    arranged_at: dt.datetime | None = Field(
        default=None, description="when a clerk split or merged; proposals no longer replace it"
    )


class DraftPage(Record, table=True):
    """One page of a draft: waiting, read or failed."""

    __tablename__ = "draft_page"
    __table_args__ = (
        CheckConstraint("(state = 'failed') = (error <> '')", name="failure_has_reason"),
    )

    draft_id: int = Field(foreign_key="draft.id", primary_key=True)
    number: int = Field(primary_key=True)
    state: PageState = Field(default=PageState.WAITING, sa_type=stored(PageState))
    turned: int | None = Field(
        default=None,
        description="degrees clockwise the clerk wants it turned; empty: as the machine finds",
    )
    picture: str = Field(default="", description="digest of the upright page picture")
    reading: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="width, height, turned, engine, lines"
    )
    error: str = ""


class DraftLetter(Record, table=True):
    """One letter of a draft: its pages, what the machine found, what the clerk says."""

    __tablename__ = "draft_letter"

    draft_id: int = Field(foreign_key="draft.id", primary_key=True)
    position: int = Field(primary_key=True, description="order in the bundle, from 0")
    pages: list[int] = Field(sa_type=JSON)
    kind: LetterKind = Field(sa_type=stored(LetterKind))
    under: int | None = Field(
        default=None, description="position of the letter it came under; empty: own number"
    )
    found: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="the letter as in `read --json`"
    )
    confirmed: dict[str, str] = Field(
        default_factory=dict, sa_type=JSON, description="field to value, as the clerk left it"
    )
