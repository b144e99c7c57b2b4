"""What clerks send about deadlines, checked once at the door."""

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from registry.forms import Clock, Day, Form, Perhaps, SomeDay, Words
from routing.deadline_models import AnchorKind
from routing.deadline_operations import Subject


class SubjectForm(Form):
    """Which deadline is meant, as the page showed it."""

    key: Annotated[str, StringConstraints(max_length=64)] = ""
    seen: Perhaps = None
    page: Perhaps = None
    """The letter on whose page it was shown: itself, or the cover it came under."""

    @property
    def subject(self) -> Subject:
        """The deadline meant."""
        return Subject(self.key, self.seen)


class ConfirmForm(SubjectForm):
    """A phrase holds as it says, counted from a day if need be."""

    anchor: Annotated[AnchorKind | None, BeforeValidator(lambda said: said or None)] = None
    anchored_on: Day = None


class DayForm(SubjectForm):
    """The clerk's own day and time."""

    day: SomeDay
    time: Annotated[Clock | None, BeforeValidator(lambda said: said or None)] = None
    remark: Annotated[Words, StringConstraints(max_length=300)] = ""

    def clock(self) -> str:
        """Return the time of day as ``16:30``; empty if none was typed."""
        return f"{self.time:%H:%M}" if self.time else ""
