"""What a letter's deadlines do to its assignments, on both databases."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlmodel import Session, col, select

from intake.correcting import correct_letter
from intake.forms import LetterForm
from registry import calendar_operations
from registry.calendar_import import proposed_holidays
from registry.choices import Choices, change_choices
from registry.errors import NotFound
from registry.jobs import Job
from registry.journal import Event
from registry.models import JournalEntry, Letter
from registry.office import Office
from registry.people import Actor
from registry.thai import BANGKOK
from registry.vocabulary import HolidayKind, JobName, Role, Urgency
from registry.working_days import CalendarYearMissing
from routing import deadline_operations as decisions
from routing import due, jobs, operations, sending
from routing.deadline_models import AnchorKind, Deadline, Source
from routing.deadline_operations import DayNeeded, StaleDeadline, Subject, phrase_key
from routing.models import Assignment
from routing.sending import Recipient
from routing.states import Purpose
from tests import at_once, factories
from tests.routing.conftest import Agency

DAY = {"page": 1, "box": [300, 900, 1100, 970], "text": "ภายในวันที่ ๙ พฤษภาคม ๒๕๖๘"}
BY_DATE = DAY | {"kind": "date", "end": "2025-05-16"}
WITHIN = DAY | {"kind": "period", "days": 3, "working_days": True, "anchor": "วันที่โทรศัพท์สูญหาย"}
SOON = DAY | {"kind": "soon", "text": "โดยเร็ว"}


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(f"2025-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=BANGKOK)


def key(phrase: dict[str, Any]) -> Subject:
    return Subject(phrase_key(phrase))


class Story:
    """A letter on its way from the department to a division."""

    def __init__(self, office: Office, agency: Agency, *, known: bool = True) -> None:
        self.office, self.agency = office, agency
        self.clerk = agency.department.clerk
        if known:
            self.know_the_year()

    def know_the_year(self) -> None:
        with self.change() as (session, queue):
            days = proposed_holidays(2568)
            chosen, now = [one.day for one in days], self.office.clock.now()
            calendar_operations.import_holidays(
                session, queue, 2568, days, chosen, by=self.clerk, at=now
            )
            calendar_operations.confirm_year(session, queue, 2568, by=self.clerk, at=now)

    @contextmanager
    def change(self) -> Iterator[tuple[Session, Any]]:
        with self.office.database.transaction() as session:
            yield session, self.office.jobs

    def letter(self, *phrases: dict[str, Any], **said: Any) -> Letter:  # noqa: ANN401 - as the operation takes it
        as_read = factories.a_letter_as_read(deadlines=list(phrases))
        top = self.agency.department
        return factories.a_registered_letter(
            self.office, top.unit, self.clerk, letters=[as_read], **said
        )

    def send(self, letter: Letter, **said: Any) -> Assignment:  # noqa: ANN401 - as the operation takes it
        top, division = self.agency.department, self.agency.division
        return factories.a_sent_letter(
            self.office, letter, top.unit, division.unit, by=self.clerk, **said
        )

    def confirm(self, letter: Letter, subject: Subject, **said: Any) -> Deadline:  # noqa: ANN401 - as the operation takes it
        assert letter.id is not None
        with self.change() as (session, _):
            now = self.office.clock.now()
            return decisions.confirm(session, letter.id, subject, by=self.clerk, at=now, **said)

    def set_day(self, letter: Letter, subject: Subject, day: str, **said: Any) -> Deadline:  # noqa: ANN401 - as the operation takes it
        assert letter.id is not None
        said = {"by": self.clerk, "at": self.office.clock.now(), **said}
        with self.change() as (session, _):
            return decisions.set_day(session, letter.id, subject, at(day), **said)

    def drop(self, letter: Letter, subject: Subject) -> Deadline:
        assert letter.id is not None
        with self.change() as (session, _):
            now = self.office.clock.now()
            return decisions.drop(session, letter.id, subject, by=self.clerk, at=now)

    def correct(self, session: Session, letter: Letter, **changes: str) -> None:
        said = {name: getattr(letter, name) for name in ("pages", "kind", "sender", "subject")}
        form, queue, now = (
            LetterForm.checked(said | changes),
            self.office.jobs,
            self.office.clock.now(),
        )
        correct_letter(session, queue, letter.id or 0, form, "อ่านผิด", by=self.clerk, at=now)

    def work(self) -> None:
        """Do every job of routing that waits; those of intake take long and change nothing here."""
        handlers = {name.value: one for name, one in jobs.handlers(self.office).items()}
        waiting = select(Job).where(col(Job.name).in_(handlers)).order_by(col(Job.id))
        while True:
            with self.office.database.transaction() as session:
                job = session.exec(waiting).first()
                if job is None:
                    return
                session.delete(job)
                handlers[job.name].work(**json.loads(job.arguments))(session)

    def dues(self, letter: Letter) -> dict[int, dt.datetime | None]:
        """When each unit has to be ready; nothing disagrees with the deadlines."""
        with self.office.database.reading() as session:
            assert list(due.mismatches(session)) == []
            found = session.exec(select(Assignment).where(Assignment.letter_id == letter.id))
            return {one.to_unit_id: one.due_at for one in found}

    def unit(self, name: str) -> int:
        unit_id: int = getattr(self.agency, name).unit.id
        return unit_id


@pytest.fixture
def story(each_office: Office, each_agency: Agency) -> Story:
    return Story(each_office, each_agency)


@pytest.fixture
def empty(office: Office, agency: Agency) -> Story:
    """The same where nobody has confirmed a year's holidays."""
    return Story(office, agency, known=False)


