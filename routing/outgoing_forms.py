"""What officers type into an outgoing letter: kept as typed, checked when it is drawn."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from werkzeug.datastructures import MultiDict

from registry.errors import FormRefused
from registry.forms import SENTENCES, Day, Form, Number, Perhaps, Words
from registry.letter_drawing import FORMS
from registry.vocabulary import BookKind, LabelledEnum, LetterKind, LinkKind, Urgency

LONGEST_BODY = 20_000


class Series(LabelledEnum):
    """Which numbers a letter can take (ข้อ 32)."""

    SENT = "sent", "หนังสือส่งปกติ"
    CIRCULAR_OF_SENT = "sent-circular", "หนังสือเวียน (ว) ใช้เลขร่วมกับทะเบียนหนังสือส่ง"
    CIRCULAR = "circular", "หนังสือเวียน (ว) ใช้เลขชุดหนังสือเวียน"

    @property
    def book(self) -> BookKind:
        """The book the number is taken from."""
        return BookKind.CIRCULAR if self is Series.CIRCULAR else BookKind.SENT

    @property
    def is_circular(self) -> bool:
        """Tell whether ว stands before the number."""
        return self is not Series.SENT


def _lines(text: str) -> str:
    """Put every line in order; refuse a text that says nothing."""
    return "\n".join(line for line in (" ".join(one.split()) for one in text.splitlines()) if line)


def _said(text: str) -> str:
    if not text:
        raise ValueError(SENTENCES["missing"])
    return text


def _drawable(kind: LetterKind) -> LetterKind:
    if kind not in FORMS:
        raise ValueError(SENTENCES["enum"])
    return kind


Kind = Annotated[LetterKind, AfterValidator(_drawable)]
"""A kind of letter that can be written here."""
Lines = Annotated[Words, AfterValidator(_lines)]
Said = Annotated[Lines, AfterValidator(_said)]
Body = Annotated[
    str, StringConstraints(max_length=LONGEST_BODY), AfterValidator(_lines), AfterValidator(_said)
]


class NewOutgoingForm(Form):
    """Which letter is begun, for which unit, about which received one."""

    unit: Number
    kind: Kind
    letter: Perhaps = None
    link: Annotated[LinkKind | None, BeforeValidator(lambda said: said or None)] = None


class AboutForm(Form):
    """About which received letter the page is asked."""

    letter: Perhaps = None
    link: Annotated[LinkKind | None, BeforeValidator(lambda said: said or None)] = None


class VersionForm(Form):
    """Which version of the draft the page was drawn from."""

    version: Annotated[Number, Field(ge=1)]


class OutgoingForm(Form):
    """A letter ready to be drawn."""

    kind: Kind
    series: Series = Series.SENT
    office: Said
    subject: Said
    greeting: Annotated[Lines, StringConstraints(max_length=100)] = "เรียน"
    addressee: Said
    urgency: Urgency = Urgency.NORMAL
    refers_to: Lines = ""
    enclosures: Lines = ""
    body: Body
    closing: Annotated[Lines, StringConstraints(max_length=100)] = "ขอแสดงความนับถือ"
    signatory: Lines = ""
    position: Lines = ""
    owner_unit: Lines = ""
    contact: Lines = ""
    dated: Day = None
    reserved_number: Perhaps = None
    remark: Words = ""


def as_typed(sent: MultiDict[str, str]) -> dict[str, str]:
    """Return the fields of a sent form as they were typed, to be kept whatever they say.

    Raises ``FormRefused`` only for a text too long to be a letter.
    """
    said = {
        name: sent[name].replace("\0", "").replace("\r\n", "\n")
        for name in OutgoingForm.model_fields
        if name in sent
    }
    most = SENTENCES["string_too_long"].format(max_length=LONGEST_BODY)
    long = {name: most for name, text in said.items() if len(text) > LONGEST_BODY}
    if long:
        raise FormRefused(fields=long)
    return said


def read_outgoing(said: Mapping[str, str]) -> OutgoingForm:
    """Read a kept draft; raise ``FormRefused`` naming what cannot be drawn yet."""
    return OutgoingForm.parse(MultiDict(said))
