from werkzeug.datastructures import MultiDict

from registry.choices import Choices, choices_of
from registry.office import Office
from registry.vocabulary import Role
from tests.registry.test_choices import TYPED
from tests.web.browser import Browser


def test_the_page_claims_no_law_for_the_hours(administrator: Browser) -> None:
    assert "กำหนดโดยหน่วยงาน ไม่ใช่ระเบียบ" in administrator.get("/choices").text


def test_an_administrator_changes_what_the_agency_chooses(
    administrator: Browser, office: Office
) -> None:
    assert administrator.post("/choices", TYPED).location == "/choices"
    with office.database.reading() as session:
        assert choices_of(session).most_urgent_hours == 1
    page = administrator.get("/choices").text
    assert 'value="08.00"' in page
    assert 'name="normal_hours" autocomplete="off" value=""' in page


def test_ticked_roles_are_kept_shown_and_named_in_the_history(
    administrator: Browser, auditor: Browser, office: Office
) -> None:
    ticked = [("second_factor_roles", role) for role in ("head", "staff")]
    typed = MultiDict([*TYPED.items(), *ticked])
    assert administrator.post("/choices", typed).status_code == 303
    with office.database.reading() as session:
        assert choices_of(session).second_factor_roles == [Role.HEAD, Role.STAFF]
    assert 'value="head" checked' in administrator.get("/choices").text
    assert "หัวหน้าหน่วยงาน · ผู้ปฏิบัติงาน" in auditor.get("/history").text


def test_a_refusal_keeps_what_was_typed_and_changes_nothing(
    administrator: Browser, office: Office
) -> None:
    answer = administrator.post("/choices", TYPED | {"office_closes": "07.00"})
    assert answer.status_code == 422
    assert "เวลาปิดทำการต้องอยู่หลังเวลาเปิดทำการ" in answer.text
    assert 'value="07.00"' in answer.text
    with office.database.reading() as session:
        assert choices_of(session) == Choices()


def test_choices_are_the_administrators_alone(clerk: Browser) -> None:
    assert clerk.get("/choices").status_code == 404
    assert clerk.post("/choices", TYPED).status_code == 404
