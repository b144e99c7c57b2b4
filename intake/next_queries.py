"""Which file a clerk checks next: asked by every desk page, so one small query."""

from sqlalchemy import case, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from intake.models import Draft, DraftLetter
from intake.queries import in_hand
from intake.states import DraftState
from registry.people import Actor
from registry.vocabulary import Urgency

RANKS = {
    said: rank for rank, urgency in enumerate(Urgency) for said in (urgency.value, urgency.label)
}
"""How urgent each word is; the machine reads labels, the clerk's form keeps values."""


def in_order_to_check(actor: Actor) -> SelectOfScalar[int | None]:
    """Select the files to check: the most urgent, then the one that waits longest."""
    said = func.coalesce(
        col(DraftLetter.confirmed)["urgency"].as_string(),
        col(DraftLetter.found)[("urgency", "value")].as_string(),
    )
    most = func.max(case(RANKS, value=said, else_=0))
    return (
        select(col(Draft.id))
        .outerjoin(DraftLetter, col(DraftLetter.draft_id) == col(Draft.id))
        .where(in_hand(actor), Draft.state == DraftState.READ)
        .group_by(col(Draft.id), col(Draft.arrived_at))
        .order_by(most.desc(), col(Draft.arrived_at), col(Draft.id))
    )


def next_to_check(session: Session, actor: Actor, *, after: int | None = None) -> int | None:
    """Return the next file to check."""
    found = in_order_to_check(actor)
    if after is not None:
        found = found.where(Draft.id != after)
    return session.exec(found.limit(1)).first()
