"""What officers type into the registry's own pages, checked once at the door."""

from typing import Annotated, Self, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.datastructures import MultiDict

from registry.errors import FormRefused
from registry.people import SHORTEST_PASSWORD

SENTENCES = {
    "missing": "กรุณากรอกช่องนี้",
    "string_too_short": "กรุณากรอกช่องนี้",
    "string_too_long": "ยาวเกิน {max_length} ตัวอักษร",
    "string_pattern_mismatch": "ใช้อักขระที่ระบบไม่รับ",
    "int_parsing": "กรุณากรอกเป็นตัวเลข",
    "greater_than_equal": "ต้องไม่น้อยกว่า {ge}",
    "less_than_equal": "ต้องไม่เกิน {le}",
    "enum": "กรุณาเลือกจากรายการ",
    "value_error": "{error}",
}
"""The Thai sentence for each of pydantic's error types our forms can meet."""

OTHERWISE = "กรุณาตรวจช่องนี้"


class Form(BaseModel):
    """A form: text without blanks at its ends, unknown names ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    @classmethod
    def parse(cls, given: MultiDict[str, str]) -> Self:
        """Read a sent form; raise ``FormRefused`` naming each field that makes no sense."""
        values: dict[str, object] = {
            name: given.getlist(name) if get_origin(field.annotation) is list else given[name]
            for name, field in cls.model_fields.items()
            if name in given
        }
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            fields = {str(fault["loc"][0]): _sentence(fault) for fault in error.errors()}
            raise FormRefused(fields=fields) from error


def _sentence(fault: ErrorDetails) -> str:
    template = SENTENCES.get(fault["type"], OTHERWISE)
    return template.format_map(fault.get("ctx", {}))


def _printable(text: str) -> str:
    """Refuse control characters: PostgreSQL cannot store NUL, and nobody types the others."""
    if any(character < " " and character not in "\r\n\t" for character in text):
        raise ValueError("มีอักขระที่พิมพ์ไม่ได้")
    return text


def _long_enough(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"ต้องยาวอย่างน้อย {SHORTEST_PASSWORD} ตัวอักษร")
    return password


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
"""One line that must say something."""

Words = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_printable)]
"""Text that may be empty."""

Login = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[\w.@-]+$")]
"""ชื่อผู้ใช้: letters, digits and ``. _ @ -``, no blanks."""

Secret = Annotated[
    str, StringConstraints(strip_whitespace=False, max_length=1000), AfterValidator(_long_enough)
]
"""A new password, exactly as typed."""


class SignInForm(Form):
    """ชื่อผู้ใช้และรหัสผ่าน."""

    login: str = ""
    password: Annotated[str, StringConstraints(strip_whitespace=False)] = ""
    next: str = ""


class SetupForm(Form):
    """What the first start asks: the agency and its first administrator."""

    agency: Name
    name: Name
    position: Words = ""
    login: Login
    password: Secret
    is_clerk: bool = False


class NewPasswordForm(Form):
    """An officer's own new password, beside the one he has."""

    current: Annotated[str, StringConstraints(strip_whitespace=False)]
    password: Secret
