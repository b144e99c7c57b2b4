"""The office's web server as a program of its own."""

import http.client
import os
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from registry.serving import web_command
from registry.settings import Settings
from tests.conftest import ROOT

HOST = "127.0.0.1"
PROCESSES, THREADS_EACH = 2, 4
THREADS = PROCESSES * THREADS_EACH


class Server:
    """The program that ``./saraban up`` runs as the office's web server."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port: int = probe.getsockname()[1]
        said = {"SARABAN_DATA": str(data), "SARABAN_PORT": str(self.port)}
        said["SARABAN_WEB_PROCESSES"] = str(PROCESSES)
        said["SARABAN_WEB_THREADS"] = str(THREADS_EACH)
        self.log = (data / "log").open("w+")
        self.process = subprocess.Popen(
            web_command(Settings.from_env(said)),
            cwd=ROOT,
            env={**os.environ, **said},
            stderr=self.log,
        )
        while not self.answers():
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)

    def processes(self) -> list[int]:
        """Return the processes that answer."""
        pid = self.process.pid
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(one) for one in listed.split()]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)
        self.log.close()

    def answers(self) -> bool:
        try:
            return self.get("/health")[0] == 200
        except OSError:
            return False

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        asking = http.client.HTTPConnection(HOST, self.port, timeout=60)
        asking.request("GET", path, headers=headers or {})
        answer = asking.getresponse()
        text = answer.read().decode()
        asking.close()
        return answer.status, text

    def send(self, *parts: bytes) -> bytes:
        """Send bytes as they are, and return all that comes back until the server hangs up."""
        with socket.create_connection((HOST, self.port), timeout=60) as client:
            with suppress(ConnectionError):  # it refused and hung up before it had everything
                for part in parts:
                    client.sendall(part)
            return whole(client)

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read()


def whole(client: socket.socket) -> bytes:
    """Read until the other side hangs up."""
    said = b""
    try:
        while data := client.recv(65536):
            said += data
    except ConnectionError:  # it hung up with our bytes unread
        pass
    return said
