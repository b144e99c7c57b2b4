"""The register of secrets received: numbers of its own, for the registrars alone.

ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. 2544, หมวด 3: a registrar named in
writing keeps what is secret in registers apart from the ordinary ones.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from registry import journal, numbering
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.models import Bundle, RegisterBook
from registry.people import Actor
from registry.people_models import Officer, RoleHeld, Unit
from registry.secret_models import SecretLetter
from registry.thai import buddhist_year
from registry.vocabulary import BookKind, Permission, Role, Secrecy

NOBODY = (
    "ยังไม่มีนายทะเบียนข้อมูลข่าวสารลับของ {units} ไฟล์ที่หัวกระดาษอ่านได้ว่าลับจะไม่มีผู้ใดเปิดได้ "
    "กรุณาให้บทบาทนี้แก่เจ้าหน้าที่ของหน่วยงานนั้นหรือหน่วยงานเหนือขึ้นไป ตามคำสั่งแต่งตั้ง"
)
MOST_NAMED = 5
"""Units that one advice lists."""


class MostSecretRefused(RegistryError):
    """ลับที่สุด is kept outside every electronic system (amendment 4 of the saraban regulation)."""

    code = "most-secret-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = (
        "หนังสือชั้นลับที่สุดห้ามเก็บในระบบนี้ กรุณาลบไฟล์นี้ด้วย “ไม่รับ” แล้วลงทะเบียนและเก็บรักษาต้นฉบับที่เป็นกระดาษนอกระบบ"
    )


class EntryVoided(RegistryError):
    """A number is voided once, and what it stood for is corrected no more."""

    code = "entry-voided"
    message = "เลข {number} ยกเลิกไปแล้ว จึงแก้ไขหรือยกเลิกอีกไม่ได้"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretEntry:
    """What the registrar says of a secret letter; nothing of it was read by a machine."""

    secrecy: Secrecy
    reference: str
    dated: dt.date | None
    sender: str
    addressee: str
    subject: str
    copies: str
    action: str
    remark: str

    def columns(self) -> dict[str, Any]:
        """Return it as the register keeps it; raise ``MostSecretRefused``."""
        if self.secrecy is Secrecy.MOST_SECRET:
            raise MostSecretRefused
        return {**asdict(self), "dated": self.dated.isoformat() if self.dated else ""}


def keeps(actor: Actor) -> ColumnElement[bool]:
    """Return the one SQL condition for the secret letters an officer may see.

    They are those in the books of the units whose secrets he keeps; nobody
    else sees one, whoever it is addressed to.
    """
    units = actor.permissions.get(Permission.KEEP_SECRETS, frozenset())
    books = select(RegisterBook.id).where(col(RegisterBook.unit_id).in_(units))
    return col(SecretLetter.book_id).in_(books)


def secret_letter(session: Session, actor: Actor, letter_id: int) -> SecretLetter:
    """Return a secret letter of which the officer is a registrar; raise ``NotFound`` otherwise."""
    wanted = select(SecretLetter).where(SecretLetter.id == letter_id, keeps(actor))
    found = session.exec(wanted).first()
    if found is None:
        raise NotFound(what="หนังสือ")
    return found


def held_secret(session: Session, by: Actor, letter_id: int) -> SecretLetter:
    """Return an entry in force, locked; raise ``NotFound`` or ``EntryVoided``."""
    wanted = select(SecretLetter).where(SecretLetter.id == letter_id, keeps(by))
    # Whoever loaded it before in this transaction must see what another has done meanwhile.
    fresh = wanted.with_for_update().execution_options(populate_existing=True)
    letter = session.exec(fresh).first()
    if letter is None:
        raise NotFound(what="หนังสือ")
    if letter.voided_at is not None:
        raise EntryVoided(number=letter.number)
    return letter


def enter_secret(
    session: Session,
    bundle: Bundle,
    said: SecretEntry,
    unit_id: int,
    *,
    by: Actor,
    at: dt.datetime,
) -> SecretLetter:
    """Give what arrived as ``bundle`` the next number of the unit's register of secrets.

    The book is that of the year in which it arrived, in Bangkok. The journal
    says that it was entered, and nothing of what it says. Raises
    ``MostSecretRefused``.
    """
    if not by.may(Permission.KEEP_SECRETS, unit_id):
        raise NotFound(what="หน่วยงาน")
    columns = said.columns()
    year = buddhist_year(bundle.arrived_at)
    book = numbering.book_of(session, unit_id, BookKind.SECRET_RECEIVED, year)
    assert book.id is not None
    assert bundle.id is not None
    letter = SecretLetter(
        bundle_id=bundle.id,
        book_id=book.id,
        number=numbering.take_number(session, book),
        **columns,
        received_at=bundle.arrived_at,
        registered_at=at,
        officer_id=by.id,
    )
    session.add(letter)
    session.flush()  # the journal names letter.id
    after = {"number": letter.number, "unit_id": unit_id, "secrecy": letter.secrecy.value}
    record_secret(session, Event.SECRET_ENTERED, letter.id, by=by, at=at, after=after)
    return letter


def correct_secret(
    session: Session, letter_id: int, said: SecretEntry, reason: str, *, by: Actor, at: dt.datetime
) -> SecretLetter:
    """Replace what an entry says, its level too, by what the registrar says now.

    Number, file and the moment of receipt stay. The journal keeps what stood
    before; only registrars read it. Raises ``NotFound``, ``EntryVoided`` or
    ``MostSecretRefused``.
    """
    letter, columns = held_secret(session, by, letter_id), said.columns()
    changed = {name: new for name, new in columns.items() if getattr(letter, name) != new}
    before = {name: str(getattr(letter, name)) for name in changed}
    for name, new in changed.items():
        setattr(letter, name, new)
    session.add(letter)
    after = {name: str(new) for name, new in changed.items()} | {"reason": reason}
    record_secret(
        session, Event.SECRET_CORRECTED, letter_id, by=by, at=at, before=before, after=after
    )
    return letter


def void_secret(
    session: Session, letter: SecretLetter, reason: str, *, by: Actor, at: dt.datetime
) -> None:
    """Cancel an entry that ``held_secret`` gave: number and words stay, its file is let go."""
    bundle = session.get_one(Bundle, letter.bundle_id)
    letter.voided_at, letter.voided_by, letter.void_reason = at, by.id, reason
    letter.bundle_id = None
    session.add(letter)
    session.flush()  # nothing points at the bundle any more, so that it can go
    session.delete(bundle)
    before = {"number": letter.number}
    record_secret(
        session,
        Event.SECRET_VOIDED,
        letter.id,
        by=by,
        at=at,
        before=before,
        after={"reason": reason},
    )


def open_secret_book(
    session: Session, unit_id: int, first_number: int, *, by: Actor, at: dt.datetime
) -> RegisterBook:
    """Go on from a paper register of secrets; raise ``BookInUse`` once a number was given."""
    if not by.may(Permission.KEEP_SECRETS, unit_id):
        raise NotFound(what="หน่วยงาน")
    book = numbering.book_of(session, unit_id, BookKind.SECRET_RECEIVED, buddhist_year(at))
    numbering.start_at(session, book, first_number)
    after = {"first_number": first_number, "year": book.year, "unit_id": unit_id}
    journal.record(session, Event.BOOK_OPENED, "secret-book", book.id, at=at, by=by.id, after=after)
    return book


def record_secret(
    session: Session,
    event: Event,
    letter_id: int | None,
    *,
    by: Actor,
    at: dt.datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Note in the journal what a registrar did with a secret letter."""
    journal.record(
        session, event, "secret-letter", letter_id, at=at, by=by.id, before=before, after=after
    )


