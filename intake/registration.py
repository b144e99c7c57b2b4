"""ลงทะเบียนรับ: the letters of a draft become facts of the register, with their numbers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from intake.drafts import advance, letters_of, locked, pages_of, require
from intake.duplicates import registered_before
from intake.forms import FIELDS, LetterForm, Registration, cover_of
from intake.linking import link
from intake.models import Draft, DraftLetter, DraftPage
from intake.pages import reading_of
from intake.running_text import running_text
from intake.states import Move, PageState
from intake.urgencies import SEARCHABLE, STAMP
from registry import journal, numbering, registering
from registry.errors import NotFound, RegistryError
from registry.indexed import index_again
from registry.journal import Event
from registry.models import Bundle, BundlePage, Letter, Receipt
from registry.people import Actor
from registry.ports import JobQueue
from registry.references import search_key
from registry.registering import Entry, ask_for_copy
from registry.thai import buddhist_year
from registry.vocabulary import BookKind, JobName, Permission


class ArrangedMeanwhile(RegistryError):
    """The pages have been arranged otherwise since the clerk opened the form."""

    code = "arranged-meanwhile"
    message = "หน้าของไฟล์นี้ถูกจัดใหม่ระหว่างที่ท่านตรวจ กรุณาเปิดหน้านี้ใหม่แล้วตรวจอีกครั้ง"


class DuplicateUnseen(RegistryError):
    """The unit has registered what may be the same letter, and the clerk was not shown it."""

    code = "duplicate-unseen"
    message = "อาจเคยลงทะเบียนหนังสือนี้แล้ว กรุณาดูรายการที่พบก่อน แล้วจึงยืนยันลงทะเบียนอีกครั้ง"


def register_draft(
    session: Session,
    jobs: JobQueue,
    draft_id: int,
    form: Registration,
    *,
    unit_id: int,
    by: Actor,
    at: dt.datetime,
) -> list[Receipt]:
    """Enter the letters of a draft in the unit's book of received letters.

    Numbers, letters, their links, the draft's new state, the journal and the
    work that follows are one transaction: all of it happened or none did.
    A letter that came under another gets no number of its own. Returns the
    receipts in the order of the bundle. Raises ``DuplicateUnseen`` when
    something possibly the same is in the register and not in
    ``form.duplicates_seen``.
    """
    draft = locked(session, draft_id)
    if not (by.may(Permission.REGISTER, draft.unit_id) and by.may(Permission.REGISTER, unit_id)):
        raise NotFound(what="ไฟล์")
    require(draft, Move.REGISTER)
    had = letters_of(session, draft_id)
    if [tuple(letter.pages) for letter in had] != [letter.pages for letter in form.letters]:
        raise ArrangedMeanwhile
    # Two clerks with the same letter lock two drafts: the second must find the first's letter.
    numbering.book_of(session, unit_id, BookKind.RECEIVED, buddhist_year(form.received_at))
    unseen = registered_before(session, draft, form.letters) - form.duplicates_seen
    if unseen:
        raise DuplicateUnseen(letters=sorted(unseen))
    bundle_id = _store_bundle(session, draft)
    letters = [
        _store_letter(session, bundle_id, letter, said)
        for letter, said in zip(had, form.letters, strict=True)
    ]
    receipts = _enter_all(session, jobs, letters, form, unit_id=unit_id, by=by, at=at)
    link(session, letters, form)
    draft.bundle_id = bundle_id
    advance(session, draft, Move.REGISTER)
    for receipt in receipts:
        index_again(session, jobs, receipt.letter_id)
        ask_for_copy(session, jobs, receipt.letter_id, unit_id)
        jobs.enqueue(
            session, JobName.TAKE_UP, urgency=STAMP, letter_id=receipt.letter_id, unit_id=unit_id
        )
    numbers = {receipt.letter_id: receipt for receipt in receipts}
    jobs.enqueue(session, JobName.SEARCHABLE, urgency=SEARCHABLE, bundle_id=bundle_id)
    for letter, was in zip(letters, had, strict=True):
        number = numbers.get(_id(letter))
        _journal(session, draft, letter, was, number, unit_id=unit_id, by=by, at=at)
    return receipts


def bundle_of(draft: Draft) -> Bundle:
    """Return the file of a draft as the register keeps it, without its pages."""
    return Bundle(
        original=draft.original,
        readable=draft.readable,
        file_name=draft.file_name,
        media_type=draft.media_type,
        page_count=draft.page_count,
        channel=draft.channel,
        arrived_at=draft.arrived_at,
    )


def _store_bundle(session: Session, draft: Draft) -> int:
    assert draft.id is not None
    bundle = bundle_of(draft)
    session.add(bundle)
    session.flush()  # pages and letters need bundle.id
    assert bundle.id is not None
    for page in pages_of(session, draft.id):
        session.add(_bundle_page(bundle.id, page))
    return bundle.id


def _bundle_page(bundle_id: int, page: DraftPage) -> BundlePage:
    """Copy a page as fact. One that failed says so in ``engine`` and has no text."""
    if page.state is not PageState.READ:
        return BundlePage(
            bundle_id=bundle_id,
            number=page.number,
            text="",
            lines=[],
            width=0,
            height=0,
            turned=page.turned or 0,
            engine="",
            picture=page.picture,
            error=page.error,
        )
    reading = reading_of(page)
    return BundlePage(
        bundle_id=bundle_id,
        number=page.number,
        text=running_text(reading),
        lines=page.reading["lines"],
        width=reading.width,
        height=reading.height,
        turned=reading.turned,
        engine=reading.engine,
        picture=page.picture,
    )


def _store_letter(session: Session, bundle_id: int, was: DraftLetter, said: LetterForm) -> Letter:
    letter = Letter(
        bundle_id=bundle_id,
        pages=list(was.pages),
        evidence=was.found,
        details=details_of(was.found, said),
        **columns_of(said),
    )
    session.add(letter)
    session.flush()  # receipts and links need letter.id
    return letter


def columns_of(said: LetterForm) -> dict[str, Any]:
    """Return the columns of ``Letter`` that a clerk's form fills."""
    return {
        "kind": said.kind,
        "reference": said.reference,
        "reference_key": search_key(said.reference),
        "dated": said.date,
        "sender": said.sender,
        "owner_unit": said.owner_unit,
        "addressee": said.addressee,
        "subject": said.subject,
        "urgency": said.urgency,
        "secrecy": said.secrecy,
        "signatory": said.signatory,
        "signatory_position": said.position,
        "phone": said.phone,
        "email": said.email,
    }


