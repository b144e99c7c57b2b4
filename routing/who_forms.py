"""What the page of who has heard is asked for, and whom a reminder goes to."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from registry.forms import LARGEST, Form, Perhaps, as_number


class WhoFilter(Form):
    """Which units are shown."""

    waiting: bool = False
    """Only those that have not acknowledged."""
    page: Annotated[int, BeforeValidator(as_number), Field(ge=1, le=LARGEST // 100)] = 1

    def query(self) -> dict[str, str]:
        """Return what is filtered for, as an address carries it."""
        return {"waiting": "1"} if self.waiting else {}


class RemindForm(WhoFilter):
    """One assignment, or every unit that has not acknowledged."""

    assignment: Perhaps = None
