"""The worker: takes jobs one at a time until told to stop.

Beside them a second thread takes light jobs alone. Reading a long scan keeps
the only worker of a small machine busy for minutes, and a letter registered
meanwhile must be found at once.
"""

import datetime as dt
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import Any

from registry import jobs, rounds
from registry.db import Database
from registry.jobs import ATTEMPTS, LEASE, Handler, Job, LeaseLost, TableQueue
from registry.ports import Clock
from registry.troubles import PASSES, UNREACHED, DatabaseAway, trouble_of
from registry.vocabulary import JobName

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.3
TROUBLE_SECONDS = 2.0
REPORT_EVERY = dt.timedelta(seconds=30)
GATHERING_SECONDS = 2.0
"""How long more of it may come in after work that gathers; the first to come waits for nobody."""


class Worker:
    """Runs jobs in this process."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        handlers: Mapping[JobName, Handler],
        equipment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._database = database
        self._clock = clock
        self._handlers = handlers
        self._says = json.dumps(dict(equipment), sort_keys=True) if equipment else ""
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._light = [name for name, handler in handlers.items() if handler.is_light]
        self._gathering: dict[JobName, float] = {}
        """When work that gathers, done a moment ago, may be done again."""

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; the jobs in hand are finished first."""
        with ThreadPoolExecutor(1) as beside:
            light = beside.submit(self._run_light, stop)
            try:
                self._run_all(stop, light)
            finally:
                stop.set()
            light.result()

    def _run_light(self, stop: threading.Event) -> None:
        while not stop.is_set():
            with self._patience(stop):
                if not self.run_one(self._now(self._light)):
                    stop.wait(IDLE_SECONDS)

    def _run_all(self, stop: threading.Event, light: Future[None]) -> None:
        reported: dt.datetime | None = None
        # A worker whose other thread has failed ends as well, and is started again.
        while not stop.is_set() and not light.done():
            with self._patience(stop):
                now = self._clock.now()
                # A clock that was set back must not keep it silent until then.
                if reported is None or not reported <= now <= reported + REPORT_EVERY:
                    jobs.report_in(self._database, self._name, at=now, says=self._says)
                    rounds.keep_time(self._database, TableQueue(), at=now)
                    reported = now
                if not self.run_one(self._now(tuple(JobName))):
                    stop.wait(IDLE_SECONDS)

    @contextmanager
    def _patience(self, stop: threading.Event) -> Iterator[None]:
        """Wait where the database cannot be had: a worker that died would not find it sooner.

        The job in hand, if there was one, is done again when its lease ends.
        """
        try:
            yield
        except UNREACHED as error:
            log.error("%s (%s)", trouble_of(error) or DatabaseAway(), error.orig)  # noqa: TRY400 - no fault of ours
            stop.wait(TROUBLE_SECONDS)

    def _now(self, names: Collection[JobName]) -> Collection[JobName]:
        """Leave out what shall gather for a while."""
        at = time.monotonic()
        return [name for name in names if self._gathering.get(name, at) <= at]

    def run_one(self, names: Collection[JobName] = tuple(JobName)) -> bool:
        """Run the most urgent due job of these names; return whether there was one."""
        job = jobs.claim(self._database, self._name, names, at=self._clock.now())
        if job is None:
            return False
        handler = self._handlers[JobName(job.name)]
        if job.attempts > ATTEMPTS:
            # Its worker died on every attempt, so nothing was there to say so.
            self._put_back(job, "ตัวประมวลผลหยุดกลางคันทุกครั้ง (worker died)", handler)
            return True
        held = [job]
        if handler.gathers and job.attempts == 1:
            held += jobs.claim_alike(self._database, job, at=self._clock.now())
        try:
            with self._heartbeat(held):
                finish = handler.work(**_arguments(handler, held))
            jobs.close(self._database, *held, finish=finish)
        except LeaseLost:
            log.warning("job %s(%s) was taken over", job.name, job.arguments)
        except Exception as error:
            log.exception("job %s(%s) failed, attempt %d", job.name, job.arguments, job.attempts)
            self._failed(held, handler, error)
        if handler.gathers:
            self._gathering[JobName(job.name)] = time.monotonic() + GATHERING_SECONDS
        return True

    def _failed(self, held: Sequence[Job], handler: Handler, error: Exception) -> None:
        said = f"{type(error).__name__}: {error}"
        for job in held:
            if isinstance(trouble_of(error), PASSES):
                jobs.postpone(self._database, job, said, at=self._clock.now())
            else:
                self._put_back(job, said, handler)

    def _put_back(self, job: Job, error: str, handler: Handler) -> None:
        jobs.put_back(self._database, job, error, handler, at=self._clock.now())

    @contextmanager
    def _heartbeat(self, held: Sequence[Job]) -> Iterator[None]:
        """Keep the lease alive while the work takes longer than it."""
        done = threading.Event()

        def beat() -> None:
            while not done.wait(LEASE.total_seconds() / 3):
                # One beat that is missed need not be the last: a lease outlasts three.
                with suppress(*UNREACHED):
                    if not jobs.extend(self._database, *held, at=self._clock.now()):
                        return

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def _arguments(handler: Handler, held: Sequence[Job]) -> dict[str, Any]:
    """Return what the work is called with: of work that gathers a list from all jobs."""
    said: list[dict[str, Any]] = [json.loads(job.arguments) for job in held]
    return {handler.gathers: [one[handler.gathers] for one in said]} if handler.gathers else said[0]
