"""Comparing what the register says with what is there; finds, never mends.

On a healthy office nothing is found. Every finding names the thing and what
is wrong with it, so that a person can act.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import exists
from sqlmodel import Session, col, select

from registry import journal, numbering
from registry.errors import FileMissing
from registry.filestore import digest_of
from registry.forms import LARGEST
from registry.journal import Event
from registry.models import (
    Bundle,
    BundlePage,
    Dispatch,
    JournalEntry,
    Letter,
    LetterFile,
    Receipt,
    RegisterBook,
    Reservation,
)
from registry.people_models import Delegation, Unit
from registry.ports import Digest, FileStore


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    code: str
    sentence: str


AT_ONCE = {"yield_per": 1000}
"""How many rows of a large table are in memory while its files are listed."""

Mentions = Callable[[Session], Iterable[tuple[str, str]]]
"""Lists the digests a package's rows point at, each with what points at it."""


def check(session: Session, store: FileStore, mentions: Iterable[Mentions]) -> Iterator[Finding]:
    """Yield everything wrong with files, numbers, letters and the journal."""
    yield from _files(session, store, mentions)
    yield from _numbers(session)
    yield from _letters(session)
    for _entry, reason in journal.breaks(session):
        yield Finding("journal", f"ประวัติ: {reason}")


def mentioned_by_register(session: Session) -> Iterator[tuple[str, str]]:
    """List the files that bundles, their pages, letters and delegations rest on."""
    for bundle in session.exec(select(Bundle).execution_options(**AT_ONCE)):
        yield bundle.original, f"ต้นฉบับ {bundle.file_name}"
        yield bundle.readable, f"ฉบับที่อ่านได้ของ {bundle.file_name}"
    # Whole pages would bring the text of every letter of the office into memory.
    pictures = select(BundlePage.bundle_id, BundlePage.number, BundlePage.picture)
    for bundle_id, number, picture in session.exec(
        pictures.where(BundlePage.picture != "").execution_options(**AT_ONCE)
    ):
        yield picture, f"ภาพหน้า {number} ของชุดที่ {bundle_id}"
    for file in session.exec(select(LetterFile).execution_options(**AT_ONCE)):
        yield file.digest, f"{file.kind.label} ของชุดที่ {file.bundle_id}"
    for order in session.exec(select(Delegation).execution_options(**AT_ONCE)):
        yield order.order_digest, f"คำสั่งให้แทน {order.order_name}"
    # A copy that was drawn again is history, and history stays; so is the order for a role.
    keeps = (Event.LETTER_STAMPED, Event.ROLE_GIVEN)
    named = select(JournalEntry).where(col(JournalEntry.event).in_(keeps))
    for entry in session.exec(named.execution_options(**AT_ONCE)):
        for said in (entry.before, entry.after):
            if digest := said.get("digest"):
                yield digest, f"ไฟล์ในประวัติรายการที่ {entry.id}"


def _files(session: Session, store: FileStore, mentions: Iterable[Mentions]) -> Iterator[Finding]:
    # Before the rows: a file that comes in while they are read is not a stranger's.
    there = set(store.digests())
    expected: dict[str, str] = {}
    for listing in mentions:
        for digest, what in listing(session):
            expected.setdefault(digest, what)
    for digest, what in sorted(expected.items()):
        try:
            place = store.path(Digest(digest))
        except FileMissing:
            yield Finding("file-missing", f"ไฟล์หาย: {what} ({digest[:12]})")
            continue
        if digest_of(place) != digest:
            yield Finding("file-changed", f"เนื้อไฟล์ถูกเปลี่ยน: {what} ({digest[:12]})")
    for digest in sorted(there - expected.keys()):
        yield Finding("file-unknown", f"มีไฟล์ที่ไม่มีรายการใดอ้างถึง ({digest[:12]})")


def _numbers(session: Session) -> Iterator[Finding]:
    units = {unit.id: unit.name for unit in session.exec(select(Unit))}
    for book in session.exec(select(RegisterBook)):
        name = f"{book.kind.label} {units.get(book.unit_id, book.unit_id)} ปี {book.year}"
        for number in numbering.unaccounted(session, book):
            yield Finding("number-missing", f"{name}: เลข {number} หายไป")
        beyond = numbering.given(session, book, book.last_number + 1, LARGEST)
        if beyond:
            yield Finding("number-ahead", f"{name}: มีเลข {max(beyond)} เกินเลขสุดท้ายที่ออกไว้")
    for block in session.exec(select(Reservation)):
        owner = session.get(RegisterBook, block.book_id)
        if owner is None or block.last_number > owner.last_number:
            yield Finding(
                "reservation-ahead", f"เลขจอง {block.first_number} ถึง {block.last_number} เกินสมุด"
            )


def _letters(session: Session) -> Iterator[Finding]:
    numbered = exists().where(col(Receipt.letter_id).in_((col(Letter.id), col(Letter.cover_id))))
    sent = exists().where(col(Dispatch.letter_id) == col(Letter.id))
    for letter in session.exec(select(Letter).where(~numbered, ~sent)):
        yield Finding("letter-unnumbered", f"หนังสือ “{letter.subject}” ไม่มีเลขรับ")
