import io
import sqlite3
from contextlib import closing

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.engine import make_url
from sqlmodel import select
from werkzeug.test import TestResponse

from registry import people
from registry.auth import COOKIE
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.people_models import Officer, RoleHeld, Unit
from registry.vocabulary import Permission, Role
from tests import factories
from tests.conftest import NOW, TODAY
from tests.web.browser import PASSWORD, Browser
from tests.web.conftest import Agency

OFFICERS = "ชื่อผู้ใช้,ชื่อ,ตำแหน่ง,หน่วยงาน,บทบาท,รหัสผ่าน\n"


def units(office: Office) -> dict[str, Unit]:
    with office.database.reading() as session:
        return {unit.name: unit for unit in session.exec(select(Unit))}


def logins(office: Office) -> set[str]:
    with office.database.reading() as session:
        return set(session.exec(select(Officer.login)))


def last_event(office: Office) -> str:
    with office.database.reading() as session:
        return list(session.exec(select(JournalEntry.event)))[-1]


def sent(browser: Browser, what: str, text: str | bytes) -> TestResponse:
    data = text.encode() if isinstance(text, str) else text
    return browser.post_files(f"/people/import/{what}", {what: (io.BytesIO(data), f"{what}.csv")})


@pytest.fixture
def below(app: Flask, office: Office, agency: Agency) -> Browser:
    """The administrator of the division alone."""
    with office.database.transaction() as session:
        one = people.add_officer(session, "below", "ผู้ดูแลกอง", PASSWORD, at=NOW)
        assert one.id is not None
        people.give_role(session, one.id, agency.division, Role.ADMINISTRATOR, at=NOW)
    made = Browser(app)
    made.sign_in("below")
    return made


@pytest.mark.parametrize(
    "path", ["/people", "/people/units/2", "/people/officers/1", "/people/import"]
)
def test_people_pages_are_the_administrators_alone(clerk: Browser, path: str) -> None:
    assert clerk.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/people/units/99", "/people/officers/99"])
def test_what_does_not_exist_is_not_found(administrator: Browser, path: str) -> None:
    assert administrator.get(path).status_code == 404


def test_the_tree_shows_every_unit_with_its_officers(administrator: Browser) -> None:
    text = administrator.get("/people").text
    assert "กองทดสอบ" in text
    assert "4 คน" in text


def test_a_unit_is_added_renamed_closed_and_opened(
    administrator: Browser, office: Office, agency: Agency
) -> None:
    form = {"name": "กลุ่มงานใหม่", "short_name": "กง.", "parent": str(agency.division)}
    place = administrator.post("/people/units", form).location
    assert units(office)["กลุ่มงานใหม่"].parent_id == agency.division
    administrator.post(f"{place}/change", {"name": "กลุ่มงานสารบรรณ", "short_name": "กส."})
    assert units(office)["กลุ่มงานสารบรรณ"].short_name == "กส."
    assert last_event(office) == Event.UNIT_CHANGED
    administrator.post(f"{place}/close")
    assert not units(office)["กลุ่มงานสารบรรณ"].is_active
    administrator.post(f"{place}/reopen")
    assert units(office)["กลุ่มงานสารบรรณ"].is_active


def test_two_units_side_by_side_cannot_share_a_name(administrator: Browser, agency: Agency) -> None:
    answer = administrator.post("/people/units", {"name": "กองทดสอบ", "parent": str(agency.root)})
    assert answer.status_code == 409
    assert "มีหน่วยงาน “กองทดสอบ” อยู่แล้ว" in answer.text
    assert 'value="กองทดสอบ"' in answer.text


def test_a_unit_with_open_units_under_it_stays_open(
    administrator: Browser, office: Office, agency: Agency
) -> None:
    administrator.post("/people/units", {"name": "กลุ่มงาน", "parent": str(agency.division)})
    answer = administrator.post(f"/people/units/{agency.division}/close")
    assert answer.status_code == 409
    assert "กรุณาปิดหน่วยงานภายในก่อน" in answer.text
    assert administrator.post(f"/people/units/{agency.root}/close").status_code == 409
    assert units(office)["กองทดสอบ"].is_active


def test_nothing_is_registered_in_a_closed_unit(
    administrator: Browser, office: Office, agency: Agency
) -> None:
    administrator.post(f"/people/units/{agency.division}/close")
    clerk = factories.as_actor(office, agency.officers[Role.CLERK])
    assert not clerk.may(Permission.REGISTER, agency.division)
    assert clerk.may(Permission.READ, agency.division)