def test_a_phrase_holds_for_nobody_until_a_clerk_confirms_it(story: Story) -> None:
    letter = story.letter(BY_DATE)
    story.send(letter)
    assert set(story.dues(letter).values()) == {None}
    story.confirm(letter, key(BY_DATE))
    assert story.dues(letter) == {
        story.unit("department"): at("5-16 16:30"),
        story.unit("division"): at("5-15 16:30"),  # its own day, one working day before
    }


def test_who_is_sent_the_letter_later_has_the_same_deadline(story: Story) -> None:
    letter = story.letter(BY_DATE)
    story.confirm(letter, key(BY_DATE))
    story.send(letter)
    assert story.dues(letter)[story.unit("division")] == at("5-15 16:30")


def test_an_order_that_ends_earlier_holds_and_one_that_ends_later_does_not(story: Story) -> None:
    letter = story.letter(BY_DATE)
    story.confirm(letter, key(BY_DATE))
    delivered = story.send(letter, due_at=at("5-9 12:00"))
    assert story.dues(letter)[story.unit("division")] == at("5-9 12:00")
    division = story.agency.division
    received = factories.a_received_assignment(story.office, delivered, by=division.clerk)
    assert received.id is not None
    with story.change() as (session, _):
        operations.assign(
            session,
            story.office.jobs,
            received.id,
            division.staff.id,
            "ดำเนินการ",
            by=division.head,
            at=story.office.clock.now(),
            due_at=at("5-30 12:00"),
        )
    assert story.dues(letter)[story.unit("division")] == at("5-15 16:30")


def test_everything_follows_when_the_day_is_changed_and_when_it_is_dropped(story: Story) -> None:
    letter = story.letter(BY_DATE)
    story.send(letter)
    first = story.confirm(letter, key(BY_DATE))
    again = Subject(phrase_key(BY_DATE), first.id)
    second = story.set_day(letter, again, "5-23 16:30", remark="ขยายเวลา")
    assert story.dues(letter)[story.unit("division")] == at("5-22 16:30")
    story.drop(letter, Subject(phrase_key(BY_DATE), second.id))
    assert set(story.dues(letter).values()) == {None}
    with story.office.database.reading() as session:
        rows = session.exec(select(Deadline).order_by(col(Deadline.id))).all()
        assert [row.due_at for row in rows] == [at("5-16 16:30"), at("5-23 16:30"), None]
        assert [row.superseded_by for row in rows] == [rows[1].id, rows[2].id, None]
        told = session.exec(
            select(JournalEntry.event).where(col(JournalEntry.event).like("deadline%"))
        ).all()
    assert told == [Event.DEADLINE_SET, Event.DEADLINE_SET, Event.DEADLINE_DROPPED]


