"""Letters written here: pictures of their pages, and the letter with its annexes in one file.

The letter itself is drawn by the register; only intake opens documents.
"""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from sqlmodel import Session, col, select

from intake import sandbox
from intake.copies import LIMITS, document_of, keep_copy, turned_pages
from intake.document import Document
from intake.letter_copy import copy_letter
from intake.reading import PICTURE_DPI, page_picture
from registry.models import Bundle, BundlePage, Letter, LetterLink
from registry.office import Office
from registry.ports import Digest
from registry.thai_pdf import save_bytes
from registry.vocabulary import FileKind, LinkKind


@dataclass(frozen=True, slots=True)
class Part:
    """Some pages of a file, upright."""

    document: Document
    pages: tuple[int, ...]
    turned: Mapping[int, int]


def draw_pictures(office: Office, bundle_id: int) -> dict[int, Digest]:
    """Draw the pages that have no picture yet and keep the pictures, by page number."""
    with office.database.reading() as session:
        document = document_of(office, session.get_one(Bundle, bundle_id))
        numbers = session.exec(
            select(BundlePage.number).where(
                BundlePage.bundle_id == bundle_id, BundlePage.picture == ""
            )
        ).all()
    return {
        number: office.files.put(io.BytesIO(page_picture(document, number, dpi=PICTURE_DPI)))
        for number in sorted(numbers)
    }


def store_pictures(session: Session, bundle_id: int, pictures: Mapping[int, Digest]) -> None:
    """Put the pictures on their pages."""
    for number, picture in pictures.items():
        page = session.get_one(BundlePage, (bundle_id, number))
        page.picture = picture
        session.add(page)


def joined_copy(office: Office, letter_id: int) -> bytes:
    """Write a letter and after it the letters it wraps, each with what came under it."""
    with office.database.reading() as session:
        letter = session.get_one(Letter, letter_id)
        wrapped = session.exec(
            select(LetterLink.other_id)
            .where(LetterLink.letter_id == letter_id, LetterLink.kind == LinkKind.WRAPS)
            .order_by(col(LetterLink.id))
        ).all()
        annexes = session.exec(
            select(Letter)
            .where(col(Letter.id).in_(wrapped) | col(Letter.cover_id).in_(wrapped))
            .order_by(col(Letter.id))
        ).all()
        parts = [_part(office, session, one) for one in (letter, *annexes)]
    return sandbox.run(join, parts, limits=LIMITS)


def store_joined(session: Session, letter_id: int, digest: Digest, *, at: dt.datetime) -> None:
    """Keep the joined file; made again of the same letters it is the same file."""
    letter = session.get_one(Letter, letter_id, with_for_update=True)
    keep_copy(session, letter.bundle_id, FileKind.JOINED, digest, letter_id=letter_id, at=at)


def join(parts: Sequence[Part]) -> bytes:
    """Return the pages of all parts in one PDF; to be called inside the sandbox."""
    with pikepdf.new() as whole:
        for part in parts:
            with copy_letter(part.document, part.pages, part.turned) as copy:
                whole.pages.extend(copy.pages)
        return save_bytes(whole)


def _part(office: Office, session: Session, letter: Letter) -> Part:
    bundle = session.get_one(Bundle, letter.bundle_id)
    turned = turned_pages(session, letter.bundle_id)
    return Part(document_of(office, bundle), tuple(letter.pages), turned)
