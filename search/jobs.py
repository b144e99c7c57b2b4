"""The background work of search. Every handler can run twice and do its work once."""

from collections.abc import Mapping, Sequence
from functools import partial

from sqlmodel import Session

from registry.jobs import Finish, Handler
from registry.office import Office
from registry.vocabulary import JobName
from search import indexing
from search.backend import IndexBusy, IndexMissing, SearchBackend
from search.engine import Engine


def handlers(office: Office, engine: Engine) -> Mapping[JobName, Handler]:
    """Name search's handlers."""
    work = Work(office, engine)
    return {
        JobName.INDEX: Handler(work.index, is_light=True, gathers="letter_id"),
        JobName.REBUILD: Handler(work.rebuild),
    }


def prepare(office: Office, index: SearchBackend) -> None:
    """Have the index built anew if the program starts with another analysis, engine or none."""
    if index.is_stale or not index.generation:
        with office.database.transaction() as session:
            office.jobs.enqueue(session, JobName.REBUILD)


class Work:
    """What each job does, in one office."""

    def __init__(self, office: Office, engine: Engine) -> None:
        self._office = office
        self._engine = engine

    def index(self, letter_id: Sequence[int]) -> Finish:
        """Index letters as they are now. A crash leaves the jobs, and the next run does them."""
        try:
            indexing.index(self._office.database, self._engine, letter_id)
        except IndexMissing:
            # What is built from now on holds these letters.
            return lambda session: self._office.jobs.enqueue(session, JobName.REBUILD)
        except IndexBusy:
            # Behind all other work: a worker that waited here would read no pages meanwhile.
            return partial(self._index_later, letter_id)
        return _nothing

    def _index_later(self, letter_ids: Sequence[int], session: Session) -> None:
        for one in letter_ids:
            self._office.jobs.enqueue(session, JobName.INDEX, letter_id=one)

    def rebuild(self) -> Finish:
        """Build the index anew; meanwhile the old one answers."""
        indexing.rebuild(self._office.database, self._engine)
        return _nothing


def _nothing(_session: object) -> None:
    """Store no result: it stands in the index."""
