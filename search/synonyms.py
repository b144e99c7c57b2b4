"""คำย่อและคำพ้อง: what a word may stand for, known when a question is read.

Nothing of it is in the index, so that a word added is found at once.
"""

import datetime as dt
import functools
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from types import MappingProxyType

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from registry import journal
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.people import Actor, agency
from registry.records import Record
from registry.vocabulary import Permission
from search.analyzer import Analyzer, Meanings, folded, meaning_key
from search.engine import Engine


class Synonym(Record, table=True):
    """Two ways to write one thing, as the agency has it."""

    __tablename__ = "synonym"
    __table_args__ = (UniqueConstraint("word", "means"),)

    id: int | None = Field(default=None, primary_key=True)
    word: str
    means: str
    added_by: int = Field(foreign_key="officer.id")
    added_at: dt.datetime


_BY_WORD = (col(Synonym.word), col(Synonym.id))


class SynonymKnown(RegistryError):
    """The pair is in the table already, or the two are one."""

    code = "synonym-known"
    message = "มี “{word}” คู่กับ “{means}” อยู่แล้ว หรือเขียนเหมือนกัน กรุณาตรวจในตาราง"


@functools.cache
def usual() -> Mapping[str, tuple[str, ...]]:
    """Return the abbreviations that come with the program, each with what it stands for."""
    text = files("search").joinpath("data/abbreviations.toml").read_text("utf-8")
    return {word: tuple(means) for word, means in tomllib.loads(text).items()}


def meanings_of(session: Session) -> Meanings:
    """Return what every word may also be written as: the program's words and the agency's."""
    own = session.exec(select(Synonym.word, Synonym.means).order_by(*_BY_WORD))
    return _both_ways(tuple((word, means) for word, means in own))


def knowing(session: Session, engine: Engine) -> Engine:
    """Return the engine with an analysis that knows what words may also be written as."""
    return replace(engine, analyzer=Analyzer(meanings_of(session)))


def own_synonyms(session: Session) -> list[Synonym]:
    """Return the agency's own pairs, by word."""
    return list(session.exec(select(Synonym).order_by(*_BY_WORD)))


def add_synonym(session: Session, word: str, means: str, *, by: Actor, at: dt.datetime) -> None:
    """Have two words stand for each other; raise ``NotFound`` unless he runs the agency."""
    root_id = _agency_run_by(session, by)
    if meaning_key(means) in {meaning_key(one) for one in (word, *meanings_for(session, word))}:
        raise SynonymKnown(word=word, means=means)
    session.add(Synonym(word=word, means=means, added_by=by.id, added_at=at))
    after = {"word": word, "means": means}
    journal.record(session, Event.SYNONYM_ADDED, "agency", root_id, at=at, by=by.id, after=after)


def remove_synonym(session: Session, synonym_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Forget one of the agency's own pairs; raise ``NotFound`` if there is no such pair."""
    root_id = _agency_run_by(session, by)
    pair = session.get(Synonym, synonym_id, with_for_update=True)
    if pair is None:
        raise NotFound(what="คำ")
    before = {"word": pair.word, "means": pair.means}
    session.delete(pair)
    journal.record(
        session, Event.SYNONYM_REMOVED, "agency", root_id, at=at, by=by.id, before=before
    )


def meanings_for(session: Session, word: str) -> tuple[str, ...]:
    """Return what a word may also be written as."""
    return meanings_of(session).get(meaning_key(word), ())


def _agency_run_by(session: Session, by: Actor) -> int | None:
    root = agency(session)
    if root is None or not by.may(Permission.ADMINISTER, root.id):
        raise NotFound(what="หน้า")
    return root.id


@functools.lru_cache(maxsize=2)
def _both_ways(own: tuple[tuple[str, str], ...]) -> Meanings:
    """Have each word of a pair stand for the other; kept until the agency has other pairs."""
    found: dict[str, list[str]] = defaultdict(list)
    usually = ((word, one) for word, means in usual().items() for one in means)
    for word, means in (*usually, *own):
        for one, other in ((word, means), (means, word)):
            if folded(other) not in found[meaning_key(one)]:
                found[meaning_key(one)].append(folded(other))
    return MappingProxyType({key: tuple(others) for key, others in found.items()})
