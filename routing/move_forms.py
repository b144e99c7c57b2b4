"""What each move asks for, checked at the door."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints

from registry.errors import FormRefused
from registry.forms import Day, Form, Number, Perhaps, Words
from registry.registering import Entry
from registry.typed_moments import received_at
from routing.filing import Retention

Said = Annotated[Words, StringConstraints(min_length=1)]
"""Words that must say something."""


class SeenForm(Form):
    """The version of the assignment that the page was drawn from."""

    version: Number


class ReceiveForm(SeenForm):
    """ลงรับ, as at the first desk."""

    late_reason: Words = ""
    reserved_number: Perhaps = None
    action: Words = ""
    remark: Words = ""

    def entry(self, sent: Mapping[str, str], *, now: dt.datetime) -> Entry:
        """Return what goes into the register; raise ``FormRefused`` for a day nobody can read."""
        faults: dict[str, str] = {}
        moment = received_at(sent, faults, now=now)
        if faults:
            raise FormRefused(fields=faults)
        return Entry(
            received_at=moment,
            late_reason=self.late_reason,
            reserved_number=self.reserved_number,
            action=self.action,
            remark=self.remark,
        )


class OrderForm(SeenForm):
    """มอบหมาย: what is to be done, and by when."""

    order: Said
    due: Day = None


class AssignForm(OrderForm):
    """มอบหมาย to an officer of the unit."""

    holder_id: Number


class AcknowledgeForm(SeenForm):
    """ทราบ, with words if the head wants to add any."""

    text: Words = ""


class FinishForm(SeenForm):
    """รายงานผล."""

    result: Said


class ReasonForm(SeenForm):
    """ส่งคืน or เรียกคืน, with the reason the other side reads."""

    reason: Words = ""


class FileForm(SeenForm):
    """เก็บเรื่อง: where it is put and how long it is kept."""

    file_code: Annotated[Words, StringConstraints(min_length=1, max_length=100)]
    retention: Retention
    years: Perhaps = None
    forever: bool = False
