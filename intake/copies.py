"""Copies made of what is registered: what they have in common, and the one with a text layer.

The original is read and never written.
"""

import datetime as dt

from sqlmodel import Session, col, select

from intake.document import Document, Media
from intake.sandbox import Limits
from intake.searchable import write_searchable
from registry.models import Bundle, BundlePage, LetterFile
from registry.office import Office
from registry.ports import Digest, Line, PageReading
from registry.vocabulary import FileKind

LIMITS = Limits(seconds=120, cpu_seconds=100, memory=2 << 30, file_size=1 << 30)
"""A copy of a whole bundle takes longer than a look at it."""


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


def document_of(office: Office, bundle: Bundle) -> Document:
    """Return the file of a bundle as it can be read."""
    return Document(office.files.path(Digest(bundle.readable)), Media(bundle.media_type))


def _reading(page: BundlePage) -> PageReading:
    lines = tuple(Line(text, tuple(box), sure) for text, box, sure, *_ in page.lines)
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
