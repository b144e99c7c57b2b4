import datetime as dt
import itertools
from collections.abc import Callable

import hypothesis
import pytest
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from registry import delegating, personnel, registering
from registry.delegating import (
    Appointment,
    DelegationCircle,
    DelegationDaysRefused,
    DelegationOverlaps,
    DelegationRefused,
    EndRefused,
)
from registry.errors import NotFound
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.people import Actor, WrittenOrder
from registry.people_models import Delegation, Unit
from registry.registering import Entry
from registry.standing_in import signature_line, substitute_of
from registry.vocabulary import ActingKind, Permission, Role
from tests import factories
from tests.at_once import after
from tests.conftest import TODAY
from tests.fakes import FixedClock

DAY = dt.timedelta(days=1)


@pytest.fixture
def root(each_office: Office) -> Unit:
    return factories.an_agency(each_office)


@pytest.fixture
def unit(each_office: Office, root: Unit) -> Unit:
    return factories.a_unit(each_office, "กองคลัง", under=root)


@pytest.fixture
def head(each_office: Office, unit: Unit) -> Actor:
    return factories.a_clerk(
        each_office, unit, name="นาย ก", position="ผู้อำนวยการกองคลัง", roles=[Role.HEAD]
    )


@pytest.fixture
def deputy(each_office: Office, root: Unit) -> Actor:
    """An officer of another unit."""
    return factories.a_clerk(
        each_office, root, name="นาง ข", position="หัวหน้ากลุ่มงาน", roles=[Role.STAFF]
    )


@pytest.fixture
def administrator(each_office: Office, root: Unit) -> Actor:
    return factories.a_clerk(each_office, root, name="ผู้ดูแล", roles=[Role.ADMINISTRATOR])


def number(unit: Unit) -> int:
    assert unit.id is not None
    return unit.id


def unit_of(office: Office, officer: Actor) -> Unit:
    """The unit an officer belongs to."""
    with office.database.reading() as session:
        return session.get_one(Unit, next(iter(officer.roles))[0])


def appointment(
    office: Office, giver: Actor, taker: Actor, unit: Unit
) -> tuple[Appointment, WrittenOrder]:
    """What is asked for when one officer shall stand in for another today."""
    wanted = Appointment(
        from_officer_id=giver.id,
        to_officer_id=taker.id,
        unit_id=number(unit),
        kind=ActingKind.IN_OFFICE,
        starts_on=TODAY,
        ends_on=TODAY,
    )
    return wanted, WrittenOrder(factories.stored(office, b"%PDF-"), "คำสั่ง.pdf")


def on(office: Office, clock: FixedClock, day: dt.date, officer: Actor) -> Actor:
    """The officer as he is at nine in the morning of a day in Bangkok."""
    clock.time = dt.datetime.combine(day, dt.time(2), dt.UTC)
    return factories.as_actor(office, officer.id)


def test_a_substitute_holds_the_rights_from_the_first_day_to_the_last(
    each_office: Office, clock: FixedClock, unit: Unit, head: Actor, deputy: Actor
) -> None:
    first, last = TODAY + 3 * DAY, TODAY + 5 * DAY
    factories.a_delegation(each_office, head, deputy, unit, starts_on=first, ends_on=last)
    holds = {
        day: on(each_office, clock, day, deputy).may(Permission.ORDER, number(unit))
        for day in (first - DAY, first, last, last + DAY)
    }
    assert holds == {first - DAY: False, first: True, last: True, last + DAY: False}


def test_the_day_of_a_delegation_begins_and_ends_at_midnight_in_bangkok(
    each_office: Office, clock: FixedClock, unit: Unit, head: Actor, deputy: Actor
) -> None:
    factories.a_delegation(each_office, head, deputy, unit, starts_on=TODAY)
    midnight = dt.datetime.combine(TODAY + DAY, dt.time(), dt.UTC) - dt.timedelta(hours=7)
    clock.time = midnight - dt.timedelta(seconds=1)
    assert factories.as_actor(each_office, deputy.id).may(Permission.ORDER, number(unit))
    clock.time = midnight
    assert not factories.as_actor(each_office, deputy.id).may(Permission.ORDER, number(unit))


