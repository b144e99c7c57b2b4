"""First start: the agency and its first administrator, by a link that works once."""

import datetime as dt
import hashlib
import secrets

from sqlmodel import Session

from registry import journal, people
from registry.errors import NotFound
from registry.journal import Event
from registry.models import Officer, SetupLink
from registry.vocabulary import Role

LINK_LIVES = dt.timedelta(hours=24)


def new_link(session: Session, *, at: dt.datetime) -> str:
    """Make a one-time link and return its token; only the token's SHA-256 is kept."""
    token = secrets.token_urlsafe(24)
    session.add(SetupLink(token_hash=_hashed(token), expires_at=at + LINK_LIVES))
    return token


def require_link(session: Session, token: str, *, at: dt.datetime) -> SetupLink:
    """Return an unused link, or raise ``NotFound``: used, too old, or an agency is there."""
    link = session.get(SetupLink, _hashed(token))
    if link is None or link.used_at is not None or link.expires_at < at:
        raise NotFound(what="ลิงก์ตั้งหน่วยงาน")
    if people.agency(session) is not None:
        raise NotFound(what="ลิงก์ตั้งหน่วยงาน")
    return link


def set_up(
    session: Session,
    token: str,
    *,
    agency: str,
    name: str,
    login: str,
    password: str,
    at: dt.datetime,
) -> Officer:
    """Use the link up: make the agency and an officer who administers it.

    Raises ``NotFound`` for a link that no longer works and
    ``PasswordRefused`` for a password that is too short.
    """
    link = require_link(session, token, at=at)
    unit = people.add_unit(session, agency, at=at)
    officer = people.add_officer(session, login, name, password, at=at)
    assert officer.id is not None
    assert unit.id is not None
    people.give_role(session, officer.id, unit.id, Role.ADMINISTRATOR, at=at)
    link.used_at = at
    session.add(link)
    journal.record(session, Event.AGENCY_SET_UP, "unit", unit.id, at=at, by=officer.id)
    return officer


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
