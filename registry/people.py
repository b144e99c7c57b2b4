"""The organisation: units in a tree, officers, and what each is in which unit."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from registry import journal
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.passwords import hashed
from registry.people_models import Officer, RoleHeld, Unit
from registry.ports import Digest
from registry.standing_in import StandIn, signature_line, stand_ins_of
from registry.unit_tree import units_below
from registry.vocabulary import Permission, Role

ALLOWS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.CLERK: frozenset(
            {Permission.REGISTER, Permission.READ, Permission.ROUTE, Permission.WORK}
        ),
        Role.HEAD: frozenset(
            {Permission.READ, Permission.ROUTE, Permission.ORDER, Permission.WORK}
        ),
        Role.STAFF: frozenset({Permission.READ, Permission.WORK}),
        Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER}),
        Role.AUDITOR: frozenset({Permission.READ, Permission.AUDIT}),
        Role.SECRET_REGISTRAR: frozenset({Permission.KEEP_SECRETS}),
    }
)
"""What each role allows in the unit where it is held."""

REACHES_DOWN = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.SECRET_REGISTRAR})
"""Roles that hold in every unit below theirs too."""


class NameTaken(RegistryError):
    """Two units side by side, or two officers, cannot share a name."""

    code = "name-taken"
    message = "มี{what} “{name}” อยู่แล้ว"


class UnitUnclear(RegistryError):
    """A unit is asked for by a name that none has, or more than one."""

    code = "unit-unclear"
    message = "{what}ชื่อ “{name}” กรุณาระบุชื่อเต็มของหน่วยงานเดียว"


@dataclass(frozen=True, slots=True)
class Actor:
    """The officer who is doing something, with every permission he holds today."""

    id: int
    name: str
    position: str
    login: str
    roles: frozenset[tuple[int, Role]]
    by_role: Mapping[Permission, frozenset[int]]
    """For each permission, the units in which it is his own."""
    permissions: Mapping[Permission, frozenset[int]]
    """For each permission, the units in which it holds, lent ones included."""
    stands_in: frozenset[StandIn]

    def may(self, permission: Permission, unit_id: int | None = None) -> bool:
        """Tell whether the permission holds in a unit, or in any if none is named."""
        units = self.permissions.get(permission, frozenset())
        return bool(units) if unit_id is None else unit_id in units

    def acting_for(self, permission: Permission, unit_id: int) -> StandIn | None:
        """Return in whose place he does something in a unit; ``None`` if in his own right."""
        if unit_id in self.by_role.get(permission, frozenset()):
            return None
        lent = (
            one
            for one in self.stands_in
            if one.unit_id == unit_id and any(permission in ALLOWS[role] for role in one.roles)
        )
        return min(lent, key=lambda one: one.delegation_id, default=None)

    def on_behalf_of(self, permission: Permission, unit_id: int) -> int | None:
        """Return for whom the journal notes what he does in a unit, if for another officer."""
        one = self.acting_for(permission, unit_id)
        return one.officer_id if one else None

    def signature(self, permission: Permission, unit_id: int) -> str:
        """Write him as he stands under what he does in a unit, ``… รักษาราชการแทน …`` included."""
        one = self.acting_for(permission, unit_id)
        if one is None:
            return signature_line(self.name, self.position)
        return signature_line(self.name, self.position, one.kind, one.place)


@dataclass(frozen=True, slots=True)
class WrittenOrder:
    """The paper by which somebody is given a role or another's place, in the store already."""

    digest: Digest
    name: str


Keep = Callable[[], WrittenOrder]
"""Puts a sent order into the store: called last, so that of what is refused nothing stays."""


def actor_of(session: Session, officer: Officer, *, on: dt.date) -> Actor:
    """Gather an officer's roles, and those he stands in for on a day, into an ``Actor``."""
    assert officer.id is not None
    held = session.exec(_HELD, params={"officer_id": officer.id}).all()
    below = units_below(session) if any(h.role in REACHES_DOWN for h in held) else {}
    stands_in = stand_ins_of(session, officer.id, on=on)
    own = [
        (h.role, unit)
        for h in held
        for unit in (below[h.unit_id] if h.role in REACHES_DOWN else {h.unit_id})
    ]
    lent = [(role, one.unit_id) for one in stands_in for role in one.roles]
    may_register = any(Permission.REGISTER in ALLOWS[role] for role, _ in (*own, *lent))
    closed = set(session.exec(_CLOSED)) if may_register else set()
    return Actor(
        id=officer.id,
        name=officer.name,
        position=officer.position,
        login=officer.login,
        roles=frozenset((h.unit_id, h.role) for h in held),
        by_role=_allowed(own, closed),
        permissions=_allowed([*own, *lent], closed),
        stands_in=stands_in,
    )


# Every request asks these: building a question takes longer than answering it.
_HELD = select(RoleHeld).where(RoleHeld.officer_id == bindparam("officer_id"))
_CLOSED = select(Unit.id).where(col(Unit.is_active).is_(False))
_ROOT = select(Unit).where(col(Unit.parent_id).is_(None)).order_by(col(Unit.id)).limit(1)


