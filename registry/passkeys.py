"""Passkeys: made on an officer's own device, used to come in, given up.

A passkey proves both factors at once: the device, and the finger, face or PIN
that it asks for; one that did not ask is refused.
"""

import datetime as dt
from collections.abc import Sequence
from http import HTTPStatus

from sqlalchemy import BigInteger, delete
from sqlmodel import Field, Session, col, select

from registry import auth, authenticators, journal, one_time_words, personnel
from registry.authenticators import AnswerRefused, Holder, Made, Site
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.one_time_words import Errand
from registry.people import Actor
from registry.people_models import Officer
from registry.records import Record

MOST = 10
"""Passkeys of one officer."""


class PasskeyRefused(RegistryError):
    """The passkey opens nothing; never told why."""

    code = "passkey-refused"
    status = HTTPStatus.UNAUTHORIZED
    message = "เข้าสู่ระบบด้วยพาสคีย์ไม่สำเร็จ กรุณาลองใหม่ หรือใช้ชื่อผู้ใช้และรหัสผ่าน"


class PasskeyNotAdded(RegistryError):
    """The device's answer cannot be kept as a passkey."""

    code = "passkey-not-added"
    message = "เพิ่มพาสคีย์ไม่ได้ เพราะ{reason}"


class Passkey(Record, table=True):
    """The public half of a passkey; the other half never leaves its device."""

    __tablename__ = "passkey"

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", index=True)
    credential_id: str = Field(unique=True, description="as the device names it, in base64url")
    public_key: str = Field(description="COSE, in base64url")
    sign_count: int = Field(
        sa_type=BigInteger, description="how often its device says that it was used"
    )
    name: str = Field(description="what the officer calls it")
    added_at: dt.datetime
    used_at: dt.datetime | None = None


def begin_adding(
    session: Session, site: Site, office: str, *, by: Actor, at: dt.datetime
) -> tuple[str, str]:
    """Return a challenge for an officer who has given his password, and what to ask his browser."""
    challenge = one_time_words.give_out(session, Errand.ADD_PASSKEY, at=at, officer_id=by.id)
    known = [one.credential_id for one in passkeys_of(session, by.id)]
    holder = Holder(_handle(by.id), by.login, by.name)
    return challenge, authenticators.to_make(site, office, holder, challenge, known)


def add(
    session: Session,
    site: Site,
    answer: str,
    challenge: str,
    name: str,
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Keep what a device made for a challenge that was taken back; raise ``PasskeyNotAdded``."""
    try:
        made = authenticators.made(site, answer, challenge)
    except AnswerRefused as error:
        raise PasskeyNotAdded(reason="อุปกรณ์ตอบไม่ถูกต้อง กรุณาเริ่มใหม่") from error
    # One at a time, or two answers at once could both be the tenth, or the same.
    journal.hold(session)
    if session.exec(select(Passkey.id).where(Passkey.credential_id == made.credential_id)).first():
        raise PasskeyNotAdded(reason="มีพาสคีย์นี้อยู่แล้ว")
    if len(passkeys_of(session, by.id)) >= MOST:
        raise PasskeyNotAdded(reason=f"มีครบ {MOST} รายการแล้ว กรุณาลบรายการที่ไม่ใช้ก่อน")
    session.add(
        Passkey(
            officer_id=by.id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=name,
            added_at=at,
        )
    )
    after = {"name": name}
    journal.record(session, Event.PASSKEY_ADDED, "officer", by.id, at=at, by=by.id, after=after)


def remove(session: Session, passkey_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Give up one of the officer's own passkeys; raise ``NotFound`` if it is not his."""
    row = session.get(Passkey, passkey_id, with_for_update=True)
    if row is None or row.officer_id != by.id:
        raise NotFound(what="พาสคีย์")
    session.delete(row)
    before = {"name": row.name}
    journal.record(session, Event.PASSKEY_REMOVED, "officer", by.id, at=at, by=by.id, before=before)


def withdraw(session: Session, officer_id: int, *, by: int, at: dt.datetime) -> None:
    """Give up all passkeys of an officer whose telephone, on which they may be, is lost."""
    _note_removed(session, officer_id, _removed(session, officer_id), by=by, at=at)


def reset_password(
    session: Session, officer_id: int, password_hash: str, *, by: Actor, at: dt.datetime
) -> None:
    """Give an officer a new password, and up all his passkeys, for nobody knows who has them."""
    personnel.administered_officer(session, by, officer_id)
    # Before the journal, which who comes in by one of them waits for with its row held.
    names = _removed(session, officer_id)
    personnel.reset_password(session, officer_id, password_hash, by=by, at=at)
    _note_removed(session, officer_id, names, by=by.id, at=at)


def passkeys_of(session: Session, officer_id: int) -> Sequence[Passkey]:
    """Return an officer's passkeys, the oldest first."""
    his = select(Passkey).where(Passkey.officer_id == officer_id).order_by(col(Passkey.id))
    return session.exec(his).all()


def begin_entering(session: Session, site: Site, *, at: dt.datetime) -> tuple[str, str]:
    """Return a challenge for whoever holds a passkey of this office, and what to ask his browser.

    It names no passkey, for that would tell who has an account.
    """
    challenge = one_time_words.give_out(session, Errand.ENTER_BY_PASSKEY, at=at)
    return challenge, authenticators.to_sign(site, challenge)


def enter(
    session: Session,
    site: Site,
    answer: str,
    challenge: str,
    *,
    at: dt.datetime,
    address: str,
    browser: str,
) -> str:
    """Start a session for who answered a challenge that was taken back, and return its token.

    Raises ``PasskeyRefused``: also where the device has signed less often than
    it had before, for then there are two of it.
    """
    try:
        row = _answering(session, answer)
        known = Made(row.credential_id, row.public_key, row.sign_count)
        count = authenticators.signed(site, answer, challenge, known)
    except AnswerRefused as error:
        raise PasskeyRefused from error
    officer = session.get_one(Officer, row.officer_id)
    if not officer.is_active:
        raise PasskeyRefused
    row.sign_count, row.used_at = count, at
    session.add(row)
    return auth.let_in(
        session,
        officer,
        at=at,
        address=address,
        browser=browser,
        halfway=Event.PASSKEY_ACCEPTED,
        is_enough=True,
    )


def _removed(session: Session, officer_id: int) -> list[str]:
    gone = delete(Passkey).where(col(Passkey.officer_id) == officer_id)
    return sorted(session.execute(gone.returning(col(Passkey.name))).scalars())


def _note_removed(
    session: Session, officer_id: int, names: Sequence[str], *, by: int, at: dt.datetime
) -> None:
    if names:
        about, before = Event.PASSKEY_REMOVED, {"name": ", ".join(names)}
        journal.record(session, about, "officer", officer_id, at=at, by=by, before=before)


def _answering(session: Session, answer: str) -> Passkey:
    """Return the passkey that an answer says it is of; raise ``PasskeyRefused``."""
    credential_id, handle = authenticators.answering(answer)
    its = Passkey.credential_id == credential_id
    row = session.exec(select(Passkey).where(its).with_for_update()).first()
    if row is None or (handle and handle != _handle(row.officer_id)):
        raise PasskeyRefused
    return row


def _handle(officer_id: int) -> bytes:
    """Return what a device keeps of an officer: his number, which tells nobody his name."""
    return str(officer_id).encode()
