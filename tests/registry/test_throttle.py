import datetime as dt

import pytest
from sqlmodel import select

from registry import throttle
from registry.db import Database
from registry.throttle import BY_ACCOUNT, BY_ADDRESS, SignInTry, TooManyTries
from tests.conftest import NOW

LAN = "10.0.0.7"


def tried(database: Database, login: str, address: str = LAN, at: dt.datetime = NOW) -> None:
    with database.transaction() as session:
        throttle.count(session, throttle.names_of(login, address), at=at)


def test_an_account_waits_longer_with_every_try_and_never_longer_than_the_longest(
    database: Database,
) -> None:
    now, waits = NOW, []
    for _ in range(BY_ACCOUNT):
        tried(database, "one", at=now)
    for _ in range(8):
        with pytest.raises(TooManyTries):
            tried(database, "one", at=now)
        with database.reading() as session:
            row = session.get_one(SignInTry, "account one")
        until = throttle.waits_until(row, BY_ACCOUNT)
        waits.append(until - now)
        now = until
        tried(database, "one", at=now)
    assert waits[0] == throttle.FIRST_WAIT
    assert waits == sorted(waits)
    assert waits[-1] == throttle.LONGEST_WAIT


def test_another_account_at_another_address_does_not_wait(database: Database) -> None:
    for _ in range(BY_ACCOUNT):
        tried(database, "one")
    tried(database, "two")
    with pytest.raises(TooManyTries):
        tried(database, "one", "10.0.0.8")


def test_an_address_that_tries_many_accounts_waits(database: Database) -> None:
    for number in range(BY_ADDRESS):
        tried(database, f"officer{number}")
    with pytest.raises(TooManyTries):
        tried(database, "another")
    tried(database, "another", "10.0.0.8")


def test_whoever_sits_at_this_machine_is_not_counted_as_an_address(database: Database) -> None:
    for number in range(BY_ADDRESS + 1):
        tried(database, f"officer{number}", "127.0.0.1")


def test_a_refused_try_is_not_counted(database: Database) -> None:
    for _ in range(BY_ACCOUNT):
        tried(database, "one")
    for _ in range(3):
        with pytest.raises(TooManyTries):
            tried(database, "one")
    tried(database, "one", at=NOW + throttle.FIRST_WAIT)


def test_success_forgets_the_account_and_takes_one_try_from_the_address(database: Database) -> None:
    tried(database, "one")
    tried(database, "one")
    names = throttle.names_of("one", LAN)
    with database.transaction() as session:
        throttle.forgive(session, names, wholly="account one")
    with database.reading() as session:
        counts = {row.name: row.failures for row in session.exec(select(SignInTry))}
    assert counts == {"account one": 0, f"address {LAN}": 1}


def test_an_hour_without_a_failure_forgets_everything(database: Database) -> None:
    for _ in range(BY_ACCOUNT):
        tried(database, "one")
    later = NOW + throttle.FORGOTTEN_AFTER + dt.timedelta(seconds=1)
    tried(database, "two", at=later)
    with database.reading() as session:
        names = set(session.exec(select(SignInTry.name)))
    assert names == {"account two", f"address {LAN}"}


def test_the_sentence_says_how_long_to_wait(database: Database) -> None:
    for _ in range(BY_ACCOUNT):
        tried(database, "one")
    with pytest.raises(TooManyTries) as refused:
        tried(database, "one")
    assert "30 วินาที" in str(refused.value)
