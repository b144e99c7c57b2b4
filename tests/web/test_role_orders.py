import io

import pytest
from sqlmodel import select
from werkzeug.test import TestResponse

from registry.choices import Choices, change_choices
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.people_models import Officer
from registry.vocabulary import Role
from tests import factories
from tests.conftest import NOW
from tests.web.browser import PASSWORD, Browser
from tests.web.conftest import Agency

ROW = "ชื่อผู้ใช้,ชื่อ,ตำแหน่ง,หน่วยงาน,บทบาท,รหัสผ่าน\n"


@pytest.fixture
def strict(office: Office, agency: Agency) -> Agency:
    """The agency, which has decided that every role needs its written order."""
    by = factories.as_actor(office, agency.officers[Role.ADMINISTRATOR])
    chosen = Choices(role_needs_order=True)
    with office.database.transaction() as session:
        change_choices(session, office.jobs, chosen, by=by, at=NOW)
    return agency


def given(
    browser: Browser, agency: Agency, order: bytes | None, role: str = "head"
) -> TestResponse:
    place = f"/people/officers/{agency.officers[Role.CLERK]}/roles/give"
    fields: dict[str, object] = {"unit": str(agency.division), "role": role}
    if order is not None:
        fields["order"] = (io.BytesIO(order), "คำสั่งที่ 12.pdf")
    return browser.post_files(place, fields)


def entries(office: Office, event: Event) -> list[JournalEntry]:
    with office.database.reading() as session:
        return list(session.exec(select(JournalEntry).where(JournalEntry.event == event.value)))


def stored(office: Office) -> int:
    return len(list(office.files.digests()))


def roles_of(office: Office, officer_id: int) -> set[Role]:
    return {role for _, role in factories.as_actor(office, officer_id).roles}


def test_a_role_without_its_order_is_refused_where_the_agency_wants_one(
    administrator: Browser, strict: Agency, office: Office
) -> None:
    answer = given(administrator, strict, None)
    assert answer.status_code == 422
    assert "แนบคำสั่ง" in answer.text
    assert Role.HEAD not in roles_of(office, strict.officers[Role.CLERK])


def test_the_order_is_kept_with_the_role_and_can_be_opened(
    administrator: Browser, strict: Agency, office: Office
) -> None:
    order = factories.a_pdf()
    assert given(administrator, strict, order).status_code == 303
    entry = entries(office, Event.ROLE_GIVEN)[-1]
    assert entry.after["file_name"] == "คำสั่งที่ 12.pdf"
    place = f"/people/officers/{strict.officers[Role.CLERK]}"
    assert f'href="{place}/orders/{entry.id}"' in administrator.get(place).text
    opened = administrator.get(f"{place}/orders/{entry.id}")
    assert opened.data == order
    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert entries(office, Event.FILE_OPENED)
    assert factories.findings(office) == []


def test_an_order_is_no_other_entry_and_of_no_other_officer(
    administrator: Browser, clerk: Browser, strict: Agency, office: Office
) -> None:
    given(administrator, strict, factories.a_pdf())
    entry = entries(office, Event.ROLE_GIVEN)[-1]
    his, other = strict.officers[Role.CLERK], strict.officers[Role.HEAD]
    assert administrator.get(f"/people/officers/{his}/orders/1").status_code == 404
    assert administrator.get(f"/people/officers/{other}/orders/{entry.id}").status_code == 404
    assert clerk.get(f"/people/officers/{his}/orders/{entry.id}").status_code == 404


def test_what_is_no_document_is_no_order(
    administrator: Browser, strict: Agency, office: Office
) -> None:
    answer = given(administrator, strict, b"MZ not a document")
    assert answer.status_code == 422
    assert "PDF หรือภาพ" in answer.text
    assert stored(office) == 0


def test_of_a_refused_role_no_file_stays(
    administrator: Browser, strict: Agency, office: Office
) -> None:
    place = "/people/officers/999/roles/give"
    order = (io.BytesIO(factories.a_pdf()), "คำสั่ง.pdf")
    fields = {"unit": str(strict.division), "role": "head", "order": order}
    assert administrator.post_files(place, fields).status_code == 404
    assert stored(office) == 0


