"""The background work of intake: triage, reading, proposing, and drawing copies.

Every ``work`` reads what it needs, works outside any transaction and returns
the ``Finish`` that stores the result, so running twice is the same as once. A
refusal of the file is a result, stored at once; only faults are tried again.
"""

import datetime as dt
import functools
import io
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from sqlmodel import Session

from intake import operations, pages, proposing, secrecy, written
from intake.bundle import propose
from intake.copies import searchable_copy, store_searchable
from intake.document import Document, Media
from intake.drafts import letters_of, pages_of
from intake.erasing import erase
from intake.errors import FileRefused, PageFailed
from intake.extract.as_json import letter_json, proposal_json
from intake.extract.found import Notice
from intake.known_offices import names_of_offices
from intake.models import Draft, DraftLetter, DraftPage
from intake.reading import PICTURE_DPI, page_picture, read_page
from intake.stamped_copies import stamped_copy, store_stamped
from intake.states import DraftState, PageState
from intake.triage import FileLimits, triage
from registry.jobs import Finish, Handler
from registry.office import Office
from registry.ports import Digest, OcrEngine, PageReading
from registry.thai import bangkok_day
from registry.vocabulary import JobName

T = TypeVar("T")

TRIAGE_DIED = "ตรวจไฟล์นี้ไม่สำเร็จหลังลองหลายครั้ง กรุณากดลองใหม่ หรือแจ้งผู้ดูแลระบบ"
PAGE_DIED = "อ่านหน้านี้ไม่สำเร็จหลังลองหลายครั้ง กรุณาสั่งอ่านใหม่ หรือสแกนหน้านี้ใหม่"
PROPOSE_DIED = "อ่านข้อมูลหนังสือในไฟล์นี้ไม่สำเร็จ กรุณากรอกข้อมูลเองจากภาพ"
NO_WORDS = "หน้านี้ไม่ว่าง แต่ไม่พบตัวหนังสือ โปรดดูภาพ"


def handlers(office: Office, engine: Callable[[], OcrEngine]) -> Mapping[JobName, Handler]:
    """Name intake's handlers; ``engine`` is built when the first page is read.

    The web process names them too, and must start where Tesseract is missing.
    """
    work = Work(office, functools.cache(engine))
    return {
        JobName.TRIAGE: Handler(work.triage, work.triage_died),
        JobName.READ_PAGE: Handler(work.read_page, work.page_died),
        JobName.PROPOSE: Handler(work.propose, work.propose_died),
        JobName.SEARCHABLE: Handler(work.searchable),
        JobName.STAMP: Handler(work.stamp),
        JobName.ERASE: Handler(work.erase),
        JobName.PICTURES: Handler(work.pictures),
        JobName.JOIN: Handler(work.join),
    }


