"""Running the office: the web server, the workers and the watched folder, as one program.

Each part is a process of its own, so that a hostile file can take down a
worker and nothing else. A part that dies is started again; one that dies over
and over ends the program loudly.
"""

import ctypes
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from registry import jobs
from registry.db import Database
from registry.settings import Settings

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PATIENCE_SECONDS = 60
GRACE_SECONDS = 20
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks this machine itself; the agency's proxy does not know our address."""
LONGEST_ADDRESS = 8190
"""Bytes of a request's first line; a search for nine hundred Thai letters fits."""
PATIENT = 10
"""Niceness of who reads: a tenth of a processor that the web wants, and all it leaves."""
TOO_OFTEN = 5
"""Deaths of one part within ``PATIENCE_SECONDS`` after which we stop trying."""


class ServingFailed(Exception):
    """The office could not be opened, or a part kept dying; says which in one line."""


@dataclass(slots=True)
class Part:
    """One process of the office."""

    name: str
    command: list[str]
    waits: bool = False
    """It takes the processors that those who wait at a screen leave."""
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=TOO_OFTEN))

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches only us.

        Not in a session of its own: Linux shares processors out among sessions
        first (sched(7), autogroup), and niceness would count for nothing.
        """
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            process_group=0,
            preexec_fn=partial(_begin, waits=self.waits),  # noqa: PLW1509 - no thread runs yet
        )

    @property
    def has_died(self) -> bool:
        """Tell whether the process has ended."""
        return self.process is not None and self.process.poll() is not None


def serve(settings: Settings, say: Callable[[str], None], *, ready: Callable[[], str]) -> None:
    """Run the office until a signal asks to stop.

    ``ready`` gives the lines to print once everything answers. Raises
    ``ServingFailed`` when a part does not come up or keeps dying.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    parts = _parts(settings)
    try:
        for part in parts:
            part.start()
        _wait_until_answering(settings, parts, stop)
        if not stop.is_set():
            say(ready())
        while not stop.wait(0.5):
            _revive(parts, say)
    finally:
        say("กำลังปิดระบบ งานที่ทำค้างอยู่จะทำต่อเมื่อเปิดครั้งหน้า")
        _stop(parts)


def address(settings: Settings) -> str:
    """Return the address the office answers at on this machine."""
    return f"http://{settings.host}:{settings.port}/"


def web_command(settings: Settings) -> list[str]:
    """Return the command that runs the web server."""
    return [
        sys.executable,
        *("-m", "gunicorn", "--preload", "--worker-class", "registry.web_worker.OfficeWorker"),
        *("--config", "python:registry.web_start"),
        *("--limit-request-line", str(LONGEST_ADDRESS)),
        *("--workers", str(settings.web_processes), "--threads", str(settings.web_threads)),
        *("--bind", f"{settings.host}:{settings.port}", "--log-level", "warning"),
        "app:create_app()",
    ]


def _begin(*, waits: bool) -> None:
    """Ask the kernel to end this process with the one that started it, however that dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if waits:
        os.nice(PATIENT)


def _parts(settings: Settings) -> list[Part]:
    flask = [sys.executable, "-m", "flask"]
    parts = [Part("เว็บ", web_command(settings))]
    parts += [
        Part(f"ตัวอ่าน {number + 1}", [*flask, "registry", "worker"], waits=True)
        for number in range(settings.workers)
    ]
    if settings.watch_folder is not None:
        parts.append(Part("ตัวเฝ้าแฟ้ม", [*flask, "intake", "watch"]))
    return parts


def _wait_until_answering(settings: Settings, parts: list[Part], stop: threading.Event) -> None:
    """Wait for the health page and for every worker to report."""
    limit, since = time.monotonic() + PATIENCE_SECONDS, dt.datetime.now(dt.UTC)
    while not stop.is_set():
        dead = next((part for part in parts if part.has_died), None)
        if dead is not None:
            raise ServingFailed(f"เปิด{dead.name} ไม่สำเร็จ ดูข้อความด้านบน (a process did not start)")
        if _answers(address(settings) + "health") and _workers_are_there(settings, since):
            return
        if time.monotonic() > limit:
            raise ServingFailed("เปิดระบบไม่สำเร็จภายในหนึ่งนาที (nothing answered in a minute)")
        stop.wait(0.2)


def _answers(url: str) -> bool:
    try:
        with DIRECTLY.open(url, timeout=5) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except (urllib.error.URLError, OSError):
        return False


def _workers_are_there(settings: Settings, since: dt.datetime) -> bool:
    database = Database(settings.database_url)
    try:
        with database.reading() as session:
            return jobs.workers_seen(session, since=since) >= settings.workers
    finally:
        database.engine.dispose()


def _revive(parts: list[Part], say: Callable[[str], None]) -> None:
    for part in parts:
        if part.has_died:
            part.deaths.append(time.monotonic())
            if (
                len(part.deaths) == TOO_OFTEN
                and part.deaths[-1] - part.deaths[0] < PATIENCE_SECONDS
            ):
                raise ServingFailed(f"{part.name} หยุดซ้ำหลายครั้ง (a process keeps dying)")
            part.start()
            say(f"{part.name} หยุดทำงาน เปิดใหม่แล้ว")


def _stop(parts: list[Part]) -> None:
    running = [p.process for p in parts if p.process is not None and p.process.poll() is None]
    for process in running:
        process.terminate()
    limit = time.monotonic() + GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            # The lease of its job runs out and the next start does it again.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
