"""Who stands in for whom on the screen: today, and one officer's delegations. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from registry.delegating import Appointment
from registry.delegation_forms import DelegationForm
from registry.errors import FormRefused, NotFound
from registry.people import Actor
from registry.people_models import Delegation, Officer, RoleHeld, Unit
from registry.screen import Screen
from registry.standing_in import LENT, in_force, signature_line
from registry.vocabulary import ActingKind, Permission

MOST_NAMES = 500
"""How many colleagues are offered by name; anybody else is named by who types it."""
MOST_PAST = 50
KINDS = [(kind.value, kind.label) for kind in ActingKind]


@dataclass(frozen=True, slots=True)
class Standing:
    """One delegation as people read it."""

    delegation: Delegation
    unit: Unit
    giver: Officer
    taker: Officer
    state: str
    is_open: bool
    """In force or still to come."""
    may_open_order: bool
    may_end: bool

    @property
    def line(self) -> str:
        """How the substitute is signed."""
        place = self.giver.position or self.giver.name
        return signature_line(self.taker.name, self.taker.position, self.delegation.kind, place)


@dataclass(frozen=True)
class StandingInPage(Screen):
    """Who stands in for whom today, in the units an officer reads or administers."""

    template: ClassVar[str] = "registry/standing_in.html"
    fragment: ClassVar[str] = "registry/_standing_in.html"

    today: dt.date
    standing: Sequence[Standing]
    officer_id: int


@dataclass(frozen=True)
class DelegationsPage(Screen):
    """One officer's delegations, and the form that makes one."""

    template: ClassVar[str] = "registry/delegations.html"
    fragment: ClassVar[str] = "registry/_delegations.html"

    officer: Officer
    is_own: bool
    given: Sequence[Standing]
    taken: Sequence[Standing]
    units: Sequence[tuple[int, str]]
    """Where his place may be lent by who is asking."""
    colleagues: Sequence[tuple[str, str]]
    """ชื่อผู้ใช้ and name of who may take it."""
    today: dt.date
    kinds: Sequence[tuple[str, str]] = tuple(KINDS)


def standing_in_page(session: Session, actor: Actor, *, on: dt.date) -> StandingInPage:
    """Return who stands in for whom on a day, as far as it is the officer's to know."""
    units = _units(actor, Permission.READ) | _units(actor, Permission.ADMINISTER)
    known = or_(
        col(Delegation.unit_id).in_(units),
        col(Delegation.from_officer_id) == actor.id,
        col(Delegation.to_officer_id) == actor.id,
    )
    return StandingInPage(
        today=on,
        standing=standing(session, actor, in_force(on) & known, on=on),
        officer_id=actor.id,
    )


def delegations_page(
    session: Session, actor: Actor, officer_id: int, *, on: dt.date
) -> DelegationsPage:
    """Return an officer's delegations; raise ``NotFound`` unless they are the actor's business.

    His own are; an administrator sees those in his units.
    """
    officer = his_business(session, actor, officer_id)
    units = _places(session, actor, officer_id)
    seen = _his_to_know(actor)
    given = (col(Delegation.from_officer_id) == officer_id) & seen
    taken = (col(Delegation.to_officer_id) == officer_id) & seen
    return DelegationsPage(
        officer=officer,
        is_own=actor.id == officer_id,
        given=standing(session, actor, given, on=on),
        taken=standing(session, actor, taken, on=on),
        units=[(unit.id, unit.name) for unit in units if unit.id is not None],
        colleagues=_colleagues(session, officer_id),
        today=on,
    )


def appointment(
    session: Session, actor: Actor, officer_id: int, form: DelegationForm
) -> Appointment:
    """Return what a form asks for; raise ``NotFound`` where its page would not be shown.

    The substitute is named by ชื่อผู้ใช้ or by a name only one officer has;
    ``FormRefused`` otherwise.
    """
    his_business(session, actor, officer_id)
    named = or_(col(Officer.login) == form.substitute, col(Officer.name) == form.substitute)
    found = session.exec(
        select(Officer).where(named).order_by(col(Officer.login) != form.substitute).limit(2)
    ).all()
    if not found:
        raise FormRefused(fields={"substitute": "ไม่พบเจ้าหน้าที่ชื่อนี้ กรุณาเลือกจากรายการ"})
    if len(found) > 1 and found[0].login != form.substitute:
        raise FormRefused(fields={"substitute": "มีหลายคนชื่อนี้ กรุณาระบุด้วยชื่อผู้ใช้"})
    assert found[0].id is not None
    return Appointment(
        from_officer_id=officer_id,
        to_officer_id=found[0].id,
        unit_id=form.unit,
        kind=form.kind,
        starts_on=form.starts_on,
        ends_on=form.ends_on,
        late_reason=form.late_reason,
    )


