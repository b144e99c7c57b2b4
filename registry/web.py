"""What every page shares: drawing, redirecting, refusing, guarding."""

import datetime as dt
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from http import HTTPStatus
from typing import ClassVar, ParamSpec, TypeVar

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_wtf.csrf import CSRFError, CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as AnyResponse

from registry import auth, thai
from registry.chain_drawing import shortened
from registry.errors import RegistryError
from registry.headers import add_headers
from registry.http_refusals import UNREAD, sentence_of
from registry.navigation import Place, places_for
from registry.office import office
from registry.request_limits import cut_early
from registry.screen import Screen
from registry.thai import BANGKOK
from registry.troubles import trouble_of

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class RowNumber(IntegerConverter):
    """A number in an address that a database can look for; a longer one names no page."""

    regex = r"\d{1,18}"


class RequestRefused(RegistryError):
    """The request was malformed, too large, or made with the wrong method."""

    code = "request-refused"
    status = HTTPStatus.BAD_REQUEST
    message = "{sentence}"


def init_app(app: Flask) -> None:
    """Install the guards, the error pages and the filters of every template."""
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters.update(
        thai_date=thai_date,
        thai_moment=thai_moment,
        iso_date=thai.partial_date,
        shortened=shortened,
    )
    app.jinja_env.globals.update(
        actor=lambda: g.get("actor"),
        agency_name=lambda: g.get("agency_name", ""),
        navigation=navigation,
        refusal_of=refusal_of,
        typed=typed,
    )
    # A token lasts as long as its session: a desk left open over lunch must
    # not lose what was typed, and the session itself ends when idle.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    # Its token is in the form, which is read last: only then is it known how much of it.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    tokens = CSRFProtect(app)
    app.before_request(_refuse_other_sites)
    auth.init_app(app)
    app.before_request(cut_early)
    app.before_request(partial(_require_token, tokens))
    app.after_request(add_headers)
    app.register_error_handler(RegistryError, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_refusal)
    app.register_error_handler(Exception, _fault)


def show(screen: Screen, *, status: int = HTTPStatus.OK) -> Response:
    """Draw a screen: its fragment for htmx, the whole page for a browser."""
    template = screen.fragment if wants_fragment() else screen.template
    response = make_response(render_template(template, screen=screen), status)
    response.headers["Vary"] = "HX-Request"
    return response


def done(url: str, *, said: str = "") -> Response:
    """After a successful POST, send the officer to ``url``, where ``said`` greets him."""
    if said:
        flash(said)
    if wants_fragment():
        return make_response("", HTTPStatus.NO_CONTENT, {"HX-Redirect": url})
    return make_response(redirect(url, HTTPStatus.SEE_OTHER))


def change(operation: Callable[..., T], *args: object, **facts: object) -> T:
    """Run one change by the officer who asks, now, in its own transaction."""
    here = office()
    with here.database.transaction() as session:
        now, by = here.clock.now(), auth.current_officer()
        return operation(session, *args, by=by, at=now, **facts)


def redraws(
    page: Callable[P, AnyResponse],
) -> Callable[[Callable[P, AnyResponse]], Callable[P, AnyResponse]]:
    """Draw a form's page again when the form is refused: nothing typed is lost.

    ``page`` is the view that shows the form and takes the same arguments. Its
    fields find what was typed through ``typed`` and their fault through
    ``refusal_of``. htmx leaves the form where it is, so it gets the sentence.
    Who has no such page any more, as it led him on, is led on here, too.
    """

    def guard(view: Callable[P, AnyResponse]) -> Callable[P, AnyResponse]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
            try:
                return view(*args, **kwargs)
            except RegistryError as error:
                if wants_fragment() or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise
                g.refusal = error
            response = page(*args, **kwargs)
            if response.status_code == HTTPStatus.OK:
                response.status_code = g.refusal.status
            return response

        return guarded

    return guard


def refusal_of(action: str = "") -> RegistryError | None:
    """Return why the form just sent was refused, or ``None``.

    ``action`` is the form's own address, for pages that hold more than one.
    """
    refusal: RegistryError | None = g.get("refusal")
    return refusal if not action or request.path == action else None


def typed(name: str, stored: str = "", action: str = "") -> str:
    """Return what a field shall show: what was typed if it was refused, else ``stored``."""
    return request.form.get(name, "") if refusal_of(action) else stored


def navigation() -> tuple[Place, ...]:
    """Return where the officer who is asking can go."""
    return places_for(g.get("actor"), frozenset(current_app.view_functions))


def wants_fragment() -> bool:
    """Tell whether htmx asks for part of a page.

    A boosted link or a restored history entry also comes from htmx, but wants
    the whole page.
    """
    headers = request.headers
    return (
        "HX-Request" in headers
        and "HX-Boosted" not in headers
        and "HX-History-Restore-Request" not in headers
    )


def thai_date(day: dt.date) -> str:
    """``2 พ.ค. 2568``; an aware moment is taken in Bangkok."""
    if isinstance(day, dt.datetime):
        day = day.astimezone(BANGKOK).date()
    return thai.short_date(day)


def thai_moment(moment: dt.datetime) -> str:
    """``2 พ.ค. 2568 14.51 น.``, in Bangkok."""
    return f"{thai_date(moment)} {thai.clock_time(moment)} น."


@dataclass(frozen=True)
class Refusal(Screen):
    """Why something was not done."""

    template: ClassVar[str] = "error.html"
    fragment: ClassVar[str] = "_error.html"

    code: str
    sentence: str
    fields: dict[str, str]
    number: str = ""
    """Reference of a fault in the log, shown small."""


def _refused(error: RegistryError) -> Response:
    fields = error.facts.get("fields", {})
    assert isinstance(fields, dict)
    return _show_refusal(Refusal(code=error.code, sentence=str(error), fields=fields), error.status)


def _stale_form(_error: CSRFError) -> Response:
    sentence = "หน้านี้เปิดค้างไว้นานเกินไป กรุณาเปิดหน้าใหม่แล้วส่งอีกครั้ง"
    return _refused(RequestRefused(sentence=sentence))


def _http_refusal(error: HTTPException) -> Response:
    code = HTTPStatus(error.code or HTTPStatus.BAD_REQUEST)
    if code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    response = _show_refusal(Refusal(code="request", sentence=sentence_of(code), fields={}), code)
    if code in UNREAD:
        response.headers["Connection"] = "close"
    return response


def _fault(error: Exception) -> Response:
    number = secrets.token_hex(4)
    # The rule, not the address: an address may hold a set-up link's token.
    log.error("fault %s at %s", number, request.url_rule, exc_info=error)
    if (trouble := trouble_of(error)) is not None:
        screen = Refusal(code=trouble.code, sentence=str(trouble), fields={}, number=number)
        return _show_refusal(screen, trouble.status)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    screen = Refusal(code="fault", sentence=sentence_of(status), fields={}, number=number)
    return _show_refusal(screen, status)


def _show_refusal(screen: Refusal, status: int) -> Response:
    response = show(screen, status=status)
    if wants_fragment():
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _require_token(tokens: CSRFProtect) -> None:
    """Refuse a form that does not carry the token of its page."""
    if current_app.config["WTF_CSRF_ENABLED"]:
        tokens.protect(apply_exemptions=True)


def _refuse_other_sites() -> None:
    """Refuse a form that another site made the officer's browser send."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    ours = request.host_url.rstrip("/")
    if site not in {None, "same-origin", "none"} or (site is None and origin not in {None, ours}):
        abort(HTTPStatus.FORBIDDEN)
