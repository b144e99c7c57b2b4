import dataclasses
import re
from urllib.parse import quote

import pytest
from flask import Flask
from markupsafe import escape
from sqlmodel import select

from registry import registering
from registry.journal import Event
from registry.models import JournalEntry, Letter, Receipt
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Urgency
from search import indexing, jobs
from search.engine import Engine
from search.queries import EXAMPLES
from search.query import read_query
from tests import factories
from tests.conftest import NOW
from tests.search.indexed import work_off
from tests.web.browser import Browser


@pytest.fixture
def engine(app: Flask) -> Engine:
    made: Engine = app.extensions["search.engine"]
    return made


def searched(browser: Browser, typed: str, **said: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in said.items())
    answer = browser.get(f"/search/?q={quote(typed)}{more}")
    assert answer.status_code == 200
    return answer.text


def test_a_letter_just_registered_is_found_with_its_words_marked(
    office: Office, engine: Engine, clerk: Browser, division: Unit, writer: Actor
) -> None:
    letter = factories.a_registered_letter(
        office, division, writer, subject="ขอเชิญประชุมคณะกรรมการจัดซื้อ"
    )
    work_off(office, engine)
    text = searched(clerk, "กรรมการ")
    assert "พบ 1 ฉบับ" in text
    assert f'href="/letters/{letter.id}"' in text
    assert "<mark>กรรมการ</mark>" in text
    assert "<mark>การเบิกจ่าย</mark>" in searched(clerk, "การเบิกจ่าย")


def test_a_phrase_on_page_7_opens_page_7_with_its_lines_outlined(
    office: Office, engine: Engine, clerk: Browser, division: Unit, writer: Actor
) -> None:
    texts = ["แผน ราชการ"] * 6 + ["หน้าเจ็ด\nให้เร่งรัดแผนปฏิบัติ\nราชการประจำปี\nจบ", "ราชการ"]
    readings = [factories.a_reading(n, text) for n, text in enumerate(texts, 1)]
    letter = factories.a_registered_letter(office, division, writer, readings=readings)
    work_off(office, engine)
    address = f"/search/letters/{letter.id}/7?q="
    text = searched(clerk, '"แผนปฏิบัติราชการ"')
    assert f'<h2><a href="{address}' in text
    page = clerk.get(address + quote('"แผนปฏิบัติราชการ"')).text
    assert re.findall(r'<rect id="line-\d" x="(\d+)" y="(\d+)"', page) == [
        ("300", "380"),
        ("300", "460"),
    ]
    assert "<mark>แผนปฏิบัติ</mark>" in page
    assert "<mark>ราชการ</mark>ประจำปี" in page
    assert 'rel="next"' not in page
    many = clerk.get(address + quote("ราชการ")).text
    assert f'rel="next" data-key="]" href="/search/letters/{letter.id}/8?' in many
    assert f'rel="prev" data-key="[" href="/search/letters/{letter.id}/6?' in many


def test_a_page_shows_no_boxes_where_nothing_was_found(
    office: Office, clerk: Browser, division: Unit, writer: Actor
) -> None:
    letter = factories.a_registered_letter(office, division, writer)
    page = clerk.get(f"/search/letters/{letter.id}/1?q=" + quote("จาก:กรมบัญชีกลาง")).text
    assert "<rect" not in page
    assert "อยู่ในรายการของหนังสือ" in page
    assert "<rect" not in clerk.get(f"/search/letters/{letter.id}/1").text
    assert clerk.get(f"/search/letters/{letter.id}/2").status_code == 404
    assert clerk.get(f"/search/letters/{letter.id}/0").status_code == 404
    assert clerk.get(f"/search/letters/{letter.id}/1?q=" + quote('"ไม่ปิด')).status_code == 422


def test_the_picture_of_a_letter_that_is_not_his_is_not_there(
    app: Flask, office: Office, division: Unit, writer: Actor
) -> None:
    letter = factories.a_registered_letter(office, division, writer)
    factories.a_clerk(office, factories.a_unit(office, "กองอื่น"), login="stranger")
    stranger = Browser(app)
    stranger.sign_in("stranger", factories.PASSWORD)
    answer = stranger.get(f"/search/letters/{letter.id}/1?q=" + quote("การเบิกจ่าย"))
    assert answer.status_code == 404
    assert letter.subject not in answer.text


