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
import os
import random
import signal
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import groupby
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import NoReturn

from bench.machine import describe
from registry.vocabulary import JobName
from tests import postgres
from tests.crash.day import Day, a_day
from tests.processes import CONTEXT

ROUNDS_OF_AN_OFFICE = 25
"""Rounds after which an office has grown old, and another is founded."""
SHARE_AT_POINTS = 0.6
LONGEST_WAIT = 3.5
"""Seconds into a round at which the last of the random moments lies."""
MOST_HITS = 3
"""Times a point is come to before it kills, if a round comes there that often."""
SELDOM = ("report_in", "keep_time")
"""Words of points that a process comes to when it starts, and then now and then by the clock."""
OF_A_DAY = (JobName.BACKUP, JobName.DIGEST, JobName.MEASURE, JobName.REBUILD, JobName.REMIND)
"""Jobs that no file has done: a round that aims at one orders it."""
LONGEST_FINDING = 2000
SERVER = "PostgreSQL server"
POWER = "whole office"
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
    signal.signal(signal.SIGTERM, _break_off)
    seen = given.seen or Path(tempfile.gettempdir()) / f"saraban-crash-{given.seed}.jsonl"
    had = [Round(**json.loads(line)) for line in seen.open()] if seen.exists() else []
    print(f"{describe()}\nseed      {given.seed}, rounds kept in {seen}, {len(had)} seen before\n")
    wanted = sorted({*range(given.rounds)} - {one.number for one in had})
    with tempfile.TemporaryDirectory(prefix="saraban-compiled-") as compiled:
        os.environ["PYTHONPYCACHEPREFIX"] = compiled  # for every process of every office
        with seen.open("a") as kept, _side_by_side(given.seed, wanted) as played:
            for one in played:
                had.append(one)
                kept.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
                kept.flush()
                first = one.findings[0].splitlines()[0] if one.findings else ""
                wrong = f"  {len(one.findings)} FINDINGS {first}" if first else ""
                took = f"{one.seconds:5.1f} s  {len(one.died)} died"
                print(f"{one.number:4} {one.engine:11}{took}  {one.aimed}{wrong}", flush=True)
    print(table(had))
    raise SystemExit(any(one.findings for one in had))


@dataclass(frozen=True, slots=True)
class Points:
    """Where a process of one office may die in a round."""

    usual: Counter[str]
    """How often a round in which nobody dies comes to each."""
    at_start: Sequence[str]
    """Those that only a process comes to which is started."""

    @classmethod
    def of(cls, day: Day) -> "Points":
        """Play a round in which nobody dies, with every job of a day."""
        started = day.points.counts()
        day.lot(also=OF_A_DAY)
        usual = Counter(
            {
                point: count - started[point]
                for point, count in day.points.counts().items()
                if count > started[point] and not any(words in point for words in SELDOM)
            }
        )
        return cls(usual, sorted(point for point in started if point not in usual))


class BrokenOff(BaseException):
    """Somebody asked to end; no command that is being run takes it for its own failure."""


def _break_off(*_: object) -> NoReturn:
    """Leave nothing running."""
    raise BrokenOff


@contextmanager
def _side_by_side(seed: int, wanted: Sequence[int]) -> Iterator[Iterator[Round]]:
    """Play rounds on both engines at once, for much of one is waiting; yield each as it ends."""
    done: SimpleQueue[Round | None] = CONTEXT.SimpleQueue()
    lanes = [
        CONTEXT.Process(target=_play, args=(seed, numbers, done))
        for engine in ENGINES
        if (numbers := [number for number in wanted if _engine(number) == engine])
    ]
    for lane in lanes:
        lane.start()
    try:
        yield (one for _ in lanes for one in iter(done.get, None))
    finally:
        for lane in lanes:
            lane.terminate()
            lane.join()


def _play(seed: int, numbers: Sequence[int], done: "SimpleQueue[Round | None]") -> None:
    signal.signal(signal.SIGTERM, _break_off)
    try:
        for one in rounds(seed, numbers):
            done.put(one)
    finally:
        done.put(None)


def _engine(number: int) -> str:
    return ENGINES[number // ROUNDS_OF_AN_OFFICE % len(ENGINES)]


def rounds(seed: int, numbers: Sequence[int]) -> Iterator[Round]:
    """Play the rounds of these numbers, in offices founded for some of them each."""
    for _, block in groupby(numbers, lambda number: number // ROUNDS_OF_AN_OFFICE):
        left = deque(block)
        while left:
            with _an_office(_engine(left[0])) as (day, kill_server):
                points = Points.of(day)
                is_well = True
                while is_well and left:
                    number = left.popleft()
                    chance = random.Random(seed * 1_000_003 + number)  # noqa: S311 - drawn again, the same
                    one = _round(day, kill_server, points, number, chance)
                    yield one
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


@dataclass(frozen=True, slots=True)
class Death:
    """Who dies in a round, and when: at a point, at a moment, or at a point after a moment."""

    point: str
    hit: int
    victim: str
    """A process, the server, or the office whole; nobody if empty."""
    wait: float

    @property
    def aimed(self) -> str:
        """What is to die, in words."""
        return self.point or f"some moment of the {self.victim}"


def _drawn(points: Points, victims: Sequence[str], chance: random.Random) -> Death:
    """Draw three in five deaths at a point, the others at a moment.

    A point that a process comes to only when it starts needs the power cut before.
    """
    wait = chance.uniform(0, LONGEST_WAIT)
    if chance.random() >= SHARE_AT_POINTS:
        return Death("", 0, chance.choice(victims), wait)
    point = chance.choice([*sorted(points.usual), *points.at_start])
    if point not in points.usual:
        return Death(point, 1, POWER, wait)
    most = 1 if _jobs_of(point) else min(MOST_HITS, points.usual[point])
    return Death(point, chance.randint(1, most), "", 0)


def _jobs_of(point: str) -> list[JobName]:
    return [job for job in OF_A_DAY if f"[{job}]" in point]


def _round(
    day: Day,
    kill_server: Callable[[], None] | None,
    points: Points,
    number: int,
    chance: random.Random,
) -> Round:
    """Play one round and account for it."""
    begun, before, wrong = time.monotonic(), day.counts(), list[str]()
    victims = [*sorted(day.crew.running), POWER, *([SERVER] if kill_server else [])]
    death, died = _drawn(points, victims, chance), list[str]()

    def kill_somebody() -> None:
        time.sleep(death.wait)
        if death.victim == SERVER and kill_server is not None:
            kill_server()
            day.crew.end_leases()
        elif death.victim:
            day.crew.kill(*([] if death.victim == POWER else [death.victim]))
        died.extend([f"some moment of the {death.victim}"] * bool(death.victim))

    if death.point:
        day.points.kill_at(death.point, death.hit)
    try:
        day.lot(meanwhile=kill_somebody, also=_jobs_of(death.point))
    except AssertionError as stuck:
        wrong.append(f"stuck: {str(stuck)[:LONGEST_FINDING]}")
    died += [death.point] if death.point and day.points.is_spent(death.point) else []
    day.points.kill_nobody()
    wrong += day.findings()
    after = day.counts()
    return Round(
        number=number,
        engine=ENGINES[kill_server is not None],
        aimed=death.aimed,
        died=tuple(died),
        arrived=after[0] - before[0],
        numbered=after[1] - before[1],
        seconds=time.monotonic() - begun,
        findings=tuple(wrong),
    )


if __name__ == "__main__":
    main()