def test_the_earliest_of_several_deadlines_holds(story: Story) -> None:
    letter = story.letter(BY_DATE)
    story.confirm(letter, key(BY_DATE))
    story.set_day(letter, Subject(), "5-7 16:30")
    assert story.dues(letter) == {}  # nobody has taken the letter up yet
    story.work()
    assert story.dues(letter) == {story.unit("department"): at("5-7 16:30")}


def test_a_period_is_not_counted_from_a_day_nobody_knows(story: Story) -> None:
    letter = story.letter(WITHIN)
    for said in ({}, {"anchor": AnchorKind.EVENT}):
        with pytest.raises(DayNeeded, match="วันเริ่มนับ"):
            story.confirm(letter, key(WITHIN), **said)
    event = story.confirm(
        letter, key(WITHIN), anchor=AnchorKind.EVENT, anchored_on=dt.date(2025, 5, 2)
    )
    assert event.due_at == at("5-8 16:30")


def test_a_period_may_be_counted_from_receipt_or_from_the_letters_own_day(story: Story) -> None:
    one, other = story.letter(WITHIN), story.letter(WITHIN, subject="อีกเรื่อง", date="2025-04-10")
    from_receipt = story.confirm(one, key(WITHIN), anchor=AnchorKind.RECEIVED)
    from_letter = story.confirm(other, key(WITHIN), anchor=AnchorKind.DATED)
    assert from_receipt.anchored_on == dt.date(2025, 5, 2)
    assert from_letter.due_at == at("4-18 16:30")


def test_a_letter_without_a_whole_date_has_no_day_to_count_from(story: Story) -> None:
    letter = story.letter(WITHIN, date="2025-04")
    with pytest.raises(DayNeeded):
        story.confirm(letter, key(WITHIN), anchor=AnchorKind.DATED)


def test_words_that_only_press_are_given_a_day_by_the_clerk_or_none(story: Story) -> None:
    letter = story.letter(SOON)
    with pytest.raises(DayNeeded, match="กำหนดวันเอง"):
        story.confirm(letter, key(SOON))
    assert story.set_day(letter, key(SOON), "5-6 16:30").source is Source.PHRASE


def test_a_deadline_in_an_annex_holds_for_everybody_on_the_route(story: Story) -> None:
    top = story.agency.department
    cover = factories.a_letter_as_read(page_numbers=[1], wraps=[1], subject="นำส่ง")
    inner = factories.a_letter_as_read(page_numbers=[2], deadlines=[BY_DATE])
    letter = factories.a_registered_letter(
        story.office, top.unit, story.clerk, letters=[cover, inner], page_count=2
    )
    with story.office.database.reading() as session:
        annex = session.exec(select(Letter).where(Letter.cover_id == letter.id)).one()
    story.send(letter)
    story.confirm(annex, key(BY_DATE))
    assert story.dues(letter)[story.unit("division")] == at("5-15 16:30")


def test_urgency_sets_the_agencys_own_hours_from_receipt(story: Story) -> None:
    letter = story.letter(urgency=Urgency.VERY_URGENT)  # received at 14.51 on a Friday
    story.send(letter)
    assert story.dues(letter)[story.unit("division")] == at("5-6 10:51")  # over Coronation Day


