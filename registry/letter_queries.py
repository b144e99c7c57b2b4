"""The letter page: one letter with its pages, receipts, files and history. Reading only."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.file_queries import files_of
from registry.history_queries import Happening, happenings
from registry.holdings import circle_for, visible_letter
from registry.models import (
    Bundle,
    BundlePage,
    Letter,
    Receipt,
    RegisterBook,
)
from registry.people import Actor
from registry.people_models import Officer, Unit
from registry.replacing import replaced_by
from registry.screen import Screen
from registry.sent_queries import SentFrom, sent_from
from registry.thai import BANGKOK, arabic_digits, duration
from registry.vocabulary import FileKind, Permission


@dataclass(frozen=True, slots=True)
class ReceivedAt:
    """One receipt of the letter at one level: ours, or stamped on the paper before it came."""

    unit: str
    number: str
    moment: dt.datetime | None
    """When it was taken; ``None`` if the stamp leaves day or time blank."""
    written: str
    """Day and time as far as the stamp gives them, when ``moment`` is not known."""
    receipt: Receipt | None = None
    """Our own; ``None`` for one read off the paper."""
    officer: str = ""
    is_ours: bool = False
    """Whether the officer asking registers for the unit that received it."""
    since: str = ""
    """Time passed since the receipt before, in words."""


@dataclass(frozen=True)
class LetterPage(Screen):
    """Everything known about one letter."""

    template: ClassVar[str] = "registry/letter.html"
    fragment: ClassVar[str] = "registry/_letter.html"

    letter: Letter
    bundle: Bundle
    pages: Sequence[BundlePage]
    receipts: Sequence[ReceivedAt]
    files: Sequence[FileKind]
    history: Sequence[Happening]
    may_correct: bool
    may_answer: bool
    sent: SentFrom | None
    replaced_by: Sequence[tuple[str, Letter]]
    """What newer letters do to this one, each with the letter."""

    @property
    def number(self) -> str:
        """The number in the officer's sight first: the last one given that stands."""
        ours = [one for one in self.receipts if one.receipt and not one.receipt.voided_at]
        return ours[-1].number if ours else ""

    @property
    def lacks_original(self) -> bool:
        """Tell whether the file as it came holds letters that are not this officer's."""
        return FileKind.ORIGINAL not in self.files


def letter_page(session: Session, actor: Actor, letter_id: int) -> LetterPage:
    """Return a letter; raise ``NotFound`` unless one of the officer's units received it."""
    letter = visible_letter(session, actor, letter_id)
    circle = circle_for(session, actor, letter)
    ours = _our_receipts(session, actor, letter, circle)
    sent = sent_from(session, actor, letter)
    return LetterPage(
        letter=letter,
        bundle=session.get_one(Bundle, letter.bundle_id),
        pages=letter_pages(session, letter),
        receipts=_in_time(_stamped_before(letter), ours),
        files=files_of(session, actor, letter, is_stamped=_is_numbered(ours)),
        history=happenings(session, letter, circle, [one.receipt for one in ours if one.receipt]),
        may_correct=sent is None and any(one.is_ours for one in ours),
        may_answer=sent is None and actor.may(Permission.WORK),
        sent=sent,
        replaced_by=replaced_by(session, actor, letter),
    )


def _is_numbered(receipts: Sequence[ReceivedAt]) -> bool:
    return any(one.receipt and not one.receipt.voided_at for one in receipts)


def require_receipt(session: Session, actor: Actor, letter_id: int, receipt_id: int) -> None:
    """Raise ``NotFound`` unless the receipt is of this letter or the cover it came under."""
    letter = visible_letter(session, actor, letter_id)
    receipt = session.get(Receipt, receipt_id)
    if receipt is None or receipt.letter_id not in {letter.id, letter.cover_id}:
        raise NotFound(what="เลขรับ")


def letter_pages(session: Session, letter: Letter) -> list[BundlePage]:
    """Return a letter's pages in its own order; the caller has made sure that he may see it."""
    found = session.exec(
        select(BundlePage).where(
            BundlePage.bundle_id == letter.bundle_id, col(BundlePage.number).in_(letter.pages)
        )
    )
    return sorted(found, key=lambda page: letter.pages.index(page.number))


def _our_receipts(
    session: Session, actor: Actor, letter: Letter, circle: Collection[int]
) -> list[ReceivedAt]:
    """Return the receipts of these units; a letter under a cover has the cover's."""
    found = session.exec(
        select(Receipt, Unit, Officer)
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .join(Unit, col(Unit.id) == col(RegisterBook.unit_id))
        .join(Officer, col(Officer.id) == col(Receipt.officer_id))
        .where(col(Receipt.letter_id).in_((letter.id, letter.cover_id)), col(Unit.id).in_(circle))
    )
    return [
        ReceivedAt(
            unit=unit.name,
            number=str(receipt.number),
            moment=receipt.received_at,
            written="",
            receipt=receipt,
            officer=officer.name,
            is_ours=actor.may(Permission.REGISTER, unit.id),
        )
        for receipt, unit, officer in found
    ]


def _stamped_before(letter: Letter) -> list[ReceivedAt]:
    """Return what earlier offices stamped on the paper. A part left blank stays blank."""
    stamps: list[dict[str, Any]] = letter.details.get("receipts") or []
    return [
        ReceivedAt(
            unit=stamp.get("unit") or "",
            number=stamp.get("number") or "",
            moment=_moment(stamp.get("date") or "", stamp.get("time") or ""),
            written=stamp.get("date") or "",
        )
        for stamp in stamps
    ]


def _moment(day: str, time: str) -> dt.datetime | None:
    """Join a stamp's ISO day and its time of day (``14.51``, ``14:51``), if both are whole."""
    try:
        clock = dt.time.fromisoformat(arabic_digits(time).replace(".", ":").zfill(5))
        return dt.datetime.combine(dt.date.fromisoformat(day), clock, BANGKOK)
    except ValueError:
        return None


def _in_time(stamped: Sequence[ReceivedAt], ours: Sequence[ReceivedAt]) -> list[ReceivedAt]:
    """Order receipts by time and say how long each step took.

    A stamp that leaves its time blank begins its day; one without a day keeps
    its place on the paper, before all others.
    """
    ordered, before = [], None
    for one in sorted((*stamped, *ours), key=_place_in_time):
        since = duration(one.moment - before) if before and one.moment else ""
        ordered.append(replace(one, since=since))
        before = one.moment or before
    return ordered


def _place_in_time(one: ReceivedAt) -> str:
    return one.moment.astimezone(BANGKOK).isoformat() if one.moment else one.written
