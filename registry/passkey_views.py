"""Pages of passkeys: an officer's own, and coming in by one.

Each act is two requests: a script asks for a challenge, then sends the form
with what the device answered. Without the script the buttons stay hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, g, make_response, request, url_for
from flask import session as session_cookie
from werkzeug.wrappers import Response as AnyResponse

from registry import auth, one_time_words, passkeys
from registry.auth import current_officer, requires
from registry.auth_views import is_ours, sign_in
from registry.authenticators import Site
from registry.blueprint import bp
from registry.errors import NotFound
from registry.office import office
from registry.one_time_words import Errand
from registry.passkey_forms import AddForm, BeginForm, EnterForm
from registry.passkeys import MOST, Passkey, PasskeyNotAdded, PasskeyRefused
from registry.screen import Screen
from registry.ways_in import watched
from registry.web import change, done, redraws, show

KEPT = "passkey"
"""Name in the browser's cookie of the challenge that its device answers."""


@dataclass(frozen=True)
class PasskeysPage(Screen):
    """An officer's passkeys."""

    template: ClassVar[str] = "registry/passkeys.html"
    fragment: ClassVar[str] = "registry/_passkeys.html"

    passkeys: Sequence[Passkey]
    most: int = MOST


def site() -> Site:
    """Return what passkeys are bound to; raise ``NotFound`` where browsers make none."""
    found = Site.at(office().settings.address)
    if found is None:
        raise NotFound(what="หน้า")
    return found


@bp.get("/account/passkeys")
@requires()
def own_passkeys() -> Response:
    """List the officer's passkeys."""
    site()
    with office().database.reading() as session:
        return show(PasskeysPage(passkeys.passkeys_of(session, current_officer().id)))


@bp.post("/account/passkeys/challenge")
@requires()
def begin_passkey() -> Response:
    """Tell a script what to ask the browser of an officer who has given his password."""
    there, form = site(), BeginForm.parse(request.form)
    here, by, address = office(), current_officer(), request.remote_addr or ""
    now = here.clock.now()
    with here.database.transaction() as session:
        auth.admit(session, by.login, address, at=now)
    with here.database.reading() as session:
        auth.require_password(session, by, form.current)
    with here.database.transaction() as session:
        auth.readmit(session, by.login, address)
        kept, asked = passkeys.begin_adding(session, there, g.agency_name, by=by, at=now)
    return _ask(kept, asked)


@bp.post("/account/passkeys")
@requires()
@redraws(own_passkeys)
def add_passkey() -> AnyResponse:
    """Keep a passkey that the officer's device has made."""
    there, form = site(), AddForm.parse(request.form)
    challenge = _challenge(Errand.ADD_PASSKEY, current_officer().id)
    if not challenge:
        raise PasskeyNotAdded(reason="ใช้เวลานานเกินไป กรุณาเริ่มใหม่")
    change(passkeys.add, there, form.answer, challenge, form.name)
    return done(url_for("registry.own_passkeys"), said=f"เพิ่มพาสคีย์ {form.name} แล้ว")


@bp.post("/account/passkeys/<int:passkey_id>/remove")
@requires()
def remove_passkey(passkey_id: int) -> AnyResponse:
    """Give a passkey up."""
    change(passkeys.remove, passkey_id)
    return done(url_for("registry.own_passkeys"), said="ลบพาสคีย์แล้ว")


@bp.post("/sign-in/passkey/challenge")
def begin_by_passkey() -> Response:
    """Tell a script what to ask the browser of somebody who wants to come in."""
    there, here = site(), office()
    with here.database.transaction() as session:
        return _ask(*passkeys.begin_entering(session, there, at=here.clock.now()))


@bp.post("/sign-in/passkey")
@redraws(sign_in)
def enter_by_passkey() -> AnyResponse:
    """Start a session for who answered with his passkey."""
    there, here, form = site(), office(), EnterForm.parse(request.form)
    with watched("passkey", PasskeyRefused):
        challenge = _challenge(Errand.ENTER_BY_PASSKEY)
        if not challenge:
            raise PasskeyRefused
        whence = {"address": request.remote_addr or "", "browser": request.user_agent.string}
        with here.database.transaction() as session:
            now = here.clock.now()
            g.token = passkeys.enter(session, there, form.answer, challenge, at=now, **whence)
    session_cookie.clear()
    return done(form.next if is_ours(form.next) else url_for("registry.home"))


def _ask(challenge: str, asked: str) -> Response:
    session_cookie[KEPT] = challenge
    return make_response(asked, {"Content-Type": "application/json"})


def _challenge(errand: Errand, officer_id: int | None = None) -> str:
    """Return the challenge this browser was given and use it up; empty if it is no good."""
    here, kept = office(), str(session_cookie.pop(KEPT, ""))
    now = here.clock.now()
    with here.database.transaction() as session:
        is_good = one_time_words.take_back(session, errand, kept, at=now, officer_id=officer_id)
    return kept if is_good else ""
