"""In = out after the day of ``bench load``: every letter is somewhere, every number is right."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from app import create_app
from bench.load_people import Seen
from bench.machine import verdict
from bench.private_office import PrivateOffice
from intake.ledger import Fate, Ledger, Period, ledger
from intake.models import Draft
from intake.states import DraftState
from registry.jobs import Job
from registry.models import Receipt, RegisterBook

PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Books:
    """What the office had when the day began."""

    numbers: Mapping[int, int]
    """The last number of each book."""
    receipts: int
    findings: frozenset[str]
    """What ``check`` says of letters that were written past the operations."""

    @classmethod
    def of(cls, of: PrivateOffice) -> "Books":
        """Look at an office."""
        with of.office.database.reading() as session:
            books = session.exec(select(RegisterBook)).all()
            newest = session.exec(select(Receipt.id).order_by(col(Receipt.id).desc())).first()
            numbers = {one.id or 0: one.last_number for one in books}
        return cls(numbers, newest or 0, _findings(of))


@dataclass(frozen=True, slots=True)
class Account:
    """Where everything is now, and what is wrong."""

    files: Ledger
    registered: int
    wrong: Sequence[str]

    @classmethod
    def of(cls, of: PrivateOffice, before: Books, scans: Path, seen: Seen) -> "Account":
        """Wait until the folder is empty, then account for everything."""
        names = _wait_until_taken(scans)
        with of.office.database.reading() as session:
            found = ledger(session, None, Period())
        wrong = [*_lost(of, names, seen), *_gaps(of, before), *_dead_jobs(of)]
        wrong += sorted(_findings(of) - before.findings)
        return cls(found, len(seen.registered), wrong)

    @property
    def is_well(self) -> bool:
        """Tell whether in = out."""
        return not self.wrong and not self.files.unknown

    def table(self) -> str:
        """Write it, for people."""
        went = ", ".join(f"{fate.value} {self.files.went[fate]:,}" for fate in Fate)
        lost = len(self.files.unknown) + sum(one.startswith("lost") for one in self.wrong)
        lines = [
            f"{self.files.arrived:,} files came in: {went}",
            f"{self.registered:,} files registered by clerks, who were told so",
            verdict("lost letters", lost, 0, at_most=True),
            verdict("gaps, dead jobs, findings of check", len(self.wrong) - lost, 0, at_most=True),
        ]
        return "\n".join([*lines, *self.wrong])


def _wait_until_taken(scans: Path) -> list[str]:
    """Give the folder's watcher time; return the names of all files that ever lay there."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while any(one.is_file() for one in scans.iterdir()) and time.monotonic() < limit:
        time.sleep(1)
    return [one.name for one in scans.rglob("*.pdf")]


def _lost(of: PrivateOffice, names: Sequence[str], seen: Seen) -> Iterator[str]:
    """Yield each file that is not there exactly once, and each number that was promised only."""
    with of.office.database.reading() as session:
        known = Counter(session.exec(select(Draft.file_name)))
        done = set(session.exec(select(Draft.id).where(Draft.state == DraftState.REGISTERED)))
    for name in names:
        if known[name] != 1:
            yield f"{'doubled' if known[name] else 'lost'}: {name}"
    yield from (f"lost: file {one} was registered" for one in sorted(seen.registered - done))


def _gaps(of: PrivateOffice, before: Books) -> Iterator[str]:
    with of.office.database.reading() as session:
        for book in session.exec(select(RegisterBook)):
            mine = select(Receipt.number).where(Receipt.book_id == book.id)
            numbers = sorted(session.exec(mine.where(col(Receipt.id) > before.receipts)))
            first = before.numbers.get(book.id or 0, 0) + 1
            if numbers != list(range(first, book.last_number + 1)):
                yield f"book {book.id}: {numbers} of {first} to {book.last_number}"


def _dead_jobs(of: PrivateOffice) -> Iterator[str]:
    with of.office.database.reading() as session:
        for job in session.exec(select(Job).where(col(Job.is_dead))):
            yield f"dead job {job.name} {job.arguments}: {job.error}"


def _findings(of: PrivateOffice) -> frozenset[str]:
    said = create_app(of.office).test_cli_runner().invoke(args=["registry", "check"])
    return frozenset(said.output.splitlines()[:-1])
