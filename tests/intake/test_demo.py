import datetime as dt
import re

from flask.testing import FlaskCliRunner
from sqlmodel import select

from app import create_app
from intake import demo
from intake.models import Draft
from registry import auth, people
from registry.calendar_queries import working_calendar
from registry.office import Office
from registry.people_models import RoleHeld, Unit
from registry.vocabulary import Role


def run(office: Office) -> str:
    runner: FlaskCliRunner = create_app(office).test_cli_runner()
    done = runner.invoke(args=["intake", "demo"])
    assert done.exit_code == 0, done.output
    return done.output


def test_it_prints_a_password_that_signs_every_role_in(office: Office) -> None:
    match = re.search(r"รหัสผ่าน (\S+)", run(office))
    assert match is not None
    for one in demo.PEOPLE:
        with office.database.transaction() as session:
            now = office.clock.now()
            officer = auth.proven(session, one.login, match[1])
            assert auth.sign_in(session, one.login, officer, at=now, address="") is not None
    with office.database.reading() as session:
        assert {held.role for held in session.exec(select(RoleHeld))} == set(Role)


def test_its_units_stand_three_levels_deep(office: Office) -> None:
    run(office)
    with office.database.reading() as session:
        over = {unit.id: unit.parent_id for unit in session.exec(select(Unit))}
    groups = [u for u, parent in over.items() if parent is not None and over[parent] is not None]
    assert groups != []


def test_its_letters_wait_in_the_intake(office: Office) -> None:
    run(office)
    with office.database.reading() as session:
        waiting = [draft.file_name for draft in session.exec(select(Draft))]
    assert waiting == [path.name for path in demo.samples()]


def test_asked_again_it_changes_nothing_and_prints_the_same(office: Office) -> None:
    assert run(office) == run(office)


def test_it_leaves_a_real_office_alone(office: Office) -> None:
    with office.database.transaction() as session:
        people.add_unit(session, "กรมจริง", at=office.clock.now())
    assert "มีหน่วยงานจริงอยู่แล้ว" in run(office)


def test_its_deadlines_can_be_counted(office: Office) -> None:
    run(office)
    with office.database.reading() as session:
        calendar = working_calendar(session)
    assert not calendar.is_working(dt.date(2025, 5, 5))  # in lieu of Coronation Day
