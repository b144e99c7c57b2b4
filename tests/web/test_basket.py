"""ตะกร้าหนังสือ and the moves made on it, as a browser without scripts sends them."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlmodel import col, select
from werkzeug.datastructures import MultiDict

from registry import registering
from registry.models import Letter, Receipt
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Role
from routing.models import Assignment
from routing.states import Purpose, State
from tests import factories
from tests.conftest import NOW
from tests.web.browser import Browser
from tests.web.conftest import Agency

HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Desk:
    """กรมทดสอบ with a clerk, who can send letters to กองทดสอบ."""

    office: Office
    root: Unit
    division: Unit
    sender: Actor

    def sent(self, subject: str = "แจ้งเวียน", urgency: str = "ปกติ") -> Assignment:
        """A letter lying in the division's basket."""
        letter = factories.a_registered_letter(
            self.office, self.root, self.sender, subject=subject, urgency=urgency
        )
        return self.hand(letter)

    def hand(self, letter: Letter) -> Assignment:
        return factories.a_sent_letter(
            self.office, letter, self.root, self.division, by=self.sender, purpose=Purpose.OWNER
        )

    def now(self, one: Assignment) -> Assignment:
        with self.office.database.reading() as session:
            return session.get_one(Assignment, one.id)


@pytest.fixture
def desk(office: Office, agency: Agency) -> Desk:
    with office.database.reading() as session:
        root, division = (session.get_one(Unit, one) for one in (agency.root, agency.division))
    return Desk(office, root, division, factories.a_clerk(office, root, login="sender"))


def received(desk: Desk, browser: Browser, one: Assignment) -> Assignment:
    answer = browser.post(f"/routing/assignments/{one.id}/receive", {"version": "1"})
    assert answer.status_code == 303
    return desk.now(one)


def test_the_most_urgent_lies_on_top_and_the_counts_are_those_of_the_lists(
    clerk: Browser, desk: Desk
) -> None:
    desk.sent("เรื่องปกติ", urgency="ปกติ")
    desk.sent("เรื่องด่วนที่สุด", urgency="ด่วนที่สุด")
    desk.sent("เรื่องด่วน", urgency="ด่วน")
    page = clerk.get("/routing/basket").text
    assert page.index("เรื่องด่วนที่สุด") < page.index("เรื่องด่วน<") < page.index("เรื่องปกติ")
    assert 'ส่งถึงแล้ว ยังไม่ลงรับ <span class="count">3</span>' in page
    assert page.count("data-row>") == 3


def test_a_letter_is_received_and_the_next_one_offered(clerk: Browser, desk: Desk) -> None:
    one, other = desk.sent(), desk.sent("เรื่องที่สอง")
    assert "เลขรับถัดไปคาดว่า <strong>1</strong>" in clerk.get(f"/routing/assignments/{one.id}").text
    answer = clerk.post(f"/routing/assignments/{one.id}/receive", {"version": "1"})
    assert answer.status_code == 303
    page = clerk.get(answer.location).text
    assert "<span>เลขรับ</span> <strong>1</strong>" in page
    assert f"/routing/assignments/{other.id}" in page
    assert desk.now(one).state is State.RECEIVED


def test_a_late_entry_needs_its_reason_and_loses_nothing_typed(clerk: Browser, desk: Desk) -> None:
    one = desk.sent()
    late = {
        "version": "1",
        "late_date": "1 พ.ค. 2568",
        "late_time": "10.00",
        "remark": "มาทางโทรสาร",
    }
    address = f"/routing/assignments/{one.id}/receive"
    refused = clerk.post(address, late)
    assert refused.status_code == 422
    assert "กรุณาระบุเหตุผลที่ลงทะเบียนย้อนหลัง" in refused.text
    assert 'value="มาทางโทรสาร"' in refused.text
    wrong = clerk.post(address, {**late, "late_date": "วันก่อน"})
    assert "กรุณากรอกวัน เดือน ปี ที่รับ" in wrong.text
    assert clerk.post(address, {**late, "late_reason": "ไฟดับ"}).status_code == 303
    with desk.office.database.reading() as session:
        receipt = session.get_one(Receipt, desk.now(one).receipt_id)
    assert (receipt.late_reason, receipt.remark) == ("ไฟดับ", "มาทางโทรสาร")


def test_somebody_elses_basket_is_not_there(clerk: Browser, desk: Desk, app: Flask) -> None:
    one = desk.sent()
    stranger = Browser(app)
    elsewhere = factories.a_unit(desk.office, "กองอื่น", under=desk.root)
    factories.a_clerk(desk.office, elsewhere, login="stranger")
    stranger.sign_in("stranger", factories.PASSWORD)
    assert stranger.get(f"/routing/basket?unit={desk.division.id}").status_code == 404
    assert stranger.get(f"/routing/assignments/{one.id}").status_code == 404
    assert (
        stranger.post(f"/routing/assignments/{one.id}/receive", {"version": "1"}).status_code == 404
    )
    assert desk.now(one).state is State.DELIVERED
    assert clerk.get("/routing/assignments/999").status_code == 404
    assert clerk.get(f"/routing/assignments/{one.id}/burn").status_code == 404