def details_of(found: Mapping[str, Any], said: LetterForm) -> dict[str, Any]:
    """Return what a letter has besides single values; deadlines are those found and kept."""
    deadlines = found.get("deadlines") or []
    kept = range(len(deadlines)) if said.deadlines is None else said.deadlines
    return {
        "enclosures": list(said.enclosures),
        "deadlines": [deadlines[place] for place in kept if 0 <= place < len(deadlines)],
        "receipts": [stamp.model_dump() for stamp in said.receipts],
    }


def _enter_all(
    session: Session,
    jobs: JobQueue,
    letters: Sequence[Letter],
    form: Registration,
    *,
    unit_id: int,
    by: Actor,
    at: dt.datetime,
) -> list[Receipt]:
    """Give each letter its number, or the cover it came under."""
    under = [said.under for said in form.letters]
    receipts = []
    for position, (letter, said) in enumerate(zip(letters, form.letters, strict=True)):
        if said.under is not None:
            letter.cover_id = letters[cover_of(under, position)].id
            continue
        entry = Entry(
            received_at=form.received_at,
            late_reason=form.late_reason,
            action=said.action,
            remark=said.remark,
            reserved_number=said.reserved_number,
        )
        receipts.append(registering.enter(session, jobs, _id(letter), unit_id, entry, by=by, at=at))
    return receipts


def _journal(
    session: Session,
    draft: Draft,
    letter: Letter,
    was: DraftLetter,
    receipt: Receipt | None,
    *,
    unit_id: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Record what the machine had read and what the clerk made of it."""
    read = {name: found["value"] for name in FIELDS if (found := was.found.get(name))}
    after = fields_of(letter) | {"draft_id": draft.id, "cover_id": letter.cover_id}
    if receipt is not None:
        after |= {
            "receipt_id": receipt.id,
            "book_id": receipt.book_id,
            "number": receipt.number,
            "received_at": receipt.received_at.isoformat(),
            "late_reason": receipt.late_reason,
        }
    journal.record(
        session,
        Event.LETTER_REGISTERED,
        "letter",
        letter.id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(Permission.REGISTER, unit_id),
        before=read,
        after=after,
    )


def fields_of(letter: Letter) -> dict[str, Any]:
    """Return a letter's single values under the names of ``read --json``, for the journal."""
    return {
        "kind": letter.kind.value,
        "reference": letter.reference,
        "date": letter.dated,
        "sender": letter.sender,
        "owner_unit": letter.owner_unit,
        "addressee": letter.addressee,
        "subject": letter.subject,
        "urgency": letter.urgency.value,
        "secrecy": letter.secrecy.value,
        "signatory": letter.signatory,
        "position": letter.signatory_position,
        "phone": letter.phone,
        "email": letter.email,
    }


def _id(letter: Letter) -> int:
    assert letter.id is not None  # flushed when it was stored
    return letter.id
