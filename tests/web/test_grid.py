"""The distribution grid without scripts: ticked, sent, taken back, printed."""

import datetime as dt
import io
import re

import pdfplumber
import pytest
from flask import Flask
from sqlmodel import col, select

from registry import people
from registry.models import Letter
from registry.office import Office
from registry.people_models import Unit
from registry.vocabulary import Role
from routing.models import Assignment
from routing.states import Purpose, State
from tests import factories
from tests.fakes import FixedClock
from tests.web.browser import PASSWORD, Browser
from tests.web.conftest import Agency
from tests.web.plain_form import fields_of


@pytest.fixture
def groups(office: Office, agency: Agency) -> list[int]:
    """Three groups under the division, the last without an abbreviation."""
    with office.database.reading() as session:
        division = session.get_one(Unit, agency.division)
    names = (("กลุ่มงานบัญชี", "กบช."), ("กลุ่มงานพัสดุ", "กพด."), ("กลุ่มงานนิติการ", ""))
    made = (factories.a_unit(office, name, under=division, short_name=ab) for name, ab in names)
    return [unit.id or 0 for unit in made]


@pytest.fixture
def letter(office: Office, agency: Agency) -> int:
    """A letter the division has registered."""
    with office.database.reading() as session:
        division = session.get_one(Unit, agency.division)
    clerk = factories.as_actor(office, agency.officers[Role.CLERK])
    return factories.a_registered_letter(office, division, clerk).id or 0


def sent(office: Office) -> list[Assignment]:
    with office.database.reading() as session:
        wanted = select(Assignment).where(col(Assignment.from_unit_id).is_not(None))
        return list(session.exec(wanted.order_by(col(Assignment.id))))


def filled(browser: Browser, letter: int, **said: str) -> dict[str, str]:
    """The form of the page, as a browser would send it, with ``said`` filled in."""
    fields = fields_of(browser.get(f"/routing/letters/{letter}/send").text, "ticks")
    return {**fields, **said}


def ticks(groups: list[int], *purposes: str) -> dict[str, str]:
    return {f"purpose-{unit}": one for unit, one in zip(groups, purposes, strict=False)}


def test_the_letter_page_leads_to_the_grid_and_the_grid_to_the_baskets(
    clerk: Browser, office: Office, letter: int, groups: list[int]
) -> None:
    assert f"/routing/letters/{letter}/send" in clerk.get(f"/routing/letters/{letter}").text
    page = clerk.get(f"/routing/letters/{letter}/send").text
    assert page.index("กบช.") < page.index("กพด.") < page.index("กลุ่มงานนิติการ")
    form = filled(clerk, letter, message="โปรดเร่ง", due_on="๑๕ พ.ค. ๒๕๖๘")
    form |= ticks(groups, "owner", "information")
    form[f"message-{groups[0]}"] = "รายงานผลด้วย"
    answer = clerk.post(f"/routing/letters/{letter}/send", form)
    assert answer.status_code == 303
    first, second = sent(office)
    assert (first.purpose, first.message) == (Purpose.OWNER, "โปรดเร่ง รายงานผลด้วย")
    assert (second.purpose, second.message) == (Purpose.INFORMATION, "โปรดเร่ง")
    assert first.due_at == dt.datetime(2025, 5, 15, 9, 30, tzinfo=dt.UTC)
    text = clerk.get(answer.location).text
    assert "ส่งหนังสือถึง 2 หน่วยงานแล้ว" in text
    again = clerk.get(f"/routing/letters/{letter}/send").text
    assert again.count("ส่งถึงแล้ว ยังไม่ลงรับ") == 2
    assert f'name="purpose-{groups[0]}"' not in again
    assert f'name="purpose-{groups[2]}"' in again


