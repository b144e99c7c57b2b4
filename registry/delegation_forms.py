"""What is typed when one officer shall take another's place."""

from typing import Annotated

from pydantic import AfterValidator

from registry.forms import Form, Name, Number, SomeDay, Words
from registry.vocabulary import ActingKind


def _one_reason(text: str) -> str:
    return " ".join(text.split())


class DelegationForm(Form):
    """ใครแทน ที่ใด เมื่อใด."""

    unit: Number
    substitute: Name
    kind: ActingKind
    starts_on: SomeDay
    ends_on: SomeDay
    late_reason: Annotated[Words, AfterValidator(_one_reason)] = ""


class EndForm(Form):
    """ยุติการแทน ด้วยเหตุใด."""

    delegation_id: Number
    end_reason: Name
