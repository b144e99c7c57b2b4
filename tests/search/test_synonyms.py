"""What a word may also be written as is asked for too, and by nobody but its keepers changed."""

import pytest
from sqlmodel import select

from registry.errors import NotFound
from registry.models import JournalEntry
from registry.office import Office
from registry.vocabulary import Role
from search.analyzer import Analyzer
from search.query import read_query
from search.synonyms import (
    SynonymKnown,
    add_synonym,
    meanings_for,
    meanings_of,
    own_synonyms,
    remove_synonym,
    usual,
)
from search.tree import Field
from tests.conftest import NOW
from tests.factories import a_clerk, an_agency


def test_pairs_are_kept_journalled_and_taken_away_again(each_office: Office) -> None:
    agency = an_agency(each_office)
    keeper = a_clerk(each_office, agency, roles=(Role.ADMINISTRATOR,))
    clerk = a_clerk(each_office, agency)
    with each_office.database.transaction() as session:
        add_synonym(session, "กยผ.", "กองยุทธศาสตร์และแผนงาน", by=keeper, at=NOW)
        assert meanings_for(session, "ก.ย.ผ.") == ("กองยุทธศาสตร์และแผนงาน",)
        assert meanings_for(session, "กองยุทธศาสตร์และแผนงาน") == ("กยผ.",)
        for word, means in (("กยผ", "กองยุทธศาสตร์และแผนงาน"), ("อบต.", "อบต")):
            with pytest.raises(SynonymKnown):
                add_synonym(session, word, means, by=keeper, at=NOW)
        with pytest.raises(NotFound):
            add_synonym(session, "ก", "ข", by=clerk, at=NOW)
    with each_office.database.transaction() as session:
        (pair,) = own_synonyms(session)
        with pytest.raises(NotFound):
            remove_synonym(session, pair.id or 0, by=clerk, at=NOW)
        remove_synonym(session, pair.id or 0, by=keeper, at=NOW)
    with each_office.database.reading() as session:
        assert not own_synonyms(session)
        events = session.exec(select(JournalEntry.event)).all()
    assert [one for one in events if one.startswith("synonym")] == [
        "synonym-added",
        "synonym-removed",
    ]


def test_a_question_asks_for_the_other_way_too_but_not_between_quotes(office: Office) -> None:
    with office.database.reading() as session:
        analyzer = Analyzer(meanings_of(session))
    full = analyzer.words("องค์การบริหารส่วนตำบล")
    plain, quoted, field = (
        repr(read_query(text, analyzer, {1: "กอง"}).exact)
        for text in ("อบต.", '"อบต."', "จาก:อบต.")
    )
    assert repr(full) in plain or all(repr(word) in plain for word in full)
    assert not all(repr(word) in quoted for word in full)
    assert all(repr(word) in field for word in full)
    assert Field.SENDER.value in field


def test_every_word_that_comes_with_the_program_is_one_word_and_means_another() -> None:
    for word, means in usual().items():
        assert word.endswith(".")
        assert means
        assert all(len(one) > len(word) for one in means)
