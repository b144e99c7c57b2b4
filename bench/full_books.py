"""What registering is measured on: drafts that wait for a clerk, a book that is full."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from sqlalchemy import insert, text

from bench.letters.words import AGENCIES, MATTERS
from bench.private_office import AGENCY, PrivateOffice, go_on_after
from intake import operations, pages, proposing
from intake.document import Media
from intake.forms import LetterForm, Registration
from intake.triage import TriageResult
from registry.holdings import Holding
from registry.models import Bundle, Letter, Receipt, RegisterBook
from registry.ports import Line, PageReading
from registry.references import search_key
from registry.thai import BANGKOK, buddhist_year
from registry.vocabulary import BookKind, Channel, LetterKind

AT_A_TIME = 5000
_PAGE = tuple(
    Line(MATTERS[row % len(MATTERS)].reasons[0], (300, 400 + 70 * row, 2200, 460 + 70 * row), 0.93)
    for row in range(30)
)


def letter(number: int) -> dict[str, str]:
    """Say what letter ``number`` is; no two have the same reference."""
    agency, matter = AGENCIES[number % len(AGENCIES)], MATTERS[number % len(MATTERS)]
    return {
        "reference": f"{agency.code}/ว{number}",
        "date": "2026-01-05",
        "sender": agency.name,
        "addressee": "หัวหน้าส่วนราชการทุกแห่ง",
        "subject": f"{matter.subject} ครั้งที่ {number}",
    }


def waiting_drafts(
    of: PrivateOffice, count: int, scan: Callable[[int], bytes] = lambda n: f"หนังสือ {n}".encode()
) -> list[int]:
    """Bring files of one page, already read, to where a clerk registers them.

    Their bytes are nothing one could open unless ``scan`` draws them.
    """
    return [_waiting_draft(of, number, scan(number)) for number in range(count)]


def registration(number: int, at: dt.datetime) -> Registration:
    """Fill in the form of draft ``number`` as a clerk who agrees with everything does."""
    form = LetterForm.checked({"pages": (1,), "kind": LetterKind.EXTERNAL, **letter(number)})
    return Registration(letters=(form,), received_at=at)


def _waiting_draft(of: PrivateOffice, number: int, scan: bytes) -> int:
    office, now = of.office, of.office.clock.now()
    original = office.files.put(io.BytesIO(scan))
    reading = PageReading(1, 2480, 3508, _PAGE, "bench")
    found = {name: _found(value) for name, value in letter(number).items()}
    lists: dict[str, Any] = {"refers_to": [], "enclosures": [], "deadlines": [], "receipts": []}
    said = {"pages": [1], "kind": LetterKind.EXTERNAL.value, "wraps": [], **found, **lists}
    with office.database.transaction() as session:
        draft = operations.accept_file(
            session,
            office.jobs,
            office.files,
            unit_id=of.unit_id,
            original=original,
            file_name=f"สแกน {number}.pdf",
            size=100_000,
            channel=Channel.UPLOAD,
            at=now,
            by=of.clerk.id,
        )
        assert draft.id is not None
        result = TriageResult(media=Media.PDF, pages=1)
        operations.store_triage(session, office.jobs, draft.id, result, original)
        pages.store_page(session, office.jobs, draft.id, reading, lambda: original, at=now)
        proposal = {"letters": [said], "warnings": []}
        proposing.store_proposal(session, office.jobs, draft.id, proposal, of_pages=[1], at=now)
        return draft.id


def _found(value: str) -> dict[str, Any]:
    box = [300, 300, 1200, 360]
    return {
        "value": value, "raw": value, "page": 1, "box": box,
        "confidence": 0.99, "certain": True, "conflicts": [],
    }  # fmt: skip


def fill_book(of: PrivateOffice, entries: int) -> None:
    """Write a book of this year full of letters, past the operations, which would take hours."""
    now = of.office.clock.now()
    first = dt.datetime(now.astimezone(BANGKOK).year, 1, 1, 8, 30, tzinfo=BANGKOK)
    step = (now - first) / entries
    with of.office.database.transaction() as session:
        book = RegisterBook(
            unit_id=of.unit_id,
            kind=BookKind.RECEIVED,
            year=buddhist_year(now),
            last_number=entries,
        )
        session.add(book)
        session.flush()
        assert book.id is not None
        for start in range(1, entries + 1, AT_A_TIME):
            numbers = range(start, min(start + AT_A_TIME, entries + 1))
            times = [first + step * (number - 1) for number in numbers]
            session.execute(
                insert(Bundle), [_bundle(*pair) for pair in zip(numbers, times, strict=True)]
            )
            session.execute(insert(Letter), [_letter_row(number) for number in numbers])
            receipts = [
                _receipt(number, at, book.id, of.clerk.id)
                for number, at in zip(numbers, times, strict=True)
            ]
            session.execute(insert(Receipt), receipts)
            held = [{"letter_id": one["letter_id"], "unit_id": of.unit_id, "since": now}
                    for one in receipts]  # fmt: skip
            session.execute(insert(Holding), held)
        go_on_after(session, Bundle, Letter, Receipt)
    if not of.office.database.is_sqlite:
        with of.office.database.transaction() as session:
            session.execute(text("ANALYZE"))  # as its own housekeeping has done by the next minute


def _bundle(number: int, at: dt.datetime) -> dict[str, Any]:
    digest = f"{number:064x}"
    return {
        "id": number, "original": digest, "readable": digest, "file_name": f"สแกน {number}.pdf",
        "media_type": "application/pdf", "page_count": 1, "channel": Channel.UPLOAD,
        "arrived_at": at,
    }  # fmt: skip


def _letter_row(number: int) -> dict[str, Any]:
    said = letter(number)
    dated = said.pop("date")
    key = search_key(said["reference"])
    fixed = {"kind": LetterKind.EXTERNAL, "pages": [1], "details": {}, "evidence": {}}
    return {
        "id": number,
        "bundle_id": number,
        "dated": dated,
        "reference_key": key,
        **said,
        **fixed,
    }


def _receipt(number: int, at: dt.datetime, book_id: int, officer_id: int) -> dict[str, Any]:
    return {
        "id": number, "letter_id": number, "book_id": book_id, "number": number,
        "received_at": at, "registered_at": at, "officer_id": officer_id, "unit_name": AGENCY,
    }  # fmt: skip


def asked_pages(entries: int, count: int, seed: int) -> Sequence[tuple[str, str]]:
    """Name pages of the book that officers open: what it is, and its address.

    Those called "search" look for words; the others turn the book's pages.
    """
    rng = Random(seed)  # noqa: S311 - the same pages every time
    asked: list[tuple[str, str]] = []
    for _ in range(count):
        number = rng.randint(60, entries)
        month = rng.randint(1, 9)
        matter = rng.choice(MATTERS).subject
        asked += [
            ("newest", "/register"),
            ("further back", f"/register?before={number}"),
            ("one month", f"/register?since=2026-{month:02}-01&until=2026-{month:02}-28"),
            ("search: a common word", f"/register?text={matter[:12]}"),
            ("search: one reference", f"/register?text=ว{number}"),
            ("search: a word not there", "/register?text=กระต่ายบนดวงจันทร์"),
        ]
    return asked
