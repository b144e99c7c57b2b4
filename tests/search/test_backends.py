"""The contract of every search engine: the same documents and tree, the same letters."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.db import Database
from search import backend as contract
from search import build_folders, postgres_backend
from search.backend import Document, IndexBusy, IndexMissing, LetterIndex, SearchBackend, Sort
from search.postgres_backend import PostgresBackend
from search.tantivy_backend import TantivyBackend
from search.tree import (
    All,
    AtLeast,
    Between,
    But,
    Day,
    Facet,
    Field,
    Is,
    Node,
    Phrase,
    Some,
    Term,
    This,
    Weighed,
)
from search.whoosh_backend import WhooshBackend
from tests.search.documents import EXAMPLES, HERE, a_document, libraries, trees
from tests.search.memory_backend import MemoryBackend

MEETING = Term(Field.SUBJECT, "ประชุม")

Opening = Callable[[str], SearchBackend]
"""Opens the engine's index for a version of the analysis, each time as another process would."""


def opening_memory(_folder: Path) -> Opening:
    made = MemoryBackend()
    return lambda _version: made


def opening_whoosh(folder: Path) -> Opening:
    return lambda version: WhooshBackend(folder / "index", version)


def opening_tantivy(folder: Path) -> Opening:
    return lambda version: TantivyBackend(folder / "index", version)


OPENINGS = {"memory": opening_memory, "whoosh": opening_whoosh, "tantivy": opening_tantivy}
"""Every engine that needs a folder; the first is what the words of the contract say."""


