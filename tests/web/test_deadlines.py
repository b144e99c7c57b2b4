import re
from typing import Any

import pytest
from sqlmodel import select

from registry.models import Letter
from registry.office import Office
from registry.people_models import Unit
from registry.vocabulary import Role
from routing.deadline_models import Deadline
from tests.factories import a_letter_as_read, a_registered_letter, as_actor
from tests.web.browser import Browser
from tests.web.conftest import Agency

HERE = {"page": 2, "box": [300, 900, 1100, 970]}
BY_DATE = HERE | {"kind": "date", "end": "2025-05-16", "text": "ภายในวันที่ ๑๖ พฤษภาคม ๒๕๖๘"}
WITHIN = HERE | {
    "kind": "period", "days": 3, "working_days": True, "anchor": "วันที่โทรศัพท์สูญหาย",
    "text": "ภายใน ๓ วันทำการ นับจากวันที่โทรศัพท์สูญหาย",
}  # fmt: skip


def a_letter(office: Office, agency: Agency, *phrases: dict[str, Any]) -> Letter:
    with office.database.reading() as session:
        unit = session.get_one(Unit, agency.division)
    clerk = as_actor(office, agency.officers[Role.CLERK])
    said = a_letter_as_read(deadlines=list(phrases))
    return a_registered_letter(office, unit, clerk, letters=[said])


def hidden(page: str, nth: int = 0) -> dict[str, str]:
    """The hidden fields of the nth form of the panel that names a phrase."""
    keys = re.findall(r'name="key" value="(\w*)"', page)
    seen = re.findall(r'name="seen" value="(\d*)"', page)
    return {"key": keys[nth], "seen": seen[nth]}


def decided(office: Office) -> list[Deadline]:
    with office.database.reading() as session:
        return list(session.exec(select(Deadline)))


def test_the_letter_page_leads_to_its_deadlines_without_scripts(
    clerk: Browser, office: Office, agency: Agency
) -> None:
    letter = a_letter(office, agency, BY_DATE)
    panel = f"/routing/letters/{letter.id}/deadlines"
    assert f'href="{panel}"' in clerk.get(f"/letters/{letter.id}").text
    page = clerk.get(panel).text
    assert "16 พ.ค. 2568 16.30 น." in page
    assert "“ภายในวันที่ ๑๖ พฤษภาคม ๒๕๖๘” หน้า 2" in page
    assert "รอเจ้าหน้าที่ยืนยัน" in page


def test_a_clerk_confirms_changes_and_drops_a_deadline(
    clerk: Browser, office: Office, agency: Agency
) -> None:
    letter = a_letter(office, agency, BY_DATE)
    panel = f"/routing/letters/{letter.id}/deadlines"
    answer = clerk.post(f"{panel}/confirm", hidden(clerk.get(panel).text))
    assert answer.location == f"/letters/{letter.id}"
    page = clerk.get(panel).text
    assert "กำหนดโดยนายเจ้าหน้าที่สารบรรณ" in page
    form = hidden(page) | {"day": "๒๓ พ.ค. ๖๘", "time": "12.00", "remark": "ขยายเวลา"}
    assert clerk.post(f"{panel}/set", form).status_code == 303
    page = clerk.get(panel).text
    assert "23 พ.ค. 2568 12.00 น." in page
    assert "ขยายเวลา" in page
    assert clerk.post(f"{panel}/drop", hidden(page)).status_code == 303
    page = clerk.get(panel).text
    assert "ยังไม่มีกำหนดเวลา" in page
    assert "ที่ไม่ใช้ 1 รายการ" in page


def test_a_period_asks_from_which_day_and_keeps_what_was_typed(
    clerk: Browser, office: Office, agency: Agency
) -> None:
    letter = a_letter(office, agency, WITHIN)
    panel = f"/routing/letters/{letter.id}/deadlines"
    page = clerk.get(panel).text
    assert "3 วันทำการ นับจาก…?" in page
    assert "“วันที่โทรศัพท์สูญหาย”" in page
    assert "วันที่ได้รับหนังสือ (2 พ.ค. 2568)" in page
    form = hidden(page) | {"anchor": "event", "anchored_on": "31 ก.พ. 68"}
    answer = clerk.post(f"{panel}/confirm", form)
    assert answer.status_code == 422
    assert 'value="31 ก.พ. 68"' in answer.text
    answer = clerk.post(f"{panel}/confirm", form | {"anchored_on": ""})
    assert "ไม่เดาวันเริ่มนับ" in answer.text
    answer = clerk.post(f"{panel}/confirm", form | {"anchored_on": "2 พ.ค. 68"})
    assert answer.status_code == 409  # nobody has confirmed the year's holidays
    assert "ยังไม่ได้ยืนยันวันหยุดราชการของปี 2568" in answer.text
    assert decided(office) == []


