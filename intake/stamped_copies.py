"""Each unit's stamped copy of a letter: what its circle stamped, wrote and ordered.

A stamp is drawn only from a committed row, so paper and register cannot differ.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from intake import sandbox
from intake.copies import LIMITS, document_of, turned_pages
from intake.document import Document
from intake.stamping import StampText, stamp_letter
from registry import journal
from registry.journal import Event
from registry.models import Bundle, Letter, LetterFile, Receipt
from registry.office import Office
from registry.people_models import Officer
from registry.ports import Digest
from registry.thai import arabic_digits, thai_digits
from registry.unit_copies import copy_of, written_on
from registry.vocabulary import FileKind


@dataclass(frozen=True, slots=True)
class Stamped:
    """A unit's copy as it was drawn; without ``pdf`` there is none, for nothing stands on it."""

    shows: str = ""
    """The ``fingerprint`` of what it shows."""
    pdf: bytes = b""


def stamped_copy(office: Office, letter_id: int, unit_id: int) -> Stamped:
    """Draw a letter, with what came under it, and what stands on the unit's copy of it."""
    with office.database.reading() as session:
        letter = session.get_one(Letter, letter_id)
        bundle = session.get_one(Bundle, letter.bundle_id)
        under = session.exec(
            select(Letter).where(Letter.cover_id == letter_id).order_by(col(Letter.id))
        )
        pages = [*letter.pages, *(page for one in under for page in one.pages)]
        written = written_on(session, letter_id, unit_id)
        stamps = [_stamp_text(session, receipt) for _, receipt in written.receipts]
        turned = turned_pages(session, letter.bundle_id)
    if not written.fingerprint:
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
    return Stamped(written.fingerprint, pdf)


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
    unit_id: int,
    drawn: Stamped,
    keep: Callable[[], Digest],
    *,
    at: dt.datetime,
) -> None:
    """Keep a unit's copy in place of the one before; where nothing stands on it there is none.

    ``keep`` puts the PDF into the store: here, because if something was written
    since it was drawn, it is dropped, and whoever asks for it has it drawn again.
    """
    letter = session.get_one(Letter, letter_id, with_for_update=True)
    if written_on(session, letter_id, unit_id).fingerprint != drawn.shows:
        return
    had = copy_of(session, letter_id, unit_id)
    before = had.digest if had else None
    digest = keep() if drawn.pdf else None
    if digest is not None:
        kept = had or LetterFile(
            bundle_id=letter.bundle_id,
            letter_id=letter_id,
            unit_id=unit_id,
            kind=FileKind.STAMPED,
            digest="",
            made_at=at,
        )
        kept.shows = drawn.shows
        if digest != before:
            kept.digest, kept.made_at = digest, at
        session.add(kept)
    elif had is not None:
        session.delete(had)
    if digest != before:
        journal.record(
            session,
            Event.LETTER_STAMPED,
            "letter",
            letter_id,
            at=at,
            before={"digest": before} if before else {},
            after={"digest": digest, "unit_id": unit_id},
        )


def _stamp_text(session: Session, receipt: Receipt) -> StampText:
    return StampText(
        unit_name=receipt.unit_name,
        number=receipt.number,
        received_at=receipt.received_at,
        clerk=session.get_one(Officer, receipt.officer_id).name,
    )