def test_a_stale_page_is_refused_and_keeps_what_was_typed(
    clerk: Browser, head: Browser, desk: Desk, agency: Agency
) -> None:
    one = received(desk, clerk, desk.sent())
    staff = str(agency.officers[Role.STAFF])
    order = {"version": "2", "holder_id": staff, "order": "โปรดดำเนินการ"}
    assert head.post(f"/routing/assignments/{one.id}/assign", order).status_code == 303
    late = {"version": "2", "text": "ข้อความยาวที่พิมพ์ไว้"}
    stale = head.post(f"/routing/assignments/{one.id}/acknowledge", late)
    assert stale.status_code == 409
    assert "มีผู้ทำรายการนี้ไปก่อนแล้ว" in stale.text
    assert "ข้อความยาวที่พิมพ์ไว้</textarea>" in stale.text
    assert 'name="version" value="3"' in stale.text
    assert head.post(
        f"/routing/assignments/{one.id}/acknowledge", {**late, "version": "3"}
    ).location
    gone = head.post(f"/routing/assignments/{one.id}/acknowledge", late)
    assert "ที่ท่านพิมพ์ไว้: ข้อความยาวที่พิมพ์ไว้" in gone.text


def test_a_refused_move_answers_htmx_with_the_sentence(clerk: Browser, desk: Desk) -> None:
    one = received(desk, clerk, desk.sent())
    again = clerk.post(f"/routing/assignments/{one.id}/receive", {"version": "2"}, HTMX)
    assert (again.status_code, again.headers["HX-Retarget"]) == (409, "#messages")
    assert "จึงลงรับไม่ได้" in again.text
    other = clerk.post(f"/routing/assignments/{desk.sent().id}/receive", {"version": "1"}, HTMX)
    assert other.headers["HX-Redirect"].startswith("/routing/received")


@pytest.mark.parametrize(
    ("move", "fields"),
    [
        ("assign", {"holder_id": "", "order": ""}),
        ("assign", {"holder_id": "1", "order": "ทำ", "due": "1 ม.ค. 2560"}),
        ("finish", {"result": ""}),
        ("return", {"reason": " "}),
    ],
)
def test_a_form_without_what_it_needs_changes_nothing(
    head: Browser, clerk: Browser, desk: Desk, move: str, fields: dict[str, str]
) -> None:
    one = received(desk, clerk, desk.sent())
    answer = head.post(f"/routing/assignments/{one.id}/{move}", {"version": "2", **fields})
    assert answer.status_code in {409, 422}
    assert (desk.now(one).state, desk.now(one).version) == (State.RECEIVED, 2)


def test_the_way_to_the_end_by_the_buttons_alone(
    app: Flask, clerk: Browser, head: Browser, desk: Desk, agency: Agency
) -> None:
    one = received(desk, clerk, desk.sent())
    at = f"/routing/assignments/{one.id}"
    assert f'action="{at}/acknowledge"' not in clerk.get(at).text
    staff = str(agency.officers[Role.STAFF])
    due = {"version": "2", "holder_id": staff, "order": "ร่างตอบ", "due": "6 พ.ค. 2568"}
    head.post(f"{at}/assign", due)
    assert desk.now(one).due_at is not None
    head.post(f"{at}/acknowledge", {"version": "3"})
    worker = Browser(app)
    worker.sign_in(Role.STAFF.value)
    worker.post(f"{at}/start", {"version": "4"})
    worker.post(f"{at}/finish", {"version": "5", "result": "ตอบแล้ว"})
    assert desk.now(one).state is State.DONE
    kept = {"version": "6", "file_code": "กท 01", "retention": "57.4"}
    refused = clerk.post(f"{at}/file", {**kept, "years": "2", "file_code": "กท ๙"})
    assert refused.status_code == 422
    assert 'value="กท ๙"' in refused.text
    page = clerk.get(clerk.post(f"{at}/file", kept).location).text
    assert "เก็บถึง พ.ศ. 2573" in page
    assert desk.now(one).state is State.FILED


def test_the_register_is_written_on_from_the_letters_page(clerk: Browser, desk: Desk) -> None:
    one = received(desk, clerk, desk.sent())
    said = {"receipt_id": str(one.receipt_id), "action": "เวียนแล้ว", "remark": "สำเนา 3 ชุด"}
    assert clerk.post(f"/letters/{one.letter_id}/entry", said).status_code == 303
    page = clerk.get("/register").text
    assert "เวียนแล้ว" in page
    assert "สำเนา 3 ชุด" in page


