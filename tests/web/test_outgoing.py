"""Writing an outgoing letter in the browser, without scripts."""

import re

import pypdfium2
import pytest
from sqlmodel import select

from registry.models import Dispatch
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from routing.outgoing_models import OutgoingDraft
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Agency

WORDS = {
    "kind": "memo",
    "series": "sent",
    "urgency": "normal",
    "office": "กองทดสอบ",
    "subject": "ขอส่งหนังสือเวียน",
    "greeting": "เรียน",
    "closing": "ขอแสดงความนับถือ",
    "addressee": "หัวหน้ากลุ่มงานทุกกลุ่ม",
    "refers_to": "",
    "enclosures": "สำเนาหนังสือ 1 ชุด",
    "body": "ด้วยได้รับหนังสือเวียน\r\nจึงเรียนมาเพื่อทราบ",
    "signatory": "นายหัวหน้า",
    "position": "ผู้อำนวยการกองทดสอบ",
    "owner_unit": "",
    "contact": "",
    "dated": "",
    "reserved_number": "",
    "remark": "",
}


@pytest.fixture
def division(office: Office, agency: Agency) -> Unit:
    with office.database.transaction() as session:
        unit = session.get_one(Unit, agency.division)
        unit.code = "ทส 0919.103"
        return unit


def begun(browser: Browser, division: Unit, **about: str) -> str:
    """Begin a memo and return the address of its page."""
    sent = browser.post(
        "/routing/outgoing/new", {"unit": str(division.id), "kind": "memo", **about}
    )
    assert sent.status_code == 303, sent.text
    return str(sent.location)


