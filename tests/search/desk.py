"""A desk of an office where anything may happen, by chance; what is refused has not happened."""

import contextlib
import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from intake.correcting import correct_letter
from intake.forms import LetterForm
from registry import dispatching, personnel, registering, replacing
from registry.errors import RegistryError
from registry.models import Dispatch, Letter, Receipt
from registry.notes import NoteKind
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import LetterKind, Role, Secrecy, Urgency
from routing import (
    ending,
    filing,
    handing_on,
    move_undoing,
    note_operations,
    operations,
    sending,
)
from routing.filing import Retention
from routing.models import Assignment
from routing.move_models import MoveMade
from routing.note_operations import Order, Said
from routing.sending import Recipient
from routing.states import Purpose
from tests import factories

WORDS = ("ประชุม", "งบประมาณ", "ลาพักผ่อน", "ครุภัณฑ์", "น้ำท่วม", "เลือกตั้ง")
CANCELLING = "จึงขอยกเลิกหนังสือกรมบัญชีกลาง ที่ กค 0414.2/ว273 ลงวันที่ 25 เมษายน 2568"
FOUND = TypeVar("FOUND", Assignment, Dispatch, Letter, MoveMade, Receipt)
LONGEST_PAUSE = dt.timedelta(hours=3)


def form_of(letter: Letter, **changes: object) -> LetterForm:
    """What the form of a registered letter holds, with these changes."""
    return LetterForm.checked(
        {
            "pages": tuple(letter.pages),
            "kind": letter.kind,
            "reference": letter.reference,
            "date": letter.dated,
            "sender": letter.sender,
            "subject": letter.subject,
            **changes,
        }
    )