def test_a_limit_the_agency_changes_later_leaves_letters_that_came_before(story: Story) -> None:
    letter = story.letter(urgency=Urgency.VERY_URGENT)
    story.send(letter)
    chief = factories.a_clerk(
        story.office, story.agency.department.unit, roles=[Role.ADMINISTRATOR]
    )
    with story.change() as (session, queue):
        chosen = Choices(very_urgent_hours=1)
        change_choices(session, queue, chosen, by=chief, at=story.office.clock.now())
    story.work()
    assert story.dues(letter)[story.unit("division")] == at("5-6 10:51")


def test_days_before_the_letters_follow_what_the_agency_chooses(story: Story) -> None:
    letter = story.letter(BY_DATE)
    story.send(letter)
    story.confirm(letter, key(BY_DATE))
    chief = factories.a_clerk(
        story.office, story.agency.department.unit, roles=[Role.ADMINISTRATOR]
    )
    with story.change() as (session, queue):
        change_choices(
            session, queue, Choices(internal_days=3), by=chief, at=story.office.clock.now()
        )
    story.work()
    assert story.dues(letter)[story.unit("division")] == at("5-13 16:30")


def test_a_holiday_announced_later_moves_what_was_counted_over_it(story: Story) -> None:
    letter = story.letter(WITHIN, BY_DATE)
    story.send(letter)
    story.confirm(letter, key(WITHIN), anchor=AnchorKind.EVENT, anchored_on=dt.date(2025, 5, 13))
    assert story.dues(letter)[story.unit("department")] == at("5-16 16:30")
    with story.change() as (session, queue):
        calendar_operations.add_holiday(
            session,
            queue,
            dt.date(2025, 5, 15),
            "วันหยุดพิเศษ",
            HolidayKind.SPECIAL,
            by=story.clerk,
            at=story.office.clock.now(),
        )
    story.work()
    assert story.dues(letter) == {
        story.unit("department"): at("5-19 16:30"),
        story.unit("division"): at("5-16 16:30"),
    }


def test_a_corrected_urgency_is_counted_again(story: Story) -> None:
    letter = story.letter(urgency=Urgency.VERY_URGENT)
    story.send(letter)
    with story.change() as (session, _):
        story.correct(session, letter, urgency="ด่วนที่สุด")
    story.work()
    assert story.dues(letter)[story.unit("division")] == at("5-6 08:51")


def test_a_day_of_the_clerks_own_is_not_counted_again(story: Story) -> None:
    letter = story.letter(WITHIN, urgency=Urgency.URGENT)
    story.send(letter)
    with story.office.database.reading() as session:
        urgency = session.exec(select(Deadline)).one()
    story.drop(letter, Subject("", urgency.id))
    assert set(story.dues(letter).values()) == {None}
    with story.change() as (session, _):
        due.recompute(session, letter.id or 0, at=story.office.clock.now())
    assert set(story.dues(letter).values()) == {None}


def test_what_another_clerk_has_decided_meanwhile_is_not_overwritten(story: Story) -> None:
    letter = story.letter(BY_DATE)
    story.confirm(letter, key(BY_DATE))
    for act in (story.confirm, story.drop):
        with pytest.raises(StaleDeadline):
            act(letter, key(BY_DATE))  # drawn before it was confirmed
    with pytest.raises(StaleDeadline):
        story.set_day(letter, Subject("no such phrase"), "5-7 16:30")
    with pytest.raises(StaleDeadline):
        story.set_day(letter, Subject("", 999), "5-7 16:30")


def test_a_copy_sent_while_a_deadline_is_confirmed_is_due_then_too(story: Story) -> None:
    letter = story.letter(BY_DATE)
    story.work()
    top, division, other = (
        getattr(story.agency, name) for name in ("department", "division", "other")
    )
    now = story.office.clock.now()

    def confirm(session: Session) -> object:
        return decisions.confirm(session, letter.id or 0, key(BY_DATE), by=story.clerk, at=now)

    def send_to(unit_id: int) -> Callable[[Session], object]:
        ticked = [Recipient(unit_id, Purpose.INFORMATION)]
        return lambda session: sending.send(
            session, story.office.jobs, letter.id or 0, top.unit.id, ticked, by=story.clerk, at=now
        )

    at_once.after(story.office.database, confirm, send_to(division.unit.id)).result()
    assert story.dues(letter)[division.unit.id] == at("5-15 16:30")
    with story.change() as (session, _):
        row = session.exec(select(Deadline)).one()
    drop = Subject(phrase_key(BY_DATE), row.id)
    at_once.after(
        story.office.database,
        send_to(other.unit.id),
        lambda session: decisions.drop(session, letter.id or 0, drop, by=story.clerk, at=now),
    ).result()
    assert set(story.dues(letter).values()) == {None}


