"""Pages of signing in by a provider: to it, back from it, and the links to officers."""

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from flask import Response, current_app, g, redirect, request, url_for
from flask import session as session_cookie
from werkzeug.wrappers import Response as AnyResponse

from registry import auth, one_time_words, provider_links
from registry.account_views import account
from registry.auth import current_officer, requires
from registry.auth_views import is_ours, sign_in
from registry.blueprint import bp
from registry.errors import NotFound
from registry.office import office
from registry.one_time_words import Errand
from registry.people_views import administrators, officer
from registry.provider import Arrival, Provider, ProviderRefused
from registry.provider_forms import LinkForm, SubjectForm
from registry.provider_links import ProviderLink
from registry.screen import Screen
from registry.ways_in import watched
from registry.web import change, done, redraws, show

KEPT = "provider"
"""Name in the browser's cookie of what it went to the provider for."""


@dataclass(frozen=True)
class ProviderPage(Screen):
    """An officer's account at the provider: to be linked, or linked."""

    template: ClassVar[str] = "registry/provider.html"
    fragment: ClassVar[str] = "registry/_provider.html"

    provider: str
    link: ProviderLink | None
    way: str = ""
    """Where to prove that the account is his; empty until he has given his password."""


def provider() -> Provider:
    """Return the provider of this office; raise ``NotFound`` if it has none."""
    here, kept = office(), current_app.extensions
    if not here.settings.oidc_issuer:
        raise NotFound(what="หน้า")
    found: Provider = kept.setdefault("registry.provider", Provider(here.settings))
    return found


@bp.get("/sign-in/provider")
def to_provider() -> AnyResponse:
    """Send a browser to the provider."""
    # A link and no form: browsers hold a form's redirects to form-action, too.
    return redirect(_way(Errand.ENTER_BY_PROVIDER, next=request.args.get("next", "")))


def where_he_was() -> AnyResponse:
    """Show the page from which an officer went to the provider."""
    return account() if g.actor else sign_in()


@bp.get("/sign-in/provider/back")
@redraws(where_he_was)
def from_provider() -> AnyResponse:
    """Take up what a browser went to the provider for."""
    there, kept = provider(), session_cookie.pop(KEPT, {})
    with watched("provider", ProviderRefused):
        return _come_back(there, kept)


@bp.get("/account/provider")
@requires()
def provider_link() -> Response:
    """Show an officer what he has linked."""
    return show(_page())


@bp.post("/account/provider")
@requires()
@redraws(provider_link)
def begin_link() -> Response:
    """Show the way to the provider to who has given his password."""
    provider()
    form, here, by = LinkForm.parse(request.form), office(), current_officer()
    address = request.remote_addr or ""
    with here.database.transaction() as session:
        auth.admit(session, by.login, address, at=here.clock.now())
    with here.database.reading() as session:
        auth.require_password(session, by, form.current)
    with here.database.transaction() as session:
        auth.readmit(session, by.login, address)
    return show(_page(_way(Errand.LINK_PROVIDER, officer_id=by.id)))


@bp.post("/account/provider/unlink")
@requires()
def unlink_provider() -> Response:
    """Unlink the officer's account."""
    change(provider_links.unlink)
    return done(url_for("registry.account"), said=f"เลิกผูกกับ {provider().label} แล้ว")


@bp.post("/people/officers/<int:officer_id>/provider")
@administrators
@redraws(officer)
def link_officer(officer_id: int) -> AnyResponse:
    """Link an account to an officer."""
    form, there = SubjectForm.parse(request.form), provider()
    change(provider_links.link_officer, officer_id, there.subject_hash(form.subject))
    said = f"ผูกกับ {there.label} แล้ว"
    return done(url_for("registry.officer", officer_id=officer_id), said=said)


@bp.post("/people/officers/<int:officer_id>/provider/unlink")
@administrators
@redraws(officer)
def unlink_officer(officer_id: int) -> AnyResponse:
    """Unlink an officer's account."""
    change(provider_links.unlink_officer, officer_id)
    said = f"เลิกผูกกับ {provider().label} แล้ว"
    return done(url_for("registry.officer", officer_id=officer_id), said=said)


def _page(way: str = "") -> ProviderPage:
    by, label = current_officer(), provider().label
    with office().database.reading() as session:
        return ProviderPage(label, session.get(ProviderLink, by.id), way)


def _way(errand: Errand, **kept: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return the way to the provider; the browser keeps what it goes for."""
    here, there = office(), provider()
    now = here.clock.now()
    with here.database.transaction() as session:
        whose = kept.get("officer_id")
        state = one_time_words.give_out(session, errand, at=now, officer_id=whose)
    session_cookie[KEPT] = {"state": state, "errand": errand, **kept}
    return there.way_there(state, _back(), at=now)


def _come_back(there: Provider, kept: dict[str, Any]) -> AnyResponse:
    """End what was begun in this browser; raise ``ProviderRefused``."""
    state, whose = kept.get("state", ""), kept.get("officer_id")
    if request.args.get("state") != state or request.args.get("iss", there.issuer) != there.issuer:
        raise there.refused("another state or issuer")
    with office().database.transaction() as session:
        take_back = partial(one_time_words.take_back, session, at=office().clock.now())
        is_good = bool(state) and take_back(Errand(kept["errand"]), state, officer_id=whose)
    if not is_good or (whose is not None and (g.actor is None or g.actor.id != whose)):
        raise there.refused("used, too old, or of somebody else")
    if "code" not in request.args:
        raise there.refused(f"no code: {request.args.get('error', '')!r:.100}")
    code = request.args["code"]
    arrival = there.who_came(code, state, _back(), at=office().clock.now())
    return _linked(there, arrival) if whose is not None else _entered(there, arrival, kept["next"])


def _linked(there: Provider, arrival: Arrival) -> AnyResponse:
    change(provider_links.link, there.subject_hash(arrival.subject))
    return done(url_for("registry.account"), said=f"ผูกกับ {there.label} แล้ว")


def _entered(there: Provider, arrival: Arrival, wanted: str) -> AnyResponse:
    here = office()
    with here.database.transaction() as session:
        g.token = provider_links.enter(
            session,
            there.subject_hash(arrival.subject),
            is_enough=arrival.is_enough,
            at=here.clock.now(),
            address=request.remote_addr or "",
            browser=request.user_agent.string,
        )
    if g.token is None:
        raise there.refused("no officer who may enter is linked")
    session_cookie.clear()
    return done(wanted if is_ours(wanted) else url_for("registry.home"))


def _back() -> str:
    return office().settings.address + url_for("registry.from_provider")
