"""Requests that nobody thought of, to every route, and what no answer may be."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.transport.wsgi import WSGI_TRANSPORT
from werkzeug.test import Client, TestResponse

from registry import auth
from tests.web.matrix.askers import Asker, Matrix
from tests.web.matrix.calls import calls
from tests.web.matrix.described import description
from tests.web.matrix.sides import REGISTRAR

WHO = ("clerk", "head", "administrator", "overseer", REGISTRAR)
GHOSTS = (0, 900_719, 2**31, 2**63, 2**70)
"""Numbers of nothing; the last are larger than any column."""
ONE_IN = 5
"""Of so many requests one names a ghost, and one is sent by somebody who may not."""
_HIDDEN = re.compile(r"<(textarea|kbd|code|option)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ENGLISH = re.compile(r"(?:\b[A-Za-z]?[a-z]+\b[ ,]+){3}\b[a-z]+\b")
_THAI = re.compile("[ก-๛]")
Operation = APIOperation[Any, Any, Any, Any]
_SENTENCE = re.compile(r'data-code="[\w-]+"[^>]*>(.*?)</div>', re.DOTALL)


@dataclass(slots=True)
class OddRequests:
    """Sends them to an office in which nothing lasts, and keeps what was wrong."""

    matrix: Matrix
    operations: Sequence[Operation]
    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def to(cls, matrix: Matrix) -> "OddRequests":
        """Describe every route of an office to the generator."""
        schema = schemathesis.openapi.from_dict(description(matrix.app, matrix.own.things))
        found = list(schema.get_all_operations())
        assert all(isinstance(one, Ok) for one in found)
        return cls(matrix, [one.ok() for one in found if isinstance(one, Ok)])

    def send(
        self,
        operation: Operation,
        count: int,
        chance: int | None = None,
    ) -> None:
        """Send some to one route; without a ``chance`` the same ones every time."""
        may, all_askers = self._askers_of(operation), [self.matrix.askers[one] for one in WHO]
        cases = operation.as_strategy(GenerationMode.POSITIVE)
        lots = st.tuples(st.integers(1, ONE_IN), st.sampled_from(GHOSTS))

        @settings(
            max_examples=count,
            derandomize=chance is None,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(cases, lots, st.sampled_from(may), st.sampled_from(all_askers))
        def ask(case: Case[Any], lot: tuple[int, int], one: Asker, anyone: Asker) -> None:
            if lot[0] == 1:
                said = case.path_parameters or {}
                case.path_parameters = {
                    name: lot[1] if isinstance(value, int) else value
                    for name, value in said.items()
                }
            asker = anyone if lot[0] == ONE_IN else one
            cookie = {"Cookie": f"{auth.COOKIE}={asker.token}"}
            sent = WSGI_TRANSPORT.serialize_case(case, headers=cookie)
            with self.matrix.database.rehearsal():
                answer = Client(self.matrix.app, use_cookies=False).open(**sent, buffered=True)
            self.answers[answer.status_code] += 1
            self.wrong += [
                f"{asker.name}, {operation.label}: {fault}; {case.path_parameters} {case.query} "
                f"{case.body!r}"
                for fault in faults_of(answer)
            ]

        (ask if chance is None else seed(chance)(ask))()

    def _askers_of(self, operation: Operation) -> list[Asker]:
        """Return those for whom there is such a page, or everybody."""
        name = operation.definition.raw["operationId"]
        rule = next(call.rule for call in calls(self.matrix.app) if call.name == name)
        askers = [self.matrix.askers[one] for one in WHO]
        return [
            one for one in askers if not rule.who or any(one.may(needed) for needed in rule.who)
        ] or askers


def faults_of(answer: TestResponse) -> Iterator[str]:
    """Yield what an answer must not be: a fault of ours, or a refusal nobody understands."""
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        yield f"{answer.status_code}"
    if answer.status_code < HTTPStatus.BAD_REQUEST:
        return
    page = answer.text
    said = _SENTENCE.search(page)
    if said is None:
        yield f"{answer.status_code} without a code"
    elif not _THAI.search(said[1]):
        yield f"{answer.status_code} without a Thai sentence: {said[1]:.200}"
    if found := _ENGLISH.search(unescape(_TAG.sub(" ", _HIDDEN.sub(" ", page)))):
        yield f"{answer.status_code} in English: {found[0]}"
    if "Traceback" in page:
        yield "a traceback"
