import datetime as dt

import pytest

from search.stretches import stretch_at


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2 พ.ค. 2568", "2025-05-02", "2025-05-02"),
        ("มี.ค. 2568", "2025-03-01", "2025-03-31"),
        ("กุมภาพันธ์ 2567", "2024-02-01", "2024-02-29"),
        ("2568", "2025-01-01", "2025-12-31"),
        ("2/5/2568", "2025-05-02", "2025-05-02"),
        ("1-5 มี.ค. 68", "2025-03-01", "2025-03-05"),
        ("ตั้งแต่ 1 ม.ค. 68 ถึง มี.ค. 68", "2025-01-01", "2025-03-31"),
        ("ม.ค. 2568 - มี.ค. 2568", "2025-01-01", "2025-03-31"),
        ("ระหว่างวันที่ 1 ม.ค. 2568 ถึงวันที่ 9 ก.พ. 2568", "2025-01-01", "2025-02-09"),
        ("2567 ถึง 2568", "2024-01-01", "2025-12-31"),
        ("ตั้งแต่ ม.ค. 2568", "2025-01-01", None),
        ("หลัง 2 พ.ค. 2568", "2025-05-03", None),
        ("ก่อน 2568", None, "2024-12-31"),
        ("ถึง 2 พ.ค. 2568", None, "2025-05-02"),
    ],
)
def test_stretches_are_read_as_officers_write_them(
    text: str, first: str | None, last: str | None
) -> None:
    stretch = stretch_at(text)
    assert stretch is not None
    assert (stretch.first, stretch.last, stretch.end) == (day(first), day(last), len(text))


@pytest.mark.parametrize(
    "text",
    [
        *("ประชุม", "", "สำนักงาน ก.พ.", "12345", "31 ก.พ.", "5 มี.ค."),
        "ตั้งแต่ 5 เม.ย. 2568 ถึง 1 มี.ค.",
    ],
)
def test_what_says_no_days_is_no_stretch(text: str) -> None:
    assert stretch_at(text) is None


def test_what_follows_the_days_is_left() -> None:
    stretch = stretch_at("รับ: มี.ค. 2568 ประชุม", len("รับ:"))
    assert stretch is not None
    assert stretch.end == len("รับ: มี.ค. 2568")
