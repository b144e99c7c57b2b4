"""What a clerk may submit about the letters of a file, and how it is refused."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from registry.errors import FormRefused, NotFound
from registry.forms import INVISIBLE, LARGEST
from registry.references import head_reference
from registry.thai import arabic_digits, normal_text
from registry.vocabulary import LetterKind, Secrecy, Urgency

FIELDS = (
    "reference", "date", "sender", "owner_unit", "addressee", "subject",
    "urgency", "secrecy", "signatory", "position", "phone", "email",
)  # fmt: skip
"""The fields of a letter that hold one value, named as in ``read --json``."""

_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
EARLIEST, LATEST = 1900, 2200


def cover_of(under: Sequence[int | None], position: int) -> int:
    """Follow ``under`` from a letter to the one at the top, which has the number.

    Raises ``ValueError`` with a Thai reason where the letters lie in a circle
    or under one that does not exist.
    """
    seen = {position}
    while (over := under[position]) is not None:
        if over in seen or not 0 <= over < len(under):
            raise ValueError("หนังสือนำของฉบับนี้วนกลับมาหาตัวเองหรือไม่มีอยู่")
        seen.add(over)
        position = over
    return position


def _clean(text: str) -> str:
    """Put a text on one line; refuse what no paper has and no database keeps."""
    line = " ".join(text.split()).strip(f"{INVISIBLE} ")
    if any(not c.isprintable() and c not in INVISIBLE for c in line):
        raise ValueError("มีอักขระที่พิมพ์ไม่ได้ กรุณาพิมพ์ใหม่")
    return line


def _day(text: str) -> str:
    """Check an ISO day, or a year and month where the day is not known."""
    if not text:
        return text
    match = _DATE.fullmatch(arabic_digits(text))
    if match is None or not EARLIEST <= int(match[1]) <= LATEST:
        raise ValueError("วันที่ไม่ถูกต้อง กรุณากรอกวัน เดือน ปี ให้ครบ หรือเดือนกับปีหากไม่ทราบวัน")
    try:
        dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError as error:
        raise ValueError("ไม่มีวันนี้ในปฏิทิน") from error
    return match[0]


def canonical(reference: str) -> str:
    """Write a reference in the register's form: ``กค 0402.2/ว24``.

    What the grammar does not know, or knows only a part of, stays as written.
    """
    text = normal_text(reference).removeprefix("ที่").strip()
    found = head_reference(f"ที่ {text}")
    if found is None or found.span[1] < len(f"ที่ {text}"):
        return arabic_digits(text)
    return found.canonical


Short = Annotated[str, Field(max_length=200), AfterValidator(_clean)]
Long = Annotated[str, Field(max_length=1000), AfterValidator(_clean)]
Day = Annotated[str, AfterValidator(_clean), AfterValidator(_day)]
Reference = Annotated[Short, AfterValidator(canonical)]
UrgencyChosen = Annotated[
    Urgency, BeforeValidator(lambda said: Urgency.labelled(said) or said or Urgency.NORMAL)
]
SecrecyChosen = Annotated[
    Secrecy, BeforeValidator(lambda said: Secrecy.labelled(said) or said or Secrecy.NONE)
]


class Form(BaseModel):
    """Base of the forms: frozen, nothing unknown, refused in Thai."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def checked(cls, said: Mapping[str, Any]) -> Self:
        """Build the form, or raise ``FormRefused`` naming each field as ``letters.0.subject``."""
        try:
            return cls.model_validate(said)
        except ValidationError as error:
            raise FormRefused(fields=_sentences(error)) from error


class CitationForm(Form):
    """One entry of อ้างถึง."""

    reference: Reference = Field(min_length=1)
    date: Day = ""


class StampForm(Form):
    """A receipt an earlier office stamped on the paper; ``None`` is a part left blank there."""

    unit: Short | None = None
    number: Short | None = None
    date: Day | None = None
    time: Short | None = None


