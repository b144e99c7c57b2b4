from dataclasses import replace

import pytest

from registry.office import Office
from search import advice
from search.engine import Engine
from tests.factories import a_clerk, a_registered_letter, an_agency
from tests.search.indexed import work_off


def said(office: Office, engine: Engine) -> list[str]:
    with office.database.reading() as session:
        return list(advice.advise(session, office, engine))


def test_a_small_office_is_left_alone(office: Office, engine: Engine) -> None:
    unit = an_agency(office)
    a_registered_letter(office, unit, a_clerk(office, unit))
    assert said(office, engine) == []


def test_an_office_that_whoosh_no_longer_carries_is_told_with_what_it_takes(
    office: Office, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = an_agency(office)
    a_registered_letter(office, unit, a_clerk(office, unit))
    work_off(office, engine)
    monkeypatch.setattr(advice, "MOST_ON_WHOOSH", 0)
    [sentence] = said(office, engine)
    assert "1 ฉบับ" in sentence
    assert "มิลลิวินาที" in sentence
    assert "SARABAN_SEARCH=tantivy" in sentence


def test_another_engine_is_not_advised_away(
    office: Office, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = an_agency(office)
    a_registered_letter(office, unit, a_clerk(office, unit))
    monkeypatch.setattr(advice, "MOST_ON_WHOOSH", 0)
    settings = office.settings.model_copy(update={"search": "tantivy"})
    assert said(replace(office, settings=settings), engine) == []
