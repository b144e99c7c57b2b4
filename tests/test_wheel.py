"""The wheel holds all that a server needs and nothing else."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import ROOT

START = "import app; app.create_app().test_client().get('/health'); print(app.__file__)"


def test_a_server_starts_from_the_wheel_alone(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    assert not (installed / "tests").exists()
    assert not (installed / "bench").exists()

    env = {**os.environ, "PYTHONPATH": str(installed), "SARABAN_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-P", "-c", START]
    started = subprocess.run(
        command, cwd=tmp_path, env=env, check=True, capture_output=True, text=True
    )
    assert Path(started.stdout.strip()) == installed / "app.py"