def _allowed(
    roles: Iterable[tuple[Role, int]], closed: Collection[int | None]
) -> Mapping[Permission, frozenset[int]]:
    """Return where each permission holds that the roles in their units allow."""
    units: dict[Permission, set[int]] = {}
    for role, unit in roles:
        for permission in ALLOWS[role]:
            units.setdefault(permission, set()).add(unit)
    # A closed unit's letters can still be read; nothing new is received there.
    if Permission.REGISTER in units:
        units[Permission.REGISTER].difference_update(closed)
    return {permission: frozenset(where) for permission, where in units.items()}


def add_unit(
    session: Session,
    name: str,
    *,
    at: dt.datetime,
    short_name: str = "",
    code: str = "",
    parent_id: int | None = None,
    by: int | None = None,
) -> Unit:
    """Add a unit under another, or the agency itself when it has no parent."""
    if parent_id is not None and session.get(Unit, parent_id) is None:
        raise NotFound(what="หน่วยงาน")
    same = select(Unit.id).where(Unit.name == name, Unit.parent_id == parent_id)
    if session.exec(same).first() is not None:
        raise NameTaken(what="หน่วยงาน", name=name)
    unit = Unit(name=name, short_name=short_name, code=code, parent_id=parent_id)
    session.add(unit)
    session.flush()  # the journal names unit.id
    after = {"name": name, "short_name": short_name, "code": code, "parent_id": parent_id}
    journal.record(session, Event.UNIT_ADDED, "unit", unit.id, at=at, by=by, after=after)
    return unit


def add_officer(
    session: Session,
    login: str,
    name: str,
    password: str,
    *,
    at: dt.datetime,
    position: str = "",
    by: int | None = None,
) -> Officer:
    """Add an officer, who may do nothing until given a role."""
    return store_officer(session, login, name, hashed(password), at=at, position=position, by=by)


def store_officer(
    session: Session,
    login: str,
    name: str,
    password_hash: str,
    *,
    at: dt.datetime,
    position: str = "",
    by: int | None = None,
) -> Officer:
    """Add an officer whose password was hashed before; raise ``NameTaken``."""
    if session.exec(select(Officer.id).where(Officer.login == login)).first() is not None:
        raise NameTaken(what="ชื่อผู้ใช้", name=login)
    officer = Officer(
        login=login, name=name, position=position, password_hash=password_hash, created_at=at
    )
    session.add(officer)
    session.flush()  # the journal names officer.id
    after = {"login": login, "name": name, "position": position}
    journal.record(session, Event.OFFICER_ADDED, "officer", officer.id, at=at, by=by, after=after)
    return officer


def give_role(
    session: Session,
    officer_id: int,
    unit_id: int,
    role: Role,
    *,
    at: dt.datetime,
    by: int | None = None,
    keep: Keep | None = None,
) -> None:
    """Make an officer something in a unit; doing it twice changes nothing.

    The written order, if there is one, stays in the journal; one that comes
    later is noted as well.
    """
    if session.get(Officer, officer_id) is None or session.get(Unit, unit_id) is None:
        raise NotFound(what="เจ้าหน้าที่หรือหน่วยงาน")
    is_held = session.get(RoleHeld, (officer_id, unit_id, role)) is not None
    if is_held and keep is None:
        return
    if not is_held:
        session.add(RoleHeld(officer_id=officer_id, unit_id=unit_id, role=role))
    after = {"unit_id": unit_id, "role": role.value}
    if keep is not None:
        order = keep()
        after |= {"digest": order.digest, "file_name": order.name}
    journal.record(session, Event.ROLE_GIVEN, "officer", officer_id, at=at, by=by, after=after)


def take_role(
    session: Session, officer_id: int, unit_id: int, role: Role, *, at: dt.datetime, by: int
) -> None:
    """Withdraw a role; raise ``NotFound`` if it was not held."""
    held = session.get(RoleHeld, (officer_id, unit_id, role))
    if held is None:
        raise NotFound(what="บทบาท")
    session.delete(held)
    before = {"unit_id": unit_id, "role": role.value}
    journal.record(session, Event.ROLE_TAKEN, "officer", officer_id, at=at, by=by, before=before)


def officer_named(session: Session, login: str) -> int:
    """Return the number of the officer with this ชื่อผู้ใช้; raise ``NotFound``."""
    officer_id = session.exec(select(Officer.id).where(Officer.login == login)).first()
    if officer_id is None:
        raise NotFound(what="ชื่อผู้ใช้")
    return officer_id


def agency(session: Session) -> Unit | None:
    """Return the root of the tree, or ``None`` before set-up."""
    return session.exec(_ROOT).first()


def runs_agency(session: Session, by: Actor) -> bool:
    """Tell whether an officer administers the agency itself, and with it everything."""
    root = agency(session)
    return root is not None and by.may(Permission.ADMINISTER, root.id)


def unit_named(session: Session, name: str) -> Unit:
    """Return the one active unit of this name or short name; raise ``UnitUnclear`` otherwise."""
    wanted = select(Unit).where(
        col(Unit.is_active), (col(Unit.name) == name) | (col(Unit.short_name) == name)
    )
    found = session.exec(wanted.limit(2)).all()
    if len(found) != 1:
        raise UnitUnclear(name=name, what="มีมากกว่าหนึ่งหน่วยงาน" if found else "ไม่มีหน่วยงาน")
    return found[0]
