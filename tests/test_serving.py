"""``./saraban up`` opens every part, says when it answers, and closes cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.serving import PATIENT
from tests.conftest import ROOT

COMMAND = [sys.executable, "-m", "flask", "registry", "serve"]


class Running:
    """A whole office in processes of its own, on a data folder."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        settings = {"SARABAN_DATA": data, "SARABAN_PORT": self.port, "SARABAN_WORKERS": 1}
        # A government network has a proxy, and it does not answer for our own machine.
        proxy = {"http_proxy": "http://127.0.0.1:9", "no_proxy": ""}
        self.env = {**os.environ, **proxy}
        self.env |= {name: str(value) for name, value in settings.items()}
        migrate = [*COMMAND[:-1], "migrate"]
        subprocess.run(migrate, cwd=ROOT, env=self.env, check=True)
        self.process = subprocess.Popen(
            COMMAND,
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []

    def wait_for(self, words: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError("".join(self.said))

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    office = Running(tmp_path / "data")
    yield office
    if office.process.poll() is None:
        office.process.kill()
    office.process.stdout.close()  # type: ignore[union-attr]
    office.process.wait()


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_it_answers_offers_the_set_up_link_and_leaves_nothing_running(running: Running) -> None:
    running.wait_for(f"http://127.0.0.1:{running.port}/")
    link = running.wait_for("/setup/").split("ที่ ")[1].split(" ")[0]
    with urllib.request.urlopen(link) as page:
        assert "ตั้งหน่วยงาน" in page.read().decode()
    children = running.children()
    assert len(children) == 2
    # Reading gives way to who waits at a screen.
    nice = [os.getpriority(os.PRIO_PROCESS, pid) for pid in children]
    assert nice == [os.nice(0), min(os.nice(0) + PATIENT, 19)]
    assert {os.getsid(pid) for pid in children} == {os.getsid(0)}  # or niceness is not compared
    assert [os.getpgid(pid) for pid in children] == children
    assert running.stop() == 0
    assert [pid for pid in children if is_alive(pid)] == []


def test_a_worker_that_dies_is_started_again(running: Running) -> None:
    running.wait_for("กด Ctrl-C")
    worker = running.children()[-1]
    os.kill(worker, signal.SIGKILL)
    running.wait_for("เปิดใหม่แล้ว")
    assert len(running.children()) == 2
    assert running.stop() == 0


def test_its_parts_end_even_when_it_is_killed(running: Running) -> None:
    running.wait_for("กด Ctrl-C")
    children = running.children()
    running.process.kill()
    running.process.wait()
    limit = time.monotonic() + 30
    while any(is_alive(pid) for pid in children) and time.monotonic() < limit:
        time.sleep(0.1)
    assert [pid for pid in children if is_alive(pid)] == []
