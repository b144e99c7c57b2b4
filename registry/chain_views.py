"""The page of a letter's chain; the letter page shows it too."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import chain_queries, replacing
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.office import office
from registry.replacing_forms import ReplacementForm
from registry.vocabulary import Permission
from registry.web import change, done, redraws, show


@bp.get("/letters/<int:letter_id>/chain")
@requires(Permission.READ)
def chain(letter_id: int) -> Response:
    """Show what a letter points at and what points at it."""
    with office().database.reading() as session:
        return show(chain_queries.chain_page(session, current_officer(), letter_id))


@bp.post("/letters/<int:letter_id>/chain")
@requires(Permission.REGISTER)
@redraws(chain)
def decide_replacement(letter_id: int) -> AnyResponse:
    """Confirm or dismiss that a letter cancels or amends an earlier one."""
    form = ReplacementForm.parse(request.form)
    change(replacing.decide, letter_id, form.older_id, is_confirmed=form.is_confirmed)
    said = "บันทึกแล้ว หนังสือเดิมแสดงว่ามีฉบับใหม่แทน" if form.is_confirmed else "บันทึกแล้วว่าไม่เกี่ยวกัน"
    return done(url_for("registry.letter", letter_id=letter_id), said=said)
