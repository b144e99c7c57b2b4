import datetime as dt
from typing import Any

import pytest

from intake.evidence import FIELDS, Field, Mark, Words, field, letter_fields, page_span
from intake.lists import citations, deadlines, earlier_stamps, enclosures, to_check
from intake.models import DraftLetter
from intake.readings import MOST_READINGS, cutout
from registry.vocabulary import LetterKind
from tests.factories import a_letter_as_read, found

RULES = {rule.name: rule for rule in FIELDS}
ARRIVED = dt.date(2025, 5, 2)
NOTHING = Words({})


def letter(kind: LetterKind = LetterKind.EXTERNAL, **said: object) -> DraftLetter:
    read = a_letter_as_read(kind=kind) | said
    return DraftLetter(draft_id=1, position=0, pages=[1], kind=kind, found=read)


def shown(
    name: str,
    read: dict[str, Any] | None,
    words: Words = NOTHING,
    kind: LetterKind = LetterKind.EXTERNAL,
) -> Field:
    return field(RULES[name], "letters.0", read, kind, words)


def test_a_certain_value_is_quiet_and_a_doubtful_one_is_not() -> None:
    assert shown("sender", found("กรมบัญชีกลาง")).mark is Mark.CERTAIN
    doubtful = shown("sender", found("กรมบัญชีกลาง", certain=False))
    assert doubtful.mark is Mark.CHECK
    assert doubtful.mark.needs_eye


def test_a_conflict_shows_every_reading_and_decides_nothing() -> None:
    other = {"value": "กค 0402.2/ว125", "raw": "๑๒๕", "page": 3, "box": [10, 10, 90, 40]}
    one = shown("reference", found("กค 0402.2/ว24", conflicts=[other]))
    assert one.mark is Mark.CONFLICT
    assert one.value == ""
    assert [reading.shown for reading in one.readings] == ["กค 0402.2/ว24", "กค 0402.2/ว125"]
    assert [reading.cutout.page for reading in one.readings if reading.cutout] == [1, 3]


def alternative(value: str, probability: float) -> dict[str, Any]:
    return {"value": value, "raw": value, "probability": probability, "source": "digits"}


DOUBTED = found("2025-05-02", certain=False) | {
    "alternatives": [alternative("2025-05-07", 0.3), alternative("2025-05-02", 0.1)]
}


def test_alternatives_are_offered_with_their_chance_and_the_likeliest_is_ticked() -> None:
    one = shown("date", DOUBTED)
    assert (one.mark, one.value, one.chosen) == (Mark.CHECK, "", "2 พ.ค. 2568")
    assert [(reading.shown, reading.percent, reading.source) for reading in one.readings] == [
        ("2 พ.ค. 2568", 60, "ตัวอ่านทั้งหน้า"),
        ("7 พ.ค. 2568", 30, "ตัวอ่านตัวเลข"),
    ]


def test_alternatives_of_what_is_certain_are_not_offered() -> None:
    sure = DOUBTED | {"certain": True}
    assert not shown("date", sure).is_choosing
    assert shown("date", sure).value == "2 พ.ค. 2568"


def test_what_the_digit_reader_all_but_rules_out_is_no_choice() -> None:
    unlikely = [alternative("2025-05-07", 0.004), alternative("2025-05-01", 0.006)]
    (_, other) = shown("date", DOUBTED | {"alternatives": unlikely}).readings
    assert (other.shown, other.percent) == ("1 พ.ค. 2568", 1)
    assert not shown("date", DOUBTED | {"alternatives": unlikely[:1]}).is_choosing


def test_what_the_first_reader_saw_is_told_however_unlikely() -> None:
    saw = alternative("2025-05-07", 0.0) | {"source": "page"}
    assert len(shown("date", DOUBTED | {"alternatives": [saw]}).readings) == 2


def test_there_are_never_more_readings_than_digit_keys() -> None:
    many = [alternative(f"กค 1/{number}", 0.01) for number in range(20)]
    one = shown("reference", found("กค 1/99", certain=False) | {"alternatives": many})
    assert len(one.readings) == MOST_READINGS


def test_a_choice_that_came_back_unchanged_with_a_refused_form_stays_doubtful() -> None:
    came = Words({}, {"letters.0.date": "", "letters.0.date.choice": "2 พ.ค. 2568"})
    assert shown("date", DOUBTED, came).mark is Mark.CHECK
    other = Words({}, {"letters.0.date": "", "letters.0.date.choice": "7 พ.ค. 2568"})
    one = shown("date", DOUBTED, other)
    assert (one.mark, one.chosen) == (Mark.CONFIRMED, "7 พ.ค. 2568")


@pytest.mark.parametrize("mark", Mark)
def test_every_mark_has_a_sign_and_a_word(mark: Mark) -> None:
    assert mark.sign
    assert mark.label


def test_what_the_kind_always_has_must_be_looked_for() -> None:
    assert shown("date", None).mark is Mark.MISSING
    assert shown("date", None, kind=LetterKind.OTHER).mark is Mark.ABSENT
    assert shown("phone", None).mark is Mark.ABSENT


def test_the_clerks_word_wins_over_the_machines() -> None:
    one = shown("date", found("2025-04-25", certain=False), Words({"date": "2025-04"}))
    assert (one.value, one.mark) == ("เม.ย. 2568", Mark.CONFIRMED)


def test_what_was_just_typed_is_shown_as_typed_with_its_fault() -> None:
    words = Words({}, {"letters.0.date": "31/2/68"}, {"letters.0.date": "ไม่มีวันนี้ในปฏิทิน"})
    one = shown("date", found("2025-04-25"), words)
    assert (one.value, one.error) == ("31/2/68", "ไม่มีวันนี้ในปฏิทิน")


