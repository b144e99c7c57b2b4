"""รับเข้าวันนี้: what has come in, letting files in, and what to do with those that are stuck."""

from flask import Response, request, url_for
from sqlmodel import Session

from intake import operations, today_queries
from intake.blueprint import bp
from intake.queries import draft_in_hand
from intake.today_forms import TodayFilter
from registry.auth import current_officer, requires
from registry.errors import FormRefused, NotFound
from registry.office import office
from registry.ports import Digest
from registry.request_limits import takes_files
from registry.vocabulary import Channel, Permission
from registry.web import done, redraws, show, wants_fragment


@bp.get("/")
@requires(Permission.REGISTER)
def today() -> Response:
    """List every file that waits, and what was registered today."""
    here, wanted = office(), TodayFilter.parse(request.args)
    with here.database.reading() as session:
        screen = today_queries.today(
            session,
            current_officer(),
            now=here.clock.now(),
            most_megabytes=here.settings.max_upload_mb,
            most_pages=here.settings.max_pages,
            page=wanted.page,
        )
        return show(screen)


@bp.get("/progress")
@requires(Permission.REGISTER)
def progress() -> Response:
    """Say how far reading is, and whether the list on the screen has grown old."""
    newest, states = (request.args.get(name, type=int) for name in ("newest", "states"))
    with office().database.reading() as session:
        return show(
            today_queries.progress(session, current_officer(), newest=newest, states=states)
        )


@bp.post("/files")
@takes_files
@requires(Permission.REGISTER)
@redraws(today)
def upload() -> Response:
    """Take files in: each durable in the store first, then all remembered together."""
    here, clerk = office(), current_officer()
    unit_id = request.form.get("unit_id", type=int)
    if unit_id is None or not clerk.may(Permission.REGISTER, unit_id):
        raise NotFound(what="หน่วยงาน")
    files = [one for one in request.files.getlist("files") if one.filename]
    if not files:
        raise FormRefused(fields={"files": "กรุณาเลือกไฟล์อย่างน้อยหนึ่งไฟล์"})
    kept = [(here.files.put(one.stream), one.filename or "") for one in files]
    with here.database.transaction() as session:
        for digest, name in kept:
            _accept(session, digest, name, unit_id)
    # A script sends each file alone and shows how it went beside its name.
    said = "" if wants_fragment() else f"รับไฟล์เข้าแล้ว {len(kept)} ไฟล์ กำลังอ่าน"
    return done(url_for("intake.today"), said=said)


@bp.get("/drafts/<int:draft_id>/stuck")
@requires(Permission.REGISTER)
def stuck(draft_id: int) -> Response:
    """Show one file that is set aside, with the reason and the ways out."""
    with office().database.reading() as session:
        return show(today_queries.stuck(session, current_officer(), draft_id))


@bp.post("/drafts/<int:draft_id>/retry")
@requires(Permission.REGISTER)
@redraws(stuck)
def retry(draft_id: int) -> Response:
    """Examine a file again, or read its failed pages again."""
    here, clerk = office(), current_officer()
    with here.database.transaction() as session:
        draft_in_hand(session, clerk, draft_id)
        operations.retry(session, here.jobs, draft_id, by=clerk.id, at=here.clock.now())
    return done(url_for("intake.today"))


@bp.post("/drafts/<int:draft_id>/unlock")
@requires(Permission.REGISTER)
@redraws(stuck)
def unlock(draft_id: int) -> Response:
    """Open an encrypted file with its password, which is kept nowhere."""
    # Imported when somebody needs it: the web process otherwise opens no document.
    from intake.unlocking import unlock as open_file  # noqa: PLC0415

    open_file(office(), draft_id, request.form.get("password", ""), by=current_officer())
    return done(url_for("intake.today"))


@bp.post("/drafts/<int:draft_id>/discard")
@requires(Permission.REGISTER)
@redraws(stuck)
def discard(draft_id: int) -> Response:
    """Refuse a file for good, with the reason."""
    here, clerk, reason = office(), current_officer(), request.form.get("reason", "")
    with here.database.transaction() as session:
        draft = draft_in_hand(session, clerk, draft_id)
        operations.discard(session, here.jobs, draft_id, reason, by=clerk.id, at=here.clock.now())
    return done(url_for("intake.today"), said=f"ไม่รับไฟล์ {draft.file_name} ตามเหตุผลที่ให้ไว้")


def _accept(session: Session, digest: Digest, name: str, unit_id: int) -> None:
    here = office()
    operations.accept_file(
        session,
        here.jobs,
        here.files,
        unit_id=unit_id,
        original=digest,
        file_name=name,
        size=here.files.path(digest).stat().st_size,
        channel=Channel.UPLOAD,
        at=here.clock.now(),
        by=current_officer().id,
    )
