"""Coming in and going out: sign-in, sign-out, own password, the first start."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, g, request, url_for
from flask import session as session_cookie

from registry import auth, setup
from registry.auth import COOKIE, SignInRefused, current_officer, requires
from registry.authenticators import Site
from registry.blueprint import bp
from registry.forms import NewPasswordForm, SetupForm, SignInForm
from registry.office import office
from registry.passwords import hashed
from registry.people import agency
from registry.screen import Screen
from registry.sign_in_steps import Step
from registry.vocabulary import Role
from registry.web import done, navigation, redraws, show


@dataclass(frozen=True)
class SignInPage(Screen):
    """Name and password; before the first set-up, where to find its link."""

    template: ClassVar[str] = "registry/sign_in.html"
    fragment: ClassVar[str] = "registry/_sign_in.html"

    next: str
    has_agency: bool
    provider: str
    """What the provider is called that officers may sign in by, too; empty if there is none."""
    has_passkeys: bool
    """Whether browsers make passkeys at the office's address."""


@dataclass(frozen=True)
class SetupPage(Screen):
    """The form of the first start."""

    template: ClassVar[str] = "registry/setup.html"
    fragment: ClassVar[str] = "registry/_setup.html"


@dataclass(frozen=True)
class PasswordPage(Screen):
    """An officer's own password."""

    template: ClassVar[str] = "registry/password.html"
    fragment: ClassVar[str] = "registry/_password.html"

    is_due: bool
    """Whether nothing else is open before it has been changed."""


@dataclass(frozen=True)
class KeysPage(Screen):
    """The list of keys, for browsers without scripts."""

    template: ClassVar[str] = "registry/keys.html"
    fragment: ClassVar[str] = "registry/_keys.html"


@bp.get("/")
def home() -> Response:
    """Go to the first place open to the officer."""
    if g.actor is None:
        return done(url_for(g.step or "registry.sign_in"))
    places = navigation()
    return done(url_for(places[0].endpoint if places else "registry.password"))


@bp.get("/keys")
def keys() -> Response:
    """List the keys."""
    return show(KeysPage())


@bp.get("/sign-in")
def sign_in() -> Response:
    """Ask for a name and password."""
    here, back = office(), request.values.get("next", "")
    with here.database.reading() as session:
        is_set_up = agency(session) is not None
    has_passkeys = Site.at(here.settings.address) is not None
    return show(SignInPage(back, is_set_up, here.settings.provider, has_passkeys))


@bp.post("/sign-in")
@redraws(sign_in)
def sign_in_now() -> Response:
    """Check a name and password and start a session."""
    form, here = SignInForm.parse(request.form), office()
    now, address = here.clock.now(), request.remote_addr or ""
    browser = request.user_agent.string
    with here.database.transaction() as session:
        auth.admit(session, form.login, address, at=now)
    with here.database.reading() as session:
        officer = auth.proven(session, form.login, form.password)
    with here.database.transaction() as session:
        whence = {"address": address, "browser": browser}
        g.token = auth.sign_in(session, form.login, officer, at=now, **whence)
    if g.token is None:
        raise SignInRefused
    # What pages before carried, their forms' token too, is not this officer's.
    session_cookie.clear()
    return done(form.next if is_ours(form.next) else url_for("registry.home"))


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the session of this browser."""
    here = office()
    if g.sign_in_id is not None:
        with here.database.transaction() as session:
            auth.sign_out(session, g.sign_in_id, at=here.clock.now())
    g.token = None
    session_cookie.clear()
    response = done(url_for("registry.sign_in"))
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=here.settings.https)
    return response


@bp.get("/password")
@requires(during=Step.RENEWAL)
def password() -> Response:
    """Ask for the old and the new password."""
    return show(PasswordPage(is_due=g.step is not None))


@bp.post("/password")
@requires(during=Step.RENEWAL)
@redraws(password)
def change_password() -> Response:
    """Change the officer's own password; his other browsers are signed out."""
    form, here = NewPasswordForm.parse(request.form), office()
    by, now = current_officer(), here.clock.now()
    with here.database.transaction() as session:
        auth.admit(session, by.login, request.remote_addr or "", at=now)
    with here.database.reading() as session:
        auth.require_new_password(auth.require_password(session, by, form.current), form.password)
    new = hashed(form.password)
    with here.database.transaction() as session:
        auth.readmit(session, by.login, request.remote_addr or "")
        auth.change_password(session, g.sign_in_id, new, by=by, at=now)
    return done(url_for("registry.home"), said="เปลี่ยนรหัสผ่านแล้ว")


@bp.get("/setup/<token>")
def first_start(token: str) -> Response:
    """Show the set-up form while its link stands."""
    here = office()
    with here.database.reading() as session:
        setup.require_link(session, token, at=here.clock.now())
    return show(SetupPage())


@bp.post("/setup/<token>")
@redraws(first_start)
def set_up(token: str) -> Response:
    """Make the agency and its first administrator."""
    form, here = SetupForm.parse(request.form), office()
    with here.database.transaction() as session:
        setup.set_up(
            session,
            token,
            **form.model_dump(exclude={"is_clerk"}),
            also=frozenset({Role.CLERK} if form.is_clerk else ()),
            at=here.clock.now(),
        )
    return done(url_for("registry.sign_in"), said="ตั้งหน่วยงานเรียบร้อย เข้าสู่ระบบได้เลย")


def is_ours(url: str) -> bool:
    """Tell whether a link stays on this site, so that nobody is led away after signing in."""
    # Not taken apart by urlsplit, which refuses some of what a stranger may send.
    return url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable()
