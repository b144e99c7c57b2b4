"""What is asked of a corpus: letters that somebody remembers, and questions of every cost.

The queries are drawn from a seed of their own, on which nothing was tuned.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from bench.letters.words import MATTERS
from bench.search_corpus import OPENINGS, UNITS, Corpus, Drawn, misread
from registry import thai
from search.analyzer import Analyzer, folded
from search.backend import Found, SearchBackend, Sort
from search.query import read_query
from search.tree import Facet

HELD_OUT = 1_000_003
"""Added to the corpus's seed."""
FORMS = ("exact words", "part of a word", "one OCR error", "one typo", "surname", "reference")
EVERYWHERE = frozenset(range(1, UNITS + 1))
KEYS = "กขคงจชดตถทนบปพมยรลวสหอ"

_PLAIN = re.compile("[ก-๎]{8,30}")
_COMMON = " ".join(folded(said) for said in (*OPENINGS, *(matter.annex for matter in MATTERS)))
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Known:
    """A query by which one letter should be found."""

    form: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Costly:
    """A query whose time is taken."""

    form: str
    text: str
    units: frozenset[int]
    sort: Sort = Sort.BEST
    facets: tuple[Facet, ...] = ()
    with_snippets: bool = False


def ask(backend: SearchBackend, question: Costly, analyzer: Analyzer) -> Found:
    """Ask as the search page does: read what was typed, then the index."""
    read = read_query(question.text, analyzer, dict.fromkeys(question.units, ""))
    tree = read.near if question.sort is Sort.BEST else read.exact
    return backend.find(tree, question.units, sort=question.sort, facets=question.facets)


def known_items(corpus: Corpus, each: int, analyzer: Analyzer) -> list[Known]:
    """Choose letters and how they are asked for; damages those of which a letter is misread."""
    rng = Random(corpus.seed + HELD_OUT)  # noqa: S311 - the same queries every time
    numbers = iter(rng.sample(range(1, corpus.count + 1), corpus.count))
    found: list[Known] = []
    damages: dict[int, tuple[str, str]] = {}
    for form in FORMS:
        had = 0
        while had < each:
            number = next(numbers, 0)
            if not number:
                break  # a small corpus has no more
            drawn = corpus.letter(number)
            text = _ASKED[form](drawn, rng, analyzer)
            if not text:
                continue
            if form == "one OCR error":
                wrong = misread(text, rng)
                if wrong in {text, ""} or text not in drawn.subject:
                    continue
                damages[number] = text, wrong
            found.append(Known(form, text, number))
            had += 1
    corpus.damages = damages
    return found


def _span(drawn: Drawn, rng: Random, analyzer: Analyzer) -> str:
    """Cut two or three words of the subject that stand side by side."""
    words = analyzer.words(drawn.subject)
    for _ in range(_TRIES):
        many = rng.choice((2, 3))
        start = rng.randrange(max(1, len(words) - many))
        text = "".join(words[start : start + many])
        if _tells(text):
            return text
    return ""


def _tells(text: str) -> bool:
    """Tell whether somebody would remember one letter by this.

    Openings and titles that stand in a tenth of all subjects are nothing to know one by.
    """
    return bool(_PLAIN.fullmatch(text)) and text not in _COMMON


def _part(drawn: Drawn, rng: Random, analyzer: Analyzer) -> str:
    """Cut a stretch of the subject that begins inside a word."""
    clusters = analyzer.clusters(drawn.subject)
    ends, at = {0}, 0
    for word in analyzer.words(drawn.subject):
        at += len(word)
        ends.add(at)
    for _ in range(_TRIES):
        start = rng.randrange(max(1, len(clusters) - 4))
        text = "".join(clusters[start : start + rng.randrange(4, 9)])
        inside = len("".join(clusters[:start])) not in ends
        if inside and _tells(text):
            return text
    return ""


def _typo(drawn: Drawn, rng: Random, analyzer: Analyzer) -> str:
    text = _span(drawn, rng, analyzer)
    return mistyped(text, rng) if text else ""


def mistyped(text: str, rng: Random) -> str:
    """Change, leave out, swap or add one letter."""
    at = rng.randrange(1, len(text) - 1)
    return rng.choice(
        (
            text[:at] + rng.choice(KEYS) + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + rng.choice(KEYS) + text[at:],
        )
    )


def _surname(drawn: Drawn, _rng: Random, _analyzer: Analyzer) -> str:
    return drawn.surname


def _reference(drawn: Drawn, rng: Random, _analyzer: Analyzer) -> str:
    said = drawn.reference
    forms = (
        said,
        said.replace(" ", ""),
        said.replace("/", " / "),
        f"ที่ {said}",
        said.replace(" ", ". "),
    )
    text = rng.choice(forms).replace("/ว", rng.choice(("/ว", "/ว ", "/ ว")))
    return thai.thai_digits(text) if rng.random() < 0.5 else text  # noqa: PLR2004 - a coin


_ASKED: dict[str, Callable[[Drawn, Random, Analyzer], str]] = {
    "exact words": _span,
    "part of a word": _part,
    "one OCR error": _span,
    "one typo": _typo,
    "surname": _surname,
    "reference": _reference,
}


def costly(corpus: Corpus, each: int, analyzer: Analyzer) -> list[Costly]:
    """Draw questions of every class, in any order, each asked once."""
    rng = Random(corpus.seed + 2 * HELD_OUT)  # noqa: S311 - the same queries every time
    found = [
        question
        for _ in range(each)
        for question in _one_of_each(corpus, rng, analyzer, EVERYWHERE)
    ]
    rng.shuffle(found)
    return found


def _one_of_each(
    corpus: Corpus, rng: Random, analyzer: Analyzer, units: frozenset[int]
) -> Iterator[Costly]:
    drawn = corpus.letter(rng.randrange(1, corpus.count + 1))
    body = [one for one in analyzer.words(drawn.body) if len(one) > 2]  # noqa: PLR2004 - words that say something
    rank = corpus.ranks
    telling = [one for one in body if 300 < rank.get(one, 0) < 5000] or body  # noqa: PLR2004 - neither joining words nor rare ones
    seldom = max(body, key=lambda one: rank.get(one, 0))
    frequent = [one for one in corpus.words[:150] if len(one) > 2]  # noqa: PLR2004 - as above
    middling = rng.choice(telling)
    span = _span(drawn, rng, analyzer) or body[0]
    one_unit = frozenset({rng.randrange(2, 21)})
    yield Costly("rare", seldom, units)
    yield Costly("common", rng.choice(frequent), units)
    yield Costly("and", " ".join(rng.sample(telling, min(3, len(telling)))), units)
    yield Costly("and_common", " ".join(rng.sample(frequent, 3)), units)
    text = folded(drawn.body)
    sentence = rng.choice(re.findall("[ก-๎]{12,}", text) or [body[0]])
    yield Costly("phrase", f'"{"".join(analyzer.words(sentence)[:4])}"', units)
    yield Costly("prefix", _part(drawn, rng, analyzer) or span, units)
    yield Costly("fuzzy", mistyped(span, rng), units)
    yield Costly("filter", f"{middling} รับ:{drawn.received.year + 543}", one_unit, Sort.NEWEST)
    yield Costly("datesort", middling, units, Sort.NEWEST)
    yield Costly("snippet", middling, units, with_snippets=True)
    yield Costly("facet", rng.choice(frequent), units, Sort.NEWEST, tuple(Facet))
    yield Costly("ref", drawn.reference, units)
    yield Costly("refpart", drawn.reference.partition("/")[2], units)
