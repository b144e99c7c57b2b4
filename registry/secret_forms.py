"""What the register of secrets is asked."""

from typing import Annotated

from pydantic import Field

from registry.forms import LARGEST_START, Form, Number, Perhaps


class SecretBookFilter(Form):
    """Which unit's register, of which year."""

    unit: Perhaps = None
    year: Perhaps = None


class SecretStartForm(Form):
    """ตั้งเลขเริ่มต้นต่อจากทะเบียนเล่มเดิม."""

    unit: Number
    first_number: Annotated[Number, Field(ge=1, le=LARGEST_START)]