def test_a_new_officer_can_sign_in_and_do_what_his_role_allows(
    administrator: Browser, app: Flask, agency: Agency
) -> None:
    form = {
        "login": "new.clerk",
        "name": "นางสาวใหม่",
        "position": "",
        "password": "long enough",
        "role": "clerk",
    }
    answer = administrator.post(f"/people/units/{agency.division}/officers", form)
    assert answer.status_code == 303
    browser = Browser(app)
    assert browser.sign_in("new.clerk", "long enough").status_code == 303
    assert browser.get("/register").status_code == 200


def test_a_refused_officer_keeps_what_was_typed_except_the_password(
    administrator: Browser, agency: Agency
) -> None:
    form = {"login": "มี เว้นวรรค", "name": "นางสาวใหม่", "password": "short", "role": "king"}
    answer = administrator.post(f"/people/units/{agency.division}/officers", form)
    assert answer.status_code == 422
    assert 'value="นางสาวใหม่"' in answer.text
    assert "ใช้อักขระที่ระบบไม่รับ" in answer.text
    assert "กรุณาเลือกจากรายการ" in answer.text
    assert 'value="short"' not in answer.text


def test_an_officer_is_renamed_and_his_login_stays(
    administrator: Browser, office: Office, agency: Agency
) -> None:
    place = f"/people/officers/{agency.officers[Role.STAFF]}"
    administrator.post(f"{place}/change", {"name": "นางชื่อใหม่", "position": "นิติกร"})
    text = administrator.get(place).text
    assert "นางชื่อใหม่" in text
    assert "ชื่อผู้ใช้ staff" in text
    assert last_event(office) == Event.OFFICER_CHANGED


def test_roles_are_given_and_taken(administrator: Browser, office: Office, agency: Agency) -> None:
    number = agency.officers[Role.STAFF]
    form = {"unit": str(agency.division), "role": "clerk"}
    administrator.post(f"/people/officers/{number}/roles/give", form)
    assert factories.as_actor(office, number).may(Permission.REGISTER, agency.division)
    administrator.post(f"/people/officers/{number}/roles/take", form)
    assert not factories.as_actor(office, number).may(Permission.REGISTER)


def test_an_officer_with_an_account_joins_a_unit_by_his_login(
    administrator: Browser, agency: Agency
) -> None:
    form = {"member": "auditor", "role_here": "staff"}
    assert administrator.post(f"/people/units/{agency.division}/members", form).status_code == 303
    form["member"] = "nobody"
    answer = administrator.post(f"/people/units/{agency.division}/members", form)
    assert answer.status_code == 404
    assert "ไม่พบชื่อผู้ใช้" in answer.text


def test_a_closed_account_is_out_at_once_and_comes_back(
    administrator: Browser, clerk: Browser, app: Flask, agency: Agency
) -> None:
    place = f"/people/officers/{agency.officers[Role.CLERK]}"
    administrator.post(f"{place}/close")
    assert clerk.get("/register").status_code == 303
    assert Browser(app).sign_in("clerk").status_code == 401
    administrator.post(f"{place}/reopen")
    assert Browser(app).sign_in("clerk").status_code == 303


