"""The files of a letter that an officer may open: pictures, originals, copies. Reading only."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePath
from typing import Any

from sqlmodel import Session, col, select

from registry.errors import NotFound, RegistryError
from registry.holdings import may_see, visible_letter
from registry.models import Bundle, BundlePage, Letter, LetterFile
from registry.people import Actor
from registry.ports import Digest
from registry.unit_copies import copy_in_hand
from registry.vocabulary import FileKind

OF_THE_BUNDLE = frozenset({FileKind.ORIGINAL, FileKind.SEARCHABLE})
"""Files that show every letter that came in them."""


class CopyNotReady(RegistryError):
    """Something was written since the stamped copy was made; it has to be drawn first."""

    code = "copy-not-ready"
    status = HTTPStatus.CONFLICT
    message = "ฉบับประทับตรายังทำไม่เสร็จ กรุณาเปิดอีกครั้งในอีกสักครู่"


@dataclass(frozen=True, slots=True)
class Document:
    """A file to hand over: what it is called there, what it is, where it lies."""

    digest: Digest
    media_type: str
    name: str


def page_picture(session: Session, actor: Actor, letter_id: int, number: int) -> str:
    """Return the digest of the picture of one of a letter's pages."""
    wanted = (
        select(BundlePage.picture, Letter.pages)
        .join(Letter, col(Letter.bundle_id) == col(BundlePage.bundle_id))
        .where(Letter.id == letter_id, BundlePage.number == number, may_see(actor))
    )
    picture, pages = session.exec(wanted).first() or ("", [])
    if not picture or number not in pages:
        raise NotFound(what="ภาพหน้า")
    return picture


def document(
    session: Session, actor: Actor, letter_id: int, kind: FileKind, *, unit_id: int | None = None
) -> Document:
    """Return one of a letter's files; ``unit_id`` says whose stamped copy is meant.

    Raises ``NotFound`` if it is not his or not made yet, and ``CopyNotReady``
    for a stamped copy that lacks something.
    """
    letter = visible_letter(session, actor, letter_id)
    bundle = session.get_one(Bundle, letter.bundle_id)
    if kind in OF_THE_BUNDLE and not _sees_all_of(session, actor, letter):
        raise NotFound(what="ไฟล์")
    if kind is FileKind.ORIGINAL:
        return Document(Digest(bundle.original), bundle.media_type, safe_name(bundle.file_name))
    if kind is FileKind.STAMPED:
        copy = copy_in_hand(session, actor, letter_id, unit_id)
        if not copy.is_fresh:
            raise CopyNotReady
        file = copy.file
    else:
        made = select(LetterFile).where(*made_for(letter), LetterFile.kind == kind)
        # A letter's own copy goes before one of the whole bundle.
        file = session.exec(made.order_by(col(LetterFile.letter_id).is_(None))).first()
    if file is None:
        raise NotFound(what="ไฟล์")
    name = f"{PurePath(bundle.file_name).stem} {kind.label}.pdf"
    return Document(Digest(file.digest), "application/pdf", safe_name(name))


def files_of(session: Session, actor: Actor, letter: Letter, *, is_stamped: bool) -> list[FileKind]:
    """Return the kinds of file an officer is offered; a stamped copy is made when asked for."""
    found = {file.kind for file in session.exec(select(LetterFile).where(*made_for(letter)))}
    kinds = (found - {FileKind.STAMPED}) | {FileKind.ORIGINAL}
    if is_stamped:
        kinds.add(FileKind.STAMPED)
    if not _sees_all_of(session, actor, letter):
        kinds -= OF_THE_BUNDLE
    return sorted(kinds, key=list(FileKind).index)


def made_for(letter: Letter) -> tuple[Any, ...]:
    """Return the conditions for the files made of a letter, or of the whole bundle it is in."""
    own = col(LetterFile.letter_id) == letter.id
    return (
        LetterFile.bundle_id == letter.bundle_id,
        own | col(LetterFile.letter_id).is_(None),
    )


def _sees_all_of(session: Session, actor: Actor, letter: Letter) -> bool:
    """Tell whether every letter that came in the same file is the officer's to see."""
    hidden = select(Letter.id).where(Letter.bundle_id == letter.bundle_id, ~may_see(actor))
    return session.exec(hidden.limit(1)).first() is None


def safe_name(name: str) -> str:
    """Keep a name that came from outside from meaning a path or the end of a header."""
    return re.sub(r'[\x00-\x1f\x7f"\\\\/:*?<>|;]', "_", name).strip(". ") or "เอกสาร"