def test_what_is_done_in_anothers_place_is_signed_so(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor
) -> None:
    factories.a_delegation(each_office, head, deputy, unit)
    acting = factories.as_actor(each_office, deputy.id)
    assert acting.on_behalf_of(Permission.ORDER, number(unit)) == head.id
    assert acting.signature(Permission.ORDER, number(unit)) == (
        "นาง ข ตำแหน่ง หัวหน้ากลุ่มงาน รักษาราชการแทน ผู้อำนวยการกองคลัง"
    )


def test_who_holds_a_right_himself_acts_in_his_own_name(
    each_office: Office, unit: Unit, head: Actor
) -> None:
    clerk = factories.a_clerk(each_office, unit, name="นาง ค", position="")
    factories.a_delegation(each_office, head, clerk, unit)
    both = factories.as_actor(each_office, clerk.id)
    assert both.acting_for(Permission.READ, number(unit)) is None
    assert both.signature(Permission.REGISTER, number(unit)) == "นาง ค"
    assert both.on_behalf_of(Permission.ORDER, number(unit)) == head.id


def test_a_place_without_a_title_is_signed_by_name() -> None:
    assert signature_line("นาง ข", "", ActingKind.ACTING, "นาย ก") == "นาง ข ทำการแทน นาย ก"


def test_the_journal_says_for_whom_a_substitute_registered(
    each_office: Office, root: Unit, unit: Unit, deputy: Actor
) -> None:
    clerk = factories.a_clerk(each_office, unit)
    factories.a_delegation(each_office, clerk, deputy, unit)
    acting = factories.as_actor(each_office, deputy.id)
    letter = factories.a_registered_letter(each_office, unit, acting)
    central = factories.a_clerk(each_office, root)
    factories.a_delegation(each_office, central, acting, root)
    both = factories.as_actor(each_office, deputy.id)
    assert letter.id is not None
    now = each_office.clock.now()
    with each_office.database.transaction() as session:
        entry = Entry(received_at=now)
        receipt = registering.receive_letter(
            session, each_office.jobs, letter.id, number(root), entry, by=both, at=now
        )
        assert receipt.id is not None
        registering.void_receipt(
            session, each_office.jobs, receipt.id, "ลงผิดหน่วยงาน", by=both, at=now
        )
    with each_office.database.reading() as session:
        done = session.exec(
            select(JournalEntry.event, JournalEntry.officer_id, JournalEntry.on_behalf_of)
            .where(col(JournalEntry.about).in_(["letter", "receipt"]))
            .order_by(col(JournalEntry.id))
        ).all()
    assert done == [
        (Event.LETTER_REGISTERED, deputy.id, clerk.id),
        (Event.LETTER_REGISTERED, deputy.id, central.id),
        (Event.RECEIPT_VOIDED, deputy.id, central.id),
    ]


def test_borrowed_rights_are_not_lent_on(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor
) -> None:
    factories.a_delegation(each_office, head, deputy, unit)
    third = factories.a_clerk(each_office, unit, roles=[])
    borrower = factories.as_actor(each_office, deputy.id)
    with pytest.raises(DelegationRefused, match="แทนต่อไม่ได้"):
        factories.a_delegation(each_office, borrower, third, unit)


def test_administering_and_auditing_are_not_lent(
    each_office: Office, unit: Unit, deputy: Actor
) -> None:
    both = factories.a_clerk(each_office, unit, roles=[Role.HEAD, Role.ADMINISTRATOR])
    factories.a_delegation(each_office, both, deputy, unit)
    acting = factories.as_actor(each_office, deputy.id)
    assert acting.may(Permission.ORDER, number(unit))
    assert not acting.may(Permission.ADMINISTER)


