"""A register printed as แบบที่ 13 or 14: A4 across, its eight columns and no others.

Lengths are points (1/72 inch); y runs up from the foot of the page.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import pikepdf

from registry.thai import ERA, MONTHS, thai_digits
from registry.thai_pdf import number, save_bytes
from registry.typeface import Ink, regular, semibold
from registry.vocabulary import BookKind

_COLUMNS: Final = ("ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ")

_PAGE: Final = (841.89, 595.28)
_LEFT: Final = 36.0
_WIDTHS: Final = (74.0, 96.0, 74.0, 110.0, 94.0, 168.0, 78.0, 75.89)
_MIDDLE: Final = _LEFT + sum(_WIDTHS) / 2
_TITLE_Y: Final = 547.0
_HEAD_Y: Final = 526.0
_TABLE_TOP: Final = 516.0
_TABLE_BOTTOM: Final = 44.0
_COLUMN_HEAD: Final = 22.0
_PAGE_Y: Final = 28.0
_SIZE: Final = 10.0
_LEADING: Final = 13.5
_PADDING: Final = 3.0

Digits = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Form:
    """One of the regulation's forms of registers."""

    title: str
    number: int
    """Which แบบ it is."""
    columns: tuple[str, ...]


_SENT: Final = ("เลขทะเบียนส่ง", *_COLUMNS)
FORMS: Final[Mapping[BookKind, Form]] = MappingProxyType(
    {
        BookKind.RECEIVED: Form(BookKind.RECEIVED.label, 13, ("เลขทะเบียนรับ", *_COLUMNS)),
        BookKind.SENT: Form(BookKind.SENT.label, 14, _SENT),
        BookKind.CIRCULAR: Form(BookKind.CIRCULAR.label, 14, _SENT),
        # Kept as ทขล. 1 of another regulation; the level stands in หมายเหตุ.
        BookKind.SECRET_RECEIVED: Form(
            BookKind.SECRET_RECEIVED.label, 1, ("เลขทะเบียนรับ", *_COLUMNS)
        ),
    }
)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One entry as the register shows it; texts as they are to be read."""

    number: int
    reference: str
    dated: str
    """The letter's own date as shown, for example ``2 พ.ค. 2568``."""
    sender: str
    addressee: str
    subject: str
    action: str
    remark: str
    void_reason: str = ""
    """Why the number was made void; empty for a number in force."""
    late_note: str = ""
    """For a late entry: when it was entered and why; empty otherwise."""

    def cells(self) -> tuple[str, ...]:
        """Return the texts of the eight columns in order.

        A void or late row says so in หมายเหตุ, before the clerk's own remark.
        """
        marks = (
            f"ยกเลิก: {self.void_reason}" if self.void_reason else "",
            f"ลงทะเบียนล่าช้า: {self.late_note}" if self.late_note else "",
            self.remark,
        )
        return (
            str(self.number),
            self.reference,
            self.dated,
            self.sender,
            self.addressee,
            self.subject,
            self.action,
            "\n".join(mark for mark in marks if mark),
        )


@dataclass(frozen=True, slots=True)
class RegisterHead:
    """What stands over the columns: the office and the days; an empty part is left dotted."""

    office: str
    day: str = ""
    month: str = ""
    year: str = ""
    kind: BookKind = BookKind.RECEIVED

    @property
    def form(self) -> Form:
        """The form the register is kept in."""
        return FORMS[self.kind]

    def for_days(self, first: dt.date, last: dt.date) -> "RegisterHead":
        """Write the days from ``first`` to ``last``, no finer than they agree."""
        if first.year != last.year:
            return replace(self, year=f"{first.year + ERA} - {last.year + ERA}")
        year = str(first.year + ERA)
        if first.month != last.month:
            months = f"{MONTHS[first.month - 1]} - {MONTHS[last.month - 1]}"
            return replace(self, month=months, year=year)
        day = str(first.day) if first == last else f"{first.day} - {last.day}"
        return replace(self, day=day, month=MONTHS[first.month - 1], year=year)

    def line(self) -> str:
        """Write ``วันที่ … เดือน … พ.ศ. …``."""
        day, month, year = self.day or "." * 14, self.month or "." * 30, self.year or "." * 18
        return f"วันที่ {day} เดือน {month} พ.ศ. {year}"


@dataclass(frozen=True, slots=True)
class _Strip:
    """The part of a row that stands on one page: each column's lines."""

    columns: tuple[tuple[str, ...], ...]

    @property
    def height(self) -> float:
        return _height(max(map(len, self.columns)))


