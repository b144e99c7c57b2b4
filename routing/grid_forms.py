"""What is ticked on a distribution grid, checked once at the door."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field
from werkzeug.datastructures import MultiDict

from registry.forms import Day, Form, Name, Number, Perhaps, Words
from routing.sending import Recipient
from routing.states import Purpose

PURPOSE, MESSAGE = "purpose-", "message-"
"""What the names of a box's fields begin with; the unit's id follows."""


class UnitWanted(Form):
    """Which unit is meant; without it the first."""

    unit: Perhaps = None


class GridWanted(UnitWanted):
    """From which unit a letter is sent, and by which of its grids; without them the first."""

    grid: Perhaps = None


class SendForm(Form):
    """A grid as it was filled in, at the unit that sends by it."""

    unit: Number
    message: Words = ""
    due_on: Day = None
    fill: str = ""
    """Which boxes to tick instead of sending: ``all``, ``none``, ``grid`` or ``proposed``."""
    ticks: dict[int, Purpose] = Field(default_factory=dict)
    messages: dict[int, Words] = Field(default_factory=dict)

    @classmethod
    def parse(cls, given: MultiDict[str, str]) -> Self:
        """Read a sent grid; raise ``FormRefused`` naming each field that makes no sense."""
        boxes: dict[str, Any] = {
            "ticks": _by_unit(given, PURPOSE),
            "messages": _by_unit(given, MESSAGE),
        }
        return super().parse(MultiDict({**given.to_dict(), **boxes}))

    def recipients(self, due_at: dt.datetime | None) -> list[Recipient]:
        """Return whom the letter goes to, each with the note to all and the one to it."""
        return [
            Recipient(
                unit_id,
                purpose,
                " ".join(said for said in (self.message, self.messages.get(unit_id)) if said),
                due_at,
            )
            for unit_id, purpose in self.ticks.items()
        ]


class GridNameForm(Form):
    """ชื่อตาราง."""

    name: Name


class CellsForm(Form):
    """The units to be added to a grid."""

    units: list[Number] = Field(default_factory=list)


class PurposeForm(Form):
    """What a box is ticked with when the whole grid is."""

    purpose: Annotated[Purpose | None, BeforeValidator(lambda said: said or None)] = None


def _by_unit(given: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the filled-in fields of one kind by unit."""
    return {
        name.removeprefix(prefix): said
        for name, said in given.items()
        if name.startswith(prefix) and said.strip()
    }
