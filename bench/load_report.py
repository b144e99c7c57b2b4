"""What ``bench load`` saw, as tables."""

import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.load_people import Request
from bench.machine import children, cpu_of_tree, memory_of_tree, percentile, verdict

QUIET, OCR = "without OCR", "with OCR"
WANTED_MS = {QUIET: 300, OCR: 600}
MOST_GROWTH = 10.0
"""Per cent of the web's memory, from the middle of the day to its end, that count as flat."""
PARTS = {"gunicorn": "web", "worker": "worker", "watch": "folder"}
"""By a word of its command, the parts of an office."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the office held and had used at a moment."""

    phase: str
    at: float
    memory: dict[str, float]
    """MB by part."""
    cpu: dict[str, float]
    """Seconds by part, since it began; the driver's own beside them."""
    load: float

    @classmethod
    def of(cls, phase: str, process: int) -> "Sample":
        """Look at the parts of an office below its first process."""
        memory: dict[str, float] = defaultdict(float)
        cpu: dict[str, float] = defaultdict(float, driver=time.process_time())
        for child in children(process):
            part = _part(child)
            memory[part] += memory_of_tree(child)
            cpu[part] += cpu_of_tree(child)
        return cls(phase, time.monotonic(), dict(memory), dict(cpu), os.getloadavg()[0])


def report(requests: Sequence[Request], samples: Sequence[Sample]) -> str:
    """Write everything, each target beside its figure."""
    return "\n".join(
        [*_pages(requests), "", *_machine(requests, samples), "", *_verdicts(requests, samples), ""]
    )


def _pages(requests: Sequence[Request]) -> Iterator[str]:
    """Write how long each kind of page took without and with letters coming in."""
    by_kind: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in requests:
        by_kind[one.kind][one.phase].append(1000 * one.seconds)
    head = "".join(f"{name:>10}{'p50':>8}{'p95':>8}{'p99':>8}" for name in ("quiet", "OCR"))
    yield f"{'ms':22}{head}"
    for kind in sorted(by_kind):
        yield f"{kind:22}" + "".join(_row(by_kind[kind][phase]) for phase in WANTED_MS)
    every = {phase: _times(requests, phase) for phase in WANTED_MS}
    yield f"{'all':22}" + "".join(_row(every[phase]) for phase in WANTED_MS)
    refused = Counter(
        f"{one.kind} {one.status} {one.said}"
        for one in requests
        if one.said or one.status != 200  # noqa: PLR2004 - OK
    )
    yield from (f"{count:5} x {what}" for what, count in refused.most_common())


def _row(times: Sequence[float]) -> str:
    if not times:
        return f"{0:10}{'':24}"
    shown = "".join(f"{percentile(times, share):8.0f}" for share in (0.5, 0.95, 0.99))
    return f"{len(times):10,}{shown}"


def _machine(requests: Sequence[Request], samples: Sequence[Sample]) -> Iterator[str]:
    """Write memory, CPU and load in each phase."""
    for phase in WANTED_MS:
        mine = [one for one in samples if one.phase == phase]
        if len(mine) < 2:  # noqa: PLR2004 - a beginning and an end
            continue
        first, last, asked = mine[0], mine[-1], len(_times(requests, phase))
        seconds = last.at - first.at
        loads = [one.load for one in mine]
        yield (
            f"{phase}: {seconds:.0f} s, {asked / seconds:.1f} requests a second, "
            f"load {min(loads):.1f} to {max(loads):.1f}"
        )
        for part in sorted(last.cpu):
            used = last.cpu[part] - first.cpu.get(part, 0.0)
            held = [one.memory[part] for one in mine if part in one.memory]
            memory = (
                f"{held[0]:7.0f} MB, at most {max(held):.0f}, then {held[-1]:.0f}" if held else ""
            )
            each = f", {1000 * used / asked:.1f} ms a request" if part == "web" and asked else ""
            yield f"  {part:8}{used / seconds:6.2f} cores{memory}{each}"


def _verdicts(requests: Sequence[Request], samples: Sequence[Sample]) -> Iterator[str]:
    """Write the figures somebody asked for."""
    for phase, wanted in WANTED_MS.items():
        if times := _times(requests, phase):
            yield verdict(
                f"pages {phase}, p95", percentile(times, 0.95), wanted, "ms", at_most=True
            )
    yield verdict("errors", sum(one.is_error for one in requests), 0, at_most=True)
    web = [one.memory["web"] for one in samples if "web" in one.memory]
    middle = web[len(web) // 2 :]
    if middle:
        grown = 100 * (middle[-1] / middle[0] - 1)
        yield verdict("web, memory grown since noon", grown, MOST_GROWTH, " %", at_most=True)


def _times(requests: Sequence[Request], phase: str) -> list[float]:
    return [1000 * one.seconds for one in requests if one.phase == phase]


def _part(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return "gone"
    return next((part for word, part in PARTS.items() if word in command.split("\0")), "other")
