"""What officers type into the registry's own pages, checked once at the door."""

import datetime as dt
from typing import Annotated, Literal, Self, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails
from werkzeug.datastructures import MultiDict

from registry.errors import FormRefused
from registry.journal import Event
from registry.numbering import LARGEST_BLOCK
from registry.passwords import fault_of
from registry.thai import arabic_digits, short_date
from registry.thai_clock import read_clock
from registry.thai_dates import read_date
from registry.vocabulary import BookKind, Urgency

SENTENCES = {
    "missing": "กรุณากรอกช่องนี้",
    "string_too_short": "กรุณากรอกช่องนี้",
    "string_too_long": "ยาวเกิน {max_length} ตัวอักษร",
    "string_pattern_mismatch": "ใช้อักขระที่ระบบไม่รับ",
    "date_type": "กรุณากรอกช่องนี้",
    "int_parsing": "กรุณากรอกเป็นตัวเลข",
    "greater_than_equal": "ต้องไม่น้อยกว่า {ge}",
    "less_than_equal": "ต้องไม่เกิน {le}",
    "enum": "กรุณาเลือกจากรายการ",
    "literal_error": "กรุณาเลือกจากรายการ",
    "value_error": "{error}",
}
"""The Thai sentence for each of pydantic's error types our forms can meet."""

INVISIBLE = "\u200b\u200c\u200d\ufeff"
"""Zero-width characters that come along with Thai copied from elsewhere."""

OTHERWISE = "กรุณาตรวจช่องนี้"

EARLIEST, LATEST = 1900, 2200
"""Years of the days anybody looks for."""


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
            raise FormRefused(fields=sentences(error)) from error


def sentences(error: ValidationError) -> dict[str, str]:
    """Return the Thai sentence for each field that makes no sense."""
    return {str((*fault["loc"], "")[0]): _sentence(fault) for fault in error.errors()}


def _sentence(fault: ErrorDetails) -> str:
    template = SENTENCES.get(fault["type"], OTHERWISE)
    return template.format_map(fault.get("ctx", {}))


def _printable(text: str) -> str:
    """Refuse control characters: PostgreSQL cannot store NUL, and nobody types the others."""
    if any(character < " " and character not in "\r\n\t" for character in text):
        raise ValueError("มีอักขระที่พิมพ์ไม่ได้")
    return text


def _one_line(text: str) -> str:
    """Put a name on one line; refuse one that shows nothing or turns the text around it."""
    line = " ".join(text.split()).strip(f"{INVISIBLE} ")
    if not line:
        raise ValueError(SENTENCES["missing"])
    if any(not one.isprintable() and one not in INVISIBLE for one in line):
        raise ValueError("มีอักขระที่พิมพ์ไม่ได้")
    return line


def good_password(password: str) -> str:
    """Return a password; raise ``ValueError`` with the Thai reason if it may not be used."""
    if fault := fault_of(password):
        raise ValueError(fault)
    return password


def _day(text: object) -> object:
    """Read a day as officers write it: ``2 พ.ค. 2568``, ``2/5/68`` or ISO; empty is none."""
    if not isinstance(text, str):
        return text
    if not text.strip():
        return None
    iso = arabic_digits(text.strip())
    found = read_date(text)
    try:
        day = dt.date.fromisoformat(iso if found is None else found.start)
    except ValueError:
        day = dt.date.min
    if not EARLIEST <= day.year <= LATEST:  # further out, midnight may not be in the calendar
        raise ValueError("วันที่อ่านไม่ได้ กรุณากรอกเช่น 2 พ.ค. 2568 หรือ 2/5/2568")
    return day


def as_number(text: object) -> object:
    """Read a number in either digits; empty is none."""
    if not isinstance(text, str):
        return text
    return arabic_digits(text.strip()).replace(",", "") or None


def _clock(said: object) -> object:
    """Read a time of day as officers write it: ``16.30``."""
    if not isinstance(said, str):
        return said
    try:
        return dt.time.fromisoformat(read_clock(said.removesuffix("น.").strip()) or "")
    except ValueError as error:
        raise ValueError("อ่านเวลาไม่ได้ กรุณากรอกเช่น 16.30") from error


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
"""One line that must say something."""

