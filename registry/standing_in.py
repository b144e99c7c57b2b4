"""Who stands in for whom on a day, and how an act done so is signed."""

import datetime as dt
import functools
from dataclasses import dataclass

from sqlalchemy import BindParameter, ColumnElement, bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from registry.people_models import Delegation, Officer, RoleHeld
from registry.vocabulary import ActingKind, Role

LENT = frozenset({Role.HEAD, Role.CLERK, Role.STAFF})
"""Roles another officer may act in; administering and auditing are given, never lent."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """An officer's place in one unit that another one takes."""

    delegation_id: int
    unit_id: int
    officer_id: int
    """Whose place it is."""
    name: str
    position: str
    kind: ActingKind
    roles: frozenset[Role]
    """What may be done there; never more than what its holder is himself."""

    @property
    def place(self) -> str:
        """What stands after รักษาราชการแทน: the position, or the name of who has none."""
        return self.position or self.name


def stand_ins_of(session: Session, officer_id: int, *, on: dt.date) -> frozenset[StandIn]:
    """Return the places an officer takes on a day in Bangkok.

    The roles are looked up anew each time: a delegation lends what its giver
    is by then, so nobody ever lends more than he has, nor what was lent to him.
    """
    found = session.exec(_places_taken(), params={"officer_id": officer_id, "on": on})
    lent: dict[int, tuple[Delegation, Officer, set[Role]]] = {}
    for delegation, giver, role in found:
        lent.setdefault(delegation.id or 0, (delegation, giver, set()))[2].add(role)
    return frozenset(
        StandIn(
            delegation_id=number,
            unit_id=delegation.unit_id,
            officer_id=delegation.from_officer_id,
            name=giver.name,
            position=giver.position,
            kind=delegation.kind,
            roles=frozenset(roles),
        )
        for number, (delegation, giver, roles) in lent.items()
    )


@functools.cache
def _places_taken() -> Select[Delegation, Officer, Role]:
    """Build the question once: every request asks it, and building it took longer."""
    return (
        select(Delegation, Officer, col(RoleHeld.role))
        .join(Officer, col(Officer.id) == col(Delegation.from_officer_id))
        .join(
            RoleHeld,
            (col(RoleHeld.officer_id) == col(Delegation.from_officer_id))
            & (col(RoleHeld.unit_id) == col(Delegation.unit_id)),
        )
        .where(
            Delegation.to_officer_id == bindparam("officer_id"),
            in_force(bindparam("on")),
            col(Officer.is_active),
            col(RoleHeld.role).in_(LENT),
        )
    )


def substitute_of(session: Session, officer_id: int, unit_id: int, *, on: dt.date) -> int | None:
    """Return who stands in for an officer in a unit on a day, or ``None`` if nobody does."""
    return session.exec(
        select(Delegation.to_officer_id)
        .join(Officer, col(Officer.id) == col(Delegation.to_officer_id))
        .where(
            Delegation.from_officer_id == officer_id,
            Delegation.unit_id == unit_id,
            in_force(on),
            col(Officer.is_active),
        )
    ).first()


def in_force(on: dt.date | BindParameter[dt.date]) -> ColumnElement[bool]:
    """Return the one SQL condition for the delegations that hold on a day, both ends included."""
    return (
        (col(Delegation.starts_on) <= on)
        & (col(Delegation.ends_on) >= on)
        & col(Delegation.ended_at).is_(None)
    )


def signature_line(
    name: str, position: str, kind: ActingKind | None = None, place: str = ""
) -> str:
    """Write who did something as it stands under an act.

    ``นาย ก ตำแหน่ง รองผู้อำนวยการ รักษาราชการแทน ผู้อำนวยการกองคลัง``; without
    ``kind`` he acted in his own right.
    """
    own = f"{name} ตำแหน่ง {position}" if position else name
    return own if kind is None else f"{own} {kind.label} {place}"
