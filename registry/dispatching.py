"""ออกเลขส่ง: an outgoing letter becomes a fact of the register, with its number on its paper.

The number stands on the PDF, so the PDF can only be drawn once the number is
known; and drawing is too slow for the lock under which numbers are taken. The
next number is therefore read, the letter drawn with it and its file stored
first; the transaction that takes the number refuses if another letter took it
meanwhile, and all is done again (docs/adr/0011).
"""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from io import BytesIO

from sqlmodel import Session, select

from registry import citing, holdings, journal, numbering, papers, replying
from registry.errors import NotFound, RegistryError
from registry.filestore import digest_in
from registry.indexed import index_again
from registry.journal import Event
from registry.letter_drawing import draw_letter
from registry.letter_sheet import DrawnLetter
from registry.models import Dispatch, Letter, LetterLink, RegisterBook
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.ports import Digest, JobQueue
from registry.references import search_key
from registry.thai import BANGKOK, ERA, arabic_digits, thai_digits
from registry.vocabulary import JobName, LinkKind, Permission
from registry.written_letter import Sending, reference_of, store_written

ATTEMPTS = 20
"""Of so many clerks who press at once, the last gets his number at his last attempt."""
PICTURES_URGENCY = 70
"""A clerk looks at the letter he has just issued."""
JOIN_URGENCY = 50

MAY_ISSUE = (Permission.ROUTE, Permission.ORDER)


class NumberTaken(RegistryError):
    """Other letters of the same book took each number while this one was drawn."""

    code = "number-taken"
    message = "มีผู้ออกเลขในทะเบียนเดียวกันพร้อมกันหลายคน ยังไม่ได้ออกเลขให้หนังสือนี้ กรุณากดออกเลขอีกครั้ง"


class ReferenceTaken(RegistryError):
    """The same ที่ was issued this year: from another series, or by a unit of the same code."""

    code = "reference-taken"
    message = (
        "ที่ {reference} ออกไปแล้วในปีนี้ กรุณาใช้ทะเบียนหนังสือส่งหรือทะเบียนหนังสือเวียนชุดเดียวกันทั้งปี "
        "และตรวจว่ารหัสของหน่วยงานไม่ซ้ำกับหน่วยงานอื่น"
    )


class UnitWithoutCode(RegistryError):
    """A letter bears its unit's code before the number (ภาคผนวก 1)."""

    code = "unit-without-code"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "{unit}ยังไม่มีรหัสสำหรับ “ที่” ของหนังสือส่ง กรุณาแจ้งผู้ดูแลระบบให้กรอกในหน้าหน่วยงาน"


class DispatchVoidRefused(RegistryError):
    """A number of the book of sent letters is voided once, with a reason."""

    code = "dispatch-void-refused"
    message = "ยกเลิกเลขส่ง {number} ไม่ได้ เพราะ{reason}"


class BackdatedNumber(RegistryError):
    """Only a number set aside on its day can stand on a letter of an earlier day."""

    code = "backdated-number"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "หนังสือลงวันที่ก่อนวันนี้ได้เฉพาะเมื่อใช้เลขที่จองไว้ และลงวันที่ล่วงหน้าไม่ได้"


def right_to_issue(by: Actor, unit_id: int) -> Permission:
    """Return by which right an officer gives out the unit's numbers; or raise ``NotFound``."""
    for permission in MAY_ISSUE:
        if by.may(permission, unit_id):
            return permission
    raise NotFound(what="หน่วยงาน")


def issue(
    office: Office, sending: Sending, also: Callable[[Session, Dispatch], None], *, by: Actor
) -> Dispatch:
    """Give a letter the next number of its book, drawn on its paper; slow, holds no lock.

    ``also`` runs in the transaction that takes the number. Raises ``NotFound``,
    ``UnitWithoutCode``, ``BackdatedNumber``, ``ReferenceTaken``, ``NumberRefused``,
    and ``NumberTaken`` if others were faster every time.
    """
    for _ in range(ATTEMPTS - 1):
        with contextlib.suppress(NumberTaken):
            return _attempt(office, sending, also, by=by)
    return _attempt(office, sending, also, by=by)


@dataclass(frozen=True, slots=True)
class _Paper:
    """The letter as it was drawn with the number it is hoped to get."""

    number: int
    reference: str
    drawn: DrawnLetter
    digest: Digest


def _attempt(
    office: Office, sending: Sending, also: Callable[[Session, Dispatch], None], *, by: Actor
) -> Dispatch:
    with office.database.reading() as session:
        number, reference = _next(session, sending)
    digits = thai_digits if office.settings.thai_digits else arabic_digits
    text = replace(sending.text, reference=reference, dated=sending.dated)
    # With a mark of its own no other attempt makes this very file, so that it
    # can be removed without asking who else may rest on it.
    drawn = draw_letter(text, digits=digits, mark=uuid.uuid4().hex)
    paper = _Paper(number, reference, drawn, digest_in(BytesIO(drawn.pdf)))
    papers.promise(office, paper.digest)
    office.files.put(BytesIO(drawn.pdf))
    try:
        with office.database.transaction() as session:
            dispatch = _enter(session, office.jobs, sending, paper, by=by, at=office.clock.now())
            also(session, dispatch)
            _follow_up(session, office.jobs, sending, dispatch, by=by)
            papers.keep(session, paper.digest)
            office.files.path(paper.digest)  # last: its removal holds the journal, as we do
    except RegistryError:
        office.files.remove(paper.digest)
        raise
    return dispatch


