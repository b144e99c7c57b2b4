"""From the rows of the register to the documents of the index, and whether the two agree."""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from registry.check import Finding
from registry.db import Database
from registry.jobs import Job
from registry.models import Letter
from registry.people_models import Unit
from registry.thai import BANGKOK, ERA, normal_text
from registry.vocabulary import JobName
from search.analyzer import Analyzer
from search.backend import Document, IndexDamaged, LetterIndex, SearchBackend, Sort
from search.engine import Engine
from search.sources import Source, every_letter, sources
from search.standing import standing_in
from search.stretches import days_of
from search.tree import EVERY_UNIT, Between, Day, Facet, Field, Node, of_unit

EVERYTHING: Node = Between(Day.RECEIVED, None, None)
"""Every letter was received or sent some day."""
MOST_NOTED = 20_000
"""Tokens of one letter's notes: a word of one written half-way down counts for each reader."""


def documents(
    session: Session, letter_ids: Sequence[int], analyzer: Analyzer
) -> Iterator[Document]:
    """Yield the documents of those of the letters that may be found."""
    for source in sources(session, letter_ids):
        yield document_of(source, analyzer)


def mark_of(source: Source) -> str:
    """Digest all that a document is made of; equal digests, equal documents."""
    letter = source.letter
    said = [
        letter.reference, letter.dated, letter.sender, letter.addressee, letter.subject,
        letter.kind, letter.urgency, *_details(letter), source.body, sorted(source.units),
        source.cited, _numbers(source), _first_day(source).isoformat(),
        *(sorted(values) for values in _in_units(source).values()),
        [[sorted(readers), text] for readers, text in source.notes],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _details(letter: Letter) -> list[str]:
    enclosures: list[str] = letter.details.get("enclosures") or []
    said = [letter.owner_unit, letter.signatory, letter.signatory_position, letter.email]
    return [*enclosures, *said]


def _numbers(source: Source) -> list[str]:
    return [f"{entry.unit_id}:{entry.number}" for entry in source.entries]


def _in_units(source: Source) -> dict[Facet, frozenset[str]]:
    standings = {
        unit: standing_in(unit, source.entries, is_filed=unit in source.filed)
        for unit in source.units
    }
    return {
        Facet.STATE: frozenset(of_unit(unit, where.value) for unit, where in standings.items()),
        Facet.BOOK: frozenset(of_unit(entry.unit_id, entry.book) for entry in source.entries),
    }


def _first_day(source: Source) -> dt.date:
    first = min(entry.at for entry in source.entries)
    return first.astimezone(BANGKOK).date()


def document_of(source: Source, analyzer: Analyzer) -> Document:
    """Make the document of a letter."""
    return document_with(source, tokens_of(source, analyzer))


def document_with(source: Source, tokens: Mapping[Field, tuple[str, ...]]) -> Document:
    """Make the document of a letter whose text has been cut before."""
    letter = source.letter
    assert letter.id is not None
    first = _first_day(source)
    days = {Day.RECEIVED: (first, first)}
    if letter.dated:
        days[Day.DATED] = days_of(letter.dated)
    facets = {
        Facet.YEAR: str(first.year + ERA),
        Facet.MONTH: f"{first.year + ERA}-{first.month:02}",
        Facet.SENDER: normal_text(letter.sender),
        Facet.KIND: letter.kind.value,
        Facet.URGENCY: letter.urgency.value,
    }
    return Document(
        letter_id=letter.id,
        mark=mark_of(source),
        units=frozenset(source.units),
        tokens=tokens,
        days=days,
        facets={facet: value for facet, value in facets.items() if value},
        in_units=_in_units(source),
    )


def tokens_of(source: Source, analyzer: Analyzer) -> dict[Field, tuple[str, ...]]:
    """Cut everything a letter says; by far the slowest part of indexing."""
    letter = source.letter
    subject = analyzer.words(letter.subject)
    body = analyzer.words(source.body)
    details = analyzer.words("\n".join(_details(letter)))
    whole = "\n".join((letter.subject, source.body, *_details(letter)))
    parts = analyzer.parts((*subject, *body, *details)) | analyzer.within(whole)
    cited = {form for one in source.cited for form in analyzer.references(one)}
    return {
        Field.SUBJECT: subject,
        Field.BODY: body,
        Field.DETAILS: details,
        Field.SENDER: _with_parts(analyzer.words(letter.sender), analyzer),
        Field.ADDRESSEE: _with_parts(analyzer.words(letter.addressee), analyzer),
        Field.CLUSTERS: analyzer.clusters(letter.subject),
        Field.PARTS: tuple(sorted(parts)),
        Field.GRAMS: tuple(sorted(set(analyzer.grams(letter.subject)))),
        Field.REFERENCE: tuple(sorted(analyzer.references(letter.reference))),
        Field.CITED: tuple(sorted(cited)),
        Field.NUMBER: tuple(_numbers(source)),
        Field.NOTES: tuple(sorted(_noted(source, analyzer))),
    }


def _noted(source: Source, analyzer: Analyzer) -> set[str]:
    """Return the words of the notes, each with who may read it; of too many the latest."""
    kept: set[str] = set()
    for readers, text in reversed(source.notes):
        words = analyzer.words(text)
        every = {*words, *analyzer.parts(words), *analyzer.within(text)}
        whose = readers if readers < source.units else {EVERY_UNIT}
        more = {of_unit(unit, word) for unit in whose for word in every}
        if len(kept) + len(more) > MOST_NOTED:
            break
        kept |= more
    return kept


def _with_parts(words: Sequence[str], analyzer: Analyzer) -> tuple[str, ...]:
    return (*words, *sorted(analyzer.parts(words)))


def index(database: Database, engine: Engine, letter_ids: Sequence[int]) -> None:
    """Bring some letters of the index to what the register says; raise ``IndexMissing``."""
    engine.index.replace(letter_ids, _read_late(database, engine, lambda _: letter_ids))


def rebuild(database: Database, engine: Engine) -> int:
    """Build the index anew from the whole register; return how many letters it holds."""
    with engine.index.rebuilding() as fresh:
        fresh.replace((), _read_late(database, engine, every_letter))
        return len(fresh.marks())


def mend(database: Database, engine: Engine) -> list[int]:
    """Bring the index to what the register says; return the letters it had wrong.

    Raises ``IndexDamaged`` for one that only ``rebuild`` can mend.
    """
    with database.reading() as session:
        wrong = differing(session, engine.index)
    if wrong:
        index(database, engine, wrong)
    return wrong


def _read_late(
    database: Database, engine: Engine, which: Callable[[Session], Sequence[int]]
) -> Iterator[Document]:
    """Yield documents of what the register says when the first is asked for.

    That is when the index is ours to write: what was read before might be older
    than what another process has written since.
    """
    with database.reading() as session:
        yield from documents(session, which(session), engine.analyzer)


def differing(session: Session, there: LetterIndex) -> list[int]:
    """Return the letters of which the index says something else than the register.

    Those that a job is about to index are left out: they are not forgotten.
    """
    marks = dict(there.marks())
    right: dict[int, str] = {}
    held: dict[int, set[int]] = defaultdict(set)
    for source in sources(session, every_letter(session)):
        letter_id = source.letter.id or 0
        right[letter_id] = mark_of(source)
        for unit in source.units:
            held[unit].add(letter_id)
    wrong = {one for one in right.keys() | marks.keys() if right.get(one) != marks.get(one)}
    for unit_id in filter(None, session.exec(select(Unit.id))):
        wrong |= held[unit_id] ^ _shown_to(unit_id, there, most=len(marks))
    return sorted(wrong - set(_awaited(session)))


def _shown_to(unit_id: int, there: LetterIndex, *, most: int) -> set[int]:
    """Return the letters that the index would show a unit, asked as its officers ask.

    A mark alone would not tell: it says what a document was made of, not what
    became of it.
    """
    units = frozenset({unit_id})
    found = there.find(EVERYTHING, units, sort=Sort.NEWEST, per_page=max(1, most))
    return set(found.letter_ids)


def _awaited(session: Session) -> Iterator[int]:
    waiting = select(Job.arguments).where(Job.name == JobName.INDEX, col(Job.is_dead).is_(False))
    for arguments in session.exec(waiting):
        said: dict[str, Any] = json.loads(arguments)
        yield said["letter_id"]


def check(session: Session, there: SearchBackend) -> Iterable[Finding]:
    """Yield what is wrong with the index, for ``./saraban check``."""
    if there.is_stale:
        yield Finding(
            "index-stale", "ดัชนีค้นยังไม่ได้จัดทำหรือเป็นของโปรแกรมรุ่นก่อน โปรดสั่ง ./saraban search rebuild"
        )
        return
    try:
        wrong = differing(session, there)
        if wrong:
            # The register of a session that began long ago, but the index of today.
            with Session(session.get_bind()) as later:
                wrong = sorted({*wrong} & {*differing(later, there)})
    except IndexDamaged as refusal:
        yield Finding(refusal.code, str(refusal))
        return
    for letter_id in wrong:
        yield Finding(
            "index-behind", f"ดัชนีค้นไม่ตรงกับทะเบียนของหนังสือที่ {letter_id} โปรดสั่ง ./saraban search check"
        )
