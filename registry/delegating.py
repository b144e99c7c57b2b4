"""Letting another officer take one's place for some days: made, ended, refused.

A delegation lends what its giver is himself, by role, in one unit. What was
lent to him he cannot lend on, and a row cannot make it so: ``standing_in``
looks at roles only.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from registry import journal
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.people import Actor, WrittenOrder
from registry.people_models import Delegation, Officer, RoleHeld, Unit
from registry.standing_in import LENT
from registry.thai import bangkok_day, short_date
from registry.vocabulary import ActingKind, Permission


class DelegationRefused(RegistryError):
    """Officer or unit are closed, one and the same, or there is nothing to lend."""

    code = "delegation-refused"
    message = "บันทึกการแทนไม่ได้ เพราะ{reason}"


class DelegationDaysRefused(RegistryError):
    """The days do not make sense, or lie in the past without a reason."""

    code = "delegation-days-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "วันที่ของการแทนใช้ไม่ได้ เพราะ{reason}"


class DelegationOverlaps(RegistryError):
    """An officer has one substitute in a unit at a time."""

    code = "delegation-overlaps"
    message = (
        "มี{name}แทนในหน่วยงานนี้อยู่แล้ว ตั้งแต่ {since} ถึง {until} กรุณาเลือกวันที่ไม่ซ้อนกัน หรือยุติการแทนเดิมก่อน"
    )


class DelegationCircle(RegistryError):
    """Officers who stand in for each other on the same day leave nobody in his place."""

    code = "delegation-circle"
    message = (
        "ให้{name}แทนไม่ได้ เพราะในวันที่ {day} {name}ให้ผู้อื่นแทนอยู่เช่นกัน "
        "และแทนกันวนกลับมาถึงผู้ให้แทนเอง กรุณาเลือกผู้แทนคนอื่นหรือวันอื่น"
    )


class EndRefused(RegistryError):
    """A delegation is ended once, with a reason."""

    code = "delegation-end-refused"
    message = "ยุติการแทนนี้ไม่ได้ เพราะ{reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Who is to stand in for whom, where and when; days are days in Bangkok."""

    from_officer_id: int
    to_officer_id: int
    unit_id: int
    kind: ActingKind
    starts_on: dt.date
    ends_on: dt.date
    late_reason: str = ""
    """Why it is written down only after it began."""


def delegate(
    session: Session, wanted: Appointment, order: WrittenOrder, *, by: Actor, at: dt.datetime
) -> Delegation:
    """Write down that one officer takes another's place; raises what ``require_allowed`` does."""
    # A circle is made of rows that two administrators write at once.
    journal.hold(session)
    require_allowed(session, wanted, by=by, at=at)
    made = Delegation(
        from_officer_id=wanted.from_officer_id,
        to_officer_id=wanted.to_officer_id,
        unit_id=wanted.unit_id,
        kind=wanted.kind,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        order_digest=order.digest,
        order_name=order.name,
        late_reason=wanted.late_reason if wanted.starts_on < bangkok_day(at) else "",
        made_by=by.id,
        made_at=at,
    )
    session.add(made)
    session.flush()  # the journal names made.id
    after = _said(session, made) | {"file_name": order.name, "late_reason": made.late_reason}
    journal.record(session, Event.DELEGATED, "delegation", made.id, at=at, by=by.id, after=after)
    return made


def require_allowed(session: Session, wanted: Appointment, *, by: Actor, at: dt.datetime) -> None:
    """Raise the refusal that stands against an appointment, if one does.

    The administrator of the unit may appoint, and the officer himself for his
    own place; to anybody else there is no such officer.
    """
    if by.id != wanted.from_officer_id and not by.may(Permission.ADMINISTER, wanted.unit_id):
        raise NotFound(what="เจ้าหน้าที่")
    _require_people(session, wanted)
    if wanted.ends_on < wanted.starts_on:
        raise DelegationDaysRefused(reason="วันสุดท้ายอยู่ก่อนวันแรก")
    if wanted.starts_on < bangkok_day(at) and not wanted.late_reason:
        reason = "วันแรกผ่านไปแล้ว หากเป็นการบันทึกย้อนหลังกรุณาระบุเหตุผล"
        raise DelegationDaysRefused(reason=reason)
    others = session.exec(
        select(Delegation).where(
            col(Delegation.ended_at).is_(None),
            Delegation.starts_on <= wanted.ends_on,
            Delegation.ends_on >= wanted.starts_on,
        )
    ).all()
    _require_one_substitute(session, wanted, others)
    _require_no_circle(session, wanted, others)


def end_delegation(
    session: Session, delegation_id: int, reason: str, *, by: Actor, at: dt.datetime
) -> Delegation:
    """End a delegation from this moment, with the reason; who may make one may end it."""
    said = " ".join(reason.replace("\0", "").split())
    found = session.get(Delegation, delegation_id, with_for_update=True)
    if found is None or not (
        by.id == found.from_officer_id or by.may(Permission.ADMINISTER, found.unit_id)
    ):
        raise NotFound(what="การแทน")
    if found.ended_at is not None:
        raise EndRefused(reason="ยุติไปแล้ว")
    if found.ends_on < bangkok_day(at):
        raise EndRefused(reason="ครบกำหนดไปแล้ว")
    if not said:
        raise EndRefused(reason="ยังไม่ได้ระบุเหตุผล")
    _end(session, found, said, by=by, at=at)
    return found


