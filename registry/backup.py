"""Taking a backup while the office works, and proving it by restoring it.

The rows are those of one moment; files are copied after them, and a file is
only ever stored before the row that points at it, so none can be missing. A
backup counts only once it has been restored beside the office and was found
to be the same, row for row and byte for byte.
"""

import datetime as dt
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry import dump, journal
from registry.archive import Archive, Manifest, Table, packed
from registry.check import Mentions
from registry.db import Database
from registry.errors import FileMissing, RegistryError
from registry.filestore import digest_in, is_abandoned
from registry.journal import Event
from registry.migrate import revision
from registry.models import JournalEntry, JournalHead
from registry.office import Office
from registry.people import agency
from registry.ports import Digest, FileStore
from registry.restore import restore_rows

SCRATCH = "proof-"


class ProofFailed(RegistryError):
    """The backup, restored, is not what the office was."""

    code = "proof-failed"
    message = "ชุดสำรองที่เพิ่งทำนำกลับมาแล้วไม่ตรงกับต้นฉบับ ({what}) จึงไม่นับเป็นชุดสำรอง กรุณาสำรองใหม่ลงที่อื่น"


class OfficeLacksFiles(RegistryError):
    """Everything there is was kept, but the office itself has lost files."""

    code = "office-lacks-files"
    message = (
        "สำรองทุกอย่างที่มีแล้ว แต่คลังไฟล์ของหน่วยงานขาดหรือถูกเปลี่ยนไป {count:,} ไฟล์ (เช่น {digest:.12}) "
        "กรุณาสั่ง ./saraban check แล้วนำไฟล์ที่ขาดกลับจากชุดสำรองก่อนหน้า"
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """A backup that was restored and found to be the same."""

    manifest: str
    folder: str
    row_count: int
    file_count: int
    byte_count: int
    journal_entry: int
    """The last entry it holds."""


def back_up(office: Office, folder: Path, mentions: Iterable[Mentions], *, keep: int) -> Proof:
    """Back the office up into a folder and prove it, keeping the newest ``keep`` backups there.

    Raises ``NoPlaceForArchive``, ``ArchiveInUse``, ``ArchiveDamaged``,
    ``ProofFailed``; and, once all there is has been kept, ``OfficeLacksFiles``.
    """
    archive = Archive(folder)
    with archive.held():
        manifest, missing = _copy(office, archive, mentions)
        prove(archive, manifest, beside=office.settings.data)
        name = archive.keep_manifest(manifest)
        archive.forget_all_but(keep, name)
    if missing:
        raise OfficeLacksFiles(count=len(missing), digest=missing[0])
    return Proof(
        manifest=name,
        folder=str(archive.folder),
        row_count=manifest.rows,
        file_count=manifest.files.rows,
        byte_count=manifest.bytes,
        journal_entry=manifest.journal_entry,
    )


def prove(archive: Archive, manifest: Manifest, *, beside: Path) -> None:
    """Restore a backup into a scratch place and compare; raise ``ProofFailed``.

    Also raises ``ArchiveDamaged`` for a file that cannot be read back as it is.
    The scratch place holds the rows alone: a second copy of each file would
    prove no more than reading the first.
    """
    archive.verify(manifest)
    for left in beside.glob(f"{SCRATCH}*"):
        if is_abandoned(left):  # every row of the office, and nobody who would remove it
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=beside) as scratch:
        database = Database(f"sqlite:///{scratch}/registry.db", threads=1)
        try:
            restore_rows(archive, manifest, database)
            with database.reading() as session:
                _compare(session, manifest)
        finally:
            database.engine.dispose()


def note_proven(session: Session, proof: Proof, *, at: dt.datetime, by: int | None = None) -> None:
    """Note in the journal that a backup was made and proven."""
    journal.record(session, Event.BACKUP_PROVEN, "backup", at=at, by=by, after=asdict(proof))


def last_proof(session: Session) -> JournalEntry | None:
    """Return the entry of the last backup that was proven."""
    proven = select(JournalEntry).where(
        JournalEntry.about == "backup", JournalEntry.event == Event.BACKUP_PROVEN
    )
    return session.exec(proven.order_by(col(JournalEntry.id).desc()).limit(1)).first()


def _copy(
    office: Office, archive: Archive, mentions: Iterable[Mentions]
) -> tuple[Manifest, list[Digest]]:
    with office.database.snapshot() as session:
        head = session.get_one(JournalHead, 1)
        root = agency(session)
        tables = tuple(_table(session, archive, table) for table in dump.tables())
        wanted = {Digest(one) for listing in mentions for one, _ in listing(session) if one}
    copying = _Copying(office.files, archive)
    files = archive.keep_rows(copying.parts(sorted(wanted)))
    manifest = Manifest(
        migration=revision(office.database) or "",
        taken_at=office.clock.now(),
        agency=root.name if root else "",
        journal_entry=head.last_id,
        journal_hash=head.hash,
        tables=tables,
        files=files,
        bytes=copying.bytes,
        settings=office.settings.without_secrets(),
    )
    return manifest, copying.missing


def _table(session: Session, archive: Archive, table: sa.Table) -> Table:
    kept = archive.keep_rows(dump.rows_of(session, table))
    columns = dump.columns_of(table)
    return Table(name=table.name, columns=columns, rows=kept.rows, pieces=kept.pieces)


class _Copying:
    """Copies files, and remembers how much that was and which were not there."""

    def __init__(self, store: FileStore, archive: Archive) -> None:
        self._store = store
        self._archive = archive
        self.bytes = 0
        self.missing: list[Digest] = []

    def parts(self, wanted: Sequence[Digest]) -> Iterator[list[tuple[Digest, int]]]:
        """Copy the files; yield digest and size of each, a part at a time."""
        for start in range(0, len(wanted), dump.AT_ONCE):
            copied = map(self._copy, wanted[start : start + dump.AT_ONCE])
            yield [one for one in copied if one is not None]

    def _copy(self, digest: Digest) -> tuple[Digest, int] | None:
        try:
            with self._store.path(digest).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if self._archive.files.keep(digest, file) == digest:
                    self.bytes += size
                    return digest, size
        except (FileMissing, FileNotFoundError):
            pass  # lost, or erased as secret since the rows were read
        self.missing.append(digest)
        return None


def _compare(session: Session, manifest: Manifest) -> None:
    there = {table.name: table for table in dump.tables()}
    for said in manifest.tables:
        rows, pieces = 0, []
        for part in dump.rows_of(session, there[said.name]):
            pieces.append(digest_in(io.BytesIO(packed(part))))
            rows += len(part)
        if rows != said.rows or tuple(pieces) != said.pieces:
            raise ProofFailed(what=f"ตาราง {said.name} มี {rows:,} แถวจาก {said.rows:,}")
