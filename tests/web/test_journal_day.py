from tests.web.browser import Browser


def test_an_auditor_sees_a_day_and_takes_its_sheet(auditor: Browser) -> None:
    assert "/history/day" in auditor.get("/history").text
    today = auditor.get("/history/day?day=2 พ.ค. 2568").text
    assert "เข้าสู่ระบบ" in today
    assert "✓ ต่อเนื่องครบ" in today
    assert "day.pdf" not in today
    assert "ไม่มีรายการในวันนี้" in auditor.get("/history/day").text
    assert auditor.get("/history/day.pdf").data.startswith(b"%PDF")
    assert auditor.get("/history/day.pdf?day=2025-05-02").status_code == 404


def test_the_days_of_the_agency_are_for_its_auditors(clerk: Browser) -> None:
    assert clerk.get("/history/day").status_code == 404
    assert clerk.get("/history/day.pdf").status_code == 404
