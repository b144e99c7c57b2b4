"""The organisation on the screen: the tree of units, one unit, one officer. Reading only."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, or_, select

from registry.choices import choices_of
from registry.delegation_queries import Standing, standing
from registry.errors import NotFound
from registry.models import JournalEntry
from registry.passkeys import Passkey, passkeys_of
from registry.people import Actor, runs_agency
from registry.people_forms import PeopleFilter
from registry.people_models import Delegation, Officer, RoleHeld, Unit
from registry.personnel import administered_officer, administered_unit
from registry.provider_links import ProviderLink
from registry.role_orders import orders_of
from registry.screen import Screen
from registry.second_factor_models import SecondFactor
from registry.standing_in import in_force
from registry.vocabulary import Permission, Role

MOST_FOUND = 100
ROLES = [(role.value, role.label) for role in Role]


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit of the tree with what hangs under it."""

    unit: Unit
    officers: int
    below: Sequence["Branch"]


@dataclass(frozen=True, slots=True)
class Member:
    """An officer and what he is, in one unit or everywhere."""

    officer: Officer
    roles: Sequence[Role]


@dataclass(frozen=True, slots=True)
class Held:
    """One role of one officer."""

    unit: Unit
    role: Role
    may_take: bool
    order: JournalEntry | None
    """What the journal says of the written order, if there was one."""


@dataclass(frozen=True)
class PeoplePage(Screen):
    """The units an administrator runs, and a way to find an officer."""

    template: ClassVar[str] = "registry/people.html"
    fragment: ClassVar[str] = "registry/_people.html"

    tree: Sequence[Branch]
    found: Sequence[Member]
    """Who matches the search; without one, who has no role anywhere yet."""
    filter: PeopleFilter
    units: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class UnitPage(Screen):
    """One unit: its name and who is what there."""

    template: ClassVar[str] = "registry/unit.html"
    fragment: ClassVar[str] = "registry/_unit.html"

    unit: Unit
    above: str
    members: Sequence[Member]
    standing: Sequence[Standing]
    """Who stands in for whom there today."""
    needs_order: bool
    roles: Sequence[tuple[str, str]] = tuple(ROLES)


@dataclass(frozen=True)
class OfficerPage(Screen):
    """One officer: his name, his roles, his account."""

    template: ClassVar[str] = "registry/officer.html"
    fragment: ClassVar[str] = "registry/_officer.html"

    officer: Officer
    held: Sequence[Held]
    units: Sequence[tuple[int, str]]
    standing: Sequence[Standing]
    """Who stands in for him today, and for whom he does."""
    factor: SecondFactor | None
    provider: str
    """What the provider is called that officers may sign in by, too; empty if there is none."""
    link: ProviderLink | None
    passkeys: Sequence[Passkey]
    needs_order: bool
    """Whether a role is given only with the written order."""
    roles: Sequence[tuple[str, str]] = tuple(ROLES)


@dataclass(frozen=True)
class ImportPage(Screen):
    """Files of units and officers."""

    template: ClassVar[str] = "registry/import.html"
    fragment: ClassVar[str] = "registry/_import.html"

    unit_columns: Sequence[str]
    officer_columns: Sequence[str]
    needs_order: bool
    roles: Sequence[str] = tuple(role.label for role in Role)


def people_page(session: Session, actor: Actor, wanted: PeopleFilter) -> PeoplePage:
    """Return the units an officer administers as a tree, and the officers he looks for."""
    units = _administered(session, actor)
    inside = {unit.id for unit in units}
    return PeoplePage(
        tree=_branches(
            units, _head_counts(session), [u for u in units if u.parent_id not in inside]
        ),
        found=_found(session, actor, wanted.text),
        filter=wanted,
        units=_choices(units),
    )


def unit_page(session: Session, actor: Actor, unit_id: int, *, on: dt.date) -> UnitPage:
    """Return a unit as it is on a day; raise ``NotFound`` unless the officer administers it."""
    unit = administered_unit(session, actor, unit_id)
    held = session.exec(
        select(Officer, RoleHeld)
        .join(RoleHeld, col(RoleHeld.officer_id) == col(Officer.id))
        .where(RoleHeld.unit_id == unit_id)
        .order_by(col(Officer.is_active).desc(), col(Officer.name), col(Officer.id))
    )
    members: dict[int | None, tuple[Officer, list[Role]]] = {}
    for officer, one in held:
        members.setdefault(officer.id, (officer, []))[1].append(one.role)
    parent = session.get(Unit, unit.parent_id) if unit.parent_id else None
    there = in_force(on) & (col(Delegation.unit_id) == unit_id)
    return UnitPage(
        unit=unit,
        above=parent.name if parent else "",
        members=[Member(officer, _in_order(roles)) for officer, roles in members.values()],
        standing=standing(session, actor, there, on=on),
        needs_order=choices_of(session).role_needs_order,
    )


