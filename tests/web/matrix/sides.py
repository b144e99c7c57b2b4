"""Two divisions that have one of everything each, and may not know of each other's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlmodel import col, select

from intake import operations, secret_operations
from intake.copies import store_searchable
from intake.models import Draft
from intake.written import store_joined
from registry import people
from registry.models import JournalEntry, Letter, Receipt
from registry.notes import Note
from registry.office import Office
from registry.people import Actor, WrittenOrder
from registry.people_models import Delegation, Unit
from registry.second_factor_models import SecondFactor
from registry.vocabulary import LetterKind, Role
from routing import grid_operations, rule_operations
from routing import operations as moves
from routing.move_models import MoveMade
from routing.outgoing_operations import begin_draft, save_draft
from routing.rule_operations import WrittenRule
from routing.rules import Conditions
from routing.states import Purpose
from search import saving
from search.forms import SaveForm
from tests import factories
from tests.factories import a_letter_as_read, a_reading

CANCELLED = {"reference": "กค 0402.2/ว24", "date": "2025-04-02"}
CANCELS = "ให้ยกเลิกหนังสือกรมบัญชีกลาง ที่ กค ๐๔๐๒.๒/ว ๒๔ ลงวันที่ ๒ เมษายน ๒๕๖๘"
HOSTILE = """"'><script>alert(1)</script><img src="x" onerror="alert(1)">{{ 7 * 7 }}"""
"""Stands wherever something comes from outside: in names, texts and what was read on paper."""
SECRET_MARK = "แผนที่ไม่เปิดเผยแก่ผู้ใด"
SECRET_SUBJECT = f"{SECRET_MARK} {HOSTILE}"
"""Name of every secret file, subject of every secret letter, and what was read of them."""
REGISTRAR = Role.SECRET_REGISTRAR.value
PHRASE = {
    "kind": "date", "end": "2025-05-16", "text": f"ภายในวันที่ ๑๖ พฤษภาคม ๒๕๖๘ {HOSTILE}",
    "page": 1, "box": [300, 900, 1100, 970],
}  # fmt: skip
MEMO = {
    "kind": "memo", "series": "sent", "urgency": "normal", "office": "กอง",
    "subject": HOSTILE, "greeting": "เรียน", "closing": "ขอแสดงความนับถือ",
    "addressee": "หัวหน้ากลุ่มงาน", "body": HOSTILE,
}  # fmt: skip


@dataclass(frozen=True)
class Side:
    """A division with a group below it, and who works there."""

    name: str
    top: Unit
    unit: Unit
    below: Unit
    officers: Mapping[str, Actor]
    things: dict[str, str] = field(default_factory=dict)
    """By name, what an address or a form says of each thing: mostly its number."""


def a_side(office: Office, top: Unit, name: str, code: str) -> Side:
    """The division and its people; it has nothing yet."""
    unit = factories.a_unit(office, f"{name} {HOSTILE}", under=top, short_name=name, code=code)
    below = factories.a_unit(office, f"กลุ่มของ{name} {HOSTILE}", under=unit)

    def one(login: str, roles: Iterable[Role] = ()) -> Actor:
        return factories.a_clerk(
            office,
            unit,
            login=f"{login}.{code.rsplit(maxsplit=1)[-1]}",
            name=f"{login} {HOSTILE}",
            position=HOSTILE,
            roles=roles,
        )

    officers = {role.value: one(role.value, [role]) for role in Role}
    officers["deputy"], phoned = one("deputy"), one("phoned", [Role.STAFF])
    with office.database.transaction() as session:
        at = office.clock.now()
        session.add(SecondFactor(officer_id=phoned.id, word="w" * 20, set_at=at, last_step=0))
    factories.a_delegation(office, officers["head"], officers["deputy"], unit)
    officers["deputy"] = factories.as_actor(office, officers["deputy"].id)
    return Side(name, top, unit, below, officers, {"phoned": str(phoned.id)})


