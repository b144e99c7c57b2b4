"""Changing the organisation: what an administrator may do to units and officers.

Every operation asks whether he administers the unit; an officer he may change
only if all of that officer's roles lie in units he administers, so that who
runs one division cannot take over the account of who runs the agency.
"""

import datetime as dt
from collections.abc import Mapping

from sqlmodel import Session, col, or_, select

from registry import delegating, journal, people, sessions
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.people import Actor, Keep, NameTaken
from registry.people_models import Delegation, Officer, RoleHeld, Unit
from registry.ports import JobQueue
from registry.role_orders import OwnRegistrar, require_order
from registry.vocabulary import JobName, Permission, Role

HAND_ON_URGENCY = 50
"""Before anything is read or drawn: meanwhile nobody works on what is handed on."""


class LastAdministrator(RegistryError):
    """The agency must keep somebody who can administer it."""

    code = "last-administrator"
    message = "ต้องมีผู้ดูแลระบบของหน่วยงานอย่างน้อยหนึ่งคน กรุณาให้บทบาทผู้ดูแลระบบแก่คนอื่นก่อน"


class UnitInUse(RegistryError):
    """A unit is closed after the units under it, and the agency never."""

    code = "unit-in-use"
    message = "ปิดหน่วยงานนี้ไม่ได้ เพราะ{reason}"


def administered_unit(session: Session, by: Actor, unit_id: int) -> Unit:
    """Return a unit the officer administers; raise ``NotFound`` otherwise."""
    unit = session.get(Unit, unit_id)
    if unit is None or not by.may(Permission.ADMINISTER, unit_id):
        raise NotFound(what="หน่วยงาน")
    return unit


def administered_officer(session: Session, by: Actor, officer_id: int) -> Officer:
    """Return an officer whose roles all lie where ``by`` administers; or ``NotFound``.

    One without any, whose roles may come back, is for whoever runs the agency.
    """
    officer = session.get(Officer, officer_id)
    held = session.exec(select(RoleHeld.unit_id).where(RoleHeld.officer_id == officer_id)).all()
    his = all(by.may(Permission.ADMINISTER, unit) for unit in held)
    if officer is None or not (his if held else people.runs_agency(session, by)):
        raise NotFound(what="เจ้าหน้าที่")
    return officer


def add_unit(
    session: Session, parent_id: int, name: str, short_name: str, *, by: Actor, at: dt.datetime
) -> Unit:
    """Add a unit under one that the officer administers."""
    administered_unit(session, by, parent_id)
    return people.add_unit(
        session, name, at=at, short_name=short_name, parent_id=parent_id, by=by.id
    )