def end_all(
    session: Session, which: ColumnElement[bool], reason: str, *, by: Actor, at: dt.datetime
) -> None:
    """End every delegation of a kind that is in force or to come, because its ground is gone."""
    # One being made meanwhile is seen, or sees what its ground has become.
    journal.hold(session)
    open_ones = select(Delegation).where(
        which, col(Delegation.ended_at).is_(None), Delegation.ends_on >= bangkok_day(at)
    )
    for found in session.exec(open_ones.order_by(col(Delegation.id))).all():
        _end(session, found, reason, by=by, at=at)


def _end(
    session: Session, delegation: Delegation, reason: str, *, by: Actor, at: dt.datetime
) -> None:
    delegation.ended_at, delegation.ended_by, delegation.end_reason = at, by.id, reason
    session.add(delegation)
    journal.record(
        session,
        Event.DELEGATION_ENDED,
        "delegation",
        delegation.id,
        at=at,
        by=by.id,
        before=_said(session, delegation),
        after={"reason": reason},
    )


def _require_people(session: Session, wanted: Appointment) -> None:
    giver, taker = (
        session.get(Officer, number) for number in (wanted.from_officer_id, wanted.to_officer_id)
    )
    unit = session.get(Unit, wanted.unit_id)
    if giver is None or taker is None or unit is None:
        raise NotFound(what="เจ้าหน้าที่หรือหน่วยงาน")
    if giver.id == taker.id:
        raise DelegationRefused(reason="ผู้แทนเป็นคนเดียวกับผู้ให้แทน")
    for officer in (giver, taker):
        if not officer.is_active:
            raise DelegationRefused(reason=f"บัญชีของ{officer.name}ปิดแล้ว")
    if not unit.is_active:
        raise DelegationRefused(reason=f"{unit.name}ปิดแล้ว")
    if not lends(session, wanted.from_officer_id, wanted.unit_id):
        reason = (
            f"{giver.name}ไม่มีบทบาทของตนเองใน{unit.name}ที่ให้ผู้อื่นแทนได้ "
            "และสิทธิ์ที่ได้มาจากการแทนผู้อื่นให้แทนต่อไม่ได้"
        )
        raise DelegationRefused(reason=reason)


def lends(session: Session, officer_id: int, unit_id: int) -> bool:
    """Tell whether an officer is something in a unit that another may be in his place."""
    held = select(RoleHeld).where(
        RoleHeld.officer_id == officer_id,
        RoleHeld.unit_id == unit_id,
        col(RoleHeld.role).in_(LENT),
    )
    return session.exec(held.limit(1)).first() is not None


def _require_one_substitute(
    session: Session, wanted: Appointment, others: Sequence[Delegation]
) -> None:
    for one in others:
        if (one.from_officer_id, one.unit_id) == (wanted.from_officer_id, wanted.unit_id):
            name = session.get_one(Officer, one.to_officer_id).name
            since, until = short_date(one.starts_on), short_date(one.ends_on)
            raise DelegationOverlaps(name=name, since=since, until=until)


def _require_no_circle(session: Session, wanted: Appointment, others: Sequence[Delegation]) -> None:
    """Refuse if on some day the substitute's own substitutes lead back to the giver.

    What holds on a day changes only where a delegation begins or ends, and a
    circle that exists on any day exists where the last of it begins.
    """
    days = {wanted.starts_on, *(one.starts_on for one in others)}
    for day in sorted(day for day in days if day >= wanted.starts_on):
        steps: dict[int, set[int]] = {}
        for one in others:
            if one.starts_on <= day <= one.ends_on:
                steps.setdefault(one.from_officer_id, set()).add(one.to_officer_id)
        if wanted.from_officer_id in _reached(wanted.to_officer_id, steps):
            name = session.get_one(Officer, wanted.to_officer_id).name
            raise DelegationCircle(name=name, day=short_date(day))


def _reached(start: int, steps: dict[int, set[int]]) -> set[int]:
    """Return everybody in whose hands the place of ``start`` may end up."""
    reached: set[int] = set()
    ahead = [start]
    while ahead:
        new = steps.get(ahead.pop(), set()) - reached
        reached |= new
        ahead.extend(new)
    return reached


def _said(session: Session, delegation: Delegation) -> dict[str, object]:
    """Return a delegation as the journal keeps it, with the names of that time."""
    giver = session.get_one(Officer, delegation.from_officer_id)
    taker = session.get_one(Officer, delegation.to_officer_id)
    return {
        "unit_id": delegation.unit_id,
        "substitute": taker.name,
        "acting": delegation.kind.value,
        "stands_for": giver.name,
        "starts_on": delegation.starts_on.isoformat(),
        "ends_on": delegation.ends_on.isoformat(),
        "from_officer_id": delegation.from_officer_id,
        "to_officer_id": delegation.to_officer_id,
    }
