"""Which file a clerk checks next: asked by every desk page, so one small query."""

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from intake.models import Draft, DraftLetter
from intake.queries import in_hand
from intake.states import DraftState
from registry.people import Actor
from registry.vocabulary import Urgency

MOST_PENDING = 200
"""Files of one state drawn at once; the oldest wait longest, so they come first."""

RANKS = {
    said: rank for rank, urgency in enumerate(Urgency) for said in (urgency.value, urgency.label)
}
"""How urgent each word is; the machine reads labels, the clerk's form keeps values."""


def next_to_check(session: Session, actor: Actor, *, after: int | None = None) -> int | None:
    """Return the next file to check: the most urgent, then the one that waits longest."""
    oldest = (
        select(Draft.id, Draft.arrived_at)
        .where(in_hand(actor), Draft.state == DraftState.READ)
        .order_by(col(Draft.arrived_at), col(Draft.id))
        .limit(MOST_PENDING)
        .subquery()
    )
    said = func.coalesce(
        col(DraftLetter.confirmed)["urgency"].as_string(),
        col(DraftLetter.found)[("urgency", "value")].as_string(),
    )
    found = (
        select(oldest.c.id)
        .outerjoin(DraftLetter, col(DraftLetter.draft_id) == oldest.c.id)
        .order_by(case(RANKS, value=said, else_=0).desc(), oldest.c.arrived_at, oldest.c.id)
    )
    if after is not None:
        found = found.where(oldest.c.id != after)
    return session.exec(found.limit(1)).first()
