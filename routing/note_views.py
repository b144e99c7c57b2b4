"""Writing notes and orders on a letter."""

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import done, redraws
from routing import note_operations
from routing.blueprint import bp
from routing.move_requests import ordered_due
from routing.move_views import assignment
from routing.note_forms import NoteForm, UnitsOrderForm, purposes
from routing.sending import Recipient


@bp.post("/assignments/<int:assignment_id>/notes")
@requires(Permission.WORK)
@redraws(assignment)
def write_note(assignment_id: int) -> AnyResponse:
    """Write a note, or correct one by a new one."""
    form, here, by = NoteForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        note_operations.write(
            session, here.jobs, assignment_id, form.note(), by=by, at=here.clock.now()
        )
    return done(url_for("routing.assignment", assignment_id=assignment_id), said="บันทึกเกษียนแล้ว")


@bp.post("/assignments/<int:assignment_id>/units")
@requires(Permission.ORDER)
@redraws(assignment)
def order_units(assignment_id: int) -> AnyResponse:
    """Order the letter on to units below."""
    form, here, by = UnitsOrderForm.parse(request.form), office(), current_officer()
    chosen, now = purposes(request.form), here.clock.now()
    with here.database.transaction() as session:
        due_at = ordered_due(session, form.due, now=now)
        to = [Recipient(unit_id, purpose, due_at=due_at) for unit_id, purpose in chosen.items()]
        order = note_operations.Order(form.order, to, form.version)
        note_operations.order_units(session, here.jobs, assignment_id, order, by=by, at=now)
    said = f"สั่งการและส่งให้ {len(to)} หน่วยงานแล้ว"
    return done(url_for("routing.assignment", assignment_id=assignment_id), said=said)