def version_on(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def filled(browser: Browser, address: str, **changes: str) -> dict[str, str]:
    return {**WORDS, "version": version_on(browser.get(address).text), **changes}


def test_a_letter_is_passed_on_from_its_page_to_the_number_on_its_paper(
    office: Office, division: Unit, writer: Actor, clerk: Browser, head: Browser
) -> None:
    received = factories.a_registered_letter(office, division, writer)
    page = clerk.get(f"/letters/{received.id}").text
    link = f"/routing/outgoing/new?letter={received.id}&amp;link=forwards"
    assert link in page
    assert received.subject in clerk.get(link.replace("&amp;", "&")).text
    address = begun(clerk, division, letter=str(received.id), link="forwards")
    page = clerk.get(address).text
    assert f"{received.subject}</textarea>" in page
    assert "ท่านเป็นผู้ร่าง" in page
    assert clerk.post(f"{address}/propose", filled(clerk, address)).status_code == 303
    assert "เสนอให้ออกเลขแล้วเมื่อ" in clerk.get(address).text
    assert "รอท่านตรวจและออกเลข 1 ฉบับ" in head.get("/routing/").text
    assert "รอท่านออกเลข" in head.get("/routing/outgoing").text
    page = head.get(address).text
    assert "ออกเลข ทส 0919.103/1" in page
    assert "หัวหน้ากลุ่มงานทุกกลุ่ม</textarea>" in page
    issued = head.post(f"{address}/issue", filled(head, address))
    assert issued.status_code == 303
    letter = head.get(issued.location).text
    assert '<strong class="number-big">1</strong>' in letter
    assert "ออกเลขส่ง 1 แล้ว" in letter
    assert "ส่งต่อหนังสือ" in head.get(f"{issued.location}/chain").text
    assert "ส่งต่อเป็นหนังสือ" in head.get(f"/letters/{received.id}/chain").text
    assert "ขอส่งหนังสือเวียน" in clerk.get("/sent").text


def test_the_writer_is_refused_and_nothing_he_typed_is_lost(
    office: Office, division: Unit, clerk: Browser
) -> None:
    address = begun(clerk, division)
    refused = clerk.post(f"{address}/issue", filled(clerk, address, subject="เรื่องที่พิมพ์ไว้"))
    assert refused.status_code == 409
    assert "คนละคน" in refused.text
    assert "เรื่องที่พิมพ์ไว้</textarea>" in clerk.get(address).text
    with office.database.reading() as session:
        assert session.exec(select(Dispatch)).all() == []


def test_a_letter_that_lacks_words_says_which_and_keeps_the_others(
    division: Unit, clerk: Browser, head: Browser
) -> None:
    address = begun(clerk, division)
    refused = head.post(f"{address}/issue", filled(head, address, body="", dated="วันไหนดี"))
    assert refused.status_code == 422
    assert 'id="body-fault"' in refused.text
    assert 'id="dated-fault"' in refused.text
    assert 'value="วันไหนดี"' in refused.text
    assert 'value="วันไหนดี"' in clerk.get(address).text


def test_the_preview_is_a_draft_without_a_number(division: Unit, clerk: Browser) -> None:
    address = begun(clerk, division)
    sent = clerk.post(f"{address}/preview", filled(clerk, address))
    assert sent.location == f"{address}/draft.pdf"
    answer = clerk.get(sent.location)
    assert answer.mimetype == "application/pdf"
    with pypdfium2.PdfDocument(answer.data) as paper:
        text = paper[0].get_textpage().get_text_range()
    assert text.startswith("ร่าง")
    assert "ทส ๐๙๑๙.๑๐๓/" in text
    assert "จึงเรียนมาเพื่อทราบ" in text


def test_a_preview_of_an_unfinished_letter_says_what_is_missing(
    division: Unit, clerk: Browser
) -> None:
    address = begun(clerk, division)
    refused = clerk.post(f"{address}/preview", filled(clerk, address, addressee=" "))
    assert refused.status_code == 422
    assert 'id="addressee-fault"' in refused.text


def test_drafts_that_wait_are_listed_and_given_up(
    office: Office, division: Unit, clerk: Browser
) -> None:
    address = begun(clerk, division)
    clerk.post(f"{address}/save", filled(clerk, address))
    assert "ขอส่งหนังสือเวียน" in clerk.get("/routing/outgoing").text
    version = version_on(clerk.get(address).text)
    gone = clerk.post(f"{address}/discard", {"version": version})
    assert gone.location == "/routing/outgoing"
    assert "ไม่มีร่างที่รอออกเลข" in clerk.get("/routing/outgoing").text
    refused = clerk.post(f"{address}/save", {**WORDS, "version": version})
    assert refused.status_code == 409
    with office.database.reading() as session:
        assert session.exec(select(OutgoingDraft.discarded_at)).one() is not None


def test_a_letter_nobody_received_here_cannot_be_passed_on(
    office: Office, division: Unit, clerk: Browser
) -> None:
    other = factories.a_unit(office, "กองอื่น", under=division)
    received = factories.a_registered_letter(office, other, factories.a_clerk(office, other))
    assert clerk.get(f"/routing/outgoing/new?letter={received.id}&link=forwards").status_code == 404


def test_a_unit_without_a_code_is_told_so_before_anything_is_typed(
    agency: Agency, clerk: Browser
) -> None:
    sent = clerk.post("/routing/outgoing/new", {"unit": str(agency.division), "kind": "memo"})
    assert "ยังไม่มีรหัส" in clerk.get(sent.location).text


def test_a_kind_that_cannot_be_written_here_is_refused(division: Unit, clerk: Browser) -> None:
    sent = {"unit": str(division.id), "kind": "order"}
    assert clerk.post("/routing/outgoing/new", sent).status_code == 422


def test_a_number_set_aside_is_chosen_on_the_page(
    division: Unit, clerk: Browser, head: Browser
) -> None:
    numbers = f"/register/{division.id}/numbers"
    clerk.post(f"{numbers}/reserve", {"count": "2", "reason": "รอลงนาม", "book": "sent"})
    address = begun(clerk, division)
    page = clerk.get(address).text
    assert '<option value="2">เลขที่จอง 2</option>' in page
    day = {"reserved_number": "2", "dated": "1 พ.ค. 2568"}
    issued = head.post(f"{address}/issue", filled(head, address, **day))
    assert '<strong class="number-big">2</strong>' in head.get(issued.location).text
