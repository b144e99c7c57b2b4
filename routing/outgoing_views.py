"""Writing an outgoing letter: begun from a received one, kept as typed, drawn, issued."""

from io import BytesIO

from flask import Response, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer, requires
from registry.letter_drawing import draw_letter
from registry.office import office
from registry.thai import arabic_digits, thai_digits
from registry.vocabulary import Permission
from registry.web import done, redraws, show
from routing import outgoing_operations, outgoing_queries
from routing.blueprint import bp
from routing.outgoing_forms import (
    AboutForm,
    NewOutgoingForm,
    VersionForm,
    as_typed,
    read_outgoing,
)
from routing.outgoing_text import letter_text


@bp.get("/outgoing")
@requires(Permission.WORK)
def outgoing_drafts() -> Response:
    """List the letters that wait for a number."""
    with office().database.reading() as session:
        return show(outgoing_queries.outgoing_drafts(session, current_officer()))


@bp.get("/outgoing/new")
@requires(Permission.WORK)
def new_outgoing() -> Response:
    """Ask for the unit and the kind of a new letter."""
    about = AboutForm.parse(request.values)
    with office().database.reading() as session:
        return show(outgoing_queries.new_outgoing(session, current_officer(), about))


@bp.post("/outgoing/new")
@requires(Permission.WORK)
@redraws(new_outgoing)
def begin_outgoing() -> AnyResponse:
    """Begin a letter."""
    form, here = NewOutgoingForm.parse(request.form), office()
    now, by = here.clock.now(), current_officer()
    with here.database.transaction() as session:
        draft = outgoing_operations.begin_draft(
            session, form.unit, form.kind, link=form.link, letter_id=form.letter, by=by, at=now
        )
    return done(url_for("routing.outgoing", draft_id=draft.id))


@bp.get("/outgoing/<int:draft_id>")
@requires(Permission.WORK)
def outgoing(draft_id: int) -> Response:
    """Show a letter being written."""
    here, by = office(), current_officer()
    with here.database.reading() as session:
        return show(outgoing_queries.outgoing(session, by, draft_id, at=here.clock.now()))


@bp.post("/outgoing/<int:draft_id>/save")
@requires(Permission.WORK)
@redraws(outgoing)
def save_outgoing(draft_id: int) -> AnyResponse:
    """Keep what was typed."""
    _save(draft_id)
    return done(url_for("routing.outgoing", draft_id=draft_id), said="บันทึกร่างแล้ว")


@bp.post("/outgoing/<int:draft_id>/preview")
@requires(Permission.WORK)
@redraws(outgoing)
def preview_outgoing(draft_id: int) -> AnyResponse:
    """Keep what was typed and show it as it will be printed."""
    _save(draft_id)
    with office().database.reading() as session:
        read_outgoing(outgoing_operations.draft_of(session, current_officer(), draft_id).said)
    return done(url_for("routing.draft_pdf", draft_id=draft_id))


@bp.get("/outgoing/<int:draft_id>/draft.pdf")
@requires(Permission.WORK)
def draft_pdf(draft_id: int) -> Response:
    """Send the letter as it stands, without a number and marked as a draft."""
    here = office()
    with here.database.reading() as session:
        draft = outgoing_operations.draft_of(session, current_officer(), draft_id)
        reference = outgoing_queries.reference_stem(session, draft)
    text = letter_text(read_outgoing(draft.said), reference=reference, is_draft=True)
    digits = thai_digits if here.settings.thai_digits else arabic_digits
    pdf = BytesIO(draw_letter(text, digits=digits).pdf)
    return send_file(pdf, "application/pdf", download_name=f"ร่าง {draft_id}.pdf")


@bp.post("/outgoing/<int:draft_id>/propose")
@requires(Permission.WORK)
@redraws(outgoing)
def propose_outgoing(draft_id: int) -> AnyResponse:
    """Lay the letter as typed before whoever may issue it."""
    version, here, by = _save(draft_id), office(), current_officer()
    with here.database.transaction() as session:
        outgoing_operations.propose_draft(session, draft_id, version, by=by, at=here.clock.now())
    return done(url_for("routing.outgoing", draft_id=draft_id), said="เสนอให้ออกเลขแล้ว")


@bp.post("/outgoing/<int:draft_id>/issue")
@requires(Permission.ROUTE, Permission.ORDER)
@redraws(outgoing)
def issue_outgoing(draft_id: int) -> AnyResponse:
    """Approve the letter as typed and give it its number."""
    version, by = _save(draft_id), current_officer()
    dispatch = outgoing_operations.issue(office(), draft_id, version, by=by)
    said = f"ออกเลขส่ง {dispatch.number} แล้ว"
    return done(url_for("registry.letter", letter_id=dispatch.letter_id), said=said)


@bp.post("/outgoing/<int:draft_id>/discard")
@requires(Permission.WORK)
@redraws(outgoing)
def discard_outgoing(draft_id: int) -> AnyResponse:
    """Give a letter up before it has a number."""
    form, here, by = VersionForm.parse(request.form), office(), current_officer()
    now = here.clock.now()
    with here.database.transaction() as session:
        outgoing_operations.discard_draft(session, draft_id, form.version, by=by, at=now)
    return done(url_for("routing.outgoing_drafts"), said="เลิกร่างแล้ว")


def _save(draft_id: int) -> int:
    """Keep what was typed in a transaction of its own, and return the version it makes."""
    said, here, by = as_typed(request.form), office(), current_officer()
    version, now = VersionForm.parse(request.form).version, here.clock.now()
    with here.database.transaction() as session:
        return outgoing_operations.save_draft(
            session, draft_id, said, version, by=by, at=now
        ).version