def test_dates_are_shown_the_thai_way_and_an_unknown_day_stays_unknown() -> None:
    assert shown("date", found("2025-05-02")).value == "2 พ.ค. 2568"
    assert shown("date", found("2025-02")).value == "ก.พ. 2568"
    assert shown("date", found("--11-03")).value == "3 พ.ย."


def test_an_urgency_read_in_thai_chooses_its_own_option() -> None:
    assert shown("urgency", found("ด่วนที่สุด")).value == "most-urgent"
    assert shown("urgency", None).value == "normal"


def test_a_cutout_keeps_the_marks_around_a_line_and_stays_on_the_page() -> None:
    place = cutout(2, (5, 300, 400, 360))
    assert place is not None
    assert (place.page, place.left, place.top) == (2, 0, 284)
    assert (place.width, place.height) == (416, 92)
    assert cutout(None, None) is None


@pytest.mark.parametrize(
    ("pages", "said"), [([1], "1"), ([1, 2, 3], "1–3"), ([1, 3, 4], "1, 3–4"), ([4, 2], "4, 2")]
)
def test_pages_are_named_as_people_name_them(pages: list[int], said: str) -> None:
    assert page_span(pages) == said


def test_a_list_ends_in_a_blank_row_that_asks_for_nothing() -> None:
    one = letter(refers_to=[{"reference": found("กค 0402.2/ว24"), "date": None}])
    rows = citations(one, NOTHING)
    assert [row.reference.value for row in rows] == ["กค 0402.2/ว24", ""]
    assert rows[1].reference.is_blank_row
    assert not rows[1].reference.mark.needs_eye


def test_rows_the_clerk_added_come_back_after_a_refusal() -> None:
    words = Words({}, {"letters.0.enclosures.2": "แบบรายงาน", "letters.0.enclosures.0": ""})
    assert [row.value for row in enclosures(letter(), words)] == ["", "", "แบบรายงาน", ""]


def test_a_blank_in_an_earlier_stamp_is_not_one_that_could_not_be_read() -> None:
    unread = found("", certain=False)
    stamp = {"unit": found("กองคลัง"), "number": found("3066"), "date": None, "time": unread}
    unit, number, date, time = earlier_stamps(letter(receipts=[stamp]), NOTHING)[0]
    assert (unit.value, number.value) == ("กองคลัง", "3066")
    assert (date.mark, time.mark) == (Mark.ABSENT, Mark.CHECK)


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ({"kind": "window", "start": "2025-02-10", "end": "2025-04-11"},
         "10 ก.พ. 2568 ถึง 11 เม.ย. 2568"),
        ({"kind": "date", "end": "2025-04-11", "time": "16:30"}, "11 เม.ย. 2568 เวลา 16.30 น."),
        ({"kind": "period", "days": 7, "working_days": True, "anchor": "วันที่ได้รับหนังสือ"},
         "7 วันทำการ นับจากวันที่ได้รับหนังสือ"),
        ({"kind": "period", "days": 15}, "15 วัน (ไม่ระบุวันเริ่มนับ)"),
        ({"kind": "soon"}, "ไม่ได้ระบุวัน"),
    ],
)  # fmt: skip
def test_a_deadline_says_what_the_letter_says_and_computes_nothing(
    said: dict[str, object], when: str
) -> None:
    one = letter(deadlines=[{"text": "ภายใน", "page": 1, **said}])
    row = deadlines(one, NOTHING, arrived_on=ARRIVED)[0]
    assert (row.when, row.is_kept) == (when, True)


def test_a_deadline_the_clerk_unticked_stays_unticked() -> None:
    one = letter(deadlines=[{"kind": "soon", "text": "โดยเร็ว", "page": 1}])
    words = Words({}, {"letters.0.subject": "เรื่อง"})
    assert not deadlines(one, words, arrived_on=ARRIVED)[0].is_kept


@pytest.mark.parametrize(
    ("dated", "end", "is_kept"),
    [
        ("2025-04-25", "2025-05-09", True),
        ("2025-04-25", "2027-04-30", True),
        ("2025-04-25", "2028-05-09", False),
        ("2025-04-25", "1965-05-09", False),  # ๒๕๐๘ read for ๒๕๖๘
        ("2021-04-25", "2021-05-09", True),  # an old letter in a new file
        ("2521-04", "2025-05-09", True),  # the letter's own day may be the misread one
        (None, "2025-05-09", True),
        (None, "2021-05-09", False),
    ],
)
def test_a_deadline_years_away_waits_for_the_clerk_to_tick_it(
    dated: str | None, end: str, *, is_kept: bool
) -> None:
    said = [{"kind": "date", "end": end, "text": "ภายใน", "page": 1}]
    one = letter(date=found(dated) if dated else None, deadlines=said)
    (row,) = deadlines(one, NOTHING, arrived_on=ARRIVED)
    assert (row.is_kept, row.is_far) == (is_kept, not is_kept)
    ticked = Words({}, {row.name: "keep"})
    assert deadlines(one, ticked, arrived_on=ARRIVED)[0].is_kept


def test_a_letter_of_certain_values_leaves_nothing_to_check() -> None:
    sure = letter(addressee=found("อธิบดีทุกกรม"))
    assert to_check(sure) == 0
    assert {one.mark for one in letter_fields(sure, NOTHING)} <= {Mark.CERTAIN, Mark.ABSENT}
