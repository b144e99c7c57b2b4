"""The deadlines of a letter: a panel of the letter page, and a page of its own."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer, requires
from registry.calendar_queries import working_calendar
from registry.office import office
from registry.vocabulary import Permission
from registry.web import done, redraws, show
from routing import deadline_operations, deadline_queries
from routing.blueprint import bp
from routing.deadline_forms import ConfirmForm, DayForm, SubjectForm
from routing.deadlines import due_on


def _done(form: SubjectForm, letter_id: int, said: str) -> AnyResponse:
    """Go back to the letter on whose page the deadline was shown."""
    return done(url_for("registry.letter", letter_id=form.page or letter_id), said=said)


@bp.get("/letters/<int:letter_id>/deadlines")
@requires(Permission.READ)
def deadlines(letter_id: int) -> Response:
    """Show what of a letter is due when."""
    here, by = office(), current_officer()
    with here.database.reading() as session:
        return show(deadline_queries.deadlines(session, by, letter_id, now=here.clock.now()))


@bp.post("/letters/<int:letter_id>/deadlines/confirm")
@requires(Permission.REGISTER)
@redraws(deadlines)
def confirm_deadline(letter_id: int) -> AnyResponse:
    """Let a phrase of the letter hold as it says."""
    form, here, by = ConfirmForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        deadline_operations.confirm(
            session,
            letter_id,
            form.subject,
            anchor=form.anchor,
            anchored_on=form.anchored_on,
            by=by,
            at=here.clock.now(),
        )
    return _done(form, letter_id, "ยืนยันกำหนดเวลาแล้ว")


@bp.post("/letters/<int:letter_id>/deadlines/set")
@requires(Permission.REGISTER)
@redraws(deadlines)
def set_deadline(letter_id: int) -> AnyResponse:
    """Let a day of the clerk's own hold."""
    form, here, by = DayForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        due = due_on(form.day, working_calendar(session), form.clock())
        deadline_operations.set_day(
            session, letter_id, form.subject, due, form.remark, by=by, at=here.clock.now()
        )
    return _done(form, letter_id, "บันทึกกำหนดเวลาแล้ว")


@bp.post("/letters/<int:letter_id>/deadlines/drop")
@requires(Permission.REGISTER)
@redraws(deadlines)
def drop_deadline(letter_id: int) -> AnyResponse:
    """Say that a phrase sets nothing here, or that a deadline holds no more."""
    form, here, by = SubjectForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        now = here.clock.now()
        deadline_operations.drop(session, letter_id, form.subject, by=by, at=now)
    return _done(form, letter_id, "ไม่ใช้กำหนดเวลานั้นแล้ว")