def test_what_is_sent_back_and_taken_back_names_its_reason(
    app: Flask, clerk: Browser, desk: Desk
) -> None:
    one, other = desk.sent(), desk.sent()
    clerk.post(f"/routing/assignments/{one.id}/return", {"version": "1", "reason": "ผิดกอง"})
    assert desk.now(one).reason == "ผิดกอง"
    sender = Browser(app)
    sender.sign_in("sender", factories.PASSWORD)
    page = sender.get(f"/routing/assignments/{other.id}").text
    assert "เรียกคืนจากกองทดสอบ" in page
    answer = sender.post(
        f"/routing/assignments/{other.id}/withdraw", {"version": "1", "reason": "ส่งซ้ำ"}
    )
    assert "ส่งซ้ำ" in sender.get(answer.location).text
    assert clerk.get(f"/routing/assignments/{other.id}").status_code == 404


def test_a_selection_is_received_in_order_and_acknowledged_singly(
    clerk: Browser, head: Browser, desk: Desk
) -> None:
    sent = [desk.sent(f"เรื่อง {row}") for row in range(3)]
    ticks = MultiDict([("chosen", f"{one.id}.1") for one in reversed(sent)])
    answer = clerk.post("/routing/basket/receive", ticks)
    assert answer.status_code == 303
    with desk.office.database.reading() as session:
        given = session.exec(
            select(Assignment.id, Receipt.number)
            .join(Receipt, col(Receipt.id) == col(Assignment.receipt_id))
            .where(Assignment.to_unit_id == desk.division.id)
        ).all()
    assert dict(given) == {sent[2].id: 1, sent[1].id: 2, sent[0].id: 3}
    head.post(f"/routing/assignments/{sent[0].id}/acknowledge", {"version": "2"})
    ticks = MultiDict([("chosen", f"{one.id}.2") for one in sent])
    answer = head.post("/routing/basket/acknowledge", ticks)
    page = head.get(answer.location).text
    assert "รับทราบ 2 ฉบับ อีก 1 ฉบับมีผู้ดำเนินการไปก่อน: เรื่อง 0" in page
    assert {desk.now(one).state for one in sent} == {State.ACKNOWLEDGED}


def test_an_empty_or_foreign_selection_is_refused(clerk: Browser, desk: Desk, app: Flask) -> None:
    one = desk.sent()
    assert clerk.post("/routing/basket/receive", {}).status_code == 422
    assert clerk.post("/routing/basket/receive", {"chosen": "1;2"}).status_code == 422
    sender = Browser(app)
    sender.sign_in("sender", factories.PASSWORD)
    assert sender.post("/routing/basket/receive", {"chosen": f"{one.id}.1"}).status_code == 404
    assert clerk.post("/routing/basket/receive", {"chosen": "999.1"}).status_code == 404
    assert desk.now(one).state is State.DELIVERED


def test_a_unit_whose_number_was_voided_receives_anew(clerk: Browser, desk: Desk) -> None:
    one = received(desk, clerk, desk.sent())
    letter = one.letter_id
    clerk.post(f"/letters/{letter}/void", {"receipt_id": str(one.receipt_id), "reason": "ผิดฉบับ"})
    page = clerk.get(f"/routing/assignments/{one.id}").text
    assert "ต้องลงรับใหม่" in page
    clerk.post(f"/routing/assignments/{one.id}/receive", {"version": "2"})
    again = desk.now(one)
    assert (again.state, again.receipt_id != one.receipt_id) == (State.RECEIVED, True)
    refused = clerk.post(f"/routing/assignments/{one.id}/receive", {"version": "3"})
    assert refused.status_code == 409


def test_the_first_unit_receives_anew_too(office: Office, app: Flask, desk: Desk) -> None:
    letter = factories.a_registered_letter(office, desk.root, desk.sender)
    desk.hand(letter)
    with office.database.transaction() as session:
        root = session.exec(select(Assignment).where(col(Assignment.from_unit_id).is_(None))).one()
        registering.void_receipt(
            session, office.jobs, root.receipt_id or 0, "เลขผิด", by=desk.sender, at=NOW
        )
    sender = Browser(app)
    sender.sign_in("sender", factories.PASSWORD)
    answer = sender.post(f"/routing/assignments/{root.id}/receive", {"version": "1"})
    assert "<span>เลขรับ</span> <strong>2</strong>" in sender.get(answer.location).text


def test_what_was_just_acknowledged_is_taken_back_by_who_did_it(
    clerk: Browser, head: Browser, desk: Desk
) -> None:
    one = received(desk, clerk, desk.sent())
    said = head.post("/routing/basket/acknowledge", {"chosen": f"{one.id}.2"})
    page = head.get(said.location).text
    found = re.search(r'name="made" value="([0-9]+)"', page)
    assert found is not None
    assert 'name="made"' not in clerk.get(f"/routing/assignments/{one.id}").text
    assert clerk.post("/routing/undo", {"made": found[1]}).status_code == 404
    answer = head.post("/routing/undo", {"made": found[1]})
    assert "เลิกทำ 1 ฉบับ" in head.get(answer.location).text
    assert desk.now(one).state is State.RECEIVED
    again = head.post("/routing/undo", {"made": found[1]})
    assert "เลิกทำ 0 ฉบับ" in head.get(again.location).text
    assert desk.now(one).version == 4
