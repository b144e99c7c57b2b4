"""The health page: for machines as JSON, for people in Thai with a button to try again."""

import hmac
from http import HTTPStatus
from ipaddress import ip_address

from flask import Response, current_app, jsonify, make_response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import jobs
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.errors import NotFound
from registry.health import condition as condition_of
from registry.health import is_well
from registry.metrics import MEDIA_TYPE, exposition
from registry.office import office
from registry.settings import Settings
from registry.vitals import vitals
from registry.vocabulary import Permission
from registry.web import done, show

ADDED_BY_PROXIES = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")


@bp.get("/health")
def health() -> Response:
    """Say whether the office is well: 200 if it can work, 503 if not, and nothing else.

    Strangers ask; what ails it stands on the page of its condition and in ``/metrics``.
    """
    here = office()
    found = is_well(here.database, here.settings.data / "files")
    status = HTTPStatus.OK if found else HTTPStatus.SERVICE_UNAVAILABLE
    return make_response(jsonify(is_well=found), status)


@bp.get("/metrics")
def metrics() -> Response:
    """Give the vital signs to a program that watches the office."""
    here = office()
    if not _may_watch(here.settings):
        raise NotFound(what="หน้า")
    at = here.clock.now()
    with here.database.reading() as session:
        said = exposition(vitals(session, here.settings.data, at=at), at=at)
    return make_response(said, {"Content-Type": MEDIA_TYPE})


def _may_watch(settings: Settings) -> bool:
    """Tell whether who asks has the word, or is on this machine if there is none.

    What a proxy on this machine passes on comes from there, too. It is told by
    the headers that proxies add; as not all do, behind one only the word counts.
    """
    if (token := settings.metrics_token) is not None:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {token.get_secret_value()}".encode())
    is_behind = settings.https or settings.proxies > 0
    passed_on = is_behind or any(name in request.headers for name in ADDED_BY_PROXIES)
    return not passed_on and ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 - nobody's


@bp.get("/condition")
@requires(Permission.REGISTER, Permission.ADMINISTER)
def condition() -> Response:
    """Show what died, what waits and how much room is left."""
    here, by = office(), current_officer()
    with here.database.reading() as session:
        parts, at = current_app.extensions, here.clock.now()
        advice = [said for advise in parts["registry.advices"] for said in advise(session)]
        urgent = list(parts["registry.warnings"](session, by))
        data = here.settings.data
        return show(condition_of(session, data, by, at=at, advice=advice, urgent=urgent))


@bp.post("/condition/jobs/<int:job_id>/retry")
@requires(Permission.REGISTER, Permission.ADMINISTER)
def retry_job(job_id: int) -> AnyResponse:
    """Give a dead job another try."""
    here = office()
    with here.database.transaction() as session:
        jobs.retry(session, job_id, at=here.clock.now())
    return done(url_for("registry.condition"), said="สั่งทำงานนั้นใหม่แล้ว")
