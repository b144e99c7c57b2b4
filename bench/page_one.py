"""How soon a clerk sees the fields of page 1, and what memory the workers take for it."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from bench.machine import memory_of_tree, peak_of
from bench.private_office import PrivateOffice, opened, workers
from intake.models import Draft, DraftLetter
from intake.operations import accept_file
from intake.states import DraftState
from registry.vocabulary import Channel

PATIENCE_SECONDS = 600
LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Arrival:
    """What was seen while one file went through the office."""

    first_fields: float
    """Seconds from the file's arrival to the fields of page 1."""
    all_read: float
    """Seconds until every page was read and the letters proposed."""
    worker_peak: float
    """The most memory one worker process itself has had, in MB."""
    tree_peak: float
    """The same with its sandbox and Tesseract."""


def arrival(file: Path, folder: Path, *, first: Path, count: int) -> Arrival:
    """Send a file through an office whose workers are awake.

    ``first`` is a file of several pages that goes through before, as the
    morning's first does: dictionary, sandbox and Tesseract are loaded by it.
    """
    of = opened(folder)
    with workers(of, count) as processes:
        # Looking at memory costs time, so it is done on the file that is not timed.
        with _watching(processes) as peaks:
            before = _send(of, first)
            _wait(lambda: _is_read(of, before))
        start = time.perf_counter()
        draft_id = _send(of, file)
        _wait(lambda: _has_fields(of, draft_id))
        fields = time.perf_counter() - start
        _wait(lambda: _is_read(of, draft_id))
        whole = time.perf_counter() - start
        worker = max(map(peak_of, processes))
    return Arrival(fields, whole, worker, max(peaks))


def _send(of: PrivateOffice, file: Path) -> int:
    office = of.office
    with file.open("rb") as stream:
        digest = office.files.put(stream)
    with office.database.transaction() as session:
        draft = accept_file(
            session,
            office.jobs,
            office.files,
            unit_id=of.unit_id,
            original=digest,
            file_name=file.name,
            size=file.stat().st_size,
            channel=Channel.COMMAND,
            at=office.clock.now(),
            by=None,
        )
        assert draft.id is not None
        return draft.id


def _has_fields(of: PrivateOffice, draft_id: int) -> bool:
    with of.office.database.reading() as session:
        wanted = select(DraftLetter).where(DraftLetter.draft_id == draft_id)
        return any(letter.found for letter in session.exec(wanted))


def _is_read(of: PrivateOffice, draft_id: int) -> bool:
    with of.office.database.reading() as session:
        return session.get_one(Draft, draft_id).state is DraftState.READ


def _wait(until: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while not until():
        if time.monotonic() > limit:
            message = "the workers did not finish in time"
            raise TimeoutError(message)
        time.sleep(LOOK_SECONDS)


@contextmanager
def _watching(processes: Sequence[int]) -> Iterator[list[float]]:
    """Keep the most memory each process and those below it held, looking twenty times a second."""
    peaks = [0.0 for _ in processes]
    done = threading.Event()

    def look() -> None:
        while not done.wait(LOOK_SECONDS):
            for index, process in enumerate(processes):
                peaks[index] = max(peaks[index], memory_of_tree(process))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()
