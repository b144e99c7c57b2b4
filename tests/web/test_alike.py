import re

from flask import Flask

from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from tests import factories
from tests.search.indexed import work_off
from tests.web.browser import Browser


def letters_in(text: str) -> list[int]:
    return [int(one) for one in re.findall(r'data-row><a href="/letters/(\d+)"', text)]


def test_letters_of_one_matter_are_shown_beside_each_other_but_not_beside_themselves(
    app: Flask, office: Office, clerk: Browser, division: Unit, writer: Actor
) -> None:
    subjects = [f"ขอเชิญประชุมคณะกรรมการจัดซื้อจัดจ้าง ครั้งที่ {n}" for n in range(1, 8)]
    meetings = [
        factories.a_registered_letter(office, division, writer, subject=one) for one in subjects
    ]
    factories.a_registered_letter(office, division, writer, subject="รายงานการเงินประจำเดือน")
    work_off(office, app.extensions["search.engine"])
    address = f"/search/like/{meetings[0].id}"
    short = clerk.get(address, headers={"HX-Request": "true"}).text
    assert len(letters_in(short)) == 5
    assert f'href="{address}">ดูเรื่องคล้ายกันทั้งหมด 6 ฉบับ' in short
    assert sorted(letters_in(clerk.get(address).text)) == [one.id for one in meetings[1:]]
    assert f'hx-get="{address}"' in clerk.get(f"/letters/{meetings[0].id}").text


def test_nothing_alike_is_shown_where_nothing_is(
    app: Flask, office: Office, clerk: Browser, division: Unit, writer: Actor
) -> None:
    alone = factories.a_registered_letter(office, division, writer, subject="การเบิกจ่าย")
    silent = factories.a_registered_letter(office, division, writer, subject="2568")
    work_off(office, app.extensions["search.engine"])
    for letter in (alone, silent):
        address = f"/search/like/{letter.id}"
        assert "เรื่องคล้ายกัน" not in clerk.get(address, headers={"HX-Request": "true"}).text
        assert "ไม่มีหนังสือฉบับอื่น" in clerk.get(address).text


def test_nothing_is_like_a_letter_that_is_not_his_nor_is_one_shown(
    app: Flask, office: Office, division: Unit, writer: Actor
) -> None:
    other = factories.a_unit(office, "กองอื่น")
    stranger = factories.a_clerk(office, other, login="stranger")
    theirs = factories.a_registered_letter(office, division, writer)
    mine = factories.a_registered_letter(office, other, stranger)
    work_off(office, app.extensions["search.engine"])
    browser = Browser(app)
    browser.sign_in("stranger", factories.PASSWORD)
    assert browser.get(f"/search/like/{theirs.id}").status_code == 404
    assert letters_in(browser.get(f"/search/like/{mine.id}").text) == []


def test_without_an_index_it_is_said_in_its_place_and_the_letter_page_goes_undisturbed(
    office: Office, clerk: Browser, division: Unit, writer: Actor
) -> None:
    letter = factories.a_registered_letter(office, division, writer)
    for headers in ({"HX-Request": "true"}, {}):
        answer = clerk.get(f"/search/like/{letter.id}", headers=headers)
        assert answer.status_code == 200
        assert "กำลังจัดทำดัชนี" in answer.text
