"""เกษียนหนังสือ: what officers write on a letter, one below the other, never changed.

A correction is a new note that says which one it corrects; the database
refuses UPDATE and DELETE.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from http import HTTPStatus

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, Session, col, select

from registry import journal
from registry.errors import NotFound, RegistryError
from registry.indexed import index_again
from registry.journal import Event
from registry.people import Actor
from registry.ports import JobQueue
from registry.records import Record, stored
from registry.vocabulary import LabelledEnum, Permission

LONGEST_NOTE = 4000
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that nobody takes for one another when typing them from paper."""
CODE_LENGTH = 12


class NoteKind(LabelledEnum):
    """What a note says (domain §5.2): orders of a superior, or words of who does the work."""

    ACKNOWLEDGED = "acknowledged", "ทราบ"
    AGREED = "agreed", "เห็นชอบ"
    APPROVED = "approved", "อนุมัติ"
    ORDERED = "ordered", "สั่งการ/มอบหมาย"
    AS_PROPOSED = "as-proposed", "ดำเนินการตามเสนอ"
    SIGNED = "signed", "ลงนามแล้ว"
    REPORTED = "reported", "รายงานผล"
    REMARK = "remark", "บันทึก"
    RETURNED = "returned", "ส่งคืน"


SUPERIORS = frozenset(
    {
        NoteKind.ACKNOWLEDGED,
        NoteKind.AGREED,
        NoteKind.APPROVED,
        NoteKind.ORDERED,
        NoteKind.AS_PROPOSED,
        NoteKind.SIGNED,
    }
)
"""Notes that only who may give orders in the unit can write."""

WORDED = frozenset({NoteKind.ORDERED, NoteKind.REPORTED, NoteKind.REMARK, NoteKind.RETURNED})
"""Notes that say nothing without words of their own."""


class Note(Record, table=True):
    """One note on a letter, at the station of one unit."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint(
            "kind NOT IN ('ordered', 'reported', 'remark', 'returned') OR text <> ''",
            name="worded",
        ),
        Index("ix_note_letter_at", "letter_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id")
    unit_id: int = Field(foreign_key="unit.id", description="the station at which it was written")
    kind: NoteKind = Field(sa_type=stored(NoteKind))
    text: str = ""
    officer_id: int = Field(foreign_key="officer.id", index=True)
    position: str = Field(default="", description="the writer's position as it was then")
    acting_for_id: int | None = Field(default=None, foreign_key="officer.id")
    acting: str = Field(default="", description="รักษาราชการแทน … as it is printed; empty: himself")
    at: dt.datetime
    corrects_id: int | None = Field(default=None, foreign_key="note.id")
    code: str = Field(unique=True, description="by which a printed note is looked up again")


class NoteRefused(RegistryError):
    """The note says nothing, or too much, or corrects what is not there."""

    code = "note-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "บันทึกไม่ได้ เพราะ{reason}"


def write_note(  # noqa: PLR0917 - each is a fact of its own
    session: Session,
    jobs: JobQueue,
    letter_id: int,
    unit_id: int,
    kind: NoteKind,
    text: str = "",
    *,
    by: Actor,
    at: dt.datetime,
    corrects_id: int | None = None,
) -> Note:
    """Write a note at a unit's station; the caller has made sure that he may see the letter.

    Raises ``NotFound`` where he may not write this kind, ``NoteRefused`` when it
    lacks words or corrects a note of another letter.
    """
    needed = Permission.ORDER if kind in SUPERIORS else Permission.WORK
    if not by.may(needed, unit_id):
        raise NotFound(what="หน่วยงาน")
    said = "\n".join(" ".join(line.split()) for line in text.replace("\0", "").splitlines()).strip()
    if kind in WORDED and not said:
        raise NoteRefused(reason="ยังไม่ได้เขียนข้อความ")
    if len(said) > LONGEST_NOTE:
        raise NoteRefused(reason=f"ข้อความยาวเกิน {LONGEST_NOTE:,} ตัวอักษร กรุณาย่อ")
    if corrects_id is not None:
        corrected = session.get(Note, corrects_id)
        if corrected is None or (corrected.letter_id, corrected.unit_id) != (letter_id, unit_id):
            raise NoteRefused(reason="ไม่พบบันทึกที่จะแก้")
    stand_in = by.acting_for(needed, unit_id)
    note = Note(
        letter_id=letter_id,
        unit_id=unit_id,
        kind=kind,
        text=said,
        officer_id=by.id,
        position=by.position,
        acting_for_id=stand_in.officer_id if stand_in else None,
        acting=f"{stand_in.kind.label} {stand_in.place}" if stand_in else "",
        at=at,
        corrects_id=corrects_id,
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
    )
    session.add(note)
    session.flush()  # the journal names note.id
    if said:  # a mere ทราบ adds nothing that could be searched
        index_again(session, jobs, letter_id)
    after = {"note_id": note.id, "unit_id": unit_id, "note": kind.value, "text": said}
    journal.record(
        session,
        Event.NOTE_WRITTEN,
        "letter",
        letter_id,
        at=at,
        by=by.id,
        on_behalf_of=note.acting_for_id,
        after=after,
    )
    return note


def notes_of(session: Session, letter_id: int, units: Collection[int]) -> Sequence[Note]:
    """Return the notes written on a letter at these units' stations, oldest first."""
    return session.exec(
        select(Note)
        .where(Note.letter_id == letter_id, col(Note.unit_id).in_(units))
        .order_by(col(Note.at), col(Note.id))
    ).all()
