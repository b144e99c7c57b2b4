import io
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from registry import people
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.people_models import Delegation
from registry.vocabulary import Permission, Role
from tests import factories
from tests.conftest import NOW
from tests.web.browser import PASSWORD, Browser
from tests.web.conftest import Agency

ORDER = b"%PDF-1.7 by order of the director"


def made(office: Office) -> list[Delegation]:
    with office.database.reading() as session:
        return list(session.exec(select(Delegation)))


def lent(
    browser: Browser, agency: Agency, *, order: bytes = ORDER, giver: Role = Role.HEAD, **said: str
) -> TestResponse:
    """Send the form that lends the head's place to the member of staff, for today."""
    fields: dict[str, object] = {
        "unit": str(agency.division),
        "kind": "in-office",
        "substitute": Role.STAFF.value,
        "starts_on": "2 พ.ค. 2568",
        "ends_on": "๖/๕/๒๕๖๘",
        **said,
    }
    if order:
        fields["order"] = (io.BytesIO(order), "คำสั่ง ๑๒-๒๕๖๘.pdf")
    return browser.post_files(f"/officers/{agency.officers[giver]}/delegations", fields)


def test_an_officer_lends_his_own_place_and_his_substitute_can_order(
    head: Browser, office: Office, agency: Agency
) -> None:
    answer = lent(head, agency)
    assert answer.status_code == 303
    text = head.get(answer.location).text
    assert "นายผู้ปฏิบัติงาน ตำแหน่ง ผู้ปฏิบัติงาน รักษาราชการแทน หัวหน้าหน่วยงาน" in text
    assert "6 พ.ค. 2568" in text
    substitute = factories.as_actor(office, agency.officers[Role.STAFF])
    assert substitute.may(Permission.ORDER, agency.division)
    assert factories.findings(office) == []


def test_the_administrator_names_the_substitute_by_his_full_name(
    administrator: Browser, office: Office, agency: Agency
) -> None:
    assert lent(administrator, agency, substitute="นายผู้ปฏิบัติงาน").status_code == 303
    assert made(office)[0].made_by == agency.officers[Role.ADMINISTRATOR]


def test_nobody_sees_or_lends_the_place_of_another_officer(
    clerk: Browser, office: Office, agency: Agency
) -> None:
    assert clerk.get(f"/officers/{agency.officers[Role.HEAD]}/delegations").status_code == 404
    assert lent(clerk, agency).status_code == 404
    assert made(office) == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"order": b""}, "กรุณาแนบคำสั่งที่เป็นลายลักษณ์อักษร"),
        ({"order": b"MZ a program"}, "ไฟล์คำสั่งต้องเป็น PDF หรือภาพ"),
        ({"substitute": "ไม่มีใคร"}, "ไม่พบเจ้าหน้าที่ชื่อนี้"),
        ({"substitute": "head"}, "ผู้แทนเป็นคนเดียวกับผู้ให้แทน"),
        ({"starts_on": ""}, "กรุณากรอกช่องนี้"),
        ({"starts_on": "เมื่อวาน"}, "วันที่อ่านไม่ได้"),
        ({"starts_on": "1 พ.ค. 2568"}, "วันแรกผ่านไปแล้ว"),
        ({"ends_on": "1 พ.ค. 2568"}, "วันสุดท้ายอยู่ก่อนวันแรก"),
        ({"kind": "forever"}, "กรุณาเลือกจากรายการ"),
        ({"unit": "1"}, "ไม่มีบทบาทของตนเองในกรมทดสอบ"),
    ],
)
def test_a_refused_form_says_why_keeps_what_was_typed_and_stores_nothing(
    head: Browser, office: Office, agency: Agency, said: dict[str, Any], sentence: str
) -> None:
    answer = lent(head, agency, late_reason="", **said)
    assert answer.status_code in {409, 422}
    assert sentence in answer.text
    assert f'value="{said.get("ends_on", "๖/๕/๒๕๖๘")}"' in answer.text
    assert made(office) == []
    assert factories.findings(office) == []


def test_two_officers_of_one_name_are_told_apart_by_login(
    head: Browser, office: Office, agency: Agency
) -> None:
    with office.database.transaction() as session:
        people.add_officer(session, "namesake", "นายผู้ปฏิบัติงาน", PASSWORD, at=NOW)
    answer = lent(head, agency, substitute="นายผู้ปฏิบัติงาน")
    assert "มีหลายคนชื่อนี้" in answer.text
    assert lent(head, agency).status_code == 303
    assert made(office)[0].to_officer_id == agency.officers[Role.STAFF]