def test_a_role_taken_from_the_giver_is_lent_no_more(
    each_office: Office, unit: Unit, deputy: Actor, administrator: Actor
) -> None:
    both = factories.a_clerk(each_office, unit, roles=[Role.HEAD, Role.CLERK])
    made = factories.a_delegation(each_office, both, deputy, unit)
    for role, still in ((Role.HEAD, True), (Role.CLERK, False)):
        with each_office.database.transaction() as session:
            personnel.take_role(
                session,
                each_office.jobs,
                both.id,
                number(unit),
                role,
                by=administrator,
                at=each_office.clock.now(),
            )
        acting = factories.as_actor(each_office, deputy.id)
        assert not acting.may(Permission.ORDER, number(unit))
        assert acting.may(Permission.REGISTER, number(unit)) is still
    with each_office.database.reading() as session:
        assert session.get_one(Delegation, made.id).end_reason == "ผู้ให้แทนพ้นจากบทบาทแล้ว"


def test_a_stranger_lends_nobodys_place(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor
) -> None:
    with pytest.raises(NotFound):
        factories.a_delegation(each_office, head, deputy, unit, by=deputy)


def test_the_administrator_of_the_unit_lends_an_officers_place(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor, administrator: Actor
) -> None:
    made = factories.a_delegation(each_office, head, deputy, unit, by=administrator)
    assert made.made_by == administrator.id
    other = factories.a_clerk(
        each_office,
        factories.a_unit(each_office, "กองอื่น", under=unit),
        roles=[Role.ADMINISTRATOR],
    )
    tomorrow = TODAY + DAY
    with pytest.raises(NotFound):
        factories.a_delegation(each_office, head, deputy, unit, by=other, starts_on=tomorrow)


def test_nobody_stands_in_for_himself(each_office: Office, unit: Unit, head: Actor) -> None:
    with pytest.raises(DelegationRefused):
        factories.a_delegation(each_office, head, head, unit)


def test_a_delegation_cannot_end_before_it_begins(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor
) -> None:
    with pytest.raises(DelegationDaysRefused):
        factories.a_delegation(
            each_office, head, deputy, unit, starts_on=TODAY + DAY, ends_on=TODAY
        )


def test_a_day_that_has_passed_needs_the_reason(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor
) -> None:
    yesterday = TODAY - DAY
    with pytest.raises(DelegationDaysRefused, match="ย้อนหลัง"):
        factories.a_delegation(each_office, head, deputy, unit, starts_on=yesterday, ends_on=TODAY)
    made = factories.a_delegation(
        each_office,
        head,
        deputy,
        unit,
        starts_on=yesterday,
        ends_on=TODAY,
        late_reason="คำสั่งมาถึงช้า",
    )
    assert made.late_reason == "คำสั่งมาถึงช้า"


def test_two_substitutes_never_share_a_day_and_may_follow_each_other(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor
) -> None:
    second = factories.a_clerk(each_office, unit, roles=[Role.STAFF])
    factories.a_delegation(each_office, head, deputy, unit, ends_on=TODAY + DAY)
    with pytest.raises(DelegationOverlaps, match="นาง ข"):
        factories.a_delegation(each_office, head, second, unit, starts_on=TODAY + DAY)
    factories.a_delegation(each_office, head, second, unit, starts_on=TODAY + 2 * DAY)


def test_a_closed_account_neither_lends_nor_borrows(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor, administrator: Actor
) -> None:
    with each_office.database.transaction() as session:
        now = each_office.clock.now()
        personnel.close_account(session, each_office.jobs, deputy.id, by=administrator, at=now)
    with pytest.raises(DelegationRefused, match="ปิดแล้ว"):
        factories.a_delegation(each_office, head, deputy, unit)
    with pytest.raises(DelegationRefused, match="ปิดแล้ว"):
        factories.a_delegation(each_office, deputy, head, unit, by=administrator)