class LetterForm(Form):
    """The clerk's word on one letter of the file."""

    pages: tuple[int, ...] = Field(min_length=1)
    """As the clerk saw them arranged; refused if they are arranged otherwise by now."""
    kind: LetterKind
    under: int | None = None
    """Position of the letter it came under; without it the letter gets its own number."""
    reference: Reference = ""
    date: Day = ""
    sender: Short = ""
    owner_unit: Short = ""
    addressee: Long = ""
    subject: Long = Field(min_length=1)
    urgency: UrgencyChosen = Urgency.NORMAL
    secrecy: SecrecyChosen = Secrecy.NONE
    signatory: Short = ""
    position: Short = ""
    phone: Short = ""
    email: Short = ""
    refers_to: tuple[CitationForm, ...] = ()
    enclosures: tuple[Long, ...] = ()
    receipts: tuple[StampForm, ...] = ()
    deadlines: tuple[int, ...] | None = None
    """Which of the deadlines found are kept, by position; ``None`` keeps all."""
    action: Short = ""
    """การปฏิบัติ, as the register will show it."""
    remark: Short = ""
    reserved_number: int | None = Field(default=None, gt=0, le=LARGEST)
    """A number set aside earlier (จองเลข) that this letter is to have."""

    @field_validator("subject")
    @classmethod
    def _subject_says_something(cls, subject: str) -> str:
        if not subject:
            raise ValueError("กรุณากรอกเรื่อง หากหนังสือไม่มีชื่อเรื่องให้สรุปสั้น ๆ")
        return subject

    @field_validator("secrecy")
    @classmethod
    def _not_secret(cls, secrecy: Secrecy) -> Secrecy:
        if secrecy is not Secrecy.NONE:
            raise ValueError("ทะเบียนนี้รับเฉพาะหนังสือปกติ หนังสือลับให้ส่งนายทะเบียนข้อมูลข่าวสารลับ")
        return secrecy


class Registration(Form):
    """Everything said when a clerk presses ลงทะเบียนรับ."""

    letters: tuple[LetterForm, ...] = Field(min_length=1)
    received_at: AwareDatetime
    """When the unit took the letter, which may be before today."""
    late_reason: Short = ""
    duplicates_seen: frozenset[int] = frozenset()
    """Letters already registered that the clerk was shown as possibly the same."""

    @model_validator(mode="after")
    def _covers_exist(self) -> Self:
        for position in range(len(self.letters)):
            cover_of([letter.under for letter in self.letters], position)
        return self


def checked_field(name: str, value: str) -> str:
    """Return one field of a letter in its normal form; raise ``FormRefused`` or ``NotFound``."""
    if name not in FIELDS:
        raise NotFound(what="ช่องข้อมูล")
    alone = {"pages": (1,), "kind": LetterKind.OTHER, "subject": "-", name: value}
    return str(getattr(LetterForm.checked(alone), name))


_SENTENCES = {
    "missing": "กรุณากรอกช่องนี้",
    "string_too_short": "กรุณากรอกช่องนี้",
    "string_too_long": "ยาวเกินไป กรอกได้ไม่เกิน {max_length} ตัวอักษร",
    "enum": "กรุณาเลือกจากรายการ",
    "string_unicode": "มีอักขระที่พิมพ์ไม่ได้ กรุณาพิมพ์ใหม่",
    "greater_than": "ต้องเป็นเลขมากกว่าศูนย์",
    "less_than_equal": "ต้องไม่เกิน {le}",
    "int_parsing": "กรุณากรอกเป็นตัวเลข",
}


def _sentences(error: ValidationError) -> dict[str, str]:
    """Map each refused field to its Thai sentence."""
    said = {}
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"])
        own = fault.get("ctx", {}).get("error")
        facts = fault.get("ctx", {})
        known = _SENTENCES.get(fault["type"], "ค่าที่กรอกใช้ไม่ได้ กรุณาตรวจแล้วกรอกใหม่")
        said[name] = str(own) if own is not None else known.format_map(facts)
    return said