def test_what_is_decided_about_an_annex_leads_back_to_its_cover(
    clerk: Browser, office: Office, agency: Agency
) -> None:
    with office.database.reading() as session:
        unit = session.get_one(Unit, agency.division)
    read = [
        a_letter_as_read(page_numbers=[1], wraps=[1], subject="นำส่ง"),
        a_letter_as_read(page_numbers=[2], deadlines=[BY_DATE]),
    ]
    by = as_actor(office, agency.officers[Role.CLERK])
    cover = a_registered_letter(office, unit, by, letters=read, page_count=2)
    page = clerk.get(f"/routing/letters/{cover.id}/deadlines").text
    (annex,) = set(re.findall(r"/routing/letters/(\d+)/deadlines/confirm", page))
    form = hidden(page) | {"page": str(cover.id)}
    answer = clerk.post(f"/routing/letters/{annex}/deadlines/confirm", form)
    assert int(annex) != cover.id
    assert answer.location == f"/letters/{cover.id}"


def test_a_deadline_no_words_set_is_added(clerk: Browser, office: Office, agency: Agency) -> None:
    letter = a_letter(office, agency)
    panel = f"/routing/letters/{letter.id}/deadlines"
    assert clerk.post(f"{panel}/set", {"day": "9 พ.ค. 68"}).status_code == 303
    assert "9 พ.ค. 2568 16.30 น." in clerk.get(panel).text


def test_only_words_of_a_letter_can_be_confirmed(
    clerk: Browser, office: Office, agency: Agency
) -> None:
    letter = a_letter(office, agency)
    answer = clerk.post(f"/routing/letters/{letter.id}/deadlines/confirm", {})
    assert answer.status_code == 422
    assert "กรุณากำหนดวันเอง" in answer.text
    assert decided(office) == []


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"day": ""}, 422, "วันที่"),
        ({"day": "9 พ.ค. 68", "time": "25.00"}, 422, "อ่านเวลาไม่ได้"),
        ({"day": "9 พ.ค. 2508"}, 422, "ตรวจปี"),
        ({"day": "9 พ.ค. 68", "key": "0" * 16}, 409, "เปิดหน้าใหม่"),
        ({"day": "9 พ.ค. 68", "seen": "7"}, 409, "เปิดหน้าใหม่"),
        ({"day": "9 พ.ค. 68", "seen": "x"}, 422, ""),
        ({"day": "9 พ.ค. 68", "remark": "ก" * 301}, 422, "กรุณาตรวจช่องนี้"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    clerk: Browser,
    office: Office,
    agency: Agency,
    *,
    form: dict[str, str],
    status: int,
    said: str,
) -> None:
    letter = a_letter(office, agency, BY_DATE)
    answer = clerk.post(f"/routing/letters/{letter.id}/deadlines/set", form)
    assert answer.status_code == status
    assert said in answer.text
    assert decided(office) == []


def test_an_auditor_reads_the_deadlines_and_changes_none(
    clerk: Browser, auditor: Browser, office: Office, agency: Agency
) -> None:
    letter = a_letter(office, agency, BY_DATE)
    panel = f"/routing/letters/{letter.id}/deadlines"
    form = hidden(clerk.get(panel).text)
    page = auditor.get(panel).text
    assert "16 พ.ค. 2568" in page
    assert "<form" not in page.split('id="deadlines"')[1].split("</section>")[0]
    assert auditor.post(f"{panel}/confirm", form).status_code == 404


@pytest.mark.parametrize("act", ["", "/confirm", "/set", "/drop"])
def test_the_deadlines_of_a_letter_one_may_not_see_are_not_found(clerk: Browser, act: str) -> None:
    panel = "/routing/letters/99/deadlines"
    answer = clerk.post(panel + act, {"day": "9 พ.ค. 68"}) if act else clerk.get(panel)
    assert answer.status_code == 404
