"""The index on disk, kept by Whoosh: the engine that needs nothing beside the program.

Whoosh's files hold pickles, which is why its folders must be the program's alone.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from search.backend import (
    PER_PAGE,
    Document,
    Found,
    IndexDamaged,
    IndexMissing,
    LetterIndex,
    Sort,
    required,
)
from search.build_folders import BuildFolders
from search.tree import Facet, Node
from search.whoosh_build import Build

Answer = TypeVar("Answer")

_TRIES = 5
"""How often to look again for files that another process replaced while they were opened."""


class WhooshBackend:
    """A ``SearchBackend`` over one folder. One object serves a process and all its threads."""

    def __init__(self, root: Path, version: str) -> None:
        self._folders = BuildFolders(root, version)
        self._build: Build | None = None
        # Whoosh's readers are not made for threads, and an answer takes milliseconds.
        self._reading = threading.Lock()

    @property
    def is_stale(self) -> bool:
        """Whether there is no index, or one cut by another analysis."""
        return self._folders.is_stale

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
        self._folders.in_force()
        with self._folders.writing():
            folder = self._folders.in_force()  # again: it may have been swapped while we waited
            Build(folder).replace(letter_ids, documents)

    @contextmanager
    def rebuilding(self) -> Iterator[LetterIndex]:
        """Yield an empty index that takes this one's place when the block succeeds."""
        with self._folders.building() as folder:
            fresh = Build.begun_in(folder)
            try:
                yield fresh
            finally:
                fresh.close()

    def _ask(self, question: Callable[[Build], Answer]) -> Answer:
        """Ask the index in force; ask again if it is swapped away in this moment."""
        with self._reading:
            for _ in range(_TRIES - 1):
                try:
                    return question(self._opened(self._folders.in_force()))
                except IndexDamaged:
                    self._close()
            return question(self._opened(self._folders.in_force()))

    def _opened(self, folder: Path) -> Build:
        if self._build is None or self._build.folder != folder:
            self._close()
            self._build = Build(folder)
        return self._build

    def _close(self) -> None:
        if self._build is not None:
            self._build.close()
        self._build = None
