"""The register of secrets on the screen and on paper, for its registrars. Reading only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.journal import Event
from registry.models import JournalEntry, RegisterBook
from registry.people import Actor
from registry.people_models import Officer, Unit
from registry.register_form import RegisterRow
from registry.screen import Screen
from registry.secret_forms import SecretBookFilter
from registry.secret_models import SecretLetter
from registry.secret_register import keeps
from registry.thai import bangkok_day, partial_date, short_date
from registry.vocabulary import BookKind, Permission, Secrecy

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "secrecy": "ชั้นความลับ",
        "reference": "ที่",
        "dated": "ลงวันที่",
        "sender": "จาก",
        "addressee": "ถึง",
        "subject": "เรื่อง",
        "copies": "ชุดที่",
        "action": "การปฏิบัติ",
        "remark": "หมายเหตุ",
    }
)
"""What an entry says, which a registrar may put right."""
MOST_ROWS = 1_000
"""Entries on one page; no agency receives more secrets in a year."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One time somebody did something with what is secret."""

    entry: JournalEntry
    officer: str

    @property
    def label(self) -> str:
        """What he did."""
        return Event(self.entry.event).label

    @property
    def page(self) -> str:
        """Which page he looked at."""
        return str(self.entry.after.get("page", "")) if self.entry.officer_id else ""

    @property
    def reason(self) -> str:
        """Why, if he had to say so."""
        return str(self.entry.after.get("reason", ""))

    @property
    def changes(self) -> Sequence[tuple[str, str, str]]:
        """What a correction replaced: the field, what stood there, what stands there now."""
        if self.entry.event != Event.SECRET_CORRECTED:
            return ()
        before, after = self.entry.before, self.entry.after
        return [
            (label, _as_shown(name, before[name]), _as_shown(name, after[name]))
            for name, label in FIELDS.items()
            if name in before
        ]


@dataclass(frozen=True, slots=True)
class SecretRow:
    """One entry as the register shows it."""

    letter: SecretLetter
    voider: str
    """Who made its number void; empty for one in force."""

    @property
    def why(self) -> str:
        """Why it was made void, when and by whom; empty for one in force."""
        one = self.letter
        if one.voided_at is None:
            return ""
        return f"{one.void_reason} ({short_date(bangkok_day(one.voided_at))} {self.voider})"


@dataclass(frozen=True)
class SecretBookPage(Screen):
    """One unit's register of secrets received in a year, the newest first."""

    template: ClassVar[str] = "registry/secret_book.html"
    fragment: ClassVar[str] = "registry/_secret_book.html"

    unit: Unit
    year: int
    units: Sequence[tuple[int, str]]
    years: Sequence[tuple[int, str]]
    rows: Sequence[SecretRow]
    may_start: bool
    """Whether no number of this year was given, so that a paper book can be gone on with."""
    title: ClassVar[str] = BookKind.SECRET_RECEIVED.label


def secret_book(
    session: Session, actor: Actor, wanted: SecretBookFilter, *, this_year: int
) -> SecretBookPage:
    """Return a register; raise ``NotFound`` for a unit whose secrets the officer does not keep."""
    units = _units(session, actor)
    unit = next((one for one in units if wanted.unit in {None, one.id}), None)
    if unit is None:
        raise NotFound(what="หน่วยงาน")
    year = wanted.year or this_year
    books = session.exec(
        select(RegisterBook)
        .where(RegisterBook.unit_id == unit.id, RegisterBook.kind == BookKind.SECRET_RECEIVED)
        .order_by(col(RegisterBook.year).desc())
    ).all()
    book = next((one for one in books if one.year == year), None)
    years = sorted({year, this_year, *(one.year for one in books)}, reverse=True)
    return SecretBookPage(
        unit=unit,
        year=year,
        units=[(one.id, one.name) for one in units if one.id is not None],
        years=[(one, f"พ.ศ. {one}") for one in years],
        rows=_rows(session, actor, book) if book else (),
        may_start=year == this_year and (book is None or book.last_number < book.first_number),
    )


def printed(rows: Sequence[SecretRow]) -> list[RegisterRow]:
    """Return entries as the register is written, in the order of the paper book."""
    return [
        RegisterRow(
            number=row.number,
            reference=row.reference,
            dated=partial_date(row.dated),
            sender=row.sender,
            addressee=row.addressee,
            subject=row.subject,
            action=row.action,
            remark="\n".join(filter(None, (row.secrecy.label, row.copies, row.remark))),
            void_reason=of.why,
        )
        for of in reversed(rows)
        for row in (of.letter,)
    ]


def opened(session: Session, about: str, about_id: int | None) -> list[Opened]:
    """Return what was done with something secret, and by whom, the latest first."""
    found = session.exec(
        select(JournalEntry, Officer.name)
        .outerjoin(Officer, col(Officer.id) == col(JournalEntry.officer_id))
        .where(JournalEntry.about == about, JournalEntry.about_id == about_id)
        .order_by(col(JournalEntry.id).desc())
        .limit(MOST_ROWS)
    )
    return [Opened(entry, name or "ระบบ") for entry, name in found]


def _units(session: Session, actor: Actor) -> Sequence[Unit]:
    kept = actor.permissions.get(Permission.KEEP_SECRETS, frozenset())
    wanted = select(Unit).where(col(Unit.id).in_(kept)).order_by(col(Unit.id))
    return session.exec(wanted).all()


def _rows(session: Session, actor: Actor, book: RegisterBook) -> Sequence[SecretRow]:
    found = session.exec(
        select(SecretLetter, Officer.name)
        .outerjoin(Officer, col(Officer.id) == col(SecretLetter.voided_by))
        .where(SecretLetter.book_id == book.id, keeps(actor))
        .order_by(col(SecretLetter.number).desc())
        .limit(MOST_ROWS)
    )
    return [SecretRow(letter, voider or "") for letter, voider in found]


def _as_shown(name: str, value: str) -> str:
    if name == "secrecy":
        return Secrecy(value).label
    return (partial_date(value) if name == "dated" else value) or "ไม่มี"
