"""The tables of the organisation: units, officers, what each is where, and who is signed in."""

import datetime as dt

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from registry.records import Record, stored
from registry.vocabulary import ActingKind, Role


class Unit(Record, table=True):
    """หน่วยงาน: a node of the agency's tree; the one without a parent is the agency."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    name: str
    short_name: str = Field(default="", description="ชื่อย่อบนตารางเวียนหนังสือ")
    code: str = Field(
        default="", description="รหัสตัวพยัญชนะและเลขประจำของเจ้าของเรื่อง, before the slash of ที่"
    )
    is_active: bool = True


class Officer(Record, table=True):
    """เจ้าหน้าที่. Never deleted: names in the history stay."""

    __tablename__ = "officer"

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    name: str
    position: str = ""
    password_hash: str
    password_before: str = Field(default="", description="hash of the one before")
    password_changed_at: dt.datetime | None = Field(
        default=None, description="when he chose it; none if somebody else did"
    )
    is_active: bool = True
    created_at: dt.datetime


class RoleHeld(Record, table=True):
    """What an officer is in one unit."""

    __tablename__ = "role_held"

    officer_id: int = Field(foreign_key="officer.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    role: Role = Field(sa_type=stored(Role), primary_key=True)


class Delegation(Record, table=True):
    """การให้แทน: one officer's place in a unit, taken by another for some days.

    ``starts_on`` and ``ends_on`` are days in Bangkok and both belong to it. The
    written order is a file of the store. Never deleted, only ended.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("from_officer_id <> to_officer_id", name="two_officers"),
        CheckConstraint("order_digest <> ''", name="has_order"),
        CheckConstraint("(ended_at IS NULL) = (end_reason = '')", name="end_has_reason"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="end_has_officer"),
    )

    id: int | None = Field(default=None, primary_key=True)
    from_officer_id: int = Field(foreign_key="officer.id", index=True)
    to_officer_id: int = Field(foreign_key="officer.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    kind: ActingKind = Field(sa_type=stored(ActingKind))
    starts_on: dt.date
    ends_on: dt.date
    order_digest: str = Field(description="digest of the written order")
    order_name: str = Field(description="file name of the written order")
    late_reason: str = Field(default="", description="why it was entered after it began")
    made_by: int = Field(foreign_key="officer.id")
    made_at: dt.datetime
    ended_at: dt.datetime | None = None
    ended_by: int | None = Field(default=None, foreign_key="officer.id")
    end_reason: str = ""


class SignIn(Record, table=True):
    """One signed-in browser. The cookie's token is kept only as its SHA-256."""

    __tablename__ = "sign_in"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    token_before: str = Field(default="", index=True, description="hash of the token before it")
    token_made_at: dt.datetime | None = Field(default=None, description="when it was replaced")
    needs_token: bool = Field(default=False, description="the next request brings it a new one")
    officer_id: int = Field(foreign_key="officer.id", index=True)
    started_at: dt.datetime
    seen_at: dt.datetime
    ended_at: dt.datetime | None = None
    second_factor_at: dt.datetime | None = Field(default=None, description="when it was given")
    address: str = ""
    browser: str = Field(default="", description="User-Agent, as the browser said it")


class SetupLink(Record, table=True):
    """The one-time link that makes the agency and its first administrator."""

    __tablename__ = "setup_link"

    token_hash: str = Field(primary_key=True)
    expires_at: dt.datetime
    used_at: dt.datetime | None = None
