"""Signing in, and who is asking."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, request, url_for
from sqlmodel import Session, select
from werkzeug.wrappers import Response as AnyResponse

from registry import journal, sessions, throttle
from registry.errors import FormRefused, NotFound, RegistryError
from registry.journal import Event
from registry.office import office
from registry.passwords import PASSWORDS, is_password
from registry.people import Actor, actor_of, agency
from registry.people_models import Officer, SignIn
from registry.second_factor_models import SecondFactor
from registry.sessions import Limits
from registry.sign_in_steps import Step, next_step
from registry.thai import bangkok_day
from registry.vocabulary import Permission

COOKIE = "saraban"
NOBODY_ASKS = frozenset({"static", "registry.health", "registry.metrics"})
"""Endpoints that need not know who is asking, and must answer without a database."""
CODE_WITHIN = dt.timedelta(minutes=10)
"""How long a session waits for its second factor."""
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
    is_right = is_password(password, officer.password_hash if officer else _NOBODY)
    return officer if is_right else None


def admit(session: Session, login: str, address: str, *, at: dt.datetime) -> None:
    """Count a try to sign in before it is looked at; raise ``TooManyTries``."""
    throttle.count(session, throttle.names_of(login, address), at=at)


def readmit(session: Session, login: str, address: str) -> None:
    """Take back the try that ``admit`` counted: it succeeded."""
    names = throttle.names_of(login, address)
    throttle.forgive(session, names, wholly=next(iter(names)))


def sign_in(
    session: Session,
    login: str,
    known: Officer | None,
    *,
    at: dt.datetime,
    address: str,
    browser: str = "",
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
    readmit(session, login, address)
    halfway = Event.PASSWORD_ACCEPTED
    return let_in(session, officer, at=at, address=address, browser=browser, halfway=halfway)


def let_in(
    session: Session,
    officer: Officer,
    *,
    at: dt.datetime,
    address: str,
    browser: str,
    halfway: Event,
    is_enough: bool = False,
) -> str:
    """Start a session for an officer who has proved himself and return its token.

    The journal says ``halfway`` if his telephone is asked for yet. It is not
    where the proof ``is_enough`` for both factors, unless it is lost.
    """
    assert officer.id is not None
    factor = session.get(SecondFactor, officer.id)
    asks_more = factor is not None and not (is_enough and factor.suspended_at is None)
    given_at = at if is_enough and not asks_more else None
    token = sessions.begin(
        session, officer.id, at=at, address=address, browser=browser, second_factor_at=given_at
    )
    event, after = halfway if asks_more else Event.SIGNED_IN, {"address": address}
    journal.record(session, event, "officer", officer.id, at=at, by=officer.id, after=after)
    return token


def sign_out(session: Session, sign_in_id: int, *, at: dt.datetime) -> None:
    """End a session; one that has ended stays as it is."""
    row = session.get_one(SignIn, sign_in_id, with_for_update=True)
    if row.ended_at is None:
        row.ended_at = at
        session.add(row)
        journal.record(
            session, Event.SIGNED_OUT, "officer", row.officer_id, at=at, by=row.officer_id
        )


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and through which of his sessions."""

    actor: Actor
    sign_in: SignIn
    step: Step | None
    """What he has to do before he may do anything else."""


def asking(session: Session, token: str, *, at: dt.datetime, limits: Limits) -> Asking | None:
    """Return who a token belongs to, or ``None`` once its session has ended."""
    found = sessions.session_of(session, token, at=at, limits=limits) if token else None
    if found is None:
        return None
    row, officer, factor = found
    actor = actor_of(session, officer, on=bangkok_day(at))
    step = next_step(session, officer, actor, row, factor, at=at)
    if step is Step.CODE and at - row.started_at > CODE_WITHIN:
        return None
    return Asking(actor, row, step)


def require_password(session: Session, by: Actor, password: str) -> Officer:
    """Return the officer whose own password this is; slow, as ``proven`` is.

    Raises ``FormRefused`` if it is not.
    """
    officer = proven(session, by.login, password)
    if officer is None:
        raise FormRefused(fields={"current": "รหัสผ่านไม่ถูกต้อง"})
    return officer


