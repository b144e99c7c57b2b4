"""Taking hold of a draft: locked, in a known state, moved only where ``MOVES`` allows."""

from collections.abc import Iterator
from http import HTTPStatus

from sqlmodel import Session, col, select

from intake.models import Draft, DraftLetter, DraftPage
from intake.states import MOVES, DraftState, Move, PageState
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.models import JournalEntry


class DraftMoveRefused(RegistryError):
    """The draft is not in a state that allows this."""

    code = "draft-move-refused"
    message = "ไฟล์นี้อยู่ในสถานะ “{state}” จึง{move}ไม่ได้ กรุณาเปิดหน้านี้ใหม่เพื่อดูสถานะล่าสุด"


class ReasonNeeded(RegistryError):
    """What cannot be undone needs a reason for whoever asks later."""

    code = "reason-needed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "กรุณาระบุเหตุผล"


def locked(session: Session, draft_id: int) -> Draft:
    """Return a draft held until the transaction ends; raise ``NotFound``.

    Two workers that finish the last two pages at once must see each other.
    """
    draft = session.exec(
        select(Draft)
        .where(Draft.id == draft_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if draft is None:
        raise NotFound(what="ไฟล์")
    return draft


def require(draft: Draft, move: Move) -> None:
    """Raise ``DraftMoveRefused`` if the draft cannot make ``move`` now."""
    if (draft.state, move) not in MOVES:
        raise DraftMoveRefused(state=draft.state.label, move=move.label)


def advance(session: Session, draft: Draft, move: Move) -> None:
    """Put the draft in the state ``move`` leads to; raise ``DraftMoveRefused``."""
    require(draft, move)
    draft.state = MOVES[draft.state, move]
    session.add(draft)


def require_open(draft: Draft) -> None:
    """Raise ``DraftMoveRefused`` unless a clerk may work on the draft's pages and letters."""
    if draft.state not in {DraftState.READING, DraftState.READ}:
        raise DraftMoveRefused(state=draft.state.label, move="แก้ไข")


def require_reason(reason: str) -> str:
    """Return the reason without surrounding blanks; raise ``ReasonNeeded`` if nothing is left."""
    said = " ".join(reason.replace("\0", "").split())
    if not said:
        raise ReasonNeeded
    return said


def pages_of(session: Session, draft_id: int) -> list[DraftPage]:
    """Return a draft's pages in the order of the file."""
    wanted = select(DraftPage).where(DraftPage.draft_id == draft_id)
    return list(session.exec(wanted.order_by(col(DraftPage.number))))


def letters_of(session: Session, draft_id: int) -> list[DraftLetter]:
    """Return a draft's letters in the order of the bundle."""
    wanted = select(DraftLetter).where(DraftLetter.draft_id == draft_id)
    return list(session.exec(wanted.order_by(col(DraftLetter.position))))


def is_settled(pages: list[DraftPage]) -> bool:
    """Tell whether every page has been read or has failed."""
    return all(page.state is not PageState.WAITING for page in pages)


def mentioned_by_drafts(session: Session) -> Iterator[tuple[str, str]]:
    """List the stored files that drafts and their pages rest on, for ``./saraban check``."""
    erased = set(
        session.exec(select(JournalEntry.about_id).where(JournalEntry.event == Event.FILE_ERASED))
    )
    drafts = select(Draft).where(col(Draft.id).not_in(erased)).execution_options(yield_per=1000)
    for draft in session.exec(drafts):
        yield draft.original, f"ไฟล์เข้า {draft.file_name}"
        yield draft.readable, f"ฉบับที่อ่านได้ของ {draft.file_name}"
    # Whole pages would bring the text of every file of the office into memory.
    pictures = select(DraftPage.draft_id, DraftPage.number, DraftPage.picture)
    for draft_id, number, picture in session.exec(
        pictures.where(DraftPage.picture != "").execution_options(yield_per=1000)
    ):
        yield picture, f"ภาพหน้า {number} ของไฟล์เข้าที่ {draft_id}"
    # A picture of before a page was turned is history, and history stays, unless it is secret.
    wiped = select(JournalEntry.about_id, JournalEntry.id).order_by(col(JournalEntry.id))
    last = dict(session.exec(wiped.where(JournalEntry.event == Event.PICTURES_ERASED)).all())
    read_again = select(JournalEntry).where(JournalEntry.event == Event.FILE_RETRIED)
    for entry in session.exec(read_again.where(col(JournalEntry.about_id).not_in(erased))):
        if entry.before.get("file") and entry.id > last.get(entry.about_id, 0):
            yield entry.before["file"], f"ไฟล์ในประวัติรายการที่ {entry.id}"
