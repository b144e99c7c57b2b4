"""What is secret leaves no pictures here, and nothing at all if it is not accepted."""

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

ENDS = (DraftState.QUARANTINED, DraftState.REGISTERED, DraftState.DISCARDED)
"""States of a secret file in which nothing is made of it any more."""


def erasable(session: Session, draft_id: int) -> set[Digest]:
    """Return the stored files of a secret draft that are to go and that nothing else rests on.

    They are all of a discarded one, and the pictures of one that is kept.
    """
    draft = session.get_one(Draft, draft_id)
    if draft.state not in ENDS:
        return set()
    turned = session.exec(
        select(JournalEntry).where(
            JournalEntry.event == Event.FILE_RETRIED,
            JournalEntry.about == "draft",
            JournalEntry.about_id == draft_id,
        )
    )
    own = {page.picture for page in pages_of(session, draft_id)}
    own |= {str(entry.before["file"]) for entry in turned if "file" in entry.before}
    if draft.state is DraftState.DISCARDED:
        own |= {draft.original, draft.readable}
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
    """Delete what a secret file leaves, and record what; the draft's row stays.

    Of one that is kept the pictures go, of a discarded one all that was read
    and its bytes. The files go inside the transaction, while it holds the journal: whoever
    points a row at stored bytes looks, with the journal held too, whether they
    are there. So either his row is found here and the bytes stay, or he finds
    them gone. If the commit fails, the next run removes what is already gone.
    """
    draft = locked(session, draft_id)
    journal.hold(session)
    digests = erasable(session, draft_id)
    pages = pages_of(session, draft_id)
    event = Event.PICTURES_ERASED
    if draft.state is DraftState.DISCARDED:
        event = Event.FILE_ERASED
        for row in (*pages, *letters_of(session, draft_id)):
            session.delete(row)
    elif not digests:
        return
    else:
        for page in pages:
            page.picture = ""
            session.add(page)
    after = {"files": sorted(digests)}
    journal.record(session, event, "draft", draft_id, at=at, after=after)
    for digest in digests:
        remove(digest)
