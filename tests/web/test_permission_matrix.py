"""Every route, asked by everybody about what is his, what is not, and what does not exist.

What is not his answers exactly like what does not exist: the same status, the
same bytes, the same statements sent to the database. And whatever another
division does, or is secret in his own, nothing changes on any page that he may
see. Every answer is held
to the rules of its headers, too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from markupsafe import escape

from registry.db import Database
from registry.filestore import LocalFileStore
from registry.jobs import TableQueue
from registry.office import Office
from registry.settings import Settings
from tests.conftest import NOW
from tests.fakes import FixedClock
from tests.web.matrix.askers import Answer, Asker, Matrix
from tests.web.matrix.calls import Call, calls, ghosts
from tests.web.matrix.rules import EVERYBODY, INTAKE, RULES, Rule
from tests.web.matrix.sides import REGISTRAR, SECRET_MARK

ANSWERED, SIGN_IN, NOTHING = "answered", "sent to sign in", "not found"
UNLIKE = ("clerk", "head", "administrator", "auditor", REGISTRAR, "elsewhere")
"""Those of the one division, of whom each may see what no other may."""
DRAFTS = {"draft", "stuck", "registered"}
"""What the addresses of files name."""
COUNTED_FOR_ALL = {
    "registry.condition": "whoever keeps the office running sees how much of all work waits",
    "registry.second_factor": "a new secret each time",
}
"""Pages that may change by what another division does, each with the reason."""


@dataclass(frozen=True)
class Asked:
    """The office of the matrix, and what each page said before anything was hidden.

    To the registrar before the other division had anything, to the others
    before their own had anything secret.
    """

    matrix: Matrix
    calls: Mapping[str, list[Call]]
    before: Mapping[tuple[str, str], Answer]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Asked]:
    data = tmp_path_factory.mktemp("matrix")
    (data / "registry.db").write_bytes(sqlite_template.read_bytes())
    matrix = a_matrix(data)
    by_rule: dict[str, list[Call]] = defaultdict(list)
    for call in calls(matrix.app):
        by_rule[call.rule_name].append(call)
    listed = [call for of_one in by_rule.values() for call in of_one]
    matrix.fill(matrix.own)
    before = said_to([one for one in UNLIKE if one != REGISTRAR], matrix, listed)
    matrix.hide(matrix.own)
    before |= said_to([REGISTRAR], matrix, listed)
    matrix.fill(matrix.other)
    matrix.hide(matrix.other)
    yield Asked(matrix, by_rule, before)
    matrix.database.engine.dispose()


def a_matrix(data: Path, **more: str) -> Matrix:
    """Two divisions with nothing yet, in an office with every way in; its folder may be there."""
    every_way_in = {
        "ADDRESS": "http://localhost",
        "OIDC_ISSUER": "http://127.0.0.1:9",
        "OIDC_CLIENT_ID": "saraban",
    }
    env = {f"SARABAN_{name}": said for name, said in (every_way_in | more).items()}
    settings = Settings.from_env({"SARABAN_DATA": str(data), **env})
    office = Office(
        settings=settings,
        database=Database(settings.database_url),
        files=LocalFileStore(data / "files"),
        jobs=TableQueue(),
        clock=FixedClock(NOW),
    )
    made = Matrix(office)
    office.database.engine.dispose()  # from here on everything goes through the rehearsed one
    return made


def said_to(
    names: Iterable[str], matrix: Matrix, listed: Iterable[Call]
) -> dict[tuple[str, str], Answer]:
    """Ask for every page that there is for somebody."""
    return {
        (call.name, name): matrix.ask(matrix.askers[name], call, matrix.own.things)
        for call in listed
        for name in names
        if call.method == "GET" and told(matrix, call, matrix.askers[name]) is ANSWERED
    }


def opens(rule: Rule, asker: Asker) -> bool:
    """Tell whether the page is there at all for somebody signed in."""
    return not rule.who or any(asker.may(one) for one in rule.who)


def told(matrix: Matrix, call: Call, asker: Asker) -> str:
    """Return what the rule says he is told about what is the division's."""
    rule, unit_id = call.rule, matrix.own.unit.id
    if rule.who is EVERYBODY:
        return ANSWERED
    if asker.actor is None or (asker.is_halfway and not rule.is_open_halfway):
        return SIGN_IN
    if not opens(rule, asker):
        return NOTHING
    if rule.only:
        return ANSWERED if asker.name in rule.only else NOTHING
    if not call.things or rule.is_shared:
        return ANSWERED
    return ANSWERED if any(asker.may(one, unit_id) for one in rule.needed) else NOTHING


def outcome(answer: Answer) -> str:
    if answer.status == 303 and answer.location.startswith("/sign-in"):
        return SIGN_IN
    return NOTHING if answer.status == 404 else ANSWERED


def test_every_route_has_a_rule_and_every_rule_a_route(asked: Asked) -> None:
    routes = {rule.endpoint for rule in asked.matrix.app.url_map.iter_rules()}
    asked_for = {call.name.partition(":")[0] for listed in asked.calls.values() for call in listed}
    assert sorted(routes - asked_for) == []
    assert sorted(set(RULES) - set(asked.calls)) == []


