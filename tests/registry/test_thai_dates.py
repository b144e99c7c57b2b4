import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.thai import long_date, short_date, thai_digits
from registry.thai_clock import find_clock
from registry.thai_dates import find_dates, read_date
from registry.written_date import Doubt, WrittenDate
from tests.golden.strings import rows

ROWS = rows("dates")
DAMAGED = [row for row in ROWS if row["kind"] == "ocr_damaged"]
CLEAN = [row for row in ROWS if row["kind"] != "ocr_damaged"]


def _each_day(first: str, last: str) -> list[str]:
    if first.startswith("--"):
        return [f"{first[:5]}-{day:02d}" for day in range(int(first[5:]), int(last[5:]) + 1)]
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return [(start + dt.timedelta(days)).isoformat() for days in range((end - start).days + 1)]


def _days_wanted(listed: str) -> list[str]:
    parts = [part.partition("..") for part in listed.split(";")]
    return [day for first, _, last in parts for day in _each_day(first, last or first)]


def _days_found(date: WrittenDate) -> list[str]:
    stretches = date.days or ((date.start, date.end or date.start),)
    return [day for first, last in stretches for day in _each_day(first, last)]


@pytest.mark.parametrize("row", CLEAN, ids=lambda row: row["raw"][:40])
def test_a_date_met_in_real_letters_is_read(row: dict[str, str]) -> None:
    found = find_dates(row["raw"])
    if not row["iso_start"]:
        assert found == ()
        return
    (date,) = found
    assert (date.time, date.time_end) == (row["time_start"] or None, row["time_end"] or None)
    if row["kind"] == "list":
        assert _days_found(date) == _days_wanted(row["iso_start"])
    else:
        assert (date.start, date.end) == (row["iso_start"], row["iso_end"] or None)


@pytest.mark.parametrize("row", DAMAGED, ids=lambda row: row["raw"][:40])
def test_a_damaged_date_is_right_or_doubted(row: dict[str, str]) -> None:
    for date in find_dates(row["raw"]):
        assert date.start == row["iso_start"] or date.doubts or not date.whole


@pytest.mark.parametrize("row", [r for r in rows("refs") if r["cited_date_raw"]],
                         ids=lambda row: row["cited_date_raw"])  # fmt: skip
def test_the_date_of_a_cited_letter_is_read(row: dict[str, str]) -> None:
    date = read_date(row["cited_date_raw"])
    assert date
    assert (date.start if date.whole else "") == row["cited_date_iso"]


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("วันที่ - 2 พ.ค. 2568", "2025-05-02", None),
        ("- 31 มี.ค. ๖๘", "2025-03-31", None),
        ("กทม. ๑๐๕๐๐ 2 พ.ค. 2568", "2025-05-02", None),
        ("ถนนพระรามที่ ๖ กทม. ๑๐๔๐๐\nกุมภาพันธ์ ๒๕๖๘", "2025-02", None),
        ("ตั้งแต่วันที่ ๑๐ กุมภาพันธ์ ๒๕๖๘ ถึง ๑๑ เมษายน ๒๕๖๘", "2025-02-10", "2025-04-11"),
        ("ลงวันที่ ๒๘ กุมภาพันธ์ ๒๕๖๗", "2024-02-28", None),
        ("พื้นที่อนุรักษ์ที่ ๙\nกุมภาพันธ์ ๒๕๖๘", "2025-02", None),
        ("๒๓๐๙๔๕ เม.ย. ๖๗", "2024-04-23", None),
        ("ธันวา คม ๒๕๖๗", "2024-12", None),
        ("๓ เมบายน ๒๕๖๗", "2024-04-03", None),
        ("2/5/68", "2025-05-02", None),
        ("๓๐ ธ.ค. - ๓ ม.ค. ๖๘", "2024-12-30", "2025-01-03"),
    ],
)
def test_a_written_date_has_one_iso_form(written: str, start: str, end: str | None) -> None:
    (date,) = find_dates(written)
    assert (date.start, date.end) == (start, end)


@pytest.mark.parametrize(
    "text", ["มาตรา ๑๕ แห่งพระราชบัญญัติ พ.ศ. ๒๕๖๕", "สำนักงาน ก.พ. แจ้งว่า", "ภายใน ๓ วันทำการ"]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    ("written", "doubt"),
    [
        ("๓๑ กุมภาพันธ์ ๒๕๖๘", Doubt.DAY),
        ("๒ มกราคม ๒๕", Doubt.YEAR),
        ("2 มกราคม 2025", Doubt.ERA),
        ("วันศุกร์ที่ ๒ มกราคม ๒๕๖๘", Doubt.WEEKDAY),
        ("๓ เมบายน ๒๕๖๗", Doubt.MONTH),
        ("181218 พุย. 67", Doubt.MONTH),
        ("๑๗ พ.ุย. ๖๘", Doubt.MONTH),
    ],
)
def test_an_unlikely_date_carries_its_doubt(written: str, doubt: Doubt) -> None:
    (date,) = find_dates(written)
    assert doubt in date.doubts


def test_dots_where_a_time_should_stand_are_no_time() -> None:
    assert find_clock("เวลา.....") is None
    assert find_clock("เวลา ๑๔.๕๑ น.") == "14:51"


@given(st.dates(dt.date(1942, 1, 1), dt.date(2090, 12, 31)))
def test_every_day_we_write_is_read_back(day: dt.date) -> None:
    for written in (long_date(day), short_date(day), thai_digits(long_date(day))):
        (date,) = find_dates(f"ลงวันที่ {written} นั้น")
        assert (date.start, date.doubts) == (day.isoformat(), frozenset())


@given(st.text(alphabet="0123456789๐๑๒๙ .-/มกพ.ค.ษายนวันที่ถึงพ.ศ.\n"))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    for date in find_dates(text):
        assert date.start


def test_an_era_that_was_read_twice_is_one() -> None:
    (date,) = find_dates("ประกาศ ณ วันที่ 7 ตุลาคม พ.ศพศ 2567")
    assert date.start == "2024-10-07"


def test_an_era_misread_as_a_month_is_no_month_of_its_own() -> None:
    (date,) = find_dates("สั่ง ณ วันที่ ๑๔ ตุลาคม พ.ค. ๒๕๖๗")
    assert date.start == "2024-10-14"


def test_a_group_is_no_year_of_what_stands_before_it() -> None:
    (date,) = find_dates("ดวนทสุด 190841ส.ค.67")
    assert (date.start, date.time) == ("2024-08-19", "08:41")
