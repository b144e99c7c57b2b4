"""What is true of a letter, before it is drawn."""

import datetime as dt
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from bench.letters.sheet import BLUE, Colour
from bench.letters.words import Agency
from registry.thai import arabic_digits, long_date, short_date, thai_digits


class Digits(Enum):
    """The digits a letter is typed in."""

    THAI = "thai"
    ARABIC = "arabic"

    def __call__(self, text: str) -> str:
        """Write the digits of a text this way."""
        return thai_digits(text) if self is Digits.THAI else arabic_digits(text)


@dataclass(frozen=True, slots=True)
class Cited:
    """An earlier letter that one refers to."""

    office: str
    urgency: str
    reference: str
    date: dt.date

    def written(self, digits: Digits) -> str:
        """Name it in the order the field does: office, urgency, ที่, ลงวันที่."""
        parts = [f"หนังสือ{self.office}", self.urgency, f"ที่ {self.reference}"]
        return " ".join(filter(None, (*parts, f"ลงวันที่ {digits(long_date(self.date))}")))


@dataclass(frozen=True, slots=True)
class Due:
    """A day the letter sets, and the sentence that says so."""

    kind: str
    """``date``, ``before`` or ``window``, as intake names them."""
    text: str
    end: dt.date
    start: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text, with the day it sets."""

    text: str
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """What is sent with a letter, on pages of its own: a table, then instructions."""

    title: str
    rows: tuple[tuple[str, str], ...]
    paragraphs: tuple[Paragraph, ...]
    boxes: tuple[tuple[str, bool], ...] = ()
    """Answers to tick, and which of them are ticked."""


@dataclass(frozen=True, slots=True)
class Received:
    """An earlier office's receipt stamp."""

    level: int
    receiver: str
    number: str
    date: dt.date
    time: str | None
    """``14:51``; ``None`` was left blank."""
    labels: tuple[str, str]
    """What the number and the date are called."""
    digits: Digits
    filled: str
    """How its blanks were filled in: ``typed``, ``wheel`` or ``hand``."""
    ink: Colour = BLUE
    boxes: tuple[tuple[str, bool], ...] = ()
    """Units to choose from, and which of them is ticked."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: what its author meant."""

    kind: str
    agency: Agency
    unit: str
    reference: str
    """As printed; empty on an announcement."""
    date: dt.date
    digits: Digits
    subject: str = ""
    addressee: str = ""
    urgency: str = ""
    cited: tuple[Cited, ...] = ()
    wrapped: Cited | None = None
    """The letter a cover passes on."""
    enclosures: tuple[str, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    signer: str = ""
    position: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    received: tuple[Received, ...] = ()
    note: tuple[str, ...] = ()
    """What an officer wrote at the foot by hand."""
    annexes: tuple[Annex, ...] = ()
    greeting: str = "เรียน"
    hand_no: bool = False
    """The running number was written in by hand."""
    hand_day: bool = False
    """The day was written in by hand."""
    secrecy: str = ""
    brief: bool = False
    """Dated with a short month and two figures of the year."""
    time: str = ""
    """Of a message, in its group of day, hour and minute: ``0945``."""

    def typed(self, text: str) -> str:
        """Write a text in this letter's digits."""
        return self.digits(text)

    @property
    def date_text(self) -> str:
        """The date as it stands on the page."""
        if self.kind in {"order", "announcement"}:
            day, month, year = long_date(self.date).split()
            return self.typed(f"{day} {month} พ.ศ. {year}")
        if self.brief:
            day, month, year = short_date(self.date).split()
            group = f"{self.date.day:02}{self.time}" if self.time else day
            return self.typed(f"{group} {month} {year[2:]}")
        return self.typed(long_date(self.date))


def truth_of(letter: Letter, pages: list[int], due_pages: dict[str, int]) -> dict[str, Any]:
    """Say all that is true of a letter that takes these pages of its file.

    ``due_pages`` maps the sentence of a deadline to the page it came to stand on.
    """
    dues = [part.due for part in letter.paragraphs if part.due]
    dues += [part.due for annex in letter.annexes for part in annex.paragraphs if part.due]
    wrapped = [letter.wrapped] if letter.wrapped else []
    return {
        "doc_type": letter.kind,
        "pages": pages,
        "urgency": letter.urgency,
        "secrecy": letter.secrecy,
        "ref_no": letter.reference,
        "date": letter.date.isoformat(),
        "date_text": letter.date_text,
        "subject": letter.subject,
        "addressee": letter.addressee,
        "references": [
            {
                "text": cited.written(letter.digits),
                "ref": cited.reference,
                "date": cited.date.isoformat(),
            }
            for cited in letter.cited
        ],
        "cites": [{"ref": cited.reference, "date": cited.date.isoformat()} for cited in wrapped],
        "enclosures": list(letter.enclosures),
        "office": letter.typed(letter.agency.name),
        "unit": letter.unit,
        "signer": letter.signer,
        "position": letter.position,
        "phone": letter.phone,
        "fax": letter.fax,
        "email": letter.email,
        "stamps": [_stamp(stamp) for stamp in letter.received],
        "deadlines": [{**_dated(asdict(due)), "page": due_pages[due.text]} for due in dues],
        "hand_no": letter.hand_no,
        "hand_day": letter.hand_day,
    }


def _stamp(stamp: Received) -> dict[str, Any]:
    return {
        "level": stamp.level,
        "receiver": stamp.receiver,
        "number": stamp.number,
        "date": stamp.date.isoformat(),
        "time": stamp.time or "",
        "filled": stamp.filled,
        "by_hand": stamp.filled == "hand",
        "ticked": [name for name, ticked in stamp.boxes if ticked],
    }


def _dated(due: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in due.items()
    }
