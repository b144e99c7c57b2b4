"""What รับเข้าวันนี้ shows: every file that waits, and what was registered today."""

import datetime as dt
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy import func
from sqlmodel import Session, col, select

from intake.duplicates import Duplicate, duplicates_of
from intake.errors import PasswordNeeded, PasswordWrong
from intake.evidence import Words, letter_fields, letter_urgency
from intake.lists import to_check
from intake.models import Draft, DraftLetter, DraftPage
from intake.next_queries import MOST_PENDING
from intake.queries import among_newest, draft_in_hand, handed_over, in_hand
from intake.states import DraftState, PageState
from registry.models import Letter, Receipt, RegisterBook
from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from registry.secret_register import without_registrar
from registry.thai import BANGKOK
from registry.vocabulary import Permission, Urgency

OPEN = (DraftState.ARRIVED, DraftState.READING, DraftState.READ, DraftState.QUARANTINED)
"""States in which a file still waits for somebody."""


MOST_REGISTERED = 200
"""Numbers given today that are drawn; the register has them all."""


@dataclass(frozen=True, slots=True)
class Row:
    """One file of the intake."""

    draft: Draft
    unit: str
    subject: str
    """Of its first letter, as read so far."""
    urgency: Urgency
    letters: int
    pages_read: int
    failed: Sequence[DraftPage]
    to_check: int
    """Values that need the clerk's eye."""
    earlier: Sequence[Duplicate] = ()
    """What was registered before and may be the same."""
    numbers: Sequence[tuple[int, int]] = ()
    """Number in the register and id of each letter it became."""

    @property
    def is_urgent(self) -> bool:
        """Tell whether it goes before ordinary letters."""
        return self.urgency is not Urgency.NORMAL

    @property
    def stage(self) -> str:
        """Say how far reading is."""
        if self.draft.state is not DraftState.READING:
            return self.draft.state.label
        done = self.pages_read + len(self.failed)
        if done == self.draft.page_count:
            return "อ่านครบทุกหน้าแล้ว กำลังหาข้อมูลหนังสือ"
        return f"อ่านหน้า {done + 1} จาก {self.draft.page_count}"

    @property
    def is_locked(self) -> bool:
        """Tell whether the file waits for its password."""
        return self.draft.refusal_code in {PasswordNeeded.code, PasswordWrong.code}


@dataclass(frozen=True)
class Progress(Screen):
    """How far reading is, and whether the list on the officer's screen has grown old."""

    template: ClassVar[str] = "intake/progress.html"
    fragment: ClassVar[str] = "intake/_progress.html"

    newest: int
    """Highest id of the list that the officer sees."""
    states: int
    """Checksum of the states he sees."""
    new: int
    changed: bool
    reading: Sequence[Row]

    @property
    def is_old(self) -> bool:
        """Tell whether what the officer sees is no longer how it is."""
        return bool(self.new) or self.changed