def require_new_password(officer: Officer, password: str) -> None:
    """Raise ``FormRefused`` if a password is the officer's present one or the one before."""
    kept = filter(None, (officer.password_hash, officer.password_before))
    if any(is_password(password, one) for one in kept):
        raise FormRefused(fields={"password": "ต้องไม่ซ้ำกับรหัสผ่านเดิมหรือรหัสก่อนหน้านั้น"})


def change_password(
    session: Session, sign_in_id: int, password_hash: str, *, by: Actor, at: dt.datetime
) -> None:
    """Change an officer's own password and end his sessions in other browsers.

    ``sign_in_id`` is the session he is asking from; its token is replaced.
    """
    officer = session.get_one(Officer, by.id)
    officer.password_before, officer.password_hash = officer.password_hash, password_hash
    officer.password_changed_at = at
    session.add(officer)
    sessions.end_all(session, by.id, at=at, but=sign_in_id)
    sessions.renew(session, by.id)
    journal.record(session, Event.PASSWORD_CHANGED, "officer", by.id, at=at, by=by.id)


def init_app(app: Flask) -> None:
    """Find out who is asking before each request."""
    app.before_request(_recognise)
    app.after_request(_hand_out)


def _recognise() -> None:
    g.actor = g.waiting = g.step = g.sign_in_id = g.token = None
    if request.endpoint in NOBODY_ASKS:
        return
    here = office()
    now, token = here.clock.now(), request.cookies.get(COOKIE, "")
    limits = Limits.of(here.settings)
    with here.database.reading() as session:
        root = agency(session)
        g.agency_name = root.name if root is not None else ""
        found = asking(session, token, at=now, limits=limits)
    if found is None:
        return
    row = found.sign_in
    g.step, g.sign_in_id = found.step, row.id
    g.actor, g.waiting = (None, found.actor) if found.step else (found.actor, None)
    if UNATTENDED in request.headers:
        return
    if row.needs_token:
        with here.database.transaction() as session:
            g.token = sessions.use(session, g.sign_in_id, at=now)
    elif now - row.seen_at > limits.noted_every:
        with here.database.transaction() as session:
            sessions.note_use(session, g.sign_in_id, at=now)


def _hand_out(response: AnyResponse) -> AnyResponse:
    """Bring the browser the token that a view or ``_recognise`` made, if one was made."""
    if g.get("token"):
        secure = office().settings.https
        response.set_cookie(COOKIE, g.token, httponly=True, samesite="Lax", secure=secure)
    return response


def current_officer() -> Actor:
    """Return who is asking; only inside a view guarded by ``requires``."""
    actor: Actor = g.actor or g.waiting
    return actor


def requires(
    *any_of: Permission, during: Step | None = None
) -> Callable[[Callable[P, R]], Callable[P, R | AnyResponse]]:
    """Let a view run only for an officer who holds one of these permissions somewhere.

    Without arguments being signed in is enough. A stranger is sent to the
    sign-in page, and who has not come all the way in to his next step, unless
    the view is part of that step; an officer without the permission sees that
    there is nothing.
    """

    def guard(view: Callable[P, R]) -> Callable[P, R | AnyResponse]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | AnyResponse:
            actor: Actor | None = g.waiting if during and g.step is during else g.actor
            if actor is None:
                return _to_sign_in()
            if any_of and not any(actor.may(permission) for permission in any_of):
                raise NotFound(what="หน้า")
            return view(*args, **kwargs)

        guarded.permissions = any_of  # type: ignore[attr-defined]
        return guarded

    return guard


def _to_sign_in() -> AnyResponse:
    page = g.step or "registry.sign_in"
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    if "HX-Request" in request.headers:
        # A part of a page was asked for; the officer comes back to the whole page.
        stood_on = urlsplit(request.headers.get("HX-Current-URL", ""))
        url = url_for(page, next=stood_on.path or None)
        return Response("", HTTPStatus.NO_CONTENT, {"HX-Redirect": url})
    return redirect(url_for(page, next=back), HTTPStatus.SEE_OTHER)