def test_facets_count_what_was_found_narrow_it_and_can_be_taken_off(
    office: Office, engine: Engine, clerk: Browser, division: Unit, writer: Actor
) -> None:
    for number, sender in enumerate(("กรมหนึ่ง", "กรมหนึ่ง", "กรมสอง")):
        urgency = Urgency.URGENT if number == 0 else Urgency.NORMAL
        factories.a_registered_letter(office, division, writer, sender=sender, urgency=urgency)
    work_off(office, engine)
    text = searched(clerk, "การเบิกจ่าย")
    assert facets_of(text) == {"กรมหนึ่ง": 2, "กรมสอง": 1, Urgency.NORMAL.label: 2, "ด่วน": 1}
    narrow = searched(clerk, "การเบิกจ่าย", sender=quote("กรมหนึ่ง"))
    assert "พบ 2 ฉบับ" in narrow
    assert facets_of(narrow) == {Urgency.NORMAL.label: 1, "ด่วน": 1}
    assert 'aria-label="เลิกกรอง จาก กรมหนึ่ง"' in narrow
    assert '<input type="hidden" name="sender" value="กรมหนึ่ง">' in narrow
    assert "พบ 1 ฉบับ" in searched(clerk, "การเบิกจ่าย", sender=quote("กรมหนึ่ง"), urgency="urgent")
    assert "ไม่พบหนังสือ" in searched(clerk, "การเบิกจ่าย", month="2568-99")


def test_state_and_book_are_those_of_his_own_units(
    app: Flask, office: Office, clerk: Browser, division: Unit, writer: Actor
) -> None:
    """Who was sent a letter is not told how far it has come elsewhere."""
    other = factories.a_unit(office, "กองอื่น", under=division)
    letters = [factories.a_registered_letter(office, division, writer) for _ in range(3)]
    for letter in letters[:2]:
        sent = factories.a_sent_letter(office, letter, division, other, by=writer)
    receiver = factories.a_clerk(office, other, login="stranger")
    factories.a_received_assignment(office, sent, by=receiver)
    void_receipt(office, letters[2], writer)
    work_off(office, app.extensions["search.engine"])
    stranger = Browser(app)
    stranger.sign_in("stranger", factories.PASSWORD)
    assert facets_of(searched(clerk, "การเบิกจ่าย")) == {"ลงรับแล้ว": 2, "ยกเลิกเลขแล้ว": 1}
    assert facets_of(searched(stranger, "การเบิกจ่าย")) == {"ลงรับแล้ว": 1, "ยังไม่ลงรับ": 1}
    assert "พบ 1 ฉบับ" in searched(clerk, "การเบิกจ่าย สถานะ:ยกเลิกเลขแล้ว")
    assert "พบ 1 ฉบับ" in searched(stranger, "การเบิกจ่าย", state="waiting")
    assert "พบ 1 ฉบับ" in searched(stranger, "การเบิกจ่าย", volume="received-2568")
    narrow = searched(clerk, "การเบิกจ่าย", volume="received-2568", unit=str(division.id))
    assert "พบ 3 ฉบับ" in narrow
    assert 'aria-label="เลิกกรอง ทะเบียน ทะเบียนหนังสือรับ 2568"' in narrow
    assert "ไม่พบหนังสือ" in searched(clerk, "การเบิกจ่าย", state="waiting")


def void_receipt(office: Office, letter: Letter, clerk: Actor) -> None:
    with office.database.transaction() as session:
        receipt = session.exec(select(Receipt).where(Receipt.letter_id == letter.id)).one()
        assert receipt.id is not None
        registering.void_receipt(session, office.jobs, receipt.id, "ลงซ้ำ", by=clerk, at=NOW)


def test_no_facet_tells_of_a_unit_that_is_not_his(
    app: Flask, office: Office, clerk: Browser, division: Unit, writer: Actor
) -> None:
    other = factories.a_unit(office, "กองอื่น", under=division)
    letter = factories.a_registered_letter(office, division, writer, sender="กรมลับเฉพาะ")
    factories.a_registered_letter(office, division, writer)
    factories.a_sent_letter(office, letter, division, other, by=writer)
    factories.a_clerk(office, factories.a_unit(office, "กองไกล"), login="stranger")
    work_off(office, app.extensions["search.engine"])
    stranger = Browser(app)
    stranger.sign_in("stranger", factories.PASSWORD)
    text = searched(stranger, "การเบิกจ่าย")
    assert facets_of(text) == {}
    assert "กรมลับเฉพาะ" not in text
    address = f"/search/?q={quote('การเบิกจ่าย')}&unit="
    assert clerk.get(f"{address}{division.id}").status_code == 200
    assert clerk.get(f"{address}{other.id}").status_code == 404
    assert clerk.get(f"{address}9999").status_code == 404


