import datetime as dt

import pytest
from sqlmodel import Session

from registry import people, setup
from registry.db import Database
from registry.errors import NotFound
from registry.vocabulary import Permission
from tests.at_once import after
from tests.conftest import NOW, TODAY


def use(database: Database, token: str, at: dt.datetime = NOW) -> people.Actor:
    with database.transaction() as session:
        officer = setup.set_up(
            session,
            token,
            agency="กรมตัวอย่าง",
            name="ปิ่น น้ำใส",
            login="pin",
            password="กุญแจยาวพอ",
            at=at,
        )
        return people.actor_of(session, officer, on=TODAY)


@pytest.fixture
def token(database: Database) -> str:
    with database.transaction() as session:
        return setup.new_link(session, at=NOW)


def test_the_link_makes_the_agency_and_its_administrator(database: Database, token: str) -> None:
    assert use(database, token).may(Permission.ADMINISTER)


def test_the_link_works_once(database: Database, token: str) -> None:
    use(database, token)
    with pytest.raises(NotFound):
        use(database, token)


def test_of_two_links_used_at_once_only_one_makes_an_agency(database: Database, token: str) -> None:
    with database.transaction() as session:
        other = setup.new_link(session, at=NOW)

    def set_up(session: Session, token: str) -> None:
        setup.set_up(
            session,
            token,
            agency=f"กรม{token}",
            name="ปิ่น น้ำใส",
            login=token,
            password="กุญแจยาวพอ",
            at=NOW,
        )

    second = after(database, lambda one: set_up(one, token), lambda one: set_up(one, other))
    assert isinstance(second.exception(), setup.SetupLinkRefused)


def test_the_link_dies_after_a_day(database: Database, token: str) -> None:
    with pytest.raises(NotFound):
        use(database, token, NOW + dt.timedelta(hours=25))


def test_a_guessed_link_does_nothing(database: Database) -> None:
    with pytest.raises(NotFound):
        use(database, "guessed")