class Desk:
    """An agency with divisions and a section, each with a clerk and a head."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office = office
        self.done: Counter[str] = Counter()
        """How often each thing has happened."""
        self._chance = random.Random(seed)  # noqa: S311 - choices of a test
        top = factories.a_unit(office, "กรมตัวอย่าง", short_name="กตย.", code="กต 0100")
        divisions = [
            factories.a_unit(office, name, under=top, code=f"กต 010{place}")
            for place, name in enumerate(("กองคลัง", "กองกฎหมาย", "กองแผนงาน"), 1)
        ]
        section = factories.a_unit(office, "ฝ่ายพัสดุ", under=divisions[0], code="กต 0101.1")
        self.units = [top, *divisions, section]
        self._clerks = {unit.id or 0: factories.a_clerk(office, unit) for unit in self.units}
        self._heads = {
            unit.id or 0: factories.a_clerk(office, unit, roles=[Role.HEAD]) for unit in self.units
        }
        self._manager = factories.a_clerk(office, top, roles=[Role.ADMINISTRATOR])
        self.register()

    @property
    def officers(self) -> list[Actor]:
        """Everybody, with the permissions he has by now."""
        everybody = (*self._clerks.values(), *self._heads.values(), self._manager)
        return [factories.as_actor(self.office, one.id) for one in everybody]

    def step(self) -> None:
        """Do one thing, some time after the last."""
        self.office.clock.time += LONGEST_PAUSE * self._chance.random() ** 4  # type: ignore[attr-defined]
        name = self._chance.choice(STEPS)
        with contextlib.suppress(RegistryError):
            getattr(self, name)()
            self.done[name] += 1

    # Letters

    def register(self) -> None:
        unit = self._chance.choice(self.units)
        self._registered(unit, subject=self._words(), urgency=self._chance.choice([*Urgency]))

    def register_cover(self) -> None:
        """A cover with a letter under it, which cites another letter."""
        number = self._chance.randint(1, 30)
        cited = [{"reference": f"กค 0402.2/ว{number}", "date": "2025-04-25"}]
        letters = [
            factories.a_letter_as_read(page_numbers=(1,), kind=LetterKind.STAMPED, wraps=(1,)),
            factories.a_letter_as_read(page_numbers=(2,), reference=f"กค 0402.2/ว{number + 1}"),
        ]
        unit = self._chance.choice(self.units)
        self._registered(unit, letters=letters, page_count=2, refers_to=cited)

    def correct(self) -> None:
        letter = self._any(Letter)
        secrecy = self._chance.choice((Secrecy.NONE, Secrecy.NONE, Secrecy.SECRET))
        said = f"{self._words()} {self._chance.randint(1, 99)}"
        form = form_of(letter, subject=said, secrecy=secrecy, sender=self._words())
        self._do(correct_letter, letter.id, form, "พิมพ์ผิด", by=self._clerk())

    def cite(self) -> None:
        """Write down, as a correction does, that a letter cites another."""
        letter, cited = self._any(Letter), self._any(Letter)
        form = form_of(letter, refers_to=[{"reference": cited.reference, "date": cited.dated}])
        self._do(correct_letter, letter.id, form, "อ้างถึงตกไป", by=self._clerk())

    def replace(self) -> None:
        """Confirm that a letter cancels an earlier one, as its words say."""
        unit = self._chance.choice(self.units)
        by, at = self._clerk_of(unit.id or 0), self.office.clock.now()
        newer = self._registered(unit, readings=[factories.a_reading(1, CANCELLING)])
        with self.office.database.transaction() as session:
            said = replacing.proposals(session, by, session.get_one(Letter, newer.id))
            older = said[0].older.id if said else None
            replacing.decide(session, newer.id or 0, older or 0, is_confirmed=True, by=by, at=at)

    def void(self) -> None:
        self._do(registering.void_receipt, self._any(Receipt).id, "ลงซ้ำ", by=self._clerk())

    def issue(self) -> None:
        unit = self._chance.choice(self.units)
        by = self._head_of(unit.id or 0)
        factories.an_issued_letter(self.office, unit, by, text={"subject": self._words()})

    def void_issued(self) -> None:
        self._do(dispatching.void_dispatch, self._any(Dispatch).id, "ออกผิด", by=self._head())

    # Their way

    def send(self) -> None:
        unit = self._chance.choice(self.units)
        others = self._chance.sample(self.units, self._chance.randint(1, 3))
        to = [Recipient(one.id or 0, Purpose.INFORMATION) for one in others]
        letter_id = self._any(Letter).id
        self._do(sending.send, letter_id, unit.id, to, by=self._clerk_of(unit.id or 0))

    def receive(self) -> None:
        factories.a_received_assignment(self.office, one := self._work(), by=self._clerk_for(one))

    def order_on(self) -> None:
        one, to = self._work(), self._chance.choice(self.units)
        order = Order(self._words(), [Recipient(to.id or 0, Purpose.INFORMATION)])
        self._do(note_operations.order_units, one.id, order, by=self._head_for(one))

    def withdraw(self) -> None:
        one = self._work()
        by = self._clerk_of(one.from_unit_id or 0)
        self._do(ending.withdraw, one.id, "ส่งผิด", by=by)

    def send_back(self) -> None:
        one = self._work()
        self._do(ending.send_back, one.id, self._words(), by=self._clerk_for(one))

    def take_up(self) -> None:
        """What the job does after a letter is registered: the unit answers for it."""
        letter, unit = self._any(Letter), self._chance.choice(self.units)
        with self.office.database.transaction() as session:
            sending.take_up(session, letter.id or 0, unit.id or 0)

    # What is written on them, and done

    def note(self) -> None:
        one, said = self._work(), Said(NoteKind.REMARK, self._words())
        self._do(note_operations.write, one.id, said, by=self._clerk_for(one))

    def acknowledge(self) -> None:
        one = self._work()
        self._do(operations.acknowledge, one.id, by=self._head_for(one), text=self._words())

    def assign(self) -> None:
        one = self._work()
        holder, by = self._clerk_for(one), self._head_for(one)
        self._do(operations.assign, one.id, holder.id, self._words(), by=by)

    def undo(self) -> None:
        """Acknowledge, and take it back at once."""
        self.acknowledge()
        made = self._any(MoveMade, col(MoveMade.at) == self.office.clock.now())
        by = next(one for one in self.officers if one.id == made.officer_id)
        self._do(move_undoing.take_back, made.id, by=by)

    def file(self) -> None:
        one = self._work()
        self._do(filing.file, one.id, "ก 1", Retention.ORDINARY, by=self._clerk_for(one))

    # People and units

    def delegate(self) -> None:
        unit = self._chance.choice(self.units)
        taker = self._chance.choice([*self._clerks.values()])
        factories.a_delegation(self.office, self._head_of(unit.id or 0), taker, unit)

    def rename_unit(self) -> None:
        unit, at = self._chance.choice(self.units), self.office.clock.now()
        name = f"{self._words()} {self._chance.randint(1, 999)}"
        with self.office.database.transaction() as session:
            personnel.change_unit(
                session, unit.id or 0, name, "", unit.code, by=self._manager, at=at
            )

    def close_unit(self) -> None:
        """Close a unit for a while; what lies there goes back to who sent it."""
        unit = self._chance.choice(self.units)
        self._do(personnel.close_unit, unit.id, by=self._manager)
        with self.office.database.transaction() as session:
            at = self.office.clock.now()
            handing_on.return_from_unit(session, self.office.jobs, unit.id or 0, at=at)
            personnel.reopen_unit(session, unit.id or 0, by=self._manager, at=at)

    # Choosing

    def _registered(self, unit: Unit, **said: Any) -> Letter:  # noqa: ANN401 - what it takes
        by = self._clerk_of(unit.id or 0)
        return factories.a_registered_letter(self.office, unit, by, **said)

    def _do(self, operation: Callable[..., object], *said: object, **more: object) -> None:
        """Do what needs the queue, in a transaction, now."""
        with self.office.database.transaction() as session:
            operation(session, self.office.jobs, *said, at=self.office.clock.now(), **more)

    def _any(self, table: type[FOUND], *conditions: ColumnElement[bool]) -> FOUND:
        """Any row, the later the likelier; a refusal if there is none."""
        with self.office.database.reading() as session:
            found = session.exec(select(table).where(*conditions).order_by(col(table.id))).all()
        if not found:
            raise RegistryError
        return found[int(len(found) * self._chance.random() ** 0.5)]

    def _work(self) -> Assignment:
        return self._any(Assignment)

    def _words(self) -> str:
        return " ".join(self._chance.sample(WORDS, 2))

    def _clerk(self) -> Actor:
        return self._clerk_of(self._chance.choice(self.units).id or 0)

    def _head(self) -> Actor:
        return self._head_of(self._chance.choice(self.units).id or 0)

    def _clerk_for(self, one: Assignment) -> Actor:
        return self._clerk_of(one.to_unit_id)

    def _head_for(self, one: Assignment) -> Actor:
        return self._head_of(one.to_unit_id)

    def _clerk_of(self, unit_id: int) -> Actor:
        if unit_id not in self._clerks:
            raise RegistryError
        return factories.as_actor(self.office, self._clerks[unit_id].id)

    def _head_of(self, unit_id: int) -> Actor:
        return factories.as_actor(self.office, self._heads[unit_id].id)


STEPS = (
    *("register", "register_cover", "correct", "cite", "replace", "void", "issue", "void_issued"),
    *("send", "send", "receive", "receive", "order_on", "withdraw", "send_back", "take_up"),
    *("note", "acknowledge", "assign", "undo", "file"),
    *("delegate", "rename_unit", "close_unit"),
)
"""What may happen; some things often, for others rest on them."""
