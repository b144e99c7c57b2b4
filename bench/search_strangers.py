"""What an officer learns who may see nothing: neither by an answer nor by how long it takes."""

import time
from collections.abc import Sequence
from dataclasses import replace

from bench.machine import percentile, verdict
from bench.search_engines import Place
from bench.search_queries import Costly, ask
from search.analyzer import Analyzer
from search.backend import SearchBackend
from search.tree import Facet

NOWHERE = frozenset({999})
NO_YEAR = "รับ:2400"
"""Nothing was received then, so that one who may see everything finds nothing either."""
WITHIN_NOISE = 1.25
_TURNS = 3
"""How often each question is asked; the quickest counts, since other work only delays."""


def print_strangers(place: Place, questions: Sequence[Costly], analyzer: Analyzer) -> None:
    """Ask as an officer who may see nothing: no hit, no count, no facet, and no longer wait."""
    backend = place.opened()
    leaks = 0
    for question in questions:
        found = ask(backend, _by_a_stranger(question), analyzer)
        leaks += bool(found.total or found.letter_ids or any(found.facets.values()))
    said = f"{place.engine}: answers that tell a stranger something"
    print(verdict(said, leaks, 0, at_most=True), flush=True)
    _print_waits(place.engine, backend, questions, analyzer)


def _print_waits(
    engine: str, backend: SearchBackend, questions: Sequence[Costly], analyzer: Analyzer
) -> None:
    """Compare with an officer who may see everything and finds nothing."""
    strangers, officers = list[float](), list[float]()
    for question in questions:
        nothing = replace(question, text=f"{question.text} {NO_YEAR}")
        by_turns = [
            (
                _milliseconds(backend, replace(nothing, units=NOWHERE), analyzer),
                _milliseconds(backend, nothing, analyzer),
            )
            for _ in range(_TURNS)
        ]
        for taken, turns in zip((strangers, officers), zip(*by_turns, strict=True), strict=True):
            taken.append(min(turns))
    for who, taken in (("a stranger", strangers), ("one with every right", officers)):
        shown = " / ".join(f"{percentile(taken, share):.1f}" for share in (0.5, 0.95))
        print(f"  finding nothing, {who:24}{shown:>16} ms p50 / p95")
    ratio = percentile(strangers, 0.5) / percentile(officers, 0.5)
    print(
        verdict(f"{engine}: a stranger waits", ratio, WITHIN_NOISE, "x", at_most=True), flush=True
    )


def _by_a_stranger(question: Costly) -> Costly:
    return replace(question, units=NOWHERE, facets=tuple(Facet))


def _milliseconds(backend: SearchBackend, question: Costly, analyzer: Analyzer) -> float:
    start = time.perf_counter()
    ask(backend, question, analyzer)
    return 1000 * (time.perf_counter() - start)
