"""Whoosh's lists of postings, read a block at a time.

Whoosh hands out one posting after another, which takes longer than reading
them: a block holds up to 128 and is one piece on the disk.
"""

from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import (
    W3Codec,
    W3LeafMatcher,
    W3PerDocReader,
    W3PostingsWriter,
    W3Segment,
)
from whoosh.columns import NumericColumn
from whoosh.reading import SegmentReader

_LENGTHS = NumericColumn("B")
_COMPRESSION = 3
_FEW = 4
"""Postings that are not worth compressing; most lists have no more."""


class Block(NamedTuple):
    """Some of the documents in which a term stands, rising."""

    docs: Sequence[int]
    times: Sequence[float] | float
    """How often it stands in each, or in all alike."""
    places: Sequence[bytes]
    """Where it stands in each, as its field's format writes it; empty if that keeps none."""


# Whoosh publishes no types.
class BlockMatcher(W3LeafMatcher):  # type: ignore[misc]
    """The postings of one term."""

    def blocks(self, wanted: Sequence[int] | None = None) -> Iterator[Block]:
        """Yield the blocks in their order; of rising documents only those that may hold one."""
        at = 0
        while not self._atend:
            if wanted is not None:
                if at == len(wanted):
                    return
                if wanted[at] > self._maxid:
                    self._next_block()
                    continue
                while at < len(wanted) and wanted[at] <= self._maxid:
                    at += 1
            self._read_data()
            docs, times, places = self._data
            yield Block(tuple(accumulate(docs)), 1.0 if times is None else times, places or ())
            self._next_block()


class HastyWriter(W3PostingsWriter):  # type: ignore[misc]
    """Writes postings; compresses what that makes smaller."""

    def _write_block(self, last: bool = False) -> None:  # noqa: FBT001, FBT002 - as Whoosh calls it
        self._compression = _COMPRESSION if len(self._ids) > _FEW else 0
        super()._write_block(last)


class PatientReader(W3PerDocReader):  # type: ignore[misc]
    """What is kept of each document; looks once for a file that is not there."""

    def __init__(self, storage: object, segment: object) -> None:
        super().__init__(storage, segment)
        self.has_column = cache(super().has_column)

    def close(self) -> None:
        """Let go of the files, and of itself, which what is looked up refers to."""
        super().close()
        self.__dict__.pop("has_column", None)


class BlockCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own files, whose postings can be read a block at a time."""

    def new_segment(self, _storage: object, name: str) -> W3Segment:
        """Begin a segment that names Whoosh's own codec: the files outlive our names."""
        return W3Segment(W3Codec(), name)

    def postings_writer(self, dbfile: object, byteids: bool = False) -> HastyWriter:  # noqa: FBT001, FBT002 - as Whoosh calls it
        """Open a file for postings."""
        return HastyWriter(dbfile, self._blocklimit, byteids=byteids, inlinelimit=self._inlinelimit)

    def postings_reader(
        self,
        dbfile: object,
        terminfo: Any,  # noqa: ANN401 - Whoosh publishes no types
        format_: object,
        term: object = None,
        scorer: object = None,
    ) -> BlockMatcher:
        """Open the postings of a term."""
        offset, length = terminfo.extent()
        return BlockMatcher(dbfile, offset, length, format_, term=term, scorer=scorer)

    def per_document_reader(self, storage: object, segment: object) -> PatientReader:
        """Open what is kept of each document of a segment."""
        return PatientReader(storage, segment)


def blocks(
    reader: SegmentReader, field: str, token: str, wanted: Sequence[int] | None = None
) -> Iterator[Block]:
    """Return where a term stands in a segment: no block if it does not."""
    if (field, token) not in reader:
        return iter(())
    matcher = reader.postings(field, token)
    # Of a segment with deleted documents they are left out one by one; ours are by their bits.
    whole: BlockMatcher = getattr(matcher, "child", matcher)
    return whole.blocks(wanted)


def lengths(reader: SegmentReader, field: str) -> Sequence[int]:
    """Return how long a field is in each document, as one of Whoosh's 256 sizes."""
    name = f"_{field}_len"
    kept = reader.codec().per_document_reader(reader.storage(), reader.segment())
    if not kept.has_column(name):
        return bytes(reader.doc_count_all())
    try:
        return array("B", kept.column_reader(name, _LENGTHS).load())
    finally:
        kept.close()
