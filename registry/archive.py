"""The folder a backup is kept in: files by their content, and a manifest for each backup.

``files`` holds the office's files and ``rows`` pieces of its tables, both under
their SHA-256, so that a second backup adds only what is new; ``manifests``
holds one file for each backup, whose name carries its own SHA-256. Nothing
outside the folder is ever reached from it: names are digests, links are refused.
"""

import datetime as dt
import fcntl
import gzip
import io
import json
import os
import re
import stat
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import IO, Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from registry.dump import Kind, written
from registry.errors import RegistryError
from registry.filestore import LocalFileStore, digest_in, digest_of, place_of
from registry.ports import Digest

FORMAT: Final = 1
LONGEST_LINE = 256 * 1024 * 1024
"""Bytes of one row; a page full of words has some ten thousand."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
_NAMED = re.compile(r"[0-9]{8}T[0-9]{12}Z-([0-9a-f]{64})\.json")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class ArchiveDamaged(RegistryError):
    """Something in the archive is missing, changed, or not what an archive holds."""

    code = "archive-damaged"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "ชุดสำรองใช้ไม่ได้ {what} กรุณาใช้ชุดสำรองอื่น"


class ArchiveNewer(RegistryError):
    """The archive was made by a later version of the program."""

    code = "archive-newer"
    message = "ชุดสำรองนี้ทำจากโปรแกรมรุ่นใหม่กว่า ({version}) กรุณาติดตั้งโปรแกรมรุ่นนั้นก่อนแล้วนำกลับใหม่"


class ArchiveInUse(RegistryError):
    """Another backup is being written to the same folder."""

    code = "archive-in-use"
    message = "กำลังสำรองข้อมูลลงแฟ้ม {folder} อยู่ กรุณารอให้เสร็จแล้วสั่งใหม่"


class NoPlaceForArchive(RegistryError):
    """The folder is not there, or holds something that is not an archive."""

    code = "no-place-for-archive"
    message = (
        "เก็บชุดสำรองในแฟ้ม {folder} ไม่ได้ เพราะไม่มีแฟ้มนั้นหรือมีแฟ้ม files ของอย่างอื่นอยู่ "
        "กรุณาต่อดิสก์หรือเลือกแฟ้มว่าง"
    )


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Listing(_Part):
    """Rows, cut into pieces that each are a file of the archive."""

    rows: Annotated[int, Field(ge=0)]
    pieces: tuple[Sha256, ...]


class Table(Listing):
    """One table: what its columns hold, in the order of each row."""

    name: Name
    columns: dict[Name, Kind]


class Manifest(_Part):
    """What one backup consists of."""

    format: Literal[1] = FORMAT
    migration: Annotated[str, Field(max_length=32)]
    """The shape of the database: its last migration."""
    taken_at: AwareDatetime
    agency: str
    journal_entry: int
    """The last entry of the journal, and its hash: who edits the chain later is found out."""
    journal_hash: str
    tables: tuple[Table, ...]
    """Each after those its rows point at."""
    files: Listing
    """Rows of digest and size."""
    bytes: int
    """Of all files together."""
    settings: dict[str, str]
    """As the office ran, without secrets."""

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(table.rows for table in self.tables)


class Archive:
    """One folder of backups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.files = Shelf(self.folder / "files")
        self.rows = Shelf(self.folder / "rows")
        self._manifests = self.folder / "manifests"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep others from writing here meanwhile.

        Raises ``ArchiveInUse`` if one does, and ``NoPlaceForArchive`` for a folder
        that is not there: made here, it might lie on the office's own disk
        because another is not mounted.
        """
        # An office's own folder has files and no manifests, too.
        is_ours = self._manifests.is_dir() or not (self.folder / "files").exists()
        if not self.folder.is_dir() or not is_ours:
            raise NoPlaceForArchive(folder=self.folder)
        self._manifests.mkdir(exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ArchiveInUse(folder=self.folder) from error
            yield

    def keep_rows(self, parts: Iterable[Sequence[Sequence[object]]]) -> Listing:
        """Write rows, each part as a piece; one that is there already is not written again."""
        rows, pieces = 0, []
        for part in parts:
            data = packed(part)
            pieces.append(self.rows.keep(digest_in(io.BytesIO(data)), io.BytesIO(data)))
            rows += len(part)
        return Listing(rows=rows, pieces=tuple(pieces))

    def rows_in(self, listing: Listing) -> Iterator[list[Any]]:
        """Yield the rows of a listing; raise ``ArchiveDamaged`` if they are not all there."""
        count = 0
        for piece in listing.pieces:
            try:
                with gzip.open(self.rows.path(Digest(piece))) as file:
                    while line := file.readline(LONGEST_LINE):
                        yield _row(line)
                        count += 1
            except (gzip.BadGzipFile, EOFError, zlib.error, ValueError, RecursionError) as error:
                raise ArchiveDamaged(what=f"อ่านแถวในไฟล์ {piece[:12]} ไม่ได้") from error
        if count != listing.rows:
            raise ArchiveDamaged(what=f"ควรมี {listing.rows:,} แถวแต่มี {count:,}")

    def files_in(self, manifest: Manifest) -> Iterator[Digest]:
        """Yield the digest of every file of a backup."""
        for row in self.rows_in(manifest.files):
            if len(row) != 2 or not _DIGEST.fullmatch(str(row[0])):  # noqa: PLR2004 - digest, size
                raise ArchiveDamaged(what="รายชื่อไฟล์ไม่ถูกต้อง")
            yield Digest(row[0])

    def verify(self, manifest: Manifest) -> None:
        """Read every byte of a backup; raise ``ArchiveDamaged`` at the first that is wrong."""
        for listing in (*manifest.tables, manifest.files):
            for piece in listing.pieces:
                self.rows.require(Digest(piece))
        for digest in self.files_in(manifest):
            self.files.require(digest)

    def keep_manifest(self, manifest: Manifest) -> str:
        """Write a manifest, durably and as the last thing of a backup; return its name."""
        said = manifest.model_dump_json(indent=1).encode()
        moment = manifest.taken_at.astimezone(dt.UTC)
        name = f"{moment:%Y%m%dT%H%M%S%f}Z-{digest_in(io.BytesIO(said))}.json"
        with tempfile.NamedTemporaryFile(dir=self._manifests, delete=False) as file:
            file.write(said)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(self._manifests / name)
        return name

    def names(self) -> list[str]:
        """Return the names of the manifests, oldest first."""
        return sorted(one.name for one in self._manifests.glob("*.json"))

    def newest(self) -> str:
        """Return the name of the last manifest; raise ``ArchiveDamaged`` if there is none."""
        names = self.names()
        if not names:
            raise ArchiveDamaged(what=f"ไม่มีรายการสำรองในแฟ้ม {self.folder}")
        return names[-1]

    def manifest(self, name: str) -> Manifest:
        """Return a manifest.

        Raises ``ArchiveDamaged`` if it is not there or was changed, and
        ``ArchiveNewer`` if only a later program can read it.
        """
        parts = _NAMED.fullmatch(name)
        if parts is None:
            raise ArchiveDamaged(what=f"ไม่มีรายการสำรอง {name}")
        place = _plain(self._manifests / name, self._manifests)
        if digest_of(place) != parts[1]:
            raise ArchiveDamaged(what=f"รายการสำรอง {name[:16]} ถูกแก้ไข")
        try:
            said = json.loads(place.read_bytes())
            if isinstance(said, dict) and said.get("format", 0) > FORMAT:
                raise ArchiveNewer(version=f"รูปแบบ {said['format']}")
            return Manifest.model_validate_json(place.read_bytes())
        except (ValueError, TypeError, ValidationError, RecursionError) as error:
            raise ArchiveDamaged(what=f"รายการสำรอง {name[:16]} ไม่ถูกต้อง") from error

    def forget_all_but(self, newest: int, made: str) -> None:
        """Remove older backups and what only they held, never the one just ``made``."""
        others = [name for name in self.names() if name != made]
        if not (old := others[: max(0, len(others) - newest + 1)]):
            return
        last = [made, *others[len(old) :]]
        wanted = {self.files: set[Digest](), self.rows: set[Digest]()}
        for name in last:
            manifest = self.manifest(name)
            wanted[self.files].update(self.files_in(manifest))
            for listing in (*manifest.tables, manifest.files):
                wanted[self.rows].update(map(Digest, listing.pieces))
        for name in old:
            (self._manifests / name).unlink()
        for shelf, digests in wanted.items():
            shelf.keep_only(digests)


class Shelf:
    """Files named by their SHA-256; none is reached through a link."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, digest: Digest) -> Path:
        """Return where a file lies; raise ``ArchiveDamaged`` if it is not there or a link."""
        return _plain(place_of(self._root, digest), self._root)

    def require(self, digest: Digest) -> None:
        """Raise ``ArchiveDamaged`` unless the file is there and has its content."""
        if digest_of(self.path(digest)) != digest:
            raise ArchiveDamaged(what=f"เนื้อไฟล์ {digest[:12]} ถูกเปลี่ยน")

    def keep(self, digest: Digest, source: IO[bytes]) -> Digest:
        """Copy a file in unless it is there, whole; a rotten one is replaced. Return its digest."""
        place = place_of(self._root, digest)
        if os.path.lexists(place):
            if digest_of(self.path(digest)) == digest:
                return digest
            place.unlink()
        return LocalFileStore(self._root).put(source)

    def keep_only(self, wanted: set[Digest]) -> None:
        """Remove every other file."""
        for digest in LocalFileStore(self._root).digests():
            if digest not in wanted:
                place_of(self._root, digest).unlink()


def packed(rows: Sequence[Sequence[object]]) -> bytes:
    """Write rows as one piece of a table; equal rows give equal bytes."""
    return gzip.compress(written(rows), compresslevel=3, mtime=0)


def _row(line: bytes) -> list[Any]:
    row = json.loads(line)
    if not isinstance(row, list) or not line.endswith(b"\n"):
        raise ValueError("not a row")
    return row


def _plain(place: Path, root: Path) -> Path:
    """Return a plain file below ``root`` that no link leads to; raise ``ArchiveDamaged``."""
    steps: list[Path] = [root]
    for part in place.relative_to(root).parts:
        steps.append(steps[-1] / part)
    try:
        kinds = [stat.S_IFMT(step.lstat().st_mode) for step in steps]
    except FileNotFoundError as error:
        raise ArchiveDamaged(what=f"ไฟล์ {place.name[:12]} หายไป") from error
    if kinds != [stat.S_IFDIR] * (len(steps) - 1) + [stat.S_IFREG]:
        raise ArchiveDamaged(what=f"{place.name[:12]} เป็นลิงก์หรือไม่ใช่ไฟล์ธรรมดา")
    return place
