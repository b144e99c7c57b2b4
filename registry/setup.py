"""First start: the agency and its first administrator, by a link that works once."""

import datetime as dt
import hashlib
import secrets
from http import HTTPStatus

from sqlmodel import Session, select

from registry import journal, people
from registry.errors import NotFound
from registry.journal import Event
from registry.people_models import Officer, SetupLink
from registry.vocabulary import Role

LINK_LIVES = dt.timedelta(hours=24)


class SetupLinkRefused(NotFound):
    """The link was used, is too old, or the agency exists already."""

    code = "setup-link-refused"
    status = HTTPStatus.GONE
    message = (
        "ลิงก์ตั้งหน่วยงานนี้ใช้ไม่ได้แล้ว หากยังไม่ได้ตั้งหน่วยงาน ขอลิงก์ใหม่ได้ด้วยคำสั่ง ./saraban registry setup-link"
    )


def new_link(session: Session, *, at: dt.datetime) -> str:
    """Make a one-time link and return its token; only the token's SHA-256 is kept."""
    token = secrets.token_urlsafe(24)
    session.add(SetupLink(token_hash=_hashed(token), expires_at=at + LINK_LIVES))
    return token


def require_link(session: Session, token: str, *, at: dt.datetime) -> SetupLink:
    """Return an unused link, locked; raise ``SetupLinkRefused`` if it no longer stands."""
    wanted = select(SetupLink).where(SetupLink.token_hash == _hashed(token)).with_for_update()
    link = session.exec(wanted).first()
    if link is None or link.used_at is not None or link.expires_at < at:
        raise SetupLinkRefused
    if people.agency(session) is not None:
        raise SetupLinkRefused
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
    position: str = "",
    also: frozenset[Role] = frozenset(),
) -> Officer:
    """Use the link up: make the agency and an officer who administers it.

    ``also`` are the other roles he has there. Raises ``SetupLinkRefused`` for
    a link that no longer works and ``PasswordRefused`` for a password that
    protects nothing.
    """
    # Two links used at once lock two rows, and UNIQUE lets two units without a
    # parent stand side by side: the second must see the first's agency.
    journal.hold(session)
    link = require_link(session, token, at=at)
    unit = people.add_unit(session, agency, at=at)
    officer = people.add_officer(session, login, name, password, at=at, position=position)
    assert officer.id is not None
    assert unit.id is not None
    for role in sorted(also | {Role.ADMINISTRATOR}):
        people.give_role(session, officer.id, unit.id, role, at=at)
    link.used_at = at
    session.add(link)
    journal.record(session, Event.AGENCY_SET_UP, "unit", unit.id, at=at, by=officer.id)
    return officer


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
