"""What the machine proposes becomes the letters of a draft, unless a clerk has said otherwise."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from intake import secrecy
from intake.drafts import advance, is_settled, letters_of, locked, pages_of
from intake.models import Draft, DraftLetter
from intake.states import DraftState, Move, PageState
from registry.ports import JobQueue
from registry.vocabulary import LetterKind


@dataclass(frozen=True, slots=True)
class Part:
    """One proposed letter with the pages it is to have."""

    said: Mapping[str, Any]
    pages: list[int]
    under: int | None


def store_proposal(
    session: Session,
    jobs: JobQueue,
    draft_id: int,
    proposal: Mapping[str, Any],
    *,
    of_pages: Collection[int],
    at: dt.datetime,
) -> None:
    """Make the letters of a draft from the ``letters`` and ``warnings`` of ``read --json``.

    The proposal was made from the pages ``of_pages``. Where a clerk has arranged
    the pages they stay, and only what was found on the very same pages is
    renewed; what he has confirmed stays with the letter that begins on the same
    page. The draft counts as read when no page waits and none was read after
    the proposal was made. A page head that says ลับ sets the file aside instead.
    """
    draft = locked(session, draft_id)
    if draft.state not in {DraftState.READING, DraftState.READ}:
        return
    letters = proposal["letters"]
    if draft.released_at is None and (level := secrecy.level_of(letters)) is not None:
        secrecy.set_aside(session, jobs, draft, level, at=at)
        return
    _renew(session, draft, covering(letters, draft.page_count))
    draft.notices = [
        *(notice for notice in draft.notices if not notice.get("proposed")),
        *({**notice, "proposed": True} for notice in proposal.get("warnings", ())),
    ]
    session.add(draft)
    pages = pages_of(session, draft_id)
    read = {page.number for page in pages if page.state is PageState.READ}
    if draft.state is DraftState.READING and is_settled(pages) and read <= set(of_pages):
        advance(session, draft, Move.FINISH_READING)


def covering(letters: Sequence[Mapping[str, Any]], page_count: int) -> list[Part]:
    """Give every page of the file to exactly one of the proposed letters.

    A page no letter claims, because it still waits or has failed, goes with the
    page before it. Without any letter the whole file is one of unknown kind.
    """
    letters = letters or [{"pages": [1], "kind": LetterKind.OTHER.value}]
    owner: dict[int, int] = {}
    for position, letter in enumerate(letters):
        for page in letter["pages"]:
            owner.setdefault(page, position)
    pages: dict[int, list[int]] = {}
    current = owner[min(owner)]
    for page in range(1, page_count + 1):
        current = owner.get(page, current)
        pages.setdefault(current, []).append(page)
    place = {position: index for index, position in enumerate(sorted(pages))}
    cover = {wrapped: wrapper for wrapper, wrapped in _wraps(letters) if wrapper in place}
    return [
        Part(letters[position], pages[position], place.get(cover.get(position, -1)))
        for position in place
    ]


def _wraps(letters: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    """Yield cover and covered; a cover stands before what it covers, so there is no circle."""
    for position, letter in enumerate(letters):
        for wrapped in letter.get("wraps", ()):
            if wrapped > position:
                yield position, wrapped


def _renew(session: Session, draft: Draft, parts: Sequence[Part]) -> None:
    assert draft.id is not None
    had = letters_of(session, draft.id)
    confirmed = {letter.pages[0]: letter.confirmed for letter in had if letter.confirmed}
    if draft.arranged_at is not None or not confirmed.keys() <= {part.pages[0] for part in parts}:
        found = {tuple(part.pages): part.said for part in parts}
        for letter in had:
            letter.found = dict(found.get(tuple(letter.pages), letter.found))
            session.add(letter)
        return
    for letter in had:
        session.delete(letter)
    session.flush()  # the same positions are taken again
    for position, part in enumerate(parts):
        session.add(
            DraftLetter(
                draft_id=draft.id,
                position=position,
                pages=part.pages,
                kind=LetterKind(part.said["kind"]),
                under=part.under,
                found=dict(part.said),
                confirmed=confirmed.get(part.pages[0], {}),
            )
        )