def test_a_recount_that_waited_for_a_correction_counts_what_it_says(story: Story) -> None:
    letter, now = story.letter(urgency=Urgency.VERY_URGENT), story.office.clock.now()
    story.send(letter)
    at_once.after(
        story.office.database,
        lambda session: story.correct(session, letter, urgency="ด่วนที่สุด"),
        lambda session: due.recompute(session, letter.id or 0, at=now),
    ).result()
    assert story.dues(letter)[story.unit("division")] == at("5-6 08:51")


def test_of_two_clerks_at_once_the_second_is_told(story: Story) -> None:
    letter, now = story.letter(BY_DATE), story.office.clock.now()

    def confirm(session: Session) -> object:
        return decisions.confirm(session, letter.id or 0, key(BY_DATE), by=story.clerk, at=now)

    with pytest.raises(StaleDeadline):
        at_once.after(story.office.database, confirm, confirm).result()


def test_a_year_far_away_is_refused(story: Story) -> None:
    letter = story.letter()
    with pytest.raises(DayNeeded, match="ตรวจปี"):
        story.set_day(letter, Subject(), "5-7 16:30", at=at("5-7 16:30").replace(year=2035))


@pytest.mark.parametrize("who", ["head", "staff", "division"])
def test_only_the_clerk_who_registered_the_letter_decides(
    office: Office, agency: Agency, who: str
) -> None:
    story = Story(office, agency)
    letter = story.letter(BY_DATE)
    delivered = story.send(letter)
    factories.a_received_assignment(office, delivered, by=agency.division.clerk)
    others: dict[str, Actor] = {
        "head": agency.department.head,
        "staff": agency.department.staff,
        "division": agency.division.clerk,
    }
    with pytest.raises(NotFound), office.database.transaction() as session:
        decisions.confirm(
            session, letter.id or 0, key(BY_DATE), by=others[who], at=office.clock.now()
        )


def test_without_a_confirmed_year_letters_travel_and_periods_are_refused(empty: Story) -> None:
    letter = empty.letter(BY_DATE, WITHIN, urgency=Urgency.MOST_URGENT)
    empty.send(letter)
    empty.confirm(letter, key(BY_DATE))
    with pytest.raises(CalendarYearMissing, match="2568"):
        empty.confirm(letter, key(WITHIN), anchor=AnchorKind.RECEIVED)
    assert set(empty.dues(letter).values()) == {at("5-16 16:30")}
    empty.know_the_year()
    empty.work()  # now the urgency counts, too
    assert set(empty.dues(letter).values()) == {at("5-6 08:51")}


def test_an_assignment_that_disagrees_with_its_deadlines_is_found(story: Story) -> None:
    letter = story.letter(BY_DATE)
    sent = story.send(letter)
    story.confirm(letter, key(BY_DATE))
    story.work()
    with story.change() as (session, _):
        session.get_one(Assignment, sent.id).due_at = at("6-1 16:30")
    with story.office.database.reading() as session:
        ((assignment, right),) = due.mismatches(session)
    assert (assignment.id, right) == (sent.id, at("5-15 16:30"))
    with story.change() as (session, queue):
        queue.enqueue(session, JobName.RECOUNT, letter_id=letter.id or 0)
        assert list(due.mismatches(session)) == []
    story.work()
    assert story.dues(letter)[story.unit("division")] == at("5-15 16:30")
