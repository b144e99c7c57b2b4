"""Files of the intake as its pages list them: what their pages and letters say so far."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import func
from sqlmodel import Session, col, select

from intake.duplicates import Duplicate, duplicates_in
from intake.errors import PasswordNeeded, PasswordWrong
from intake.evidence import Words, letter_fields, letter_urgency
from intake.lists import to_check
from intake.models import Draft, DraftLetter, DraftPage
from intake.states import DraftState, PageState
from registry.people_models import Unit
from registry.vocabulary import Urgency

OPEN = (DraftState.ARRIVED, DraftState.READING, DraftState.READ, DraftState.QUARANTINED)
"""States in which a file still waits for somebody."""


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


def rows_of(
    session: Session,
    drafts: Sequence[Draft],
    numbers: Mapping[int, Sequence[tuple[int, int]]] = MappingProxyType({}),
    *,
    warns: bool = True,
) -> Sequence[Row]:
    """Add to each file what its pages and letters say, in as many queries for all as for one."""
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
    named = select(Unit.id, Unit.name).where(col(Unit.id).in_({one.unit_id for one in drafts}))
    units = dict(session.exec(named).all())
    open_ones = [draft for draft in drafts if draft.state in OPEN] if warns else []
    earlier = duplicates_in(session, open_ones, letters) if open_ones else {}
    return [
        Row(
            draft=draft,
            unit=units[draft.unit_id],
            subject=_subject(letters[draft.id]),
            urgency=max(
                map(letter_urgency, letters[draft.id]),
                default=Urgency.NORMAL,
                key=list(Urgency).index,
            ),
            letters=len(letters[draft.id]),
            pages_read=read.get(draft.id, 0),
            failed=failed[draft.id],
            to_check=sum(map(to_check, letters[draft.id])),
            earlier=earlier.get(draft.id, ()),
            numbers=numbers.get(draft.id, ()),
        )
        for draft in drafts
        if draft.id is not None
    ]


def _subject(letters: Sequence[DraftLetter]) -> str:
    for letter in letters:
        for field in letter_fields(letter, Words(letter.confirmed)):
            if field.key == "subject" and field.value:
                return field.value
    return ""
