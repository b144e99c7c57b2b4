"""The page on which an officer waits for his unit's stamped copy to be drawn. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.jobs import queued
from registry.models import Letter
from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from registry.unit_copies import copy_in_hand
from registry.vocabulary import JobName


@dataclass(frozen=True)
class CopyPage(Screen):
    """One unit's stamped copy: there, being drawn, or given up."""

    template: ClassVar[str] = "registry/copy.html"
    fragment: ClassVar[str] = "registry/_copy.html"

    letter_id: int
    subject: str
    unit_id: int
    unit: str
    others: Sequence[tuple[int, str]]
    """His other units that have a copy of their own."""
    is_ready: bool
    is_asked: bool
    """Whether a job will draw it, or has tried to."""
    has_failed: bool

    @property
    def is_waiting(self) -> bool:
        """Tell whether it is worth asking again."""
        return not (self.is_ready or self.has_failed)


def copy_page(
    session: Session, actor: Actor, letter_id: int, unit_id: int | None = None
) -> CopyPage:
    """Return how far a unit's copy is; raise ``NotFound`` as ``copy_in_hand`` does."""
    copy = copy_in_hand(session, actor, letter_id, unit_id)
    others = select(Unit).where(col(Unit.id).in_(copy.units), Unit.id != copy.unit_id)
    asked = queued(session, JobName.STAMP, letter_id=copy.letter_id, unit_id=copy.unit_id)
    return CopyPage(
        letter_id=copy.letter_id,
        subject=session.get_one(Letter, copy.letter_id).subject,
        unit_id=copy.unit_id,
        unit=session.get_one(Unit, copy.unit_id).name,
        others=[(one.id or 0, one.name) for one in session.exec(others.order_by(col(Unit.id)))],
        is_ready=copy.is_fresh,
        is_asked=bool(asked),
        has_failed=not copy.is_fresh and any(job.is_dead for job in asked),
    )
