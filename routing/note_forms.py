"""What officers write on a letter, and to whom they order it on."""

from collections.abc import Iterator, Mapping

from registry.errors import FormRefused
from registry.forms import Form, Perhaps, Words
from registry.notes import NoteKind
from routing.move_forms import OrderForm
from routing.note_operations import Said
from routing.states import Purpose

PURPOSE = "purpose."
"""Begins the name of each unit's field; its number follows."""


class NoteForm(Form):
    """เกษียน: a note of one kind, or a correction of an earlier one."""

    kind: NoteKind
    text: Words = ""
    corrects_id: Perhaps = None

    def note(self) -> Said:
        """Return what is to be written."""
        return Said(self.kind, self.text, self.corrects_id)


class UnitsOrderForm(OrderForm):
    """สั่งการ that sends the letter on to units below."""


def purposes(sent: Mapping[str, str]) -> Mapping[int, Purpose]:
    """Return why each unit gets the letter; raise ``FormRefused`` if none does."""
    found = dict(_chosen(sent))
    if not found:
        raise FormRefused(fields={"purposes": "กรุณาเลือกหน่วยงานอย่างน้อยหนึ่งหน่วยงาน"})
    return found


def _chosen(sent: Mapping[str, str]) -> Iterator[tuple[int, Purpose]]:
    for name, said in sent.items():
        number = name.removeprefix(PURPOSE)
        if not said or number == name:
            continue
        if said not in set(Purpose) or not number.isdecimal() or len(number) > len(str(2**31)):
            raise FormRefused(fields={"purposes": "กรุณาเลือกจากรายการ"})
        yield int(number), Purpose(said)