@pytest.fixture
def hashed_under_lock(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which of hashing and verifying was done while nobody else could write."""
    place = make_url(office.settings.database_url).database or ""
    held: list[str] = []

    def watch(name: str) -> None:
        really = getattr(PasswordHasher, name)

        def watched(*arguments: object) -> object:
            with closing(sqlite3.connect(place, timeout=0)) as other:
                try:
                    other.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    held.append(name)
            return really(*arguments)

        monkeypatch.setattr(PasswordHasher, name, watched)

    watch("hash")
    watch("verify")
    return held


def test_no_password_is_worked_on_while_others_wait_to_write(
    administrator: Browser, app: Flask, agency: Agency, hashed_under_lock: list[str]
) -> None:
    form = {"login": "new", "name": "ใหม่", "position": "", "password": PASSWORD, "role": "staff"}
    place = f"/people/units/{agency.division}/officers"
    assert administrator.post(place, form).status_code == 303
    place = f"/people/officers/{agency.officers[Role.CLERK]}/password"
    assert administrator.post(place, {"password": "another one"}).status_code == 303
    for password, status in (("wrong one", 401), ("another one", 303)):
        clerk = Browser(app)
        assert clerk.sign_in("clerk", password).status_code == status
    answer = clerk.post("/password", {"current": "another one", "password": "a better one"})
    assert answer.status_code == 303
    assert hashed_under_lock == []


def test_a_reset_password_ends_every_session(
    administrator: Browser, clerk: Browser, app: Flask, agency: Agency
) -> None:
    place = f"/people/officers/{agency.officers[Role.CLERK]}"
    assert clerk.cookie(COOKIE)
    administrator.post(f"{place}/password", {"password": "another one"})
    assert clerk.get("/register").status_code == 303
    assert Browser(app).sign_in("clerk", "another one").status_code == 303


def test_the_last_administrator_cannot_lock_himself_out(
    administrator: Browser, office: Office, agency: Agency
) -> None:
    number = agency.officers[Role.ADMINISTRATOR]
    role = {"unit": str(agency.root), "role": "administrator"}
    for path, form in (("roles/take", role), ("close", {})):
        answer = administrator.post(f"/people/officers/{number}/{path}", form)
        assert answer.status_code == 409
        assert "อย่างน้อยหนึ่งคน" in answer.text
    assert factories.as_actor(office, number).may(Permission.ADMINISTER, agency.root)


def test_a_second_administrator_frees_the_first(
    administrator: Browser, office: Office, agency: Agency
) -> None:
    role = {"unit": str(agency.root), "role": "administrator"}
    administrator.post(f"/people/officers/{agency.officers[Role.HEAD]}/roles/give", role)
    number = agency.officers[Role.ADMINISTRATOR]
    assert administrator.post(f"/people/officers/{number}/roles/take", role).status_code == 303
    assert not factories.as_actor(office, number).may(Permission.ADMINISTER)


def test_who_runs_a_division_runs_nothing_above_it(
    below: Browser, agency: Agency, office: Office
) -> None:
    assert below.get(f"/people/units/{agency.division}").status_code == 200
    assert below.get(f"/people/units/{agency.root}").status_code == 404
    head = agency.officers[Role.ADMINISTRATOR]
    assert below.get(f"/people/officers/{head}").status_code == 404
    answer = below.post(f"/people/officers/{head}/password", {"password": "mine all mine"})
    assert answer.status_code == 404
    form = {"unit": str(agency.root), "role": "administrator"}
    clerk = agency.officers[Role.CLERK]
    assert below.post(f"/people/officers/{clerk}/roles/give", form).status_code == 404
    with office.database.reading() as session:
        assert session.get(RoleHeld, (clerk, agency.root, Role.ADMINISTRATOR)) is None


def test_who_lost_his_roles_for_a_while_is_not_up_for_grabs(
    below: Browser, administrator: Browser, agency: Agency
) -> None:
    """Whoever resets his password would be him once the roles come back."""
    number = agency.officers[Role.AUDITOR]
    role = {"unit": str(agency.root), "role": "auditor"}
    answer = administrator.post(f"/people/officers/{number}/roles/take", role)
    assert answer.location == f"/people/units/{agency.root}"
    page = f"/people/officers/{number}"
    assert administrator.get(page).status_code == 200
    assert below.get(page).status_code == 404
    assert below.post(f"{page}/password", {"password": "mine all mine"}).status_code == 404
    found = 'href="/people/officers/'
    assert f'{found}{number}"' in administrator.get("/people?text=auditor").text
    assert f'{found}{number}"' not in below.get("/people?text=auditor").text
    assert f'{found}{number}"' not in below.get("/people").text


def test_an_officer_is_found_by_name_login_or_position(administrator: Browser) -> None:
    for text in ("สารบรรณ", "CLERK", "เจ้าหน้าที่สาร"):
        assert "นายเจ้าหน้าที่สารบรรณ" in administrator.get(f"/people?text={text}").text
    assert "ไม่พบเจ้าหน้าที่" in administrator.get("/people?text=ไม่มีคนนี้").text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_units_are_imported_in_any_order(
    administrator: Browser, office: Office, encoding: str
) -> None:
    table = "ชื่อ;ชื่อย่อ;สังกัด\r\nกลุ่ม ก;;กองใหม่\r\n\r\nงานย่อย;งย.;กลุ่ม ก\r\nกองใหม่;กม.;\r\n"
    assert sent(administrator, "units", table.encode(encoding)).status_code == 303
    made = units(office)
    assert made["กองใหม่"].parent_id == made["กรมทดสอบ"].id
    assert made["กลุ่ม ก"].parent_id == made["กองใหม่"].id
    assert made["งานย่อย"].parent_id == made["กลุ่ม ก"].id


def test_one_faulty_row_keeps_every_unit_out_and_all_faults_are_named(
    administrator: Browser, office: Office
) -> None:
    table = "ชื่อ,ชื่อย่อ,สังกัด\nกองดี,,\nกองทดสอบ,,\nกอง ข,,ไม่มีที่นี่\nก,,ข\nข,,ก\n"
    answer = sent(administrator, "units", table)
    assert answer.status_code == 422
    for place in ("แถว 3", "แถว 4", "แถว 5", "แถว 6"):
        assert place in answer.text
    assert "แถว 2" not in answer.text
    assert "ไม่มีในระบบ" in answer.text
    assert "วนกลับมาหากันเอง" in answer.text
    assert "กองดี" not in units(office)


@pytest.mark.parametrize("name", ["\u202eกองกลับ", '"กอง\u2028ใหม่\u202e"', "\u200b", '"กองไม่ปิด'])
def test_a_name_that_misleads_the_eye_is_not_imported(administrator: Browser, name: str) -> None:
    answer = sent(administrator, "units", f"ชื่อ,ชื่อย่อ,สังกัด\n{name},,\n")
    assert answer.status_code == 422


def test_an_empty_name_is_named_with_its_row(administrator: Browser) -> None:
    answer = sent(administrator, "units", "ชื่อ,สังกัด\n,กองทดสอบ\n")
    assert "แถว 2" in answer.text
    assert "ชื่อ: กรุณากรอกช่องนี้" in answer.text


def test_officers_are_imported_with_all_their_roles(
    administrator: Browser, office: Office, app: Flask
) -> None:
    table = OFFICERS + (
        "a1,นาย ก,นิติกร,กท.,เจ้าหน้าที่สารบรรณ,รหัสยาวพอแล้ว\n"
        "a1,นาย ก,นิติกร,กรมทดสอบ,auditor,\n"
        "a2,นาง ข,,,,รหัสยาวพอแล้ว\n"
    )
    assert sent(administrator, "officers", table).status_code == 303
    with office.database.reading() as session:
        found = session.exec(select(Officer).where(Officer.login == "a1")).one()
        actor = people.actor_of(session, found, on=TODAY)
    assert {role for _, role in actor.roles} == {Role.CLERK, Role.AUDITOR}
    assert Browser(app).sign_in("a1", "รหัสยาวพอแล้ว").status_code == 303
    assert "นาง ข" in administrator.get("/people").text


def test_one_faulty_officer_keeps_all_out(administrator: Browser, office: Office) -> None:
    before = logins(office)
    table = OFFICERS + (
        "b1,นาย ก,,กท.,สารบรรณ,รหัสยาวพอแล้ว\n"
        "clerk,ซ้ำ,,,,รหัสยาวพอแล้ว\n"
        "b3,นาย ค,,กท.,,สั้น\n"
        "b4,นาย ง,,กองไหน,ผู้ปฏิบัติงาน,รหัสยาวพอแล้ว\n"
        "b5,นาย จ,,,,\n"
    )
    answer = sent(administrator, "officers", table)
    assert answer.status_code == 422
    assert "บทบาท: กรุณาเลือกจากรายการ" in answer.text
    assert "รหัสผ่าน: ต้องยาวอย่างน้อย 8 ตัวอักษร" in answer.text
    assert "แถว 6" in answer.text
    assert logins(office) == before


def test_officers_who_cannot_be_placed_keep_all_out(administrator: Browser, office: Office) -> None:
    before = logins(office)
    table = OFFICERS + ("clerk,ซ้ำ,,,,รหัสยาวพอแล้ว\nb4,นาย ง,,กองไหน,ผู้ปฏิบัติงาน,รหัสยาวพอแล้ว\n")
    answer = sent(administrator, "officers", table)
    assert "มีชื่อผู้ใช้ “clerk” อยู่แล้ว" in answer.text
    assert "“กองไหน” ไม่มีในระบบ" in answer.text
    assert logins(office) == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "กรุณาเลือกไฟล์ CSV"),
        ("ชื่อ\n".encode(), "ไม่มีคอลัมน์ ชื่อผู้ใช้, รหัสผ่าน"),
        (OFFICERS.encode(), "ไม่มีรายการใต้ชื่อคอลัมน์"),
        (b"\xff\xfe\x00\x01PK", "อ่านตัวอักษรไม่ออก"),
    ],
)
def test_a_file_that_is_no_table_of_officers_is_refused(
    administrator: Browser, data: bytes, said: str
) -> None:
    answer = sent(administrator, "officers", data)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_division_imports_nothing_above_itself(below: Browser, office: Office) -> None:
    assert sent(below, "units", "ชื่อ,สังกัด\nกองแทรก,กรมทดสอบ\n").status_code == 422
    assert sent(below, "units", "ชื่อ,สังกัด\nกองแทรก,\n").status_code == 422
    assert sent(below, "units", "ชื่อ,สังกัด\nกลุ่มแทรก,กท.\n").status_code == 303
    assert "กองแทรก" not in units(office)


def test_the_blank_file_opens_in_excel(administrator: Browser) -> None:
    answer = administrator.get("/people/import/officers.csv")
    assert answer.data.decode("utf-8-sig").strip() == OFFICERS.strip()
