"""The office of the matrix, everybody who asks it, and what an answer says to who compares it."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from flask import Flask
from sqlmodel import col, select
from werkzeug.test import Client, TestResponse

from app import create_app, handlers
from registry import auth, people, sessions
from registry.calendar_operations import add_holiday, confirm_year
from registry.jobs import Job
from registry.office import Office
from registry.passkeys import Passkey
from registry.people import Actor
from registry.people_models import SignIn
from registry.second_factor_models import SecondFactor
from registry.vocabulary import HolidayKind, JobName, Permission, Role
from registry.worker import Worker
from search.engine import Engine
from search.jobs import prepare
from search.synonyms import Synonym, add_synonym
from tests import factories
from tests.web.matrix.calls import Call
from tests.web.matrix.headers import faults_of
from tests.web.matrix.rehearsed import RehearsedDatabase
from tests.web.matrix.sides import Filling, Side, a_side

DONE_HERE = (JobName.INDEX, JobName.REBUILD, JobName.TAKE_UP, JobName.TELL)
"""Jobs on whose work the pages rest; the others open documents, which takes seconds."""
EVERY_ROLE_ELSEWHERE = (
    Role.CLERK, Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR, Role.SECRET_REGISTRAR,
)  # fmt: skip


@dataclass(frozen=True)
class Asker:
    """Somebody with a browser; a stranger has no ``actor``."""

    name: str
    actor: Actor | None
    token: str = ""
    is_halfway: bool = False

    def may(self, permission: Permission, unit_id: int | None = None) -> bool:
        """Tell whether a role of his allows it in a unit, or anywhere."""
        return self.actor is not None and self.actor.may(permission, unit_id)


@dataclass(frozen=True)
class Answer:
    """What one can learn from an answer: all of it, and how much was looked up for it."""

    status: int
    location: str
    headers: Mapping[str, str]
    body: bytes
    asked: tuple[str, ...]
    faults: tuple[str, ...]
    """What its headers lack."""

    def about(self, names: Iterable[str], *things: Mapping[str, str]) -> "Answer":
        """Return the same answer without the numbers that the request itself said."""
        answer = self
        for name in names:
            said = "|".join(re.escape(one[name]) for one in things)
            place = re.compile(rf"(?<=[/=\"-])(?:{said})(?=[/=&?#\"]|$)")
            answer = replace(
                answer,
                location=place.sub(f"<{name}>", answer.location),
                body=re.sub(place.pattern.encode(), f"<{name}>".encode(), answer.body),
            )
        return answer

    def differences(self, other: "Answer") -> Iterator[tuple[str, object, object]]:
        """Yield what tells two answers apart."""
        pairs = {
            "status": (self.status, other.status),
            "place": (self.location, other.location),
            "headers": (self.headers, other.headers),
            "statements": (self.asked, other.asked),
        }
        yield from ((what, *pair) for what, pair in pairs.items() if pair[0] != pair[1])
        if self.body != other.body:
            mine, its = set(self.body.splitlines()), set(other.body.splitlines())
            yield "page", sorted(mine - its), sorted(its - mine)


class Matrix:
    """Two divisions, everybody who may ask, and the way to ask."""

    def __init__(self, office: Office) -> None:
        self.database = RehearsedDatabase(office.database.url)
        self.office = replace(office, database=self.database)
        self.app: Flask = create_app(self.office)
        self.app.config["WTF_CSRF_ENABLED"] = False  # held by tests of its own
        self._engine: Engine = self.app.extensions["search.engine"]
        top = factories.an_agency(office)
        self._top_clerk = factories.a_clerk(office, top)
        self.own = a_side(office, top, "กองหนึ่ง", "กต 0101")
        self.other = a_side(office, top, "กองสอง", "กต 0102")
        self.askers = {one.name: one for one in self._askers()}
        prepare(office, self._engine.index)
        self._decide_for_all()

    def fill(self, side: Side) -> None:
        """Give a division one of everything that is not secret, and do the work that waits."""
        Filling(self.office, side, self._top_clerk).fill()
        self._work_off()

    def hide(self, side: Side) -> None:
        """Give a division what is secret."""
        Filling(self.office, side, self._top_clerk).hide()
        self._work_off()

    def _work_off(self) -> None:
        worker = Worker(self.office.database, self.office.clock, handlers(self.office))
        with self.database.transaction() as session:
            waiting = col(Job.is_dead).is_(False) & col(Job.name).not_in(DONE_HERE)
            for job in session.exec(select(Job).where(waiting)):
                session.delete(job)
        while worker.run_one():
            pass

    def ask(
        self,
        asker: Asker,
        call: Call,
        things: Mapping[str, str],
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """Ask once; nothing of it lasts."""
        data: dict[str, object] = dict(call.form(things))
        if call.rule.file:
            data[call.rule.file] = (io.BytesIO(b"%PDF-1.4 nothing"), "สแกน.pdf")
        cookie = {"Cookie": f"{auth.COOKIE}={asker.token}"} if asker.token else {}
        client = Client(self.app, use_cookies=False)
        with self.database.rehearsal():
            answer = client.open(
                call.url(things),
                method=call.method,
                data=data if call.method == "POST" else None,
                headers={**cookie, **headers},
                buffered=True,
            )
        return _read(answer, tuple(self.database.asked))

    def _decide_for_all(self) -> None:
        """What is the whole agency's: holidays, words, a job that died, where one is signed in."""
        by, at, jobs = self.askers["overseer"].actor, self.office.clock.now(), self.office.jobs
        assert by is not None
        with self.database.transaction() as session:
            day = dt.date(2025, 10, 13)
            add_holiday(session, jobs, day, "วันหยุด", HolidayKind.SPECIAL, by=by, at=at)
            confirm_year(session, jobs, 2568, by=by, at=at)
            add_synonym(session, "งป", "งบประมาณ", by=by, at=at)
            jobs.enqueue(session, JobName.STAMP, letter_id=0, unit_id=0)
            died = session.exec(select(Job).order_by(col(Job.id).desc())).first()
            assert died is not None
            died.is_dead, died.attempts = True, 5
            session.add(died)
            synonym = session.exec(select(Synonym)).one()
            for side in (self.own, self.other):
                clerk = side.officers["clerk"].id
                sessions.begin(session, clerk, at=at, address="192.0.2.2")
                key = Passkey(
                    officer_id=clerk,
                    credential_id=f"of {clerk}",
                    public_key="",
                    sign_count=0,
                    name="เครื่อง",
                    added_at=at,
                )
                session.add(key)
                session.flush()
                his = (
                    select(SignIn).where(SignIn.officer_id == clerk).order_by(col(SignIn.id).desc())
                )
                begun = session.exec(his).first()
                assert begun is not None
                side.things.update(
                    {"job": str(died.id), "sign_in": str(begun.id), "any.synonym": str(synonym.id)}
                )
                side.things["passkey"] = str(key.id)

    def _askers(self) -> list[Asker]:
        office, own = self.office, self.own
        top = own.top
        third = factories.a_unit(office, "กองสาม", under=top)
        elsewhere = factories.a_clerk(office, third, roles=EVERY_ROLE_ELSEWHERE)
        overseer = factories.a_clerk(office, top, roles=[Role.AUDITOR, Role.ADMINISTRATOR])
        halfway = factories.a_clerk(office, own.unit)
        with self.database.transaction() as session:
            now = office.clock.now()
            assert own.unit.id is not None
            people.give_role(session, elsewhere.id, own.unit.id, Role.STAFF, at=now)
            session.add(SecondFactor(officer_id=halfway.id, word="w" * 20, set_at=now, last_step=0))
        named = {
            **own.officers, "elsewhere": elsewhere, "overseer": overseer, "halfway": halfway,
            "newcomer": factories.a_clerk(office, own.unit, roles=[]),
        }  # fmt: skip
        return [Asker("stranger", None), *(self._signed_in(*one) for one in named.items())]

    def _signed_in(self, name: str, actor: Actor) -> Asker:
        office = self.office
        with self.database.transaction() as session:
            at = office.clock.now()
            token = sessions.begin(session, actor.id, at=at, address="192.0.2.1")
        fresh = factories.as_actor(office, actor.id)
        return Asker(name, fresh, token, is_halfway=name == "halfway")


def _read(answer: TestResponse, asked: tuple[str, ...]) -> Answer:
    body = answer.data
    body = re.sub(rb'(name="csrf_token" value="|"X-CSRFToken": ")[^"]+', rb"\1", body)
    kept = {name: value for name, value in answer.headers if name not in PASSING}
    cookies = tuple(answer.headers.getlist("Set-Cookie"))
    is_static = answer.request.path.startswith("/static/")
    faults = tuple(faults_of(kept, body, cookies=cookies, is_static=is_static))
    return Answer(answer.status_code, answer.location or "", kept, body, asked, faults)


PASSING = frozenset({"Set-Cookie", "Date", "Content-Length", "Location"})
