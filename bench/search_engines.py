"""Every engine this machine has, each with an index of the same documents."""

import pickle
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import sqlalchemy as sa

from bench.search_corpus import Corpus
from search.analyzer import Analyzer
from search.backend import Document, SearchBackend
from search.indexing import document_of
from search.postgres_rows import SCHEMA
from tests import postgres

ENGINES = ("whoosh", "postgres", "tantivy")
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where an engine keeps its index; another process can open it."""

    engine: str
    address: str
    """A folder, or a database."""

    def opened(self) -> SearchBackend:
        """Open the index as a process of the office does."""
        version = Analyzer().version
        if self.engine == "whoosh":
            from search.whoosh_backend import WhooshBackend  # noqa: PLC0415 - only where asked for

            return WhooshBackend(Path(self.address), version)
        if self.engine == "tantivy":
            from search.tantivy_backend import TantivyBackend  # noqa: PLC0415 - an extra

            return TantivyBackend(Path(self.address), version)
        from search.postgres_backend import PostgresBackend  # noqa: PLC0415 - only where asked for

        return PostgresBackend(sa.create_engine(self.address), version)

    def megabytes(self) -> float:
        """Return what the index takes on the disk."""
        if self.engine != "postgres":
            files = (path for path in Path(self.address).rglob("*") if path.is_file())
            return sum(path.stat().st_size for path in files) / 1e6
        tables = sa.text(
            "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = :schema AND c.relkind = 'r'"
        )
        engine = sa.create_engine(self.address)
        with engine.connect() as connection:
            size = float(connection.execute(tables, {"schema": SCHEMA}).scalar_one())
        engine.dispose()
        return size / 1e6


@contextmanager
def places(folder: Path, wanted: list[str]) -> Iterator[list[Place]]:
    """Give each wanted engine that is installed a place; PostgreSQL is started for it."""
    with ExitStack() as stack:
        found = []
        for engine in wanted:
            if engine == "postgres" and postgres.binaries() is not None:
                folder.chmod(0o755)  # the service account may not enter root's folders
                home = folder / engine
                home.mkdir()
                address = stack.enter_context(postgres.server(home, durable=True))
                found.append(Place(engine, address))
            elif engine == "whoosh" or (engine == "tantivy" and find_spec("tantivy")):
                found.append(Place(engine, str(folder / engine)))
        yield found


def cut(corpus: Corpus, spool: Path, processes: int) -> int:
    """Cut every letter into tokens once, for all engines; return how many there are."""
    numbers = range(1, corpus.count + 1)
    work = [numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE)]
    done = 0
    context = get_context("spawn")
    given = (corpus.seed, corpus.count, dict(corpus.damages))
    with spool.open("wb") as file, context.Pool(processes, _begin, given) as pool:
        for documents in pool.imap(_cut_some, work):
            for document in documents:
                file.write(document)
            done += len(documents)
            if done % 1000 < _AT_ONCE or done == corpus.count:
                print(f"  {done:,} of {corpus.count:,} letters cut", flush=True)
    return done


def spooled(spool: Path) -> Iterator[Document]:
    """Yield the documents, one at a time."""
    with spool.open("rb") as file:
        while True:
            try:
                document: Document = pickle.load(file)  # noqa: S301 - written by us a minute ago
            except EOFError:
                return
            yield document


_own: dict[str, Corpus] = {}


def _begin(seed: int, count: int, damages: dict[int, tuple[str, str]]) -> None:
    _own["corpus"] = Corpus(seed, count)
    _own["corpus"].damages = damages


def _cut_some(numbers: range) -> list[bytes]:
    analyzer, corpus = Analyzer(), _own["corpus"]
    return [pickle.dumps(document_of(corpus.source(n), analyzer)) for n in numbers]
