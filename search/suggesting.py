"""What to offer when nothing was found: other spellings, and the question less strict.

Only letters that the officer may see are looked at, and an offer that finds
nothing is not made.
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from sqlmodel import Session, col, select

from registry.holdings import may_see
from registry.models import Letter
from registry.people import Actor
from search import facets
from search.analyzer import Analyzer, folded
from search.engine import Engine
from search.finding import find
from search.forms import FACETS, SearchForm
from search.query import LEAD, QueryUnreadable, read_query
from search.snippets import Piece
from search.tree import AtLeast, Field, Node, Some, Term

MOST = 3
LETTERS = 20
"""Looked at for other spellings; the best of them come first."""
SHARE = 0.3
"""Of its pairs of letters that a misspelt word keeps."""
ALIKE = 0.7
LONGEST_SPAN = 6
"""Words of the dictionary that what was typed as one may be cut into."""
MOST_PARTS = 8
"""Parts of the question left out one at a time."""
_PART = re.compile(r'-?(?:[^\s":]+:)?"[^"]*"|\S+')


@dataclass(frozen=True, slots=True)
class Offer:
    """Another question, and how many letters it finds."""

    pieces: Sequence[Piece]
    """What to call it; what differs from what was typed is marked."""
    query: Mapping[str, str]
    count: int


def less_strict(asked: SearchForm, engine: Engine, units: Mapping[int, str]) -> Offer | None:
    """Return the question without the one part that keeps most letters out, if one does."""
    offers = [
        Offer([Piece(label)], changed.query(), count)
        for label, changed in _shortened(asked, units)
        if (count := _count(changed, engine, units))
    ]
    return max(offers, key=lambda offer: offer.count, default=None)


def other_spellings(
    session: Session, actor: Actor, asked: SearchForm, engine: Engine, units: Mapping[int, str]
) -> list[Offer]:
    """Return the question with a word or a reference as a letter of his units spells it."""
    parts = _PART.findall(asked.q)
    # Letters near one part are often near another.
    spellings = functools.cache(functools.partial(_spellings, analyzer=engine.analyzer))
    offers: dict[str, Offer] = {}
    for part in dict.fromkeys((asked.q, *parts)):
        lead, typed = _parted(part)
        letters = _letters_near(session, actor, typed, engine, units)
        known = {one for letter in letters for one in spellings(*letter)}
        for spelt in get_close_matches(typed, sorted(known - {typed}), n=MOST, cutoff=ALIKE):
            # What has a blank in it is one value after a field's name only in quotes,
            # unless it is a reference, which was typed with one, too.
            is_split = lead and " " in spelt and (part.endswith('"') or " " not in typed)
            said = f'"{spelt}"' if is_split else spelt
            changed = asked.changed(q=asked.q.replace(part, f"{lead}{said}"), page=1)
            count = _count(changed, engine, units)
            if count:
                offers.setdefault(
                    changed.q, Offer(_differing(asked.q, changed.q), changed.query(), count)
                )
    return list(offers.values())[:MOST]


def _parted(part: str) -> tuple[str, str]:
    """Return the field's name a part of a question begins with, and what was typed for it."""
    typed = folded(part)
    lead = LEAD.match(typed)
    assert lead is not None  # it matches nothing, too
    return lead[0], typed[lead.end() :].strip('"')


def _shortened(asked: SearchForm, units: Mapping[int, str]) -> Iterator[tuple[str, SearchForm]]:
    """Yield what is left out, and the question without it."""
    for facet, taken in zip(asked.chosen, facets.taken(asked, units), strict=True):
        yield taken.label, asked.changed(**{FACETS[facet]: "", "page": 1})
    parts = [match.span() for match in _PART.finditer(asked.q)][:MOST_PARTS]
    for start, end in parts if len(parts) > 1 else ():
        rest = f"{asked.q[:start]} {asked.q[end:]}"
        yield asked.q[start:end], asked.changed(q=" ".join(rest.split()), page=1)


def _count(asked: SearchForm, engine: Engine, units: Mapping[int, str]) -> int:
    """Count what a question finds; one that cannot be read is not worth offering."""
    try:
        question = read_query(asked.q, engine.analyzer, units)
    except QueryUnreadable:
        return 0
    found, _ = find(engine, question, units, asked)
    return found.total


def _letters_near(
    session: Session, actor: Actor, typed: str, engine: Engine, units: Mapping[int, str]
) -> Sequence[tuple[str, str, str]]:
    """Return reference, sender and subject of letters that have something of what was typed."""
    analyzer = engine.analyzer
    pairs = frozenset(analyzer.grams(typed))
    nodes: list[Node] = [Term(Field.REFERENCE, form) for form in analyzer.references(typed)]
    nodes += [Term(Field.SENDER, word) for word in analyzer.words(typed)]
    if pairs:
        nodes.append(AtLeast(Field.GRAMS, pairs, max(1, int(len(pairs) * SHARE))))
    if not nodes:
        return ()
    found = engine.index.find(Some(tuple(nodes)), frozenset(units), per_page=LETTERS)
    said = select(Letter.reference, Letter.sender, Letter.subject)
    return session.exec(said.where(col(Letter.id).in_(found.letter_ids), may_see(actor))).all()


def _spellings(reference: str, sender: str, subject: str, *, analyzer: Analyzer) -> set[str]:
    """Return what of a letter may have been meant: its reference, sender, words side by side."""
    words = analyzer.words(subject)
    side_by_side = (
        "".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + LONGEST_SPAN, len(words)) + 1)
    )
    return {one for one in (folded(reference), folded(sender), *side_by_side) if one}


def _differing(typed: str, spelt: str) -> list[Piece]:
    """Take another spelling apart at where it differs from what was typed."""
    steps = SequenceMatcher(None, folded(typed), folded(spelt)).get_opcodes()
    pieces = [Piece(spelt[start:end], tag != "equal") for tag, _, _, start, end in steps]
    return [piece for piece in pieces if piece.text]
