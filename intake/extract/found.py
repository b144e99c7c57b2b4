"""What the machine proposes: values with the evidence they rest on.

Nothing here is a fact yet. A clerk sees each value beside the cut-out of the
page it came from and decides.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from registry.ports import Box
from registry.vocabulary import LabelledEnum, LetterKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OtherReading:
    """The same thing read differently elsewhere in the bundle."""

    value: str
    raw: str
    page: int
    box: Box


class Source(LabelledEnum):
    """Who says a value."""

    PAGE = "page", "ตัวอ่านทั้งหน้า"
    DIGITS = "digits", "ตัวอ่านตัวเลข"
    CONTEXT = "context", "เทียบกับส่วนอื่นของแฟ้ม"


@dataclass(frozen=True, slots=True)
class Alternative:
    """What the same place on the page may say instead."""

    value: str
    raw: str
    probability: float
    """That it is right, 0.0 to 1.0."""
    source: Source


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a value read off a picture rests on, before it is known how often that is right."""

    engine: str
    """Name and version of what read the page."""
    chance: float
    """What the readers and the rules of its grammar make of it, 0.0 to 1.0."""
    page: float
    """How sure the first reader is of its line."""
    shape: float
    """How well it fits what its field looks like, 1.0 wholly."""
    twice: bool
    """A second reader, which knows all digits, looked at it."""
    by_hand: float
    """The probability that some of it was written by hand."""
    crossed: bool = False
    """A stamp or a seal lies upon it."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """One value read on a page."""

    value: T
    """Normal form; a date as ISO, ``2025-02`` when the day was not written."""
    raw: str
    """As it stands on the page."""
    page: int
    box: Box
    confidence: float
    """The probability that ``value`` is right, 0.0 to 1.0."""
    certain: bool = False
    """The product's promise: right at least 99 times in 100."""
    conflicts: tuple[OtherReading, ...] = ()
    source: Source = Source.PAGE
    alternatives: tuple[Alternative, ...] = ()
    """The likeliest first; a clerk chooses among them and ``value``."""
    grounds: Grounds | None = None
    """``None`` where it was typed into the file."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One entry of อ้างถึง."""

    reference: Found[str]
    date: Found[str] | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that must happen by a day, or within a period, as the letter says it.

    ``kind`` is ``date`` (ภายในวันที่), ``before`` (ก่อนวันที่, ``end`` is the day
    before), ``window`` (ตั้งแต่ - ถึง), ``period`` (ภายใน N วัน; nothing is
    computed without an anchor), ``recurring``, ``delivery`` (ด่วนภายใน),
    ``soon`` (โดยเร็ว) or ``reply`` (a reply is expected).
    """

    kind: str
    text: str
    """The sentence it stands in."""
    page: int
    box: Box
    start: str | None = None
    end: str | None = None
    """ISO day."""
    time: str | None = None
    """``16:30``, when written."""
    days: int | None = None
    working_days: bool = False
    anchor: str | None = None
    """What a period is counted from, in the letter's words; ``None`` is unknown."""
    certain: bool = False
    """The day is believed as ``Found.certain`` is."""


@dataclass(frozen=True, slots=True)
class StampedReceipt:
    """A receipt stamp of an earlier office, read off the paper.

    A part that was left blank on the paper is ``None``; one that stands there
    and could not be read has an empty value and confidence 0.
    """

    unit: Found[str] | None
    number: Found[str] | None
    date: Found[str] | None
    time: Found[str] | None


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """One letter of a bundle, as proposed."""

    first_page: int
    last_page: int
    kind: LetterKind
    reference: Found[str] | None = None
    date: Found[str] | None = None
    sender: Found[str] | None = None
    owner_unit: Found[str] | None = None
    addressee: Found[str] | None = None
    subject: Found[str] | None = None
    urgency: Found[str] | None = None
    secrecy: Found[str] | None = None
    signatory: Found[str] | None = None
    position: Found[str] | None = None
    phone: Found[str] | None = None
    email: Found[str] | None = None
    refers_to: tuple[Citation, ...] = ()
    mentions: tuple[Citation, ...] = ()
    """Letters named in its text, outside อ้างถึง: what a cover forwards."""
    enclosures: tuple[Found[str], ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    receipts: tuple[StampedReceipt, ...] = ()
    wraps: tuple[int, ...] = ()
    """Positions in the bundle (from 0) of the letters this one forwards."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the clerk should know about the file, in Thai."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that was found in one file."""

    letters: tuple[FoundLetter, ...]
    notices: tuple[Notice, ...] = ()
