"""The folders of an index on disk: the one that is asked, and another being built beside it.

``current.json`` names the folder in force. A new one is built beside it and
named there when it is whole. The root is the program's alone: mode 0700.
"""

import fcntl
import json
import math
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from search import backend
from search.backend import FORM, IndexBusy, IndexMissing

BUILD = f"build-{FORM}-"
"""How the folders of builds that can be asked are named."""


class BuildFolders:
    """Every build of one engine's index below one root."""

    def __init__(self, root: Path, version: str) -> None:
        self._root = root
        self._version = version
        self._pointer = root / "current.json"

    @property
    def is_stale(self) -> bool:
        """Whether no build is in force, or one cut by another analysis."""
        return self._named().get("analysis") != self._version

    def in_force(self) -> Path:
        """Return the folder that is asked now; raise ``IndexMissing`` without one."""
        named = self._named()
        if not named:
            raise IndexMissing
        return self._root / named["folder"]

    @contextmanager
    def writing(self, patience: float | None = None) -> Iterator[None]:
        """Be the only writer of all processes. The lock goes with the process that dies.

        Raises ``IndexBusy`` if another still writes when patience ends.
        """
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        until = time.monotonic() + (backend.PATIENCE if patience is None else patience)
        with (self._root / "lock").open("w") as lock:
            while not _is_locked(lock):
                if time.monotonic() > until:
                    raise IndexBusy
                time.sleep(0.02)
            yield

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Yield an empty folder that comes into force when the block succeeds.

        If the block fails, the old one stays and nothing is left behind.
        """
        with self.writing(math.inf):
            self._sweep()
            folder = Path(tempfile.mkdtemp(prefix=BUILD, dir=self._root))
            try:
                yield folder
            except BaseException:
                shutil.rmtree(folder)
                raise
            self._point_to(folder)
            self._sweep()

    def _named(self) -> dict[str, str]:
        """Read which build is in force; none is where the file does not say it."""
        try:
            named = json.loads(self._pointer.read_text())
            said = {name: str(named[name]) for name in ("folder", "analysis")}
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return {}
        return said if said["folder"].startswith(BUILD) else {}

    def _point_to(self, folder: Path) -> None:
        waiting = self._pointer.with_suffix(".new")
        waiting.write_text(json.dumps({"folder": folder.name, "analysis": self._version}))
        flush(waiting)
        waiting.replace(self._pointer)
        flush(self._root)

    def _sweep(self) -> None:
        """Remove what a rebuild that was killed, or the one before, left behind."""
        kept = self._named().get("folder")
        for folder in self._root.glob("build-*"):
            if folder.name != kept:
                shutil.rmtree(folder, ignore_errors=True)


def _is_locked(lock: IO[str]) -> bool:
    """Take the lock if it is free; tell whether it is ours."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
