"""Slowing down whoever guesses: by account, by address and by officer at the second step.

A try is counted before it is looked at, so that a hundred sent at once are a
hundred, and taken back once it succeeds. Names that no account has are counted
alike: being made to wait tells nobody whether there is such an account.
"""

import datetime as dt
import math
from collections.abc import Mapping
from http import HTTPStatus

from sqlalchemy import delete
from sqlmodel import Field, Session, col, select

from registry.db import insert_new
from registry.errors import RegistryError
from registry.records import Record

FORGOTTEN_AFTER = dt.timedelta(hours=1)
FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(minutes=15)
BY_ACCOUNT, BY_ADDRESS = 5, 20
"""Tries that cost nothing; behind one address may sit a whole office."""
HERE = frozenset({"", "127.0.0.1", "::1"})
"""This machine: who sits at it, or a proxy that does not say for whom it asks."""


class TooManyTries(RegistryError):
    """The account, the address or the officer has to wait."""

    code = "too-many-tries"
    status = HTTPStatus.TOO_MANY_REQUESTS
    message = "ลองเข้าสู่ระบบไม่สำเร็จหลายครั้งติดกัน กรุณารอ {wait} แล้วลองใหม่"


class SignInTry(Record, table=True):
    """How often in a row somebody failed, and when last."""

    __tablename__ = "sign_in_try"

    name: str = Field(primary_key=True)
    failures: int = 0
    last_at: dt.datetime


def names_of(login: str, address: str) -> dict[str, int]:
    """Return what a sign-in is counted under, each with the tries that cost nothing."""
    return {f"account {login}": BY_ACCOUNT} | names_of_address(address)


def names_of_address(address: str) -> dict[str, int]:
    """Return what is counted of somebody who names no account."""
    return {} if address in HERE else {f"address {address}": BY_ADDRESS}


def names_of_codes(officer_id: int) -> dict[str, int]:
    """Return what one-time codes are counted under."""
    return {f"codes of {officer_id}": BY_ACCOUNT}


def count(session: Session, names: Mapping[str, int], *, at: dt.datetime) -> None:
    """Count one more try under each name; raise ``TooManyTries`` if one has to wait."""
    session.execute(delete(SignInTry).where(col(SignInTry.last_at) < at - FORGOTTEN_AFTER))
    insert_new(session, SignInTry, [{"name": one, "failures": 0, "last_at": at} for one in names])
    for row in _rows(session, names):
        until = waits_until(row, names[row.name])
        if until > at:
            raise TooManyTries(wait=_in_words(until - at))
        row.failures += 1
        row.last_at = at
        session.add(row)


def forgive(session: Session, names: Mapping[str, int], *, wholly: str = "") -> None:
    """Take back a try that succeeded, and forget those before it under the name ``wholly``."""
    for row in _rows(session, names):
        row.failures = 0 if row.name == wholly else max(row.failures - 1, 0)
        session.add(row)


def waits_until(row: SignInTry, free: int) -> dt.datetime:
    """Return until when the next try under a name is refused; the past if it is not."""
    if row.failures < free:
        return row.last_at
    return row.last_at + min(FIRST_WAIT * (1 << min(row.failures - free, 10)), LONGEST_WAIT)


def _rows(session: Session, names: Mapping[str, int]) -> list[SignInTry]:
    # In one order, or two sign-ins at once would wait for each other.
    wanted = select(SignInTry).where(col(SignInTry.name).in_(names)).order_by(col(SignInTry.name))
    fresh = {"populate_existing": True}
    return list(session.exec(wanted.with_for_update().execution_options(**fresh)))


def _in_words(wait: dt.timedelta) -> str:
    if wait <= dt.timedelta(minutes=1):
        return f"{math.ceil(wait.total_seconds())} วินาที"
    return f"{math.ceil(wait / dt.timedelta(minutes=1))} นาที"
