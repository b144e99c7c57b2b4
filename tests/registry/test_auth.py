import datetime as dt
import hashlib

import pytest
from sqlmodel import select

from registry import auth, people, sessions
from registry.auth import Asking
from registry.db import Database
from registry.errors import NotFound
from registry.passwords import hashed
from registry.people_models import Officer, SignIn
from registry.sessions import Limits
from registry.vocabulary import Permission, Role
from tests.conftest import NOW

SECOND = dt.timedelta(seconds=1)
LIMITS = Limits(idle=dt.timedelta(hours=2), longest=dt.timedelta(hours=12))


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


def asking(database: Database, token: str | None, at: dt.datetime = NOW) -> Asking | None:
    assert token is not None
    with database.reading() as session:
        return auth.asking(session, token, at=at, limits=LIMITS)


def test_a_session_knows_the_officer_and_his_permissions(database: Database, officer: int) -> None:
    found = asking(database, signed_in(database))
    assert found is not None
    assert found.actor.id == officer
    assert found.actor.may(Permission.REGISTER)


@pytest.mark.usefixtures("officer")
def test_a_wrong_password_opens_no_session(database: Database) -> None:
    assert signed_in(database, "wrong one") is None


@pytest.mark.usefixtures("officer")
def test_a_password_changed_since_it_was_proven_opens_no_session(database: Database) -> None:
    with database.reading() as session:
        proven = auth.proven(session, "one", "long enough")
    assert proven is not None
    with database.transaction() as session:
        session.get_one(Officer, proven.id).password_hash = hashed("another one")
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
    assert asking(database, token, NOW + LIMITS.idle)
    assert not asking(database, token, NOW + LIMITS.idle + SECOND)


@pytest.mark.usefixtures("officer")
def test_a_session_in_use_ends_when_its_hours_are_over(database: Database) -> None:
    token = signed_in(database)
    late = NOW + LIMITS.longest + SECOND
    with database.transaction() as session:
        sessions.use(session, session.exec(select(SignIn.id)).one() or 0, at=late)
    assert asking(database, token, NOW + LIMITS.longest)
    assert not asking(database, token, late)


def test_ending_an_officers_sessions_spares_the_one_he_asks_from(
    database: Database, officer: int
) -> None:
    here, elsewhere = signed_in(database), signed_in(database)
    found = asking(database, here)
    assert found is not None
    with database.transaction() as session:
        sessions.end_all(session, officer, at=NOW, but=found.sign_in.id)
    assert asking(database, here)
    assert not asking(database, elsewhere)


def test_ending_all_sessions_spares_none(database: Database, officer: int) -> None:
    tokens = [signed_in(database), signed_in(database)]
    with database.transaction() as session:
        sessions.end_all(session, officer, at=NOW)
    assert not any(asking(database, token) for token in tokens)


def test_a_session_of_somebody_else_is_not_found(database: Database, officer: int) -> None:
    found = asking(database, signed_in(database))
    assert found is not None
    with database.transaction() as session:
        people.add_officer(session, "two", "นายสอง", "long enough", at=NOW)
    with database.reading() as session:
        two = session.exec(select(Officer).where(Officer.login == "two")).one()
        by = people.actor_of(session, two, on=NOW.date())
    assert by.id != officer
    with pytest.raises(NotFound), database.transaction() as session:
        sessions.end(session, found.sign_in.id or 0, by=by, at=NOW)


def test_a_replaced_token_serves_only_what_was_under_way(database: Database, officer: int) -> None:
    old = signed_in(database)
    found = asking(database, old)
    assert found is not None
    with database.transaction() as session:
        sessions.renew(session, officer)
    with database.transaction() as session:
        new = sessions.use(session, found.sign_in.id or 0, at=NOW)
    with database.transaction() as session:
        assert sessions.use(session, found.sign_in.id or 0, at=NOW) is None
    assert asking(database, new)
    assert asking(database, old, NOW + sessions.OLD_TOKEN_LIVES)
    assert not asking(database, old, NOW + sessions.OLD_TOKEN_LIVES + SECOND)
    assert asking(database, new, NOW + sessions.OLD_TOKEN_LIVES + SECOND)


def test_a_made_up_token_is_nobody(database: Database) -> None:
    assert not asking(database, "made up")
    assert not asking(database, "")