def test_an_order_that_comes_after_the_role_is_noted(
    administrator: Browser, agency: Agency, office: Office
) -> None:
    assert given(administrator, agency, None).status_code == 303
    assert given(administrator, agency, factories.a_pdf()).status_code == 303
    assert "digest" in entries(office, Event.ROLE_GIVEN)[-1].after
    assert factories.findings(office) == []


def test_a_new_officer_and_a_member_need_the_order_too(
    administrator: Browser, strict: Agency, office: Office
) -> None:
    place = f"/people/units/{strict.division}"
    new = {"login": "new", "name": "นางสาวใหม่", "password": PASSWORD, "role": "staff"}
    member = {"member": "auditor", "role_here": "staff"}
    for path, fields, name in (("officers", new, "order"), ("members", member, "order_here")):
        assert administrator.post(f"{place}/{path}", fields).status_code == 422
        order = (io.BytesIO(factories.a_pdf()), "คำสั่ง.pdf")
        answer = administrator.post_files(f"{place}/{path}", {**fields, name: order})
        assert answer.status_code == 303
    with office.database.reading() as session:
        assert session.exec(select(Officer).where(Officer.login == "new")).one()
    assert factories.findings(office) == []


@pytest.mark.usefixtures("strict")
def test_one_order_stands_for_all_the_roles_of_a_file(
    administrator: Browser, office: Office
) -> None:
    rows = ROW + "".join(f"{one},นาย,,กองทดสอบ,ผู้ปฏิบัติงาน,{PASSWORD}\n" for one in ("a", "b"))
    place, order = "/people/import/officers", factories.a_pdf()

    def sent(text: str, **more: object) -> TestResponse:
        return administrator.post_files(
            place, {"officers": (io.BytesIO(text.encode()), "officers.csv"), **more}
        )

    assert sent(rows).status_code == 422
    broken = rows.replace("b,นาย,,กองทดสอบ", "b,นาย,,กองที่ไม่มี")
    assert sent(broken, order=(io.BytesIO(order), "คำสั่ง.pdf")).status_code == 422
    assert stored(office) == 0
    assert sent(rows, order=(io.BytesIO(order), "คำสั่ง.pdf")).status_code == 303
    digests = {one.after.get("digest") for one in entries(office, Event.ROLE_GIVEN)[-2:]}
    assert len(digests) == 1
    assert stored(office) == 1
    assert factories.findings(office) == []


def test_a_registrar_of_secrets_is_named_in_writing_whatever_the_agency_wants(
    administrator: Browser, agency: Agency, office: Office
) -> None:
    clerk = agency.officers[Role.CLERK]
    answer = given(administrator, agency, None, "secret-registrar")
    assert answer.status_code == 422
    assert "แต่งตั้งเป็นลายลักษณ์อักษร" in answer.text
    sheet = f"{ROW}r,ร,ตำแหน่ง,กองทดสอบ,นายทะเบียนข้อมูลข่าวสารลับ,{PASSWORD}\n"
    fields = {"file": (io.BytesIO(sheet.encode()), "r.csv")}
    assert administrator.post_files("/people/import/officers", fields).status_code == 422
    assert given(administrator, agency, factories.a_pdf(), "secret-registrar").status_code == 303
    assert Role.SECRET_REGISTRAR in roles_of(office, clerk)


def test_nobody_names_himself_registrar_of_secrets(
    administrator: Browser, agency: Agency, office: Office
) -> None:
    himself = agency.officers[Role.ADMINISTRATOR]
    order = (io.BytesIO(factories.a_pdf()), "คำสั่ง.pdf")
    fields = {"unit": str(agency.root), "role": "secret-registrar", "order": order}
    answer = administrator.post_files(f"/people/officers/{himself}/roles/give", fields)
    assert answer.status_code == 409
    assert "แต่งตั้งตนเอง" in answer.text
    assert Role.SECRET_REGISTRAR not in roles_of(office, himself)
