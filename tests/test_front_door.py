"""``./saraban`` speaks clearly before anything is installed."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

COMMANDS = (
    "up",
    "up --demo",
    "test",
    "read",
    "check",
    "backup",
    "restore",
    "journal verify",
    "ledger",
    "bench reading",
    "bench registering",
    "bench search",
)


def saraban(*arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}" if path else os.environ["PATH"]}
    return subprocess.run(
        [str(ROOT / "saraban"), *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bare(tmp_path: Path) -> str:
    """A machine without our packages, where we are nobody and sudo says no."""
    for name, body in {
        "dpkg-query": "exit 1",
        "id": "echo 1000",
        "sudo": "exit 1",
        "apt-get": "echo installed >&2; exit 9",
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    return str(tmp_path)


def test_help_lists_every_command() -> None:
    shown = saraban("--help")
    assert shown.returncode == 0
    assert [command for command in COMMANDS if f"./saraban {command}" not in shown.stdout] == []


def test_an_unknown_command_is_refused_with_the_list() -> None:
    refused = saraban("fly")
    assert refused.returncode == 1
    assert "./saraban up" in refused.stderr


def test_without_rights_it_prints_the_one_command_to_run(bare: str) -> None:
    refused = saraban("up", path=bare)
    assert refused.returncode == 1
    (line,) = [one for one in refused.stderr.splitlines() if "apt-get install" in one]
    assert "tesseract-ocr-tha" in line
    assert "installed" not in refused.stderr.splitlines()


def test_it_says_what_it_will_install_before_it_does(bare: str) -> None:
    assert "tesseract-ocr-tha" in saraban("up", path=bare).stderr.splitlines()[0]
