"""What a note says on paper, and the box of an order or ทราบ with its code to look up.

The box says what it proves: that an officer, signed in, pressed a button at a
time. It is no signature with a certificate (พ.ร.บ. ว่าด้วยธุรกรรมทางอิเล็กทรอนิกส์
ม. 9 and ม. 26), and does not look like one.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import segno

from intake.stamp_face import COLOUR
from registry.thai import BANGKOK, clock_time, short_date
from registry.thai_pdf import number
from registry.typeface import Ink, Typeface, regular, semibold

BOX_WIDTH: Final = 224.0
"""Points."""

_PADDING: Final = 8.0
_QR_SIDE: Final = 62.0
_TEXT_X: Final = _PADDING + _QR_SIDE + 9
_TEXT_ROOM: Final = BOX_WIDTH - _TEXT_X - _PADDING
_LEADING: Final = 1.32
_DESCENT: Final = 0.38
"""Of the size: the room a line takes, and how much of it lies under the baseline."""
_SMALL: Final = 5.2
_LONGEST_ORDER: Final = 3
"""Lines of an order in its box; the whole of it stands on the sheet of notes."""
_MOST_LINES: Final = 2
"""Lines of a name."""
_CODE_GROUP: Final = 4

Digits = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class NoteText:
    """One note; all of it stands in a committed row."""

    kind: str
    text: str
    unit_name: str
    number: int | None
    """Under which number the writer's unit received the letter; ``None`` if under none."""
    officer: str
    position: str
    acting: str
    """``รักษาราชการแทน …``; empty where he wrote in his own right."""
    at: dt.datetime
    code: str
    is_order: bool
    """Whether a superior wrote it, so that it is drawn in a box of its own."""
    is_front: bool = False
    """Whether its box belongs on page 1: the order of the copy's own unit."""
    corrects: int | None = None
    """The place among the notes of the one it corrects, counted from 1."""
    corrected_by: int | None = None
    """The place of the one that corrects it or takes it back."""

    def moment(self, digits: Digits) -> str:
        """Write when it was written, in Bangkok."""
        day = short_date(self.at.astimezone(BANGKOK).date())
        return digits(f"วันที่ {day} เวลา {clock_time(self.at)} น.")

    def station(self, digits: Digits) -> str:
        """Write where it was written, and under which number."""
        received = f" เลขรับ {self.number}" if self.number is not None else ""
        return f"{self.unit_name}{digits(received)}"

    @property
    def spelled_code(self) -> str:
        """The code in groups, as one reads it aloud."""
        steps = range(0, len(self.code), _CODE_GROUP)
        return "-".join(self.code[start : start + _CODE_GROUP] for start in steps)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    face: Typeface


@dataclass(frozen=True, slots=True)
class OrderBox:
    """The box of one note, measured before it is placed."""

    height: float
    lines: tuple[_Line, ...]
    small: tuple[str, ...]
    address: str

    @classmethod
    def of(cls, note: NoteText, verify_at: str, digits: Digits) -> "OrderBox":
        """Set a note; ``verify_at`` is the address under which codes are looked up."""
        lines = tuple(_lines(note, digits))
        proves = (
            f"ตรานี้ออกโดยระบบ แสดงว่าเจ้าหน้าที่ผู้นี้กด “{note.kind}” ในระบบตามวัน เวลา และเลขข้างต้น "
            f"(ม.{digits('9')}) มิใช่ลายมือชื่ออิเล็กทรอนิกส์ที่ใช้ใบรับรอง (ม.{digits('26')} "
            f"พ.ร.บ.ว่าด้วยธุรกรรมทางอิเล็กทรอนิกส์) ตรวจสอบที่ {verify_at}"
        )
        small = tuple(regular().wrap(proves, _SMALL, BOX_WIDTH - 2 * _PADDING))
        text = sum(line.size * _LEADING for line in lines)
        foot = len(small) * _SMALL * _LEADING
        height = 2 * _PADDING + max(text, _QR_SIDE) + 3 + foot
        return cls(height, lines, small, f"{verify_at}/{note.code}")

    def draw(self, ink: Ink) -> str:
        """Return operators for the box with its lower left corner at the origin."""
        frame = f"0.45 0.45 {number(BOX_WIDTH - 0.9)} {number(self.height - 0.9)} re S"
        drawn = [f"q {COLOUR} RG {COLOUR} rg 0.9 w {frame}"]
        y = self.height - _PADDING
        for line in self.lines:
            y -= line.size * _LEADING
            at = y + line.size * _DESCENT
            drawn.append(ink.line(line.face, line.text, _TEXT_X, at, line.size))
        for above, small in zip(range(len(self.small))[::-1], self.small, strict=True):
            at = _PADDING + _SMALL * (_LEADING * above + _DESCENT) - 2
            drawn.append(ink.line(regular(), small, _PADDING, at, _SMALL))
        top = self.height - _PADDING
        return "\n".join((*drawn, "Q", _code(self.address, _PADDING, top - _QR_SIDE)))


def _lines(note: NoteText, digits: Digits) -> Iterator[_Line]:
    """Set what stands beside the code, each line as large as it fits."""
    yield _fitted(note.kind, 12.0, semibold())
    order = regular().wrap(note.text, 8.5, _TEXT_ROOM)
    for line in order if len(order) <= _LONGEST_ORDER else order[: _LONGEST_ORDER - 1]:
        yield _fitted(line, 8.5, regular())
    if len(order) > _LONGEST_ORDER:
        yield _fitted("… (ดูแผ่นเกษียน)", 8.5, regular())
    yield from _whole(note.station(digits), 7.5, regular())
    yield from _whole(f"({note.officer})", 9.0, semibold())
    yield from _whole(note.position, 7.5, regular())
    yield from _whole(note.acting, 7.5, regular())
    yield _fitted(note.moment(digits), 8.0, regular())
    yield _fitted(f"ออกโดยระบบ รหัส {note.spelled_code}", 7.0, regular())


def _whole(text: str, size: float, face: Typeface) -> list[_Line]:
    """Set all of a name on two lines at most, smaller if it must be."""
    while len(lines := face.wrap(text, size, _TEXT_ROOM)) > _MOST_LINES:
        size *= 0.95
    return [_Line(line, size, face) for line in lines]


def _fitted(text: str, size: float, face: Typeface) -> _Line:
    return _Line(text, face.fitting(text, size, _TEXT_ROOM, smallest=1), face)


def _code(address: str, x: float, y: float) -> str:
    """Draw a QR code as squares of ink, the box's padding is its quiet zone."""
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    side = _QR_SIDE / len(rows)
    drawn = []
    for line, row in enumerate(rows):
        for start, length in _runs(row):
            corner = f"{number(start * side)} {number((len(rows) - 1 - line) * side)}"
            drawn.append(f"{corner} {number(length * side)} {number(side)} re")
    return "\n".join((f"q 0 g 1 0 0 1 {number(x)} {number(y)} cm", *drawn, "f Q"))


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Find the dark stretches of a row: where each begins and how long it is."""
    start = 0
    while (start := row.find(1, start)) >= 0:
        light = row.find(0, start)
        end = light if light >= 0 else len(row)
        yield start, end - start
        start = end