def registrars_of(session: Session, unit_id: int) -> list[int]:
    """Return the officers who keep the secrets of a unit: named there, or for a unit above."""
    above, over = set[int](), session.get(Unit, unit_id)
    while over is not None and over.id is not None and over.id not in above:
        above.add(over.id)
        over = session.get(Unit, over.parent_id) if over.parent_id is not None else None
    named = (
        select(RoleHeld.officer_id)
        .join(Officer, col(Officer.id) == col(RoleHeld.officer_id))
        .where(
            col(RoleHeld.unit_id).in_(above),
            RoleHeld.role == Role.SECRET_REGISTRAR,
            col(Officer.is_active),
        )
    )
    return sorted(set(session.exec(named)))


def without_registrar(session: Session) -> dict[int, str]:
    """Return the units that register letters but whose secrets nobody who can sign in keeps.

    Shape: the name by the number. A registrar keeps those of the units below his, too.
    """
    named = (
        select(RoleHeld.unit_id)
        .join(Officer, col(Officer.id) == col(RoleHeld.officer_id))
        .where(RoleHeld.role == Role.SECRET_REGISTRAR, col(Officer.is_active))
    )
    kept, units = set(session.exec(named)), {one.id: one for one in session.exec(select(Unit))}
    registering = select(RoleHeld.unit_id).where(RoleHeld.role == Role.CLERK).distinct()
    found = {}
    for unit_id in sorted(session.exec(registering)):
        seen: set[int | None] = set()
        over: int | None = unit_id
        while over is not None and over not in seen | kept:
            seen.add(over)
            over = units[over].parent_id
        if over not in kept and units[unit_id].is_active:
            found[unit_id] = units[unit_id].name
    return found


def advise(session: Session) -> Iterator[str]:
    """Say where somebody must be named; it does not depend on whether a file waits for him."""
    if found := list(without_registrar(session).values()):
        more = f" และอีก {len(found) - MOST_NAMED} หน่วยงาน" if len(found) > MOST_NAMED else ""
        yield NOBODY.format(units=" ".join(found[:MOST_NAMED]) + more)
