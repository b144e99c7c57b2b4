"""The processes of an office under test: each can die at any point and is started again."""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from gunicorn.app import wsgiapp
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlmodel import col

import app
from intake.cli import watch
from registry.jobs import Job
from registry.office import Office
from registry.ports import GreyImage, Line
from registry.serving import PR_SET_PDEATHSIG, web_command
from registry.settings import Settings
from registry.worker import Worker
from tests.crash.faults import Points, stand_by
from tests.processes import CONTEXT

LOOK_SECONDS = 0.1
DARK = 128


class PlainReader:
    """An ``OcrEngine`` that reads a secrecy mark on a dark page and a subject on any other."""

    version = "plain 1"

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        middle = image.width // 2
        subject = Line("เรื่อง ทดสอบไฟดับ", (100, 300, image.width - 100, 360), 0.95)
        if image.pixels[len(image.pixels) // 2] < DARK:
            return (Line("ลับ", (middle - 40, 20, middle + 40, 60), 0.95), subject)
        return (subject,)


def be_web(settings: Settings) -> None:
    """Serve the pages, with the command that the office itself uses."""
    sys.argv = web_command(settings)[2:]
    wsgiapp.run()


def be_worker(settings: Settings) -> None:
    """Do jobs until killed."""
    office = app.open_office(settings)
    Worker(office.database, office.clock, app.handlers(office, PlainReader)).run(threading.Event())


def be_folder_watcher(settings: Settings) -> None:
    """Take in what lies in the watched folder until killed."""
    assert settings.watch_folder is not None
    watch(
        app.open_office(settings),
        settings.watch_folder,
        threading.Event(),
        say=lambda line: print(line, file=sys.stderr),  # noqa: T201 - into the log
        every=LOOK_SECONDS,
    )


PARTS: dict[str, Callable[[Settings], None]] = {
    "web": be_web,
    "worker": be_worker,
    "folder": be_folder_watcher,
}


def be(part: str, said: dict[str, str], points: Points, log: Path) -> None:
    """Be one part of the office, watched, until killed."""
    os.setsid()  # the web server has a child, and both are killed together
    ctypes.CDLL(None).prctl(
        PR_SET_PDEATHSIG, signal.SIGKILL
    )  # nobody is left if the test is killed
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(written, 1)
    os.dup2(written, 2)
    os.environ |= said
    _keep_compiled(Path(os.environ.get("PYTHONPYCACHEPREFIX") or points.folder / "compiled"))
    settings = Settings.from_env(said)
    folders = [settings.data, settings.watch_folder, settings.backup_folder]
    stand_by(points, tuple(one for one in folders if one is not None))
    PARTS[part](settings)


def _keep_compiled(folder: Path) -> None:
    """Have what a process compiles kept for the next: it starts a hundred times."""
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(folder)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


@dataclass(slots=True)
class Crew:
    """Every process of one office."""

    office: Office
    said: dict[str, str]
    points: Points
    log: Path
    running: dict[str, BaseProcess]
    deaths: int = 0

    @classmethod
    def of(cls, office: Office, said: dict[str, str], points: Points) -> "Crew":
        return cls(office, said, points, points.folder / "log", {})

    def tend(self) -> None:
        """Start what does not run; nobody waits for the lease of a worker that has died."""
        for part in PARTS:
            had = self.running.get(part)
            if had is not None and had.is_alive():
                continue
            if had is not None:
                self.deaths += 1
                had.join()
                self._end_leases_of(f":{had.pid}")
            process = CONTEXT.Process(
                target=be, args=(part, self.said, self.points, self.log), name=part
            )
            process.start()
            self.running[part] = process

    def kill(self, *parts: str) -> None:
        """Kill these parts, or all, as they run at this moment; ``tend`` starts them again."""
        for part in parts or PARTS:
            pid = self.running[part].pid
            if pid is not None and self.running[part].is_alive():
                kill_group(pid)

    def stop(self) -> None:
        """Kill everything, for good."""
        for process in self.running.values():
            if process.pid is not None and process.is_alive():
                kill_group(process.pid)
            process.join()
        self.running.clear()

    def end_leases(self) -> None:
        """Do as if 45 seconds had passed since any worker was heard of."""
        self._end_leases_of("")

    def _end_leases_of(self, worker: str) -> None:
        """Do as if 45 seconds had passed, and as if a person had given the job its tries back."""
        held = update(Job).where(col(Job.worker).endswith(worker), col(Job.attempts) > 0)
        while True:
            try:
                with self.office.database.transaction() as session:
                    session.execute(held.values(due_at=self.office.clock.now(), attempts=1))
            except OperationalError:  # its server is being started
                time.sleep(0.1)
            else:
                return


def kill_group(pid: int) -> None:
    """Kill a process and what it started, if it still lives."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)  # it has not come to lead its own group yet
