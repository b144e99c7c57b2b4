"""An entry of the register of secrets: looked at, put right, its number made void."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from intake import secret_operations, secret_queries
from intake.blueprint import bp
from intake.secret_forms import SecretForm
from registry.auth import current_officer, requires
from registry.journal import Event
from registry.office import office
from registry.secret_register import record_secret
from registry.vocabulary import Permission
from registry.web import done, redraws, show

registrars = requires(Permission.KEEP_SECRETS)


@bp.get("/secret/letters/<int:letter_id>")
@registrars
def secret_letter(letter_id: int) -> Response:
    """Show one entry of the register of secrets; the journal notes who looked."""
    here, by, page = office(), current_officer(), request.args.get("page", default=1, type=int)
    with here.database.transaction() as session:
        screen = secret_queries.letter_page(session, by, letter_id, page)
        record_secret(session, Event.SECRET_READ, letter_id, by=by, at=here.clock.now())
        return show(screen)


@bp.get("/secret/letters/<int:letter_id>/correct")
@registrars
def correct_secret(letter_id: int) -> Response:
    """Show what an entry says, to be put right; the journal notes who looked."""
    here, by = office(), current_officer()
    with here.database.transaction() as session:
        screen = secret_queries.correction(session, by, letter_id)
        record_secret(session, Event.SECRET_READ, letter_id, by=by, at=here.clock.now())
        return show(screen)


@bp.post("/secret/letters/<int:letter_id>/correct")
@registrars
@redraws(correct_secret)
def correct_secret_now(letter_id: int) -> AnyResponse:
    """Replace what an entry says; the journal keeps what stood before."""
    here, by = office(), current_officer()
    form, reason = SecretForm.parse(request.form), request.form.get("correct_reason", "")
    with here.database.transaction() as session:
        said, now = form.entry(), here.clock.now()
        secret_operations.correct(session, letter_id, said, reason, by=by, at=now)
    return done(url_for("intake.secret_letter", letter_id=letter_id), said="แก้ไขรายการแล้ว")


@bp.post("/secret/letters/<int:letter_id>/void")
@registrars
@redraws(secret_letter)
def void_secret(letter_id: int) -> AnyResponse:
    """Make the number of an entry void; its file waits for the registrar again."""
    here, by, reason = office(), current_officer(), request.form.get("void_reason", "")
    with here.database.transaction() as session:
        now = here.clock.now()
        letter = secret_operations.void(session, letter_id, reason, by=by, at=now)
    said = f"ยกเลิกเลข {letter.number} แล้ว เลขนี้จะไม่ถูกใช้อีก ไฟล์กลับไปรอนายทะเบียน"
    return done(url_for("intake.secret_letter", letter_id=letter_id), said=said)
