import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intake.read_command import main
from tests.intake.hostile_files import MAKERS
from tests.intake.letters import LETTER, letter

pytestmark = pytest.mark.ocr
ROOT = Path(__file__).resolve().parents[2]


def test_one_object_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter())
    assert main([str(path), "--json"]) == 0
    (told,) = _objects(capsys)
    assert list(told) == [
        "file", "sha256", "pages", "seconds", "letters", "page_texts",
        "page_texts_as_read", "warnings",
    ]  # fmt: skip
    assert told["file"] == str(path)
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert told["pages"] == 1
    assert LETTER[3] in told["page_texts"][0]
    assert told["warnings"] == []
    (found,) = told["letters"]
    assert (found["pages"], found["kind"]) == ([1], "memo")
    assert found["subject"]["page"] == 1


def test_a_refused_file_does_not_keep_the_next_from_being_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, good = tmp_path / "empty.pdf", tmp_path / "letter.pdf"
    empty.write_bytes(b"")
    good.write_bytes(letter(LETTER[:2]))
    assert main([str(empty), str(good), "--json"]) == 2
    refused, told = _objects(capsys)
    assert (refused["file"], refused["error"]) == (str(empty), "file-empty")
    assert "ว่างเปล่า" in refused["message"]
    assert told["pages"] == 1


def test_a_file_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nothing.pdf"]) == 2
    assert _objects(capsys)[0]["error"] == "file-absent"


def test_a_repaired_file_is_read_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lies.pdf"
    path.write_bytes(MAKERS["count-lies.pdf"][1]())
    assert main([str(path)]) == 0
    assert _objects(capsys)[0]["warnings"][0]["code"] == "repaired"


def test_a_locked_file_opens_with_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(MAKERS["password.pdf"][1]())
    assert main([str(path)]) == 2
    assert main([str(path), "--password", "secret"]) == 0
    refused, told = _objects(capsys)
    assert refused["error"] == "password-needed"
    assert "Page 1" in told["page_texts"][0]


def test_a_file_whose_only_page_fails_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(MAKERS["page-bomb.pdf"][1]())
    assert main([str(path)]) == 2
    assert _objects(capsys)[0]["error"] == "page-failed"


def test_the_command_needs_no_settings_and_says_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter(LETTER[:2]))
    command = [sys.executable, "-m", "intake.read_command", str(path), "--json"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert json.loads(done.stdout)["pages"] == 1
    assert done.stderr == b""


def _objects(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]
