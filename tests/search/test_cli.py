import pytest
from click.testing import Result
from sqlmodel import select

import app
from registry.jobs import Job
from registry.models import Letter
from registry.office import Office
from registry.vocabulary import JobName
from search.engine import Engine
from tests.factories import a_clerk, a_registered_letter, an_agency
from tests.search.indexed import work_off


def run(office: Office, *arguments: str) -> Result:
    return app.create_app(office).test_cli_runner().invoke(args=[*arguments])


@pytest.fixture
def letter(office: Office) -> Letter:
    unit = an_agency(office)
    return a_registered_letter(office, unit, a_clerk(office, unit))


def rebuilds_waiting(office: Office) -> int:
    with office.database.reading() as session:
        return len(session.exec(select(Job).where(Job.name == JobName.REBUILD)).all())


def test_starting_with_a_stale_index_has_it_built_once(office: Office, letter: Letter) -> None:
    assert letter.id
    for _ in range(2):
        assert run(office, "registry", "migrate").exit_code == 0
    assert rebuilds_waiting(office) == 1
    said = run(office, "search", "rebuild")
    assert "จัดทำดัชนีค้นแล้ว 1 ฉบับ" in said.output


def test_an_index_in_order_is_not_built_again(office: Office, engine: Engine) -> None:
    assert not engine.index.is_stale
    assert run(office, "registry", "migrate").exit_code == 0
    assert rebuilds_waiting(office) == 0


def test_check_tells_and_search_check_mends(office: Office, engine: Engine, letter: Letter) -> None:
    work_off(office, engine)
    assert "ดัชนีค้น" not in run(office, "registry", "check").output
    engine.index.replace([letter.id or 0], [])
    assert f"ดัชนีค้นไม่ตรงกับทะเบียนของหนังสือที่ {letter.id}" in run(office, "registry", "check").output
    assert f"แก้ดัชนีของหนังสือที่ {letter.id}" in run(office, "search", "check").output
    assert "ดัชนีค้นตรงกับทะเบียน" in run(office, "search", "check").output


def test_what_waits_to_be_indexed_is_not_wrong(
    office: Office, engine: Engine, letter: Letter
) -> None:
    assert letter.id not in engine.index.marks()
    assert "ดัชนีค้น" not in run(office, "registry", "check").output


def test_without_an_index_both_checks_say_how_to_have_one(office: Office, letter: Letter) -> None:
    assert letter.id
    for command in (("registry", "check"), ("search", "check")):
        said = run(office, *command)
        assert said.exit_code == 1
        assert "./saraban search rebuild" in said.output
