"""The letter's chain: what hangs together, and nothing of letters that are not his."""

from typing import Any

import pytest
from sqlmodel import select

from registry.models import Letter
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Role
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Agency


@pytest.fixture
def elsewhere(office: Office, agency: Agency) -> tuple[Unit, Actor]:
    with office.database.reading() as session:
        root = session.get_one(Unit, agency.root)
    unit = factories.a_unit(office, "กองลึกลับ", under=root)
    return unit, factories.a_clerk(office, unit)


def citing(*cited: tuple[str, str]) -> list[dict[str, str]]:
    return [{"reference": reference, "date": date} for reference, date in cited]


def test_a_letter_of_others_reads_like_one_that_has_not_come(
    clerk: Browser, office: Office, division: Unit, writer: Actor, elsewhere: tuple[Unit, Actor]
) -> None:
    hidden = factories.a_registered_letter(
        office, *elsewhere, reference="กค 0001/7", date="2025-04-01", subject="เรื่องปกปิด"
    )
    cites = citing(("กค 0001/7", "2025-04-01"), ("กค 0001/8", "2025-04-01"))
    letter = factories.a_registered_letter(office, division, writer, refers_to=cites)
    text = clerk.get(f"/letters/{letter.id}/chain").text
    assert "เรื่องปกปิด" not in text
    assert f"/letters/{hidden.id}" not in text
    one, other = (text.split(f"กค 0001/{n}")[1].split("</li>")[0] for n in (7, 8))
    assert one == other
    assert clerk.get(f"/letters/{hidden.id}/chain").status_code == 404


def test_what_cites_it_elsewhere_is_neither_listed_nor_drawn(
    clerk: Browser, office: Office, division: Unit, writer: Actor, elsewhere: tuple[Unit, Actor]
) -> None:
    letter = factories.a_registered_letter(office, division, writer, reference="กค 0001/7")
    factories.a_registered_letter(
        office, *elsewhere, refers_to=citing(("กค 0001/7", letter.dated)), subject="เรื่องปกปิด"
    )
    text = clerk.get(f"/letters/{letter.id}/chain").text
    assert "เรื่องปกปิด" not in text
    assert "<svg" not in text


def test_his_own_copy_stands_for_the_one_first_registered_elsewhere(
    clerk: Browser, office: Office, division: Unit, writer: Actor, elsewhere: tuple[Unit, Actor]
) -> None:
    said: dict[str, Any] = {"reference": "กค 0001/7", "date": "2025-04-01"}
    factories.a_registered_letter(office, *elsewhere, letters=[factories.a_letter_as_read(**said)])
    own = factories.a_registered_letter(
        office, division, writer, letters=[factories.a_letter_as_read(**said)]
    )
    letter = factories.a_registered_letter(
        office, division, writer, refers_to=citing(("กค 0001/7", "2025-04-01"))
    )
    assert f"/letters/{own.id}" in clerk.get(f"/letters/{letter.id}/chain").text
    assert f"/letters/{letter.id}" in clerk.get(f"/letters/{own.id}/chain").text


def test_the_picture_links_and_says_how_many_it_leaves_out(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    cites = citing(*((f"กค 0001/{n}", "2025-04-01") for n in range(100, 123)))
    known = factories.a_registered_letter(
        office, division, writer, reference="กค 0001/100", date="2025-04-01"
    )
    letter = factories.a_registered_letter(office, division, writer, refers_to=cites)
    text = clerk.get(f"/letters/{letter.id}/chain").text
    assert text.count("<rect") == 21
    assert "และอีก 3 ฉบับ" in text
    picture = text.split("<svg")[1]
    assert f'href="/letters/{known.id}"' in picture
    assert "style=" not in picture


def test_an_answer_that_cites_what_it_answers_is_named_once(
    clerk: Browser, office: Office, agency: Agency, division: Unit, writer: Actor
) -> None:
    with office.database.transaction() as session:
        session.get_one(Unit, division.id).code = "กท 0102"
    head = factories.as_actor(office, agency.officers[Role.HEAD])
    letter = factories.a_registered_letter(
        office, division, writer, reference="กค 0001/7", date="2025-04-01"
    )
    sent = factories.an_issued_letter(
        office,
        division,
        head,
        replies_to=letter.id,
        text={"refers_to": ("ที่ กค 0001/7 ลงวันที่ 1 เมษายน 2568",)},
    )
    text = clerk.get(f"/letters/{letter.id}/chain").text
    listed = text.split("<svg")[0]
    assert listed.count(f'href="/letters/{sent.letter_id}"') == 1
    assert "มีหนังสือตอบ · ถูกอ้างถึงใน" in listed


def test_the_units_of_his_circle_that_have_it_are_named(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    letter = factories.a_registered_letter(office, division, writer)
    assert "หน่วยงานที่มีหนังสือนี้" not in clerk.get(f"/letters/{letter.id}/chain").text
    below = factories.a_unit(office, "ฝ่ายแผน", under=division)
    factories.a_sent_letter(office, letter, division, below, by=writer)
    assert "ฝ่ายแผน" in clerk.get(f"/letters/{letter.id}/chain").text
    with office.database.reading() as session:
        assert session.exec(select(Letter.id)).all() == [letter.id]