class Work:
    """What each job does, in one office."""

    def __init__(self, office: Office, engine: Callable[[], OcrEngine]) -> None:
        self._office = office
        self._engine = engine

    def triage(self, draft_id: int) -> Finish:
        """Find out what the file is. Repeating it finds the draft opened and does nothing."""
        draft = self._seen(lambda session: session.get(Draft, draft_id))
        if draft is None or draft.state is not DraftState.ARRIVED:
            return _nothing
        office, readable = self._office, Digest(draft.readable)
        settings = office.settings
        limits = FileLimits(megabytes=settings.max_upload_mb, pages=settings.max_pages)
        try:
            result = triage(office.files.path(readable), limits=limits)
        except FileRefused as refusal:
            code, sentence = refusal.code, str(refusal)
            return lambda session: operations.quarantine(
                session, draft_id, code, sentence, at=office.clock.now()
            )
        return lambda session: operations.store_triage(
            session, office.jobs, draft_id, result, readable
        )

    def triage_died(self, session: Session, _error: str, draft_id: int) -> None:
        """Set the file aside: five attempts ended in a fault."""
        now = self._office.clock.now()
        operations.quarantine(session, draft_id, "triage-died", TRIAGE_DIED, at=now)

    def read_page(self, draft_id: int, number: int) -> Finish:
        """Read one page. Repeating it stores the same reading again."""
        draft, page = self._seen(
            lambda session: (
                session.get(Draft, draft_id),
                session.get(DraftPage, (draft_id, number)),
            )
        )
        if draft is None or page is None or not _wants_reading(draft, page):
            return _nothing
        jobs, files, turned = self._office.jobs, self._office.files, page.turned
        document = Document(files.path(Digest(draft.readable)), Media(draft.media_type))
        try:
            reading = read_page(document, number, self._engine(), turned=turned)
            jpeg = page_picture(document, number, dpi=PICTURE_DPI, turned=reading.turned)
        except PageFailed as failure:
            sentence = str(failure)
            return lambda session: pages.fail_page(session, jobs, draft_id, number, sentence)
        # Only the transaction knows whether the page is still wanted: a picture put
        # into the store before it would stay there though nothing rests on it.
        keep, now = functools.partial(files.put, io.BytesIO(jpeg)), self._office.clock.now()
        return lambda session: pages.store_page(
            session, jobs, draft_id, reading, keep, at=now, turned=turned
        )

    def page_died(self, session: Session, _error: str, draft_id: int, number: int) -> None:
        """Mark the page as failed, which is not the same as an empty one."""
        pages.fail_page(session, self._office.jobs, draft_id, number, PAGE_DIED)

    def propose(self, draft_id: int) -> Finish:
        """Propose letters from the pages read so far. The same pages give the same letters."""
        draft, read, letters, known = self._seen(
            lambda session: (
                session.get(Draft, draft_id),
                [p for p in pages_of(session, draft_id) if p.state is PageState.READ],
                letters_of(session, draft_id),
                names_of_offices(session),
            )
        )
        if draft is None:
            return _nothing
        readings = [pages.reading_of(page) for page in read]
        came = bangkok_day(draft.arrived_at)
        if draft.arranged_at is None:
            proposal = proposal_json(propose(readings, came, known))
        else:
            proposal = {"letters": _as_arranged(letters, readings, came, known), "warnings": []}
        proposal["warnings"] += _wordless(readings)
        return self._storing(draft_id, proposal, {reading.number for reading in readings})

    def propose_died(self, session: Session, _error: str, draft_id: int) -> None:
        """Leave the fields to the clerk, and say so; each page was judged when it was stored."""
        numbers = {page.number for page in pages_of(session, draft_id)}
        warning = Notice("propose-died", PROPOSE_DIED)
        proposal = {"letters": [], "warnings": [_notice_json(warning)]}
        self._storing(draft_id, proposal, numbers)(session)

    def searchable(self, bundle_id: int) -> Finish:
        """Write the copy with a text layer. The same readings give the same bytes."""
        pdf = searchable_copy(self._office, bundle_id)
        digest = self._office.files.put(io.BytesIO(pdf))
        now = self._office.clock.now()
        return lambda session: store_searchable(session, bundle_id, digest, at=now)

    def stamp(self, letter_id: int, unit_id: int) -> Finish:
        """Draw what stands on a unit's copy. The same stamps and notes give the same bytes."""
        drawn = stamped_copy(self._office, letter_id, unit_id)
        keep = functools.partial(self._office.files.put, io.BytesIO(drawn.pdf))
        now = self._office.clock.now()
        return lambda session: store_stamped(session, letter_id, unit_id, drawn, keep, at=now)

    def erase(self, draft_id: int) -> Finish:
        """Delete what a secret file leaves. After a crash the next run goes on."""
        remove, now = self._office.files.remove, self._office.clock.now()
        return lambda session: erase(session, remove, draft_id, at=now)

    def pictures(self, bundle_id: int) -> Finish:
        """Draw the pages of a letter written here. Pages that have a picture keep it."""
        drawn = written.draw_pictures(self._office, bundle_id)
        return lambda session: written.store_pictures(session, bundle_id, drawn)

    def join(self, letter_id: int) -> Finish:
        """Put a letter and its annexes into one file. The same letters give the same bytes."""
        digest = self._office.files.put(io.BytesIO(written.joined_copy(self._office, letter_id)))
        now = self._office.clock.now()
        return lambda session: written.store_joined(session, letter_id, digest, at=now)

    def _storing(self, draft_id: int, proposal: Mapping[str, Any], numbers: set[int]) -> Finish:
        now = self._office.clock.now()
        jobs = self._office.jobs
        return lambda session: proposing.store_proposal(
            session, jobs, draft_id, proposal, of_pages=numbers, at=now
        )

    def _seen(self, look: Callable[[Session], T]) -> T:
        with self._office.database.reading() as session:
            return look(session)


def _nothing(_session: Session) -> None:
    """Store no result: the work was done before, or is no longer wanted."""


def _wants_reading(draft: Draft, page: DraftPage) -> bool:
    """Tell whether the page is to be read now; of a file set aside nothing more is made."""
    if draft.state is DraftState.READ:
        return page.state is PageState.FAILED
    return draft.state is DraftState.READING and page.state is PageState.WAITING


def _as_arranged(
    letters: list[DraftLetter],
    readings: list[PageReading],
    came: dt.date,
    known: Collection[str],
) -> list[dict[str, Any]]:
    """Read the fields of each letter from the pages a clerk has given it."""
    by_number = {reading.number: reading for reading in readings}
    arranged = []
    for letter in letters:
        pages_read = [by_number[n] for n in letter.pages if n in by_number]
        proposal = propose(pages_read, came, known)
        parts = [letter_json(one) for one in proposal.letters]
        if parts:
            # A mark on any page counts, also where the machine would begin another letter.
            level = secrecy.level_of(parts)
            mark = next((one["secrecy"] for one in parts if secrecy.level_of([one]) == level), None)
            arranged.append({**parts[0], "secrecy": mark, "pages": list(letter.pages), "wraps": []})
    return arranged


def _wordless(readings: list[PageReading]) -> list[dict[str, Any]]:
    return [
        _notice_json(Notice("no-words", NO_WORDS, reading.number))
        for reading in readings
        if reading.inked and not reading.lines
    ]


def _notice_json(notice: Notice) -> dict[str, Any]:
    return {"code": notice.code, "message": notice.message, "page": notice.page}