def test_nothing_found_offers_other_spellings_and_the_question_less_strict(
    office: Office, engine: Engine, clerk: Browser, division: Unit, writer: Actor
) -> None:
    factories.a_registered_letter(
        office, division, writer, reference="กค 0402.2/ว24", sender="กรมบัญชีกลาง"
    )
    work_off(office, engine)
    sender = searched(clerk, "จาก:กรมบัญชกลาง")
    assert "ไม่พบหนังสือ" in sender
    assert "จาก:กรมบัญช<mark>ี</mark>กลาง</a> (1 ฉบับ)" in sender
    numbered = searched(clerk, "ที่:กค 0402.2/ว25")
    assert "ที่:กค 0402.2/ว2<mark>4</mark></a> (1 ฉบับ)" in numbered
    near = searched(clerk, "กรมบัญชกลาง")
    assert "กรมบัญช<mark>ี</mark>กลาง</a> (1 ฉบับ)" in near
    reference = searched(clerk, "กค 0402.2/ว25")
    assert "กค 0402.2/ว2<mark>4</mark></a> (1 ฉบับ)" in reference
    narrow = searched(clerk, "การเบิกจ่าย", year="2560")
    assert "ค้นโดยไม่มี “ปีที่รับ 2560”</a> พบ 1 ฉบับ" in narrow
    word = searched(clerk, "การเบิกจ่าย ฎีกา")
    assert "ค้นโดยไม่มี “ฎีกา”</a> พบ 1 ฉบับ" in word


def test_nothing_is_suggested_from_letters_that_are_not_his(
    app: Flask, office: Office, division: Unit, writer: Actor
) -> None:
    factories.a_registered_letter(office, division, writer, reference="กค 0402.2/ว24")
    factories.a_clerk(office, factories.a_unit(office, "กองอื่น"), login="stranger")
    work_off(office, app.extensions["search.engine"])
    stranger = Browser(app)
    stranger.sign_in("stranger", factories.PASSWORD)
    for typed in ("กรมบัญชกลาง", "กค 0402.2/ว25", "การเบิกจ่าย ฎีกา"):
        text = searched(stranger, typed)
        assert "ไม่พบหนังสือ" in text
        assert "หมายถึง" not in text
        assert "ค้นโดยไม่มี" not in text


def test_what_was_found_is_taken_away_in_the_form_of_the_register(
    office: Office, engine: Engine, clerk: Browser, division: Unit, writer: Actor
) -> None:
    factories.a_registered_letter(office, division, writer, subject="ขอเชิญประชุมหนึ่ง")
    factories.a_registered_letter(office, division, writer, subject="เรื่องอื่น")
    work_off(office, engine)
    asked = f"?q={quote('ประชุมหนึ่ง')}"
    assert f'href="/search/print.csv{asked}"' in searched(clerk, "ประชุมหนึ่ง")
    table = clerk.get(f"/search/print.csv{asked}").data.decode("utf-8-sig").splitlines()
    assert table[0].startswith("เลขทะเบียนรับ,")
    assert [line.split(",")[0] for line in table[1:]] == ["1"]
    assert "ขอเชิญประชุมหนึ่ง" in table[1]
    assert clerk.get(f"/search/print.pdf{asked}").data.startswith(b"%PDF")
    assert clerk.get(f"/search/print.xlsx{asked}").data.startswith(b"PK")
    assert clerk.get(f"/search/print.csv{asked}&book=sent").text.count("\n") == 1
    assert clerk.get("/search/print.csv").status_code == 422
    with office.database.reading() as session:
        taken = select(JournalEntry).where(JournalEntry.event == Event.REGISTER_PRINTED)
        noted = session.exec(taken.where(JournalEntry.officer_id == writer.id)).all()
    assert [one.after["format"] for one in noted] == ["csv", "pdf", "xlsx", "csv"]
    assert noted[0].after["q"] == "ประชุมหนึ่ง"


def test_nothing_is_taken_away_that_is_not_his(
    app: Flask, office: Office, division: Unit, writer: Actor
) -> None:
    """Not the letters of others, and not their numbers of a letter he was sent."""
    unit = factories.a_unit(office, "กองอื่น", under=division)
    letter = factories.a_registered_letter(office, division, writer)
    factories.a_registered_letter(office, division, writer)
    factories.a_sent_letter(office, letter, division, unit, by=writer)
    factories.a_clerk(office, unit, login="stranger")
    work_off(office, app.extensions["search.engine"])
    stranger = Browser(app)
    stranger.sign_in("stranger", factories.PASSWORD)
    assert "พบ 1 ฉบับ" in searched(stranger, "การเบิกจ่าย")
    answer = stranger.get(f"/search/print.csv?q={quote('การเบิกจ่าย')}")
    assert answer.text.count("\n") == 1