def written_order(session: Session, actor: Actor, delegation_id: int) -> Delegation:
    """Return the delegation whose order is asked for; raise ``NotFound`` if it is not his.

    Who gives, who takes and who wrote it down may read it, and the
    administrators and auditors of the unit.
    """
    found = session.get(Delegation, delegation_id)
    if found is None or not _may_open(actor, found):
        raise NotFound(what="คำสั่ง")
    return found


def standing(
    session: Session, actor: Actor, which: ColumnElement[bool], *, on: dt.date
) -> list[Standing]:
    """Return delegations as the actor may see them, the latest first."""
    giver, taker = aliased(Officer), aliased(Officer)
    found = session.exec(
        select(Delegation, Unit, giver, taker)
        .join(Unit, col(Unit.id) == col(Delegation.unit_id))
        .join(giver, col(giver.id) == col(Delegation.from_officer_id))
        .join(taker, col(taker.id) == col(Delegation.to_officer_id))
        .where(which)
        .order_by(col(Delegation.starts_on).desc(), col(Unit.name), col(Delegation.id))
        .limit(MOST_PAST)
    )
    return [_standing(actor, one, unit, of, by, on=on) for one, unit, of, by in found]


def _standing(
    actor: Actor, one: Delegation, unit: Unit, giver: Officer, taker: Officer, *, on: dt.date
) -> Standing:
    is_open = one.ended_at is None and one.ends_on >= on
    runs = actor.id == one.from_officer_id or actor.may(Permission.ADMINISTER, one.unit_id)
    return Standing(
        delegation=one,
        unit=unit,
        giver=giver,
        taker=taker,
        state=_state(one, on),
        is_open=is_open,
        may_open_order=_may_open(actor, one),
        may_end=is_open and runs,
    )


def _state(one: Delegation, on: dt.date) -> str:
    if one.ended_at is not None:
        return "ยุติแล้ว"
    if one.ends_on < on:
        return "ครบกำหนดแล้ว"
    return "มีผลวันนี้" if one.starts_on <= on else "ยังไม่ถึงวันเริ่ม"


def _may_open(actor: Actor, one: Delegation) -> bool:
    return (
        actor.id in {one.from_officer_id, one.to_officer_id, one.made_by}
        or actor.may(Permission.ADMINISTER, one.unit_id)
        or actor.may(Permission.AUDIT, one.unit_id)
    )


def _units(actor: Actor, permission: Permission) -> frozenset[int]:
    return actor.permissions.get(permission, frozenset())


def _his_to_know(actor: Actor) -> ColumnElement[bool]:
    return or_(
        col(Delegation.from_officer_id) == actor.id,
        col(Delegation.to_officer_id) == actor.id,
        col(Delegation.unit_id).in_(_units(actor, Permission.ADMINISTER)),
    )


def his_business(session: Session, actor: Actor, officer_id: int) -> Officer:
    """Return an officer: himself, of a unit the actor administers, or of none as yet."""
    officer = session.get(Officer, officer_id)
    held = session.exec(select(RoleHeld.unit_id).where(RoleHeld.officer_id == officer_id)).all()
    runs = any(actor.may(Permission.ADMINISTER, unit) for unit in held) or (
        not held and actor.may(Permission.ADMINISTER)
    )
    if officer is None or not (actor.id == officer_id or runs):
        raise NotFound(what="เจ้าหน้าที่")
    return officer


def _places(session: Session, actor: Actor, officer_id: int) -> Sequence[Unit]:
    """Return the open units where an officer's place can be lent by the actor."""
    held = select(RoleHeld.unit_id).where(
        RoleHeld.officer_id == officer_id, col(RoleHeld.role).in_(LENT)
    )
    wanted = select(Unit).where(col(Unit.id).in_(held), col(Unit.is_active))
    if actor.id != officer_id:
        wanted = wanted.where(col(Unit.id).in_(_units(actor, Permission.ADMINISTER)))
    return session.exec(wanted.order_by(col(Unit.name), col(Unit.id))).all()


def _colleagues(session: Session, officer_id: int) -> list[tuple[str, str]]:
    found = session.exec(
        select(Officer)
        .where(
            col(Officer.is_active),
            Officer.id != officer_id,
            col(Officer.id).in_(select(RoleHeld.officer_id)),
        )
        .order_by(col(Officer.name))
        .limit(MOST_NAMES)
    )
    return [(one.login, f"{one.name} {one.position}".strip()) for one in found]
