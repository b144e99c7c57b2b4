"""ตรากำหนดเก็บ as ข้อ 73 has it: at the foot of page 1, in letters of 24 points."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from registry.thai_pdf import number
from registry.typeface import Ink, regular, semibold

SIZE: Final = 24.0
"""Points; the regulation allows none smaller."""

_BLUE: Final = "0.05 0.20 0.62"
_RED: Final = "0.78 0.06 0.10"
_PADDING: Final = 8.0
_SMALL: Final = 7.0
_SMALL_ROOM: Final = 9.0


@dataclass(frozen=True, slots=True)
class RetentionText:
    """How long a unit keeps a letter, and who said so."""

    kept_until: int | None
    """พ.ศ.; ``None`` for ever."""
    by: str


@dataclass(frozen=True, slots=True)
class RetentionMark:
    """The mark, measured before it is placed."""

    width: float
    height: float
    text: str
    colour: str
    by: tuple[str, ...]

    @classmethod
    def of(cls, said: RetentionText, digits: Callable[[str], str]) -> "RetentionMark":
        """Set the words of the form: ห้ามทำลาย in red, or เก็บถึง พ.ศ. … in blue."""
        for_ever = said.kept_until is None
        text = "ห้ามทำลาย" if for_ever else digits(f"เก็บถึง พ.ศ. {said.kept_until}")
        width = semibold().width(text, SIZE) + 2 * _PADDING
        by = f"ออกโดยระบบ ผู้กำหนด {said.by}" if said.by else "ออกโดยระบบ"
        lines = tuple(regular().wrap(by, _SMALL, width - 2 * _PADDING))
        height = SIZE * 1.4 + len(lines) * _SMALL_ROOM + _PADDING
        return cls(width, height, text, _RED if for_ever else _BLUE, lines)

    def draw(self, ink: Ink) -> str:
        """Return operators for the mark with its lower left corner at the origin."""
        frame = f"0.7 0.7 {number(self.width - 1.4)} {number(self.height - 1.4)} re S"
        foot = len(self.by) * _SMALL_ROOM + _PADDING / 2
        lines = [
            ink.line(regular(), line, _PADDING, foot - _SMALL_ROOM * (index + 1) + 2.5, _SMALL)
            for index, line in enumerate(self.by)
        ]
        text = ink.line(semibold(), self.text, _PADDING, foot + SIZE * 0.42, SIZE)
        return "\n".join((f"q {self.colour} RG {self.colour} rg 1.4 w {frame}", text, *lines, "Q"))
