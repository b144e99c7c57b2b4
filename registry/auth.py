"""Signing in, and who is asking.

Sessions are opaque and kept by the server: the cookie holds a random token,
the database its SHA-256, so a stolen database signs nobody in and an
administrator can end any session at once.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from argon2.exceptions import VerifyMismatchError
from flask import Flask, Response, g, redirect, request, url_for
from sqlalchemy import update
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response as AnyResponse

from registry import journal
from registry.errors import FormRefused, NotFound, RegistryError
from registry.journal import Event
from registry.office import office
from registry.people import PASSWORDS, Actor, actor_of, agency
from registry.people_models import Officer, SignIn
from registry.thai import bangkok_day
from registry.vocabulary import Permission

COOKIE = "saraban"
LONGEST_SESSION = dt.timedelta(hours=12)
NOBODY_ASKS = frozenset({"static", "registry.health"})
"""Endpoints that need not know who is asking, and must answer without a database."""
SEEN_EVERY = dt.timedelta(minutes=1)
UNATTENDED = "X-Unattended"
"""Header of what a page asks by itself: it must not keep a session alive for ever."""

P = ParamSpec("P")
R = TypeVar("R")

# Checked when the name is unknown, so that the answer takes as long.
_NOBODY = PASSWORDS.hash(secrets.token_hex(16))


class SignInRefused(RegistryError):
    """Unknown name, wrong password or closed account; the answer never tells which."""

    code = "sign-in-refused"
    status = HTTPStatus.UNAUTHORIZED
    message = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"


def proven(session: Session, login: str, password: str) -> Officer | None:
    """Return the officer whose name and password these are, or ``None``.

    Slow on purpose: to be called where no lock is held, or whoever guesses
    passwords keeps the clerks from registering.
    """
    officer = session.exec(select(Officer).where(Officer.login == login)).first()
    try:
        PASSWORDS.verify(officer.password_hash if officer else _NOBODY, password)
    except VerifyMismatchError:
        return None
    return officer


def sign_in(
    session: Session, login: str, known: Officer | None, *, at: dt.datetime, address: str
) -> str | None:
    """Start a session for the officer ``proven`` found and return its token, or ``None``.

    Either way the journal remembers, which is why a failure is an answer here
    and not an exception that would undo the entry.
    """
    officer = session.get(Officer, known.id) if known else None
    meanwhile = officer and known and officer.password_hash != known.password_hash
    if officer is None or not officer.is_active or meanwhile:
        about = {"login": login[:80], "address": address}
        journal.record(session, Event.SIGN_IN_REFUSED, "officer", at=at, after=about)
        return None
    token = secrets.token_urlsafe(32)
    assert officer.id is not None
    session.add(
        SignIn(
            token_hash=_hashed(token),
            officer_id=officer.id,
            started_at=at,
            seen_at=at,
            address=address,
        )
    )
    after = {"address": address}
    journal.record(
        session, Event.SIGNED_IN, "officer", officer.id, at=at, by=officer.id, after=after
    )
    return token


def sign_out(session: Session, token: str, *, at: dt.datetime) -> None:
    """End the session of a token; an unknown one is already ended."""
    row = session.get(SignIn, _hashed(token))
    if row is not None and row.ended_at is None:
        row.ended_at = at
        session.add(row)
        journal.record(
            session, Event.SIGNED_OUT, "officer", row.officer_id, at=at, by=row.officer_id
        )


def actor_for(session: Session, token: str, *, at: dt.datetime, idle: dt.timedelta) -> Actor | None:
    """Return who a token belongs to, or ``None`` once its session has ended."""
    row = session.get(SignIn, _hashed(token))
    if row is None or row.ended_at is not None:
        return None
    if at - row.seen_at > idle or at - row.started_at > LONGEST_SESSION:
        return None
    officer = session.get(Officer, row.officer_id)
    if officer is None or not officer.is_active:
        return None
    return actor_of(session, officer, on=bangkok_day(at))


def require_password(session: Session, by: Actor, password: str) -> None:
    """Raise ``FormRefused`` if this is not the officer's own password; slow, as ``proven`` is."""
    if proven(session, by.login, password) is None:
        raise FormRefused(fields={"current": "รหัสผ่านเดิมไม่ถูกต้อง"})


def change_password(
    session: Session, token: str, password_hash: str, *, by: Actor, at: dt.datetime
) -> None:
    """Change an officer's own password and end his sessions in other browsers.

    ``token`` is the session he is asking from.
    """
    officer = session.get_one(Officer, by.id)
    officer.password_hash = password_hash
    session.add(officer)
    end_sessions(session, by.id, at=at, but=token)
    journal.record(session, Event.PASSWORD_CHANGED, "officer", by.id, at=at, by=by.id)


def end_sessions(session: Session, officer_id: int, *, at: dt.datetime, but: str = "") -> None:
    """End every session of an officer, except the one of the token ``but``."""
    ended = (
        update(SignIn)
        .where(
            col(SignIn.officer_id) == officer_id,
            col(SignIn.ended_at).is_(None),
            col(SignIn.token_hash) != _hashed(but),
        )
        .values(ended_at=at)
    )
    session.execute(ended)


def init_app(app: Flask) -> None:
    """Find out who is asking before each request."""
    app.before_request(_recognise)


def _recognise() -> None:
    g.actor = None
    if request.endpoint in NOBODY_ASKS:
        return
    token = request.cookies.get(COOKIE, "")
    here = office()
    now, idle = here.clock.now(), dt.timedelta(minutes=here.settings.idle_minutes)
    with here.database.reading() as session:
        root = agency(session)
        g.agency_name = root.name if root is not None else ""
        g.actor = actor_for(session, token, at=now, idle=idle)
        row = session.get(SignIn, _hashed(token))
        stale = g.actor is not None and row is not None and now - row.seen_at > SEEN_EVERY
    if stale and UNATTENDED not in request.headers:
        with here.database.transaction() as session:
            row = session.get_one(SignIn, _hashed(token))
            row.seen_at = now
            session.add(row)


def current_officer() -> Actor:
    """Return who is asking; only inside a view guarded by ``requires``."""
    actor: Actor = g.actor
    return actor


def requires(*any_of: Permission) -> Callable[[Callable[P, R]], Callable[P, R | AnyResponse]]:
    """Let a view run only for an officer who holds one of these permissions somewhere.

    Without arguments being signed in is enough. A stranger is sent to the
    sign-in page; an officer without the permission sees that there is nothing.
    """

    def guard(view: Callable[P, R]) -> Callable[P, R | AnyResponse]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | AnyResponse:
            actor: Actor | None = g.actor
            if actor is None:
                return _to_sign_in()
            if any_of and not any(actor.may(permission) for permission in any_of):
                raise NotFound(what="หน้า")
            return view(*args, **kwargs)

        guarded.permissions = any_of  # type: ignore[attr-defined]
        return guarded

    return guard


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _to_sign_in() -> AnyResponse:
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    if "HX-Request" in request.headers:
        # A part of a page was asked for; the officer comes back to the whole page.
        stood_on = urlsplit(request.headers.get("HX-Current-URL", ""))
        url = url_for("registry.sign_in", next=stood_on.path or None)
        return Response("", HTTPStatus.NO_CONTENT, {"HX-Redirect": url})
    return redirect(url_for("registry.sign_in", next=back), HTTPStatus.SEE_OTHER)
