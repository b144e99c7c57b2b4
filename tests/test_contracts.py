"""Every adapter and every fake of a port behaves alike."""

import io
import os
import stat
import time
from pathlib import Path

import pytest

from registry.errors import FileMissing
from registry.filestore import ABANDONED_SECONDS, INCOMING, LocalFileStore
from registry.ports import Digest, FileStore
from tests.fakes import MemoryFileStore


@pytest.fixture(params=[LocalFileStore, MemoryFileStore], ids=["local", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    made: FileStore = request.param(tmp_path)
    return made


def test_same_bytes_have_one_digest(store: FileStore) -> None:
    first, again = (store.put(io.BytesIO(b"letter")) for _ in range(2))
    assert first == again
    assert store.path(first).read_bytes() == b"letter"


def test_unknown_digest_is_an_error_not_an_empty_file(store: FileStore) -> None:
    with pytest.raises(FileMissing):
        store.path(Digest("0" * 64))


def test_everything_kept_is_listed(store: FileStore) -> None:
    kept = {store.put(io.BytesIO(letter)) for letter in (b"one", b"two")}
    assert set(store.digests()) == kept


def test_a_removed_file_is_gone_and_removing_it_again_is_no_error(store: FileStore) -> None:
    digest = store.put(io.BytesIO(b"letter"))
    store.remove(digest)
    store.remove(digest)
    with pytest.raises(FileMissing):
        store.path(digest)


def test_a_broken_upload_leaves_nothing_behind(store: FileStore, tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(Broken())
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_what_a_killed_upload_left_is_gone_the_next_day_and_not_before(tmp_path: Path) -> None:
    LocalFileStore(tmp_path)
    old, young = (tmp_path / INCOMING / name for name in ("old", "young"))
    for part in (old, young):
        part.write_bytes(b"half a letter")
    long_ago = time.time() - ABANDONED_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    LocalFileStore(tmp_path)
    assert (old.exists(), young.exists()) == (False, True)


def test_a_file_another_process_has_just_put_there_is_durable_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LocalFileStore(tmp_path)
    store.put(io.BytesIO(b"letter"))
    flushed = []

    def watched(handle: int) -> None:
        flushed.append(stat.S_ISDIR(os.fstat(handle).st_mode))

    monkeypatch.setattr(os, "fsync", watched)
    store.put(io.BytesIO(b"letter"))
    assert any(flushed)


def test_a_stored_original_cannot_be_written_to(tmp_path: Path) -> None:
    store = LocalFileStore(tmp_path)
    place = store.path(store.put(io.BytesIO(b"letter")))
    assert stat.S_IMODE(place.stat().st_mode) == 0o440
