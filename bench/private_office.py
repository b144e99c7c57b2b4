"""An office of its own for a benchmark: a folder, a database, one agency, one clerk."""

import datetime as dt
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import text
from sqlmodel import Session, SQLModel

from app import open_office
from registry import auth, people
from registry.migrate import migrate
from registry.office import Office
from registry.people import Actor
from registry.serving import address, web_command
from registry.settings import Settings
from registry.thai import bangkok_day
from registry.vocabulary import Role

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60
AGENCY = "กรมวัดความเร็ว"
LOGIN, PASSWORD = "clerk", "สมุดทะเบียนเล่มหนา"


@dataclass(frozen=True, slots=True)
class PrivateOffice:
    """An office with one agency and one clerk in it."""

    office: Office
    unit_id: int
    clerk: Actor
    settings: dict[str, str]
    """What another process needs to work in the same office."""


def opened(
    folder: Path,
    database_url: str = "",
    *,
    port: int = 0,
    more: Mapping[str, str] = MappingProxyType({}),
) -> PrivateOffice:
    """Found an office in an empty folder, on SQLite unless another database is named."""
    given = {"SARABAN_DATA": str(folder), **more}
    if database_url:
        given["SARABAN_DATABASE_URL"] = database_url
    if port:
        given["SARABAN_PORT"] = str(port)
    office = open_office(Settings.from_env(given))
    migrate(office.settings.database_url)
    now = dt.datetime.now(dt.UTC)
    with office.database.transaction() as session:
        unit = people.add_unit(session, AGENCY, at=now)
        officer = people.add_officer(session, LOGIN, "วัด ความเร็ว", PASSWORD, at=now)
        assert unit.id is not None
        assert officer.id is not None
        people.give_role(session, officer.id, unit.id, Role.CLERK, at=now)
        clerk = people.actor_of(session, officer, on=bangkok_day(now))
    return PrivateOffice(office, unit.id, clerk, given)


def go_on_after(session: Session, *tables: type[SQLModel]) -> None:
    """Let the next row of each table follow those written with numbers of their own.

    SQLite does so by itself.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    for table in tables:
        name = table.__tablename__
        session.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")  # noqa: S608 - our own tables
        )


def token_of(of: PrivateOffice) -> str:
    """Sign the clerk in; returns what his browser's cookie holds."""
    office = of.office
    with office.database.transaction() as session:
        officer = auth.proven(session, LOGIN, PASSWORD)
        token = auth.sign_in(session, LOGIN, officer, at=office.clock.now(), address="127.0.0.1")
    assert token is not None
    return token


@contextmanager
def workers(of: PrivateOffice, count: int) -> Iterator[list[int]]:
    """Run the product's own worker processes; gives their ids."""
    command = [sys.executable, "-m", "flask", "registry", "worker"]
    with _running(of, [command] * count) as processes:
        yield processes


def web(of: PrivateOffice) -> AbstractContextManager[int]:
    """Run the product's own web server until it answers; gives its id."""
    return _answering(of, web_command(of.office.settings))


def serving(of: PrivateOffice) -> AbstractContextManager[int]:
    """Run the whole office as ``./saraban up`` does; gives the id of what its parts stand below."""
    return _answering(of, [sys.executable, "-m", "flask", "registry", "serve"])


@contextmanager
def _answering(of: PrivateOffice, command: Sequence[str]) -> Iterator[int]:
    with _running(of, [command]) as processes:
        limit = time.monotonic() + PATIENCE_SECONDS
        while not _answers(f"{address(of.office.settings)}health"):
            if time.monotonic() > limit:
                message = "the web server did not answer in time"
                raise TimeoutError(message)
            time.sleep(0.1)
        yield processes[0]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own http address
            return True
    except OSError:
        return False


@contextmanager
def _running(of: PrivateOffice, commands: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    outside = {k: v for k, v in os.environ.items() if not k.startswith("SARABAN_")}
    environment = {**outside, **of.settings, "FLASK_APP": "app.py"}
    running = [
        subprocess.Popen(command, env=environment, cwd=ROOT)  # noqa: S603 - our own commands
        for command in commands
    ]
    try:
        yield [process.pid for process in running]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