def _next(session: Session, sending: Sending) -> tuple[int, str]:
    unit = session.get(Unit, sending.unit_id)
    if unit is None or not unit.is_active:
        raise NotFound(what="หน่วยงาน")
    if not unit.code:
        raise UnitWithoutCode(unit=unit.name)
    number = sending.reserved_number or numbering.expected_number(
        session, sending.unit_id, sending.book, sending.dated.year + ERA
    )
    return number, reference_of(unit.code, number, is_circular=sending.is_circular)


def _enter(
    session: Session,
    jobs: JobQueue,
    sending: Sending,
    paper: _Paper,
    *,
    by: Actor,
    at: dt.datetime,
) -> Dispatch:
    """Take the number the letter was drawn with, and store the letter."""
    right_to_issue(by, sending.unit_id)
    for other in (sending.forwards, sending.replies_to):
        if other is not None:
            holdings.visible_letter(session, by, other)
    today = at.astimezone(BANGKOK).date()
    if sending.dated > today or (sending.dated < today and sending.reserved_number is None):
        raise BackdatedNumber
    book = numbering.book_of(session, sending.unit_id, sending.book, sending.dated.year + ERA)
    _take(session, book, paper.number, sending)
    key = search_key(paper.reference)
    taken = select(Dispatch.id).where(Dispatch.year == book.year, Dispatch.reference_key == key)
    if session.exec(taken).first() is not None:
        raise ReferenceTaken(reference=paper.reference)
    letter = store_written(session, sending, paper.reference, paper.drawn, paper.digest, at=at)
    assert letter.id is not None
    assert book.id is not None
    dispatch = Dispatch(
        letter_id=letter.id,
        book_id=book.id,
        number=paper.number,
        year=book.year,
        reference_key=key,
        is_circular=sending.is_circular,
        issued_at=at,
        officer_id=by.id,
        asked_by=sending.asked_by,
        action=sending.action,
        remark=sending.remark,
    )
    session.add(dispatch)
    holdings.hand_over(session, jobs, letter.id, [sending.unit_id], at=at)
    session.flush()  # the caller needs dispatch.id
    return dispatch


def _take(session: Session, book: RegisterBook, number: int, sending: Sending) -> None:
    if sending.reserved_number is not None:
        numbering.use_reserved(session, book, number)
    elif book.last_number + 1 != number:
        raise NumberTaken
    else:
        numbering.take_number(session, book)


def _follow_up(
    session: Session, jobs: JobQueue, sending: Sending, dispatch: Dispatch, *, by: Actor
) -> None:
    """Tie the letter to what it passes on or answers, order the work, tell the journal."""
    letter = session.get_one(Letter, dispatch.letter_id)
    if sending.forwards is not None:
        for kind in (LinkKind.FORWARDS, LinkKind.WRAPS):
            session.add(
                LetterLink(letter_id=dispatch.letter_id, kind=kind, other_id=sending.forwards)
            )
        jobs.enqueue(session, JobName.JOIN, urgency=JOIN_URGENCY, letter_id=dispatch.letter_id)
    if sending.replies_to is not None:
        replying.note_reply(session, jobs, sending.replies_to, letter, sending.unit_id)
    jobs.enqueue(session, JobName.PICTURES, urgency=PICTURES_URGENCY, bundle_id=letter.bundle_id)
    after = {
        "dispatch_id": dispatch.id,
        "book_id": dispatch.book_id,
        "sent_number": dispatch.number,
        "reference": letter.reference,
        "date": letter.dated,
        "subject": letter.subject,
        "addressee": letter.addressee,
        "unit_id": sending.unit_id,
        "asked_by": sending.asked_by,
        "forwards": sending.forwards,
        "replies_to": sending.replies_to,
    }
    citing.cite(session, letter, citing.written_citations(sending.text.refers_to))
    citing.come(session, letter)
    journal.record(
        session,
        Event.LETTER_ISSUED,
        "letter",
        letter.id,
        at=dispatch.issued_at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(right_to_issue(by, sending.unit_id), sending.unit_id),
        after=after,
    )


def void_dispatch(
    session: Session, jobs: JobQueue, dispatch_id: int, reason: str, *, by: Actor, at: dt.datetime
) -> Dispatch:
    """Cancel a letter's number: it stays in the book with the reason and is never given again."""
    said = " ".join(reason.replace("\0", "").split())
    dispatch = session.get(Dispatch, dispatch_id, with_for_update=True)
    if dispatch is None:
        raise NotFound(what="เลขส่ง")
    book = session.get_one(RegisterBook, dispatch.book_id)
    right = right_to_issue(by, book.unit_id)
    if dispatch.voided_at is not None:
        raise DispatchVoidRefused(number=dispatch.number, reason="ยกเลิกไปแล้ว")
    if not said:
        raise DispatchVoidRefused(number=dispatch.number, reason="ยังไม่ได้ระบุเหตุผล")
    dispatch.voided_at, dispatch.voided_by, dispatch.void_reason = at, by.id, said
    session.add(dispatch)
    replying.take_back_reply(session, dispatch.letter_id, book.unit_id)
    index_again(session, jobs, dispatch.letter_id)
    before = {"sent_number": dispatch.number, "book_id": dispatch.book_id}
    after = {"reason": said, "dispatch_id": dispatch_id, "unit_id": book.unit_id}
    journal.record(
        session,
        Event.DISPATCH_VOIDED,
        "letter",
        dispatch.letter_id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(right, book.unit_id),
        before=before,
        after=after,
    )
    return dispatch
