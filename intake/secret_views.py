"""The registrar's desk: files set aside as secret, looked at, entered, released or refused.

Everything that is opened here is journalled, each page by itself. Pictures are
drawn when they are asked for and kept nowhere.
"""

import io

from flask import Response, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from intake import operations, secret_operations, secret_queries
from intake.blueprint import bp
from intake.queries import secret_draft
from intake.secret_forms import SecretForm
from registry import journal
from registry.auth import current_officer, requires
from registry.errors import NotFound
from registry.file_queries import safe_name
from registry.file_views import SAFE_TYPES
from registry.journal import Event
from registry.office import office
from registry.ports import Digest
from registry.vocabulary import Permission
from registry.web import done, redraws, show

registrars = requires(Permission.KEEP_SECRETS)


@bp.get("/secret")
@registrars
def secret_files() -> Response:
    """List the files that wait for their registrar."""
    with office().database.reading() as session:
        return show(secret_queries.secret_files(session, current_officer()))


@bp.get("/secret/count")
@registrars
def secret_count() -> Response:
    """Say how many files wait."""
    with office().database.reading() as session:
        return show(secret_queries.secret_count(session, current_officer()))


@bp.get("/secret/<int:draft_id>")
@registrars
def secret_file(draft_id: int) -> Response:
    """Show one file with what can be done; the journal notes who looked."""
    here, by = office(), current_officer()
    with here.database.transaction() as session:
        screen = secret_queries.secret_file(session, by, draft_id, _page_asked())
        journal.record(session, Event.SECRET_READ, "draft", draft_id, at=here.clock.now(), by=by.id)
        return show(screen)


@bp.get("/secret/<int:draft_id>/pages/<int:number>.jpg")
@registrars
def secret_picture(draft_id: int, number: int) -> Response:
    """Draw a page of a secret file for the one who asks; the journal notes him first."""
    # Imported when somebody needs it: the web process otherwise opens no document.
    from intake.document import Document, Media  # noqa: PLC0415
    from intake.reading import page_picture  # noqa: PLC0415

    here, by = office(), current_officer()
    with here.database.transaction() as session:
        draft = secret_queries.openable(session, by, draft_id)
        if not 1 <= number <= draft.page_count:
            raise NotFound(what="ภาพหน้านี้")
        path, media = here.files.path(Digest(draft.readable)), Media(draft.media_type)
        now, after = here.clock.now(), {"page": number}
        journal.record(session, Event.PAGE_OPENED, "draft", draft_id, at=now, by=by.id, after=after)
    jpeg = page_picture(Document(path, media), number)
    return send_file(io.BytesIO(jpeg), mimetype="image/jpeg")


@bp.get("/secret/<int:draft_id>/file")
@registrars
def secret_original(draft_id: int) -> Response:
    """Send a secret file as it came, as a download; the journal notes who took it."""
    here, by = office(), current_officer()
    with here.database.transaction() as session:
        draft = secret_queries.openable(session, by, draft_id)
        path = here.files.path(Digest(draft.original))
        now, after = here.clock.now(), {"file_name": draft.file_name}
        journal.record(session, Event.FILE_OPENED, "draft", draft_id, at=now, by=by.id, after=after)
    media = draft.media_type if draft.media_type in SAFE_TYPES else "application/octet-stream"
    name = safe_name(draft.file_name)
    return send_file(path, mimetype=media, as_attachment=True, download_name=name)


@bp.post("/secret/<int:draft_id>/enter")
@registrars
@redraws(secret_file)
def enter_secret(draft_id: int) -> AnyResponse:
    """Enter a file in the register of secrets."""
    here, by, form = office(), current_officer(), SecretForm.parse(request.form)
    with here.database.transaction() as session:
        draft, now = secret_draft(session, by, draft_id), here.clock.now()
        letter = secret_queries.entered(session, draft)  # if it was pressed twice
        letter = letter or secret_operations.enter(session, draft_id, form.entry(), by=by, at=now)
        page = url_for("intake.secret_letter", letter_id=letter.id)
        return done(page, said=f"ลงทะเบียนรับข้อมูลข่าวสารลับแล้ว เลข {letter.number}")


@bp.post("/secret/<int:draft_id>/release")
@registrars
@redraws(secret_file)
def release(draft_id: int) -> AnyResponse:
    """Go on with a file that the machine took for secret and is not."""
    here, by, reason = office(), current_officer(), request.form.get("release_reason", "")
    with here.database.transaction() as session:
        secret_draft(session, by, draft_id)
        operations.release(session, here.jobs, draft_id, reason, by=by.id, at=here.clock.now())
    said = "ยืนยันว่าไม่ลับแล้ว ไฟล์กลับไปให้เจ้าหน้าที่สารบรรณตรวจตามปกติ"
    return done(url_for("intake.secret_files"), said=said)


@bp.post("/secret/<int:draft_id>/discard")
@registrars
@redraws(secret_file)
def discard_secret(draft_id: int) -> AnyResponse:
    """Refuse a secret file; nothing of it stays but that it came."""
    here, by, reason = office(), current_officer(), request.form.get("discard_reason", "")
    with here.database.transaction() as session:
        secret_draft(session, by, draft_id)
        operations.discard(session, here.jobs, draft_id, reason, by=by.id, at=here.clock.now())
    return done(url_for("intake.secret_files"), said="ไม่รับไฟล์แล้ว ระบบกำลังลบเนื้อไฟล์")


def _page_asked() -> int:
    return request.args.get("page", default=1, type=int)
