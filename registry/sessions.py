"""Signed-in browsers: begun, recognised, given a new token, ended.

Sessions are opaque and kept by the server: the cookie holds a random token,
the database its SHA-256, so a stolen database signs nobody in and any session
can be ended at once.
"""

import datetime as dt
import functools
import hashlib
import secrets
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from registry import journal
from registry.errors import NotFound
from registry.journal import Event
from registry.people import Actor
from registry.people_models import Officer, SignIn
from registry.second_factor_models import SecondFactor
from registry.settings import Settings

OLD_TOKEN_LIVES = dt.timedelta(seconds=60)
"""How long the token before the last one still serves requests that were under way."""
LONGEST_BROWSER = 300

Moment: TypeAlias = dt.datetime | BindParameter[dt.datetime]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives unused, and how long at all."""

    idle: dt.timedelta
    longest: dt.timedelta

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Return what the deployment chose."""
        return cls(
            dt.timedelta(minutes=settings.idle_minutes), dt.timedelta(hours=settings.session_hours)
        )

    @property
    def noted_every(self) -> dt.timedelta:
        """How often use is noted, as noting keeps others from writing; it may end so much early."""
        return self.idle / 24

    def open_at(self, at: dt.datetime) -> ColumnElement[bool]:
        """Return the one SQL condition for the sessions that still stand at a moment."""
        return _stands(**self.since(at))

    def since(self, at: dt.datetime) -> dict[str, dt.datetime]:
        """Return since when it must have been used, and since when it may stand at all."""
        return {"used_since": at - self.idle, "begun_since": at - self.longest}


def begin(
    session: Session,
    officer_id: int,
    *,
    at: dt.datetime,
    address: str,
    browser: str = "",
    second_factor_at: dt.datetime | None = None,
) -> str:
    """Start a session for an officer and return its token."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=_hashed(token),
            officer_id=officer_id,
            started_at=at,
            seen_at=at,
            address=address,
            browser=browser[:LONGEST_BROWSER],
            second_factor_at=second_factor_at,
        )
    )
    return token


def session_of(
    session: Session, token: str, *, at: dt.datetime, limits: Limits
) -> tuple[SignIn, Officer, SecondFactor | None] | None:
    """Return the session a token opens, whose it is and his telephone; ``None`` once it has ended.

    It has ended for whoever's account is closed.
    """
    said = {"kept": _hashed(token), "made_since": at - OLD_TOKEN_LIVES, **limits.since(at)}
    return session.exec(_opened(), params=said).first()


@functools.cache
def _opened() -> Select[SignIn, Officer, SecondFactor | None]:
    """Build the question once: every request asks it, and building it took longer."""
    is_its = or_(
        col(SignIn.token_hash) == bindparam("kept"),
        and_(
            col(SignIn.token_before) == bindparam("kept"),
            col(SignIn.token_made_at) >= bindparam("made_since"),
        ),
    )
    return (
        select(SignIn, Officer, SecondFactor)
        .join(Officer, col(Officer.id) == col(SignIn.officer_id))
        .outerjoin(SecondFactor, col(SecondFactor.officer_id) == col(SignIn.officer_id))
        .where(is_its, _stands(bindparam("used_since"), bindparam("begun_since")))
        .where(col(Officer.is_active))
    )


def _stands(used_since: Moment, begun_since: Moment) -> ColumnElement[bool]:
    return and_(
        col(SignIn.ended_at).is_(None),
        col(SignIn.seen_at) >= used_since,
        col(SignIn.started_at) >= begun_since,
    )


def note_use(session: Session, sign_in_id: int, *, at: dt.datetime) -> None:
    """Note that a session is in use, in one statement: meanwhile nobody else can write."""
    session.execute(update(SignIn).where(col(SignIn.id) == sign_in_id).values(seen_at=at))


def use(session: Session, sign_in_id: int, *, at: dt.datetime) -> str | None:
    """Note that a session is in use; return its new token if it must have one."""
    row = session.get_one(SignIn, sign_in_id, with_for_update=True)
    row.seen_at = at
    session.add(row)
    if not row.needs_token:
        return None
    token = secrets.token_urlsafe(32)
    row.token_before, row.token_hash = row.token_hash, _hashed(token)
    row.token_made_at, row.needs_token = at, False
    return token


def renew(session: Session, officer_id: int) -> None:
    """Have every session of an officer get a new token, because what he may do has changed."""
    his = col(SignIn.officer_id) == officer_id
    session.execute(
        update(SignIn).where(his, col(SignIn.ended_at).is_(None)).values(needs_token=True)
    )


def end(session: Session, sign_in_id: int, *, by: Actor, at: dt.datetime) -> None:
    """End one of the officer's own sessions in another browser; raise ``NotFound`` if not his."""
    row = session.get(SignIn, sign_in_id, with_for_update=True)
    if row is None or row.officer_id != by.id or row.ended_at is not None:
        raise NotFound(what="เครื่อง")
    row.ended_at = at
    session.add(row)
    after = {"address": row.address}
    journal.record(session, Event.SESSIONS_ENDED, "officer", by.id, at=at, by=by.id, after=after)


def end_others(session: Session, sign_in_id: int, *, by: Actor, at: dt.datetime) -> None:
    """End every session of the officer but the one he asks from."""
    end_all(session, by.id, at=at, but=sign_in_id)
    journal.record(session, Event.SESSIONS_ENDED, "officer", by.id, at=at, by=by.id)


def end_all(session: Session, officer_id: int, *, at: dt.datetime, but: int | None = None) -> None:
    """End every session of an officer, except the one numbered ``but``."""
    ended = (
        update(SignIn)
        .where(
            col(SignIn.officer_id) == officer_id,
            col(SignIn.ended_at).is_(None),
            col(SignIn.id).is_distinct_from(but),
        )
        .values(ended_at=at)
    )
    session.execute(ended)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
