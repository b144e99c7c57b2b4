"""What a registrar types of a secret letter."""

from typing import Annotated

from pydantic import AfterValidator

from registry.forms import SENTENCES, Day, Form, Name, Words
from registry.secret_register import SecretEntry
from registry.vocabulary import Secrecy


def _said(level: Secrecy) -> Secrecy:
    """Refuse ปกติ: what is not secret is released."""
    if level is Secrecy.NONE:
        raise ValueError(SENTENCES["enum"])
    return level


class SecretForm(Form):
    """ลงทะเบียนรับข้อมูลข่าวสารลับ."""

    secrecy: Annotated[Secrecy, AfterValidator(_said)]
    reference: Words = ""
    dated: Day = None
    sender: Name
    addressee: Name
    subject: Name
    copies: Words = ""
    action: Words = ""
    remark: Words = ""

    def entry(self) -> SecretEntry:
        """Return it as the register takes it."""
        return SecretEntry(**self.model_dump())
