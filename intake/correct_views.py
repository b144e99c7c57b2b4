"""Putting a registered letter right, with the reason."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from intake import correct_queries
from intake.blueprint import bp
from intake.correcting import correct_letter
from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import done, redraws, show


@bp.get("/letters/<int:letter_id>/correct")
@requires(Permission.REGISTER)
def correct(letter_id: int) -> Response:
    """Show what a registered letter says, to be put right."""
    with office().database.reading() as session:
        return show(correct_queries.correction(session, current_officer(), letter_id))


@bp.post("/letters/<int:letter_id>/correct")
@requires(Permission.REGISTER)
@redraws(correct)
def correct_now(letter_id: int) -> AnyResponse:
    """Replace what the letter says; the journal keeps what stood before."""
    here, by = office(), current_officer()
    now, reason = here.clock.now(), request.form.get("reason", "")
    with here.database.transaction() as session:
        form = correct_queries.corrected(session, by, letter_id, request.form)
        correct_letter(session, here.jobs, letter_id, form, reason, by=by, at=now)
    return done(url_for("registry.letter", letter_id=letter_id), said="แก้ไขรายการแล้ว")
