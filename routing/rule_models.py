"""The table of rules that propose units for a letter."""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from registry.records import Record, stored
from registry.vocabulary import LetterKind, Urgency
from routing.states import Purpose


class Rule(Record, table=True):
    """กฎเสนอหน่วยงาน: letters like this go to that unit. Every condition given must hold."""

    __tablename__ = "routing_rule"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint(
            "sender <> '' OR reference <> '' OR words <> ''"
            " OR kind IS NOT NULL OR urgency IS NOT NULL",
            name="looks_for_something",
        ),
        CheckConstraint("unit_id <> to_unit_id", name="goes_somewhere"),
        Index("ix_routing_rule_unit_position", "unit_id", "position"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", description="whose rule it is")
    position: int = Field(description="its place among the unit's rules; the earlier goes first")
    name: str
    sender: str = Field(default="", description="what the sender's name contains")
    reference: str = Field(default="", description="what ที่ begins with")
    words: str = Field(default="", description="any of these in the subject, one a line")
    kind: LetterKind | None = Field(default=None, sa_type=stored(LetterKind))
    urgency: Urgency | None = Field(default=None, sa_type=stored(Urgency))
    to_unit_id: int = Field(foreign_key="unit.id")
    purpose: Purpose = Field(sa_type=stored(Purpose))
    is_active: bool = True
