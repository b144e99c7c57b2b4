"""Every row of the field's table of deadline phrases, read off a page and counted."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.extract.as_json import letter_json
from intake.extract.deadlines import deadlines
from intake.extract.found import FoundLetter
from intake.extract.layout import Sheet
from registry.calendar_import import proposed_holidays
from registry.thai import BANGKOK
from registry.vocabulary import LetterKind, PhraseKind
from registry.working_days import CalendarYearMissing, WorkingCalendar
from routing.deadlines import (
    Bucket,
    Phrase,
    bounds,
    bucket,
    countdown,
    due_by_phrase,
    due_by_urgency,
    due_on,
    effective,
    internal,
    remaining,
)
from tests.intake.pages import a_page

CALENDAR = WorkingCalendar(
    holidays=frozenset(one.day for one in proposed_holidays(2568)), years=frozenset({2568})
)
NOTHING_KNOWN = WorkingCalendar(frozenset(), frozenset())


def at(text: str) -> dt.datetime:
    """``5-2 16:30`` of 2025, in Bangkok."""
    return dt.datetime.strptime(f"2025-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=BANGKOK)


def phrases(text: str) -> list[Phrase]:
    """The phrases of one page, by the way they take to the register."""
    found = deadlines([Sheet.of(a_page(text))])
    letter = FoundLetter(1, 1, LetterKind.EXTERNAL, deadlines=found)
    return [Phrase.of(one) for one in letter_json(letter)["deadlines"]]


def the_phrase(text: str) -> Phrase:
    (phrase,) = phrases(text)
    return phrase


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("ให้ส่งภายในวันที่ ๒ พฤษภาคม ๒๕๖๘", PhraseKind.DATE, "5-2 16:30"),
        ("ให้ส่งภายในวันที่ ๒ พฤษภาคม ๒๕๖๘ เวลา ๑๒.๐๐ น.", PhraseKind.DATE, "5-2 12:00"),
        ("ให้ส่งภายในวันที่ ๕ พฤษภาคม ๒๕๖๘", PhraseKind.DATE, "5-5 16:30"),  # a holiday stands
        (
            "ตั้งแต่วันที่ ๑๐ กุมภาพันธ์ ๒๕๖๘ ถึง ๑๑ เมษายน ๒๕๖๘",
            PhraseKind.WINDOW,
            "4-11 16:30",
        ),
        ("แจ้งก่อนวันที่ ๑ มีนาคม ๒๕๖๘", PhraseKind.BEFORE, "2-28 16:30"),
        ("ด่วนภายในวันที่ ๒ พฤษภาคม ๒๕๖๘ เวลา ๑๔.๐๐ น.", PhraseKind.DELIVERY, "5-2 14:00"),
        ("ด่วนภายในวันที่ ๒ พฤษภาคม ๒๕๖๘ เวลา ๒๔.๐๐ น.", PhraseKind.DELIVERY, "5-3 00:00"),
        ("ให้แจ้งภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือ", PhraseKind.PERIOD, None),
        ("ภายใน ๓ วันทำการ นับจากวันที่โทรศัพท์สูญหาย", PhraseKind.PERIOD, None),
        ("ให้เปลี่ยนรหัสผ่านทุก ๓ เดือน", PhraseKind.RECURRING, None),
        ("รายงานทุกวันที่ ๕ ของเดือน", PhraseKind.RECURRING, None),
        ("ดำเนินการโดยเร็ว", PhraseKind.SOON, None),
        ("ดำเนินการโดยด่วน", PhraseKind.SOON, None),
        ("ให้ดำเนินการ ทันที", PhraseKind.SOON, None),
        ("แล้วแจ้งผลให้จังหวัดทราบ", PhraseKind.REPLY, None),
        ("ขอความร่วมมือตอบแบบสำรวจ", PhraseKind.REPLY, None),
    ],
)
def test_a_phrase_is_due_when_the_field_says(text: str, kind: PhraseKind, due: str | None) -> None:
    phrase = the_phrase(text)
    assert phrase.kind is kind
    assert due_by_phrase(phrase, CALENDAR) == (due and at(due))


@pytest.mark.parametrize(
    "text",
    [
        "จึงเรียนมาเพื่อทราบ",
        "เพื่อทราบและถือปฏิบัติ",
        "เพื่อพิจารณา",
        "เพื่อดำเนินการ",
        "อ้างถึง หนังสือกรม ลงวันที่ ๒๘ กุมภาพันธ์ ๒๕๖๗",
        "กทม. ๑๐๕๐๐ 2 พ.ค. 2568",
        "วันที่ - 2 พ.ค. 2568",
        "- 31 มี.ค. ๖๘",
        "เวลา.....",
        "มาตรา ๑๕ แห่งพระราชบัญญัติ พ.ศ. ๒๕๖๕",
        "๑๐๔๐๐\nกุมภาพันธ์ ๒๕๖๘",
    ],
)
def test_what_sets_no_time_is_no_phrase(text: str) -> None:
    assert phrases(text) == []


@pytest.mark.parametrize(
    ("text", "anchor", "due"),
    [
        # 193/3: the first day is not counted
        ("ให้แจ้งภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือ", "3-10", "3-25 16:30"),
        # 193/8: the 15th day is Songkran, its days in lieu follow
        ("ให้แจ้งภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือ", "3-30", "4-17 16:30"),
        # the last day is a Saturday
        ("ให้แจ้งภายใน ๕ วัน นับจากวันที่ลงในหนังสือ", "3-3", "3-10 16:30"),
        ("ภายใน ๓ วันทำการ นับจากวันที่โทรศัพท์สูญหาย", "4-4", "4-10 16:30"),
        # an anchor on a holiday itself
        ("ภายใน ๑ วันทำการ นับจากวันที่โทรศัพท์สูญหาย", "4-13", "4-17 16:30"),
    ],
)
def test_a_period_is_counted_once_its_first_day_is_known(text: str, anchor: str, due: str) -> None:
    phrase = the_phrase(text)
    assert phrase.needs_anchor
    day = at(f"{anchor} 00:00").date()
    assert due_by_phrase(phrase, CALENDAR, anchor=day) == at(due)


def test_a_period_over_an_unconfirmed_year_is_refused_and_a_written_day_is_not() -> None:
    period = the_phrase("ให้แจ้งภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือ")
    with pytest.raises(CalendarYearMissing, match="2569"):
        due_by_phrase(period, CALENDAR, anchor=dt.date(2025, 12, 25))
    written = the_phrase("ให้ส่งภายในวันที่ ๒ พฤษภาคม ๒๕๖๘")
    assert due_by_phrase(written, NOTHING_KNOWN) == at("5-2 16:30")


@given(
    kind=st.sampled_from(PhraseKind),
    day=st.dates(dt.date(2025, 1, 1), dt.date(2025, 11, 1)),
    days=st.integers(1, 30),
    working_days=st.booleans(),
)
def test_no_due_day_is_invented(
    kind: PhraseKind, day: dt.date, days: int, *, working_days: bool
) -> None:
    bare = Phrase(kind, "…", 1, days=days, working_days=working_days)
    assert due_by_phrase(bare, CALENDAR) is None
    anchored = due_by_phrase(bare, CALENDAR, anchor=day)
    assert (anchored is not None) == (kind is PhraseKind.PERIOD)
    if anchored is not None:
        assert CALENDAR.is_working(anchored.date())
        assert anchored.date() >= day + dt.timedelta(days=days)
        longer = dataclasses.replace(bare, days=days + 1)
        assert (due_by_phrase(longer, CALENDAR, anchor=day) or anchored) >= anchored


def test_urgency_is_counted_in_office_hours_and_none_sets_no_limit() -> None:
    assert due_by_urgency(4, at("5-2 14:30"), CALENDAR) == at("5-6 10:30")  # over Coronation Day
    assert due_by_urgency(None, at("5-2 14:30"), NOTHING_KNOWN) is None


OUTER = at("4-18 16:30")  # a Friday; Monday to Wednesday are Songkran


@pytest.mark.parametrize(
    ("days", "now", "due"),
    [
        (0, "4-1 09:00", "4-18 16:30"),
        (1, "4-1 09:00", "4-17 16:30"),
        (2, "4-1 09:00", "4-11 16:30"),
        (2, "4-17 09:00", "4-17 16:30"),  # two days are not left, one is
        (2, "4-18 09:00", "4-18 16:30"),
        (2, "4-30 09:00", "4-18 16:30"),
    ],
)
def test_the_internal_deadline_lies_before_the_letters(days: int, now: str, due: str) -> None:
    assert internal(OUTER, days, CALENDAR, now=at(now)) == at(due)


MOMENTS = st.builds(
    dt.datetime.combine,
    st.dates(dt.date(2025, 2, 1), dt.date(2025, 11, 30)),
    st.times(),
    st.just(BANGKOK),
)


@given(MOMENTS, st.integers(0, 10), MOMENTS)
def test_an_internal_deadline_is_never_later_nor_past_without_need(
    outer: dt.datetime, days: int, now: dt.datetime
) -> None:
    inner = internal(outer, days, CALENDAR, now=now)
    assert inner <= outer
    assert inner > now or inner == outer


@given(st.lists(st.one_of(st.none(), MOMENTS)))
def test_the_earliest_deadline_holds(dues: list[dt.datetime | None]) -> None:
    found = effective(dues)
    known = [due for due in dues if due is not None]
    assert (found is None) == (not known)
    assert found is None or (found in known and all(found <= due for due in known))


NOW = at("4-9 10:00")  # Wednesday


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("4-9 09:59", Bucket.OVERDUE),
        ("4-9 10:00", Bucket.TODAY),
        ("4-9 23:59", Bucket.TODAY),
        ("4-10 00:00", Bucket.THIS_WEEK),
        ("4-13 23:59", Bucket.THIS_WEEK),
        ("4-14 00:00", Bucket.LATER),
    ],
)
def test_queues_part_at_midnight_in_bangkok_and_on_monday(due: str, expected: Bucket) -> None:
    assert bucket(NOW, at(due)) is expected
    assert bucket(NOW.astimezone(dt.UTC), at(due).astimezone(dt.UTC)) is expected


def test_no_deadline_is_a_queue_of_its_own() -> None:
    assert bucket(NOW, None) is Bucket.NONE


@given(MOMENTS, MOMENTS)
def test_the_bounds_part_exactly_as_the_buckets_do(now: dt.datetime, due: dt.datetime) -> None:
    edges = bounds(now)
    assert edges.now < edges.tomorrow <= edges.next_week
    place = sum(due >= edge for edge in (edges.now, edges.tomorrow, edges.next_week))
    assert bucket(now, due) is list(Bucket)[place]


@pytest.mark.parametrize(
    ("now", "due", "said"),
    [
        ("4-9 10:00", "4-11 16:30", "อีก 2 วันทำการ"),
        ("4-11 10:00", "4-17 16:30", "อีก 1 วันทำการ"),  # Songkran lies between
        ("4-9 10:00", "4-9 16:30", "ภายในวันนี้ 16.30 น."),
        ("4-11 10:00", "4-13 16:30", "ก่อนวันทำการถัดไป"),
        ("4-11 10:00", "4-10 16:30", "เกินกำหนด 1 วันทำการ"),
        ("4-17 10:00", "4-11 16:30", "เกินกำหนด 1 วันทำการ"),
        ("4-9 17:00", "4-9 16:30", "เกินกำหนดตั้งแต่ 16.30 น."),
        ("12-30 10:00", "12-31 16:30", "ก่อนวันทำการถัดไป"),
    ],
)
def test_what_is_left_is_said_in_working_days(now: str, due: str, said: str) -> None:
    assert remaining(at(now), at(due), CALENDAR) == said


def test_without_the_years_holidays_plain_days_are_said() -> None:
    assert remaining(at("4-9 10:00"), at("4-18 16:30"), NOTHING_KNOWN) == "อีก 9 วัน"


@given(MOMENTS, MOMENTS)
def test_overdue_is_said_of_what_is_overdue_and_of_nothing_else(
    now: dt.datetime, due: dt.datetime
) -> None:
    is_over = bucket(now, due) is Bucket.OVERDUE
    assert remaining(now, due, CALENDAR).startswith("เกินกำหนด") == is_over
    assert countdown(now, due).startswith("เกินกำหนด") == is_over


def test_an_urgent_delivery_counts_down_by_the_clock() -> None:
    assert countdown(at("5-2 10:40"), at("5-2 14:00")) == "อีก 3 ชั่วโมง 20 นาที"
    assert countdown(at("5-2 14:05"), at("5-2 14:00")) == "เกินกำหนด 5 นาที"


def test_an_order_for_a_day_runs_until_the_office_closes() -> None:
    assert due_on(dt.date(2025, 5, 2), CALENDAR) == at("5-2 16:30")
    assert due_on(dt.date(2025, 5, 2), CALENDAR, "09:00") == at("5-2 09:00")
