import pytest
from werkzeug.datastructures import MultiDict

from tests.web.browser import Browser


def test_the_calendar_says_that_a_year_is_missing(administrator: Browser) -> None:
    page = administrator.get("/calendar").text
    assert "ยังไม่ได้ยืนยันว่าครบ" in page
    assert "/calendar/2569" in page  # nor is the next


def test_a_holiday_is_added_removed_and_the_year_confirmed(administrator: Browser) -> None:
    form = {"day": "7 เม.ย. 2568", "name": "ชดเชยวันจักรี", "kind": "in-lieu"}
    assert administrator.post("/calendar/2568/add", form).location == "/calendar/2568"
    page = administrator.get("/calendar/2568").text
    assert "จันทร์ 7 เม.ย. 2568" in page
    assert "วันหยุดชดเชย" in page
    administrator.post("/calendar/2568/confirm")
    assert "ยืนยันแล้วว่าครบทั้งปี" in administrator.get("/calendar/2568").text
    administrator.post("/calendar/2568/reopen")
    administrator.post("/calendar/2568/remove", {"day": "2025-04-07"})
    assert "ยังไม่มีวันหยุดของปี 2568" in administrator.get("/calendar/2568").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"day": "7 เม.ย. 2569", "name": "จักรี", "kind": "public"}, "ไม่อยู่ในปี 2568"),
        ({"day": "", "name": "จักรี", "kind": "public"}, "กรุณากรอกวันที่"),
        ({"day": "31/2/2568", "name": "จักรี", "kind": "public"}, "วันที่อ่านไม่ได้"),
        ({"day": "7/4/2568", "name": " ", "kind": "public"}, "กรุณากรอกช่องนี้"),
        ({"day": "7/4/2568", "name": "จักรี", "kind": "x"}, "กรุณาเลือกจากรายการ"),
    ],
)
def test_a_refused_day_is_shown_again_with_its_reason(
    administrator: Browser, form: dict[str, str], said: str
) -> None:
    answer = administrator.post("/calendar/2568/add", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{form["day"]}"' in answer.text


def test_an_import_is_shown_first_and_takes_only_what_is_ticked(administrator: Browser) -> None:
    shown = administrator.get("/calendar/2568/import").text
    assert "วันพืชมงคล" in shown
    assert "วันแรงงานแห่งชาติ" not in shown
    ticked = MultiDict([("chosen", "2025-04-07"), ("chosen", "2025-05-09")])
    administrator.post("/calendar/2568/import", ticked)
    page = administrator.get("/calendar/2568").text
    assert page.count("data-row") == 2
    assert "มีในตารางแล้ว" in administrator.get("/calendar/2568/import").text


def test_a_year_whose_ploughing_day_is_not_announced_says_so(administrator: Browser) -> None:
    assert "ยังไม่มี<strong>วันพืชมงคล</strong>" in administrator.get("/calendar/2570/import").text


def test_a_year_nobody_knows_anything_of_is_refused(administrator: Browser) -> None:
    answer = administrator.get("/calendar/2743/import")
    assert answer.status_code == 409
    assert "เพิ่มวันหยุดเอง" in answer.text


@pytest.mark.parametrize("year", [0, 2442, 2744, 10**17])
def test_a_year_no_calendar_has_is_not_found(administrator: Browser, year: int) -> None:
    for page in (f"/calendar/{year}", f"/calendar/{year}/import"):
        assert administrator.get(page).status_code == 404


def test_the_clerk_of_a_division_reads_the_calendar_and_cannot_change_it(clerk: Browser) -> None:
    page = clerk.get("/calendar/2568").text
    assert "เพิ่มวันหยุด" not in page
    form = {"day": "7 เม.ย. 2568", "name": "ชดเชยวันจักรี", "kind": "in-lieu"}
    assert clerk.post("/calendar/2568/add", form).status_code == 404
    assert clerk.get("/calendar/2568/import").status_code == 404


def test_the_calendar_is_closed_to_auditors(auditor: Browser) -> None:
    assert auditor.get("/calendar").status_code == 404
