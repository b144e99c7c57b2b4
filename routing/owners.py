"""Who answers for an open assignment on a day: never nobody.

The way up is the same for reminders and for lists: who holds the work, else
who stands in for him, else the unit's heads, its clerks, the same of the units
above, and last the administrators of the agency, of whom there is always one.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.people import ALLOWS
from registry.people_models import Delegation, Officer, RoleHeld, Unit
from registry.standing_in import LENT, in_force
from registry.vocabulary import LabelledEnum, Permission, Role


class Rung(LabelledEnum):
    """In what way somebody answers."""

    HOLDER = "holder", "ผู้รับผิดชอบ"
    SUBSTITUTE = "substitute", "ผู้แทนของผู้รับผิดชอบ"
    HEAD = "head", "หัวหน้าหน่วยงาน"
    CLERK = "clerk", "เจ้าหน้าที่สารบรรณ"
    ADMINISTRATOR = "administrator", "ผู้ดูแลระบบ"


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the way up: officers who are there on the day, each named once."""

    rung: Rung
    unit_id: int
    """Where they are what they are: the unit itself, or one above it."""
    officers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Roster:
    """The organisation on one day."""

    above: Mapping[int, int | None]
    """The unit over each unit."""
    members: Mapping[tuple[int, Role], frozenset[int]]
    """Who is what in a unit, as far as his account is open."""
    substitutes: Mapping[tuple[int, int], int]
    """Who takes an officer's place in a unit, by unit and officer."""

    def works_in(self, officer_id: int, unit_id: int) -> bool:
        """Tell whether an officer can be given work in a unit, or still has it from before."""
        return any(
            officer_id in self.members.get((unit_id, role), ())
            for role in Role
            if Permission.WORK in ALLOWS[role]
        )

    def substitute(self, officer_id: int, unit_id: int) -> int | None:
        """Return who is there in an officer's place; ``None`` if he who should be is away too."""
        taker = self.substitutes.get((unit_id, officer_id))
        return None if taker is None or self._is_away(taker) else taker

    def in_place(self, unit_id: int, role: Role) -> frozenset[int]:
        """Return who acts as what in a unit: its own officers, or who stands in for them."""
        acting = (
            self.substitute(one, unit_id) if (unit_id, one) in self.substitutes else one
            for one in self.members.get((unit_id, role), ())
        )
        return frozenset(one for one in acting if one is not None)

    def _is_away(self, officer_id: int) -> bool:
        return any(giver == officer_id for _, giver in self.substitutes)


def roster(session: Session, *, on: dt.date) -> Roster:
    """Return who is what on a day in Bangkok."""
    above: dict[int | None, int | None] = dict(session.exec(select(Unit.id, Unit.parent_id)).all())
    members: dict[tuple[int, Role], set[int]] = {}
    held = select(RoleHeld.unit_id, col(RoleHeld.role), RoleHeld.officer_id).join(
        Officer, col(Officer.id) == col(RoleHeld.officer_id)
    )
    for unit_id, role, officer_id in session.exec(held.where(col(Officer.is_active))):
        members.setdefault((unit_id, role), set()).add(officer_id)
    lent = select(Delegation).join(Officer, col(Officer.id) == col(Delegation.to_officer_id))
    substitutes = {
        (one.unit_id, one.from_officer_id): one.to_officer_id
        for one in session.exec(lent.where(in_force(on), col(Officer.is_active)))
        if any(one.from_officer_id in members.get((one.unit_id, role), ()) for role in LENT)
    }
    return Roster(
        above={unit: over for unit, over in above.items() if unit is not None},
        members={place: frozenset(officers) for place, officers in members.items()},
        substitutes=substitutes,
    )


def chain(there: Roster, unit_id: int, holder_id: int | None) -> tuple[Link, ...]:
    """Return the way up from an assignment: holder, substitute, superiors, administrators.

    Only who is there on the day is named, each at the first step he stands on,
    so the first link answers and the next is his superior.
    """
    links: list[Link] = []
    named: frozenset[int] = frozenset()
    for link in _steps(there, unit_id, holder_id):
        if new := link.officers - named:
            links.append(Link(link.rung, link.unit_id, new))
            named |= new
    return tuple(links)


def owners(there: Roster, unit_id: int, holder_id: int | None) -> frozenset[int]:
    """Return who answers for an assignment: the first link of its ``chain``."""
    first = first_link(there, unit_id, holder_id)
    return first.officers if first is not None else frozenset()


def first_link(there: Roster, unit_id: int, holder_id: int | None) -> Link | None:
    """Return the first link of a ``chain`` without walking up the rest; ``None`` if nobody is."""
    steps = _steps(there, unit_id, holder_id)
    return next((link for link in steps if link.officers), None)


def _steps(there: Roster, unit_id: int, holder_id: int | None) -> Iterator[Link]:
    if holder_id is not None and there.works_in(holder_id, unit_id):
        if (unit_id, holder_id) not in there.substitutes:
            yield Link(Rung.HOLDER, unit_id, frozenset({holder_id}))
        elif (taker := there.substitute(holder_id, unit_id)) is not None:
            yield Link(Rung.SUBSTITUTE, unit_id, frozenset({taker}))
    way: list[int] = [unit_id]
    # A loop in the tree, made behind the program's back, must not make us walk for ever.
    while (over := there.above.get(way[-1])) is not None and over not in way:
        way.append(over)
    for unit in way:
        yield Link(Rung.HEAD, unit, there.in_place(unit, Role.HEAD))
        yield Link(Rung.CLERK, unit, there.in_place(unit, Role.CLERK))
    administrators = there.members.get((way[-1], Role.ADMINISTRATOR), frozenset())
    yield Link(Rung.ADMINISTRATOR, way[-1], administrators)
