"""Where the codes on printed copies lead: what was pressed by whom, and is this file ours."""

from http import HTTPStatus

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import verify_queries
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.errors import FormRefused, NotFound
from registry.filestore import digest_in
from registry.office import office
from registry.request_limits import takes_files
from registry.verify_queries import CodePage
from registry.vocabulary import Permission
from registry.web import redraws, show


@bp.get("/verify")
@requires(Permission.READ)
def verify() -> AnyResponse:
    """Ask for a code, and go to what it stands for."""
    typed = request.args.get("code", "").strip()
    if not typed:
        return show(CodePage())
    try:
        with office().database.reading() as session:
            found = verify_queries.verified(session, current_officer(), typed)
    except NotFound as error:
        return show(CodePage(code=typed, fault=error), status=error.status)
    return redirect(url_for("registry.verified", code=found.note.code), HTTPStatus.SEE_OTHER)


@bp.get("/verify/<code>")
@requires(Permission.READ)
def verified(code: str) -> Response:
    """Show what a code stands for."""
    with office().database.reading() as session:
        return show(verify_queries.verified(session, current_officer(), code))


@bp.post("/verify/<code>")
@takes_files
@requires(Permission.READ)
@redraws(verified)
def check_file(code: str) -> AnyResponse:
    """Say whether a file is one of the letter's; nothing of it is kept."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise FormRefused(fields={"file": "กรุณาเลือกไฟล์"})
    digest = digest_in(sent.stream)
    with office().database.reading() as session:
        return show(verify_queries.verified(session, current_officer(), code, checked=digest))
