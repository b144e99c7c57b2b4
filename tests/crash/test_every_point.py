"""Whoever dies at whichever point: every file is accounted for and every number is there.

The processes of a whole office, web server, worker and watcher of the folder, die at
each point they come to for the first time, while files come in by each channel.
"""

import os
import time
from pathlib import Path

import pytest

import app
from registry.filestore import ABANDONED_SECONDS, INCOMING
from tests import postgres
from tests.crash.day import Day, a_day

pytestmark = pytest.mark.timeout(3600)

MOST_LOTS = 10
ESSENTIAL = (
    "before commit intake.today_views.upload",
    "after commit intake.today_views.upload",
    "before commit intake.folder.Watcher._take",
    "after commit intake.folder.Watcher._take",
    "before commit intake.review_views.register",
    "after commit intake.review_views.register",
    "[intake.read-page]",
    "[intake.stamp]",
    "[intake.erase]",
    "[registry.backup]",
    "[search.index]",
    "before commit routing.grid_views.send",
    "after commit routing.move_views.make_move",
    "rename registry.filestore.LocalFileStore.put",
    "rename intake.folder._moved",
    "rename search.build_folders.BuildFolders._point_to",
)
"""Words of points that must be among those found, or the matrix has grown blind."""
HANDFUL = (
    "commit intake.today_views.upload",
    "commit intake.review_views.register",
    "commit routing.move_views.make_move",
    "commit registry.jobs.close for registry.worker.Worker.run_one [intake.read-page]",
    "commit registry.jobs.close for registry.worker.Worker.run_one [intake.erase]",
)


def test_a_death_at_every_point_loses_nothing(tmp_path: Path) -> None:
    with a_day(tmp_path, deadly=()) as day:
        lots_until_all_have_died(day)
        spent = day.points.spent()
        assert [words for words in ESSENTIAL if not any(words in one for one in spent)] == []
        assert day.findings() == []
        assert half_written(day) == []


def test_a_death_at_a_commit_or_of_the_server_loses_nothing_on_postgresql(
    tmp_path: Path,
) -> None:
    with (
        postgres.own_server() as (server, address),
        a_day(tmp_path, address, deadly=HANDFUL) as day,
    ):
        lots_until_all_have_died(day, *HANDFUL)
        day.lot(meanwhile=lambda: postgres.kill_and_start_again(server))
        assert day.findings() == []


def lots_until_all_have_died(day: Day, *among: str) -> None:
    for _ in range(MOST_LOTS):
        day.lot()
        wanted = [one for one in day.points.seen() if any(words in one for words in among or ("",))]
        if day.points.spent() == wanted:
            return
    assert day.points.spent() == wanted


def half_written(day: Day) -> list[Path]:
    """What the dead left in the file store, after the first start of the next day."""
    incoming = day.office.settings.data / "files" / INCOMING
    tomorrow = time.time() - ABANDONED_SECONDS - 1
    for part in incoming.iterdir():
        os.utime(part, (tomorrow, tomorrow))
    app.open_office(day.office.settings)
    return list(incoming.iterdir())