class Filling:
    """Gives a division one of everything an address or a form can name."""

    def __init__(self, office: Office, side: Side, top_clerk: Actor) -> None:
        self._office, self._side, self._top_clerk = office, side, top_clerk
        self._clerk, self._head = side.officers["clerk"], side.officers["head"]
        self._staff = side.officers["staff"]

    def fill(self) -> None:
        """Make everything, in one order, so that both divisions are alike."""
        self._name_people()
        self._receive()
        self._let_files_in()
        self._lay_in_basket()
        self._send_on()
        self._write()
        self._keep()

    def hide(self) -> None:
        """Have files come in that are secret: one waits, one is entered, one's number is void."""
        office, unit, registrar = self._office, self._side.unit, self._side.officers[REGISTRAR]
        self._note("secret", factories.a_secret_file(office, unit, file_name=SECRET_SUBJECT))
        letter = factories.a_secret_letter(office, unit, registrar, subject=SECRET_SUBJECT)
        self._note("secret_letter", letter)
        with office.database.reading() as session:
            entered = select(Draft).where(Draft.bundle_id == letter.bundle_id)
            self._note("entered", session.exec(entered).one())
        void = factories.a_secret_letter(office, unit, registrar, subject=SECRET_SUBJECT)
        self._note("void_secret", void)
        with office.database.transaction() as session:
            at, number = office.clock.now(), void.id or 0
            secret_operations.void(session, number, SECRET_SUBJECT, by=registrar, at=at)

    def _name_people(self) -> None:
        side, office, at = self._side, self._office, self._office.clock.now()
        side.things.update({
            "unit": str(side.unit.id), "below": str(side.below.id),
            "officer": str(self._staff.id), "officer.login": self._staff.login,
            "head": str(self._head.id), "any.officer": str(self._staff.id),
            "any.below": str(side.below.id), "any.top": str(side.top.id),
        })  # fmt: skip
        order = WrittenOrder(factories.stored(office, factories.a_pdf()), f"{HOSTILE}.pdf")
        with office.database.transaction() as session:
            assert side.unit.id is not None
            people.give_role(
                session, self._staff.id, side.unit.id, Role.STAFF, at=at, keep=lambda: order
            )
            entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.id).desc())).first()
            assert entry is not None
            side.things["entry"] = str(entry.id)
            lent = select(Delegation).where(Delegation.from_officer_id == self._head.id)
            self._note("delegation", session.exec(lent).one())

    def _receive(self) -> None:
        """Letters of the division's own, one cancelling another, one of two pages."""
        older = self._registered(**CANCELLED)
        newer = self._registered(readings=[a_reading(1, CANCELS)], reference="กค 0402.2/ว99")
        said = a_letter_as_read(page_numbers=(1, 2), deadlines=[PHRASE], sender=HOSTILE)
        pages = [a_reading(1, f"เรื่อง การเบิกจ่ายงบประมาณ {HOSTILE}"), a_reading(2, HOSTILE)]
        subject = f"การเบิกจ่ายงบประมาณ {HOSTILE}"
        letter = self._registered(letters=[said], readings=pages, subject=subject)
        self._note("older", older)
        self._note("newer", newer)
        self._note("letter", letter)
        with self._office.database.transaction() as session:
            at, copy = self._office.clock.now(), factories.stored(self._office, factories.a_pdf())
            store_searchable(session, letter.bundle_id, copy, at=at)
            store_joined(session, letter.id or 0, copy, at=at)
            wanted = select(Receipt).where(Receipt.letter_id == letter.id)
            self._side.things["receipt"] = str(session.exec(wanted).one().id)
            done = select(Draft).where(Draft.bundle_id == letter.bundle_id)
            self._side.things["registered"] = str(session.exec(done).one().id)

    def _let_files_in(self) -> None:
        """One to check, and one nobody could open."""
        office, unit = self._office, self._side.unit
        letters = [
            a_letter_as_read(page_numbers=(1, 2), subject=HOSTILE, sender=HOSTILE),
            a_letter_as_read(page_numbers=(3,), subject="ฉบับสอง"),
        ]
        self._note("draft", factories.a_read_draft(office, unit, page_count=3, letters=letters))
        stuck = factories.an_arrived_file(office, unit, file_name=f"{HOSTILE}.pdf")
        with office.database.transaction() as session:
            now = office.clock.now()
            operations.quarantine(session, stuck.id or 0, "encrypted", "ใส่รหัสผ่าน", at=now)
        self._note("stuck", stuck)

    def _lay_in_basket(self) -> None:
        """Letters the top of the agency sent here, each ready for another move."""
        office, unit, top = self._office, self._side.unit, self._side.top
        now = office.clock.now()
        for name in ("delivered", "received", "acknowledged"):
            letter = factories.a_registered_letter(
                office, top, self._top_clerk, subject=f"{name} {HOSTILE}"
            )
            one = factories.a_sent_letter(office, letter, top, unit, by=self._top_clerk)
            if name != "delivered":
                one = factories.a_received_assignment(office, one, by=self._clerk)
            if name == "acknowledged":
                with office.database.transaction() as session:
                    one = moves.acknowledge(
                        session, office.jobs, one.id or 0, by=self._head, at=now, text=HOSTILE
                    )
                    note = session.exec(select(Note).where(Note.letter_id == letter.id)).one()
                    self._note(
                        "made",
                        session.exec(
                            select(MoveMade).where(MoveMade.assignment_id == one.id)
                        ).one(),
                    )
                self._side.things.update({"note": str(note.id), "code": note.code})
            self._note(name, one)
            self._side.things[f"{name}.version"] = str(one.version)

    def _send_on(self) -> None:
        """One sent on to the group below, a moment ago."""
        office, side = self._office, self._side
        letter = self._registered(subject="เวียนลงไป")
        sent = factories.a_sent_letter(office, letter, side.unit, side.below, by=self._clerk)
        self._note("circular", letter)
        self._note("sent", sent)

    def _write(self) -> None:
        """A letter of the division's own being written, and one that has gone out."""
        office, unit, now = self._office, self._side.unit, self._office.clock.now()
        assert unit.id is not None
        with office.database.transaction() as session:
            draft = begin_draft(session, unit.id, LetterKind.MEMO, by=self._clerk, at=now)
            draft = save_draft(session, draft.id or 0, MEMO, draft.version, by=self._clerk, at=now)
        self._note("outgoing", draft)
        self._side.things["outgoing.version"] = str(draft.version)
        issued = factories.an_issued_letter(office, unit, self._head)
        self._side.things["issued"] = str(issued.letter_id)

    def _keep(self) -> None:
        """A grid, a rule and a saved search."""
        office, unit, now = self._office, self._side.unit, self._office.clock.now()
        assert unit.id is not None
        rule = WrittenRule(
            HOSTILE, Conditions(words=("งบ",)), self._side.below.id or 0, Purpose.ACTION
        )
        with office.database.transaction() as session:
            by, at = self._clerk, now
            self._note("grid", grid_operations.make_grid(session, unit.id, HOSTILE, by=by, at=at))
            self._note("rule", rule_operations.add_rule(session, unit.id, rule, by=by, at=at))
            form = SaveForm(name=HOSTILE, q=f"งบประมาณ {HOSTILE}", shared=unit.id)
            self._note("saved", saving.save(session, form, by=by, at=at))

    def _registered(self, **said: object) -> Letter:
        return factories.a_registered_letter(
            self._office, self._side.unit, self._clerk, **said  # type: ignore[arg-type]
        )  # fmt: skip

    def _note(self, name: str, row: object) -> None:
        self._side.things[name] = str(row.id)  # type: ignore[attr-defined]