def print_register(
    rows: Iterable[RegisterRow], head: RegisterHead, *, digits: Digits = thai_digits
) -> bytes:
    """Return the register as a searchable PDF; no rows give one empty form.

    ``digits`` (``thai_digits`` or ``arabic_digits``) writes the numbers, the
    references, the dates and the page numbers; other text stays as it was
    entered. The same rows give the same bytes.
    """
    with pikepdf.new() as pdf:
        ink = Ink(pdf)
        pages = list(_paginate(_strips(rows, digits)))
        drawings = [
            "\n".join((*_frame(ink, head, digits), *_body(ink, strips), _folio(ink, place, digits)))
            for place, strips in ((f"{n} / {len(pages)}", page) for n, page in enumerate(pages, 1))
        ]
        ink.fill_pages(drawings, _PAGE)
        pdf.docinfo["/Title"] = f"{head.form.title} {head.office}"
        pdf.Root.Lang = "th"
        return save_bytes(pdf)


def _height(lines: int) -> float:
    return max(lines, 1) * _LEADING + 2 * _PADDING


def _room() -> float:
    return _TABLE_TOP - _COLUMN_HEAD - _TABLE_BOTTOM


def _strips(rows: Iterable[RegisterRow], digits: Digits) -> Iterator[_Strip]:
    """Break every row's texts into lines, and a row longer than a page into strips."""
    most = int((_room() - 2 * _PADDING) // _LEADING)
    for row in rows:
        columns = tuple(
            tuple(regular().wrap(text, _SIZE, width - 2 * _PADDING))
            for text, width in zip(_written(row, digits), _WIDTHS, strict=True)
        )
        for first in range(0, max(map(len, columns)), most):
            yield _Strip(tuple(column[first : first + most] for column in columns))


def _written(row: RegisterRow, digits: Digits) -> tuple[str, ...]:
    own_number, reference, dated, *others = row.cells()
    return digits(own_number), digits(reference), digits(dated), *others


def _paginate(strips: Iterable[_Strip]) -> Iterator[Sequence[_Strip]]:
    """Put as many strips on a page as it holds; always at least one page."""
    page: list[_Strip] = []
    left = _room()
    for strip in strips:
        if strip.height > left:
            yield page
            page, left = [], _room()
        page.append(strip)
        left -= strip.height
    yield page


def _frame(ink: Ink, head: RegisterHead, digits: Digits) -> Iterator[str]:
    """Draw what every page repeats: title, office, days, rules and names of the columns."""
    width = sum(_WIDTHS)
    yield _centred(ink, head.form.title, _MIDDLE, _TITLE_Y, 16)
    days = digits(head.line())
    days_x = _LEFT + width - regular().width(days, 12)
    size = semibold().fitting(head.office, 12, days_x - _LEFT - 12, smallest=5)
    yield ink.line(semibold(), head.office, _LEFT, _HEAD_Y, size)
    yield ink.line(regular(), days, days_x, _HEAD_Y, 12)
    box = (_LEFT, _TABLE_BOTTOM, width, _TABLE_TOP - _TABLE_BOTTOM)
    yield f"0.6 w {' '.join(map(number, box))} re S"
    yield _rule(_TABLE_TOP - _COLUMN_HEAD)
    x = _LEFT
    for name, column in zip(head.form.columns, _WIDTHS, strict=True):
        yield _centred(ink, name, x + column / 2, _TABLE_TOP - 15, 10.5)
        if x > _LEFT:
            yield f"{number(x)} {number(_TABLE_TOP)} m {number(x)} {number(_TABLE_BOTTOM)} l S"
        x += column


def _body(ink: Ink, strips: Sequence[_Strip]) -> Iterator[str]:
    """Draw the rows of one page under each other."""
    top = _TABLE_TOP - _COLUMN_HEAD
    for strip in strips:
        x = _LEFT
        for lines, width in zip(strip.columns, _WIDTHS, strict=True):
            for index, line in enumerate(lines, 1):
                y = top - _PADDING - index * _LEADING + 3.5
                yield ink.line(regular(), line, x + _PADDING, y, _SIZE)
            x += width
        top -= strip.height
        yield _rule(top)


def _folio(ink: Ink, place: str, digits: Digits) -> str:
    return _centred(ink, f"หน้า {digits(place)}", _MIDDLE, _PAGE_Y, 10)


def _centred(ink: Ink, text: str, middle: float, y: float, size: float) -> str:
    return ink.line(semibold(), text, middle - semibold().width(text, size) / 2, y, size)


def _rule(y: float) -> str:
    return f"{number(_LEFT)} {number(y)} m {number(_LEFT + sum(_WIDTHS))} {number(y)} l S"
