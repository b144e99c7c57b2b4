"""Which officer an account at the provider is: linked, unlinked, used to come in.

Nobody becomes an officer by having an account there: the link is made by the
officer himself, who has given his password here, or by who administers him.
"""

import datetime as dt

from sqlalchemy import delete
from sqlmodel import Field, Session, col, select

from registry import auth, journal
from registry.errors import RegistryError
from registry.journal import Event
from registry.people import Actor
from registry.people_models import Officer
from registry.personnel import administered_officer
from registry.records import Record


class AlreadyLinked(RegistryError):
    """The account at the provider is somebody else's here."""

    code = "already-linked"
    message = "บัญชีนี้ผูกกับเจ้าหน้าที่คนอื่นอยู่แล้ว กรุณาให้ผู้ดูแลระบบตรวจและเลิกผูกก่อน"


class ProviderLink(Record, table=True):
    """An officer's account at the provider, as a keyed hash of what it is called there."""

    __tablename__ = "provider_link"

    officer_id: int = Field(foreign_key="officer.id", primary_key=True)
    subject_hash: str = Field(unique=True)
    linked_at: dt.datetime
    linked_by: int = Field(foreign_key="officer.id")


def link(session: Session, subject_hash: str, *, by: Actor, at: dt.datetime) -> None:
    """Link an account to the officer who has just come back as it; raise ``AlreadyLinked``."""
    _link(session, by.id, subject_hash, by=by, at=at)


def link_officer(
    session: Session, officer_id: int, subject_hash: str, *, by: Actor, at: dt.datetime
) -> None:
    """Link an account to an officer whom ``by`` administers; raise ``AlreadyLinked``."""
    administered_officer(session, by, officer_id)
    _link(session, officer_id, subject_hash, by=by, at=at)


def unlink(session: Session, *, by: Actor, at: dt.datetime) -> None:
    """Let an officer's account at the provider open nothing any more."""
    withdraw(session, by.id, by=by.id, at=at)


def unlink_officer(session: Session, officer_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Do so for an officer whom ``by`` administers."""
    administered_officer(session, by, officer_id)
    withdraw(session, officer_id, by=by.id, at=at)


def withdraw(session: Session, officer_id: int, *, by: int, at: dt.datetime) -> None:
    """Unlink an officer whose telephone, on which he may be signed in there, is lost."""
    gone = delete(ProviderLink).where(col(ProviderLink.officer_id) == officer_id)
    if session.execute(gone.returning(col(ProviderLink.officer_id))).first() is not None:
        journal.record(session, Event.PROVIDER_UNLINKED, "officer", officer_id, at=at, by=by)


def enter(
    session: Session,
    subject_hash: str,
    *,
    is_enough: bool,
    at: dt.datetime,
    address: str,
    browser: str,
) -> str | None:
    """Start a session for the officer an account is linked to and return its token, or ``None``."""
    found = session.exec(select(ProviderLink).where(ProviderLink.subject_hash == subject_hash))
    kept = found.first()
    officer = session.get(Officer, kept.officer_id) if kept else None
    if officer is None or not officer.is_active:
        return None
    return auth.let_in(
        session,
        officer,
        at=at,
        address=address,
        browser=browser,
        halfway=Event.PROVIDER_ACCEPTED,
        is_enough=is_enough,
    )


def _link(
    session: Session, officer_id: int, subject_hash: str, *, by: Actor, at: dt.datetime
) -> None:
    # One at a time, or two officers could each find the account free.
    journal.hold(session)
    kept = session.exec(select(ProviderLink).where(ProviderLink.subject_hash == subject_hash))
    holder = kept.first()
    if holder is not None and holder.officer_id != officer_id:
        raise AlreadyLinked
    row = session.get(ProviderLink, officer_id) or ProviderLink(
        officer_id=officer_id, subject_hash=subject_hash, linked_at=at, linked_by=by.id
    )
    row.subject_hash, row.linked_at, row.linked_by = subject_hash, at, by.id
    session.add(row)
    journal.record(session, Event.PROVIDER_LINKED, "officer", officer_id, at=at, by=by.id)
