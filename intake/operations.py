"""What happens to an arrived file as a whole. Every function runs in the caller's transaction.

Its pages are in ``pages``, its letters in ``arranging``, its entry in the
register in ``registration``.
"""

import datetime as dt
from dataclasses import asdict
from typing import Protocol

from sqlmodel import Session, select

from intake import secrecy
from intake.drafts import advance, is_settled, locked, pages_of, require, require_reason
from intake.extract.found import Notice
from intake.models import Draft, DraftPage
from intake.pages import wait_again
from intake.states import DraftState, Move, PageState
from intake.urgencies import FIRST_PAGE, OTHER_PAGE, PROPOSE, TRIAGE
from registry import journal
from registry.journal import Event
from registry.ports import Digest, FileStore, JobQueue
from registry.vocabulary import Channel, JobName

LONGEST_NAME = 255


class Examined(Protocol):
    """What triage found out about a file it lets in."""

    @property
    def media(self) -> str:
        """The media type, by content."""
        ...

    @property
    def pages(self) -> int:
        """How many there are."""
        ...

    @property
    def signed(self) -> bool:
        """Whether it carries a digital signature."""
        ...

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the clerk should know about it."""
        ...


def accept_file(
    session: Session,
    jobs: JobQueue,
    files: FileStore,
    *,
    unit_id: int,
    original: Digest,
    file_name: str,
    size: int,
    channel: Channel,
    at: dt.datetime,
    by: int | None,
    source: str = "",
) -> Draft:
    """Start a draft for a file that is already in the store.

    ``source`` says which file of the watched folder it was; such a file is
    accepted once, and asked again the first draft is returned. Raises
    ``FileMissing`` if a secret file of the same bytes has been erased since
    they were put into the store; sent once more, they are stored again.
    """
    if source:
        taken = session.exec(select(Draft).where(Draft.source == source)).first()
        if taken is not None:
            return taken
    draft = Draft(
        unit_id=unit_id,
        original=original,
        readable=original,
        file_name=shown_name(file_name),
        source=source,
        size=size,
        channel=channel,
        arrived_at=at,
        arrived_by=by,
    )
    session.add(draft)
    session.flush()  # the job and the journal need draft.id
    assert draft.id is not None
    jobs.enqueue(session, JobName.TRIAGE, urgency=TRIAGE, draft_id=draft.id)
    after = {
        "file_name": draft.file_name,
        "original": original,
        "channel": channel.value,
        "unit_id": unit_id,  # an auditor of this unit reads the file's entries by it
    }
    journal.record(session, Event.FILE_ARRIVED, "draft", draft.id, at=at, by=by, after=after)
    files.path(original)  # last: an erasure holds the journal, as we do from here on
    return draft


def shown_name(file_name: str) -> str:
    """Return a file's name as text that any database keeps: no folders, NULs or stray bytes."""
    name = file_name.encode(errors="replace").decode().replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in name if c.isprintable())[:LONGEST_NAME]
    return shown if shown.strip(" .") else "ไม่มีชื่อ"


def store_triage(
    session: Session,
    jobs: JobQueue,
    draft_id: int,
    result: Examined,
    readable: Digest,
) -> None:
    """Open an arrived file: its pages wait to be read, the first before all others.

    Pages already read from the same bytes stay read. Does nothing to a draft
    that has meanwhile been discarded or opened by another run of the job.
    """
    draft = locked(session, draft_id)
    if draft.state is not DraftState.ARRIVED:
        return
    kept = {page.number: page for page in pages_of(session, draft_id)}
    if draft.readable != readable or len(kept) != result.pages:
        for page in kept.values():
            session.delete(page)
        session.flush()  # the same keys are added again below
        kept = {}
    draft.readable, draft.media_type = readable, str(result.media)
    draft.page_count, draft.is_signed = result.pages, result.signed
    draft.notices = [asdict(notice) for notice in result.notices]
    draft.refusal_code = draft.refusal = ""
    advance(session, draft, Move.OPEN)
    for number in range(1, result.pages + 1):
        page = kept.get(number) or DraftPage(draft_id=draft_id, number=number)
        if page.state is PageState.FAILED:
            page.state, page.error = PageState.WAITING, ""
        session.add(page)
        if page.state is PageState.WAITING:
            urgency = FIRST_PAGE if number == 1 else OTHER_PAGE
            jobs.enqueue(
                session, JobName.READ_PAGE, urgency=urgency, draft_id=draft_id, number=number
            )
    if is_settled(pages_of(session, draft_id)):
        jobs.enqueue(session, JobName.PROPOSE, urgency=PROPOSE, draft_id=draft_id)


