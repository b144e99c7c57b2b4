"""What a registrar of secrets sees of files and letters. Reading only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import func
from sqlmodel import Session, col, select

from intake.models import Draft
from intake.queries import secret_draft, secret_in_hand
from intake.secrecy import is_secret
from intake.states import DraftState
from registry.errors import NotFound
from registry.models import RegisterBook
from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from registry.secret_models import SecretLetter
from registry.secret_queries import Opened, opened
from registry.secret_register import EntryVoided, secret_letter, without_registrar
from registry.vocabulary import Permission, Secrecy

LEVELS = (
    ("", "เลือกชั้นความลับ"),
    *((one.value, one.label) for one in Secrecy if one is not Secrecy.NONE),
)

NOBODY_OPENS = (
    "มีเรื่องลับรออยู่ที่ {units} และไม่มีผู้ใดเปิดได้ เพราะไม่มีนายทะเบียนข้อมูลข่าวสารลับ กรุณาแต่งตั้งตามคำสั่งโดยเร็วที่สุด"
)


@dataclass(frozen=True)
class SecretFiles(Screen):
    """Files set aside as secret that wait for a registrar."""

    template: ClassVar[str] = "intake/secret_files.html"
    fragment: ClassVar[str] = "intake/_secret_files.html"

    files: Sequence[tuple[Draft, str]]
    """Each with the name of its unit, the oldest first."""


@dataclass(frozen=True)
class SecretCount(Screen):
    """How many there are, beside the way to them."""

    template: ClassVar[str] = "intake/_secret_count.html"
    fragment: ClassVar[str] = "intake/_secret_count.html"

    waiting: int


@dataclass(frozen=True)
class SecretFile(Screen):
    """One of them, a page at a time, with what can be done."""

    template: ClassVar[str] = "intake/secret_file.html"
    fragment: ClassVar[str] = "intake/_secret_file.html"

    draft: Draft
    unit: str
    page: int
    """Which page is shown."""
    opened: Sequence[Opened]
    levels: ClassVar[Sequence[tuple[str, str]]] = LEVELS


@dataclass(frozen=True)
class SecretLetterPage(Screen):
    """One entry of the register of secrets, a page at a time."""

    template: ClassVar[str] = "intake/secret_letter.html"
    fragment: ClassVar[str] = "intake/_secret_letter.html"

    letter: SecretLetter
    draft: Draft | None
    """Its file; ``None`` once its number is void and the file waits again."""
    unit: Unit
    page: int
    opened: Sequence[Opened]


@dataclass(frozen=True)
class SecretCorrection(Screen):
    """One entry, open for correction."""

    template: ClassVar[str] = "intake/secret_correct.html"
    fragment: ClassVar[str] = "intake/_secret_correct.html"

    letter: SecretLetter
    levels: ClassVar[Sequence[tuple[str, str]]] = LEVELS[1:]


def secret_files(session: Session, actor: Actor) -> SecretFiles:
    """Return what waits where the officer keeps secrets."""
    waiting = (
        select(Draft, Unit.name)
        .join(Unit, col(Unit.id) == col(Draft.unit_id))
        .where(secret_in_hand(actor), Draft.state == DraftState.QUARANTINED)
        .order_by(col(Draft.arrived_at), col(Draft.id))
    )
    return SecretFiles(session.exec(waiting).all())


def secret_count(session: Session, actor: Actor) -> SecretCount:
    """Count what waits where the officer keeps secrets."""
    waiting = select(func.count()).select_from(Draft)
    found = waiting.where(secret_in_hand(actor), Draft.state == DraftState.QUARANTINED)
    return SecretCount(session.exec(found).one())


def warn(session: Session, by: Actor) -> Iterator[str]:
    """Tell an administrator in which of his units secret files wait that nobody may open.

    Others are told on the same page where a registrar is missing, and not that a file waits.
    """
    units = without_registrar(session).keys() & by.permissions.get(Permission.ADMINISTER, set())
    waiting = (
        select(Unit.name)
        .join(Draft, col(Draft.unit_id) == col(Unit.id))
        .where(col(Unit.id).in_(units), is_secret(), Draft.state == DraftState.QUARANTINED)
        .order_by(col(Unit.id))
    )
    if found := dict.fromkeys(session.exec(waiting)):
        yield NOBODY_OPENS.format(units=" ".join(found))


def secret_file(session: Session, actor: Actor, draft_id: int, page: int) -> SecretFile:
    """Return a file that waits for its registrar; raise ``NotFound`` for any other."""
    draft = secret_draft(session, actor, draft_id)
    if draft.state is not DraftState.QUARANTINED:
        raise NotFound(what="ไฟล์")
    done = opened(session, "draft", draft_id)
    return SecretFile(draft, _unit(session, draft), _shown(page, draft), done)


def letter_page(session: Session, actor: Actor, letter_id: int, page: int) -> SecretLetterPage:
    """Return an entry of the register; raise ``NotFound`` unless the officer keeps it."""
    letter = secret_letter(session, actor, letter_id)
    unit = session.get_one(Unit, session.get_one(RegisterBook, letter.book_id).unit_id)
    done = opened(session, "secret-letter", letter_id)
    if letter.bundle_id is None:
        return SecretLetterPage(letter, None, unit, 1, done)
    draft = session.exec(select(Draft).where(Draft.bundle_id == letter.bundle_id)).one()
    done += opened(session, "draft", draft.id)
    done.sort(key=lambda one: one.entry.id, reverse=True)
    return SecretLetterPage(letter, draft, unit, _shown(page, draft), done)


def correction(session: Session, actor: Actor, letter_id: int) -> SecretCorrection:
    """Return an entry in force, to be put right; raise ``NotFound`` or ``EntryVoided``."""
    letter = secret_letter(session, actor, letter_id)
    if letter.voided_at is not None:
        raise EntryVoided(number=letter.number)
    return SecretCorrection(letter)


def entered(session: Session, draft: Draft) -> SecretLetter | None:
    """Return what a file was entered as, or ``None`` if it was not."""
    if draft.bundle_id is None:
        return None
    wanted = select(SecretLetter).where(SecretLetter.bundle_id == draft.bundle_id)
    return session.exec(wanted).first()


def openable(session: Session, actor: Actor, draft_id: int) -> Draft:
    """Return a secret file whose bytes a registrar may look at; raise ``NotFound`` otherwise."""
    draft = secret_draft(session, actor, draft_id)
    if draft.state not in {DraftState.QUARANTINED, DraftState.REGISTERED}:
        raise NotFound(what="ไฟล์")
    return draft


def _unit(session: Session, draft: Draft) -> str:
    return session.get_one(Unit, draft.unit_id).name


def _shown(page: int, draft: Draft) -> int:
    return min(max(page, 1), draft.page_count)
