"""Whatever is typed into the search field, the answer is a page with a Thai sentence."""

import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from registry.office import Office
from registry.people_models import Unit
from registry.vocabulary import Role
from tests import factories
from tests.search.documents import EXAMPLES
from tests.search.indexed import work_off
from tests.search.queries import ODD, queries
from tests.web.browser import Browser
from tests.web.conftest import Agency

ODDLY = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_SAID = re.compile(
    r'(?:role="status"|role="alert"|class="empty"|class="teaching"|class="notice)[^>]*>'
    r"(?:\s|<[^>]*>)*[^<]*[ก-๙]{3}"
)
_values = st.one_of(st.text(max_size=12), st.sampled_from(["0", "-1", "9" * 30, "๑", "2568-13"]))
_more = st.dictionaries(
    st.sampled_from(["sort", "page", "year", "month", "sender", "unit", "kind", "urgency", "book"]),
    _values,
    max_size=3,
)


@pytest.fixture
def searcher(app: Flask, office: Office, agency: Agency, clerk: Browser) -> Browser:
    """The clerk's browser, with a letter to be found."""
    with office.database.reading() as session:
        division = session.get_one(Unit, agency.division)
    writer = factories.as_actor(office, agency.officers[Role.CLERK])
    factories.a_registered_letter(office, division, writer, subject="ขอเชิญประชุม")
    work_off(office, app.extensions["search.engine"])
    return clerk


def answered(browser: Browser, typed: str) -> str:
    answer = browser.get(f"/search/?{urlencode({'q': typed})}")
    assert answer.status_code in {200, 422}
    return answer.text


def test_every_odd_question_gets_a_sentence(searcher: Browser) -> None:
    for typed in ODD:
        assert _SAID.search(answered(searcher, typed)), typed


@ODDLY
@given(typed=queries)
@example(typed="รับ:ตั้งแต่ 5 เม.ย. 2568 ถึง 1 มี.ค. 2568")
def test_any_question_gets_a_sentence(searcher: Browser, typed: str) -> None:
    assert _SAID.search(answered(searcher, typed))


@ODDLY
@given(typed=queries, more=_more, form=st.sampled_from(["pdf", "csv", "xlsx"]))
def test_any_address_gets_an_answer(
    searcher: Browser, typed: str, more: dict[str, str], form: str
) -> None:
    query = urlencode({"q": typed, **more})
    for path in ("/search/", "/search/letters/1/1", f"/search/print.{form}"):
        assert searcher.get(f"{path}?{query}").status_code in {200, 404, 422}
