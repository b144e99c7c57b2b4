"""How Whoosh's files are written without what it spends most of its time on.

Whoosh merges its small segments at nearly every commit, looks for a file at
every posting of a field that has no lengths, and compresses lists that mostly
hold one posting. A letter was written again in 160 ms of CPU.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from search.whoosh_postings import BlockCodec, PatientReader

ALIKE = 5
"""So many segments of like size become one; each letter is written again as often as its
number has digits to this base, and a question looks into a few segments of each size."""


# Whoosh publishes no types.
class Writer(SegmentWriter):  # type: ignore[misc]
    """Writes one commit."""

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, codec=BlockCodec())

    def per_document_reader(self) -> PatientReader:
        """Open what has been written of each document, for the lengths of its fields."""
        return PatientReader(self.storage, self.get_segment())

    def commit(self) -> None:
        """Put what was written, and what was taken out, in force together."""
        super().commit(mergetype=_merged)


def _merged(writer: Writer, segments: Sequence[Any]) -> list[Any]:
    """Write segments of like size into the new one; return those that stay as they are."""
    by_size: dict[int, list[Any]] = defaultdict(list)
    for segment in segments:
        if segment.doc_count():  # one whose documents are all deleted goes
            by_size[int(math.log(segment.doc_count(), ALIKE))].append(segment)
    kept: list[Any] = []
    for some in by_size.values():
        if len(some) < ALIKE:
            kept += some
            continue
        for reader in _opened(writer, some):
            writer.add_reader(reader)
    return kept


def _opened(writer: Writer, segments: Sequence[Any]) -> Iterator[SegmentReader]:
    for segment in segments:
        reader = SegmentReader(writer.storage, writer.schema, segment, codec=BlockCodec())
        try:
            yield reader
        finally:
            reader.close()
