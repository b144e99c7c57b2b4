"""What an officer chooses about his notices."""

from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from registry.forms import LARGEST, Form, Number, Words, as_number
from registry.settings import MAIL_ADDRESS
from routing.notice_models import MailWay


class NoticeFilter(Form):
    """Which page of them."""

    page: Annotated[int, BeforeValidator(as_number), Field(ge=1, le=LARGEST // 100)] = 1


class SeenForm(Form):
    """The newest notice that stood on the page."""

    until: Number


class MailForm(Form):
    """How much comes by e-mail, and to which address."""

    way: MailWay
    address: Annotated[Words, Field(validate_default=True)] = ""

    @field_validator("address")
    @classmethod
    def _one_address(cls, address: str, info: ValidationInfo) -> str:
        if not address and info.data.get("way") is MailWay.NONE:
            return address
        if not MAIL_ADDRESS.fullmatch(address):
            raise ValueError("กรุณากรอกอีเมลหนึ่งที่อยู่ เช่น somsri@example.go.th")
        return address