@pytest.mark.parametrize("name", RULES)
def test_everybody_is_answered_as_the_rule_says_with_all_headers(asked: Asked, name: str) -> None:
    matrix, wrong = asked.matrix, []
    for call in asked.calls[name]:
        for asker in matrix.askers.values():
            answer, wanted = matrix.ask(asker, call, matrix.own.things), told(matrix, call, asker)
            wrong += [f"{asker.name} at {call.name}: {fault}" for fault in answer.faults]
            if asker.name != REGISTRAR and SECRET_MARK.encode() in answer.body:
                wrong.append(f"{asker.name} at {call.name}: reads of a secret file")
            found = outcome(answer)
            if wanted is ANSWERED and answer.status in call.rule.answers:
                found = ANSWERED
            if found is not wanted or (
                found is ANSWERED and answer.status not in call.rule.answers
            ):
                wrong.append(f"{asker.name} at {call.name}: {answer.status}, not {wanted}")
    assert wrong == []


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 400), ({"Sec-Fetch-Site": "cross-site"}, 403)]
)
def test_no_form_is_taken_without_its_token_or_from_another_site(
    asked: Asked, headers: Mapping[str, str], status: int
) -> None:
    matrix, taken = asked.matrix, []
    matrix.app.config["WTF_CSRF_ENABLED"] = True
    try:
        for call in (one for listed in asked.calls.values() for one in listed):
            if call.method == "GET":
                continue
            answer = matrix.ask(matrix.askers["clerk"], call, matrix.own.things, headers)
            if answer.status != status:
                taken.append(f"{call.name}: {answer.status}")
    finally:
        matrix.app.config["WTF_CSRF_ENABLED"] = False
    assert taken == []


SHOWS_WHAT_CAME: Mapping[str, str] = {
    "clerk": "intake.today intake.review intake.arrange intake.stuck registry.letter routing.basket"
    " routing.slip routing.deadlines routing.grid routing.grids routing.rules routing.outgoing"
    " registry.register_book search.results search.hit",
    "head": "routing.mine registry.verified registry.standing_in",
    "administrator": "registry.people registry.unit registry.officer",
    "auditor": "registry.history intake.ledger",
    REGISTRAR: "intake.secret_files intake.secret_file intake.secret_letter registry.secret_book",
}
"""Pages that show texts from outside, which the division has filled with markup, to whom."""


@pytest.mark.parametrize("who", SHOWS_WHAT_CAME)
def test_markup_from_outside_is_shown_as_the_text_it_is(asked: Asked, who: str) -> None:
    """That no answer runs it is among the rules of headers, which every answer is held to."""
    matrix, silent = asked.matrix, []
    for name in SHOWS_WHAT_CAME[who].split():
        answer = matrix.ask(matrix.askers[who], asked.calls[name][0], matrix.own.things)
        if str(escape("<script>alert(1)</script>")).encode() not in answer.body:
            silent.append(name)
    assert silent == []


def as_if_nothing(
    matrix: Matrix, asker: Asker, call: Call, meant: Collection[str], his: Mapping[str, str]
) -> Iterator[str]:
    """Yield what tells an answer about ``his`` things from one about what does not exist."""
    nobodys = {**his, **ghosts(meant)}
    one, other = (matrix.ask(asker, call, things) for things in (his, nobodys))
    if not set(meant).isdisjoint(call.in_path) and one.status != 404:
        yield f"{asker.name} at {call.name} of {meant}: {one.status}"
    one, other = (answer.about(meant, his, nobodys) for answer in (one, other))
    for what, a, b in one.differences(other):
        yield f"{asker.name} at {call.name} of {meant}: {what} differs: {a!r:.600} {b!r:.600}"


@pytest.mark.parametrize("secret", ["secret", "entered"])
def test_a_secret_file_is_answered_like_what_does_not_exist(asked: Asked, secret: str) -> None:
    """By every route that knows files, to the clerk of the unit where it came in first of all."""
    matrix, wrong = asked.matrix, list[str]()
    for call in (one for name in INTAKE for one in asked.calls[name]):
        meant = DRAFTS.intersection(call.in_path)
        hidden = {**matrix.own.things, **dict.fromkeys(meant, matrix.own.things[secret])}
        for asker in (matrix.askers[one] for one in UNLIKE if meant):
            wrong += as_if_nothing(matrix, asker, call, meant, hidden)
    assert wrong == []


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if not rule.is_shared])
def test_what_is_not_his_is_answered_like_what_does_not_exist(asked: Asked, name: str) -> None:
    matrix, wrong = asked.matrix, list[str]()
    own, others = matrix.own.things, matrix.other.things
    for call in asked.calls[name]:
        for asker in matrix.askers.values():
            if not call.things or asker.name not in UNLIKE or not opens(call.rule, asker):
                continue
            for meant in {*(frozenset({one}) for one in call.things), frozenset(call.things)}:
                his = {**own, **{one: others[one] for one in meant}}
                wrong += as_if_nothing(matrix, asker, call, meant, his)
    assert wrong == []


@pytest.mark.parametrize("name", [name for name in RULES if name not in COUNTED_FOR_ALL])
def test_what_another_division_does_changes_nothing_he_sees(asked: Asked, name: str) -> None:
    matrix, wrong = asked.matrix, []
    for call in asked.calls[name]:
        for asker in matrix.askers.values():
            before = asked.before.get((call.name, asker.name))
            if before is not None:
                after = matrix.ask(asker, call, matrix.own.things)
                wrong += [
                    f"{asker.name} at {call.name}: {what} differs: {a!r:.600} {b!r:.600}"
                    for what, a, b in before.differences(after)
                    if what != "statements"
                ]
    assert wrong == []