@pytest.fixture(params=[*OPENINGS, "postgres"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    if request.param == "postgres":
        database: Database = request.getfixturevalue("postgres_database")
        return lambda version: PostgresBackend(database.engine, version)
    return OPENINGS[request.param](tmp_path)


@pytest.fixture
def backend(opening: Opening) -> SearchBackend:
    """An engine with an index that holds nothing."""
    made = opening("1")
    with made.rebuilding():
        pass
    return made


def put(backend: LetterIndex, *documents: Document) -> None:
    backend.replace([one.letter_id for one in documents], documents)


def found(backend: LetterIndex, tree: Node, units: frozenset[int] = HERE) -> list[int]:
    """Numbers of the letters found, rising."""
    hits = backend.find(tree, units, per_page=100)
    assert hits.total == len(hits.letter_ids)
    return sorted(hits.letter_ids)


def test_a_token_is_found_in_its_field_only(backend: SearchBackend) -> None:
    put(backend, a_document(1, subject="ประชุม"), a_document(2, body="ประชุม"))
    assert found(backend, MEETING) == [1]


def test_a_phrase_needs_its_tokens_side_by_side_and_in_order(backend: SearchBackend) -> None:
    put(
        backend,
        a_document(1, body="เชิญ ประชุม กรรมการ"),
        a_document(2, body="กรรมการ ประชุม"),
        a_document(3, body="ประชุม ใหญ่ กรรมการ"),
        a_document(4, body="ประชุม", subject="กรรมการ"),
    )
    assert found(backend, Phrase(Field.BODY, ("ประชุม", "กรรมการ"))) == [1]


def test_a_phrase_may_say_a_token_twice(backend: SearchBackend) -> None:
    put(backend, a_document(1, body="ก ก ข"), a_document(2, body="ก ข"))
    assert found(backend, Phrase(Field.BODY, ("ก", "ก", "ข"))) == [1]


def test_parts_of_a_phrase_that_overlap_in_several_places_are_not_the_phrase(
    backend: SearchBackend,
) -> None:
    put(
        backend,
        a_document(1, body="ก ข ค ง", subject="ก ข ค ง จ"),
        a_document(2, body="ก ข ค จ ข ค ง", subject="ข ค ง จ ก ข ค ง"),
        a_document(3, body="ข ค ง จ ก ข ค", subject="ก ข ค ง ค ง จ"),
        a_document(4, body="ก ข ค จ ก ข ค ง", subject="ข ค ง จ ก ข ค จ"),
    )
    assert found(backend, Phrase(Field.BODY, ("ก", "ข", "ค", "ง"))) == [1, 4]
    assert found(backend, Phrase(Field.SUBJECT, ("ก", "ข", "ค", "ง", "จ"))) == [1]


def test_a_part_of_many_tokens_is_enough_when_the_tree_says_so(backend: SearchBackend) -> None:
    put(
        backend,
        a_document(1, grams="กข ขค คง"),
        a_document(2, grams="กข ขค"),
        a_document(3, grams="กข กข กข"),
    )
    assert found(backend, AtLeast(Field.GRAMS, frozenset({"กข", "ขค", "คง"}), 2)) == [1, 2]


def test_a_share_of_pairs_may_stand_anywhere_in_a_tree(backend: SearchBackend) -> None:
    share = Weighed(AtLeast(Field.GRAMS, frozenset({"กข", "ขค", "คง"}), 2), 5.0)
    put(
        backend,
        a_document(1, grams="กข ขค", subject="ประชุม"),
        a_document(2, grams="กข ขค", body="งบ ประมาณ"),
        a_document(3, grams="กข", subject="ประชุม", body="งบ"),
        a_document(4, grams="ขค คง"),
        a_document(5, units=[2], grams="กข ขค", subject="ประชุม", body="งบ"),
    )
    budget = Term(Field.BODY, "งบ")
    assert found(backend, Some((MEETING, share))) == [1, 2, 3, 4]
    assert found(backend, Some((budget, But(share, MEETING)))) == [2, 3, 4]
    assert found(backend, All((Some((MEETING, share)), Some((budget, share))))) == [1, 2, 3, 4]
    assert found(backend, All((Some((MEETING, share)), budget))) == [2, 3]
    assert found(backend, But(share, budget)) == [1, 4]
    assert found(backend, But(MEETING, share)) == [3]


def test_what_is_excluded_is_not_found(backend: SearchBackend) -> None:
    put(backend, a_document(1, subject="ประชุม"), a_document(2, subject="ประชุม ด่วน"))
    assert found(backend, But(MEETING, Term(Field.SUBJECT, "ด่วน"))) == [1]


def test_excluding_what_nothing_has_excludes_nothing(backend: SearchBackend) -> None:
    put(backend, a_document(1, subject="ประชุม"))
    assert found(backend, But(MEETING, Term(Field.SUBJECT, "ไม่มีใครมี"))) == [1]


def test_a_month_without_a_day_meets_every_stretch_that_touches_it(
    backend: SearchBackend,
) -> None:
    february = (dt.date(2025, 2, 1), dt.date(2025, 2, 28))
    sixth = (dt.date(2025, 2, 6), dt.date(2025, 2, 6))
    put(backend, a_document(1, dated=february), a_document(2, dated=sixth), a_document(3))
    assert found(backend, Between(Day.DATED, dt.date(2025, 2, 10), None)) == [1]
    assert found(backend, Between(Day.DATED, None, dt.date(2025, 2, 6))) == [1, 2]
    assert found(backend, Between(Day.DATED, *sixth)) == [1, 2]
    assert found(backend, Between(Day.DATED, dt.date(2025, 3, 1), None)) == []


def test_a_facet_is_compared_whole(backend: SearchBackend) -> None:
    put(backend, a_document(1, facets={Facet.SENDER: "กรมการปกครอง (ส่วนกลาง)"}))
    assert found(backend, Is(Facet.SENDER, "กรมการปกครอง (ส่วนกลาง)")) == [1]
    assert found(backend, Is(Facet.SENDER, "กรมการปกครอง")) == []


def test_one_letter_is_left_out_of_what_is_like_it(backend: SearchBackend) -> None:
    put(backend, *(a_document(number, subject="ประชุม กรรมการ") for number in range(1, 4)))
    put(backend, a_document(4, subject="ประชุม"), a_document(5, units=[2], subject="ประชุม กรรมการ"))
    alike = AtLeast(Field.SUBJECT, frozenset({"ประชุม", "กรรมการ"}), 2)
    assert backend.find(But(alike, This(2)), HERE).letter_ids == (3, 1)
    assert found(backend, This(5)) == []


# Permission


def test_a_search_without_units_is_refused_before_the_engine(backend: SearchBackend) -> None:
    put(backend, a_document(1, subject="ประชุม"))
    with pytest.raises(ValueError, match="unit"):
        backend.find(MEETING, frozenset())


def test_who_may_see_nothing_finds_nothing_and_counts_nothing(backend: SearchBackend) -> None:
    """Both ways Whoosh's own filter leaks: units nobody has, and units that match nothing."""
    put(
        backend,
        *(a_document(n, subject="ประชุม", facets={Facet.KIND: "memo"}) for n in range(1, 51)),
        a_document(99, units=[2], subject="อื่น"),
    )
    for stranger in (frozenset({2}), frozenset({777})):
        hits = backend.find(MEETING, stranger, facets=list(Facet))
        assert hits.total == 0
        assert hits.letter_ids == ()
        assert not any(hits.facets.values())


def test_exclusion_shows_nothing_of_other_units(backend: SearchBackend) -> None:
    put(backend, a_document(1, units=[1], subject="ประชุม"), a_document(2, units=[2], subject="ลา"))
    everything = Some((MEETING, Term(Field.SUBJECT, "ลา")))
    assert found(backend, But(everything, MEETING), frozenset({1})) == []
    assert found(backend, But(everything, MEETING), frozenset({2})) == [2]


def test_a_letter_is_found_by_each_unit_that_holds_it(backend: SearchBackend) -> None:
    put(backend, a_document(1, units=[3, 14], subject="ประชุม"))
    assert found(backend, MEETING, frozenset({14})) == [1]
    assert found(backend, MEETING, frozenset({1, 4})) == []


def test_only_the_units_of_who_asks_are_counted(backend: SearchBackend) -> None:
    put(backend, a_document(1, units=[1, 2], subject="ประชุม"))
    hits = backend.find(MEETING, frozenset({1, 7}), facets=[Facet.UNIT])
    assert dict(hits.facets[Facet.UNIT]) == {"1": 1}


def test_what_units_have_is_counted_for_those_who_ask_each_letter_once(
    backend: SearchBackend,
) -> None:
    states = (["1:filed", "2:filed"], ["1:received", "2:filed"], ["2:received", "9:filed"])
    put(
        backend,
        *(
            a_document(n, units=[1, 2, 9], subject="ประชุม", in_units={Facet.STATE: frozenset(had)})
            for n, had in enumerate(states, 1)
        ),
    )
    for units, counted in (
        ({1}, {"filed": 1, "received": 1}),
        ({2}, {"filed": 2, "received": 1}),
        ({1, 2}, {"filed": 2, "received": 2}),
    ):
        hits = backend.find(MEETING, frozenset(units), facets=[Facet.STATE])
        assert dict(hits.facets[Facet.STATE]) == counted
    assert found(backend, Is(Facet.STATE, "1:filed")) == [1]
    assert found(backend, Is(Facet.STATE, "filed")) == []


# Order, pages and counts


def test_pages_follow_each_other_without_gap_or_repeat(backend: SearchBackend) -> None:
    put(backend, *(a_document(number, subject="ประชุม") for number in range(1, 48)))
    for sort in Sort:
        pages = [backend.find(MEETING, HERE, sort=sort, page=page) for page in (1, 2, 3, 4)]
        assert [len(page.letter_ids) for page in pages] == [20, 20, 7, 0]
        assert {page.total for page in pages} == {47}
        assert sorted(one for page in pages for one in page.letter_ids) == [*range(1, 48)]


def test_newest_is_by_day_of_receipt_then_by_number(backend: SearchBackend) -> None:
    day = dt.date(2025, 5, 2)
    put(
        backend,
        a_document(1, subject="ประชุม", received=day + dt.timedelta(days=1)),
        a_document(2, subject="ประชุม", received=day),
        a_document(3, subject="ประชุม", received=day),
    )
    assert backend.find(MEETING, HERE, sort=Sort.NEWEST).letter_ids == (1, 3, 2)
    assert backend.find(MEETING, HERE, sort=Sort.OLDEST).letter_ids == (2, 3, 1)


def test_equally_good_letters_stand_newest_first(backend: SearchBackend) -> None:
    put(backend, *(a_document(number, subject="ประชุม กรรมการ") for number in (2, 1, 3)))
    assert backend.find(MEETING, HERE).letter_ids == (3, 2, 1)


def test_what_weighs_more_comes_first(backend: SearchBackend) -> None:
    put(
        backend,
        a_document(1, subject="ประชุม", body="เรื่อง"),
        a_document(2, subject="เรื่อง", body="ประชุม"),
    )
    for heavy, first in ((Field.SUBJECT, 1), (Field.BODY, 2)):
        tree = Some(
            tuple(
                Weighed(Term(field, "ประชุม"), 5.0 if field is heavy else 1.0)
                for field in (Field.SUBJECT, Field.BODY)
            )
        )
        assert backend.find(tree, HERE).letter_ids[0] == first


def test_matching_more_of_what_is_asked_comes_first(backend: SearchBackend) -> None:
    put(
        backend,
        a_document(1, subject="ประชุม กรรมการ"),
        a_document(2, subject="ประชุม ใหญ่"),
        a_document(3, subject="กรรมการ ใหญ่"),
    )
    tree = Some((MEETING, Term(Field.SUBJECT, "กรรมการ")))
    assert backend.find(tree, HERE).letter_ids[0] == 1


def test_the_best_of_very_many_come_first_however_old(backend: SearchBackend) -> None:
    share = AtLeast(Field.GRAMS, frozenset({"กข", "ขค", "คง", "งจ"}), 2)
    alike = (a_document(number, body="งบ", grams="กข ขค") for number in range(3, 301))
    put(
        backend,
        a_document(1, body="งบ", subject="ประชุม", grams="กข ขค คง งจ"),
        a_document(2, body="งบ", grams="กข ขค คง งจ"),
        *alike,
    )
    tree = Some((Term(Field.BODY, "งบ"), Weighed(MEETING, 3.0), Weighed(share, 5.0)))
    pages = [backend.find(tree, HERE, page=page, per_page=50) for page in range(1, 7)]
    assert {one.total for one in pages} == {300}
    shown = [letter_id for one in pages for letter_id in one.letter_ids]
    assert shown[:3] == [1, 2, 300]
    assert sorted(shown) == list(range(1, 301))


def test_facets_count_all_hits_not_only_the_page(backend: SearchBackend) -> None:
    put(
        backend,
        *(
            a_document(n, subject="ประชุม", facets={Facet.KIND: "memo" if n % 3 else "order"})
            for n in range(1, 31)
        ),
        a_document(31, subject="ลา", facets={Facet.KIND: "memo"}),
    )
    hits = backend.find(MEETING, HERE, facets=[Facet.KIND, Facet.YEAR], per_page=5)
    assert dict(hits.facets[Facet.KIND]) == {"memo": 20, "order": 10}
    assert dict(hits.facets[Facet.YEAR]) == {}


# Writing


def test_a_letter_replaced_is_there_once_as_it_is_now(backend: SearchBackend) -> None:
    put(backend, a_document(1, subject="ประชุม"), a_document(2, subject="ประชุม"))
    put(backend, a_document(1, subject="ลา", mark="new"))
    assert found(backend, MEETING) == [2]
    assert found(backend, Term(Field.SUBJECT, "ลา")) == [1]
    assert dict(backend.marks()) == {1: "new", 2: "mark 2"}


def test_a_letter_without_a_document_is_taken_out(backend: SearchBackend) -> None:
    put(backend, a_document(1, subject="ประชุม"), a_document(2, subject="ประชุม"))
    backend.replace([1, 3], [])
    assert found(backend, MEETING) == [2]
    assert dict(backend.marks()) == {2: "mark 2"}


def test_a_write_that_fails_changes_nothing(backend: SearchBackend) -> None:
    put(backend, a_document(1, subject="ประชุม"))
    before = backend.generation

    def broken() -> Iterator[Document]:
        yield a_document(1, subject="ลา")
        raise OSError("the register went away")

    with pytest.raises(OSError, match="went away"):
        backend.replace([1, 2], broken())
    assert found(backend, MEETING) == [1]
    assert backend.generation == before
    put(backend, a_document(2, subject="ประชุม"))
    assert found(backend, MEETING) == [1, 2]


def test_another_process_finds_what_was_written_at_once(opening: Opening) -> None:
    writer, reader = opening("1"), opening("1")
    with writer.rebuilding():
        pass
    assert found(reader, MEETING) == []
    for number in range(1, 8):
        put(writer, a_document(number, subject="ประชุม"))
        assert found(reader, MEETING) == [*range(1, number + 1)]


def test_the_generation_changes_with_every_write(opening: Opening) -> None:
    backend = opening("1")
    seen = [backend.generation]
    assert seen == [""]
    with backend.rebuilding():
        pass
    seen.append(backend.generation)
    for _ in range(2):
        put(backend, a_document(1, subject="ประชุม"))
        seen.append(backend.generation)
        assert backend.generation == backend.generation
    assert len(set(seen)) == len(seen)


# Building anew


def test_without_an_index_nothing_is_answered_rather_than_nothing_found(
    opening: Opening,
) -> None:
    backend = opening("1")
    assert backend.is_stale
    for attempt in (
        lambda: backend.find(MEETING, HERE),
        lambda: backend.replace([1], [a_document(1)]),
        backend.marks,
    ):
        with pytest.raises(IndexMissing):
            attempt()


def test_an_index_of_another_form_counts_as_missing_until_it_is_built_anew(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tables or fields lack what is asked for now."""
    if isinstance(opening("1"), MemoryBackend):
        pytest.skip("it is gone with its process")
    with monkeypatch.context() as before:
        before.setattr(build_folders, "BUILD", "build-0-")
        before.setattr(postgres_backend, "PLACES", "letter0_")
        with opening("1").rebuilding() as fresh:
            put(fresh, a_document(1, subject="ประชุม"))
    backend = opening("1")
    assert backend.is_stale
    with pytest.raises(IndexMissing):
        backend.find(MEETING, HERE)
    with backend.rebuilding() as fresh:
        put(fresh, a_document(2, subject="ประชุม"))
    assert found(backend, MEETING) == [2]


def test_a_rebuilt_index_replaces_the_old_one_only_when_it_is_whole(
    backend: SearchBackend,
) -> None:
    put(backend, a_document(1, subject="ประชุม"))
    with backend.rebuilding() as fresh:
        put(fresh, a_document(2, subject="ประชุม"))
        assert found(backend, MEETING) == [1]
        assert found(fresh, MEETING) == [2]
        put(fresh, a_document(3, subject="ประชุม"))
    assert found(backend, MEETING) == [2, 3]


def test_a_rebuild_that_fails_leaves_the_old_index(backend: SearchBackend) -> None:
    put(backend, a_document(1, subject="ประชุม"))
    with pytest.raises(OSError, match="disk"), backend.rebuilding() as fresh:
        put(fresh, a_document(2, subject="ประชุม"))
        raise OSError("disk full")
    assert found(backend, MEETING) == [1]
    with backend.rebuilding() as fresh:
        put(fresh, a_document(4, subject="ประชุม"))
    assert found(backend, MEETING) == [4]


def test_who_writes_a_letter_does_not_wait_for_a_whole_rebuild(
    opening: Opening, backend: SearchBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = opening("1")
    if other is backend:
        pytest.skip("nobody else can write to it")
    monkeypatch.setattr(contract, "PATIENCE", 0.05)
    with backend.rebuilding(), pytest.raises(IndexBusy):
        other.replace([2], [a_document(2)])
    other.replace([2], [a_document(2, subject="ประชุม")])
    assert found(backend, MEETING) == [2]


# Everything at once

FEW_WORDS = st.sampled_from(("ก", "ข", "ค"))

COMPARED = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@COMPARED
@given(before=libraries(), after=libraries(most=4), asked=st.lists(trees, min_size=4, max_size=8))
def test_any_documents_and_any_tree_give_what_the_contract_says(
    backend: SearchBackend, before: list[Document], after: list[Document], asked: list[Node]
) -> None:
    plain = MemoryBackend()
    gone = [one.letter_id for one in before[:2]]
    for engine in (plain, backend):
        with engine.rebuilding() as fresh:
            put(fresh, *before)
        put(engine, *after)
        engine.replace(gone, [])
    assert dict(backend.marks()) == dict(plain.marks())
    for tree in (*asked, All(tuple(asked[:2])), Some(tuple(asked))):
        for units in (frozenset({1}), frozenset({2, 3})):
            right = plain.find(tree, units, sort=Sort.NEWEST, facets=list(Facet), per_page=4)
            got = backend.find(tree, units, sort=Sort.NEWEST, facets=list(Facet), per_page=4)
            assert (got.total, got.letter_ids) == (right.total, right.letter_ids)
            assert {f: dict(n) for f, n in got.facets.items()} == dict(right.facets)
            best = backend.find(tree, units, per_page=50)
            assert sorted(best.letter_ids) == sorted(
                plain.find(tree, units, per_page=50).letter_ids
            )


@settings(COMPARED, max_examples=max(1, EXAMPLES // 6))
@given(
    bodies=st.lists(st.lists(FEW_WORDS, max_size=12), min_size=8, max_size=8),
    phrases=st.lists(st.lists(FEW_WORDS, min_size=2, max_size=6), min_size=6, max_size=6),
)
def test_any_phrase_of_few_words_is_found_where_it_stands(
    backend: SearchBackend, bodies: list[list[str]], phrases: list[list[str]]
) -> None:
    with backend.rebuilding() as fresh:
        put(fresh, *(a_document(n, body=" ".join(body)) for n, body in enumerate(bodies, 1)))
    for words in phrases:
        stands = [
            n for n, body in enumerate(bodies, 1) if f" {' '.join(words)} " in f" {' '.join(body)} "
        ]
        assert found(backend, Phrase(Field.BODY, tuple(words))) == stands
