import ast
import gc
import os
import signal
import stat
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import fields, index, query
from whoosh.reading import SegmentReader

from search.backend import Document
from search.tree import Facet, Field, Phrase, Term
from search.whoosh_backend import WhooshBackend
from search.whoosh_segment import Postings, Segment, at_least, bits_of, members
from tests.processes import CONTEXT
from tests.search.documents import HERE, a_document

ROOT = Path(__file__).resolve().parents[2]
WORD = Term(Field.SUBJECT, "ประชุม")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def backend(root: Path) -> WhooshBackend:
    made = WhooshBackend(root, "1")
    with made.rebuilding() as fresh:
        fresh.replace([1], [a_document(1, subject="ประชุม")])
    return made


def hold(root: Path, begun: Event) -> None:
    """Write a letter and stop in the middle, for another process to be killed there."""

    def documents() -> Iterator[Document]:
        yield a_document(1, subject="ลา")
        begun.set()
        signal.pause()

    WhooshBackend(root, "1").replace([1, 2], documents())


def hold_rebuilding(root: Path, begun: Event) -> None:
    with WhooshBackend(root, "1").rebuilding() as fresh:
        fresh.replace([2], [a_document(2, subject="ประชุม")])
        begun.set()
        signal.pause()  # killed here


@pytest.mark.parametrize("work", [hold, hold_rebuilding])
def test_a_killed_writer_leaves_the_index_and_lets_the_next_in(
    root: Path, backend: WhooshBackend, work: Callable[[Path, Event], None]
) -> None:
    begun = CONTEXT.Event()
    process = CONTEXT.Process(target=work, args=(root, begun))
    process.start()
    assert begun.wait(60)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert backend.find(WORD, HERE).letter_ids == (1,)
    backend.replace([2], [a_document(2, subject="ประชุม")])
    assert backend.find(WORD, HERE).letter_ids == (2, 1)
    with backend.rebuilding():
        pass
    assert len(list(root.glob("build-*"))) == 1


def test_a_writer_waits_for_the_one_at_work(root: Path, backend: WhooshBackend) -> None:
    order: list[str] = []

    def later() -> Iterator[Document]:
        order.append("second reads the register")
        yield a_document(3, subject="ประชุม")

    second = threading.Thread(target=lambda: WhooshBackend(root, "1").replace([3], later()))

    def first() -> Iterator[Document]:
        second.start()
        second.join(0.2)
        order.append("first is done")
        yield a_document(2, subject="ประชุม")

    backend.replace([2], first())
    second.join()
    assert order == ["first is done", "second reads the register"]
    assert backend.find(WORD, HERE).letter_ids == (3, 2, 1)


def test_readers_never_miss_a_letter_while_others_write_and_rebuild(
    root: Path, backend: WhooshBackend
) -> None:
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        mine = WhooshBackend(root, "1")
        while not stop.is_set():
            try:
                hits = mine.find(WORD, HERE).letter_ids
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shall show it
                wrong.append(error)
                return
            if 1 not in hits or len(set(hits)) != len(hits):
                wrong.append(hits)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(12):
        backend.replace([2 + turn % 3], [a_document(2 + turn % 3, subject="ประชุม")])
        if turn % 4 == 3:
            with backend.rebuilding() as fresh:
                fresh.replace([1], [a_document(1, subject="ประชุม")])
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_letters_written_one_by_one_stay_in_few_segments_and_are_found_once(
    root: Path, backend: WhooshBackend
) -> None:
    for number in (*range(2, 30), *range(2, 12)):
        backend.replace([number], [a_document(number, subject="ประชุม")])
    assert backend.find(WORD, HERE, per_page=40).letter_ids == tuple(range(29, 0, -1))
    (build,) = root.glob("build-*")
    assert len(list(build.glob("*.seg"))) <= 12
    assert set(backend.marks()) == set(range(1, 30))


def test_what_was_read_of_segments_that_are_no_more_waits_for_no_collector(
    backend: WhooshBackend,
) -> None:
    """All day long letters come in: what waited would be most of the memory."""

    def held() -> Counter[type]:
        kinds = {Segment, SegmentReader, Postings}
        return Counter(type(one) for one in gc.get_objects() if type(one) in kinds)

    gc.collect()
    gc.disable()
    try:
        for number in range(2, 30):
            backend.replace([number], [a_document(number, subject="ประชุม")])
            backend.find(WORD, HERE, facets=set(Facet))
            backend.find(Phrase(Field.SUBJECT, ("ประชุม", "ลา")), HERE)
            backend.marks()
        before = held()
        gc.collect()
    finally:
        gc.enable()
    assert before == held()


@pytest.mark.usefixtures("backend")
def test_the_files_name_nothing_of_ours(root: Path) -> None:
    (build,) = root.glob("build-*")
    (contents,) = build.glob("*.toc")
    assert b"whoosh3" in contents.read_bytes()
    assert b"whoosh_" not in contents.read_bytes()


@pytest.mark.usefixtures("backend")
def test_the_folder_is_for_the_program_alone(root: Path) -> None:
    assert stat.S_IMODE(root.stat().st_mode) == 0o700


def test_an_index_cut_otherwise_is_stale_but_still_answers(
    root: Path, backend: WhooshBackend
) -> None:
    later = WhooshBackend(root, "2")
    assert [backend.is_stale, later.is_stale] == [False, True]
    assert later.find(WORD, HERE).letter_ids == (1,)
    with later.rebuilding():
        pass
    assert [backend.is_stale, later.is_stale] == [True, False]


def test_whoosh_itself_leaks_through_its_filter(tmp_path: Path) -> None:
    """Why units are part of the question: both leaks, and the form that has none."""
    made = index.create_in(tmp_path, fields.Schema(word=fields.ID(), unit=fields.ID()))
    writer = made.writer()
    for _ in range(50):
        writer.add_document(word="x", unit="1")
    writer.add_document(word="y", unit="2")
    writer.commit()
    word = query.Term("word", "x")
    with made.searcher() as searcher:
        shown = searcher.search(word, filter=query.Or([]))
        assert (len(shown), shown.scored_length()) == (50, 10)
        counted = searcher.search(word, filter=query.Term("unit", "3"))
        assert (len(counted), counted.scored_length()) == (50, 0)
        both = searcher.search(query.And([word, query.Term("unit", "3")]))
        assert (len(both), both.scored_length()) == (0, 0)


def test_no_code_hands_whoosh_a_filter_or_refreshes_a_reader() -> None:
    for path in sorted((ROOT / "search").glob("*.py")):
        for call in (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)):
            assert "filter" not in [keyword.arg for keyword in call.keywords], path
            assert getattr(call.func, "attr", "") != "refresh", path


SETS = st.lists(st.sets(st.integers(0, 70)), min_size=1, max_size=9)


@given(SETS, st.integers(1, 10))
def test_documents_in_so_many_sets_are_counted_right(sets: list[set[int]], count: int) -> None:
    plain = {doc for doc in range(71) if sum(doc in one for one in sets) >= count}
    assert set(members(at_least([bits_of(one, 71) for one in sets], count))) == plain
