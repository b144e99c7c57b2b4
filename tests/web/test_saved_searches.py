import datetime as dt
from urllib.parse import quote

from flask import Flask

from registry.office import Office
from registry.people_models import Unit
from registry.vocabulary import Role
from tests import factories
from tests.fakes import FixedClock
from tests.search.indexed import work_off
from tests.web.browser import Browser
from tests.web.conftest import Agency


def test_a_saved_search_counts_what_came_since_he_looked_and_only_what_is_his(
    app: Flask, office: Office, agency: Agency, clerk: Browser, clock: FixedClock
) -> None:
    with office.database.reading() as session:
        division = session.get_one(Unit, agency.division)
    writer = factories.as_actor(office, agency.officers[Role.CLERK])
    factories.a_clerk(office, factories.a_unit(office, "กองอื่น"), login="stranger")
    stranger = Browser(app)
    stranger.sign_in("stranger", factories.PASSWORD)
    said = {"q": "การเบิกจ่าย", "name": "เรื่องเงิน"}
    factories.a_registered_letter(office, division, writer)
    work_off(office, app.extensions["search.engine"])
    assert clerk.post("/search/saved", said).status_code == 303
    assert stranger.post("/search/saved", said).status_code == 303
    assert stranger.post("/search/saved", {**said, "shared": str(division.id)}).status_code == 404
    assert "เรื่องเงิน</button>" in clerk.get("/search/").text
    clock.time += dt.timedelta(minutes=5)
    factories.a_registered_letter(office, division, writer)
    work_off(office, app.extensions["search.engine"])
    assert "<strong>ใหม่ 1</strong>" in clerk.get("/search/").text
    assert "<strong>ใหม่" not in stranger.get("/search/").text
    answer = clerk.post("/search/saved/1/look")
    assert answer.headers["Location"] == f"/search/?q={quote('การเบิกจ่าย')}"
    assert "<strong>ใหม่" not in clerk.get("/search/").text
    assert clerk.post("/search/saved/2/look").status_code == 404
    assert clerk.post("/search/saved/2/drop").status_code == 404
    assert clerk.post("/search/saved/1/drop").status_code == 303
    assert "เรื่องเงิน" not in clerk.get("/search/").text


def test_a_search_shared_with_a_unit_is_seen_there_and_dropped_by_its_keeper_alone(
    agency: Agency, clerk: Browser, head: Browser
) -> None:
    shared = {"q": "ประชุม", "name": "ของกอง", "shared": str(agency.division)}
    assert clerk.post("/search/saved", shared).status_code == 303
    assert "ใช้ร่วมกันในกองทดสอบ" in head.get("/search/").text
    assert head.post("/search/saved/1/drop").status_code == 404
    assert clerk.post("/search/saved/1/drop").status_code == 303


def test_a_search_without_a_name_is_asked_for_one_above_what_was_found(
    app: Flask, office: Office, agency: Agency, clerk: Browser
) -> None:
    with office.database.reading() as session:
        division = session.get_one(Unit, agency.division)
    writer = factories.as_actor(office, agency.officers[Role.CLERK])
    factories.a_registered_letter(office, division, writer)
    work_off(office, app.extensions["search.engine"])
    answer = clerk.post("/search/saved", {"q": "การเบิกจ่าย", "name": " ", "state": "received"})
    assert answer.status_code == 422
    assert 'id="name-fault"' in answer.text
    assert "พบ 1 ฉบับ" in answer.text
    assert 'name="state" value="received"' in answer.text