@pytest.mark.parametrize(
    "wrong",
    [
        ((), "ยังไม่ได้เลือกหน่วยงาน"),
        (("action",), "กรุณาเลือกเจ้าของเรื่องหนึ่งหน่วยงาน"),
        (("owner", "owner"), "มีเจ้าของเรื่องได้หน่วยงานเดียว"),
    ],
)
def test_what_is_wrong_is_said_and_every_tick_stays(
    clerk: Browser,
    office: Office,
    letter: int,
    groups: list[int],
    wrong: tuple[tuple[str, ...], str],
) -> None:
    purposes, sentence = wrong
    form = filled(clerk, letter, message="ข้อความเดิม") | ticks(groups, *purposes)
    answer = clerk.post(f"/routing/letters/{letter}/send", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = fields_of(answer.text, "ticks")
    assert kept["message"] == "ข้อความเดิม"
    assert [kept[f"purpose-{one}"] for one in groups[: len(purposes)]] == list(purposes)
    assert sent(office) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ({"due_on": "เมื่อวาน"}, "วันที่อ่านไม่ได้"),
        ({"due_on": "1 พ.ค. 2568"}, "กำหนดนี้ผ่านไปแล้ว"),
        ({"message": "ก" * 2001}, "ยาวเกิน"),
        ({"purpose-1": "everything"}, "กรุณา"),
        ({"purpose-x": "owner"}, "กรุณา"),
    ],
)
def test_a_field_that_makes_no_sense_sends_nothing(
    clerk: Browser,
    office: Office,
    letter: int,
    groups: list[int],
    wrong: tuple[dict[str, str], str],
) -> None:
    said, sentence = wrong
    form = filled(clerk, letter) | ticks(groups, "information") | said
    answer = clerk.post(f"/routing/letters/{letter}/send", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert sent(office) == []


def test_boxes_are_filled_by_the_server_and_nothing_typed_is_lost(
    clerk: Browser, office: Office, letter: int, groups: list[int]
) -> None:
    form = filled(clerk, letter, message="ด่วน") | ticks(groups, "owner")
    page = clerk.post(f"/routing/letters/{letter}/send", {**form, "fill": "all"}).text
    kept = fields_of(page, "ticks")
    assert [kept[f"purpose-{one}"] for one in groups] == ["owner", "information", "information"]
    assert kept["message"] == "ด่วน"
    assert "เลือก 3 หน่วยงาน" in page
    page = clerk.post(f"/routing/letters/{letter}/send", {**kept, "fill": "none"}).text
    assert {fields_of(page, "ticks")[f"purpose-{one}"] for one in groups} == {""}
    assert sent(office) == []


def send_all(browser: Browser, letter: int, groups: list[int]) -> str:
    form = filled(browser, letter) | ticks(groups, *["information"] * 3)
    return browser.post(f"/routing/letters/{letter}/send", form).location


def test_a_sending_is_taken_back_at_once_and_leaves_no_trace_in_the_baskets(
    clerk: Browser, office: Office, letter: int, groups: list[int]
) -> None:
    place = send_all(clerk, letter, groups)
    assert "ส่งผิด ยกเลิกทั้งหมด" in clerk.get(place).text
    assert clerk.post(f"{place}/undo").status_code == 303
    assert {one.state for one in sent(office)} == {State.WITHDRAWN}
    assert {one.reason for one in sent(office)} == {"ส่งผิด ยกเลิกทันที"}
    assert f'name="purpose-{groups[0]}"' in clerk.get(f"/routing/letters/{letter}/send").text
    assert clerk.post(f"{place}/undo").status_code == 409
    assert factories.findings(office) == []


def test_after_ten_seconds_or_a_receipt_it_is_too_late_to_undo(
    clerk: Browser, office: Office, letter: int, groups: list[int], clock: FixedClock
) -> None:
    place = send_all(clerk, letter, groups)
    with office.database.reading() as session:
        unit = session.get_one(Unit, groups[1])
    receiver = factories.a_clerk(office, unit)
    factories.a_received_assignment(office, sent(office)[1], by=receiver)
    assert "ยกเลิกทั้งหมด" not in clerk.get(place).text
    refused = clerk.post(f"{place}/undo")
    assert refused.status_code == 409
    assert "ลงรับแล้ว" in refused.text
    clock.time += dt.timedelta(minutes=1)
    assert "เลยเวลายกเลิกทันทีแล้ว" in clerk.post(f"{place}/undo").text
    assert [one.state for one in sent(office)] == [
        State.DELIVERED, State.RECEIVED, State.DELIVERED,
    ]  # fmt: skip


def test_nobody_takes_back_what_another_has_sent(
    clerk: Browser, head: Browser, letter: int, groups: list[int]
) -> None:
    place = send_all(clerk, letter, groups)
    assert head.get(place).status_code == 404
    assert head.post(f"{place}/undo").status_code == 404


def test_only_who_sends_for_a_unit_that_has_the_letter_sees_its_grid(
    clerk: Browser, app: Flask, office: Office, letter: int, groups: list[int]
) -> None:
    with office.database.transaction() as session:
        one = people.add_officer(session, "other", "นายอื่น", PASSWORD, at=office.clock.now())
        people.give_role(session, one.id or 0, groups[0], Role.CLERK, at=office.clock.now())
    other, staff = Browser(app), Browser(app)
    other.sign_in("other")
    staff.sign_in(Role.STAFF.value)
    form = filled(clerk, letter) | ticks(groups, "information")
    address = f"/routing/letters/{letter}/send"
    for stranger in (other, staff):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, form).status_code == 404
    assert clerk.get(f"{address}?unit={groups[0]}").status_code == 404
    assert clerk.get(f"{address}?grid=99").status_code == 404
    assert clerk.post(address, {**form, "unit": str(groups[0])}).status_code == 404
    assert clerk.get("/routing/letters/999/send").status_code == 404
    assert sent(office) == []
    send_all(clerk, letter, groups)
    assert other.get(address).status_code == 404  # delivered, not received: nothing to pass on
    assert "เวียน/ส่งหนังสือ" not in other.get(f"/routing/letters/{letter}").text