def change_unit(
    session: Session,
    unit_id: int,
    name: str,
    short_name: str,
    code: str,
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Rename a unit; what was registered keeps pointing at it. Raises ``NameTaken``.

    ``code`` stands before the slash of its letters' ที่.
    """
    unit = administered_unit(session, by, unit_id)
    same = select(Unit.id).where(
        Unit.name == name, Unit.parent_id == unit.parent_id, Unit.id != unit_id
    )
    if session.exec(same).first() is not None:
        raise NameTaken(what="หน่วยงาน", name=name)
    before = {"name": unit.name, "short_name": unit.short_name, "code": unit.code}
    unit.name, unit.short_name, unit.code = name, short_name, code
    session.add(unit)
    after = {"name": name, "short_name": short_name, "code": code}
    _note(session, unit, before, after, by=by, at=at)


def close_unit(
    session: Session, jobs: JobQueue, unit_id: int, *, by: Actor, at: dt.datetime
) -> None:
    """Close a unit: nothing new is received there, its books stay. Raises ``UnitInUse``."""
    unit = administered_unit(session, by, unit_id)
    if unit.parent_id is None:
        raise UnitInUse(reason="เป็นหน่วยงานบนสุด")
    below = select(Unit.id).where(Unit.parent_id == unit_id, col(Unit.is_active))
    if session.exec(below).first() is not None:
        raise UnitInUse(reason="ยังมีหน่วยงานภายในที่เปิดอยู่ กรุณาปิดหน่วยงานภายในก่อน")
    unit.is_active = False
    session.add(unit)
    jobs.enqueue(session, JobName.HAND_ON, urgency=HAND_ON_URGENCY, unit_id=unit_id)
    _note(session, unit, {"is_active": True}, {"is_active": False}, by=by, at=at)
    there = col(Delegation.unit_id) == unit_id
    delegating.end_all(session, there, f"ปิด{unit.name}", by=by, at=at)


def reopen_unit(session: Session, unit_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Open a closed unit again."""
    unit = administered_unit(session, by, unit_id)
    unit.is_active = True
    session.add(unit)
    _note(session, unit, {"is_active": False}, {"is_active": True}, by=by, at=at)


def add_officer(
    session: Session,
    unit_id: int,
    role: Role,
    *,
    login: str,
    name: str,
    position: str,
    password_hash: str,
    by: Actor,
    at: dt.datetime,
    keep: Keep | None = None,
) -> Officer:
    """Add an officer with a first role in a unit that ``by`` administers."""
    administered_unit(session, by, unit_id)
    require_order(session, {role}, keep)
    officer = people.store_officer(
        session, login, name, password_hash, at=at, position=position, by=by.id
    )
    assert officer.id is not None  # store_officer has stored it
    people.give_role(session, officer.id, unit_id, role, at=at, by=by.id, keep=keep)
    return officer


def change_officer(
    session: Session, officer_id: int, name: str, position: str, *, by: Actor, at: dt.datetime
) -> None:
    """Correct an officer's name and position; entries of the journal name him by number."""
    officer = administered_officer(session, by, officer_id)
    before = {"name": officer.name, "position": officer.position}
    officer.name, officer.position = name, position
    session.add(officer)
    _note(session, officer, before, {"name": name, "position": position}, by=by, at=at)


def give_role(
    session: Session,
    officer_id: int,
    unit_id: int,
    role: Role,
    *,
    by: Actor,
    at: dt.datetime,
    keep: Keep | None = None,
) -> None:
    """Make an officer something in a unit that ``by`` administers. Raises ``OwnRegistrar``."""
    administered_unit(session, by, unit_id)
    if role is Role.SECRET_REGISTRAR and officer_id == by.id:
        raise OwnRegistrar
    require_order(session, {role}, keep)
    sessions.renew(session, officer_id)
    people.give_role(session, officer_id, unit_id, role, at=at, by=by.id, keep=keep)


def give_another_role(
    session: Session,
    officer_id: int,
    unit_id: int,
    role: Role,
    *,
    by: Actor,
    at: dt.datetime,
    keep: Keep | None = None,
) -> None:
    """Give a role, on his own page, to an officer whom ``by`` administers; else ``NotFound``."""
    administered_officer(session, by, officer_id)
    give_role(session, officer_id, unit_id, role, by=by, at=at, keep=keep)


def take_role(
    session: Session,
    jobs: JobQueue,
    officer_id: int,
    unit_id: int,
    role: Role,
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Withdraw a role in a unit that ``by`` administers. Raises ``LastAdministrator``.

    Work he can no longer do there goes back to the unit.
    """
    unit = administered_unit(session, by, unit_id)
    if role is Role.ADMINISTRATOR and unit.parent_id is None:
        _require_another_administrator(session, officer_id)
    jobs.enqueue(session, JobName.HAND_ON, urgency=HAND_ON_URGENCY, officer_id=officer_id)
    sessions.renew(session, officer_id)
    people.take_role(session, officer_id, unit_id, role, at=at, by=by.id)
    if not delegating.lends(session, officer_id, unit_id):
        lent = (col(Delegation.from_officer_id) == officer_id) & (
            col(Delegation.unit_id) == unit_id
        )
        delegating.end_all(session, lent, "ผู้ให้แทนพ้นจากบทบาทแล้ว", by=by, at=at)


def close_account(
    session: Session, jobs: JobQueue, officer_id: int, *, by: Actor, at: dt.datetime
) -> None:
    """Let an officer in no more, from this moment. Raises ``LastAdministrator``.

    His open work goes back to his units; his name stays wherever it stands.
    """
    officer = administered_officer(session, by, officer_id)
    _require_another_administrator(session, officer_id)
    officer.is_active = False
    session.add(officer)
    sessions.end_all(session, officer_id, at=at)
    jobs.enqueue(session, JobName.HAND_ON, urgency=HAND_ON_URGENCY, officer_id=officer_id)
    _note(session, officer, {"is_active": True}, {"is_active": False}, by=by, at=at)
    his = or_(
        col(Delegation.from_officer_id) == officer_id, col(Delegation.to_officer_id) == officer_id
    )
    delegating.end_all(session, his, f"ปิดบัญชีของ{officer.name}", by=by, at=at)


def reopen_account(session: Session, officer_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Let an officer in again, with the roles he had."""
    officer = administered_officer(session, by, officer_id)
    officer.is_active = True
    session.add(officer)
    _note(session, officer, {"is_active": False}, {"is_active": True}, by=by, at=at)


def reset_password(
    session: Session, officer_id: int, password_hash: str, *, by: Actor, at: dt.datetime
) -> None:
    """Give an officer a new password, hashed before any lock is taken; end his sessions."""
    officer = administered_officer(session, by, officer_id)
    officer.password_hash, officer.password_changed_at = password_hash, None
    session.add(officer)
    sessions.end_all(session, officer_id, at=at)
    journal.record(session, Event.PASSWORD_CHANGED, "officer", officer_id, at=at, by=by.id)


def _require_another_administrator(session: Session, officer_id: int) -> None:
    """Raise ``LastAdministrator`` if nobody else who can sign in administers the agency.

    The roles are locked, or two administrators could each remove the other.
    """
    root = people.agency(session)
    at_root = (
        select(RoleHeld)
        .where(RoleHeld.unit_id == (root.id if root else None), RoleHeld.role == Role.ADMINISTRATOR)
        .with_for_update()
    )
    holders = {held.officer_id for held in session.exec(at_root)}
    others = select(Officer.id).where(
        col(Officer.id).in_(holders - {officer_id}), col(Officer.is_active)
    )
    if officer_id in holders and session.exec(others).first() is None:
        raise LastAdministrator


def _note(
    session: Session,
    row: Unit | Officer,
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    event, about = CHANGED[type(row)]
    journal.record(session, event, about, row.id, at=at, by=by.id, before=before, after=after)


CHANGED: Mapping[type[Unit | Officer], tuple[Event, str]] = {
    Unit: (Event.UNIT_CHANGED, "unit"),
    Officer: (Event.OFFICER_CHANGED, "officer"),
}
"""What the journal calls a change, and what was changed."""
