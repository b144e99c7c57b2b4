"""Files of a letter: page pictures for the screen, documents to download."""

from flask import Response, send_file

from registry import journal, letter_queries
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.journal import Event
from registry.office import office
from registry.ports import Digest
from registry.vocabulary import FileKind, Permission

SAFE_TYPES = frozenset(
    {"application/pdf", "image/jpeg", "image/png", "image/tiff", "image/heic", "image/heif"}
)
"""Types sent as what they are; anything else is bytes without a name."""


@bp.get("/letters/<int:letter_id>/pages/<int:number>.jpg")
@requires(Permission.READ)
def page(letter_id: int, number: int) -> Response:
    """Send the picture of a page.

    The browser may keep it, but asks each time whether the officer still may
    see it; the digest answers without sending it again.
    """
    here = office()
    with here.database.reading() as session:
        digest = letter_queries.page_picture(session, current_officer(), letter_id, number)
    path = here.files.path(Digest(digest))
    response = send_file(path, mimetype="image/jpeg", etag=digest, conditional=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.get(f"/letters/<int:letter_id>/files/<any({','.join(FileKind)}):kind>")
@requires(Permission.READ)
def file(letter_id: int, kind: str) -> Response:
    """Send a document as a download; the journal notes who opened it."""
    here, by = office(), current_officer()
    now = here.clock.now()
    with here.database.transaction() as session:
        found = letter_queries.document(session, by, letter_id, FileKind(kind))
        path = here.files.path(found.digest)
        after = {"file": kind, "file_name": found.name}
        journal.record(
            session, Event.FILE_OPENED, "letter", letter_id, at=now, by=by.id, after=after
        )
    media = found.media_type if found.media_type in SAFE_TYPES else "application/octet-stream"
    return send_file(path, mimetype=media, as_attachment=True, download_name=found.name)
