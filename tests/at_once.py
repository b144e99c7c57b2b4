"""Two transactions at the same time, in an order that no test leaves to chance."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy import text
from sqlmodel import Session

from registry.db import Database

T = TypeVar("T")

_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


def after(
    database: Database, first: Callable[[Session], object], second: Callable[[Session], T]
) -> Future[T]:
    """Begin ``second`` while ``first`` is done but not committed; return what became of it.

    ``first`` is committed when ``second`` waits for it or has ended. On SQLite
    the second cannot even begin before.
    """

    def run() -> T:
        with database.transaction() as session:
            return second(session)

    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            first(session)
            ended = pool.submit(run)
            waits_for_a_lock(database, ended)
        ended.exception()
    return ended


def waits_for_a_lock(database: Database, running: Future[T]) -> bool:
    """Wait until a transaction has ended or waits for a lock; return whether it waits."""
    while not running.done():
        if database.is_sqlite:
            return True
        with database.engine.connect() as connection:
            if connection.execute(_WAITING).scalar_one():
                return True
        time.sleep(0.01)
    return False


def all_together(calls: Iterable[Callable[[], T]]) -> list[T]:
    """Call all at the same time, each in a thread of its own; return what they return, in order."""
    waiting = list(calls)
    begin = Barrier(len(waiting))

    def run(call: Callable[[], T]) -> T:
        begin.wait()
        return call()

    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(run, waiting))
