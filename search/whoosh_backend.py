"""The index on disk, kept by Whoosh: the engine that needs nothing beside the program.

``current.json`` names the folder of the index that is asked. A new one is
built beside it and named there when it is whole. Whoosh's files hold pickles,
so the folder is the program's alone: mode 0700.
"""

import fcntl
import json
import math
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from whoosh import index

from search.backend import (
    PER_PAGE,
    Document,
    Found,
    IndexBusy,
    IndexMissing,
    LetterIndex,
    Sort,
    required,
)
from search.tree import Facet, Node
from search.whoosh_build import Build, flush

Answer = TypeVar("Answer")

PATIENCE = 5.0
"""Seconds a writer waits for another; writing some letters takes less than one."""

_TRIES = 5
"""How often to look again for an index that was swapped away while it was opened."""


class WhooshBackend:
    """A ``SearchBackend`` over one folder. One object serves a process and all its threads."""

    def __init__(self, root: Path, version: str) -> None:
        self._root = root
        self._version = version
        self._pointer = root / "current.json"
        self._build: Build | None = None
        # Whoosh's readers are not made for threads, and an answer takes milliseconds.
        self._reading = threading.Lock()

    @property
    def is_stale(self) -> bool:
        """Whether there is no index, or one cut by another analysis."""
        return self._named().get("analysis") != self._version

    @property
    def generation(self) -> str:
        """The folder of the index and the number of its last commit."""
        try:
            return self._ask(lambda build: build.generation)
        except IndexMissing:
            return ""

    def find(
        self,
        tree: Node,
        units: frozenset[int],
        *,
        sort: Sort = Sort.BEST,
        facets: Collection[Facet] = (),
        page: int = 1,
        per_page: int = PER_PAGE,
    ) -> Found:
        """Return a page of the letters that match and that one of ``units`` may see."""
        required(units)
        return self._ask(
            lambda build: build.find(
                tree, units, sort=sort, facets=facets, page=page, per_page=per_page
            )
        )

    def marks(self) -> Mapping[int, str]:
        """Return the mark of every letter in the index."""
        return self._ask(lambda build: build.marks())

    def replace(self, letter_ids: Collection[int], documents: Iterable[Document]) -> None:
        """Make ``documents`` all that the index holds of these letters, all or none."""
        self._require()
        with self._writing(PATIENCE):
            folder = self._require()  # again: it may have been swapped while we waited
            Build(folder).replace(letter_ids, documents)

    @contextmanager
    def rebuilding(self) -> Iterator[LetterIndex]:
        """Yield an empty index that takes this one's place when the block succeeds."""
        with self._writing():
            self._sweep()
            folder = Path(tempfile.mkdtemp(prefix="build-", dir=self._root))
            fresh = Build.begun_in(folder)
            try:
                yield fresh
            except BaseException:
                shutil.rmtree(folder)
                raise
            finally:
                fresh.close()
            self._point_to(folder)
            self._sweep()

    def _named(self) -> dict[str, str]:
        try:
            named: dict[str, str] = json.loads(self._pointer.read_text())
        except FileNotFoundError:
            return {}
        return named

    def _require(self) -> Path:
        """Return the folder of the index."""
        named = self._named()
        if not named:
            raise IndexMissing
        return self._root / named["folder"]

    def _ask(self, question: Callable[[Build], Answer]) -> Answer:
        """Ask the index in force; ask again if it is swapped away in this moment."""
        with self._reading:
            for _ in range(_TRIES - 1):
                try:
                    return question(self._opened(self._require()))
                except (FileNotFoundError, index.EmptyIndexError):
                    self._close()
            return question(self._opened(self._require()))

    def _opened(self, folder: Path) -> Build:
        if self._build is None or self._build.folder != folder:
            self._close()
            self._build = Build(folder)
        return self._build

    def _close(self) -> None:
        if self._build is not None:
            self._build.close()
        self._build = None

    @contextmanager
    def _writing(self, patience: float = math.inf) -> Iterator[None]:
        """Be the only writer of all processes. The lock goes with the process that dies."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        until = time.monotonic() + patience
        with (self._root / "lock").open("w") as lock:
            while not _is_locked(lock):
                if time.monotonic() > until:
                    raise IndexBusy
                time.sleep(0.02)
            yield

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
