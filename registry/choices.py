"""What each agency may choose for itself, kept in a table and read as one frozen value."""

import datetime as dt
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from sqlalchemy import JSON
from sqlmodel import Field as Column
from sqlmodel import Session, select

from registry import journal
from registry.errors import NotFound
from registry.forms import Clock, Form, Number, as_number
from registry.journal import Event
from registry.people import Actor, agency
from registry.ports import JobQueue
from registry.records import Record
from registry.vocabulary import JobName, Permission, Role, Urgency

LONGEST_LIMIT = 400
"""Working hours; fifty working days."""
MOST_DAYS = 60
MOST_MONTHS = 24


class AgencyChoice(Record, table=True):
    """One choice that the agency has made; one never made has no row."""

    __tablename__ = "agency_choice"

    name: str = Column(primary_key=True)
    value: Any = Column(sa_type=JSON)
    changed_at: dt.datetime
    changed_by: int = Column(foreign_key="officer.id")


Hours = Annotated[Annotated[int, Field(ge=1, le=LONGEST_LIMIT)] | None, BeforeValidator(as_number)]
Days = Annotated[Number, Field(le=MOST_DAYS)]
Months = Annotated[Number, Field(le=MOST_MONTHS)]


class Choices(Form):
    """Everything an agency chooses, with what holds until it does.

    The regulation sets no hours for any ชั้นความเร็ว (ข้อ 28): the limits here
    are the agency's own, in office hours counted from receipt; none is no limit.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    normal_hours: Hours = None
    urgent_hours: Hours = 8
    very_urgent_hours: Hours = 4
    most_urgent_hours: Hours = 2
    internal_days: Days = 1
    """How many working days a unit's deadline lies before the one of the letter."""
    office_opens: Clock = dt.time(8, 30)
    office_closes: Clock = dt.time(16, 30)
    remind_before: Days = 1
    """Working days before a deadline at which its holder is reminded; 0 is not at all."""
    remind_after: Days = 1
    """Working days between reminders of what is overdue; 0 is not at all."""
    approver_must_differ: bool = True
    """Whether nobody may approve the outgoing answer he asked for himself."""
    role_needs_order: bool = False
    """Whether nobody is given a role without the written order."""
    password_months: Months = 0
    """Months after which a password must be changed; 0 is never."""
    second_factor_roles: list[Role] = Field(default_factory=list)
    """Whoever is one of these, anywhere, signs in with a second factor."""

    @field_validator("office_closes")
    @classmethod
    def _closes_after_opening(cls, closes: dt.time, info: ValidationInfo) -> dt.time:
        if closes <= info.data.get("office_opens", dt.time.min):
            raise ValueError("เวลาปิดทำการต้องอยู่หลังเวลาเปิดทำการ")
        return closes

    def hours_for(self, urgency: Urgency) -> int | None:
        """Return the agency's limit for a ชั้นความเร็ว in office hours; ``None`` is no limit."""
        limits: dict[Urgency, int | None] = {
            Urgency.NORMAL: self.normal_hours,
            Urgency.URGENT: self.urgent_hours,
            Urgency.VERY_URGENT: self.very_urgent_hours,
            Urgency.MOST_URGENT: self.most_urgent_hours,
        }
        return limits[urgency]


_MADE = select(AgencyChoice.name, AgencyChoice.value)
"""Built once: every request asks it."""


def choices_of(session: Session) -> Choices:
    """Return what the agency has chosen, and for the rest what holds until it does."""
    return Choices.model_validate(dict(session.exec(_MADE).all()))


def change_choices(
    session: Session, jobs: JobQueue, chosen: Choices, *, by: Actor, at: dt.datetime
) -> None:
    """Keep what differs from before; raise ``NotFound`` unless he administers the agency."""
    root = agency(session)
    if root is None or not by.may(Permission.ADMINISTER, root.id):
        raise NotFound(what="หน้า")
    had = choices_of(session).model_dump(mode="json")
    now = chosen.model_dump(mode="json")
    changed = [name for name in now if now[name] != had[name]]
    for name in changed:
        session.merge(AgencyChoice(name=name, value=now[name], changed_at=at, changed_by=by.id))
    if changed:
        jobs.enqueue(session, JobName.RECOUNT)  # office hours and internal days count
        journal.record(
            session,
            Event.CHOICES_CHANGED,
            "agency",
            root.id,
            at=at,
            by=by.id,
            before={name: had[name] for name in changed},
            after={name: now[name] for name in changed},
        )
