"""Nothing is ever without an owner: random organisations, and one simulated year."""

import dataclasses
import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from registry import delegating, people, personnel
from registry.errors import RegistryError
from registry.models import Letter
from registry.office import Office
from registry.people import Actor
from registry.people_models import Officer, RoleHeld, Unit
from registry.registering import Entry
from registry.standing_in import LENT
from registry.thai import bangkok_day
from registry.vocabulary import ActingKind, Permission, Role
from routing import operations, owners, sending
from routing.models import Assignment
from routing.owners import Roster, Rung
from routing.sending import Recipient
from routing.states import OPEN, Move, Purpose, moves_from
from tests import factories
from tests.fakes import FixedClock
from tests.routing.conftest import Agency

ADMINISTRATOR = 1
UNITS = range(1, 7)
OFFICERS = range(1, 9)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Any tree of units, any roles, any places lent; the agency has an administrator."""
    above = {unit: draw(st.sampled_from(range(1, unit))) if unit > 1 else None for unit in UNITS}
    places = st.tuples(st.sampled_from(UNITS), st.sampled_from(list(Role)))
    members = draw(st.dictionaries(places, st.frozensets(st.sampled_from(OFFICERS), min_size=1)))
    at_top = members.get((1, Role.ADMINISTRATOR), frozenset())
    members[1, Role.ADMINISTRATOR] = at_top | {ADMINISTRATOR}
    lent = st.tuples(st.sampled_from(UNITS), st.sampled_from(OFFICERS))
    substitutes = draw(st.dictionaries(lent, st.sampled_from(OFFICERS)))
    return Roster(
        above=above,
        members=members,
        substitutes={key: taker for key, taker in substitutes.items() if taker != key[1]},
    )


@given(rosters(), st.sampled_from(UNITS), st.none() | st.sampled_from(OFFICERS))
def test_somebody_answers_in_any_organisation(there: Roster, unit: int, holder: int | None) -> None:
    links = owners.chain(there, unit, holder)
    named = [one for link in links for one in link.officers]
    assert owners.owners(there, unit, holder)
    assert len(named) == len(set(named))
    assert ADMINISTRATOR in named


@given(rosters(), st.sampled_from(UNITS), st.none() | st.sampled_from(OFFICERS))
def test_nobody_answers_who_has_given_his_place_away(
    there: Roster, unit: int, holder: int | None
) -> None:
    for link in owners.chain(there, unit, holder):
        if link.rung is not Rung.ADMINISTRATOR:
            for one in link.officers:
                acts_for_himself = (link.unit_id, one) not in there.substitutes
                takes_a_place = any(
                    taker == one and place == link.unit_id
                    for (place, _), taker in there.substitutes.items()
                )
                assert acts_for_himself or takes_a_place


def test_the_way_up_goes_from_the_holder_to_his_head_and_on(office: Office, agency: Agency) -> None:
    unit = agency.group.unit.id or 0
    with office.database.reading() as session:
        there = owners.roster(session, on=bangkok_day(office.clock.now()))
    links = owners.chain(there, unit, agency.group.staff.id)
    assert [(link.rung, link.unit_id) for link in links] == [
        (Rung.HOLDER, unit),
        (Rung.HEAD, unit),
        (Rung.CLERK, unit),
        (Rung.HEAD, agency.division.unit.id),
        (Rung.CLERK, agency.division.unit.id),
        (Rung.HEAD, agency.department.unit.id),
        (Rung.CLERK, agency.department.unit.id),
    ]


def test_a_substitute_answers_while_the_holder_is_away(office: Office, agency: Agency) -> None:
    unit, staff, clerk = agency.group.unit, agency.group.staff, agency.group.clerk
    factories.a_delegation(office, staff, clerk, unit)
    today = bangkok_day(office.clock.now())
    assert unit.id is not None
    with office.database.reading() as session:
        now = owners.roster(session, on=today)
        later = owners.roster(session, on=today + dt.timedelta(days=1))
    assert owners.owners(now, unit.id, staff.id) == {clerk.id}
    assert owners.owners(later, unit.id, staff.id) == {staff.id}


def test_a_unit_of_nobody_is_answered_for_by_the_one_above(office: Office, agency: Agency) -> None:
    empty = factories.a_unit(office, "กลุ่มงานใหม่", under=agency.division.unit)
    with office.database.reading() as session:
        there = owners.roster(session, on=bangkok_day(office.clock.now()))
    assert owners.owners(there, empty.id or 0, None) == {agency.division.head.id}


def test_a_year_leaves_nothing_without_an_owner_on_any_day(
    office: Office, agency: Agency, letter: Letter, clock: FixedClock
) -> None:
    year = Year(office, agency, letter, clock, random.Random(2568))  # noqa: S311 - a simulation
    done = [year.live_one_day(day) for day in range(365)]
    assert sum(done) > 100, "the year must not pass without anything happening"
    assert year.answered > 365


@dataclasses.dataclass
class Year:
    """One year in an agency where people come, go, are away, and letters move on."""

    office: Office
    agency: Agency
    letter: Letter
    clock: FixedClock
    chance: random.Random
    answered: int = 0

    def __post_init__(self) -> None:
        self.root = factories.a_clerk(
            self.office,
            self.agency.department.unit,
            name="ผู้ดูแล",
            roles=[Role.ADMINISTRATOR],
        )
        self.start = self.clock.time
        self.letters = [self.letter]

    def live_one_day(self, day: int) -> int:
        """Let some things be tried, and look whether everything open has an owner."""
        self.clock.time = self.start + dt.timedelta(days=day)
        tries = [self.chance.choice([self.send, self.move, self.move, self.leave])]
        if day % 23 == 0:
            tries.append(self.close_an_account)
        if day % 31 == 0:
            tries.append(self.join)
        if day in {120, 240}:
            tries.append(self.reorganise)
        done = 0
        for attempt in tries:
            try:
                done += bool(attempt())
            except RegistryError:
                continue  # refused, as it would be at a desk
        self.look_around()
        return done

    def look_around(self) -> None:
        today = bangkok_day(self.clock.now())
        with self.office.database.reading() as session:
            there = owners.roster(session, on=today)
            lying = session.exec(
                select(Assignment.to_unit_id, Assignment.holder_id)
                .where(col(Assignment.state).in_(OPEN))
                .distinct()
            ).all()
            links = {owners.chain(there, *one)[0] for one in lying}
            answering = {one for link in links for one in link.officers}
            officers = session.exec(select(Officer).where(col(Officer.id).in_(answering))).all()
            actors = {one.id: people.actor_of(session, one, on=today) for one in officers}
        self.answered += len(lying)
        assert all(one.is_active for one in officers)
        for link in links:
            needed = Permission.ADMINISTER if link.rung is Rung.ADMINISTRATOR else Permission.WORK
            assert link.officers
            assert all(actors[one].may(needed, link.unit_id) for one in link.officers)

    def units(self) -> list[Unit]:
        with self.office.database.reading() as session:
            return list(session.exec(select(Unit).where(col(Unit.is_active))))

    def somebody(self, role: Role, unit_id: int | None = None) -> Actor | None:
        wanted = select(RoleHeld.officer_id).join(
            Officer, col(Officer.id) == col(RoleHeld.officer_id)
        )
        wanted = wanted.where(col(Officer.is_active), RoleHeld.role == role)
        if unit_id is not None:
            wanted = wanted.where(RoleHeld.unit_id == unit_id)
        with self.office.database.reading() as session:
            found = session.exec(wanted.order_by(col(RoleHeld.officer_id))).all()
        return factories.as_actor(self.office, self.chance.choice(found)) if found else None

    def send(self) -> bool:
        top = self.agency.department
        if self.chance.random() < 0.2:
            self.letters.append(factories.a_registered_letter(self.office, top.unit, top.clerk))
        letter, unit = self.chance.choice(self.letters), self.chance.choice(self.units())
        clerk = self.somebody(Role.CLERK)
        if clerk is None or unit.id is None or letter.id is None:
            return False
        home = next(iter(clerk.by_role[Permission.ROUTE]))
        with self.office.database.transaction() as session:
            ticked = [Recipient(unit.id, Purpose.INFORMATION)]
            jobs, now = self.office.jobs, self.clock.now()
            sending.send(session, jobs, letter.id, home, ticked, by=clerk, at=now)
        return True

    def move(self) -> bool:
        with self.office.database.reading() as session:
            lying = session.exec(
                select(Assignment)
                .where(col(Assignment.state).in_(OPEN))
                .order_by(col(Assignment.id))
            ).all()
        if not lying:
            return False
        one = self.chance.choice(lying)
        move = self.chance.choice(moves_from(one.state))
        role = Role.HEAD if move in {Move.ASSIGN, Move.ACKNOWLEDGE} else Role.CLERK
        by = self.somebody(role, one.to_unit_id)
        holder = self.somebody(Role.STAFF, one.to_unit_id)
        if by is None or one.id is None:
            return False
        at, jobs = self.clock.now(), self.office.jobs
        with self.office.database.transaction() as session:
            if move is Move.RECEIVE:
                entry = Entry(received_at=at)
                operations.receive(session, jobs, one.id, entry, by=by, at=at)
            elif move is Move.ASSIGN and holder is not None:
                operations.assign(
                    session, self.office.jobs, one.id, holder.id, "ดำเนินการ", by=by, at=at
                )
            elif move is Move.ACKNOWLEDGE:
                operations.acknowledge(session, jobs, one.id, by=by, at=at)
            elif move is Move.START:
                operations.start(session, one.id, by=by, at=at)
            elif move is Move.FINISH and self.chance.random() < 0.3:
                operations.finish(session, self.office.jobs, one.id, "เสร็จแล้ว", by=by, at=at)
        return True

    def leave(self) -> bool:
        giver = self.somebody(self.chance.choice(sorted(LENT)))
        if giver is None or self.chance.random() < 0.5:
            return False
        unit_id = self.chance.choice(sorted(giver.by_role[Permission.WORK]))
        taker = self.somebody(self.chance.choice(sorted(LENT)))
        if taker is None:
            return False
        first = bangkok_day(self.clock.now())
        wanted = delegating.Appointment(
            from_officer_id=giver.id,
            to_officer_id=taker.id,
            unit_id=unit_id,
            kind=ActingKind.IN_OFFICE,
            starts_on=first,
            ends_on=first + dt.timedelta(days=self.chance.randrange(20)),
        )
        order = people.WrittenOrder(factories.stored(self.office, b"order"), "order.pdf")
        with self.office.database.transaction() as session:
            delegating.delegate(session, wanted, order, by=giver, at=self.clock.now())
        return True

    def close_an_account(self) -> bool:
        one = self.somebody(self.chance.choice(sorted(LENT)))
        if one is None:
            return False
        with self.office.database.transaction() as session:
            by = factories.as_actor(self.office, self.root.id)
            personnel.close_account(session, self.office.jobs, one.id, by=by, at=self.clock.now())
        return True

    def join(self) -> bool:
        unit = self.chance.choice(self.units())
        role = self.chance.choice(sorted(LENT))
        factories.a_clerk(self.office, unit, name="มาใหม่", roles=[role])
        return True

    def reorganise(self) -> bool:
        """Close a unit without units below; its people go to a new one elsewhere."""
        units = self.units()
        over = {unit.parent_id for unit in units}
        leaves = [unit for unit in units if unit.id not in over and unit.parent_id is not None]
        if not leaves:
            return False
        old = self.chance.choice(leaves)
        new = factories.a_unit(
            self.office, f"หน่วยงานใหม่ {self.clock.now():%j}", under=self.chance.choice(units)
        )
        by = factories.as_actor(self.office, self.root.id)
        now = self.clock.now()
        assert old.id is not None
        assert new.id is not None
        with self.office.database.transaction() as session:
            held = session.exec(select(RoleHeld).where(RoleHeld.unit_id == old.id)).all()
            for one in held:
                people.give_role(session, one.officer_id, new.id, one.role, at=now)
                personnel.take_role(
                    session, self.office.jobs, one.officer_id, old.id, one.role, by=by, at=now
                )
            personnel.close_unit(session, self.office.jobs, old.id, by=by, at=now)
        return True
