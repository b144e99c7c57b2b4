"""The letter page and what can be done there."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import (
    annotating,
    dispatching,
    holdings,
    letter_queries,
    letter_reads,
    registering,
    sent_queries,
)
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.forms import EntryForm, VoidDispatchForm, VoidForm
from registry.office import office
from registry.vocabulary import Permission
from registry.web import done, redraws, show


@bp.get("/letters/<int:letter_id>")
@requires(Permission.READ)
def letter(letter_id: int) -> Response:
    """Show a letter; that it was opened is written down once the page is on its way."""
    here, by = office(), current_officer()
    with here.database.reading() as session:
        response = show(letter_queries.letter_page(session, by, letter_id))
        units = letter_reads.unread_by(session, by, letter_id)

    def note() -> None:
        with here.database.transaction() as session:
            letter_reads.note_read(session, by, letter_id, units, at=here.clock.now())

    if units and request.method == "GET":
        response.call_on_close(note)
    return response


@bp.post("/letters/<int:letter_id>/void")
@requires(Permission.REGISTER)
@redraws(letter)
def void_receipt(letter_id: int) -> AnyResponse:
    """Void one of the letter's numbers, with the reason."""
    form, here, by = VoidForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        letter_queries.require_receipt(session, by, letter_id, form.receipt_id)
        voided = registering.void_receipt(
            session, here.jobs, form.receipt_id, form.reason, by=by, at=here.clock.now()
        )
    said = f"ยกเลิกเลขรับ {voided.number} แล้ว เลขนี้จะไม่ถูกใช้อีก"
    return done(url_for("registry.letter", letter_id=letter_id), said=said)


@bp.post("/letters/<int:letter_id>/void-dispatch")
@requires(*dispatching.MAY_ISSUE)
@redraws(letter)
def void_dispatch(letter_id: int) -> AnyResponse:
    """Void the number a letter was sent out under, with the reason."""
    form, here, by = VoidDispatchForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        wanted = holdings.visible_letter(session, by, letter_id)
        dispatch_id = sent_queries.require_dispatch(session, wanted)
        voided = dispatching.void_dispatch(
            session, here.jobs, dispatch_id, form.reason, by=by, at=here.clock.now()
        )
    said = f"ยกเลิกเลขส่ง {voided.number} แล้ว เลขนี้จะไม่ถูกใช้อีก"
    return done(url_for("registry.letter", letter_id=letter_id), said=said)


@bp.post("/letters/<int:letter_id>/entry")
@requires(Permission.REGISTER)
@redraws(letter)
def rewrite_entry(letter_id: int) -> AnyResponse:
    """Write การปฏิบัติ and หมายเหตุ of the unit's entry anew."""
    form, here, by = EntryForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        letter_queries.require_receipt(session, by, letter_id, form.receipt_id)
        annotating.rewrite(
            session, form.receipt_id, form.action, form.remark, by=by, at=here.clock.now()
        )
    return done(url_for("registry.letter", letter_id=letter_id), said="บันทึกในทะเบียนแล้ว")
