"""Where a benchmark ran, and how to say what it measured on a machine that is not quiet."""

import os
import platform
import subprocess
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median

_CPU_FIELDS = slice(11, 15)
"""utime, stime, cutime and cstime of proc(5), counted after the process's name."""
PACKAGES = ("pypdfium2", "pillow", "pytesseract", "sqlalchemy", "psycopg")


def describe() -> str:
    """Name the machine and the versions that decide its figures, one a line."""
    cpu = _first("/proc/cpuinfo", "model name") or platform.processor()
    memory = int(_first("/proc/meminfo", "MemTotal").split()[0]) / 1024**2
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    said = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)  # noqa: S607 - the one on PATH
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"machine   {cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}, load {load}\n"
        f"software  python {platform.python_version()}, {said.stdout.splitlines()[0]}, {packages}"
    )


def spread(values: Sequence[float], unit: str = "") -> str:
    """Write the middle of some measurements and how far apart they lie."""
    return f"{median(values):.1f}{unit} ({min(values):.1f} to {max(values):.1f})"


def verdict(
    name: str, value: float, wanted: float, unit: str = "", *, at_most: bool = False
) -> str:
    """Write a figure beside what was wanted of it."""
    reached = value <= wanted if at_most else value >= wanted
    sign = "<=" if at_most else ">="
    word = "reached" if reached else "MISSED"
    return f"{name:52}{value:9.2f}{unit:4} wanted {sign} {wanted:g}{unit}  {word}"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the measurements does not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def peak_of(pid: int) -> float:
    """Return the most memory a living process has had resident, in MB."""
    return _kilobytes(Path(f"/proc/{pid}/status"), "VmHWM") / 1024


def memory_of_tree(pid: int) -> float:
    """Return what a process and all below it hold now, shared pages counted once, in MB."""
    total = 0
    for one in tree(pid):
        try:
            total += _kilobytes(Path(f"/proc/{one}/smaps_rollup"), "Pss")
        except (OSError, ProcessLookupError):
            continue  # it ended while we looked
    return total / 1024


def cpu_of_tree(pid: int) -> float:
    """Return the seconds of CPU a process, all below it and all that ended below it have used."""
    ticks = 0
    for one in tree(pid):
        try:
            after_name = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        except OSError:
            continue  # it ended while we looked; its parent counts it
        ticks += sum(map(int, after_name.split()[_CPU_FIELDS]))
    return ticks / os.sysconf("SC_CLK_TCK")


def cpu_of_machine() -> float:
    """Return the seconds of CPU all that ran on this machine has used; for a quiet one.

    Children that nobody waits for, as those of the sandbox, are in nobody's tree.
    """
    first = Path("/proc/stat").read_text(encoding="utf-8").partition("\n")[0]
    user, nice, system, _, _, hard, soft, *_ = map(int, first.split()[1:])
    return (user + nice + system + hard + soft) / os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield pid
    for child in children(pid):
        yield from tree(child)


def children(pid: int) -> Iterator[int]:
    """Yield the processes that a process started."""
    try:
        listed = [one.read_text() for one in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return  # it ended while we looked
    for below in listed:
        yield from map(int, below.split())


def _first(path: str, name: str) -> str:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith(name):
            return line.partition(":")[2].strip()
    return ""


def _kilobytes(path: Path, name: str) -> int:
    line = next(line for line in path.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1])
