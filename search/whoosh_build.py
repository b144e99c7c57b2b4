"""One folder that holds an index in Whoosh's files: what is in it, and how it is written."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from whoosh import columns, fields, index
from whoosh.analysis import IDAnalyzer
from whoosh.reading import SegmentReader

from search import whoosh_finding
from search.backend import PER_PAGE, Document, Found, IndexDamaged, Sort, required
from search.build_folders import flush
from search.tree import ORDERED, Day, Facet, Field, Node
from search.whoosh_finding import Shelf
from search.whoosh_postings import BlockCodec
from search.whoosh_segment import Segment
from search.whoosh_writing import Writer

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


class Build:
    """A ``LetterIndex`` with the segments read so far. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _as_damage():
            self._index = index.open_dir(folder, schema=SCHEMA)
        self._read: dict[str, Segment] = {}
        self._shelves: list[Shelf] = []
        self._seen = -1

    @classmethod
    def begun_in(cls, folder: Path) -> Self:
        """Make an empty index in a folder."""
        index.create_in(folder, SCHEMA)
        return cls(folder)

    @property
    def generation(self) -> str:
        """The folder's name and the number of the last commit."""
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
        """Return a page of the letters that match and that one of ``units`` may see."""
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
        """Return the mark of every letter."""
        shelves = self._now()
        with _as_damage():
            return {k: v for segment, live in shelves for k, v in segment.marks(live).items()}

    def replace(self, letter_ids: Collection[int], documents: Iterable[Document]) -> None:
        """Write in one commit. The caller sees to it that nobody else writes."""
        before = set(self.folder.iterdir())
        writer = Writer(self._index)
        try:
            for letter_id in letter_ids:
                writer.delete_by_term("id", str(letter_id))
            for document in documents:
                writer.add_document(**_as_fields(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        for path in set(self.folder.iterdir()) - before:
            flush(path)
        flush(self.folder)

    def close(self) -> None:
        """Let go of the files read so far."""
        for segment in self._read.values():
            segment.close()
        self._read = {}

    def _now(self) -> list[Shelf]:
        """Return the segments of the last commit; those already read are kept.

        Whoosh would open every segment again after each commit, which for a
        large one takes longer than the answer.
        """
        if self._index.latest_generation() != self._seen:
            with _as_damage():
                self._catch_up()
        return self._shelves

    def _catch_up(self) -> None:
        storage = self._index.storage
        toc = index.TOC.read(storage, self._index.indexname, schema=SCHEMA)
        named = {one.segment_id(): one for one in toc.segments}
        read = {name: self._read.get(name) or _opened(storage, one) for name, one in named.items()}
        for gone in self._read.keys() - read.keys():
            self._read[gone].close()
        self._read, self._seen = read, toc.generation
        self._shelves = [(read[k], read[k].live(one.deleted_docs())) for k, one in named.items()]


@contextmanager
def _as_damage() -> Iterator[None]:
    """Raise ``IndexDamaged`` for whatever Whoosh stumbles over in files that are not whole."""
    try:
        yield
    except Exception as error:
        raise IndexDamaged from error


def _opened(storage: object, segment: object) -> Segment:
    return Segment(SegmentReader(storage, SCHEMA, segment, codec=BlockCodec()))


def _as_fields(document: Document) -> dict[str, object]:
    """Write a document under the names of ``SCHEMA``; a field without tokens is left out."""
    named: dict[str, object] = {
        "id": str(document.letter_id),
        "mark": document.mark,
        "letter_id": document.letter_id,
        Facet.UNIT.value: [str(unit) for unit in sorted(document.units)],
    }
    named |= {facet.value: value for facet, value in document.facets.items()}
    named |= {facet.value: sorted(values) for facet, values in document.in_units.items()}
    named |= {field.value: list(had) for field, had in document.tokens.items() if had}
    for day, (first, last) in document.days.items():
        named |= {f"{day}_first": first.toordinal(), f"{day}_last": last.toordinal()}
    return named
