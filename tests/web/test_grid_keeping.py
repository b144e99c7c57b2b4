"""The pages on which a unit keeps its grids and rules, without scripts."""

import re

import pytest
from flask import Flask
from sqlmodel import select

from registry.office import Office
from registry.vocabulary import Role
from routing.grid_models import Grid
from routing.rule_models import Rule
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Agency
from tests.web.plain_form import fields_of
from tests.web.test_grid import groups, letter, sent, ticks

__all__ = ["groups", "letter"]


def made(browser: Browser, agency: Agency, name: str = "ตารางประจำ") -> str:
    fields = {"unit": str(agency.division), "name": name}
    answer = browser.post(f"/routing/grids?unit={agency.division}", fields)
    assert answer.status_code == 303
    return answer.location


def order(page: str) -> list[int]:
    return [int(one) for one in re.findall(r'<tr id="box-(\d+)"', page)]


def test_a_grid_is_made_ordered_and_shown_with_the_letter(
    clerk: Browser, agency: Agency, letter: int, groups: list[int]
) -> None:
    assert "ยังไม่ได้สร้างตาราง" in clerk.get("/routing/grids").text
    place = made(clerk, agency)
    assert order(clerk.get(place).text) == groups
    answer = clerk.post(f"{place}/boxes/{groups[2]}/up")
    assert answer.location == f"{place}#box-{groups[2]}"
    clerk.post(f"{place}/boxes/{groups[0]}/remove")
    clerk.post(f"{place}/boxes/{groups[1]}/purpose", {"purpose": "owner"})
    assert order(clerk.get(place).text) == [groups[2], groups[1]]
    page = clerk.get(f"/routing/letters/{letter}/send").text
    assert page.index("กลุ่มงานนิติการ") < page.index("กลุ่มงานพัสดุ") < page.index("หน่วยงานอื่น")
    form = {**fields_of(page, "ticks"), "fill": "grid"}
    kept = fields_of(clerk.post(f"/routing/letters/{letter}/send", form).text, "ticks")
    assert [kept[f"purpose-{one}"] for one in groups] == ["", "owner", ""]


def test_a_grid_takes_units_from_anywhere_in_the_agency(
    clerk: Browser, agency: Agency, groups: list[int]
) -> None:
    place = made(clerk, agency)
    assert clerk.post(f"{place}/boxes", {"units": str(agency.root)}).status_code == 303
    assert order(clerk.get(place).text) == [*groups, agency.root]
    refused = clerk.post(f"{place}/boxes", {})
    assert refused.status_code == 422
    assert "ยังไม่ได้เลือกหน่วยงาน" in refused.text


def test_a_second_grid_stands_beside_the_first_until_it_is_deleted(
    clerk: Browser, office: Office, agency: Agency, letter: int
) -> None:
    made(clerk, agency)
    second = made(clerk, agency, "เวียนทุกฝ่าย")
    again = {"unit": str(agency.division), "name": "ตารางประจำ"}
    assert clerk.post(f"/routing/grids?unit={agency.division}", again).status_code == 409
    clerk.post(f"{second}/name", {"name": "เวียนทั้งกอง"})
    clerk.post(f"{second}/first")
    page = clerk.get(f"/routing/letters/{letter}/send").text
    assert "เวียนทั้งกอง" in page
    assert "ตารางประจำ" in page
    assert clerk.post(f"{second}/delete").status_code == 303
    with office.database.reading() as session:
        assert [(one.name, one.is_default) for one in session.exec(select(Grid))] == [
            ("ตารางประจำ", True)
        ]
    assert clerk.post(f"{second}/delete").status_code == 404


def test_nobody_else_sees_or_changes_a_units_grids_and_rules(
    clerk: Browser, app: Flask, office: Office, agency: Agency, groups: list[int]
) -> None:
    place, rule = made(clerk, agency), a_rule(clerk, agency, groups)
    staff = Browser(app)
    staff.sign_in(Role.STAFF.value)
    for address in (place, rule, "/routing/grids", "/routing/rules"):
        assert staff.get(address).status_code == 404
    assert staff.post(f"{place}/delete").status_code == 404
    assert staff.post(f"{rule}/delete").status_code == 404
    assert clerk.get(f"/routing/grids?unit={agency.root}").status_code == 404
    assert clerk.get("/routing/grids/99").status_code == 404
    assert clerk.get("/routing/rules/99").status_code == 404
    assert factories.findings(office) == []


