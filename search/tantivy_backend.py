"""The index on disk, kept by Tantivy: for a big office on a single machine.

Tantivy is a library of its own kind (Rust), so it is an extra: nothing here is
imported unless the settings name it.
"""

import json
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

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
from search.tantivy_finding import best, count, in_order, newness, query_of, spaceless
from search.tree import OF_UNITS, ORDERED, All, Day, Facet, Field, Is, Node, Some, parted

_CUTTER = "blanks"
_SMALL, _LARGE = 16_000_000, 128_000_000
"""Bytes a writer may hold: of a few letters, and of the whole register."""
_MOST_VALUES = 65_000
_TRIES = 5
"""How often to look again for an index that was swapped away while it was opened."""


def _schema() -> tantivy.Schema:
    made = tantivy.SchemaBuilder()
    made.add_unsigned_field("letter_id", indexed=True, fast=True, stored=True)
    made.add_text_field("mark", stored=True, tokenizer_name="raw", index_option="basic")
    made.add_unsigned_field("newest", fast=True)
    for day in Day:
        for end in ("first", "last"):
            made.add_integer_field(f"{day}_{end}", indexed=True, fast=True)
    for facet in Facet:
        made.add_text_field(facet.value, fast=True, tokenizer_name="raw", index_option="basic")
    for field in Field:
        kept = "position" if field in ORDERED else "basic"
        made.add_text_field(field.value, tokenizer_name=_CUTTER, index_option=kept)
    return made.build()


SCHEMA = _schema()


class TantivyBackend:
    """A ``SearchBackend`` over one folder. One object serves a process and all its threads."""

    def __init__(self, root: Path, version: str) -> None:
        self._folders = BuildFolders(root, version)
        self._opening = threading.Lock()
        self._build: _Build | None = None

    @property
    def is_stale(self) -> bool:
        """Whether there is no index, or one cut by another analysis."""
        return self._folders.is_stale

    @property
    def generation(self) -> str:
        """The folder of the index and the number of its last commit."""
        try:
            return self._current().generation
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
        with _as_damage():
            return self._current().find(
                tree, units, sort=sort, facets=facets, page=page, per_page=per_page
            )

    def marks(self) -> Mapping[int, str]:
        """Return the mark of every letter in the index."""
        with _as_damage():
            return self._current().marks()

    def replace(self, letter_ids: Collection[int], documents: Iterable[Document]) -> None:
        """Make ``documents`` all that the index holds of these letters, all or none."""
        self._folders.in_force()
        with self._folders.writing():
            # Opened anew for each write: a writer's view of the folder may be an old one.
            _Build(self._folders.in_force()).replace(letter_ids, documents)

    @contextmanager
    def rebuilding(self) -> Iterator[LetterIndex]:
        """Yield an empty index that takes this one's place when the block succeeds."""
        with self._folders.building() as folder:
            tantivy.Index(SCHEMA, path=str(folder))
            yield _Build(folder, heap=_LARGE)

    def _current(self) -> "_Build":
        """Return the index in force; look again if it is swapped away in this moment."""
        with self._opening:
            for _ in range(_TRIES - 1):
                folder = self._folders.in_force()
                try:
                    return self._opened(folder)
                except IndexDamaged:
                    if self._folders.in_force() == folder:
                        raise
            return self._opened(self._folders.in_force())

    def _opened(self, folder: Path) -> "_Build":
        with _as_damage():
            if self._build is None or self._build.folder != folder:
                self._build = _Build(folder)
            self._build.catch_up()
            return self._build


