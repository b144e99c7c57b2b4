"""A newer letter stands in an older one's place once a clerk has said so, and not before."""

import pytest
from sqlmodel import select

from registry import replacing
from registry.errors import NotFound
from registry.models import BundlePage, JournalEntry, Letter
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from tests import factories
from tests.conftest import NOW
from tests.web.browser import Browser
from tests.web.conftest import Agency

OLD = {"reference": "กค 0402.2/ว24", "date": "2025-04-02"}
SAYS = "ให้ยกเลิกหนังสือกรมบัญชีกลาง ที่ กค ๐๔๐๒.๒/ว ๒๔ ลงวันที่ ๒ เมษายน ๒๕๖๘"
NOTICE = "หนังสือนี้ถูกยกเลิกโดย"


def a_letter(office: Office, unit: Unit, by: Actor, text: str = "", **said: str) -> Letter:
    """A registered letter whose only page says ``text``."""
    read = factories.a_letter_as_read(**said)  # type: ignore[arg-type]
    letter = factories.a_registered_letter(
        office, unit, by, letters=[read], subject=said.get("subject", "การเบิกค่าเช่าบ้าน")
    )
    with office.database.transaction() as session:
        page = session.get_one(BundlePage, (letter.bundle_id, 1))
        page.text = text
        session.add(page)
    return letter


def test_the_older_letter_says_so_once_the_clerk_has_confirmed(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    old = a_letter(office, division, writer, **OLD)
    new = a_letter(office, division, writer, SAYS, reference="กค 0402.2/ว99", date="2025-04-30")
    assert "ข้อความในหนังสือนี้อ่านได้ว่ายกเลิกหนังสือ" in clerk.get(f"/letters/{new.id}/chain").text
    assert NOTICE not in clerk.get(f"/letters/{old.id}").text
    said = {"older_id": str(old.id), "is_confirmed": "yes"}
    assert clerk.post(f"/letters/{new.id}/chain", said).status_code == 303
    text = clerk.get(f"/letters/{old.id}").text
    assert f'{NOTICE} <a href="/letters/{new.id}">กค 0402.2/ว99</a>' in text
    chain = clerk.get(f"/letters/{old.id}/chain").text
    assert f'ถูกยกเลิกโดย</span> <a href="/letters/{new.id}">' in chain
    assert 'aria-label="ถูกยกเลิกโดย กค 0402.2/ว99"' in chain
    assert 'aria-label="ยกเลิกหนังสือ กค 0402.2/ว24"' in clerk.get(f"/letters/{new.id}/chain").text
    clerk.post(f"/letters/{new.id}/chain", said | {"is_confirmed": "no"})
    assert NOTICE not in clerk.get(f"/letters/{old.id}").text
    with office.database.reading() as session:
        events = session.exec(
            select(JournalEntry.event).where(JournalEntry.about_id == new.id)
        ).all()
    assert [one for one in events if one.startswith("replacement")] == [
        "replacement-confirmed",
        "replacement-dismissed",
    ]


def test_what_was_dismissed_is_not_asked_again(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    old = a_letter(office, division, writer, **OLD)
    new = a_letter(office, division, writer, SAYS, reference="กค 0402.2/ว99")
    clerk.post(f"/letters/{new.id}/chain", {"older_id": str(old.id), "is_confirmed": "no"})
    assert "อ่านได้ว่า" not in clerk.get(f"/letters/{new.id}/chain").text


def test_nobody_learns_by_it_of_a_letter_that_is_not_his(
    clerk: Browser, office: Office, division: Unit, writer: Actor, agency: Agency
) -> None:
    with office.database.reading() as session:
        root = session.get_one(Unit, agency.root)
    other = factories.a_unit(office, "กองลึกลับ", under=root)
    stranger = factories.a_clerk(office, other)
    old = a_letter(office, other, stranger, **OLD)
    new = a_letter(office, division, writer, SAYS, reference="กค 0402.2/ว99")
    assert "อ่านได้ว่า" not in clerk.get(f"/letters/{new.id}/chain").text
    said = {"older_id": str(old.id), "is_confirmed": "yes"}
    assert clerk.post(f"/letters/{new.id}/chain", said).status_code == 404
    own = a_letter(office, division, writer, **OLD)
    hidden = a_letter(office, other, stranger, SAYS, reference="กค 0402.2/ว98")
    with office.database.transaction() as session, pytest.raises(NotFound):
        replacing.decide(
            session, hidden.id or 0, own.id or 0, is_confirmed=True, by=stranger, at=NOW
        )


def test_a_letter_that_the_text_does_not_name_cannot_be_declared_replaced(
    clerk: Browser, office: Office, division: Unit, writer: Actor
) -> None:
    old = a_letter(office, division, writer, **OLD)
    new = a_letter(office, division, writer, "ขอยกเลิกการประชุม", reference="กค 0402.2/ว99")
    said = {"older_id": str(old.id), "is_confirmed": "yes"}
    assert clerk.post(f"/letters/{new.id}/chain", said).status_code == 404


def test_the_clerks_word_stands_on_either_database(each_office: Office) -> None:
    unit = factories.an_agency(each_office)
    by = factories.a_clerk(each_office, unit)
    old = a_letter(each_office, unit, by, **OLD)
    new = a_letter(each_office, unit, by, SAYS, reference="กค 0402.2/ว99")
    for word in (True, False, True):
        with each_office.database.transaction() as session:
            replacing.decide(session, new.id or 0, old.id or 0, is_confirmed=word, by=by, at=NOW)
    with each_office.database.reading() as session:
        shown = replacing.replaced_by(session, by, session.get_one(Letter, old.id))
    assert [(said, newer.id) for said, newer in shown] == [("ถูกยกเลิกโดย", new.id)]
