"""``./saraban bench upgrade``: an office of the first release, full, brought up to date.

Makes the tables of the first release with a register of 100,000 letters, on
SQLite and on a PostgreSQL started for this, both waiting for the disk; then
times the upgrade, which is one transaction, and compares everything as
``./saraban check`` does.
"""

import argparse
import io
import itertools
import tempfile
import time
from pathlib import Path

import app
from bench.machine import describe
from bench.registering import databases
from registry.check import check
from registry.migrate import is_current, migrate
from registry.settings import Settings
from tests import first_release


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench upgrade", description=__doc__)
    parser.add_argument("--letters", type=int, default=100_000)
    given = parser.parse_args()
    print(f"{describe()}\n")
    print(f"{'':12}{'letters':>10}{'made':>10}{'upgraded':>11}{'checked':>10}{'findings':>10}")
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as name, databases(Path(name)) as at:
        for engine, (address, _) in at.items():
            upgrade(engine, Path(name) / f"{engine}-office", address, given.letters)


def upgrade(engine: str, folder: Path, address: str, letters: int) -> None:
    """Fill one database as the first release had it, bring it up to date and check it."""
    said = {"SARABAN_DATA": str(folder)} | ({"SARABAN_DATABASE_URL": address} if address else {})
    office = app.open_office(Settings.from_env(said))
    times = [time.perf_counter()]
    original = office.files.put(io.BytesIO("หนังสือ".encode()))
    first_release.fill(office.database, letters, original)
    times.append(time.perf_counter())
    migrate(office.database.url)
    times.append(time.perf_counter())
    with office.database.reading() as session:
        found = [one.sentence for one in check(session, office.files, app.MENTIONS)]
    times.append(time.perf_counter())
    took = (f"{after - before:8.1f} s" for before, after in itertools.pairwise(times))
    state = len(found) if is_current(office.database) else "not current"
    print(f"{engine:12}{letters:10,}{''.join(took)}{state:>10}", *found[:5], flush=True)
    office.database.engine.dispose()


if __name__ == "__main__":
    main()
