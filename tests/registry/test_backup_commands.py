from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from app import create_app, handlers
from registry.archive import Archive
from registry.backup import last_proof
from registry.journal import Event
from registry.models import JournalEntry
from registry.office import Office
from registry.settings import Settings
from registry.vocabulary import JobName
from tests.factories import an_agency, findings


@pytest.fixture
def runner(office: Office) -> FlaskCliRunner:
    return create_app(office).test_cli_runner()


def test_a_backup_is_made_proven_and_journalled(
    runner: FlaskCliRunner, office: Office, tmp_path: Path
) -> None:
    an_agency(office, "กรมสำรอง")
    said = runner.invoke(args=["registry", "backup", str(tmp_path / "ชุดสำรอง")])
    assert said.exit_code == 0, said.output
    with office.database.reading() as session:
        proof = last_proof(session)
    assert proof is not None
    assert proof.event == Event.BACKUP_PROVEN
    assert proof.after["manifest"] == Archive(tmp_path / "ชุดสำรอง").newest()
    assert findings(office) == []
    refused = runner.invoke(args=["registry", "restore", str(tmp_path / "ชุดสำรอง")])
    assert refused.exit_code == 1
    assert "ไม่ว่าง" in refused.output


def test_a_backup_that_cannot_be_written_fails_loudly(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    (tmp_path / "not a folder").touch()
    said = runner.invoke(args=["registry", "backup", str(tmp_path / "not a folder")])
    assert said.exit_code == 1
    assert "สำรองข้อมูลไม่สำเร็จ" in said.output


def test_nothing_to_bring_back_is_said(runner: FlaskCliRunner, tmp_path: Path) -> None:
    said = runner.invoke(args=["registry", "restore", str(tmp_path)])
    assert said.exit_code == 1
    assert "ไม่มีรายการสำรอง" in said.output


def test_the_daily_backup_goes_where_the_settings_say(office: Office, tmp_path: Path) -> None:
    def done_with(settings: Settings) -> JournalEntry | None:
        finish = handlers(replace(office, settings=settings))[JobName.BACKUP].work()
        with office.database.transaction() as session:
            finish(session)
            return last_proof(session)

    assert done_with(office.settings) is None
    assert done_with(office.settings.model_copy(update={"backup_folder": tmp_path})) is not None