@dataclass(frozen=True)
class Today(Screen):
    """รับเข้าวันนี้: every file that waits, and what was registered today."""

    template: ClassVar[str] = "intake/today.html"
    fragment: ClassVar[str] = "intake/_today.html"

    units: Sequence[Unit]
    to_check: Sequence[Row]
    reading: Sequence[Row]
    stuck: Sequence[Row]
    registered: Sequence[Row]
    handed_over: Sequence[dt.datetime]
    """When the files came in that the officer brought today and that went to the registrar."""
    has_registrar: bool
    progress: Progress
    most_megabytes: int
    most_pages: int

    @property
    def has_more_registered(self) -> bool:
        """Tell whether only the newest of today's numbers are shown."""
        return sum(len(row.numbers) for row in self.registered) >= MOST_REGISTERED

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show at all."""
        return not (
            self.to_check or self.reading or self.stuck or self.registered or self.handed_over
        )


@dataclass(frozen=True)
class Stuck(Screen):
    """One file that is set aside."""

    template: ClassVar[str] = "intake/stuck.html"
    fragment: ClassVar[str] = "intake/_stuck.html"

    row: Row
    units: Sequence[Unit] = ()


def today(
    session: Session, actor: Actor, *, now: dt.datetime, most_megabytes: int, most_pages: int
) -> Today:
    """Return everything that waits in the clerk's units, and today's registrations."""
    mine = actor.permissions.get(Permission.REGISTER, frozenset())
    units = session.exec(select(Unit).where(col(Unit.id).in_(mine)).order_by(col(Unit.id))).all()
    handed = handed_over(session, actor, since=_morning(now))
    return Today(
        units=units,
        to_check=_to_check(session, actor),
        reading=_rows(session, actor, DraftState.ARRIVED, DraftState.READING),
        stuck=_rows(session, actor, DraftState.QUARANTINED),
        registered=_registered(session, actor, now),
        handed_over=handed,
        has_registrar=not handed or mine.isdisjoint(without_registrar(session)),
        progress=progress(session, actor),
        most_megabytes=most_megabytes,
        most_pages=most_pages,
    )


def stuck(session: Session, actor: Actor, draft_id: int) -> Stuck:
    """Return one file with the reason why it is set aside."""
    return Stuck(_completed(session, [draft_in_hand(session, actor, draft_id)], {})[0])


def progress(
    session: Session, actor: Actor, *, newest: int | None = None, states: int | None = None
) -> Progress:
    """Compare what the officer sees (``newest``, ``states``) with what there is now."""
    found = session.exec(
        select(Draft.id, Draft.state)
        .where(in_hand(actor), col(Draft.state).in_((*OPEN, DraftState.REGISTERED)))
        .order_by(col(Draft.id).desc())
        .limit(MOST_PENDING)
    ).all()
    ids = [draft_id for draft_id, _ in found if draft_id is not None]
    seen = max(ids, default=0) if newest is None else newest
    old = "".join(f"{draft_id}{state}" for draft_id, state in found if (draft_id or 0) <= seen)
    checksum = zlib.crc32(old.encode())
    return Progress(
        newest=seen,
        states=checksum if states is None else states,
        new=sum(draft_id > seen for draft_id in ids),
        changed=states is not None and checksum != states,
        reading=_rows(session, actor, DraftState.ARRIVED, DraftState.READING, warns=False),
    )


def _to_check(session: Session, actor: Actor) -> Sequence[Row]:
    rows = _rows(session, actor, DraftState.READ)
    return sorted(rows, key=lambda row: _rank(row.urgency), reverse=True)


def _rows(session: Session, actor: Actor, *states: DraftState, warns: bool = True) -> Sequence[Row]:
    """Return the files in these states; looking for duplicates asks about each by itself."""
    drafts = session.exec(
        select(Draft)
        .where(in_hand(actor), col(Draft.state).in_(states))
        .order_by(col(Draft.arrived_at), col(Draft.id))
        .limit(MOST_PENDING)
    ).all()
    return _completed(session, drafts, {}, warns=warns)


def _morning(now: dt.datetime) -> dt.datetime:
    return now.astimezone(BANGKOK).replace(hour=0, minute=0, second=0, microsecond=0)


def _registered(session: Session, actor: Actor, now: dt.datetime) -> Sequence[Row]:
    found = session.exec(
        select(Draft, Letter, Receipt.number)
        .join(Letter, col(Letter.bundle_id) == col(Draft.bundle_id))
        .join(Receipt, col(Receipt.letter_id) == col(Letter.id))
        .join(RegisterBook, col(RegisterBook.id) == col(Receipt.book_id))
        .where(
            in_hand(actor),
            RegisterBook.unit_id == Draft.unit_id,
            among_newest(actor, since=_morning(now), most=MOST_REGISTERED),
        )
        .order_by(col(Receipt.registered_at).desc(), col(Receipt.number))
    )
    numbers: dict[int, list[tuple[int, int]]] = defaultdict(list)
    drafts: dict[int, Draft] = {}
    subjects: dict[int | None, str] = {}
    for draft, letter, number in found:
        assert draft.id is not None
        assert letter.id is not None
        drafts[draft.id] = draft
        subjects.setdefault(draft.id, letter.subject)
        numbers[draft.id].append((number, letter.id))
    rows = _completed(session, list(drafts.values()), numbers)
    return [replace(row, subject=subjects[row.draft.id]) for row in rows]


def _completed(
    session: Session,
    drafts: Sequence[Draft],
    numbers: Mapping[int, Sequence[tuple[int, int]]],
    *,
    warns: bool = True,
) -> Sequence[Row]:
    """Add to each file what its pages and letters say, in three queries for all."""
    ids = [draft.id for draft in drafts if draft.id is not None]
    read = dict(
        session.exec(
            select(DraftPage.draft_id, func.count())
            .where(col(DraftPage.draft_id).in_(ids), DraftPage.state == PageState.READ)
            .group_by(col(DraftPage.draft_id))
        ).all()
    )
    failed: dict[int, list[DraftPage]] = defaultdict(list)
    for page in session.exec(
        select(DraftPage)
        .where(col(DraftPage.draft_id).in_(ids), DraftPage.state == PageState.FAILED)
        .order_by(col(DraftPage.number))
    ):
        failed[page.draft_id].append(page)
    letters: dict[int, list[DraftLetter]] = defaultdict(list)
    for letter in session.exec(
        select(DraftLetter)
        .where(col(DraftLetter.draft_id).in_(ids))
        .order_by(col(DraftLetter.position))
    ):
        letters[letter.draft_id].append(letter)
    units = {unit.id: unit.name for unit in session.exec(select(Unit))}
    return [
        Row(
            draft=draft,
            unit=units[draft.unit_id],
            subject=_subject(letters[draft.id]),
            urgency=max(map(letter_urgency, letters[draft.id]), default=Urgency.NORMAL, key=_rank),
            letters=len(letters[draft.id]),
            pages_read=read.get(draft.id, 0),
            failed=failed[draft.id],
            to_check=sum(map(to_check, letters[draft.id])),
            earlier=duplicates_of(session, draft) if warns and draft.state in OPEN else (),
            numbers=numbers.get(draft.id, ()),
        )
        for draft in drafts
        if draft.id is not None
    ]


def _rank(urgency: Urgency) -> int:
    return list(Urgency).index(urgency)


def _subject(letters: Sequence[DraftLetter]) -> str:
    for letter in letters:
        for field in letter_fields(letter, Words(letter.confirmed)):
            if field.key == "subject" and field.value:
                return field.value
    return ""
