"""Fault points: a process of the office that kills itself, -9, at a named moment.

The program knows nothing of them. ``stand_by`` watches a process from inside: every
file of the office that is opened for writing, flushed, renamed or removed, and every
commit, before and after. A point is named by what happens and who asks for it, so
that a new commit or a new file is a new point by itself. What to do at a point is
said by a folder all processes share, for which see ``Points``.
"""

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import quote, unquote

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

OURS = frozenset({"app", "intake", "registry", "routing", "search"})
PASSING = frozenset({"registry.db", "registry.web", "registry.auth"})
"""Modules everything passes through, which therefore tell no point from another."""
CHANGES = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"}
)
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True, slots=True)
class Points:
    """What is known of fault points, and which is to be next; shared by all processes."""

    folder: Path

    def prepare(self) -> None:
        for name in ("seen", "spent"):
            (self.folder / name).mkdir(parents=True)

    def kill_at_each(self, *among: str) -> None:
        """Have a process die at each point that it is the first of all to come to.

        Only at points whose name holds one of these words, if any are given.
        """
        self._say(among=among or ("",), hit=1)

    def kill_at(self, point: str, hit: int) -> None:
        """Have the process die that comes to this point for the ``hit``-th time from now."""
        (self.folder / "spent" / quote(point, safe="")).unlink(missing_ok=True)
        self._say(among=(point,), hit=hit)

    def kill_nobody(self) -> None:
        (self.folder / "armed").unlink(missing_ok=True)

    def seen(self) -> list[str]:
        return sorted(self.counts())

    def counts(self) -> Counter[str]:
        """Count how often each point was come to, by any process."""
        files = (self.folder / "seen").iterdir()
        return Counter({unquote(one.name): one.stat().st_size for one in files})

    def spent(self) -> list[str]:
        """Return the points at which a process has died."""
        return sorted(unquote(one.name) for one in (self.folder / "spent").iterdir())

    def is_spent(self, point: str) -> bool:
        return (self.folder / "spent" / quote(point, safe="")).exists()

    def reached(self, point: str, hits: Counter[str]) -> None:
        """Note a point; die if it is the one."""
        with (self.folder / "seen" / quote(point, safe="")).open("ab") as tally:
            tally.write(b".")
        try:
            armed = (self.folder / "armed").read_text()
        except FileNotFoundError:
            return
        wanted = json.loads(armed)
        if not any(words in point for words in wanted["among"]):
            return
        hits[armed] += 1
        if hits[armed] >= wanted["hit"] and self._is_first(point):
            os.kill(os.getpid(), signal.SIGKILL)

    def _say(self, *, among: tuple[str, ...], hit: int) -> None:
        waiting = self.folder / "armed.new"
        # The moment tells this order from an equal one before it, whose hits do not count.
        waiting.write_text(json.dumps({"among": among, "hit": hit, "given": time.time_ns()}))
        waiting.replace(self.folder / "armed")

    def _is_first(self, point: str) -> bool:
        """Note that a process dies here; tell whether it is the first of all to do so."""
        try:
            with (self.folder / "spent" / quote(point, safe="")).open("x"):
                return True
        except FileExistsError:
            return False


def stand_by(points: Points, office: tuple[Path, ...]) -> None:
    """Watch this process from now on; ``office`` are the folders whose files matter."""
    roots = tuple(os.fspath(one) for one in office)
    busy, hits = threading.local(), Counter[str]()

    def reached(what: str) -> None:
        if getattr(busy, "now", False):
            return
        busy.now = True
        try:
            who = _who(sys._getframe(2))  # noqa: SLF001 - a debugger's way to ask who calls
            if who:
                points.reached(f"{what} {who}", hits)
        finally:
            busy.now = False

    def look(what: str, said: tuple[object, ...]) -> None:
        if what == "open":
            # Also the open that tempfile does; one that only reads changes nothing.
            if not (len(said) > 2 and isinstance(said[2], int) and said[2] & WRITES):
                return
        elif what not in CHANGES:
            return
        if any(isinstance(one, str | Path) and str(one).startswith(roots) for one in said):
            reached(what.removeprefix("os."))

    sys.addaudithook(look)
    flush = os.fsync

    def flushed(handle: int) -> None:
        reached("fsync")  # which no audit event announces
        flush(handle)

    os.fsync = flushed  # type: ignore[assignment]
    event.listen(Engine, "commit", lambda _: reached("before commit"))
    event.listen(Session, "after_commit", lambda _: reached("after commit"))


def _who(frame: FrameType | None) -> str:
    """Name the function that does it and, in another module, the one that wants it done."""
    names: list[tuple[str, str]] = []
    job = ""
    for one in _frames(frame):
        module, name = one.f_globals["__name__"], one.f_code.co_qualname
        held = one.f_locals.get("job")
        if name == "Worker.run_one" and held is not None:
            job = f" [{held.name}]"
        if len(names) < 2 and module not in {had for had, _ in names} | PASSING:
            names.append((module, name))
    return " for ".join(".".join(one) for one in names) + job


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] in OURS:
            yield frame
        frame = frame.f_back
