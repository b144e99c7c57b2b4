"""A clerk arranges the letters of a draft: split, merge, reorder, move, confirm.

Whatever happens here, every page of the file lies in exactly one letter.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from intake.drafts import letters_of, locked, require_open
from intake.forms import checked_field, cover_of
from intake.models import Draft, DraftLetter
from intake.urgencies import PROPOSE
from registry import journal
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.ports import JobQueue
from registry.vocabulary import JobName, LetterKind


class ArrangementRefused(RegistryError):
    """The letters of a file cannot be arranged like this."""

    code = "arrangement-refused"
    message = "จัดหน้าแบบนี้ไม่ได้ เพราะ{reason}"


class Piece(NamedTuple):
    """A letter to be: the present letter it is made from, and its pages in order."""

    origin: int
    pages: list[int]


def split(
    session: Session,
    jobs: JobQueue,
    draft_id: int,
    position: int,
    at_page: int,
    *,
    by: int,
    at: dt.datetime,
) -> None:
    """Make a new letter of the pages from ``at_page`` to the end of one letter."""
    draft, had = _open(session, draft_id)
    pages = _letter(had, position).pages
    if at_page not in pages[1:]:
        raise ArrangementRefused(reason=f"หน้า {at_page} ไม่ได้อยู่กลางหนังสือฉบับนี้")
    cut = pages.index(at_page)
    plan = _as_is(had)
    plan[position : position + 1] = [Piece(position, pages[:cut]), Piece(position, pages[cut:])]
    _arrange(session, jobs, draft, had, plan, by=by, at=at)


def merge(
    session: Session, jobs: JobQueue, draft_id: int, position: int, *, by: int, at: dt.datetime
) -> None:
    """Join a letter to the one before it, which keeps its fields."""
    draft, had = _open(session, draft_id)
    joined = _letter(had, position)
    if position == 0:
        raise ArrangementRefused(reason="ฉบับแรกไม่มีฉบับก่อนหน้าให้รวม")
    pages = had[position - 1].pages + joined.pages
    plan = _as_is(had)
    plan[position - 1 : position + 1] = [Piece(position - 1, pages)]
    _arrange(session, jobs, draft, had, plan, by=by, at=at)


def reorder(
    session: Session,
    jobs: JobQueue,
    draft_id: int,
    order: Sequence[int],
    *,
    by: int,
    at: dt.datetime,
) -> None:
    """Put the letters in another order; ``order`` lists their present positions."""
    draft, had = _open(session, draft_id)
    if sorted(order) != list(range(len(had))):
        raise ArrangementRefused(reason="ลำดับที่ส่งมาไม่ครบทุกฉบับ")
    plan = [Piece(position, had[position].pages) for position in order]
    _arrange(session, jobs, draft, had, plan, by=by, at=at)


def move_pages(
    session: Session,
    jobs: JobQueue,
    draft_id: int,
    pages: Sequence[Sequence[int]],
    *,
    by: int,
    at: dt.datetime,
) -> None:
    """Give each present letter, in order, the pages listed for it; one left without disappears."""
    draft, had = _open(session, draft_id)
    if len(pages) != len(had):
        raise ArrangementRefused(reason="จำนวนฉบับไม่ตรงกับที่มีอยู่")
    plan = [Piece(position, list(own)) for position, own in enumerate(pages) if own]
    _arrange(session, jobs, draft, had, plan, by=by, at=at)


def set_kind(
    session: Session,
    draft_id: int,
    position: int,
    kind: LetterKind,
    *,
    by: int,
    at: dt.datetime,
) -> None:
    """Say what kind of letter it is."""
    draft, had = _open(session, draft_id)
    before = _layout(had)
    letter = _letter(had, position)
    letter.kind = kind
    session.add(letter)
    _arranged(session, draft, before, had, by=by, at=at)


def set_under(
    session: Session,
    draft_id: int,
    position: int,
    under: int | None,
    *,
    by: int,
    at: dt.datetime,
) -> None:
    """Say which letter this one came under, or with ``None`` that it gets a number of its own."""
    draft, had = _open(session, draft_id)
    before = _layout(had)
    letter = _letter(had, position)
    if under is not None:
        _letter(had, under)
    letter.under = under
    try:
        cover_of([one.under for one in had], position)
    except ValueError as error:
        raise ArrangementRefused(reason=str(error)) from error
    session.add(letter)
    _arranged(session, draft, before, had, by=by, at=at)


def confirm_field(
    session: Session, draft_id: int, position: int, field: str, value: str, *, by: int
) -> None:
    """Keep a value as the clerk left it; raise ``FormRefused`` if it cannot be one.

    The journal names him when the letter is registered, with what the machine had read.
    """
    assert by
    _, had = _open(session, draft_id)
    letter = _letter(had, position)
    letter.confirmed = {**letter.confirmed, field: checked_field(field, value)}
    session.add(letter)


def _open(session: Session, draft_id: int) -> tuple[Draft, list[DraftLetter]]:
    draft = locked(session, draft_id)
    require_open(draft)
    return draft, letters_of(session, draft_id)


def _letter(had: Sequence[DraftLetter], position: int) -> DraftLetter:
    if not 0 <= position < len(had):
        raise NotFound(what="หนังสือฉบับนี้ในไฟล์")
    return had[position]


def _as_is(had: Sequence[DraftLetter]) -> list[Piece]:
    return [Piece(letter.position, letter.pages) for letter in had]


def _arrange(
    session: Session,
    jobs: JobQueue,
    draft: Draft,
    had: Sequence[DraftLetter],
    plan: Sequence[Piece],
    *,
    by: int,
    at: dt.datetime,
) -> None:
    """Replace the letters by those of the plan, and have the new ones read again.

    The first piece of a letter keeps what the clerk has confirmed of it. A cover
    is known by its first page: what came under it stays under the letter that
    has that page now.
    """
    assert draft.id is not None
    if sorted(page for piece in plan for page in piece.pages) != list(
        range(1, draft.page_count + 1)
    ):
        raise ArrangementRefused(reason="ทุกหน้าต้องอยู่ในหนังสือฉบับเดียวเท่านั้น")
    place = {page: index for index, piece in enumerate(plan) for page in piece.pages}
    seen: set[int] = set()
    have: list[DraftLetter] = []
    for index, (origin, pages) in enumerate(plan):
        was = had[origin]
        under = None if was.under is None else place[had[was.under].pages[0]]
        have.append(
            DraftLetter(
                draft_id=draft.id,
                position=index,
                pages=pages,
                kind=was.kind,
                under=None if under == index else under,
                found=found_on(was.found, pages),
                confirmed={} if origin in seen else was.confirmed,
            )
        )
        seen.add(origin)
    before = _layout(had)
    for letter in had:
        session.delete(letter)
    session.flush()  # the same positions are taken again
    session.add_all(have)
    jobs.enqueue(session, JobName.PROPOSE, urgency=PROPOSE, draft_id=draft.id)
    _arranged(session, draft, before, have, by=by, at=at)


def found_on(found: Mapping[str, Any], pages: Sequence[int]) -> dict[str, Any]:
    """Return what was found on these pages: evidence of other pages is none for this letter."""
    return {
        name: [one for one in said if _page_of(one) in pages]
        if isinstance(said, list)
        else said
        if _page_of(said) in pages
        else None
        for name, said in found.items()
        if name not in {"pages", "kind", "wraps"}
    }


def _page_of(said: object) -> int | None:
    """Return the page a found value stands on; a citation or a stamp is a set of values."""
    if not isinstance(said, Mapping):
        return None
    if "page" in said:
        return int(said["page"])
    return next((page for part in said.values() if (page := _page_of(part)) is not None), None)


def _layout(letters: Sequence[DraftLetter]) -> dict[str, Any]:
    return {
        "letters": [
            {"pages": list(one.pages), "kind": one.kind.value, "under": one.under}
            for one in letters
        ]
    }


def _arranged(
    session: Session,
    draft: Draft,
    before: Mapping[str, Any],
    have: Sequence[DraftLetter],
    *,
    by: int,
    at: dt.datetime,
) -> None:
    draft.arranged_at = at
    session.add(draft)
    journal.record(
        session,
        Event.BUNDLE_ARRANGED,
        "draft",
        draft.id,
        at=at,
        by=by,
        before=before,
        after=_layout(have),
    )
