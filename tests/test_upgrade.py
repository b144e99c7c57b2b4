"""An office of the first release becomes one of today, whole or not at all.

``./saraban bench upgrade`` times it.
"""

import io
import os
import shutil
import signal
from pathlib import Path

import pytest
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import Engine
from sqlmodel import col, func, select

import app
from intake.ledger import Fate, Period, ledger, unannounced
from registry import migrate as migrating
from registry.check import check
from registry.db import Database
from registry.holdings import may_see
from registry.migrate import is_current, migrate, revision
from registry.models import Letter, Receipt
from registry.office import Office
from registry.people import actor_of
from registry.people_models import Officer, Unit
from tests import first_release
from tests.conftest import TODAY
from tests.factories import a_clerk, a_registered_letter, an_agency, as_actor
from tests.processes import CONTEXT

LETTERS = 500
FULL = 100_000
NEXT = """
from alembic import op
import sqlalchemy as sa

revision, down_revision = "{name}", "{before}"


def upgrade():
    op.create_table("made_by_{name}", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE letter SET subject = 'changed by {name}'")
    {then}
"""
FAILS = "op.execute('INSERT INTO nowhere VALUES (1)')"


@pytest.fixture
def old(each_office: Office) -> Office:
    """An office whose database is that of the first release."""
    made_old(each_office, LETTERS)
    return each_office


def made_old(office: Office, letters: int) -> None:
    """Put the database of the first release in place of today's."""
    emptied(office.database)
    original = office.files.put(io.BytesIO("หนังสือ".encode()))
    first_release.fill(office.database, letters, original)


def emptied(database: Database) -> None:
    """Take every table away."""
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            return
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        for table in inspect(database.engine).get_table_names():
            connection.exec_driver_sql(f"DROP TABLE {table}")
    database.engine.dispose()


def findings(office: Office) -> list[str]:
    with office.database.reading() as session:
        return [one.sentence for one in check(session, office.files, app.MENTIONS)]


def test_an_office_of_the_first_release_has_every_letter_today_and_goes_on(old: Office) -> None:
    migrate(old.database.url)
    assert is_current(old.database)
    assert findings(old) == []
    with old.database.reading() as session:
        found = ledger(session, None, Period())
        assert (found.arrived, found.went[Fate.REGISTERED]) == (LETTERS, LETTERS)
        assert list(unannounced(session)) == []
        assert session.exec(select(func.count()).select_from(Receipt)).one() == LETTERS
        clerk = actor_of(session, session.get_one(Officer, 1), on=TODAY)
        seen = select(func.count()).select_from(Letter).where(may_see(clerk))
        assert session.exec(seen).one() == LETTERS // first_release.UNITS
        unit = session.get_one(Unit, 1)
    a_registered_letter(old, unit, as_actor(old, 1))
    with old.database.reading() as session:
        mine = select(Receipt.number).where(Receipt.book_id == 1).order_by(col(Receipt.id).desc())
        assert session.exec(mine.limit(1)).one() == LETTERS // first_release.UNITS + 1
    assert findings(old) == []


def test_a_register_of_a_hundred_thousand_letters_is_brought_up_to_date(
    each_office: Office,
) -> None:
    made_old(each_office, FULL)
    migrate(each_office.database.url)
    assert is_current(each_office.database)
    assert findings(each_office) == []
    with each_office.database.reading() as session:
        assert ledger(session, None, Period()).went[Fate.REGISTERED] == FULL
        of_each = select(func.count(), func.min(Receipt.number), func.max(Receipt.number))
        in_a_book = FULL // first_release.UNITS
        for book in range(1, first_release.UNITS + 1):
            found = session.exec(of_each.where(Receipt.book_id == book)).one()
            assert tuple(found) == (in_a_book, 1, in_a_book)


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The migrations of a next version, of which the second fails when half done."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    head = max(one.name[:4] for one in (folder / "versions").glob("[0-9]*.py"))
    for name, before, then in (("9001", head, "pass"), ("9002", "9001", FAILS)):
        made = NEXT.format(name=name, before=before, then=then)
        (folder / "versions" / f"{name}_next.py").write_text(made)
    monkeypatch.setattr(migrating, "FOLDER", folder)
    return monkeypatch


def test_an_upgrade_that_fails_leaves_the_version_before_running(
    each_office: Office, failing: pytest.MonkeyPatch
) -> None:
    unit = an_agency(each_office)
    clerk = a_clerk(each_office, unit)
    letter = a_registered_letter(each_office, unit, clerk)
    said = app.create_app(each_office).test_cli_runner().invoke(args=["registry", "migrate"])
    assert said.exit_code == 1
    assert "ข้อมูลทั้งหมดยังเป็นของรุ่นเดิม" in said.output
    failing.undo()
    assert is_current(each_office.database)
    assert not [
        name
        for name in inspect(each_office.database.engine).get_table_names()
        if name.startswith("made_by")
    ]
    with each_office.database.reading() as session:
        assert session.get_one(Letter, letter.id).subject == letter.subject
    a_registered_letter(each_office, unit, clerk, reference="กค 0414.2/ว274")
    assert findings(each_office) == []


def die_upgrading(url: str) -> None:
    """Be killed when everything is done and nothing committed."""
    event.listen(Engine, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    migrate(url)


def test_an_upgrade_that_is_killed_is_done_again_from_the_start(old: Office) -> None:
    process = CONTEXT.Process(target=die_upgrading, args=(old.database.url,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert revision(old.database) == first_release.FIRST
    migrate(old.database.url)
    assert findings(old) == []
