"""Files kept on the local disk, named by their content."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from registry.errors import FileMissing
from registry.ports import Digest

CHUNK = 1024 * 1024
INCOMING = "incoming"
ABANDONED_SECONDS = 24 * 3600
"""Nothing takes so long to write: what is left half-way was left by a process that died."""


class LocalFileStore:
    """A write-once store: ``<root>/ab/cd/abcd…``, mode 0440.

    A file is complete or absent: bytes go to a temporary name on the same
    disk, are flushed, and are renamed into place; the folder is flushed too,
    or a power cut could forget the name of bytes that are there. Callers store
    the file first and write the row after, so a crash can leave a file without
    a row (``./saraban check`` lists those) but never a row without a file.
    Bytes under a temporary name whose writer died are removed a day later: they
    may be those of a secret letter, and nobody would ever ask for them.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        (self._root / INCOMING).mkdir(parents=True, exist_ok=True)
        for part in (self._root / INCOMING).iterdir():
            if is_abandoned(part):
                part.unlink(missing_ok=True)

    def put(self, source: IO[bytes]) -> Digest:
        """Copy ``source`` into the store and return its digest; durable on return."""
        hasher = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self._root / INCOMING, delete=False) as incoming:
            try:
                while chunk := source.read(CHUNK):
                    hasher.update(chunk)
                    incoming.write(chunk)
                incoming.flush()
                os.fsync(incoming.fileno())
                digest = Digest(hasher.hexdigest())
                target = self._place(digest)
                if target.exists():
                    Path(incoming.name).unlink()
                else:
                    Path(incoming.name).chmod(0o440)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    Path(incoming.name).replace(target)
            except BaseException:
                Path(incoming.name).unlink(missing_ok=True)
                raise
        # Also of a file that was there: who put it may not have come this far yet.
        for folder in (target.parent, target.parent.parent, self._root):
            _flush(folder)
        return digest

    def path(self, digest: Digest) -> Path:
        """Return the path of a stored file; raise ``FileMissing`` if there is none."""
        place = self._place(digest)
        if not place.is_file():
            raise FileMissing(digest=digest)
        return place

    def remove(self, digest: Digest) -> None:
        """Delete a file that may not be kept here; durable on return."""
        place = self._place(digest)
        if place.exists():
            place.unlink()
            _flush(place.parent)

    def digests(self) -> Iterator[Digest]:
        """Yield the name of every stored file, in no order."""
        for place in self._root.glob("??/??/*"):
            yield Digest(place.name)

    def _place(self, digest: Digest) -> Path:
        return place_of(self._root, digest)


def is_abandoned(place: Path) -> bool:
    """Tell whether a temporary file or folder is left from a process that died."""
    try:
        return time.time() - place.stat().st_mtime > ABANDONED_SECONDS
    except FileNotFoundError:
        return False  # another process was faster to remove it


def place_of(root: Path, digest: Digest) -> Path:
    """Return where a file of this name lies below ``root``, whether it is there or not."""
    return root / digest[:2] / digest[2:4] / digest


def digest_of(path: Path) -> Digest:
    """Return the SHA-256 of a file on disk."""
    with path.open("rb") as file:
        return digest_in(file)


def digest_in(source: IO[bytes]) -> Digest:
    """Return the SHA-256 of what can be read from here on, a piece at a time."""
    hasher = hashlib.sha256()
    while chunk := source.read(CHUNK):
        hasher.update(chunk)
    return Digest(hasher.hexdigest())


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
