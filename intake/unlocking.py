"""Opening a file that its sender has locked: the password is used once and written nowhere."""

import io

import pikepdf

from intake import sandbox
from intake.document import Document, open_pikepdf
from intake.drafts import locked, require
from intake.errors import FileUnreadable
from intake.operations import retry
from intake.queries import draft_in_hand
from intake.states import Move
from intake.triage import FileLimits, triage
from registry.office import Office
from registry.people import Actor
from registry.ports import Digest

LIMITS = sandbox.Limits(memory=2 << 30, file_size=1 << 30)


def unlock(office: Office, draft_id: int, password: str, *, by: Actor) -> None:
    """Keep a copy of a draft's file without its password, and examine the draft again.

    The original stays as it came. Raises ``PasswordWrong``, and ``FileRefused``
    for what is wrong with the file itself.
    """
    with office.database.reading() as session:
        draft = draft_in_hand(session, by, draft_id)
        require(draft, Move.RETRY)
    original = office.files.path(Digest(draft.original))
    settings = office.settings
    found = triage(
        original,
        password=password,
        limits=FileLimits(megabytes=settings.max_upload_mb, pages=settings.max_pages),
    )
    opened = sandbox.run(without_password, Document(original, found.media, password), limits=LIMITS)
    readable = office.files.put(io.BytesIO(opened))
    with office.database.transaction() as session:
        require(locked(session, draft_id), Move.RETRY)
        now = office.clock.now()
        retry(session, office.jobs, draft_id, by=by.id, at=now, readable=readable)
        office.files.path(readable)  # as in ``accept_file``: it may have been erased meanwhile


def without_password(document: Document) -> bytes:
    """Return an encrypted PDF's bytes without encryption; to be called inside the sandbox."""
    out = io.BytesIO()
    try:
        with open_pikepdf(document) as pdf:
            pdf.save(out, encryption=False, deterministic_id=True)
    except pikepdf.PdfError as error:
        raise FileUnreadable(reason=str(error)) from error
    return out.getvalue()
