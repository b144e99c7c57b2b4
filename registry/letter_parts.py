"""The parts that the forms of official letters share: what is said, and how each part is set."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from registry.letter_sheet import (
    CM,
    GAP,
    LEADING,
    LEFT,
    PAGE,
    POINT,
    RIGHT,
    SIZE,
    TOP,
    WIDTH,
    Row,
    Run,
)
from registry.thai import long_date
from registry.typeface import regular, semibold
from registry.vocabulary import LetterKind, Urgency

GARUDA: Final = 3 * CM
SMALL_GARUDA: Final = 1.5 * CM
"""Height of the room left blank for the Garuda printed on the paper (ข้อ 71)."""
INDENT: Final = 2.5 * CM
SIGNED_AT: Final = 12.75 * CM
"""Middle of the signature, the closing and the issuing agency's name."""
SIGNED_WIDTH: Final = 2 * (RIGHT - SIGNED_AT)
DRAFT: Final = "ร่าง"

Digits = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """What an outgoing letter says, part by part; an empty part is left out."""

    kind: LetterKind
    reference: str
    """ที่; for a letter without its number yet, the part before it (``ทส 0919.103/``)."""
    dated: dt.date | None
    """``None`` leaves room for the day."""
    office: str
    """ส่วนราชการ; further lines are its address."""
    addressee: str
    """After เรียน, or ถึง of a stamped letter."""
    body: str
    """Paragraphs, one to a line."""
    greeting: str = "เรียน"
    """คำขึ้นต้น."""
    subject: str = ""
    urgency: Urgency = Urgency.NORMAL
    refers_to: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    closing: str = "ขอแสดงความนับถือ"
    """คำลงท้าย, of an external letter only."""
    signatory: str = ""
    position: str = ""
    """Lines under the name: what he is, and for whom he acts."""
    owner_unit: str = ""
    contact: str = ""
    """โทร., e-mail and สำเนาส่ง, a line each."""
    is_draft: bool = False


def in_figures(text: str, digits: Digits) -> str:
    """Write the figures of a text as the office does; addresses with Latin letters stay."""
    return re.sub(r"\S+", lambda word: _figures(word[0], digits), text)


def _figures(word: str, digits: Digits) -> str:
    return word if re.search("[A-Za-z@]", word) else digits(word)


def drafted(text: LetterText, rows: Sequence[Row]) -> list[Row]:
    """Say on the first row that this is a draft, if it is one."""
    if not text.is_draft:
        return list(rows)
    first, *others = rows
    size = 20 * POINT
    mark = Run(DRAFT, RIGHT - semibold().width(DRAFT, size), size, is_bold=True)
    above = Row((mark,), down=PAGE[1] - TOP + size)
    return [above, replace(first, down=first.down - above.down), *others]


def head(text: LetterText) -> Row:
    """Set ที่ at the feet of the Garuda; what stands right of it is the form's own."""
    return Row((Run(f"ที่  {text.reference}", LEFT),), down=PAGE[1] - TOP + GARUDA)


def urgent(text: LetterText, first: Row) -> list[Row]:
    """Put ชั้นความเร็ว over the letter's first row: red, 32 points (ข้อ 28)."""
    if text.urgency is Urgency.NORMAL:
        return [first]
    size = 32 * POINT
    over = Run(text.urgency.label, LEFT, size, is_bold=True, is_red=True)
    distance = LEADING + 10
    return [Row((over,), down=first.down - distance), replace(first, down=distance)]


def labelled(label: str, said: str, *, x: float = 0.0, bold: float = 0.0) -> list[Row]:
    """Set ``เรื่อง …``: a long text goes on under its own beginning.

    ``x`` is where the text begins unless the label is longer; ``bold`` is the
    label's size if it is set bold.
    """
    name = Run(label, LEFT, bold or SIZE, is_bold=bool(bold))
    start = max(name.end + regular().width("  ", SIZE), x)
    lines = regular().wrap(said, SIZE, RIGHT - start) or [""]
    rows = [Row((Run(line, start),)) for line in lines]
    first = replace(rows[0], runs=(name, *rows[0].runs), down=LEADING + GAP)
    return [first, *rows[1:]]


def listed(label: str, items: Sequence[str], digits: Digits) -> list[Row]:
    """Set อ้างถึง or สิ่งที่ส่งมาด้วย: one as it is, several numbered under each other."""
    if len(items) < 2:  # noqa: PLR2004 - one is not a list
        return [row for item in items for row in labelled(label, item)]
    start = Run(f"{label}  ", LEFT).end
    rows: list[Row] = []
    for place, item in enumerate(items, 1):
        number = Run(digits(f"{place}."), start)
        lines = regular().wrap(item, SIZE, RIGHT - number.end - 4)
        hung = [Row((Run(line, number.end + 4),)) for line in lines]
        rows += [replace(hung[0], runs=(number, *hung[0].runs)), *hung[1:]]
    first = replace(rows[0], runs=(Run(label, LEFT), *rows[0].runs), down=LEADING + GAP)
    return [first, *rows[1:]]


def running(body: str) -> list[Row]:
    """Set the text: each paragraph begins 2.5 cm in.

    Its last two lines hold to what is set after it, down to the foot: a
    signature alone on a page could be put under any letter.
    """
    rows: list[Row] = []
    for paragraph in filter(None, map(str.strip, body.splitlines())):
        lines = regular().wrap(paragraph, SIZE, WIDTH, indent=INDENT)
        first = Row((Run(lines[0], LEFT + INDENT),), down=LEADING + GAP, flows=True)
        rows += [first, *(Row((Run(line, LEFT),), flows=True) for line in lines[1:])]
    return [*rows[:-2], *(replace(row, holds=True) for row in rows[-2:])]


def centred(text: str, down: float = LEADING) -> Iterator[Row]:
    """Set lines about the middle of the signature."""
    for line in regular().wrap(text, SIZE, SIGNED_WIDTH):
        x = SIGNED_AT - regular().width(line, SIZE) / 2
        yield Row((Run(line, x),), down=down, holds=True)
        down = LEADING


def signature(text: LetterText) -> list[Row]:
    """Leave room to sign, then the name in brackets and what he is."""
    name = text.signatory or "." * 40
    return [*centred(f"({name})", 4 * LEADING), *centred(text.position)]


def foot(text: LetterText, down: float = 3 * LEADING) -> list[Row]:
    """Set whom to ask, at the left under everything."""
    said = "\n".join(filter(None, (text.owner_unit, text.contact)))
    lines = regular().wrap(said, SIZE, WIDTH)
    rows = [Row((Run(line, LEFT),), holds=True) for line in lines]
    return [replace(row, down=down) for row in rows[:1]] + rows[1:]


def day(text: LetterText, digits: Digits) -> str:
    """Write the letter's day, or room for it."""
    return digits(long_date(text.dated)) if text.dated else ""
