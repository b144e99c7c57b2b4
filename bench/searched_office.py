"""What the search page is measured on: an office full of drawn letters, and an index of them."""

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import insert

from bench.private_office import AGENCY, PrivateOffice, go_on_after
from bench.search_corpus import Corpus
from registry.holdings import Holding
from registry.models import Bundle, BundlePage, Letter, Receipt, RegisterBook
from registry.thai import ERA
from registry.vocabulary import BookKind, Channel
from search import indexing
from search.engine import open_engine

AT_A_TIME = 1000
TABLES = (Bundle, BundlePage, Letter, Receipt, Holding)
"""In an order in which each row finds those it names."""


def fill_office(of: PrivateOffice, corpus: Corpus) -> None:
    """Write every letter of a corpus for one unit, past the operations, which would take hours."""
    years = {corpus.letter(number).received.year for number in (1, corpus.count)}
    with of.office.database.transaction() as session:
        books: dict[int, int] = {}
        for year in range(min(years), max(years) + 1):
            book = RegisterBook(
                unit_id=of.unit_id,
                kind=BookKind.RECEIVED,
                year=year + ERA,
                last_number=corpus.count,
            )
            session.add(book)
            session.flush()
            assert book.id is not None
            books[year] = book.id
        for start in range(1, corpus.count + 1, AT_A_TIME):
            rows: dict[type, list[dict[str, Any]]] = defaultdict(list)
            for number in range(start, min(start + AT_A_TIME, corpus.count + 1)):
                for table, row in zip(TABLES, _rows(of, corpus, number, books), strict=True):
                    rows[table].append(row)
            for table in TABLES:
                session.execute(insert(table), rows[table])
        go_on_after(session, Bundle, Letter, Receipt)


def build_index(of: PrivateOffice) -> int:
    """Build the office's index from its rows; return how many letters it holds."""
    return indexing.rebuild(of.office.database, open_engine(of.office))


def _rows(
    of: PrivateOffice, corpus: Corpus, number: int, books: dict[int, int]
) -> tuple[dict[str, Any], ...]:
    """Return a letter as rows of ``TABLES``."""
    source = corpus.source(number)
    letter, at = source.letter, source.entries[0].at
    digest = f"{number:064x}"
    return (
        {
            "id": number, "original": digest, "readable": digest, "file_name": f"{number}.pdf",
            "media_type": "application/pdf", "page_count": 1, "channel": Channel.UPLOAD,
            "arrived_at": at,
        },
        {
            "bundle_id": number, "number": 1, "text": source.body, "lines": [], "width": 2480,
            "height": 3508, "engine": "bench", "picture": digest,
        },
        letter.model_dump(),
        {
            "id": number, "letter_id": number, "book_id": books[_year(at)], "number": number,
            "received_at": at, "registered_at": at, "officer_id": of.clerk.id,
            "unit_name": AGENCY,
        },
        {"letter_id": number, "unit_id": of.unit_id, "since": at},
    )  # fmt: skip


def _year(at: dt.datetime) -> int:
    return at.date().year
