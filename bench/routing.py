"""``./saraban bench routing``: sending a circular to 500 units, and full baskets on the screen.

A circular is sent to 500 units, again and again with new letters, on SQLite and
on a PostgreSQL started for this. Then an office with 100,000 letters and ten
copies of each opens the pages that officers open all day. The floor beside
them is the same page of a unit that has nothing.
"""

import argparse
import datetime as dt
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random

from flask.testing import FlaskClient

from bench.full_baskets import COPIES, add_units, clerk_of, fill_baskets
from bench.full_books import registration, waiting_drafts
from bench.machine import describe, percentile, verdict
from bench.private_office import PrivateOffice, opened
from bench.registering import databases, signed_in
from intake.registration import register_draft
from routing import sending
from routing.sending import Recipient
from routing.states import Purpose

WANTED_SECONDS, WANTED_MS = 2, 150


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench routing", description=__doc__)
    parser.add_argument("--seed", type=int, default=2568)
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--circulars", type=int, default=10, help="to send on each database")
    parser.add_argument("--letters", type=int, default=100_000, help="of the full office")
    parser.add_argument("--views", type=int, default=40, help="times each page is opened")
    given = parser.parse_args()
    print(describe())
    print(f"seed      {given.seed}\n")
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as name, databases(Path(name)) as at:
        for engine, addresses in at.items():
            send(engine, opened(Path(name) / f"{engine}-office", addresses[0]), given)
            full = opened(Path(name) / f"{engine}-full", addresses[1])
            view(engine, full, given)
            print()


def send(engine: str, of: PrivateOffice, given: argparse.Namespace) -> None:
    """Send circulars to every unit and time each transaction."""
    units = add_units(of, given.units)
    office, taken = of.office, []
    ticked = [Recipient(unit, Purpose.INFORMATION, "เพื่อทราบและถือปฏิบัติ") for unit in units]
    for number, draft in enumerate(waiting_drafts(of, given.circulars)):
        with office.database.transaction() as session:
            clerk, now = clerk_of(session, of), office.clock.now()
            form = registration(number, dt.datetime.now(dt.UTC))
            receipts = register_draft(
                session, office.jobs, draft, form, unit_id=of.unit_id, by=clerk, at=now
            )
        start = time.perf_counter()
        with office.database.transaction() as session:
            sending.send(
                session, office.jobs, receipts[0].letter_id, of.unit_id, ticked, by=clerk, at=now
            )
        taken.append(time.perf_counter() - start)
    said = f"{engine}: one circular to {given.units} units, slowest"
    print(verdict(said, max(taken), WANTED_SECONDS, " s", at_most=True))


def view(engine: str, of: PrivateOffice, given: argparse.Namespace) -> None:
    """Open baskets and matrices of a full office and of an empty unit, in turns."""
    units = add_units(of, given.units)
    start = time.perf_counter()
    fill_baskets(of, units[: given.units - 1], given.letters)
    print(
        f"{engine}: {given.letters:,} letters and {given.letters * COPIES:,} assignments written "
        f"in {time.perf_counter() - start:.0f} s"
    )
    client, rng = signed_in(of), Random(given.seed)  # noqa: S311 - the same pages every time
    newest = int(given.letters * 0.96)
    asked: dict[str, Callable[[], str]] = {
        "floor: an empty basket": lambda: "/routing/basket?state=returned",
        "basket": lambda: f"/routing/basket?unit={units[0]}",
        "basket, largest pile": lambda: f"/routing/basket?unit={of.unit_id}&state=received",
        "my work": lambda: "/routing/",
        "who has not, one letter": lambda: (
            f"/routing/letters/{rng.randint(newest, given.letters)}/who"
        ),
        "slip of a letter": lambda: f"/routing/letters/{rng.randint(1, given.letters)}",
    }
    times: dict[str, list[float]] = defaultdict(list)
    for turn in range(given.views + 1):
        for name, address in asked.items():
            taken = _timed(client, address())
            if turn:  # the first turn compiles the templates
                times[name].append(taken)
    floor = percentile(times["floor: an empty basket"], 0.5)
    for name, all_taken in times.items():
        middle, slow = percentile(all_taken, 0.5), percentile(all_taken, 0.95)
        print(f"  {name:26}{middle:8.1f} ms middle{slow:8.1f} ms p95{middle / floor:8.1f} x floor")
        if name != "floor: an empty basket":
            print(verdict(f"{engine}: {name}, p95", slow, WANTED_MS, "ms", at_most=True))


def _timed(client: FlaskClient, address: str) -> float:
    start = time.perf_counter()
    answer = client.get(address)
    if answer.status_code != 200:  # noqa: PLR2004 - OK
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
