"""The seam between searching and an engine: tokens in, numbers of letters out.

An index is a copy of the register that can be thrown away. It stores no text
to show: who may see a letter is asked again of the register, and snippets are
made from its rows.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Protocol

from registry.errors import RegistryError
from search.tree import Day, Facet, Field, Node

FORM = 4
"""Raise this whenever a document gains or loses a part: an index of another form has no
place to ask for it, so it counts as missing until it is built anew."""
PER_PAGE = 20
PATIENCE = 5.0
"""Seconds a writer waits for another; writing some letters takes less than one."""

Span = tuple[dt.date, dt.date]
"""First and last day. One day twice, or the ends of a month whose day is unknown."""


class IndexMissing(RegistryError):
    """The index has not been built yet; a job is building it."""

    code = "index-missing"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = "กำลังจัดทำดัชนีค้นหนังสือ กรุณาลองใหม่ในอีกสักครู่ ทะเบียนหนังสือรับใช้ได้ตามปกติ"


class IndexDamaged(IndexMissing):
    """What there is of the index cannot be read; it has to be built anew."""

    code = "index-damaged"
    message = "ดัชนีค้นเสียหาย กรุณาแจ้งผู้ดูแลระบบให้สั่ง ./saraban search check ทะเบียนหนังสือรับใช้ได้ตามปกติ"


class IndexBusy(RegistryError):
    """The index is being built anew, which may take minutes; what was to be written waits."""

    code = "index-busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = "กำลังจัดทำดัชนีค้นใหม่ทั้งหมด กรุณาลองใหม่เมื่อจัดทำเสร็จ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One letter as the index knows it."""

    letter_id: int
    mark: str
    """Digest of the rows it was made from; equal marks mean nothing has changed."""
    units: frozenset[int]
    """The units whose officers may find it. Never empty."""
    tokens: Mapping[Field, tuple[str, ...]]
    """In order, repeats kept; a field without tokens may be absent."""
    days: Mapping[Day, Span]
    """``Day.RECEIVED`` is always there."""
    facets: Mapping[Facet, str]
    """Without ``Facet.UNIT``, which ``units`` answers, and without those ``OF_UNITS``."""
    in_units: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    """Every value of those ``OF_UNITS``: ``7:filed``."""


class Sort(StrEnum):
    """The order of hits."""

    BEST = "best"
    """How good is the engine's to say; equally good ones stand newest first."""
    NEWEST = "newest"
    """By falling first day of receipt, then by falling number of the letter."""
    OLDEST = "oldest"
    """``NEWEST`` backwards."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found."""

    total: int
    """Exact, over all pages, of letters the units asked for may see."""
    letter_ids: tuple[int, ...]
    facets: Mapping[Facet, Mapping[str, int]]
    """How many of ``total`` have each value; only of the facets asked for, no zeros.

    Of those ``OF_UNITS``, what one or more of the units asked for have, without the unit.
    """


class LetterIndex(Protocol):
    """An index of letters. One writer at a time, any number of readers.

    ``tests/search/test_backends.py`` is the contract: the same documents and
    the same tree give the same letters in every engine.
    """

    @property
    def generation(self) -> str:
        """A name that changes with every write that can be seen; empty without an index."""
        ...

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
        """Return a page of the letters that match and that one of ``units`` may see.

        The units are part of the question the engine is asked, never a filter
        afterwards. Raises ``ValueError`` for no units, before the engine is
        asked, ``IndexMissing`` without an index, and ``IndexDamaged`` when what
        there is of it cannot be opened. A page past the end is empty, its total
        right.
        """
        ...

    def marks(self) -> Mapping[int, str]:
        """Return the mark of every letter in the index; raise ``IndexMissing`` without one."""
        ...

    def replace(self, letter_ids: Collection[int], documents: Iterable[Document]) -> None:
        """Make ``documents`` all that the index holds of these letters, all or none.

        A letter without a document is taken out. The iteration begins only
        once no other writer is at work, so what a generator reads from the
        register then is never older than what another has written. What was
        replaced is found by the next ``find`` of every process. Raises
        ``IndexMissing`` without an index, and ``IndexBusy`` if it is being
        built anew and that is not done in a moment: nobody's turn comes later
        because a letter waits to be indexed.
        """
        ...


class SearchBackend(LetterIndex, Protocol):
    """The index that is asked now, and the way to put another in its place."""

    @property
    def is_stale(self) -> bool:
        """Whether there is no index, or one cut by another analysis, which can still be asked."""
        ...

    def rebuilding(self) -> AbstractContextManager[LetterIndex]:
        """Yield an empty index that takes this one's place when the block succeeds.

        Meanwhile the old one answers and no other writes; if the block fails,
        the old one stays and nothing is left behind.
        """
        ...


def required(units: frozenset[int]) -> frozenset[int]:
    """Return the units, or raise ``ValueError``: an engine might take none to mean all."""
    if not units:
        raise ValueError("a search needs at least one unit")
    return units
