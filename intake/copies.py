"""Copies made of what is registered: with a text layer, and with the stamps of its receipts.

The original is read and never written. A stamp is drawn only from a committed
receipt, so paper and register cannot differ.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from intake import sandbox
from intake.document import Document, Media
from intake.sandbox import Limits
from intake.searchable import write_searchable
from intake.stamping import StampText, stamp_letter
from registry import journal
from registry.journal import Event
from registry.models import Bundle, BundlePage, Letter, LetterFile, Receipt, RegisterBook
from registry.office import Office
from registry.people_models import Officer, Unit
from registry.ports import Digest, Line, PageReading
from registry.thai import arabic_digits, thai_digits
from registry.vocabulary import FileKind

LIMITS = Limits(seconds=120, cpu_seconds=100, memory=2 << 30, file_size=1 << 30)
"""A copy of a whole bundle takes longer than a look at it."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """A letter's stamped copy and the receipts whose stamps it carries; none, no copy."""

    receipts: tuple[int, ...] = ()
    pdf: bytes = b""


def stamped_copy(office: Office, letter_id: int) -> Stamped:
    """Draw a letter, with what came under it, and the stamps of its receipts, first one first."""
    with office.database.reading() as session:
        letter = session.get_one(Letter, letter_id)
        bundle = session.get_one(Bundle, letter.bundle_id)
        under = session.exec(
            select(Letter).where(Letter.cover_id == letter_id).order_by(col(Letter.id))
        )
        pages = [*letter.pages, *(page for one in under for page in one.pages)]
        receipts = receipts_in_force(session, letter_id)
        stamps = [_stamp_text(session, receipt) for receipt in receipts]
        turned = turned_pages(session, letter.bundle_id)
    if not receipts:
        return Stamped()
    pdf = sandbox.run(
        draw_stamped,
        document_of(office, bundle),
        pages,
        stamps,
        turned,
        office.settings.thai_digits,
        limits=LIMITS,
    )
    return Stamped(tuple(receipt.id for receipt in receipts if receipt.id is not None), pdf)


def searchable_copy(office: Office, bundle_id: int) -> bytes:
    """Write the whole file with what was read under its print; failed pages stay as they are."""
    with office.database.reading() as session:
        bundle = session.get_one(Bundle, bundle_id)
        pages = session.exec(
            select(BundlePage)
            .where(BundlePage.bundle_id == bundle_id, BundlePage.error == "")
            .order_by(col(BundlePage.number))
        )
        readings = [_reading(page) for page in pages]
    return write_searchable(document_of(office, bundle), readings)


def draw_stamped(
    document: Document,
    pages: Sequence[int],
    stamps: Sequence[StampText],
    turned: Mapping[int, int],
    in_thai_digits: bool,  # noqa: FBT001 - crosses to the sandbox by position
) -> bytes:
    """Return the stamped PDF; to be called inside the sandbox."""
    digits = thai_digits if in_thai_digits else arabic_digits
    return stamp_letter(document, pages, stamps, turned=turned, digits=digits)


def store_stamped(
    session: Session,
    letter_id: int,
    receipts: Sequence[int],
    digest: Digest | None,
    *,
    at: dt.datetime,
) -> None:
    """Keep the stamped copy in place of the one before; without a receipt in force there is none.

    If receipts were added or voided since it was drawn, it is dropped: the job
    that will draw them is waiting.
    """
    letter = session.get_one(Letter, letter_id, with_for_update=True)
    if [receipt.id for receipt in receipts_in_force(session, letter_id)] != list(receipts):
        return
    had = session.exec(
        select(LetterFile).where(
            LetterFile.letter_id == letter_id, LetterFile.kind == FileKind.STAMPED
        )
    ).first()
    if digest == (had.digest if had else None):
        return
    before = {"digest": had.digest} if had else {}
    if digest is not None:
        kept = had or LetterFile(
            bundle_id=letter.bundle_id,
            letter_id=letter_id,
            kind=FileKind.STAMPED,
            digest=digest,
            made_at=at,
        )
        kept.digest, kept.made_at = digest, at
        session.add(kept)
    elif had is not None:
        session.delete(had)
    after = {"digest": digest, "receipts": list(receipts)}
    journal.record(
        session, Event.LETTER_STAMPED, "letter", letter_id, at=at, before=before, after=after
    )


def store_searchable(session: Session, bundle_id: int, digest: Digest, *, at: dt.datetime) -> None:
    """Keep the searchable copy; drawn again from the same readings it is the same file."""
    session.get_one(Bundle, bundle_id, with_for_update=True)
    keep_copy(session, bundle_id, FileKind.SEARCHABLE, digest, at=at)


def keep_copy(
    session: Session,
    bundle_id: int,
    kind: FileKind,
    digest: Digest,
    *,
    at: dt.datetime,
    letter_id: int | None = None,
) -> None:
    """Keep a copy of a bundle, or of a letter in it, in place of the one before."""
    had = session.exec(
        select(LetterFile).where(
            LetterFile.bundle_id == bundle_id,
            LetterFile.letter_id == letter_id,
            LetterFile.kind == kind,
        )
    ).first()
    kept = had or LetterFile(
        bundle_id=bundle_id, letter_id=letter_id, kind=kind, digest=digest, made_at=at
    )
    kept.digest = digest
    session.add(kept)


def receipts_in_force(session: Session, letter_id: int) -> list[Receipt]:
    """Return a letter's receipts that are not voided, in the order they were entered."""
    wanted = select(Receipt).where(Receipt.letter_id == letter_id, col(Receipt.voided_at).is_(None))
    return list(session.exec(wanted.order_by(col(Receipt.id))))


def _stamp_text(session: Session, receipt: Receipt) -> StampText:
    book = session.get_one(RegisterBook, receipt.book_id)
    return StampText(
        unit_name=session.get_one(Unit, book.unit_id).name,
        number=receipt.number,
        received_at=receipt.received_at,
        clerk=session.get_one(Officer, receipt.officer_id).name,
    )


def document_of(office: Office, bundle: Bundle) -> Document:
    """Return the file of a bundle as it can be read."""
    return Document(office.files.path(Digest(bundle.readable)), Media(bundle.media_type))


def _reading(page: BundlePage) -> PageReading:
    lines = tuple(Line(text, tuple(box), sure) for text, box, sure in page.lines)
    return PageReading(
        number=page.number,
        width=page.width,
        height=page.height,
        lines=lines,
        engine=page.engine,
        turned=page.turned,
    )


def turned_pages(session: Session, bundle_id: int) -> dict[int, int]:
    """Return by how many degrees clockwise each page of a bundle is turned to stand upright."""
    rows = session.exec(select(BundlePage).where(BundlePage.bundle_id == bundle_id))
    return {page.number: page.turned for page in rows}