def quarantine(
    session: Session, draft_id: int, code: str, sentence: str, *, at: dt.datetime
) -> None:
    """Set a file aside with the reason, for a clerk to decide.

    Does nothing to one that is already registered, discarded or set aside.
    """
    draft = locked(session, draft_id)
    if draft.state in {DraftState.REGISTERED, DraftState.DISCARDED, DraftState.QUARANTINED}:
        return
    draft.refusal_code, draft.refusal = code, sentence
    advance(session, draft, Move.QUARANTINE)
    after = {"code": code, "sentence": sentence}
    journal.record(session, Event.FILE_QUARANTINED, "draft", draft_id, at=at, after=after)


def retry(
    session: Session,
    jobs: JobQueue,
    draft_id: int,
    *,
    by: int,
    at: dt.datetime,
    readable: Digest | None = None,
) -> None:
    """Examine a quarantined file again, or read again the pages of a read one that failed.

    ``readable`` is the copy of an encrypted file without its password.
    The password itself never comes here: ``unlocking.unlock`` uses it and forgets it.
    """
    draft = locked(session, draft_id)
    require(draft, Move.RETRY)
    before = {"code": draft.refusal_code, "state": draft.state.value}
    if draft.state is DraftState.READ:
        failed = [p for p in pages_of(session, draft_id) if p.state is PageState.FAILED]
        for page in failed:
            wait_again(session, jobs, page)
        if not failed:
            jobs.enqueue(session, JobName.PROPOSE, urgency=PROPOSE, draft_id=draft_id)
    else:
        jobs.enqueue(session, JobName.TRIAGE, urgency=TRIAGE, draft_id=draft_id)
    draft.readable = readable or draft.readable
    advance(session, draft, Move.RETRY)
    after = {"unlocked": readable is not None}
    journal.record(
        session, Event.FILE_RETRIED, "draft", draft_id, at=at, by=by, before=before, after=after
    )


def release(
    session: Session, jobs: JobQueue, draft_id: int, reason: str, *, by: int, at: dt.datetime
) -> None:
    """Go on with a file that the machine took for secret and a registrar says is not."""
    said = require_reason(reason)
    draft = locked(session, draft_id)
    require(draft, Move.RETRY)
    before = {"code": draft.refusal_code, "sentence": draft.refusal}
    draft.released_at = at
    jobs.enqueue(session, JobName.TRIAGE, urgency=TRIAGE, draft_id=draft_id)
    advance(session, draft, Move.RETRY)
    after = {"reason": said}
    journal.record(
        session, Event.FILE_RELEASED, "draft", draft_id, at=at, by=by, before=before, after=after
    )


def discard(
    session: Session, jobs: JobQueue, draft_id: int, reason: str, *, by: int, at: dt.datetime
) -> None:
    """Refuse a file for good, with the reason.

    Its row and its bytes stay, except that a file set aside as secret is erased.
    """
    said = require_reason(reason)
    draft = locked(session, draft_id)
    advance(session, draft, Move.DISCARD)
    if draft.refusal_code in secrecy.CODES.values():
        jobs.enqueue(session, JobName.ERASE, urgency=TRIAGE, draft_id=draft_id)
    after = {"reason": said, "file_name": draft.file_name, "original": draft.original}
    journal.record(session, Event.FILE_DISCARDED, "draft", draft_id, at=at, by=by, after=after)