def test_closing_an_account_ends_what_it_lent_and_what_it_borrowed(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor, administrator: Actor
) -> None:
    clerk = factories.a_clerk(each_office, unit)
    lent = factories.a_delegation(each_office, deputy, head, unit_of(each_office, deputy))
    later = TODAY + DAY
    borrowed = factories.a_delegation(each_office, clerk, deputy, unit, starts_on=later)
    spared = factories.a_delegation(each_office, clerk, head, unit, starts_on=later + DAY)
    with each_office.database.transaction() as session:
        now = each_office.clock.now()
        personnel.close_account(session, each_office.jobs, deputy.id, by=administrator, at=now)
    with each_office.database.reading() as session:
        ended = {
            one.id
            for one in session.exec(select(Delegation))
            if one.ended_at and one.ended_by == administrator.id
        }
    assert ended == {lent.id, borrowed.id}
    assert spared.id not in ended


def test_closing_a_unit_ends_its_delegations_and_lets_none_begin(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor, administrator: Actor
) -> None:
    factories.a_delegation(each_office, head, deputy, unit)
    with each_office.database.transaction() as session:
        now = each_office.clock.now()
        personnel.close_unit(session, each_office.jobs, number(unit), by=administrator, at=now)
    assert not factories.as_actor(each_office, deputy.id).stands_in
    with pytest.raises(DelegationRefused, match="กองคลังปิดแล้ว"):
        factories.a_delegation(each_office, head, deputy, unit, starts_on=TODAY + DAY)


def test_ending_a_delegation_takes_the_rights_back_at_once(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor
) -> None:
    made = factories.a_delegation(each_office, head, deputy, unit, ends_on=TODAY + 9 * DAY)
    assert made.id is not None
    now = each_office.clock.now()
    with each_office.database.transaction() as session:
        delegating.end_delegation(session, made.id, "กลับมาปฏิบัติราชการ", by=head, at=now)
        assert substitute_of(session, head.id, number(unit), on=TODAY) is None
    assert not factories.as_actor(each_office, deputy.id).may(Permission.ORDER)
    with pytest.raises(EndRefused), each_office.database.transaction() as session:
        delegating.end_delegation(session, made.id, "อีกครั้ง", by=head, at=now)
    with each_office.database.reading() as session:
        entry = session.exec(
            select(JournalEntry).where(JournalEntry.event == Event.DELEGATION_ENDED)
        ).one()
    assert entry.before["substitute"] == "นาง ข"
    assert entry.after == {"reason": "กลับมาปฏิบัติราชการ"}


def test_a_delegation_ends_only_with_a_reason_and_by_who_may(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor
) -> None:
    made = factories.a_delegation(each_office, head, deputy, unit)
    assert made.id is not None
    now = each_office.clock.now()
    with pytest.raises(EndRefused), each_office.database.transaction() as session:
        delegating.end_delegation(session, made.id, "  ", by=head, at=now)
    with pytest.raises(NotFound), each_office.database.transaction() as session:
        delegating.end_delegation(session, made.id, "ไม่อยากแทน", by=deputy, at=now)


def test_the_order_is_a_file_the_check_knows(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor
) -> None:
    made = factories.a_delegation(each_office, head, deputy, unit)
    assert factories.findings(each_office) == []
    (each_office.settings.data / "files").joinpath(
        made.order_digest[:2], made.order_digest[2:4], made.order_digest
    ).unlink()
    assert [one for one in factories.findings(each_office) if "คำสั่งให้แทน" in one]


@pytest.mark.parametrize(
    "broken",
    [
        {"ends_on": TODAY - DAY},
        {"order_digest": ""},
        {"end_reason": "ไม่มีวันที่"},
        {"to_officer_id": None},
    ],
)
def test_the_database_itself_refuses_a_delegation_that_makes_no_sense(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor, broken: dict[str, object]
) -> None:
    row = {
        "from_officer_id": head.id,
        "to_officer_id": deputy.id,
        "unit_id": number(unit),
        "kind": ActingKind.IN_OFFICE,
        "starts_on": TODAY,
        "ends_on": TODAY,
        "order_digest": "ab",
        "order_name": "คำสั่ง.pdf",
        "made_by": head.id,
        "made_at": each_office.clock.now(),
    } | broken
    row["to_officer_id"] = row["to_officer_id"] or head.id
    with pytest.raises(IntegrityError), each_office.database.transaction() as session:
        session.add(Delegation.model_validate(row))


