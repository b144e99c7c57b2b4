"""A secret file that was not accepted leaves no readable trace here."""

import datetime as dt
from collections.abc import Callable

from sqlmodel import Session, col, select

from intake.drafts import letters_of, locked, pages_of
from intake.models import Draft, DraftPage
from intake.states import DraftState
from registry import journal
from registry.journal import Event
from registry.models import Bundle, BundlePage, JournalEntry, LetterFile
from registry.ports import Digest


def erasable(session: Session, draft_id: int) -> set[Digest]:
    """Return the stored files of a discarded draft that nothing else rests on."""
    draft = session.get_one(Draft, draft_id)
    if draft.state is not DraftState.DISCARDED:
        return set()
    turned = session.exec(
        select(JournalEntry).where(
            JournalEntry.event == Event.FILE_RETRIED,
            JournalEntry.about == "draft",
            JournalEntry.about_id == draft_id,
        )
    )
    own = {draft.original, draft.readable}
    own |= {page.picture for page in pages_of(session, draft_id)}
    own |= {str(entry.before["file"]) for entry in turned if "file" in entry.before}
    # The row of an erased file stays, and must not keep its twin's bytes.
    erased = select(JournalEntry.about_id).where(JournalEntry.event == Event.FILE_ERASED)
    # Asked for these alone: all pictures of an office would not fit in memory.
    columns = (
        select(Draft.original).where(Draft.id != draft_id, col(Draft.id).not_in(erased)),
        select(Draft.readable).where(Draft.id != draft_id, col(Draft.id).not_in(erased)),
        select(DraftPage.picture).where(DraftPage.draft_id != draft_id),
        select(BundlePage.picture),
        select(Bundle.original),
        select(Bundle.readable),
        select(LetterFile.digest),
    )
    shared: set[str] = set()
    for column in columns:
        shared |= set(session.exec(column.where(column.selected_columns[0].in_(own))))
    return {Digest(digest) for digest in own - shared if digest}


def erase(
    session: Session, remove: Callable[[Digest], None], draft_id: int, *, at: dt.datetime
) -> None:
    """Delete what was read of the file and its bytes, and record which; the draft's row stays.

    The files go inside the transaction, while it holds the journal: whoever
    points a row at stored bytes looks, with the journal held too, whether they
    are there. So either his row is found here and the bytes stay, or he finds
    them gone. If the commit fails, the next run removes what is already gone.
    """
    locked(session, draft_id)
    journal.hold(session)
    digests = erasable(session, draft_id)
    for row in (*pages_of(session, draft_id), *letters_of(session, draft_id)):
        session.delete(row)
    after = {"files": sorted(digests)}
    journal.record(session, Event.FILE_ERASED, "draft", draft_id, at=at, after=after)
    for digest in digests:
        remove(digest)
