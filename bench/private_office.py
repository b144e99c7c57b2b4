"""An office of its own for a benchmark: a folder, a database, one agency, one clerk."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import open_office
from registry import people
from registry.migrate import migrate
from registry.office import Office
from registry.people import Actor
from registry.settings import Settings
from registry.vocabulary import Role

ROOT = Path(__file__).resolve().parents[1]
LOGIN, PASSWORD = "clerk", "สมุดทะเบียนเล่มหนา"


@dataclass(frozen=True, slots=True)
class PrivateOffice:
    """An office with one agency and one clerk in it."""

    office: Office
    unit_id: int
    clerk: Actor
    settings: dict[str, str]
    """What another process needs to work in the same office."""


def opened(folder: Path, database_url: str = "") -> PrivateOffice:
    """Found an office in an empty folder, on SQLite unless another database is named."""
    given = {"SARABAN_DATA": str(folder)}
    if database_url:
        given["SARABAN_DATABASE_URL"] = database_url
    office = open_office(Settings.from_env(given))
    migrate(office.settings.database_url)
    now = dt.datetime.now(dt.UTC)
    with office.database.transaction() as session:
        unit = people.add_unit(session, "กรมวัดความเร็ว", at=now)
        officer = people.add_officer(session, LOGIN, "วัด ความเร็ว", PASSWORD, at=now)
        assert unit.id is not None
        assert officer.id is not None
        people.give_role(session, officer.id, unit.id, Role.CLERK, at=now)
        clerk = people.actor_of(session, officer)
    return PrivateOffice(office, unit.id, clerk, given)


@contextmanager
def workers(of: PrivateOffice, count: int) -> Iterator[list[int]]:
    """Run the product's own worker processes; gives their ids."""
    command = [sys.executable, "-m", "flask", "registry", "worker"]
    outside = {k: v for k, v in os.environ.items() if not k.startswith("SARABAN_")}
    environment = {**outside, **of.settings, "FLASK_APP": "app.py"}
    running = [
        subprocess.Popen(command, env=environment, cwd=ROOT)  # noqa: S603 - our own command
        for _ in range(count)
    ]
    try:
        yield [process.pid for process in running]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
