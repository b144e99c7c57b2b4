import pytest

from intake.extract.deadlines import deadlines
from intake.extract.found import Deadline
from intake.extract.layout import Sheet
from tests.intake.pages import TESSERACT, TEXT_LAYER, a_page


def _found(text: str, *, engine: str = TEXT_LAYER) -> tuple[Deadline, ...]:
    return deadlines([Sheet.of(a_page(text, number=9, engine=engine))])


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("ส่งให้กรมภายในวันที่ ๑๙ มกราคม ๒๕๖๗ เพื่อ", "date", None, "2024-01-19"),
        ("ส่งรายชื่อภายใน ๓๑ ก.ค. ๖๗", "date", None, "2024-07-31"),
        ("ภายในวันศุกร์ที่ ๑๙ ก.ค. ๖๗", "date", None, "2024-07-19"),
        ("แจ้งก่อนวันที่ ๑ มีนาคม ๒๕๖๘", "before", None, "2025-02-28"),
        (
            "ตั้งแต่วันที่ ๑๐ กุมภาพันธ์ ๒๕๖๘ ถึง ๑๑ เมษายน ๒๕๖๘",
            "window",
            "2025-02-10",
            "2025-04-11",
        ),
        ("ด่วนภายในวันที่ ๒ พฤษภาคม ๒๕๖๘ เวลา ๑๖.๓๐ น.", "delivery", None, "2025-05-02"),
    ],
)
def test_a_phrase_with_a_day_is_a_deadline(
    text: str, kind: str, start: str | None, end: str
) -> None:
    (deadline,) = _found(text)
    assert (deadline.kind, deadline.start, deadline.end) == (kind, start, end)
    assert deadline.page == 9
    assert deadline.certain


def test_the_hour_of_a_delivery_is_kept() -> None:
    (deadline,) = _found("ด่วนภายในวันที่ ๒ พฤษภาคม ๒๕๖๘ เวลา ๑๖.๓๐ น.")
    assert deadline.time == "16:30"


def test_a_period_without_anchor_computes_nothing() -> None:
    (deadline,) = _found("ให้แจ้งภายใน ๑๕ วัน")
    assert (deadline.kind, deadline.days, deadline.anchor, deadline.end) == (
        "period", 15, None, None
    )  # fmt: skip


def test_working_days_from_an_event_keep_the_event_and_compute_nothing() -> None:
    text = "มีหนังสือแจ้งกรมบัญชีกลางภายใน ๓ วันทำการ นับจากวันที่โทรศัพท์สูญหาย กรณีที่ไม่แจ้ง"
    (deadline,) = [found for found in _found(text) if found.kind == "period"]
    assert (deadline.days, deadline.working_days) == (3, True)
    assert deadline.anchor == "วันที่โทรศัพท์สูญหาย"
    assert deadline.end is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ให้เปลี่ยนรหัสผ่านทุก ๓ เดือน", "recurring"),
        ("ดำเนินการให้แล้วเสร็จโดยเร็ว", "soon"),
        ("แล้วแจ้งผลให้จังหวัดทราบ", "reply"),
        ("ขอความร่วมมือตอบแบบสำรวจ", "reply"),
    ],
)
def test_a_phrase_without_a_day_has_none(text: str, kind: str) -> None:
    (deadline,) = _found(text)
    assert (deadline.kind, deadline.start, deadline.end) == (kind, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "ตามพระราชบัญญัติ พ.ศ. ๒๕๖๕ มาตรา ๑๕",
        "ประชุมในวันที่ ๒ กันยายน ๒๕๖๗",
        "ลงวันที่ ๒๘ กุมภาพันธ์ ๒๕๖๗",
        "ภายในปีงบประมาณ พ.ศ. ๒๕๖๘",
    ],
)
def test_a_day_nobody_has_to_keep_is_no_deadline(text: str) -> None:
    assert _found(text) == ()


def test_a_sentence_may_go_on_in_the_next_line() -> None:
    full = "บริการ จึงขอให้หน่วยงานในสังกัดตรวจสอบข้อมูลให้เป็นปัจจุบัน และรายงานให้ทราบภายใน"
    (deadline,) = [d for d in _found(f"{full}\nวันที่ ๒๓ เมษายน ๒๕๖๙") if d.kind == "date"]
    assert deadline.end == "2026-04-23"
    assert "ภายใน" in deadline.text


def test_a_day_tesseract_read_is_not_certain() -> None:
    (deadline,) = _found("ภายในวันที่ ๑๙ มกราคม ๒๕๖๗", engine=TESSERACT)
    assert not deadline.certain