def officer_page(
    session: Session, actor: Actor, officer_id: int, *, on: dt.date, provider: str = ""
) -> OfficerPage:
    """Return an officer as he is on a day.

    Raises ``NotFound`` unless all his roles are in the actor's units.
    """
    officer = administered_officer(session, actor, officer_id)
    held = session.exec(
        select(Unit, RoleHeld)
        .join(RoleHeld, col(RoleHeld.unit_id) == col(Unit.id))
        .where(RoleHeld.officer_id == officer_id)
        .order_by(col(Unit.id))
    )
    his = or_(
        col(Delegation.from_officer_id) == officer_id, col(Delegation.to_officer_id) == officer_id
    )
    orders = orders_of(session, officer_id)
    return OfficerPage(
        officer=officer,
        held=[
            Held(
                unit,
                one.role,
                may_take=actor.may(Permission.ADMINISTER, unit.id),
                order=orders.get((one.unit_id, one.role)),
            )
            for unit, one in held
        ],
        units=_choices(_administered(session, actor)),
        standing=standing(session, actor, in_force(on) & his, on=on),
        factor=session.get(SecondFactor, officer_id),
        provider=provider,
        link=session.get(ProviderLink, officer_id),
        passkeys=passkeys_of(session, officer_id),
        needs_order=choices_of(session).role_needs_order,
    )


def role_order(session: Session, actor: Actor, officer_id: int, entry_id: int) -> JournalEntry:
    """Return the entry of a written order of an officer he administers, or raise ``NotFound``."""
    administered_officer(session, actor, officer_id)
    found = {one.id: one for one in orders_of(session, officer_id).values()}.get(entry_id)
    if found is None:
        raise NotFound(what="คำสั่ง")
    return found


def _administered(session: Session, actor: Actor) -> Sequence[Unit]:
    units = actor.permissions.get(Permission.ADMINISTER, frozenset())
    return session.exec(
        select(Unit).where(col(Unit.id).in_(units)).order_by(col(Unit.name), col(Unit.id))
    ).all()


def _head_counts(session: Session) -> Counter[int]:
    pairs = select(RoleHeld.unit_id, RoleHeld.officer_id).distinct()
    return Counter(unit for unit, _ in session.exec(pairs))


def _branches(units: Sequence[Unit], heads: Counter[int], tops: Sequence[Unit]) -> list[Branch]:
    return [
        Branch(
            top,
            heads[top.id or 0],
            _branches(units, heads, [unit for unit in units if unit.parent_id == top.id]),
        )
        for top in tops
    ]


def _choices(units: Sequence[Unit]) -> list[tuple[int, str]]:
    return [(unit.id, unit.name) for unit in units if unit.id is not None and unit.is_active]


def _found(session: Session, actor: Actor, text: str) -> list[Member]:
    """Return the officers a search finds among those he may change."""
    wanted = select(Officer).order_by(col(Officer.name)).limit(MOST_FOUND)
    if text:
        columns = (col(Officer.name), col(Officer.login), col(Officer.position))
        wanted = wanted.where(or_(*(one.icontains(text, autoescape=True) for one in columns)))
    else:
        wanted = wanted.where(col(Officer.id).not_in(select(RoleHeld.officer_id)))
    elsewhere = select(RoleHeld.officer_id).where(
        col(RoleHeld.unit_id).not_in(actor.permissions[Permission.ADMINISTER])
    )
    if not runs_agency(session, actor):
        wanted = wanted.where(col(Officer.id).in_(select(RoleHeld.officer_id)))
    officers = session.exec(wanted.where(col(Officer.id).not_in(elsewhere))).all()
    ids = [officer.id for officer in officers]
    held: dict[int, list[Role]] = {}
    for one in session.exec(select(RoleHeld).where(col(RoleHeld.officer_id).in_(ids))):
        held.setdefault(one.officer_id, []).append(one.role)
    return [Member(officer, _in_order(held.get(officer.id or 0, []))) for officer in officers]


def _in_order(roles: Sequence[Role]) -> list[Role]:
    return sorted(set(roles), key=list(Role).index)
