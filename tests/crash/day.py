"""A day of the office under test: what comes in, what people do with it, and the account."""

import io
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar
from werkzeug.datastructures import FileStorage

import app
from intake.models import Draft
from intake.states import DraftState
from registry import people
from registry.jobs import Job
from registry.migrate import migrate
from registry.models import Letter, Receipt, RegisterBook
from registry.office import Office
from registry.secret_models import SET_ASIDE, SecretLetter
from registry.settings import Settings
from registry.vocabulary import BookKind, JobName, Role
from routing.models import Assignment
from routing.states import State
from tests import factories, postgres
from tests.crash.clerk import Clerk
from tests.crash.crew import Crew
from tests.crash.faults import Points
from tests.web.plain_form import fields_of

PATIENCE_SECONDS = 900
LOGIN = "clerk"
WAITS = (DraftState.ARRIVED, DraftState.READING)
DARKEST = 64
"""Shades below it, of 256, are those of secret pages."""
BACKUP_EVERY = 5
"""Lots; the first has one."""
COMMANDS = ("registry check", "search check", "journal verify", "intake ledger")
"""What an administrator would ask; each must end well."""


@dataclass(slots=True)
class Day:
    """One office, the clerk in it, and what he knows he has sent."""

    office: Office
    crew: Crew
    unit: int
    division: int
    clerk: Clerk
    taken: list[str] = field(default_factory=list)
    """Names of the files that the office said it had taken."""
    scanned: list[str] = field(default_factory=list)
    """Names of the files that were left in the watched folder."""
    lots: Iterator[int] = field(default_factory=itertools.count)

    @property
    def points(self) -> Points:
        return self.crew.points

    def lot(
        self, meanwhile: Callable[[], object] = lambda: None, *, also: Sequence[JobName] = ()
    ) -> None:
        """Let the clerk sign in, files of each kind come in by each channel; see each to its end.

        What shall happen ``meanwhile`` begins while they are being read. Jobs that
        no file has done, such as those of a day, are ordered by ``also``.
        """
        number = next(self.lots)
        self.sign_in()
        self._upload(f"ส่ง {number}.pdf", a_small_pdf(f"ส่ง {number}"))
        self._upload(f"ลับ {number}.pdf", a_small_pdf(f"ลับ {number}", number % DARKEST))
        self._leave(f"สแกน {number}.pdf", a_small_pdf(f"สแกน {number}"))
        self._leave(f"เสีย {number}.pdf", b"%PDF-1.7 " + bytes(str(number), "ascii"))
        self._order(also if number % BACKUP_EVERY else {JobName.BACKUP, *also})
        with ThreadPoolExecutor(1) as beside:
            happened = beside.submit(meanwhile)
            self._settle()
            happened.result()

    def sign_in(self) -> None:
        """Sign in as clerk, in a new browser; whoever does gets other forms than before."""
        self.clerk.forget()
        answer = self.clerk.post("/sign-in", {"login": LOGIN, "password": factories.PASSWORD})
        assert answer.status == HTTPStatus.SEE_OTHER, answer.text
        self.clerk.get("/keys")

    def _settle(self) -> None:
        """Decide what came in, send it on and receive it."""
        self._wait_until_quiet()
        for draft in self._drafts():
            self._decide(draft)
        self._wait_until_quiet()
        for letter_id in self._unsent():
            self._send(letter_id)
        for assignment in self._delivered():
            address = f"/routing/assignments/{assignment.id}/receive"
            self.clerk.post(address, {"version": str(assignment.version)})
        self._wait_until_quiet()

    def findings(self) -> list[str]:
        """Return everything that is wrong: with the account, the numbers, or by any command."""
        with self.office.database.reading() as session:
            wrong = [*_lost_or_doubled(session, self), *_gaps(session)]
            dead = session.exec(select(Job).where(col(Job.is_dead))).all()
            wrong += [f"dead job {job.name} {job.arguments}: {job.error}" for job in dead]
        runner = app.create_app(self.office).test_cli_runner()
        for command in COMMANDS:
            said = runner.invoke(args=command.split())
            mended = "แก้ดัชนี" in said.output or "เสียหาย" in said.output
            if said.exit_code or mended:
                wrong.append(f"{command}: {said.output} {said.exception}")
        return wrong

    def counts(self) -> tuple[int, int]:
        """Count the files that came in and the numbers that were given."""
        return len(self._found(select(Draft.id))), len(self._found(select(Receipt.id)))

    def until(self, done: Callable[[], bool]) -> None:
        """Keep the crew going until something is so."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while True:
            self.crew.tend()
            if done():
                return
            assert time.monotonic() < limit, "not done in time"
            time.sleep(0.05)

    def _wait_until_quiet(self) -> None:
        self.until(self._is_quiet)

    def _is_quiet(self) -> bool:
        assert self.office.settings.watch_folder is not None
        if any(one.is_file() for one in self.office.settings.watch_folder.iterdir()):
            return False
        busy = select(Draft.id).where(col(Draft.state).in_(WAITS)).limit(1)
        live = select(Job.id).where(col(Job.is_dead).is_(False)).limit(1)
        return not self._found(busy) and not self._found(live)

    def _order(self, jobs: Iterable[JobName]) -> None:
        with self.office.database.transaction() as session:
            for job in jobs:
                self.office.jobs.enqueue(session, job)

    def _upload(self, name: str, data: bytes) -> None:
        sent = {"unit_id": str(self.unit), "files": FileStorage(io.BytesIO(data), name)}
        answer = self.clerk.upload("/intake/files", sent)
        assert answer.status == 303, answer.text
        self.taken.append(name)

    def _leave(self, name: str, data: bytes) -> None:
        assert self.office.settings.watch_folder is not None
        coming = self.office.settings.watch_folder / f".{name}"
        coming.write_bytes(data)
        coming.rename(coming.with_name(name))
        self.scanned.append(name)

    def _decide(self, draft: Draft) -> None:
        """Register a file that was read, and every other secret one; refuse the others."""
        again = draft.file_name in {
            one.file_name for one in self._drafts(DraftState.REGISTERED) if one.id != draft.id
        }
        if draft.state is DraftState.READ and not again:
            address = f"/intake/drafts/{draft.id}"
            form = fields_of(self.clerk.get(address).text, "review")
            answer = self.clerk.post(f"{address}/register", form | FILLED)
        elif draft.refusal_code in SET_ASIDE and (draft.id or 0) % 2:
            answer = self.clerk.post(f"/intake/secret/{draft.id}/enter", SECRET)
        elif draft.refusal_code in SET_ASIDE:
            address = f"/intake/secret/{draft.id}/discard"
            answer = self.clerk.post(address, {"discard_reason": "ส่งซ้ำหรือรับไม่ได้"})
        else:
            address = f"/intake/drafts/{draft.id}/discard"
            answer = self.clerk.post(address, {"reason": "ส่งซ้ำหรือรับไม่ได้"})
        # Asked again after it was done: a secret file that is settled is not there any more.
        assert answer.status in {303, 404, 409}, answer.text

    def _drafts(self, *states: DraftState) -> list[Draft]:
        wanted = states or (DraftState.READ, DraftState.QUARANTINED)
        chosen = select(Draft).where(col(Draft.state).in_(wanted)).order_by(col(Draft.id))
        return self._found(chosen)

    def _unsent(self) -> list[int]:
        sent = select(Assignment.letter_id).where(Assignment.to_unit_id == self.division)
        chosen = select(Letter.id).where(col(Letter.id).not_in(sent)).order_by(col(Letter.id))
        return [one for one in self._found(chosen) if one is not None]

    def _send(self, letter_id: int) -> None:
        address = f"/routing/letters/{letter_id}/send"
        form = fields_of(self.clerk.get(address).text, "ticks")
        answer = self.clerk.post(address, form | {f"purpose-{self.division}": "owner"})
        assert answer.status in {303, 409, 422}, answer.text

    def _delivered(self) -> list[Assignment]:
        waits = Assignment.state == State.DELIVERED, Assignment.to_unit_id == self.division
        return self._found(select(Assignment).where(*waits))

    def _found(self, chosen: SelectOfScalar[Any]) -> list[Any]:
        """Ask the database, again if its server is just being started."""
        while True:
            try:
                with self.office.database.reading() as session:
                    return list(session.exec(chosen))
            except OperationalError:
                time.sleep(0.1)


FILLED = {
    "letters.0.subject": "เรื่องทดสอบไฟดับ",
    "letters.0.date": "2 พฤษภาคม 2568",
    "letters.0.sender": "กรมบัญชีกลาง",
    "letters.0.kind": "external",
}
SECRET = {"secrecy": "secret", "sender": "กรมผู้ส่ง", "addressee": "อธิบดี", "subject": "แผนที่"}


@contextmanager
def a_day(
    folder: Path, database_url: str = "", *, deadly: Sequence[str] | None = None
) -> Iterator[Day]:
    """Found an office in an empty folder and open it; everything is killed at the end.

    From the first moment its processes die at each new point whose name holds one of
    the words of ``deadly``; at none if that is not given.
    """
    for name in ("scans", "backups"):
        (folder / name).mkdir(parents=True)
    said = {
        "SARABAN_DATA": str(folder / "office"),
        "SARABAN_PORT": str(postgres.free_port()),
        "SARABAN_WATCH_FOLDER": str(folder / "scans"),
        "SARABAN_BACKUP_FOLDER": str(folder / "backups"),
        "SARABAN_WORKERS": "1",
        "SARABAN_WEB_PROCESSES": "1",  # it is killed whole, and starts a hundred times
    }
    said |= {"SARABAN_DATABASE_URL": database_url} if database_url else {}
    office = app.open_office(Settings.from_env(said))
    migrate(office.settings.database_url)
    for prepare in app.create_app(office).extensions["registry.preparations"]:
        prepare()
    root = factories.an_agency(office)
    division = factories.a_unit(office, "กองคลัง", under=root)
    clerk = factories.a_clerk(office, root, login=LOGIN)
    with office.database.transaction() as session:
        now = office.clock.now()
        people.give_role(session, clerk.id, division.id or 0, Role.CLERK, at=now)
        people.give_role(session, clerk.id, root.id or 0, Role.SECRET_REGISTRAR, at=now)
    assert root.id is not None
    assert division.id is not None
    points = Points(folder / "points")
    points.prepare()
    if deadly is not None:
        points.kill_at_each(*deadly)
    crew = Crew.of(office, said, points)

    def wait() -> None:
        crew.tend()
        time.sleep(0.05)

    try:
        browser = Clerk(office.settings.port, wait)
        day = Day(office, crew, root.id, division.id, browser)
        browser.get("/health")  # it answers
        yield day
    finally:
        crew.stop()
        office.database.engine.dispose()


def a_small_pdf(title: str, shade: int = 255) -> bytes:
    """A page as large as a hand, soon read; a dark one is secret to ``PlainReader``."""
    out = io.BytesIO()
    Image.new("L", (413, 585), shade).save(out, "PDF", resolution=100)
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        pdf.docinfo["/Title"] = title
        kept = io.BytesIO()
        pdf.save(kept, deterministic_id=True)
    return kept.getvalue()


def _lost_or_doubled(session: Session, day: Day) -> Iterator[str]:
    """Compare what came in with what the office knows of."""
    known = Counter(session.exec(select(Draft.file_name)))
    for name in day.taken:
        if not known[name]:
            yield f"lost: {name}, which the office said it had taken"
    for name in day.scanned:
        if known[name] != 1:
            yield f"{'doubled' if known[name] else 'lost'}: {name} of the folder"
    for name in known.keys() - {*day.taken, *day.scanned}:
        yield f"from nowhere: {name}"
    made: Counter[int | None] = Counter()
    for bundle_id in (Letter.bundle_id, SecretLetter.bundle_id):
        made.update(session.exec(select(bundle_id)))
    registered = session.exec(select(Draft).where(Draft.state == DraftState.REGISTERED)).all()
    names = Counter(one.file_name for one in registered)
    yield from (f"registered twice: {name}" for name, count in names.items() if count > 1)
    for one in registered:
        if made[one.bundle_id or 0] != 1:
            yield f"{made[one.bundle_id or 0]} letters of {one.file_name}"


def _gaps(session: Session) -> Iterator[str]:
    for book in session.exec(select(RegisterBook)):
        kind = SecretLetter if book.kind is BookKind.SECRET_RECEIVED else Receipt
        numbers = sorted(session.exec(select(kind.number).where(kind.book_id == book.id)))
        if numbers != list(range(1, book.last_number + 1)):
            yield f"book {book.id}: {numbers} of {book.last_number}"
