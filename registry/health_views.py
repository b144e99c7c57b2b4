"""The health page: for machines as JSON, for people in Thai with a button to try again."""

from dataclasses import asdict
from http import HTTPStatus

from flask import Response, current_app, jsonify, make_response, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import jobs
from registry.auth import requires
from registry.blueprint import bp
from registry.health import condition as condition_of
from registry.health import health as health_of
from registry.office import office
from registry.vocabulary import Permission
from registry.web import done, show


@bp.get("/health")
def health() -> Response:
    """Say whether the office is well: 200 if it can work, 503 if not."""
    here = office()
    found = health_of(here.database, here.settings.data / "files")
    status = HTTPStatus.OK if found.is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return make_response(jsonify(asdict(found)), status)


@bp.get("/condition")
@requires(Permission.REGISTER, Permission.ADMINISTER)
def condition() -> Response:
    """Show what died, what waits and how much room is left."""
    here = office()
    with here.database.reading() as session:
        advices = current_app.extensions["registry.advices"]
        advice = [said for advise in advices for said in advise(session)]
        at = here.clock.now()
        return show(condition_of(session, here.settings.data, at=at, advice=advice))


@bp.post("/condition/jobs/<int:job_id>/retry")
@requires(Permission.REGISTER, Permission.ADMINISTER)
def retry_job(job_id: int) -> AnyResponse:
    """Give a dead job another try."""
    here = office()
    with here.database.transaction() as session:
        jobs.retry(session, job_id, at=here.clock.now())
    return done(url_for("registry.condition"), said="สั่งทำงานนั้นใหม่แล้ว")
