"""Whatever officers do: nothing final moves, no note is lost, no number is missing."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from registry import registering
from registry.errors import RegistryError
from registry.models import Receipt, RegisterBook
from registry.notes import Note, NoteKind
from registry.office import Office
from registry.people import Actor
from registry.registering import Entry
from routing import ending, filing, note_operations, operations, sending
from routing.models import Assignment
from routing.move_models import MoveMade
from routing.move_undoing import take_back
from routing.note_operations import Order, Said
from routing.sending import Recipient
from routing.states import FINAL, Purpose, State
from tests.conftest import NOW
from tests.factories import a_registered_letter
from tests.routing.conftest import Agency, Level

LEVELS = ("department", "division", "group", "other")
ROLES = ("clerk", "head", "staff")
PLACES = st.sampled_from(LEVELS)
WHO = st.tuples(st.sampled_from(["", "", "", *LEVELS]), st.sampled_from(ROLES))
"""Somebody of a unit; without one, of the unit whose copy it is."""
WHICH = st.integers(0, 9)


class Officers(RuleBasedStateMachine):
    """Officers of four units, each doing whatever comes to mind, allowed or not."""

    def __init__(self, office: Office, agency: Agency) -> None:
        super().__init__()
        self.office, self.agency = office, agency
        self.now = NOW
        self.ended: dict[int, State] = {}
        self.written: dict[int, str] = {}

    @initialize()
    def a_letter_comes(self) -> None:
        top = self.agency.department
        self.letter = a_registered_letter(self.office, top.unit, top.clerk).id or 0
        with self.office.database.transaction() as session:
            sending.take_up(session, self.letter, top.unit.id or 0)

    def level(self, name: str) -> Level:
        level: Level = getattr(self.agency, name)
        return level

    def actor(self, who: tuple[str, str], one: int | None = None) -> Actor:
        actor: Actor = getattr(self.level(who[0] or self.place(one)), who[1])
        return actor

    def place(self, one: int | None) -> str:
        if one is None:
            return "department"
        with self.office.database.reading() as session:
            there = session.get_one(Assignment, one).to_unit_id
        return next(name for name in LEVELS if self.level(name).unit.id == there)

    def attempt(self, act: Callable[[Session], object]) -> None:
        self.now += dt.timedelta(seconds=1)
        try:
            with self.office.database.transaction() as session:
                act(session)
        except RegistryError:
            pass  # a refusal changes nothing, which the invariants see

    def one(self, which: int) -> int:
        with self.office.database.reading() as session:
            wanted = select(Assignment.id).where(Assignment.letter_id == self.letter)
            ids = [one or 0 for one in session.exec(wanted.order_by(col(Assignment.id)))]
        return ids[which % len(ids)]

    @rule(who=WHO, start=PLACES, goal=PLACES, purpose=st.sampled_from(Purpose))
    def send(self, who: tuple[str, str], start: str, goal: str, purpose: Purpose) -> None:
        ticked = [Recipient(self.level(goal).unit.id or 0, purpose)]
        from_unit, jobs = self.level(start).unit.id or 0, self.office.jobs
        by = self.actor(who)
        self.attempt(
            lambda s: sending.send(s, jobs, self.letter, from_unit, ticked, by=by, at=self.now)
        )

    @rule(who=WHO, which=WHICH, goal=PLACES)
    def order(self, who: tuple[str, str], which: int, goal: str) -> None:
        to = [Recipient(self.level(goal).unit.id or 0, Purpose.INFORMATION)]
        one = self.one(which)
        by, jobs = self.actor(who, one), self.office.jobs
        self.attempt(
            lambda s: note_operations.order_units(s, jobs, one, Order("ทำ", to), by=by, at=self.now)
        )

    @rule(who=WHO, which=WHICH)
    def receive(self, who: tuple[str, str], which: int) -> None:
        one = self.one(which)
        by, jobs = self.actor(who, one), self.office.jobs
        self.attempt(
            lambda s: operations.receive(
                s, jobs, one, Entry(received_at=self.now), by=by, at=self.now
            )
        )

    @rule(who=WHO, which=WHICH, holder=WHO)
    def assign(self, who: tuple[str, str], which: int, holder: tuple[str, str]) -> None:
        one = self.one(which)
        by, to = self.actor(who, one), self.actor(holder, one).id
        jobs = self.office.jobs
        self.attempt(lambda s: operations.assign(s, jobs, one, to, "ทำ", by=by, at=self.now))

    @rule(who=WHO, which=WHICH)
    def acknowledge(self, who: tuple[str, str], which: int) -> None:
        one = self.one(which)
        by, jobs = self.actor(who, one), self.office.jobs
        self.attempt(lambda s: operations.acknowledge(s, jobs, one, by=by, at=self.now))

    @rule(who=WHO, which=WHICH)
    def start(self, who: tuple[str, str], which: int) -> None:
        one = self.one(which)
        by = self.actor(who, one)
        self.attempt(lambda s: operations.start(s, one, by=by, at=self.now))

    @rule(who=WHO, which=WHICH)
    def finish(self, who: tuple[str, str], which: int) -> None:
        one = self.one(which)
        by, jobs = self.actor(who, one), self.office.jobs
        self.attempt(lambda s: operations.finish(s, jobs, one, "เสร็จ", by=by, at=self.now))

    @rule(who=WHO, which=WHICH, takes=st.booleans())
    def end(self, who: tuple[str, str], which: int, *, takes: bool) -> None:
        one = self.one(which)
        by, jobs = self.actor(who, one), self.office.jobs
        end = ending.withdraw if takes else ending.send_back
        self.attempt(lambda s: end(s, jobs, one, "ผิด", by=by, at=self.now))

    @rule(who=WHO, which=WHICH)
    def file(self, who: tuple[str, str], which: int) -> None:
        one = self.one(which)
        by = self.actor(who, one)
        self.attempt(
            lambda s: filing.file(s, self.office.jobs, one, "01", "57.4", by=by, at=self.now)
        )

    @rule(who=WHO, which=WHICH)
    def write(self, who: tuple[str, str], which: int) -> None:
        one = self.one(which)
        by, said = self.actor(who, one), Said(NoteKind.REMARK, "จด")
        jobs = self.office.jobs
        self.attempt(lambda s: note_operations.write(s, jobs, one, said, by=by, at=self.now))

    @rule(who=WHO, which=WHICH)
    def undo(self, who: tuple[str, str], which: int) -> None:
        with self.office.database.reading() as session:
            ids = session.exec(select(MoveMade.id).order_by(col(MoveMade.id).desc())).all()
        if ids:
            made, jobs = ids[which % len(ids)] or 0, self.office.jobs
            with self.office.database.reading() as session:
                one = session.get_one(MoveMade, made).assignment_id
            by = self.actor(who, one)
            self.attempt(lambda s: take_back(s, jobs, made, by=by, at=self.now))

    @rule(who=WHO, which=WHICH)
    def void(self, who: tuple[str, str], which: int) -> None:
        one = self.one(which)
        by, jobs = self.actor(who, one), self.office.jobs
        with self.office.database.reading() as session:
            receipt = session.get_one(Assignment, one).receipt_id
        if receipt is not None:
            self.attempt(
                lambda s: registering.void_receipt(s, jobs, receipt, "ผิด", by=by, at=self.now)
            )

    @invariant()
    def nothing_final_moves(self) -> None:
        with self.office.database.reading() as session:
            now = {one.id or 0: one.state for one in session.exec(select(Assignment))}
        assert all(now[one] is state for one, state in self.ended.items())
        self.ended |= {one: state for one, state in now.items() if state in FINAL}

    @invariant()
    def no_note_is_lost(self) -> None:
        with self.office.database.reading() as session:
            now = {note.id or 0: note.text for note in session.exec(select(Note))}
        assert self.written.items() <= now.items()
        self.written = now

    @invariant()
    def numbers_run_without_a_gap(self) -> None:
        with self.office.database.reading() as session:
            for book in session.exec(select(RegisterBook)):
                given = session.exec(select(Receipt.number).where(Receipt.book_id == book.id))
                assert sorted(given) == list(range(1, book.last_number + 1))


def test_no_sequence_of_acts_breaks_what_routing_promises(office: Office, agency: Agency) -> None:
    often = settings(
        max_examples=15,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(partial(Officers, office, agency), settings=often)  # type: ignore[arg-type] # any factory will do
