"""The clerk's desk: one file beside what it says, its number, and the paper that proves it."""

from flask import Response, make_response, request, send_file, url_for

from intake import arranging, queries, registered_queries, review_queries
from intake.blueprint import bp
from intake.desk_form import registration
from intake.queries import draft_in_hand
from intake.registration import register_draft
from intake.states import DraftState
from registry.auth import current_officer, requires
from registry.headers import ASKED_AGAIN
from registry.office import office
from registry.ports import Digest
from registry.typed_moments import typed_day
from registry.vocabulary import Permission
from registry.web import done, redraws, refusal_of, show


@bp.get("/drafts/<int:draft_id>")
@requires(Permission.REGISTER)
def review(draft_id: int) -> Response:
    """Lay one file on the desk; after a refusal, with what was typed."""
    here, refused = office(), refusal_of()
    with here.database.reading() as session:
        draft = draft_in_hand(session, current_officer(), draft_id)
        if (place := ELSEWHERE.get(draft.state)) is not None:
            return done(url_for(place, draft_id=draft_id))
        screen = review_queries.review(
            session, current_officer(), draft_id, now=here.clock.now(),
            sent=request.form.to_dict() if refused else None, refused=refused,
        )  # fmt: skip
        return show(screen)


@bp.post("/drafts/<int:draft_id>/register")
@requires(Permission.REGISTER)
@redraws(review)
def register(draft_id: int) -> Response:
    """Enter the letters of a file in the register (ลงทะเบียนรับ)."""
    here, clerk = office(), current_officer()
    now = here.clock.now()
    with here.database.transaction() as session:
        draft = draft_in_hand(session, clerk, draft_id)
        if draft.state is DraftState.REGISTERED:  # pressed twice, or by two clerks
            said = "ไฟล์นี้ลงทะเบียนไปก่อนแล้ว ค่าที่เพิ่งส่งมาจึงไม่ได้บันทึก"
            return done(url_for("intake.registered", draft_id=draft_id), said=said)
        form = registration(request.form, now=now)
        register_draft(session, here.jobs, draft_id, form, unit_id=draft.unit_id, by=clerk, at=now)
    return done(url_for("intake.registered", draft_id=draft_id))


@bp.get("/drafts/<int:draft_id>/registered")
@requires(Permission.REGISTER)
def registered(draft_id: int) -> Response:
    """Say the number big, and offer the stamped copy and the next file."""
    with office().database.reading() as session:
        return show(registered_queries.registered(session, current_officer(), draft_id))


@bp.post("/drafts/<int:draft_id>/letters/<int:position>")
@requires(Permission.REGISTER)
def confirm(draft_id: int, position: int) -> Response:
    """Keep one value as the clerk leaves it, so that a closed window loses nothing."""
    here, clerk = office(), current_officer()
    field, value = (request.form.get(name, "") for name in ("field", "value"))
    value = typed_day(value) if field == "date" else value
    with here.database.transaction() as session:
        draft_in_hand(session, clerk, draft_id)
        arranging.confirm_field(session, draft_id, position, field, value, by=clerk.id)
    return make_response("", 204)


@bp.get("/drafts/<int:draft_id>/pages/<int:number>/picture")
@requires(Permission.REGISTER)
def picture(draft_id: int, number: int) -> Response:
    """Send a page's picture.

    The browser may keep it, but asks each time whether the clerk still may see
    it: on a shared PC nothing is left to look at after signing out.
    """
    here = office()
    with here.database.reading() as session:
        digest = queries.picture(session, current_officer(), draft_id, number)
    response = send_file(here.files.path(Digest(digest)), mimetype="image/jpeg", etag=digest)
    response.headers["Cache-Control"] = ASKED_AGAIN
    return response


ELSEWHERE = {
    DraftState.ARRIVED: "intake.stuck",
    DraftState.QUARANTINED: "intake.stuck",
    DraftState.DISCARDED: "intake.stuck",
    DraftState.REGISTERED: "intake.registered",
}
"""Files that do not lie on the desk, and where they are shown instead."""
