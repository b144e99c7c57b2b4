from dataclasses import replace

import pytest

from intake.extract.agreeing import days_in_order, settled
from intake.extract.calibration import may_be_certain
from intake.extract.found import Alternative, Found, FoundLetter, Grounds, Source, StampedReceipt
from registry.vocabulary import LetterKind

SEEN = Grounds("digits", chance=0.7, page=0.9, shape=1.0, twice=True, by_hand=0.0)


def read(value: str, chance: float, *others: tuple[str, float]) -> Found[str]:
    alternatives = tuple(
        Alternative(one, f"raw {one}", share, Source.DIGITS) for one, share in others
    )
    return Found(value, f"raw {value}", 1, (0, 0, 9, 9), chance, alternatives=alternatives)


def seen_as(value: str, chance: float) -> Found[str]:
    return replace(read(value, chance), grounds=SEEN)


def letter(written: Found[str] | None, *received: Found[str] | None) -> FoundLetter:
    stamps = tuple(StampedReceipt(None, None, day, None) for day in received)
    return FoundLetter(1, 1, LetterKind.EXTERNAL, date=written, receipts=stamps)


def test_a_letter_is_not_received_before_it_is_written() -> None:
    written = read("2025-08-19", 0.6, ("2025-08-11", 0.3))
    date = days_in_order(letter(written, read("2025-08-12", 0.9))).date
    assert date is not None
    assert (date.value, date.source) == ("2025-08-11", Source.CONTEXT)
    assert date.alternatives[0].value == "2025-08-19"
    assert not date.certain
    assert 0.5 < date.confidence < 1


def test_a_stamp_that_does_not_follow_its_letter_is_read_again() -> None:
    stamped = read("1977-06-01", 0.5, ("2026-06-01", 0.2))
    (receipt,) = days_in_order(letter(read("2026-05-28", 0.95), stamped)).receipts
    assert receipt.date is not None
    assert receipt.date.value == "2026-06-01"


def test_stamps_of_one_letter_come_within_days() -> None:
    first, second = days_in_order(
        letter(None, read("2025-08-12", 0.9), read("2025-03-12", 0.5, ("2025-08-13", 0.3)))
    ).receipts
    assert first.date == read("2025-08-12", 0.9)
    assert second.date is not None
    assert second.date.value == "2025-08-13"


def test_days_that_fit_and_days_without_another_reading_stay_as_they_are() -> None:
    fitting = letter(read("2025-08-11", 0.9, ("2025-08-17", 0.1)), read("2025-08-12", 0.8))
    alone = letter(read("2025-08-19", 0.6), read("2025-08-12", 0.9), None)
    unread = letter(read("2025-08", 0.6), read("", 0.0))
    assert [days_in_order(one) for one in (fitting, alone, unread)] == [fitting, alone, unread]


def test_a_torn_year_is_taken_from_the_other_days_and_shown_as_such() -> None:
    seen = seen_as("1962-08-13", 0.7)
    date = days_in_order(letter(seen, read("2025-08-18", 0.9))).date
    assert date is not None
    assert (date.value, date.raw, date.source) == ("2025-08-13", seen.raw, Source.CONTEXT)
    assert [one.value for one in date.alternatives] == ["1962-08-13"]
    assert date.grounds is not None
    assert not may_be_certain(date.grounds)


def test_a_letter_of_december_stamped_in_january_is_of_the_year_before() -> None:
    date = days_in_order(letter(seen_as("2020-12-29", 0.6), read("2026-01-05", 0.9))).date
    assert date is not None
    assert date.value == "2025-12-29"


def test_a_day_without_its_year_is_of_the_year_of_the_others() -> None:
    (receipt,) = days_in_order(letter(read("2025-11-05", 0.9), seen_as("--11-11", 0.6))).receipts
    assert receipt.date is not None
    assert (receipt.date.value, receipt.date.source) == ("2025-11-11", Source.CONTEXT)