def test_a_stale_grid_says_who_has_the_letter_already(
    clerk: Browser, head: Browser, office: Office, letter: int, groups: list[int]
) -> None:
    form = filled(head, letter) | ticks(groups, "information")
    send_all(clerk, letter, groups)
    answer = head.post(f"/routing/letters/{letter}/send", form)
    assert answer.status_code == 422
    assert "มีหนังสือนี้อยู่แล้ว: กลุ่มงานบัญชี" in answer.text
    assert len(sent(office)) == 3


def test_a_closed_unit_cannot_be_ticked(
    clerk: Browser, office: Office, letter: int, groups: list[int]
) -> None:
    form = filled(clerk, letter) | ticks(groups, "information")
    with office.database.transaction() as session:
        unit = session.get_one(Unit, groups[0])
        unit.is_active = False
        session.add(unit)
    assert f'name="purpose-{groups[0]}"' not in clerk.get(f"/routing/letters/{letter}/send").text
    answer = clerk.post(f"/routing/letters/{letter}/send", form)
    assert "หน่วยงานปิดแล้ว: กลุ่มงานบัญชี" in answer.text
    assert sent(office) == []


def printed(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.mimetype == "application/pdf"
    with pdfplumber.open(io.BytesIO(answer.data)) as pdf:
        return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


def test_the_paper_grid_carries_the_ticks_and_who_sent_it(
    clerk: Browser, head: Browser, letter: int, groups: list[int]
) -> None:
    address = f"/routing/letters/{letter}/send/print"
    before = printed(clerk, address)
    assert "กบช." in before
    assert "เพื่อทราบ" not in before
    form = filled(clerk, letter, message="โปรดเร่ง") | ticks(groups, "owner", "action")
    clerk.post(f"/routing/letters/{letter}/send", form)
    after = printed(head, address)
    for said in ("กองทดสอบ", "เจ้าของเรื่อง", "เพื่อดำเนินการ", "ถึงทุกหน่วยงาน: โปรดเร่ง", "๒ พฤษภาคม ๒๕๖๘"):
        assert said in after
    assert head.get(f"{address}?unit={groups[2]}").status_code == 404


def test_the_registered_page_leads_to_the_grid(clerk: Browser, letter: int) -> None:
    assert f"/routing/letters/{letter}/send" in clerk.get("/intake/drafts/1/registered").text


def test_a_letter_under_a_cover_is_sent_with_its_cover(
    clerk: Browser, office: Office, agency: Agency
) -> None:
    with office.database.reading() as session:
        division = session.get_one(Unit, agency.division)
    by = factories.as_actor(office, agency.officers[Role.CLERK])
    pair = [
        factories.a_letter_as_read(page_numbers=(1,), wraps=(1,)),
        factories.a_letter_as_read(page_numbers=(2,), reference="นร 0106/ว7"),
    ]
    factories.a_registered_letter(office, division, by, letters=pair, page_count=2)
    with office.database.reading() as session:
        under = session.exec(select(Letter).where(col(Letter.cover_id).is_not(None))).one()
    answer = clerk.get(f"/routing/letters/{under.id}/send")
    assert answer.status_code == 422
    assert "กรุณาส่งจากหนังสือนำ" in answer.text