def test_a_delegation_is_ended_on_its_page(head: Browser, office: Office, agency: Agency) -> None:
    place = lent(head, agency).location
    number = str(made(office)[0].id)
    refused = head.post(f"{place}/end", {"delegation_id": number, "end_reason": " "})
    assert refused.status_code == 422
    assert '<details class="fold" open>' in refused.text
    head.post(f"{place}/end", {"delegation_id": number, "end_reason": "กลับมาแล้ว"})
    text = head.get(place).text
    assert "ยุติแล้ว" in text
    assert "กลับมาแล้ว" in text
    assert not factories.as_actor(office, agency.officers[Role.STAFF]).stands_in


def test_everybody_of_the_unit_sees_who_stands_in_today(
    head: Browser, clerk: Browser, agency: Agency
) -> None:
    assert "วันนี้ไม่มีใครแทนใคร" in clerk.get("/standing-in").text
    lent(head, agency)
    assert "รักษาราชการแทน หัวหน้าหน่วยงาน" in clerk.get("/standing-in").text


def test_a_substitute_is_told_on_every_page_in_whose_place_he_stands(
    head: Browser, app: Flask, agency: Agency
) -> None:
    lent(head, agency)
    told = "วันนี้แทน หัวหน้าหน่วยงาน"
    assert told in signed_in(app, Role.STAFF).get("/keys").text
    assert told not in head.get("/keys").text


def test_who_stands_in_is_known_in_his_units_alone(
    head: Browser, app: Flask, office: Office, agency: Agency
) -> None:
    lent(head, agency)
    with office.database.transaction() as session:
        other = people.add_unit(session, "กองอื่น", parent_id=agency.root, at=NOW)
        one = people.add_officer(session, "other", "นายกองอื่น", PASSWORD, at=NOW)
        assert one.id is not None
        assert other.id is not None
        people.give_role(session, one.id, other.id, Role.CLERK, at=NOW)
    stranger = Browser(app)
    stranger.sign_in("other")
    assert "วันนี้ไม่มีใครแทนใคร" in stranger.get("/standing-in").text
    assert stranger.get("/delegations/1/order").status_code == 404


def test_the_pages_of_unit_and_officer_say_who_stands_in(
    head: Browser, administrator: Browser, agency: Agency
) -> None:
    lent(head, agency)
    line = "รักษาราชการแทน หัวหน้าหน่วยงาน"
    assert line in administrator.get(f"/people/units/{agency.division}").text
    for role in (Role.HEAD, Role.STAFF):
        assert line in administrator.get(f"/people/officers/{agency.officers[role]}").text
    assert line not in administrator.get(f"/people/officers/{agency.officers[Role.CLERK]}").text


def test_every_link_on_an_officers_page_leads_somewhere(
    administrator: Browser, agency: Agency
) -> None:
    for officer in agency.officers.values():
        assert administrator.get(f"/officers/{officer}/delegations").status_code == 200


def test_the_order_opens_for_those_concerned_and_those_who_check(
    head: Browser, app: Flask, office: Office, agency: Agency
) -> None:
    lent(head, agency)
    readers = [Role.HEAD, Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR]
    for role in readers:
        answer = signed_in(app, role).get("/delegations/1/order")
        assert answer.data == ORDER
        assert answer.mimetype == "application/pdf"
        assert "attachment" in answer.headers["Content-Disposition"]
    assert signed_in(app, Role.CLERK).get("/delegations/1/order").status_code == 404
    with office.database.reading() as session:
        opened = session.exec(
            select(JournalEntry.officer_id).where(JournalEntry.event == Event.FILE_OPENED)
        ).all()
    assert opened == [agency.officers[role] for role in readers]


def signed_in(app: Flask, role: Role) -> Browser:
    browser = Browser(app)
    browser.sign_in(role.value)
    return browser


def test_the_history_says_who_lent_what_to_whom(
    head: Browser, auditor: Browser, agency: Agency
) -> None:
    lent(head, agency)
    text = auditor.get("/history").text
    for said in ("ให้ปฏิบัติราชการแทน", "นายผู้ปฏิบัติงาน", "รักษาราชการแทน", "6 พ.ค. 2568"):
        assert said in text