def torn(raw: str) -> Found[str]:
    return replace(seen_as("", 0.001), raw=raw)


@pytest.mark.parametrize("raw", ["วันที่ 13  ค. 2567", "วัน เดือน ปี ๑๓ ก.. ๒๖๗", "วันที่ 13"])
def test_a_day_without_its_month_is_the_next_such_day_after_its_letter(raw: str) -> None:
    (receipt,) = days_in_order(letter(read("2024-03-04", 0.9), torn(raw))).receipts
    assert receipt.date is not None
    assert (receipt.date.value, receipt.date.raw) == ("2024-03-13", raw)
    assert receipt.date.source is Source.CONTEXT
    assert receipt.date.alternatives == ()


def test_of_two_days_by_hand_the_surer_keeps_its_year() -> None:
    by_hand = replace(SEEN, by_hand=0.9)
    both = letter(
        replace(read("2026-09-03", 0.98), grounds=by_hand),
        replace(read("2022-09-11", 0.95), grounds=by_hand),
    )
    mended = days_in_order(both)
    assert mended.date == both.date
    assert mended.receipts[0].date is not None
    assert mended.receipts[0].date.value == "2026-09-11"


@pytest.mark.parametrize("raw", ["วันที่ .ค. 2567", "วันที่ 1", "วันที่ 2567", "วันที่ 39 มี.", "วันที่ 28"])
def test_what_says_no_day_near_the_others_stays_unread(raw: str) -> None:
    unread = letter(read("2024-03-04", 0.9), torn(raw))
    assert days_in_order(unread) == unread


@pytest.mark.parametrize(
    ("written", "stamped"),
    [("2021-05-29", "2025-06-02"), ("2024-02-29", "2025-03-03")],
)
@pytest.mark.parametrize("stamps", [1, 2, 3])
def test_a_year_that_was_read_surely_stays(written: str, stamped: str, stamps: int) -> None:
    sure = letter(seen_as(written, 0.97), *[seen_as(stamped, 0.99)] * stamps)
    assert days_in_order(sure).date == sure.date


def test_a_day_that_was_typed_into_the_file_stays() -> None:
    typed = letter(read("2021-05-29", 0.8), *[read("2025-06-02", 0.99)] * 2)
    assert days_in_order(typed).date == typed.date


def test_a_year_is_not_taken_for_a_day_that_does_not_follow() -> None:
    old = letter(seen_as("2019-09-30", 0.6), read("2025-08-18", 0.9))
    assert days_in_order(old).date == old.date


def test_two_readings_of_one_thing_settle_on_what_both_may_say() -> None:
    cited, head = settled(
        read("กค 0402/9", 0.6, ("กค 0402/6", 0.4)), read("กค 0402/6", 0.7, ("กค 0402/5", 0.3))
    )
    assert cited.value == head.value == "กค 0402/6"
    assert (cited.source, head.source) == (Source.CONTEXT, Source.PAGE)
    assert cited.alternatives[0].value == "กค 0402/9"
    assert cited.confidence > 0.7


def test_readings_that_agree_are_surer() -> None:
    readings = read("กค 0402/9", 0.8, ("กค 0402/6", 0.1)), read("กค 0402/9", 0.7)
    one, other = settled(*(replace(reading, source=Source.DIGITS) for reading in readings))
    assert one.confidence == other.confidence > 0.95
    assert settled(*readings) == readings  # Tesseract misreads one digit the same way twice


def test_two_sure_readings_that_differ_do_not_give_way() -> None:
    differing = read("กค 0402/9", 0.97, ("กค 0402/6", 0.001)), read("กค 0402/6", 0.99)
    assert settled(*differing) == differing


def test_readings_with_nothing_in_common_stay_as_they_are() -> None:
    differing = read("กค 0402/9", 0.6), read("กค 0402/6", 0.7)
    assert settled(*differing) == differing
