"""No request is answered with a fault of ours or a word that is not Thai.

The same requests every time; ``./saraban bench requests`` sends others.
"""

from collections.abc import Iterator

import pytest

from registry.office import Office
from tests.web.matrix.askers import Matrix
from tests.web.matrix.odd_requests import OddRequests

EACH = 4
"""Requests to each route."""


@pytest.fixture
def requests(office: Office) -> Iterator[OddRequests]:
    matrix = Matrix(office)
    matrix.fill(matrix.own)
    matrix.hide(matrix.own)
    yield OddRequests.to(matrix)
    matrix.database.engine.dispose()


@pytest.mark.timeout(900)  # one office for all, as it takes seconds to fill
def test_every_answer_to_any_form_is_a_page_or_a_thai_refusal_with_its_code(
    requests: OddRequests,
) -> None:
    for operation in requests.operations:
        requests.send(operation, EACH)
    assert requests.wrong == []
    routes = {rule.endpoint for rule in requests.matrix.app.url_map.iter_rules()}
    named = {one.definition.raw["operationId"] for one in requests.operations}
    assert routes <= {name.partition(":")[0].partition("+")[0] for name in named}
    assert requests.answers[200] + requests.answers[303] > sum(requests.answers.values()) / 3
