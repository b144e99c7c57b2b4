"""A corpus cut into tokens once, in files that a later run takes up again.

Cutting is by far the slowest part: a hundred thousand letters keep two cores
busy for twenty minutes. What a letter has besides its tokens is drawn anew
each time, so that a new facet costs nothing.
"""

import gzip
import hashlib
import os
import pickle
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

from bench.search_corpus import Corpus
from search.analyzer import Analyzer
from search.backend import Document
from search.indexing import document_of, document_with, tokens_of

PART = 500
"""Letters of one file; what a run was cutting when it died is cut again."""
SAMPLED = 20
"""Letters that are cut again to see whether the rest still says the same."""


class Spool:
    """The letters of a corpus, as documents of the index."""

    def __init__(self, folder: Path, corpus: Corpus, analyzer: Analyzer) -> None:
        self._folder = folder
        self._corpus = corpus
        self._analyzer = analyzer

    @property
    def count(self) -> int:
        """How many letters there are."""
        return self._corpus.count

    def fill(self) -> int:
        """Cut every letter that is not yet here, on all cores; return how many those are."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._has_changed():
            for path in self._folder.iterdir():
                path.unlink()
        work = [part for part in self._parts() if not self._path(part).exists()]
        if len(work) == 1:
            self.cut(work[0])
        elif work:
            with get_context("spawn").Pool(os.cpu_count(), _begin, (self,)) as pool:
                for done, _ in enumerate(pool.imap_unordered(_cut, work), 1):
                    print(f"  {done:,} of {len(work):,} parts cut", flush=True)
        return sum(len(part) for part in work)

    def documents(self) -> Iterator[Document]:
        """Yield every letter, one at a time."""
        for part in self._parts():
            with gzip.open(self._path(part)) as file:
                for number in part:
                    tokens = pickle.load(file)  # noqa: S301 - written by us
                    yield document_with(self._corpus.source(number), tokens)

    def fingerprint(self) -> str:
        """Digest some letters as the index gets them now; another index must be built anew."""
        said = hashlib.sha256()
        for number in range(1, self._corpus.count + 1, max(1, self._corpus.count // SAMPLED)):
            one = document_of(self._corpus.source(number), self._analyzer)
            pairs = (
                sorted(one.tokens.items()),
                sorted(one.days.items()),
                sorted(one.facets.items()),
            )
            said.update(repr((sorted(one.units), pairs)).encode())
        return said.hexdigest()

    def cut(self, part: range) -> None:
        """Cut some letters; the file has its name only once it is whole."""
        path = self._path(part)
        unfinished = path.with_suffix(".part")
        with gzip.open(unfinished, "wb", compresslevel=1) as file:
            for number in part:
                pickle.dump(tokens_of(self._corpus.source(number), self._analyzer), file)
        unfinished.rename(path)

    def _has_changed(self) -> bool:
        """Tell whether letters that were cut before are cut otherwise now."""
        had = [part for part in self._parts() if self._path(part).exists()]
        for part in had[:: max(1, len(had) // SAMPLED)]:
            with gzip.open(self._path(part)) as file:
                before = pickle.load(file)  # noqa: S301 - written by us
            if before != tokens_of(self._corpus.source(part[0]), self._analyzer):
                return True
        return False

    def _parts(self) -> list[range]:
        numbers = range(1, self._corpus.count + 1)
        return [numbers[at : at + PART] for at in range(0, len(numbers), PART)]

    def _path(self, part: range) -> Path:
        return self._folder / f"from-{part[0]:07}"


_own: list[Spool] = []


def _begin(spool: Spool) -> None:
    _own.append(spool)


def _cut(part: range) -> None:
    _own[-1].cut(part)