Words = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_printable)]
"""Text that may be empty."""

Login = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[\w.@-]+$")]
"""ชื่อผู้ใช้: letters, digits and ``. _ @ -``, no blanks."""

Secret = Annotated[
    str, StringConstraints(strip_whitespace=False, max_length=1000), AfterValidator(good_password)
]
"""A new password, exactly as typed."""


class SignInForm(Form):
    """ชื่อผู้ใช้และรหัสผ่าน."""

    login: Annotated[Words, StringConstraints(max_length=200)] = ""
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


Day = Annotated[dt.date | None, BeforeValidator(_day)]
"""A day, or none."""

SomeDay = Annotated[dt.date, BeforeValidator(_day)]
"""A day that must be given."""
Clock = Annotated[dt.time, BeforeValidator(_clock)]
"""A time of day."""

LARGEST = 2**31 - 1
LARGEST_START = 9_999_999
"""No paper book is longer, and the numbers after it still fit their column."""
Number = Annotated[int, BeforeValidator(as_number), Field(ge=0, le=LARGEST)]
Perhaps = Annotated[Annotated[int, Field(ge=0, le=LARGEST)] | None, BeforeValidator(as_number)]
"""A number, or none."""


SENT_BOOKS = (BookKind.SENT, BookKind.CIRCULAR)
CommonBook = Literal[BookKind.RECEIVED, BookKind.SENT, BookKind.CIRCULAR]
"""A book that every reader of a unit sees; that of secrets has pages of its own."""


class BookFilter(Form):
    """Which entries of which book are shown."""

    book: Annotated[CommonBook | None, BeforeValidator(lambda said: said or None)] = None
    unit: Perhaps = None
    year: Perhaps = None
    text: Words = ""
    urgency: Annotated[Urgency | None, BeforeValidator(lambda said: said or None)] = None
    since: Day = None
    until: Day = None
    late: bool = False
    void: bool = False
    before: Perhaps = None
    after: Perhaps = None

    @property
    def kind(self) -> BookKind:
        """Which of the unit's books is meant."""
        return self.book or BookKind.RECEIVED

    def query(self) -> dict[str, str]:
        """Return what is filtered for, as an address carries it."""
        said = {
            "book": self.book or "",
            "text": self.text,
            "urgency": self.urgency,
            "since": self.since and short_date(self.since),
            "until": self.until and short_date(self.until),
            "late": "1" if self.late else "",
            "void": "1" if self.void else "",
        }
        return {name: str(value) for name, value in said.items() if value}


class HistoryFilter(Form):
    """Which entries of the journal are shown."""

    day: Day = None
    officer: Perhaps = None
    event: Annotated[Event | None, BeforeValidator(lambda said: said or None)] = None
    before: Perhaps = None

    def query(self) -> dict[str, str]:
        """Return what is filtered for, as an address carries it."""
        said = {
            "day": self.day and short_date(self.day),
            "officer": self.officer,
            "event": self.event,
        }
        return {name: str(value) for name, value in said.items() if value}


class DayChoice(Form):
    """Which day of the journal is shown; yesterday unless told."""

    day: Day = None


class VoidForm(Form):
    """ยกเลิกเลขรับ."""

    receipt_id: Number
    reason: Name


class EntryForm(Form):
    """การปฏิบัติ and หมายเหตุ of an entry."""

    receipt_id: Number
    action: Words = ""
    remark: Words = ""


class ReservationForm(Form):
    """จองเลข."""

    book: CommonBook = BookKind.RECEIVED
    count: Annotated[Number, Field(ge=1, le=LARGEST_BLOCK)]
    reason: Name


class StartForm(Form):
    """ตั้งเลขเริ่มต้นต่อจากสมุดเดิม."""

    book: CommonBook = BookKind.RECEIVED
    first_number: Annotated[Number, Field(ge=1, le=LARGEST_START)]


class BookChoice(Form):
    """Which of a unit's books is meant."""

    book: CommonBook = BookKind.RECEIVED


class VoidDispatchForm(Form):
    """ยกเลิกเลขส่ง."""

    reason: Name
