"""What happens to one page of a draft: read, failed, turned, read again."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlmodel import Session

from intake import secrecy
from intake.drafts import advance, is_settled, locked, pages_of, require_open
from intake.models import Draft, DraftPage
from intake.states import DraftState, Move, PageState
from intake.urgencies import PAGE_ON_SCREEN, PROPOSE
from registry import journal
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.ports import Digest, Guess, JobQueue, Line, PageReading
from registry.vocabulary import JobName

QUARTER, CIRCLE = 90, 360
NOTHING: Mapping[str, Any] = MappingProxyType({})


class TurnRefused(RegistryError):
    """A page stands upright after a quarter, a half or three quarters of a turn."""

    code = "turn-refused"
    message = "หมุนหน้าได้ครั้งละ 90, 180 หรือ 270 องศา"


def store_page(
    session: Session,
    jobs: JobQueue,
    draft_id: int,
    reading: PageReading,
    keep: Callable[[], Digest],
    *,
    at: dt.datetime,
    turned: int | None = None,
) -> None:
    """Keep what was read on a page and its upright picture.

    ``keep`` puts the picture into the store and is asked only for a page that
    is still wanted. ``turned`` is the clerk's wish it was read with: a page
    that has been turned again meanwhile keeps waiting for its own job. Fields
    are proposed after the first page, and again when no page waits any more. A
    page whose head says ลับ sets the file aside, and nothing of it is kept.
    """
    draft = locked(session, draft_id)
    if draft.state not in {DraftState.READING, DraftState.READ}:
        return
    if draft.released_at is None and (level := secrecy.level_on(reading)) is not None:
        secrecy.set_aside(session, jobs, draft, level, at=at)
        return
    page = page_of(session, draft_id, reading.number)
    if draft.state is DraftState.READ and page.state is PageState.FAILED:
        advance(session, draft, Move.RETRY)
    if draft.state is not DraftState.READING or page.turned != turned:
        return
    page.state, page.error = PageState.READ, ""
    page.reading = kept(reading)
    session.add(page)
    _propose_when_due(session, jobs, draft, page)
    # An erasure of the same bytes elsewhere either finds this page or has ended,
    # and then the bytes are stored again.
    journal.hold(session)
    page.picture = keep()
    session.add(page)


def fail_page(session: Session, jobs: JobQueue, draft_id: int, number: int, error: str) -> None:
    """Mark a page as one that could not be read, with the sentence the clerk sees."""
    draft = locked(session, draft_id)
    page = page_of(session, draft_id, number)
    if draft.state is not DraftState.READING or page.state is not PageState.WAITING:
        return
    page.state, page.error = PageState.FAILED, error
    session.add(page)
    _propose_when_due(session, jobs, draft, page)


def turn_page(
    session: Session,
    jobs: JobQueue,
    draft_id: int,
    number: int,
    degrees: int,
    *,
    by: int,
    at: dt.datetime,
) -> None:
    """Turn a page clockwise and read it again the right way up."""
    if degrees % QUARTER or not degrees % CIRCLE:
        raise TurnRefused(degrees=degrees)
    page = _open_page(session, draft_id, number)
    before = {"page": number, "turned": page.turned, "file": page.picture}
    stands = page.reading.get("turned", 0) if page.turned is None else page.turned
    page.turned = (stands + degrees) % CIRCLE
    wait_again(session, jobs, page)
    _journal_rereading(session, page, before, by=by, at=at)


def reread_page(
    session: Session, jobs: JobQueue, draft_id: int, number: int, *, by: int, at: dt.datetime
) -> None:
    """Read one page again, usually one that failed."""
    page = _open_page(session, draft_id, number)
    before = {
        "page": number,
        "state": page.state.value,
        "error": page.error,
        "file": page.picture,
    }
    wait_again(session, jobs, page)
    _journal_rereading(session, page, before, by=by, at=at)


def wait_again(session: Session, jobs: JobQueue, page: DraftPage) -> None:
    """Put a page back among those to be read, before the pages nobody looks at."""
    page.state, page.error = PageState.WAITING, ""
    session.add(page)
    jobs.enqueue(
        session,
        JobName.READ_PAGE,
        urgency=PAGE_ON_SCREEN,
        draft_id=page.draft_id,
        number=page.number,
    )


def page_of(session: Session, draft_id: int, number: int) -> DraftPage:
    """Return one page of a draft; raise ``NotFound``."""
    page = session.get(DraftPage, (draft_id, number))
    if page is None:
        raise NotFound(what="หน้า")
    return page


def kept(reading: PageReading) -> dict[str, Any]:
    """Write a reading as the JSON of ``DraftPage.reading``."""
    return {
        "width": reading.width,
        "height": reading.height,
        "turned": reading.turned,
        "engine": reading.engine,
        "inked": reading.inked,
        "lines": [_kept_line(line) for line in reading.lines],
    }


def reading_of(page: DraftPage) -> PageReading:
    """Return what ``kept`` wrote down about a page that has been read."""
    said = page.reading
    return PageReading(
        number=page.number,
        width=said["width"],
        height=said["height"],
        lines=tuple(_line_of(*line) for line in said["lines"]),
        engine=said["engine"],
        turned=said["turned"],
        inked=said["inked"],
    )


def _kept_line(line: Line) -> list[Any]:
    """Write a line as text, box and confidence; what a second reader says of it follows."""
    said: list[Any] = [line.text, list(line.box), line.confidence]
    if line.guesses or line.stamp or line.crossed:
        guesses = [[guess.text, guess.probability] for guess in line.guesses]
        second = {"first": line.first, "guesses": guesses, "by_hand": line.by_hand}
        said.append({**second, "stamp": line.stamp, "crossed": line.crossed})
    return said


def _line_of(text: str, box: list[int], sure: float, second: Mapping[str, Any] = NOTHING) -> Line:
    left, top, right, bottom = box
    guesses = tuple(Guess(*guess) for guess in second.get("guesses", ()))
    first, stamp = second.get("first", ""), second.get("stamp", 0)
    written = second.get("by_hand", ())
    if isinstance(written, int | float):  # said of a whole line, by an earlier release
        written = [(left, right, written)] if written else []
    by_hand = tuple((start, end, chance) for start, end, chance in written)
    crossed = tuple((start, end) for start, end in second.get("crossed", ()))
    return Line(text, (left, top, right, bottom), sure, first, guesses, by_hand, stamp, crossed)


def _propose_when_due(session: Session, jobs: JobQueue, draft: Draft, page: DraftPage) -> None:
    assert draft.id is not None
    is_first = page.number == 1 and page.state is PageState.READ
    if is_first or is_settled(pages_of(session, draft.id)):
        jobs.enqueue(session, JobName.PROPOSE, urgency=PROPOSE, draft_id=draft.id)


def _open_page(session: Session, draft_id: int, number: int) -> DraftPage:
    draft = locked(session, draft_id)
    require_open(draft)
    if draft.state is DraftState.READ:
        advance(session, draft, Move.RETRY)
    return page_of(session, draft_id, number)


def _journal_rereading(
    session: Session, page: DraftPage, before: dict[str, Any], *, by: int, at: dt.datetime
) -> None:
    after = {"page": page.number, "turned": page.turned}
    journal.record(
        session,
        Event.FILE_RETRIED,
        "draft",
        page.draft_id,
        at=at,
        by=by,
        before=before,
        after=after,
    )
