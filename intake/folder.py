"""The watched folder: what a scanner leaves there is taken in and moved aside, never deleted.

Each file goes through the same steps, and a crash between any two of them is
made good by the next round: its bytes go to the file store, the draft is
committed, then the file moves to ``รับแล้ว`` or, refused, to ``กักไว้`` with the
reason beside it. A file is known by its place on the disk and its last change,
so one that was accepted before a crash is only moved, not accepted again.
"""

import datetime as dt
import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from intake.errors import FileRefused, FileTooLarge, PasswordNeeded
from intake.operations import accept_file
from intake.triage import FileLimits, triage
from registry.errors import FileMissing
from registry.office import Office
from registry.ports import Digest
from registry.thai import BANGKOK, ERA
from registry.vocabulary import Channel

log = logging.getLogger(__name__)

TAKEN, HELD = "รับแล้ว", "กักไว้"
QUIET_ROUNDS = 2
EMPTY_ROUNDS = 30
"""A scanner may open a file long before it writes; an empty one gets this many rounds."""
PARTIAL = (".part", ".partial", ".crdownload", ".tmp", ".temp", ".filepart", ".download", "~")
LONGEST_NAME = 255
"""Bytes, on every file system in common use; a Thai letter takes three."""


class Growing(Exception):
    """The file changed while it was being copied."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file looked like in a round, and for how many rounds it has."""

    size: int
    changed: int
    inode: int
    rounds: int = 0

    def again(self, was: "Look | None") -> "Look":
        """Count a round if nothing has changed since ``was``."""
        same = was is not None and (was.size, was.changed, was.inode) == (
            self.size,
            self.changed,
            self.inode,
        )
        rounds = was.rounds + 1 if was is not None and same else 0
        return Look(self.size, self.changed, self.inode, rounds)

    @property
    def is_quiet(self) -> bool:
        """Tell whether nobody seems to be writing any more."""
        return self.rounds >= (QUIET_ROUNDS if self.size else EMPTY_ROUNDS)


class Watcher:
    """Looks into one folder again and again, for one unit's intake."""

    def __init__(self, office: Office, folder: Path, unit_id: int) -> None:
        self._office = office
        self._folder = folder
        self._unit_id = unit_id
        self._seen: dict[str, Look] = {}

    def look(self) -> list[Path]:
        """Go through the folder once; take what has become quiet and return where it went."""
        before, self._seen = self._seen, {}
        went = []
        for entry in sorted(self._candidates(), key=lambda one: one.name):
            try:
                found = entry.stat(follow_symlinks=False)
                look = Look(found.st_size, found.st_mtime_ns, found.st_ino).again(
                    before.get(entry.name)
                )
                self._seen[entry.name] = look
                if look.is_quiet:
                    went.append(self._take(Path(entry.path)))
                    del self._seen[entry.name]
            except (Growing, FileNotFoundError, FileMissing):
                # Missing: the same bytes were erased as secret meanwhile; they are stored again.
                self._seen.pop(entry.name, None)
            except OSError:
                # One file nobody may read must not stop the others.
                log.exception("the watched file %r could not be taken in", entry.name)
                self._seen.pop(entry.name, None)
        return went

    def _candidates(self) -> Iterator["os.DirEntry[str]"]:
        """Yield the plain files that look finished by name; links are never followed."""
        with os.scandir(self._folder) as entries:
            for entry in entries:
                name = entry.name.lower()
                if name.startswith((".", "~$")) or name.endswith(PARTIAL):
                    continue
                if entry.is_file(follow_symlinks=False):
                    yield entry

    def _take(self, path: Path) -> Path:
        office = self._office
        size = path.lstat().st_size
        if size > office.settings.max_upload_mb << 20:
            limit = office.settings.max_upload_mb
            return self._hold(path, FileTooLarge(megabytes=-(-size >> 20), limit=limit))
        with _opened(path) as file:
            before = os.fstat(file.fileno())
            original = office.files.put(file)
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise Growing
        with office.database.transaction() as session:
            accept_file(
                session,
                office.jobs,
                office.files,
                unit_id=self._unit_id,
                original=original,
                file_name=path.name,
                size=before.st_size,
                channel=Channel.FOLDER,
                at=office.clock.now(),
                by=None,
                # A rename or an edit by a person changes ctime, and makes it another file.
                source=f"{before.st_dev}:{before.st_ino}:{before.st_ctime_ns}",
            )
        refusal = self._refusal(original)
        if refusal is not None:
            return self._hold(path, refusal)
        return _moved(path, self._folder / TAKEN / self._today())

    def _refusal(self, original: Digest) -> FileRefused | None:
        """Say why the file cannot be read; one that waits for its password can."""
        settings = self._office.settings
        limits = FileLimits(megabytes=settings.max_upload_mb, pages=settings.max_pages)
        try:
            triage(self._office.files.path(original), limits=limits)
        except PasswordNeeded:
            return None
        except FileRefused as refusal:
            return refusal
        return None

    def _hold(self, path: Path, refusal: FileRefused) -> Path:
        """Move a refused file where people see it, with the reason beside it."""
        went = _moved(path, self._folder / HELD / self._today())
        note = went.with_name(_fitting(went.name, ".เหตุผล.txt"))
        note.write_text(f"{refusal}\n", encoding="utf-8")
        return went

    def _today(self) -> str:
        day: dt.date = self._office.clock.now().astimezone(BANGKOK).date()
        return f"{day.year + ERA}-{day:%m-%d}"


def _opened(path: Path) -> IO[bytes]:
    """Open a plain file for reading; raise ``FileNotFoundError`` if it is one no longer."""
    # Between looking and opening, a name can become a link or a pipe nobody writes to.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise FileNotFoundError(path)
    return os.fdopen(handle, "rb")


def _moved(path: Path, folder: Path) -> Path:
    """Move a file into a folder under a name not taken there, durably."""
    folder.mkdir(parents=True, exist_ok=True)
    target, count = folder / path.name, 1
    while os.path.lexists(target):
        count += 1
        target = folder / _fitting(path.stem, f" ({count}){path.suffix}")
    path.rename(target)
    for touched in (folder, path.parent):
        handle = os.open(touched, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return target


def _fitting(name: str, ending: str) -> str:
    """Put an ending on a name, shortening the name so that both fit on a disk."""
    room = LONGEST_NAME - len(os.fsencode(ending))
    while len(os.fsencode(name)) > room:
        name = name[:-1]
    return name + ending
