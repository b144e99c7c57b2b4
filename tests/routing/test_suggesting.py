"""What is proposed for a letter, and why."""

from sqlmodel import Session

from registry.models import Letter
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from routing import ending, rule_operations
from routing.rule_operations import WrittenRule
from routing.rules import Conditions
from routing.states import Purpose
from routing.suggesting import Suggestion, suggestions
from tests.conftest import NOW
from tests.factories import a_registered_letter, a_sent_letter
from tests.routing.conftest import Agency

SUBJECT = "การเบิกจ่ายเงินงบประมาณประจำปี"


def proposed(office: Office, actor: Actor, letter: Letter, unit: Unit) -> dict[int, Suggestion]:
    with office.database.reading() as session:
        return dict(suggestions(session, actor, letter, unit.id or 0))


def a_rule(office: Office, agency: Agency, to: Unit, purpose: Purpose, name: str) -> None:
    top = agency.department
    rule = WrittenRule(name, Conditions(sender="บัญชีกลาง"), to.id or 0, purpose)

    def add(session: Session) -> None:
        rule_operations.add_rule(session, top.unit.id or 0, rule, by=top.clerk, at=NOW)

    with office.database.transaction() as session:
        add(session)


def sent_before(office: Office, agency: Agency, times: int, subject: str = SUBJECT) -> None:
    top = agency.department
    for year in range(times):
        letter = a_registered_letter(
            office, top.unit, top.clerk, subject=f"{subject} {2560 + year}"
        )
        a_sent_letter(
            office, letter, top.unit, agency.division.unit, by=top.clerk, purpose=Purpose.OWNER
        )


def test_like_letters_propose_where_they_went_and_say_how_many(
    each_office: Office, each_agency: Agency
) -> None:
    top, division = each_agency.department, each_agency.division.unit
    sent_before(each_office, each_agency, 3)
    letter = a_registered_letter(each_office, top.unit, top.clerk, subject=f"{SUBJECT} 2569")
    found = proposed(each_office, top.clerk, letter, top.unit)
    assert list(found) == [division.id]
    one = found[division.id or 0]
    assert one.purpose is Purpose.OWNER
    assert one.reasons == ("หนังสือที่คล้ายกัน 3 ใน 3 ฉบับเคยส่งหน่วยงานนี้",)


def test_one_letter_or_another_matter_is_no_custom(office: Office, agency: Agency) -> None:
    top = agency.department
    sent_before(office, agency, 1)
    letter = a_registered_letter(office, top.unit, top.clerk, subject=f"{SUBJECT} 2569")
    assert proposed(office, top.clerk, letter, top.unit) == {}
    sent_before(office, agency, 2)
    other = a_registered_letter(
        office, top.unit, top.clerk, subject="ขอเชิญร่วมพิธีทำบุญตักบาตร", sender="วัดปทุมวนาราม",
        reference="วท 1/2568",
    )  # fmt: skip
    assert proposed(office, top.clerk, other, top.unit) == {}


def test_what_was_taken_back_is_no_custom(office: Office, agency: Agency) -> None:
    top = agency.department
    for year in range(3):
        letter = a_registered_letter(
            office, top.unit, top.clerk, subject=f"{SUBJECT} {2560 + year}"
        )
        sent = a_sent_letter(office, letter, top.unit, agency.division.unit, by=top.clerk)
        with office.database.transaction() as session:
            ending.withdraw(session, office.jobs, sent.id or 0, "ส่งผิด", by=top.clerk, at=NOW)
    letter = a_registered_letter(office, top.unit, top.clerk, subject=f"{SUBJECT} 2569")
    assert proposed(office, top.clerk, letter, top.unit) == {}


def test_custom_is_read_only_from_letters_the_officer_may_see(
    office: Office, agency: Agency
) -> None:
    top = agency.department
    sent_before(office, agency, 3)
    letter = a_registered_letter(office, top.unit, top.clerk, subject=f"{SUBJECT} 2569")
    assert proposed(office, agency.other.clerk, letter, top.unit) == {}


def test_rules_speak_first_and_only_one_owner_is_proposed(
    each_office: Office, each_agency: Agency
) -> None:
    top, other = each_agency.department, each_agency.other.unit
    sent_before(each_office, each_agency, 2)
    a_rule(each_office, each_agency, other, Purpose.OWNER, "งานกฎหมาย")
    a_rule(each_office, each_agency, other, Purpose.INFORMATION, "งานทั่วไป")
    letter = a_registered_letter(each_office, top.unit, top.clerk, subject=f"{SUBJECT} 2569")
    found = proposed(each_office, top.clerk, letter, top.unit)
    assert found[other.id or 0].purpose is Purpose.OWNER
    assert found[other.id or 0].reasons == ("กฎ: งานกฎหมาย", "กฎ: งานทั่วไป")
    assert found[each_agency.division.unit.id or 0].purpose is Purpose.ACTION
