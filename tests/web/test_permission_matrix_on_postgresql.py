"""The permission matrix in short, on PostgreSQL: every route once, asked by one of each kind.

The whole of it runs on SQLite. Here every page of every module sends its
statements to the other database, about what is his, and about what is not.
"""

from collections.abc import Iterator

import pytest

from tests.conftest import a_postgres_database
from tests.web.matrix.askers import Asker, Matrix
from tests.web.matrix.calls import Call, calls
from tests.web.matrix.sides import REGISTRAR, SECRET_MARK
from tests.web.test_permission_matrix import (
    ANSWERED,
    UNLIKE,
    a_matrix,
    as_if_nothing,
    opens,
    outcome,
    told,
)


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[Matrix]:
    with a_postgres_database(postgres_server) as address:
        made = a_matrix(tmp_path_factory.mktemp("matrix"), DATABASE_URL=address)
        for side in (made.own, made.other):
            made.fill(side)
            made.hide(side)
        yield made
        made.office.database.engine.dispose()


def asked(matrix: Matrix) -> Iterator[tuple[Asker, Call]]:
    """Yield every route once, with everybody who may know something of his own."""
    names = set[str]()
    for call in calls(matrix.app):
        if call.rule_name not in names:
            names.add(call.rule_name)
            yield from ((matrix.askers[name], call) for name in UNLIKE)


def test_one_of_each_kind_is_answered_as_the_rule_says(matrix: Matrix) -> None:
    wrong = []
    for asker, call in asked(matrix):
        answer, wanted = matrix.ask(asker, call, matrix.own.things), told(matrix, call, asker)
        found = outcome(answer)
        if wanted is ANSWERED and answer.status in call.rule.answers:
            found = ANSWERED
        if asker.name != REGISTRAR and SECRET_MARK.encode() in answer.body:
            wrong.append(f"{asker.name} at {call.name}: reads of a secret file")
        if found is not wanted or (found is ANSWERED and answer.status not in call.rule.answers):
            wrong.append(f"{asker.name} at {call.name}: {answer.status}, not {wanted}")
    assert wrong == []


def test_what_is_another_divisions_is_answered_like_what_does_not_exist(matrix: Matrix) -> None:
    wrong = list[str]()
    for asker, call in asked(matrix):
        if call.things and not call.rule.is_shared and opens(call.rule, asker):
            meant = frozenset(call.things)
            his = {**matrix.own.things, **{one: matrix.other.things[one] for one in meant}}
            wrong += as_if_nothing(matrix, asker, call, meant, his)
    assert wrong == []
