"""What officers do to the rules of their unit, on both databases."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from registry.errors import NotFound
from registry.models import JournalEntry
from registry.office import Office
from routing import rule_operations as rules
from routing.rule_operations import RuleRefused, WrittenRule
from routing.rules import Conditions
from routing.states import Purpose
from tests.factories import findings
from tests.routing.conftest import Agency
from tests.routing.test_grid_operations import done


def written(agency: Agency, name: str = "งานพัสดุ") -> WrittenRule:
    looked_for = Conditions(words=("พัสดุ", "จัดซื้อ"))
    return WrittenRule(name, looked_for, agency.division.unit.id or 0, Purpose.ACTION)


def a_rule(office: Office, agency: Agency, name: str = "งานพัสดุ") -> int:
    top = agency.department
    rule = done(office, rules.add_rule, top.unit.id, written(agency, name), by=top.clerk)
    return rule.id or 0


def names(office: Office, agency: Agency) -> list[str]:
    with office.database.reading() as session:
        found = rules.rules_of(session, agency.department.unit.id or 0)
        return [rule.name for rule in found if rule.is_active]


def test_rules_are_added_ordered_rested_and_deleted(
    each_office: Office, each_agency: Agency
) -> None:
    first, second, third = (a_rule(each_office, each_agency, name) for name in "กขค")
    clerk = each_agency.department.clerk
    done(each_office, rules.move_rule, third, -1, by=clerk)
    done(each_office, rules.move_rule, first, -1, by=clerk)
    assert names(each_office, each_agency) == ["ก", "ค", "ข"]
    done(each_office, rules.rest_rule, first, by=clerk)
    assert names(each_office, each_agency) == ["ค", "ข"]
    done(each_office, rules.wake_rule, first, by=clerk)
    done(each_office, rules.delete_rule, second, by=clerk)
    assert names(each_office, each_agency) == ["ก", "ค"]
    assert findings(each_office) == []


def test_a_rule_is_written_anew_and_the_journal_keeps_both(
    each_office: Office, each_agency: Agency
) -> None:
    rule, clerk = a_rule(each_office, each_agency), each_agency.department.clerk
    anew = replace(written(each_agency), conditions=Conditions(reference="กค 0402"))
    done(each_office, rules.change_rule, rule, anew, by=clerk)
    with each_office.database.reading() as session:
        wanted = select(JournalEntry).where(JournalEntry.event == "rule-changed")
        entry = session.exec(wanted.order_by(col(JournalEntry.id))).one()
    assert entry.before["looks_for"] == "เรื่องมีคำว่า “พัสดุ” หรือ “จัดซื้อ”"
    assert entry.after["looks_for"] == "ที่ขึ้นต้นด้วย “กค 0402”"
    assert entry.after["proposes"] == "กองคลัง เพื่อดำเนินการ"


def test_a_rule_looks_for_something_and_leads_somewhere(office: Office, agency: Agency) -> None:
    top, good = agency.department, written(agency)
    wrong = (
        replace(good, conditions=Conditions()),
        replace(good, conditions=Conditions(sender="...", reference="/")),
        replace(good, to_unit_id=top.unit.id or 0),
        replace(good, to_unit_id=999),
    )
    for one in wrong:
        with pytest.raises(RuleRefused):
            done(office, rules.add_rule, top.unit.id, one, by=top.clerk)
    assert names(office, agency) == []


def test_only_who_sends_letters_for_the_unit_writes_its_rules(
    office: Office, agency: Agency
) -> None:
    rule = a_rule(office, agency)
    for who in (agency.division.clerk, agency.department.staff):
        with pytest.raises(NotFound):
            done(office, rules.delete_rule, rule, by=who)
        with pytest.raises(NotFound):
            done(office, rules.add_rule, agency.department.unit.id, written(agency), by=who)
