import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import text

from app import create_app
from registry import journal
from registry.office import Office
from tests.factories import an_agency


@pytest.fixture
def runner(office: Office) -> FlaskCliRunner:
    an_agency(office)
    return create_app(office).test_cli_runner()


def test_a_chain_that_holds_is_held_against_the_paper(
    runner: FlaskCliRunner, office: Office
) -> None:
    with office.database.reading() as session:
        end = journal.end(session)
    verify = ["journal", "verify"]
    said = runner.invoke(args=verify)
    assert said.exit_code == 0
    assert end.hash in said.output
    paper = [*verify, "--entry", str(end.last_id), "--hash"]
    assert runner.invoke(args=[*paper, end.hash[:20]]).exit_code == 0
    assert runner.invoke(args=[*paper, "0" * 64]).exit_code == 1


def test_the_first_entry_that_was_tampered_with_is_named(
    runner: FlaskCliRunner, office: Office
) -> None:
    with office.database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER journal_entry_no_UPDATE"))
        connection.execute(text("UPDATE journal_entry SET officer_id = NULL, event = 'x'"))
    said = runner.invoke(args=["journal", "verify"])
    assert said.exit_code == 1
    assert "รายการที่ 1 ถูกแก้ไขหลังบันทึก" in said.output
