"""Files of a letter: page pictures for the screen, documents to download."""

from http import HTTPStatus

from flask import Response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import copy_queries, file_queries, journal, letter_reads, registering
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.file_queries import CopyNotReady, Document
from registry.headers import ASKED_AGAIN
from registry.journal import Event
from registry.office import office
from registry.ports import Digest
from registry.vocabulary import FileKind, Permission
from registry.web import change, show

SAFE_TYPES = frozenset(
    {"application/pdf", "image/jpeg", "image/png", "image/tiff", "image/heic", "image/heif"}
)
"""Types sent as what they are; anything else is bytes without a name."""


@bp.get("/letters/<int:letter_id>/pages/<int:number>.jpg")
@requires(Permission.READ)
def page(letter_id: int, number: int) -> Response:
    """Send the picture of a page.

    The browser may keep it, but asks each time whether the officer still may
    see it; the digest answers without sending it again. Who looked is in
    the journal before it is sent.
    """
    here, by = office(), current_officer()
    with here.database.reading() as session:
        digest = file_queries.page_picture(session, by, letter_id, number)
        is_noted = letter_reads.is_page_noted(session, by, letter_id, at=here.clock.now())
    path = here.files.path(Digest(digest))
    if not is_noted:
        change(letter_reads.note_page, letter_id, number)
    response = send_file(path, mimetype="image/jpeg", etag=digest, conditional=True)
    response.headers["Cache-Control"] = ASKED_AGAIN
    return response


@bp.get(f"/letters/<int:letter_id>/files/<any({','.join(FileKind)}):kind>")
@requires(Permission.READ)
def file(letter_id: int, kind: str) -> AnyResponse:
    """Send a document as a download; the journal notes who opened it."""
    here, unit_id = office(), request.args.get("unit", type=int)
    try:
        found = _opened(letter_id, FileKind(kind), unit_id)
    except CopyNotReady:
        page = url_for("registry.stamped_copy", letter_id=letter_id, unit=unit_id)
        return redirect(page, HTTPStatus.SEE_OTHER)
    path = here.files.path(found.digest)
    media = found.media_type if found.media_type in SAFE_TYPES else "application/octet-stream"
    return send_file(path, mimetype=media, as_attachment=True, download_name=found.name)


@bp.get("/letters/<int:letter_id>/copy")
@requires(Permission.READ)
def stamped_copy(letter_id: int) -> Response:
    """Have a unit's stamped copy drawn, and wait for it."""
    here, unit_id = office(), request.args.get("unit", type=int)
    with here.database.reading() as session:
        screen = copy_queries.copy_page(session, current_officer(), letter_id, unit_id)
    if not (screen.is_ready or screen.is_asked):
        with here.database.transaction() as session:
            registering.ask_for_copy(session, here.jobs, screen.letter_id, screen.unit_id)
    return show(screen)


def _opened(letter_id: int, kind: FileKind, unit_id: int | None) -> Document:
    here, by = office(), current_officer()
    now = here.clock.now()
    with here.database.transaction() as session:
        found = file_queries.document(session, by, letter_id, kind, unit_id=unit_id)
        here.files.path(found.digest)  # what is not there is not opened
        after = {"file": kind.value, "file_name": found.name}
        journal.record(
            session, Event.FILE_OPENED, "letter", letter_id, at=now, by=by.id, after=after
        )
    return found