def facets_of(text: str) -> dict[str, int]:
    """The values that a page offers, with their counts."""
    found = re.findall(r'<li><a href="[^"]+">([^<]+)</a> <span class="quiet">(\d+)</span>', text)
    return {label: int(count) for label, count in found}


def test_an_officer_of_another_unit_finds_nothing_and_no_count(
    app: Flask, office: Office, engine: Engine, division: Unit, writer: Actor
) -> None:
    factories.a_registered_letter(office, division, writer, subject="เรื่องของกองทดสอบ")
    work_off(office, engine)
    elsewhere = factories.a_unit(office, "กองอื่น")
    factories.a_clerk(office, elsewhere, login="stranger")
    stranger = Browser(app)
    stranger.sign_in("stranger", factories.PASSWORD)
    assert "ไม่พบหนังสือ" in searched(stranger, "กองทดสอบ")


def test_the_register_has_the_last_word_over_the_index(
    office: Office, engine: Engine, clerk: Browser, division: Unit, writer: Actor
) -> None:
    """An index that shows too much, for whatever reason, shows it to nobody."""
    root = factories.a_unit(office, "อีกกรม")
    other = factories.a_registered_letter(office, root, factories.a_clerk(office, root))
    mine = factories.a_registered_letter(office, division, writer)
    work_off(office, engine)
    with office.database.reading() as session:
        ids = [other.id or 0, mine.id or 0]
        theirs, ours = indexing.documents(session, ids, engine.analyzer)
    engine.index.replace([theirs.letter_id], [dataclasses.replace(theirs, units=ours.units)])
    text = searched(clerk, "การเบิกจ่าย")
    assert f'href="/letters/{mine.id}"' in text
    assert f'href="/letters/{other.id}"' not in text
    assert "พบ 1 ฉบับ" in text


def test_what_cannot_be_read_is_answered_on_the_page_with_what_was_typed(
    office: Office, engine: Engine, clerk: Browser
) -> None:
    answer = clerk.get("/search/?q=" + quote('"ไม่ปิด'))
    assert answer.status_code == 422
    assert "คำพูดไม่ครบคู่" in answer.text
    assert "&#34;ไม่ปิด" in answer.text
    missing = clerk.get("/search/?q=" + quote("ประชุม"))
    assert missing.status_code == 503
    assert "กำลังจัดทำดัชนี" in missing.text
    jobs.prepare(office, engine.index)
    work_off(office, engine)
    assert "ไม่พบหนังสือ" in searched(clerk, "ประชุม")


def test_an_empty_page_teaches_what_to_type(clerk: Browser, engine: Engine) -> None:
    page = clerk.get("/search/").text
    for typed, _ in EXAMPLES:
        read_query(typed, engine.analyzer, {1: "กองทดสอบ"})
        assert quote(typed, safe="/:") in page or str(escape(typed)) in page


def test_only_those_who_read_letters_search(
    administrator: Browser, browser: Browser, clerk: Browser
) -> None:
    assert administrator.get("/search/").status_code == 404
    assert browser.get("/search/").status_code == 303
    assert 'href="/search/"' in clerk.get("/search/").text


def test_twenty_letters_to_a_page_newest_first_when_asked(
    office: Office, engine: Engine, clerk: Browser, division: Unit, writer: Actor
) -> None:
    letters = [
        factories.a_registered_letter(office, division, writer, subject=f"ประชุมครั้งที่ {n}")
        for n in range(21)
    ]
    work_off(office, engine)
    first = searched(clerk, "ประชุม", sort="newest")
    shown = [int(n) for n in re.findall(r'<h2><a href="/letters/(\d+)"', first)]
    assert shown == sorted((one.id or 0 for one in letters), reverse=True)[:20]
    assert "พบ 21 ฉบับ · หน้า 1 จาก 2" in first
    second = searched(clerk, "ประชุม", sort="newest", page="2")
    assert f'<h2><a href="/letters/{letters[0].id}"' in second
    assert "ไม่มีหน้านี้" in searched(clerk, "ประชุม", page="9")


def test_what_is_merely_near_is_called_so_in_an_order_by_day(
    office: Office, engine: Engine, clerk: Browser, division: Unit, writer: Actor
) -> None:
    factories.a_registered_letter(office, division, writer, subject="ขอเชิญประชุมคณะกรรมการ")
    work_off(office, engine)
    assert "สะกดใกล้เคียง" in searched(clerk, "ประชมคณะกรรมการ", sort="newest")
    assert "สะกดใกล้เคียง" not in searched(clerk, "กรรมการ", sort="newest")
