"""What the basket's page is asked for, and what is chosen on it."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from registry.errors import FormRefused
from registry.forms import LARGEST, Form, Number, Perhaps, as_number
from routing.states import State

MOST_CHOSEN = 200
"""Letters of one selection; each is recorded by itself while others wait."""

_PAIR = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")


class BasketFilter(Form):
    """Which pile of which unit's basket is shown."""

    unit: Perhaps = None
    state: Annotated[State | None, BeforeValidator(lambda said: said or None)] = None
    page: Annotated[int, BeforeValidator(as_number), Field(ge=1, le=LARGEST // 100)] = 1


class SelectionForm(Form):
    """The letters ticked, each as ``assignment.version``, or ``only`` the one of a row's button."""

    chosen: list[str] = Field(default=[], max_length=MOST_CHOSEN)
    only: str = ""

    def seen(self) -> list[tuple[int, int]]:
        """Return each chosen assignment with the version that was seen; raise ``FormRefused``."""
        wanted = [self.only] if self.only else self.chosen
        pairs = [_PAIR.fullmatch(one) for one in wanted]
        if not pairs:
            raise FormRefused(fields={"chosen": "ยังไม่ได้เลือกหนังสือ"})
        if None in pairs:
            raise FormRefused(fields={"chosen": "รายการที่เลือกไม่ถูกต้อง กรุณาเปิดหน้าใหม่"})
        return [(int(pair[1]), int(pair[2])) for pair in pairs if pair]


class UndoForm(Form):
    """The moves of one click, to be taken back."""

    made: list[Number] = Field(min_length=1, max_length=MOST_CHOSEN)