def test_two_officers_cannot_stand_in_for_each_other_on_one_day(
    each_office: Office, root: Unit, unit: Unit, head: Actor, deputy: Actor
) -> None:
    factories.a_delegation(each_office, head, deputy, unit, ends_on=TODAY + 3 * DAY)
    with pytest.raises(DelegationCircle, match=r"5 พ\.ค\. 2568"):
        factories.a_delegation(
            each_office, deputy, head, root, starts_on=TODAY + 3 * DAY, ends_on=TODAY + 9 * DAY
        )
    factories.a_delegation(each_office, deputy, head, root, starts_on=TODAY + 4 * DAY)


def test_two_officers_who_appoint_each_other_at_once_get_one_refusal(
    each_office: Office, root: Unit, unit: Unit, head: Actor, deputy: Actor
) -> None:
    def appoints(giver: Actor, taker: Actor, where: Unit) -> Callable[[Session], Delegation]:
        wanted, order = appointment(each_office, giver, taker, where)
        now = each_office.clock.now()
        return lambda session: delegating.delegate(session, wanted, order, by=giver, at=now)

    second = after(each_office.database, appoints(head, deputy, unit), appoints(deputy, head, root))
    assert isinstance(second.exception(), DelegationCircle)


def test_an_account_closed_while_it_lends_keeps_no_substitute(
    each_office: Office, unit: Unit, head: Actor, deputy: Actor, administrator: Actor
) -> None:
    now = each_office.clock.now()
    wanted, order = appointment(each_office, head, deputy, unit)
    closed = after(
        each_office.database,
        lambda session: delegating.delegate(session, wanted, order, by=head, at=now),
        lambda session: personnel.close_account(
            session, each_office.jobs, head.id, by=administrator, at=now
        ),
    )
    assert closed.exception() is None
    with each_office.database.reading() as session:
        assert session.exec(select(Delegation)).one().end_reason == "ปิดบัญชีของนาย ก"


WISHES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 5), st.integers(0, 3)),
    max_size=12,
)
"""Giver, taker, first day from today and how many more, of four officers of one unit."""


@hypothesis.given(wishes=WISHES)
@hypothesis.settings(
    max_examples=40, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
def test_no_day_ever_has_a_circle_or_two_substitutes(
    office: Office, wishes: list[tuple[int, int, int, int]]
) -> None:
    """Whatever is asked for in whatever order; and nothing harmless is refused."""
    unit = factories.an_agency(office, f"กรม {next(_serial)}")
    officers = [factories.a_clerk(office, unit, roles=[Role.STAFF]) for _ in range(4)]
    standing: dict[int, dict[int, int]] = {day: {} for day in range(9)}
    for giver, taker, first, more in wishes:
        days = range(first, first + more + 1)
        harmless = giver != taker and not any(
            giver in standing[day] or _leads_back(standing[day] | {giver: taker}, giver)
            for day in days
        )
        try:
            factories.a_delegation(
                office,
                officers[giver],
                officers[taker],
                unit,
                starts_on=TODAY + first * DAY,
                ends_on=TODAY + (first + more) * DAY,
            )
        except (DelegationRefused, DelegationOverlaps, DelegationCircle):
            assert not harmless
            continue
        assert harmless
        for day in days:
            standing[day][giver] = taker


_serial = itertools.count(1)


def _leads_back(substitutes: dict[int, int], start: int) -> bool:
    """Follow the substitutes of one day until nobody stands in; officers number four."""
    at = start
    for _ in range(4):
        if at not in substitutes:
            return False
        at = substitutes[at]
        if at == start:
            return True
    return False
