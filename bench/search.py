"""``./saraban bench search``: is the right letter found, and how soon, by every engine.

Letters are drawn from a seed and cut into tokens once; each engine then builds
its index of the same documents and is asked the same queries, which come from
another seed. Quality is whether the letter somebody remembers is the first hit
or among ten; every class of questions has its 95th percentile beside the
target. Engines must find the same letters.
"""

import argparse
import multiprocessing
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing.queues import Queue
from pathlib import Path

from bench.machine import describe, percentile, verdict
from bench.search_corpus import Corpus
from bench.search_engines import ENGINES, Place, places
from bench.search_queries import EVERYWHERE, FORMS, Costly, Known, ask, costly, known_items
from bench.search_spool import Spool
from bench.search_strangers import print_strangers
from search.analyzer import Analyzer
from search.backend import Document, Found, Sort
from search.query import read_query
from search.snippets import pattern_of, snippet
from search.tree import Field, Term

WANTED_AT_10 = dict(zip(FORMS, (0.98, 0.97, 0.92, 0.94, 0.92, 1.0), strict=True))
WANTED_P95_MS = {"whoosh": 150, "postgres": 200, "tantivy": 20}
READERS = 4
MIX = ("rare", "and", "phrase", "filter", "datesort", "ref")

Answers = list[tuple[int, tuple[int, ...]]]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench search", description=__doc__)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2568)
    parser.add_argument("--backends", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--known", type=int, default=200, help="remembered letters of each class")
    parser.add_argument("--queries", type=int, default=60, help="questions of each cost class")
    parser.add_argument("--seconds", type=float, default=8.0, help="of four readers and a writer")
    parser.add_argument("--folder", type=Path, help="keeps tokens and indexes for the next run")
    given = parser.parse_args()
    print(describe())
    print(f"seed      {given.seed}, {given.letters:,} letters\n")
    with ExitStack() as stack:
        temporary = tempfile.TemporaryDirectory(prefix="saraban-bench-")
        kept = given.folder or Path(stack.enter_context(temporary))
        _measure(given, kept / f"{given.seed}-{given.letters}-{given.known}")


def _measure(given: argparse.Namespace, folder: Path) -> None:
    """Ask every engine the same questions of the same letters."""
    analyzer, corpus = Analyzer(), Corpus(given.seed, given.letters)
    known = known_items(corpus, given.known, analyzer)
    questions = costly(corpus, given.queries, analyzer)
    spool = Spool(folder / "tokens", corpus, analyzer)
    cut(spool, given.letters)
    first, fingerprint = next(spool.documents()), spool.fingerprint()
    answers: dict[str, Answers] = {}
    with places(folder, given.backends) as found:
        for place in found:
            build(place, spool, fingerprint)
            print_quality(place, known, analyzer)
            answers[place.engine] = print_speed(place, questions, corpus, analyzer)
            print_strangers(place, questions, analyzer)
            print_one_letter(place, first)
            print_at_once(place, questions, given.seconds, first)
            print()
    print_agreement(questions, answers)


def cut(spool: Spool, count: int) -> None:
    """Cut the letters into tokens, but for those that an earlier run has cut."""
    start = time.perf_counter()
    fresh = spool.fill()
    if fresh:
        rate = fresh / (time.perf_counter() - start)
        print(f"cutting letters into tokens, all cores{rate:12.0f} letters a second")
    print(f"{count - fresh:,} letters were cut by an earlier run\n", flush=True)


def build(place: Place, spool: Spool, fingerprint: str) -> None:
    """Build an engine's index, unless an earlier run has built this very one."""
    if place.holds(fingerprint) and not place.opened().is_stale:
        print(f"{place.engine}: index of an earlier run, {place.megabytes():.0f} MB", flush=True)
        return
    place.stamp.unlink(missing_ok=True)
    start = time.perf_counter()
    with place.opened().rebuilding() as fresh:
        fresh.replace((), spool.documents())
    seconds = time.perf_counter() - start
    place.stamp.write_text(fingerprint)
    print(
        f"{place.engine}: {spool.count / seconds:.0f} letters a second into the index, "
        f"{place.megabytes():.0f} MB",
        flush=True,
    )


def print_quality(place: Place, known: Sequence[Known], analyzer: Analyzer) -> None:
    """Say how often the letter remembered is found."""
    backend = place.opened()
    ranks: dict[str, list[int]] = defaultdict(list)
    for one in known:
        hits = ask(backend, Costly(one.form, one.text, EVERYWHERE), analyzer).letter_ids[:10]
        ranks[one.form].append(hits.index(one.number) + 1 if one.number in hits else 0)
    for form, had in ranks.items():
        first = sum(rank == 1 for rank in had) / len(had)
        among = sum(rank > 0 for rank in had) / len(had)
        print(f"  {form:20}{len(had):5} letters, first{first:7.3f}")
        print(verdict(f"{place.engine}: {form}, among ten", among, WANTED_AT_10[form]), flush=True)


def print_speed(
    place: Place, questions: Sequence[Costly], corpus: Corpus, analyzer: Analyzer
) -> Answers:
    """Time every question once; return what was found."""
    backend = place.opened()
    ask(backend, replace(questions[0], text="ประชุม"), analyzer)  # opens what a process keeps open
    taken: dict[str, list[float]] = defaultdict(list)
    shown_in: list[float] = []
    answers: Answers = []
    for question in questions:
        start = time.perf_counter()
        found = ask(backend, question, analyzer)
        taken[question.form].append(1000 * (time.perf_counter() - start))
        if question.with_snippets:
            shown_in.append(_snippets(question, found, corpus, analyzer))
        is_ordered = question.sort is not Sort.BEST
        answers.append((found.total, found.letter_ids if is_ordered else ()))
    for form, had in taken.items():
        shown = " / ".join(f"{percentile(had, share):.1f}" for share in (0.5, 0.95, 0.99))
        print(f"  {form:20}{shown:>24} ms p50 / p95 / p99")
    if shown_in:
        slow = percentile(shown_in, 0.95)
        print(f"  and a page of snippets, whatever the engine{slow:10.1f} ms p95")
    slowest = max(taken, key=lambda form: percentile(taken[form], 0.95))
    said = f"{place.engine}: p95 of the slowest class ({slowest})"
    worst = percentile(taken[slowest], 0.95)
    print(verdict(said, worst, WANTED_P95_MS[place.engine], "ms", at_most=True), flush=True)
    return answers


def _snippets(question: Costly, found: Found, corpus: Corpus, analyzer: Analyzer) -> float:
    """Return the milliseconds it takes to cut a page's snippets from the letters' texts."""
    texts = [corpus.letter(number).body for number in found.letter_ids]
    start = time.perf_counter()
    pattern = pattern_of(read_query(question.text, analyzer, {1: ""}).marks)
    for text in texts:
        snippet([(1, text)], pattern)
    return 1000 * (time.perf_counter() - start)


def print_one_letter(place: Place, document: Document) -> None:
    """Time from writing one letter until it is found."""
    backend, taken = place.opened(), []
    for turn in range(8):
        token = f"ใหม่{turn}"
        start = time.perf_counter()
        backend.replace([document.letter_id], [renewed(document, token)])
        found = backend.find(Term(Field.SUBJECT, token), EVERYWHERE)
        taken.append(time.perf_counter() - start)
        if found.letter_ids != (document.letter_id,):
            raise RuntimeError(f"{place.engine} did not find what was written")
    said = f"{place.engine}: one letter to searchable, slowest of eight"
    print(verdict(said, max(taken), 1, "s", at_most=True), flush=True)
    backend.replace([document.letter_id], [document])


def renewed(document: Document, token: str) -> Document:
    """Return the letter with one more word in its subject."""
    subject = (*document.tokens[Field.SUBJECT], token)
    return replace(document, tokens={**document.tokens, Field.SUBJECT: subject})


def print_at_once(
    place: Place, questions: Sequence[Costly], seconds: float, document: Document
) -> None:
    """Let four processes ask while another writes a letter twice a second."""
    context = multiprocessing.get_context("spawn")
    told: Queue[list[float]] = context.Queue()
    mix = [one for one in questions if one.form in MIX]
    readers = [
        context.Process(target=_read, args=(place, mix[first::READERS], seconds, told))
        for first in range(READERS)
    ]
    for reader in readers:
        reader.start()
    backend, until, commits = place.opened(), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        backend.replace([document.letter_id], [renewed(document, f"ใหม่{commits}")])
        commits += 1
        time.sleep(0.5)
    taken = [one for _ in readers for one in told.get()]
    for reader in readers:
        reader.join()
    failed = sum(reader.exitcode != 0 for reader in readers)
    print(
        f"{place.engine}: {READERS} readers and a writer: {len(taken) / seconds:.0f} answers a "
        f"second, p50 {percentile(taken, 0.5):.1f} ms, p95 {percentile(taken, 0.95):.1f} ms, "
        f"{commits} commits, {failed} readers failed",
        flush=True,
    )
    backend.replace([document.letter_id], [document])


def _read(
    place: Place, questions: Sequence[Costly], seconds: float, told: "Queue[list[float]]"
) -> None:
    """Ask until time is up; runs in a process of its own."""
    backend, analyzer, taken = place.opened(), Analyzer(), list[float]()
    ask(backend, questions[0], analyzer)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        question = questions[len(taken) % len(questions)]
        start = time.perf_counter()
        ask(backend, question, analyzer)
        taken.append(1000 * (time.perf_counter() - start))
    told.put(taken)


def print_agreement(questions: Sequence[Costly], answers: dict[str, Answers]) -> None:
    """Say whether all engines found as many letters, and in order the same ones."""
    if not answers:
        return
    first, *others = answers
    for other in others:
        pairs = zip(questions, answers[first], answers[other], strict=True)
        differing = [question for question, one, two in pairs if one != two]
        for question in differing[:5]:
            print(f"  differs: {question.form} {question.text}")
        said = f"questions that {first} and {other} answer differently"
        print(verdict(said, len(differing), 0, at_most=True))


if __name__ == "__main__":
    main()
