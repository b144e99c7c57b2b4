"""Each unit's stamped copy of a letter: what its circle stamped, wrote and ordered.

A stamp is drawn only from a committed row, so paper and register cannot differ.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from intake import sandbox
from intake.copies import LIMITS, document_of, turned_pages
from intake.drawn_copies import Paper, draw_stamped
from intake.note_face import NoteText
from intake.retention_face import RetentionText
from intake.stamping import StampText
from registry import journal
from registry.journal import Event
from registry.models import Bundle, Letter, LetterFile, Receipt
from registry.notes import SUPERIORS, NoteKind
from registry.office import Office
from registry.people_models import Officer, Unit
from registry.ports import Digest
from registry.unit_copies import Written, copy_of, written_on
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
        paper = Paper(
            pages=pages,
            turned=turned_pages(session, letter.bundle_id),
            stamps=[_stamp_text(session, receipt) for _, receipt in written.receipts],
            notes=list(_note_texts(session, written, unit_id)),
            retention=_retention_text(written),
        )
    if not written.fingerprint:
        return Stamped()
    settings = office.settings
    verify_at = f"{settings.address}/verify"
    pdf = sandbox.run(
        draw_stamped,
        document_of(office, bundle),
        paper,
        verify_at,
        settings.thai_digits,
        limits=LIMITS,
    )
    return Stamped(written.fingerprint, pdf)


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


def _note_texts(session: Session, written: Written, unit_id: int) -> Iterator[NoteText]:
    """Set every note; on page 1 stands the ทราบ of the unit's own head, or else his first order."""
    officers = select(Officer.id, Officer.name).where(
        col(Officer.id).in_({note.officer_id for note in written.notes})
    )
    stations = select(Unit.id, Unit.name).where(
        col(Unit.id).in_({note.unit_id for note in written.notes})
    )
    names, units = dict(session.exec(officers).all()), dict(session.exec(stations).all())
    receipts = dict(written.receipts)
    place = {note.id: number for number, note in enumerate(written.notes, 1)}
    corrections = {note.corrects_id: place[note.id] for note in written.notes}
    # What was corrected or taken back stays in the list and stands in no box of its own.
    standing = [one for one in written.notes if one.id not in corrections]
    own = [one for one in standing if one.unit_id == unit_id and one.kind in SUPERIORS]
    own.sort(key=lambda note: note.kind is not NoteKind.ACKNOWLEDGED)
    for note in written.notes:
        receipt = receipts.get(note.unit_id)
        yield NoteText(
            kind=note.kind.label,
            text=note.text,
            unit_name=receipt.unit_name if receipt else units[note.unit_id],
            number=receipt.number if receipt else None,
            officer=names[note.officer_id],
            position=note.position,
            acting=note.acting,
            at=note.at,
            code=note.code,
            is_order=note.kind in SUPERIORS and note.id not in corrections,
            is_front=note in own[:1],
            corrects=place.get(note.corrects_id),
            corrected_by=corrections.get(note.id),
        )


def _retention_text(written: Written) -> RetentionText | None:
    holding = written.holding
    if holding is None or holding.filed_at is None:
        return None
    return RetentionText(holding.kept_until, holding.filed_by)