def a_rule(browser: Browser, agency: Agency, groups: list[int], **said: str) -> str:
    fields = {
        "unit": str(agency.division),
        "name": "งานเบิกจ่าย",
        "words": "เบิกจ่าย, พัสดุ",
        "to_unit": str(groups[0]),
        "purpose": "owner",
        **said,
    }
    answer = browser.post(f"/routing/rules?unit={agency.division}", fields)
    assert answer.status_code == 303
    return answer.location


def test_a_rule_is_tried_on_the_latest_letters_and_proposes_on_the_grid(
    clerk: Browser, office: Office, agency: Agency, letter: int, groups: list[int]
) -> None:
    rule = a_rule(clerk, agency, groups)
    page = clerk.get(rule).text
    assert "ลองกับหนังสือ 1 ฉบับล่าสุด" in page
    assert f'href="/letters/{letter}"' in page
    grid = clerk.get(f"/routing/letters/{letter}/send").text
    assert "กฎ: งานเบิกจ่าย" in grid
    form = fields_of(grid, "ticks")
    assert {form[f"purpose-{one}"] for one in groups} == {""}  # never ticked silently
    page = clerk.post(f"/routing/letters/{letter}/send", {**form, "fill": "proposed"}).text
    assert fields_of(page, "ticks")[f"purpose-{groups[0]}"] == "owner"
    clerk.post(f"{rule}/off")
    assert "กฎ: งานเบิกจ่าย" not in clerk.get(f"/routing/letters/{letter}/send").text
    assert sent(office) == []


def test_rules_are_ordered_changed_and_deleted(
    clerk: Browser, office: Office, agency: Agency, groups: list[int]
) -> None:
    first, second = (a_rule(clerk, agency, groups, name=name) for name in ("ก", "ข"))
    assert clerk.post(f"{second}/up").status_code == 303
    text = clerk.get("/routing/rules").text
    assert text.index(second) < text.index(first)
    changed = {"name": "ค", "reference": "นร", "to_unit": str(groups[1]), "purpose": "action"}
    assert clerk.post(second, changed).status_code == 303
    assert "ที่ขึ้นต้นด้วย “นร”" in clerk.get("/routing/rules").text
    clerk.post(f"{first}/delete")
    with office.database.reading() as session:
        assert [(one.name, one.words) for one in session.exec(select(Rule))] == [("ค", "")]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "กรุณากรอกช่องนี้"),
        ({"words": "", "reference": "/"}, "ยังไม่ได้ระบุเงื่อนไข"),
        ({"kind": "poem"}, "กรุณาเลือกจากรายการ"),
        ({"to_unit": "99"}, "ไม่พบหน่วยงานปลายทาง"),
    ],
)
def test_a_rule_that_makes_no_sense_keeps_what_was_typed(
    clerk: Browser, agency: Agency, said: dict[str, str], sentence: str
) -> None:
    fields = {
        "unit": str(agency.division), "name": "งานพัสดุ", "words": "พัสดุ",
        "to_unit": str(agency.root), "purpose": "owner", "reference": "กค 04", **said,
    }  # fmt: skip
    answer = clerk.post(f"/routing/rules?unit={agency.division}", fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{fields["reference"]}"' in answer.text


def test_a_fill_keeps_the_form_usable(
    clerk: Browser, office: Office, letter: int, groups: list[int]
) -> None:
    page = clerk.get(f"/routing/letters/{letter}/send").text
    form = {**fields_of(page, "ticks"), **ticks(groups, "owner"), "fill": "all"}
    again = fields_of(clerk.post(f"/routing/letters/{letter}/send", form).text, "ticks")
    assert clerk.post(f"/routing/letters/{letter}/send", again).status_code == 303
    assert len(sent(office)) == 3
