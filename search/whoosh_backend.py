"""The index on disk, kept by Whoosh: the engine that needs nothing beside the program.

``current.json`` names the folder of the index that is asked. A new one is
built beside it and named there when it is whole. Whoosh's files hold pickles,
so the folder is the program's alone: mode 0700.
"""

import fcntl
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from whoosh import columns, fields, index
from whoosh.analysis import IDAnalyzer

from search import whoosh_finding
from search.backend import PER_PAGE, Document, Found, IndexMissing, LetterIndex, Sort, required
from search.tree import ORDERED, Day, Facet, Field, Node
from search.whoosh_finding import Shelf
from search.whoosh_segment import Segment

_AS_GIVEN = IDAnalyzer()
"""Tokens come cut; Whoosh takes a list as it is, but wants an analyser to be there."""

_DAYS = [f"{day}_{end}" for day in Day for end in ("first", "last")]

SCHEMA = fields.Schema(
    id=fields.ID(unique=True),
    mark=fields.STORED,
    letter_id=fields.COLUMN(columns.NumericColumn("q")),
    **{name: fields.COLUMN(columns.NumericColumn("i")) for name in _DAYS},
    **{facet.value: fields.ID() for facet in Facet},
    **{
        field.value: fields.TEXT(analyzer=_AS_GIVEN) if field in ORDERED else fields.ID()
        for field in Field
    },
)

Answer = TypeVar("Answer")

_TRIES = 5
"""How often to look again for an index that was swapped away while it was opened."""


class WhooshBackend:
    """A ``SearchBackend`` over one folder. One object serves a process and all its threads."""

    def __init__(self, root: Path, version: str) -> None:
        self._root = root
        self._version = version
        self._pointer = root / "current.json"
        self._build: _Build | None = None
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
        with self._writing():
            folder = self._require()  # again: it may have been swapped while we waited
            _write(index.open_dir(folder, schema=SCHEMA), letter_ids, documents)

    @contextmanager
    def rebuilding(self) -> Iterator[LetterIndex]:
        """Yield an empty index that takes this one's place when the block succeeds."""
        with self._writing():
            self._sweep()
            folder = Path(tempfile.mkdtemp(prefix="build-", dir=self._root))
            index.create_in(folder, SCHEMA)
            fresh = _Build(folder)
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

    def _ask(self, question: Callable[["_Build"], Answer]) -> Answer:
        """Ask the index in force; ask again if it is swapped away in this moment."""
        with self._reading:
            for _ in range(_TRIES - 1):
                try:
                    return question(self._opened(self._require()))
                except (FileNotFoundError, index.EmptyIndexError):
                    self._close()
            return question(self._opened(self._require()))

    def _opened(self, folder: Path) -> "_Build":
        if self._build is None or self._build.folder != folder:
            self._close()
            self._build = _Build(folder)
        return self._build

    def _close(self) -> None:
        if self._build is not None:
            self._build.close()
        self._build = None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only writer of all processes. The lock goes with the process that dies."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _point_to(self, folder: Path) -> None:
        waiting = self._pointer.with_suffix(".new")
        waiting.write_text(json.dumps({"folder": folder.name, "analysis": self._version}))
        _flush(waiting)
        waiting.replace(self._pointer)
        _flush(self._root)

    def _sweep(self) -> None:
        """Remove what a rebuild that was killed, or the one before, left behind."""
        kept = self._named().get("folder")
        for folder in self._root.glob("build-*"):
            if folder.name != kept:
                shutil.rmtree(folder, ignore_errors=True)


class _Build:
    """One folder's index with the segments read so far. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index = index.open_dir(folder, schema=SCHEMA)
        self._read: dict[str, Segment] = {}
        self._shelves: list[Shelf] = []
        self._seen = -1

    @property
    def generation(self) -> str:
        return f"{self.folder.name}.{self._index.latest_generation()}"

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
        return whoosh_finding.find(
            self._now(),
            tree,
            required(units),
            sort=sort,
            facets=facets,
            page=page,
            per_page=per_page,
        )

    def marks(self) -> Mapping[int, str]:
        shelves = self._now()
        return {k: v for segment, live in shelves for k, v in segment.marks(live).items()}

    def replace(self, letter_ids: Collection[int], documents: Iterable[Document]) -> None:
        _write(self._index, letter_ids, documents)

    def close(self) -> None:
        for segment in self._read.values():
            segment.close()
        self._read = {}

    def _now(self) -> list[Shelf]:
        """Return the segments of the last commit; those already read are kept."""
        generation = self._index.latest_generation()
        if generation != self._seen:
            leaves = [leaf for leaf, _ in self._index.reader().leaf_readers()]
            before, self._read, self._shelves = self._read, {}, []
            for leaf in leaves:
                if not leaf.doc_count_all():
                    continue
                named = leaf.segment().segment_id()
                segment = before.pop(named, None)
                if segment is None:
                    segment = Segment(leaf)
                else:
                    leaf.close()
                self._read[named] = segment
                self._shelves.append((segment, segment.live(leaf.segment().deleted_docs())))
            for gone in before.values():
                gone.close()
            self._seen = generation
        return self._shelves


def _write(
    whoosh: Any,  # noqa: ANN401 - Whoosh publishes no types
    letter_ids: Collection[int],
    documents: Iterable[Document],
) -> None:
    """Write in one commit. The caller is the only writer, so Whoosh's lock is free."""
    folder = Path(whoosh.storage.folder)
    before = set(folder.iterdir())
    writer = whoosh.writer()
    try:
        for letter_id in letter_ids:
            writer.delete_by_term("id", str(letter_id))
        for document in documents:
            writer.add_document(**_as_fields(document))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    for path in set(folder.iterdir()) - before:
        _flush(path)
    _flush(folder)


def _as_fields(document: Document) -> dict[str, object]:
    """Write a document under the names of ``SCHEMA``; a field without tokens is left out."""
    named: dict[str, object] = {
        "id": str(document.letter_id),
        "mark": document.mark,
        "letter_id": document.letter_id,
        Facet.UNIT.value: [str(unit) for unit in sorted(document.units)],
    }
    named |= {facet.value: value for facet, value in document.facets.items()}
    named |= {field.value: list(had) for field, had in document.tokens.items() if had}
    for day, (first, last) in document.days.items():
        named |= {f"{day}_first": first.toordinal(), f"{day}_last": last.toordinal()}
    return named


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
