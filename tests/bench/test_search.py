from pathlib import Path

import pytest

from bench.search_corpus import Corpus
from bench.search_engines import places
from bench.search_queries import EVERYWHERE, FORMS, Costly, ask, costly, known_items
from bench.search_spool import Spool
from search.analyzer import Analyzer
from search.indexing import document_of


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(7, 60)


def test_a_letter_can_be_drawn_again(corpus: Corpus) -> None:
    again = Corpus(7, 60)
    assert [corpus.letter(n) for n in (1, 60)] == [again.letter(n) for n in (1, 60)]
    assert corpus.letter(1) != corpus.letter(2)


def test_a_remembered_letter_says_what_is_asked(corpus: Corpus) -> None:
    analyzer = Analyzer()
    for known in known_items(Corpus(7, 60), 4, analyzer):
        drawn = corpus.letter(known.number)
        if known.form in {"exact words", "one OCR error"}:
            assert known.text in "".join(analyzer.words(drawn.subject))
        if known.form == "surname":
            assert drawn.signatory.endswith(known.text)


def test_a_letter_misread_no_longer_says_what_is_asked() -> None:
    damaged = Corpus(7, 60)
    known = known_items(damaged, 5, Analyzer())
    misread = [one for one in known if one.form == "one OCR error"]
    assert misread
    assert [one for one in misread if one.text in damaged.letter(one.number).subject] == []


def test_there_are_six_ways_to_remember_and_thirteen_classes(corpus: Corpus) -> None:
    analyzer = Analyzer()
    assert {one.form for one in known_items(Corpus(7, 60), 2, analyzer)} == set(FORMS)
    assert len({one.form for one in costly(corpus, 1, analyzer)}) == 13


def test_an_engine_on_disk_finds_what_was_drawn(corpus: Corpus, tmp_path: Path) -> None:
    analyzer = Analyzer()
    with places(tmp_path, ["tantivy"]) as [place]:
        backend = place.opened()
        with backend.rebuilding() as fresh:
            fresh.replace((), (document_of(corpus.source(n), analyzer) for n in range(1, 61)))
        asked = Costly("ref", corpus.letter(9).reference, EVERYWHERE)
        assert ask(backend, asked, analyzer).letter_ids[0] == 9
        assert place.megabytes() > 0


def test_what_was_cut_is_not_cut_again(tmp_path: Path) -> None:
    analyzer, corpus = Analyzer(), Corpus(7, 3)
    spool = Spool(tmp_path, corpus, analyzer)
    assert spool.fill() == 3
    assert Spool(tmp_path, corpus, analyzer).fill() == 0
    assert list(spool.documents()) == [document_of(corpus.source(n), analyzer) for n in (1, 2, 3)]


def test_letters_cut_otherwise_are_cut_again(tmp_path: Path) -> None:
    analyzer = Analyzer()
    assert Spool(tmp_path, Corpus(7, 3), analyzer).fill() == 3
    assert Spool(tmp_path, Corpus(8, 3), analyzer).fill() == 3


def test_an_index_is_kept_only_for_the_letters_it_was_built_of(tmp_path: Path) -> None:
    with places(tmp_path, ["whoosh"]) as [place]:
        assert not place.holds("letters")
        place.stamp.write_text("letters")
        assert place.holds("letters")
        assert not place.holds("other letters")
