import datetime as dt
import hashlib

import pytest
from sqlmodel import select

from registry import auth, people
from registry.db import Database
from registry.people_models import Officer, SignIn
from registry.vocabulary import Permission, Role
from tests.conftest import NOW

HOUR = dt.timedelta(hours=1)
IDLE = 2 * HOUR


@pytest.fixture
def officer(database: Database) -> int:
    with database.transaction() as session:
        unit = people.add_unit(session, "กรม", at=NOW)
        one = people.add_officer(session, "one", "นายหนึ่ง", "long enough", at=NOW)
        assert one.id is not None
        assert unit.id is not None
        people.give_role(session, one.id, unit.id, Role.CLERK, at=NOW)
        return one.id


def signed_in(database: Database, password: str = "long enough") -> str | None:
    with database.transaction() as session:
        officer = auth.proven(session, "one", password)
        return auth.sign_in(session, "one", officer, at=NOW, address="10.0.0.1")


def is_known(database: Database, token: str | None, at: dt.datetime) -> bool:
    assert token is not None
    with database.reading() as session:
        return auth.actor_for(session, token, at=at, idle=IDLE) is not None


def test_a_session_knows_the_officer_and_his_permissions(database: Database, officer: int) -> None:
    token = signed_in(database)
    assert token is not None
    with database.reading() as session:
        actor = auth.actor_for(session, token, at=NOW, idle=IDLE)
    assert actor is not None
    assert actor.id == officer
    assert actor.may(Permission.REGISTER)


@pytest.mark.usefixtures("officer")
def test_a_wrong_password_opens_no_session(database: Database) -> None:
    assert signed_in(database, "wrong one") is None


@pytest.mark.usefixtures("officer")
def test_a_password_changed_since_it_was_proven_opens_no_session(database: Database) -> None:
    with database.reading() as session:
        proven = auth.proven(session, "one", "long enough")
    assert proven is not None
    with database.transaction() as session:
        session.get_one(Officer, proven.id).password_hash = people.hashed("another one")
    with database.transaction() as session:
        assert auth.sign_in(session, "one", proven, at=NOW, address="") is None


@pytest.mark.usefixtures("officer")
def test_the_token_itself_is_not_in_the_database(database: Database) -> None:
    token = signed_in(database)
    assert token is not None
    with database.reading() as session:
        kept = session.exec(select(SignIn.token_hash)).one()
    assert kept == hashlib.sha256(token.encode()).hexdigest()


@pytest.mark.usefixtures("officer")
def test_an_idle_session_ends(database: Database) -> None:
    token = signed_in(database)
    assert is_known(database, token, NOW + IDLE)
    assert not is_known(database, token, NOW + IDLE + dt.timedelta(seconds=1))


@pytest.mark.usefixtures("officer")
def test_a_session_in_use_ends_after_twelve_hours(database: Database) -> None:
    token = signed_in(database)
    late = NOW + auth.LONGEST_SESSION + dt.timedelta(seconds=1)
    with database.transaction() as session:
        row = session.exec(select(SignIn)).one()
        row.seen_at = late
        session.add(row)
    assert not is_known(database, token, late)


def test_ending_an_officers_sessions_spares_the_one_he_asks_from(
    database: Database, officer: int
) -> None:
    here, elsewhere = signed_in(database), signed_in(database)
    assert here is not None
    with database.transaction() as session:
        auth.end_sessions(session, officer, at=NOW, but=here)
    assert is_known(database, here, NOW)
    assert not is_known(database, elsewhere, NOW)


def test_a_made_up_token_is_nobody(database: Database) -> None:
    assert not is_known(database, "made up", NOW)