class _Build:
    """One folder's index."""

    def __init__(self, folder: Path, *, heap: int = _SMALL) -> None:
        self.folder = folder
        self._heap = heap
        self._index = tantivy.Index.open(str(folder))
        blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_CUTTER, blanks)
        # Otherwise a thread watches the folder, and a commit shows only when it looks.
        self._index.config_reader(reload_policy="manual")
        self._seen: tuple[int, int] | None = None

    @property
    def generation(self) -> str:
        said: dict[str, object] = json.loads((self.folder / "meta.json").read_text())
        return f"{self.folder.name}.{said['opstamp']}"

    def catch_up(self) -> None:
        """See the last commit of any process."""
        now = (self.folder / "meta.json").stat()
        if self._seen != (now.st_ino, now.st_mtime_ns):
            self._index.reload()
            self._seen = (now.st_ino, now.st_mtime_ns)

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
        self.catch_up()
        searcher = self._index.searcher()
        may_see = Some(tuple(Is(Facet.UNIT, str(unit)) for unit in sorted(required(units))))
        asked = query_of(SCHEMA, All((tree, may_see)))
        start = (page - 1) * per_page
        if sort is Sort.BEST:
            total, letter_ids = best(searcher, asked, start, per_page)
        else:
            total, letter_ids = in_order(searcher, asked, sort, start, per_page)
        return Found(total, letter_ids, _counted(searcher, asked, list(facets), units))

    def marks(self) -> Mapping[int, str]:
        self.catch_up()
        searcher = self._index.searcher()
        every = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs)).hits
        stored = (searcher.doc(address) for _, address in every)
        return {one["letter_id"][0]: one["mark"][0] for one in stored}

    def replace(self, letter_ids: Collection[int], documents: Iterable[Document]) -> None:
        """Write in one commit. The caller is the only writer, so Tantivy's lock is free."""
        writer = self._index.writer(heap_size=self._heap, num_threads=1)
        try:
            for letter_id in letter_ids:
                # By term it would take the number for a signed one and delete nothing.
                gone = tantivy.Query.term_query(SCHEMA, "letter_id", letter_id, "basic")
                writer.delete_documents_by_query(gone)
            for document in documents:
                writer.add_document(_as_fields(document))
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()


@contextmanager
def _as_damage() -> Iterator[None]:
    """Raise ``IndexDamaged`` where Tantivy misses a file or something in it."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise IndexDamaged from error


def _as_fields(document: Document) -> tantivy.Document:
    made = tantivy.Document()
    made.add_unsigned("letter_id", document.letter_id)
    made.add_text("mark", document.mark)
    made.add_unsigned("newest", newness(document))
    for unit in sorted(document.units):
        made.add_text(Facet.UNIT.value, str(unit))
    for facet, value in document.facets.items():
        made.add_text(facet.value, value)
    for facet, values in document.in_units.items():
        for value in sorted(values):
            made.add_text(facet.value, value)
    for field, had in document.tokens.items():
        made.add_text(field.value, " ".join(spaceless(token) for token in had))
    for day, (first, last) in document.days.items():
        made.add_integer(f"{day}_first", first.toordinal())
        made.add_integer(f"{day}_last", last.toordinal())
    return made


def _counted(
    searcher: tantivy.Searcher,
    asked: tantivy.Query,
    facets: Sequence[Facet],
    units: frozenset[int],
) -> Mapping[Facet, Mapping[str, int]]:
    """Count the hits that have each value of the facets."""
    if not facets:
        return {}
    terms = {"size": _MOST_VALUES, "segment_size": _MOST_VALUES}
    wanted = {facet.value: {"terms": {"field": facet.value, **terms}} for facet in facets}
    counted = searcher.aggregate(asked, wanted)
    found: dict[Facet, Mapping[str, int]] = {}
    for facet in facets:
        many = {one["key"]: int(one["doc_count"]) for one in counted[facet.value]["buckets"]}
        if facet is Facet.UNIT:
            many = {value: had for value, had in many.items() if int(value) in units}
        found[facet] = _in_any(searcher, asked, facet, many, units) if facet in OF_UNITS else many
    return found


def _in_any(
    searcher: tantivy.Searcher,
    asked: tantivy.Query,
    facet: Facet,
    many: Mapping[str, int],
    units: frozenset[int],
) -> dict[str, int]:
    """Count the hits of which some of the units have each value.

    What only one of them has is counted already; a letter of which two have the same
    would be counted twice, so those are asked for together.
    """
    ways: dict[str, list[str]] = defaultdict(list)
    for value in many:
        unit, said = parted(value)
        if unit in units:
            ways[said].append(value)
    return {
        said: many[had[0]] if len(had) == 1 else count(searcher, SCHEMA, asked, facet, had)
        for said, had in ways.items()
    }
