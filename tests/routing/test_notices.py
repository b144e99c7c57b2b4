"""Who is told what and when: once, the right one, and higher up as time passes."""

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from registry.choices import Choices
from registry.jobs import Job
from registry.office import Office
from registry.rounds import ROUNDS, keep_time
from registry.thai import BANGKOK
from registry.vocabulary import JobName, Role
from registry.working_days import WorkingCalendar
from routing import jobs as routing_jobs
from routing import notice_operations
from routing.models import Assignment
from routing.notice_models import MailWay, Notice, NoticeKind
from routing.notice_queries import notice_count, notices_page
from routing.notices import Lying, Told, told_of_deadline
from routing.owners import Roster
from routing.states import State
from tests import factories
from tests.conftest import NOW
from tests.fakes import FixedClock
from tests.routing.conftest import Agency
from tests.routing.test_mine import a_letter, assigned, sent

HOLDER, HEAD, CLERK, BOSS, ROOT = 1, 2, 3, 4, 9
UNIT, TOP = 20, 10
MONDAY = dt.date(2025, 5, 12)
THERE = Roster(
    above={UNIT: TOP, TOP: None},
    members={
        (UNIT, Role.STAFF): frozenset({HOLDER}),
        (UNIT, Role.HEAD): frozenset({HEAD}),
        (UNIT, Role.CLERK): frozenset({CLERK}),
        (TOP, Role.HEAD): frozenset({BOSS}),
        (TOP, Role.ADMINISTRATOR): frozenset({ROOT}),
    },
    substitutes={},
)
AWAY = Roster(THERE.above, THERE.members, {(UNIT, HOLDER): CLERK})
CALENDAR = WorkingCalendar(frozenset({dt.date(2025, 5, 15)}), frozenset({2568}))


def told(
    day: dt.date, *, at: dt.time = dt.time(9), there: Roster = THERE, chosen: Choices | None = None
) -> list[tuple[int, NoticeKind]]:
    """Who is told on a day about work that is due on Wednesday at half past four."""
    due = dt.datetime.combine(MONDAY + dt.timedelta(days=2), dt.time(16, 30), BANGKOK)
    one = Lying(1, UNIT, State.ASSIGNED, HOLDER, due)
    now = dt.datetime.combine(day, at, BANGKOK)
    found = told_of_deadline(one, there, CALENDAR, chosen or Choices(), now=now)
    return [(said.officer_id, said.kind) for said in found]


def test_the_holder_is_told_a_working_day_before_and_on_the_day() -> None:
    assert told(MONDAY) == []
    assert told(MONDAY + dt.timedelta(days=1)) == [(HOLDER, NoticeKind.BEFORE)]
    assert told(MONDAY + dt.timedelta(days=2)) == [(HOLDER, NoticeKind.ON)]


def test_his_substitute_is_told_while_he_is_away() -> None:
    assert told(MONDAY + dt.timedelta(days=2), there=AWAY) == [(CLERK, NoticeKind.ON)]


def test_every_step_overdue_tells_one_superior_more() -> None:
    late = dt.time(17)
    assert told(MONDAY + dt.timedelta(days=2), at=late) == [(HOLDER, NoticeKind.AFTER)]
    friday, monday = MONDAY + dt.timedelta(days=4), MONDAY + dt.timedelta(days=7)
    assert told(friday) == [(HOLDER, NoticeKind.AFTER), (HEAD, NoticeKind.ESCALATED)]
    assert told(monday) == [
        (HOLDER, NoticeKind.AFTER),
        (HEAD, NoticeKind.ESCALATED),
        (CLERK, NoticeKind.ESCALATED),
    ]


def test_nobody_is_told_on_a_holiday_or_at_the_weekend() -> None:
    assert told(MONDAY + dt.timedelta(days=3)) == []
    assert told(MONDAY + dt.timedelta(days=5)) == []


def test_what_the_agency_does_not_want_is_not_told() -> None:
    never = Choices(remind_before=0, remind_after=0)
    assert told(MONDAY + dt.timedelta(days=1), chosen=never) == []
    after = told(MONDAY + dt.timedelta(days=30), chosen=never)
    assert after == [(HOLDER, NoticeKind.AFTER)]


def test_a_year_without_confirmed_holidays_is_reminded_of_all_the_same() -> None:
    due = dt.datetime(2030, 5, 14, 9, 30, tzinfo=dt.UTC)
    one = Lying(1, UNIT, State.ASSIGNED, HOLDER, due)
    found = told_of_deadline(one, THERE, CALENDAR, Choices(), now=due - dt.timedelta(days=1))
    assert [said.kind for said in found] == [NoticeKind.BEFORE]


@given(st.integers(-30, 60), st.integers(0, 3), st.integers(0, 3), st.times())
def test_the_same_day_tells_the_same_and_each_officer_once(
    days: int, before: int, after: int, at: dt.time
) -> None:
    chosen = Choices(remind_before=before, remind_after=after)
    said = told(MONDAY + dt.timedelta(days=days), at=at, chosen=chosen)
    assert said == told(MONDAY + dt.timedelta(days=days), at=at, chosen=chosen)
    officers = [officer for officer, _ in said]
    assert len(officers) == len(set(officers))


# ---- on a database


def remind(office: Office, times: int = 1) -> None:
    handler = routing_jobs.handlers(office)[JobName.REMIND]
    for _ in range(times):
        finish = handler.work()
        with office.database.transaction() as session:
            finish(session)


