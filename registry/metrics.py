"""The vital signs as Prometheus reads them: text, a figure a line, nothing of any letter."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from registry.vitals import Vitals
from registry.vocabulary import JobName

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure, and what tells it from others of its name."""

    value: float
    labels: Mapping[str, str]


def exposition(vitals: Vitals, *, at: dt.datetime) -> str:
    """Write everything there is to say; a figure nobody knows has no line."""
    return "".join(
        f"# HELP {name} {meaning}\n# TYPE {name} gauge\n"
        + "".join(_line(name, sample) for sample in samples)
        for name, meaning, samples in _gauges(vitals, at)
        if samples
    )


def _gauges(seen: Vitals, at: dt.datetime) -> Iterator[tuple[str, str, list[Sample]]]:
    waiting = {queue.name: queue for queue in seen.queues}
    ages = {name: queue.oldest for name, queue in waiting.items() if queue.oldest is not None}
    yield (
        "saraban_jobs_waiting",
        "Jobs not finished.",
        [_of(name, queue.count) for name, queue in waiting.items()],
    )
    yield (
        "saraban_jobs_oldest_seconds",
        "Age of the oldest job not finished.",
        [_of(name, age.total_seconds()) for name, age in ages.items()],
    )
    yield (
        "saraban_index_lag_letters",
        "Letters whose place in the search index is out of date.",
        _one(seen.not_indexed),
    )
    yield "saraban_jobs_dead", "Jobs that failed too often.", _one(seen.dead)
    yield "saraban_workers", "Workers heard of lately.", _one(seen.workers)
    yield "saraban_disk_free_bytes", "Room on the disk of the data folder.", _one(seen.free)
    yield "saraban_disk_size_bytes", "Size of that disk.", _one(seen.size)
    yield (
        "saraban_disk_full_in_days",
        "Days until that disk is full, by the last month.",
        _one(seen.days_until_full),
    )
    proven = seen.proof.at.timestamp() if seen.proof else None
    yield "saraban_backup_proven_time_seconds", "When a backup was last proven.", _one(proven)
    age = (at - seen.proof.at).total_seconds() if seen.proof else None
    yield "saraban_backup_age_seconds", "How long ago that was.", _one(age)
    yield "saraban_clock_kept", "Whether a time server keeps the clock.", _one(seen.clock_is_kept)
    yield (
        "saraban_clock_database_ahead_seconds",
        "Clock of the database's machine less ours.",
        _one(seen.database_ahead),
    )
    yield (
        "saraban_equipment",
        "What the workers work with.",
        [Sample(1, said) for said in seen.equipment],
    )


def _of(job: JobName, value: float) -> Sample:
    return Sample(value, {"job": job.value})


def _one(value: float | None) -> list[Sample]:
    return [] if value is None else [Sample(value, {})]


def _line(name: str, sample: Sample) -> str:
    said = ",".join(f'{key}="{_escaped(value)}"' for key, value in sorted(sample.labels.items()))
    told_apart = f"{{{said}}}" if said else ""
    return f"{name}{told_apart} {float(sample.value)!r}\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
