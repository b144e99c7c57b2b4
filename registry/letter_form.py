"""หนังสือภายนอก as แบบที่ 1 of the regulation (ข้อ 11)."""

from registry.letter_parts import (
    Digits,
    LetterText,
    centred,
    day,
    foot,
    head,
    labelled,
    listed,
    running,
    signature,
    urgent,
)
from registry.letter_sheet import CM, GAP, LEADING, MIDDLE, RIGHT, SIZE, Row, Run
from registry.typeface import regular

_OFFICE_AT = MIDDLE + 1 * CM
"""No further left does the agency's name begin."""


def letter_rows(text: LetterText, digits: Digits) -> list[Row]:
    """Set an external letter from top to bottom."""
    first, *others = _heading(text)
    return [
        *urgent(text, first),
        *others,
        Row((Run(day(text, digits), MIDDLE),), down=LEADING + GAP),
        *labelled("เรื่อง", text.subject),
        *labelled(text.greeting, text.addressee),
        *listed("อ้างถึง", text.refers_to, digits),
        *listed("สิ่งที่ส่งมาด้วย", text.enclosures, digits),
        *running(text.body),
        *centred(text.closing, LEADING + 2 * GAP),
        *signature(text),
        *foot(text),
    ]


def _heading(text: LetterText) -> list[Row]:
    """Set ที่ at the left, and at the right the agency over its address."""
    lines = regular().wrap(text.office, SIZE, RIGHT - _OFFICE_AT)
    x = RIGHT - max((regular().width(line, SIZE) for line in lines), default=0.0)
    rows = [Row((Run(line, x),)) for line in lines] or [Row(())]
    left = head(text)
    return [Row((*left.runs, *rows[0].runs), down=left.down), *rows[1:]]