def noticed(office: Office) -> list[tuple[int, NoticeKind]]:
    with office.database.reading() as session:
        found = session.exec(select(Notice).order_by(col(Notice.id)))
        return [(one.officer_id, one.kind) for one in found]


@pytest.fixture
def late(each_office: Office, each_agency: Agency) -> Assignment:
    """Work of กองคลัง's staff that was due this morning."""
    letter = a_letter(each_office, each_agency)
    due = NOW - dt.timedelta(hours=3)
    return assigned(each_office, each_agency, sent(each_office, each_agency, letter, due_at=due))


def test_a_round_that_runs_again_tells_nobody_twice(
    each_office: Office, each_agency: Agency, late: Assignment
) -> None:
    remind(each_office, times=3)
    staff = each_agency.division.staff.id
    assert noticed(each_office) == [(staff, NoticeKind.AFTER), (staff, NoticeKind.ORDER)]
    assert late.id


def test_rounds_at_once_tell_nobody_twice(each_office: Office, late: Assignment) -> None:
    at_once([lambda: remind(each_office)] * 4)
    assert len(noticed(each_office)) == 2
    assert late.id


def test_the_superior_is_told_when_it_stays_undone(
    each_office: Office, each_agency: Agency, late: Assignment, clock: FixedClock
) -> None:
    clock.time += dt.timedelta(days=3)  # over a weekend
    remind(each_office)
    assert (each_agency.division.head.id, NoticeKind.ESCALATED) in noticed(each_office)
    assert late.id


def test_a_letter_in_the_basket_is_news_for_the_clerk(
    each_office: Office, each_agency: Agency
) -> None:
    top, other = each_agency.department, each_agency.other
    letter = a_letter(each_office, each_agency)
    factories.a_sent_letter(each_office, letter, top.unit, other.unit, by=top.clerk)
    remind(each_office)
    assert noticed(each_office) == [(other.clerk.id, NoticeKind.NEW_LETTER)]


def test_seen_notices_are_not_counted_and_later_ones_are(
    each_office: Office, each_agency: Agency, late: Assignment, clock: FixedClock
) -> None:
    remind(each_office)
    staff = each_agency.division.staff
    with each_office.database.transaction() as session:
        page = notices_page(session, staff, 1, can_mail=False)
        notice_operations.see_all(session, staff, until=page.newest, at=NOW)
        assert (page.unseen, notice_count(session, staff).unseen) == (2, 0)
    clock.time += dt.timedelta(days=3)
    remind(each_office)
    with each_office.database.reading() as session:
        assert notice_count(session, staff).unseen == 1
    assert late.id


def test_a_superior_who_may_not_open_the_letter_reads_no_subject(
    each_office: Office, each_agency: Agency, late: Assignment
) -> None:
    stranger = each_agency.other.head
    with each_office.database.transaction() as session:
        one = Told(stranger.id, late.id or 0, NoticeKind.ESCALATED, NOW.date())
        notice_operations.tell(session, each_office.jobs, [one], at=NOW)
    with each_office.database.reading() as session:
        assert notices_page(session, stranger, 1, can_mail=False).rows[0].letter is None


def test_rounds_are_ordered_once_for_each_period_however_many_ask(
    each_office: Office, clock: FixedClock
) -> None:
    def ask() -> None:
        keep_time(each_office.database, each_office.jobs, at=clock.now())

    assert ordered_after(each_office, [ask] * 4) == sorted(ROUNDS)
    assert ordered_after(each_office, [ask] * 2) == []
    clock.time += dt.timedelta(minutes=10)
    assert ordered_after(each_office, [ask] * 4) == [JobName.REMIND]
    clock.time += dt.timedelta(days=1)
    assert ordered_after(each_office, [ask] * 4) == sorted(ROUNDS)
    clock.time -= dt.timedelta(days=1)  # it ran ahead, and no round waits until then
    assert ordered_after(each_office, [ask] * 4) == sorted(ROUNDS)
    assert ordered_after(each_office, [ask]) == []


def ordered_after(office: Office, asking: Sequence[Callable[[], None]]) -> list[str]:
    """Let workers look at the clock at once, and take what they ordered."""
    at_once(asking)
    with office.database.transaction() as session:
        waiting = session.exec(select(Job)).all()
        for job in waiting:
            session.delete(job)
        return sorted(job.name for job in waiting)


def at_once(doing: Sequence[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(doing)) as pool:
        for done in [pool.submit(one) for one in doing]:
            done.result()


def test_mails_are_ordered_for_who_wants_each_and_once_a_day_for_who_wants_a_digest(
    each_office: Office, each_agency: Agency, late: Assignment
) -> None:
    staff, head = each_agency.division.staff, each_agency.division.head
    with each_office.database.transaction() as session:
        for who, way in ((staff, MailWay.EACH), (head, MailWay.DIGEST)):
            notice_operations.choose_mail(session, way, "a@example.go.th", by=who, at=NOW)
        told = [Told(one.id, late.id or 0, NoticeKind.ON, NOW.date()) for one in (staff, head)]
        notice_operations.tell(session, each_office.jobs, told, at=NOW)
        ordered = select(Job.arguments).where(Job.name == JobName.MAIL)
        assert session.exec(ordered).all() == [f'{{"officer_id": {staff.id}}}']
        notice_operations.order_mail(session, each_office.jobs, MailWay.DIGEST)
        assert len(session.exec(ordered).all()) == 2
