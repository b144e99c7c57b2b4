"""``./saraban bench crash``: an office whose processes die at random, round after round.

In each round files come in by every channel, are read, registered, sent and
received, while one process, drawn by lot, is killed -9 at a fault point, drawn
by lot, or at a moment, drawn by lot; on PostgreSQL the server too. Then
everything is accounted for. Half of the rounds are on SQLite and half on
PostgreSQL; what was seen is kept in a file, and a run that is begun again goes
on from there.
"""

import argparse
import json
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.machine import describe
from tests import postgres
from tests.crash.crew import kill_group
from tests.crash.day import Day, a_day

ROUNDS_OF_AN_OFFICE = 25
"""Rounds after which an office has grown old, and another is founded."""
SHARE_AT_POINTS = 0.6
LONGEST_WAIT = 6.0
"""Seconds into a round at which the last of the random moments lies."""
MOST_HITS = 2
"""Times a point is come to before it kills; most are come to that often in a round."""
AT_START = ("app.", "sign_in", "keep_time", "rebuild", "report_in")
"""Words of points that nobody comes to again in a round."""
LONGEST_FINDING = 2000
SERVER = "PostgreSQL server"
FINDINGS = {
    "lost": "lost",
    "doubled": "doubled",
    "registered twice": "registered twice",
    "book": "gaps",
    "dead job": "dead jobs",
    "registry check": "findings of check",
    "stuck": "stuck",
}
"""How what is wrong begins, and what the table calls it."""
ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Round:
    """What happened in one round."""

    number: int
    engine: str
    aimed: str
    """The point or process that was to be killed."""
    died: tuple[str, ...]
    arrived: int
    numbered: int
    seconds: float
    findings: tuple[str, ...]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench crash", description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2568)
    parser.add_argument("--seen", type=Path, help="file that keeps the rounds, to go on later")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("broken off"))  # and leave nothing running
    seen = given.seen or Path(tempfile.gettempdir()) / f"saraban-crash-{given.seed}.jsonl"
    had = [Round(**json.loads(line)) for line in seen.open()] if seen.exists() else []
    print(f"{describe()}\nseed      {given.seed}, rounds kept in {seen}, {len(had)} seen before\n")
    with seen.open("a") as kept:
        for one in rounds(given.seed, len(had), given.rounds):
            had.append(one)
            kept.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
            kept.flush()
            first = one.findings[0].splitlines()[0] if one.findings else ""
            wrong = f"  {len(one.findings)} FINDINGS {first}" if first else ""
            took = f"{one.seconds:5.1f} s"
            print(f"{one.number:4} {one.engine:11}{took}  {one.aimed}{wrong}", flush=True)
    print(table(had))
    raise SystemExit(any(one.findings for one in had))


def rounds(seed: int, first: int, last: int) -> Iterator[Round]:
    """Play the rounds from ``first`` to ``last``, in offices founded for a number of them."""
    number = first
    while number < last:
        block = number // ROUNDS_OF_AN_OFFICE
        with _an_office(ENGINES[block % len(ENGINES)]) as (day, kill_server):
            is_well = True
            while is_well and number < min(last, (block + 1) * ROUNDS_OF_AN_OFFICE):
                chance = random.Random(seed * 1_000_003 + number)  # noqa: S311 - drawn again, the same
                one = _round(day, kill_server, number, chance)
                yield one
                number += 1
                is_well = not one.findings  # what is wrong stays wrong: it is counted once


def table(seen: Sequence[Round]) -> str:
    """Write what was seen, for people."""
    lines = [f"{'':13}{'rounds':>8}{'deaths':>8}{'files in':>10}{'numbers':>9}{'findings':>10}"]
    for engine in ENGINES:
        mine = [one for one in seen if one.engine == engine]
        lines.append(
            f"{engine:13}{len(mine):8,}{sum(len(one.died) for one in mine):8,}"
            f"{sum(one.arrived for one in mine):10,}{sum(one.numbered for one in mine):9,}"
            f"{sum(len(one.findings) for one in mine):10,}"
        )
    found = [finding for one in seen for finding in one.findings]
    counts = (
        f"{said} {sum(one.startswith(kind) for one in found)}" for kind, said in FINDINGS.items()
    )
    lines += ["", ", ".join(counts), "", "deaths by point"]
    died = Counter(point for one in seen for point in one.died)
    ranked = sorted(died.items(), key=lambda of: (-of[1], of[0]))
    lines += [f"{count:5}  {point}" for point, count in ranked]
    return "\n".join(lines)


@contextmanager
def _an_office(engine: str) -> Iterator[tuple[Day, Callable[[], None] | None]]:
    with tempfile.TemporaryDirectory(prefix="saraban-crash-") as name:
        if engine == "sqlite":
            with a_day(Path(name) / "day") as day:
                yield day, None
            return
        with (
            postgres.own_server() as (server, address),
            a_day(Path(name) / "day", address) as day,
        ):
            yield day, lambda: postgres.kill_and_start_again(server)


def _round(
    day: Day, kill_server: Callable[[], None] | None, number: int, chance: random.Random
) -> Round:
    """Play one round: three in five deaths at a point, the others at a moment."""
    begun, before, wrong = time.monotonic(), day.counts(), []
    points = [one for one in day.points.seen() if not any(words in one for words in AT_START)]
    died = list[str]()
    victims = sorted(day.crew.running) + ([SERVER] if kill_server else [])
    point = chance.choice(points) if points and chance.random() < SHARE_AT_POINTS else ""
    victim, wait, hit = (
        chance.choice(victims),
        chance.uniform(0, LONGEST_WAIT),
        chance.randint(1, MOST_HITS),
    )

    def kill_somebody() -> None:
        time.sleep(wait)
        if victim == SERVER:
            assert kill_server is not None
            kill_server()
        else:
            with suppress(ProcessLookupError):
                kill_group(day.crew.running[victim].pid or 0)
        died.append(f"some moment of the {victim}")

    try:
        if point:
            day.points.kill_at(point, hit)
            day.lot()
            died += [point] if day.points.is_spent(point) else []
        else:
            day.lot(meanwhile=kill_somebody)
    except AssertionError as stuck:
        wrong.append(f"stuck: {str(stuck)[:LONGEST_FINDING]}")
    day.points.kill_nobody()
    wrong += day.findings()
    after = day.counts()
    return Round(
        number=number,
        engine=ENGINES[kill_server is not None],
        aimed=point or f"some moment of the {victim}",
        died=tuple(died),
        arrived=after[0] - before[0],
        numbered=after[1] - before[1],
        seconds=time.monotonic() - begun,
        findings=tuple(wrong),
    )


if __name__ == "__main__":
    main()
