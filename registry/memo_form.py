"""บันทึกข้อความ as แบบที่ 2 of the regulation (ข้อ 12)."""

from dataclasses import replace

from registry.letter_parts import (
    SMALL_GARUDA,
    Digits,
    LetterText,
    day,
    labelled,
    listed,
    running,
    signature,
    urgent,
)
from registry.letter_sheet import (
    GAP,
    LEADING,
    LEFT,
    MIDDLE,
    PAGE,
    POINT,
    RIGHT,
    TOP,
    Row,
    Run,
)
from registry.typeface import semibold

TITLE = "บันทึกข้อความ"
_TITLE_SIZE = 29 * POINT
_LABEL = 20 * POINT


def memo_rows(text: LetterText, digits: Digits) -> list[Row]:
    """Set a memo from top to bottom; it has no closing and nothing at its foot."""
    return [
        *_title(text),
        *_dotted(labelled("ส่วนราชการ", _office(text), bold=_LABEL)),
        _number_and_day(text, digits),
        *_dotted(labelled("เรื่อง", text.subject, bold=_LABEL)),
        *_parted(labelled(text.greeting, text.addressee)),
        *listed("อ้างถึง", text.refers_to, digits),
        *listed("สิ่งที่ส่งมาด้วย", text.enclosures, digits),
        *running(text.body),
        *signature(text),
    ]


def _title(text: LetterText) -> list[Row]:
    """Set the title in the middle between the small Garuda and ชั้นความเร็ว."""
    x = MIDDLE - semibold().width(TITLE, _TITLE_SIZE) / 2
    title = Run(TITLE, x, _TITLE_SIZE, is_bold=True)
    first = Row((title,), down=PAGE[1] - TOP + SMALL_GARUDA)
    *over, last = urgent(text, first)
    beside = [replace(run, x=RIGHT - run.end + run.x) for row in over for run in row.runs]
    return [replace(last, runs=(*last.runs, *beside), down=first.down)]


def _office(text: LetterText) -> str:
    """Name the unit, whom to ask in it and how, on one line."""
    parts = (text.office, text.owner_unit, text.contact)
    return "  ".join(line for part in parts for line in part.splitlines())


def _number_and_day(text: LetterText, digits: Digits) -> Row:
    number = Run("ที่", LEFT, _LABEL, is_bold=True)
    name = Run("วันที่", MIDDLE, _LABEL, is_bold=True)
    said = (Run(text.reference, number.end + 8), Run(day(text, digits), name.end + 8))
    dots = ((number.end + 4, MIDDLE - 6), (name.end + 4, RIGHT))
    return Row((number, said[0], name, said[1]), down=LEADING + GAP, dots=dots)


def _dotted(rows: list[Row]) -> list[Row]:
    """Dot the form's lines from the label to the margin."""
    start = rows[0].runs[-1].x
    return [replace(row, dots=((start - 4, RIGHT),)) for row in rows]


def _parted(rows: list[Row]) -> list[Row]:
    """Leave more room under the form's own lines."""
    return [replace(rows[0], down=rows[0].down + GAP), *rows[1:]]
