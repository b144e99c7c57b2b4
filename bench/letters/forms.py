"""The forms of official letters (แบบที่ 1-7) as sheets."""

from dataclasses import dataclass
from random import Random
from typing import Final

from bench.letters import marks
from bench.letters.faces import Faces
from bench.letters.letter import Annex, Letter
from bench.letters.sheet import BLUE, HEIGHT, MM, WIDTH, Item, Sheet, Stroke
from bench.letters.typesetter import (
    BOTTOM,
    INDENT,
    LEFT,
    MIDDLE,
    PITCH,
    RIGHT,
    SIGNING,
    TOP,
    Typesetter,
)

_SENDER: Final = 350.0
_STAMP_PLACES: Final = (
    (WIDTH - 57 * MM, 5 * MM),
    (WIDTH - 62 * MM, HEIGHT - 36 * MM),
    (78 * MM, HEIGHT - 34 * MM),
)
"""Top right for the first office, free places at the foot for the others."""


@dataclass(frozen=True, slots=True)
class SetLetter:
    """A letter on its sheets."""

    letter: Letter
    sheets: tuple[Sheet, ...]
    due_sheets: dict[str, int]
    """The sentence of a deadline to the index of its sheet."""


def set_letter(letter: Letter, faces: Faces, rng: Random) -> SetLetter:
    """Set a letter, its annexes and what offices put on it."""
    page = Typesetter(faces, letter.digits)
    _FORMS[letter.kind](page, letter, rng)
    for number, annex in enumerate(letter.annexes, 1):
        _annex(page, annex, number if len(letter.annexes) > 1 else None)
    first = page.sheets[0].items
    first += [
        marks.receipt(stamp, faces, place, rng)
        for stamp, place in zip(letter.received, _STAMP_PLACES, strict=False)
    ]
    if letter.note:
        first += marks.note(letter.note, faces, LEFT + 6, HEIGHT - 50 * MM, rng)
    return SetLetter(letter, tuple(page.sheets), {due.text: at for due, at in page.due_sheets})


def _external(page: Typesetter, letter: Letter, rng: Random) -> None:
    _head(page, letter, rng)
    page.put(f"ที่ {letter.reference}", LEFT)
    for line in (letter.agency.name, *letter.agency.place):
        page.put(line, _SENDER)
        page.down()
    page.down(0.3)
    page.centred(letter.date_text, MIDDLE + 25)
    page.down(1.5)
    page.labelled("เรื่อง", letter.subject)
    page.down(0.3)
    page.labelled("เรียน", letter.addressee)
    page.down(0.3)
    _listed(page, "อ้างถึง", [cited.written(letter.digits) for cited in letter.cited])
    _listed(page, "สิ่งที่ส่งมาด้วย", list(letter.enclosures))
    _text(page, letter)
    page.room(7)
    page.down(0.7)
    page.centred("ขอแสดงความนับถือ", SIGNING)
    _sign(page, letter, rng)
    _foot(page, letter)


def _memo(page: Typesetter, letter: Letter, rng: Random) -> None:
    page.sheet.items += marks.emblem(LEFT + 22, 12 * MM, 16 * MM)
    page.y = 26 * MM
    page.centred("บันทึกข้อความ", bold=True, size=1.8)
    page.y = 37 * MM
    if letter.urgency:
        page.sheet.items.append(marks.urgency(letter.urgency, page.faces, LEFT, page.y, rng))
        page.down(1.7)
    _filled(page, "ส่วนราชการ", f"{letter.agency.name} {letter.unit} โทร. {letter.phone}", RIGHT)
    page.down()
    middle = LEFT + 0.5 * (RIGHT - LEFT)
    _filled(page, "ที่", letter.reference, middle - 8)
    _filled(page, "วันที่", letter.date_text, RIGHT, start=middle)
    page.down()
    _filled(page, "เรื่อง", letter.subject, RIGHT)
    page.down(1.4)
    page.labelled("เรียน", letter.addressee)
    page.down(0.3)
    _text(page, letter)
    page.room(5)
    _sign(page, letter, rng)


def _stamped(page: Typesetter, letter: Letter, rng: Random) -> None:
    _head(page, letter, rng)
    page.put(f"ที่ {letter.reference}", LEFT)
    page.down(1.6)
    page.labelled("ถึง", letter.addressee)
    page.down(0.3)
    _text(page, letter)
    page.room(7)
    page.down(2.4)
    page.sheet.items.append(
        marks.seal(letter.agency.name, page.faces, SIGNING + rng.uniform(-14, 14), page.y + 4, rng)
    )
    page.centred(letter.agency.name, SIGNING)
    page.down()
    page.centred(letter.date_text, SIGNING)
    page.down()
    _foot(page, letter)


def _order(page: Typesetter, letter: Letter, rng: Random) -> None:
    _proclaimed(page, letter, f"คำสั่ง{letter.agency.name}")
    page.room(7)
    page.down(0.5)
    page.put(f"สั่ง ณ วันที่ {letter.date_text}", LEFT + INDENT + 40)
    page.down(0.6)
    _sign(page, letter, rng)


def _announcement(page: Typesetter, letter: Letter, rng: Random) -> None:
    _proclaimed(page, letter, f"ประกาศ{letter.agency.name}")
    page.room(7)
    page.down(0.5)
    page.put(f"ประกาศ ณ วันที่ {letter.date_text}", LEFT + INDENT + 40)
    page.down(0.6)
    _sign(page, letter, rng)


def _proclaimed(page: Typesetter, letter: Letter, title: str) -> None:
    """Set what orders and announcements share: everything centred down to a rule."""
    page.sheet.items += marks.emblem(MIDDLE, 15 * MM, 30 * MM)
    page.y = 54 * MM
    page.centred(title, bold=True)
    page.down()
    if letter.reference:
        page.centred(f"ที่ {letter.reference}", bold=True)
        page.down()
    page.centred(f"เรื่อง {letter.subject}", bold=True)
    page.down()
    page.sheet.items.append(marks.rule(MIDDLE, page.y - 8, 110))
    page.down(0.6)
    _text(page, letter)


def _annex(page: Typesetter, annex: Annex, number: int | None) -> None:
    """Set an annex: a table on a sheet of its own, its instructions on the next."""
    page.turn(numbered=False)
    page.y = TOP
    page.put(page.digits(f"สิ่งที่ส่งมาด้วย {number}") if number else "สิ่งที่ส่งมาด้วย", 440)
    page.down(2)
    page.centred(annex.title, bold=True)
    page.down(1.6)
    columns = (LEFT, LEFT + 48, RIGHT - 110, RIGHT)
    top = page.y - 0.75 * PITCH
    rows = (
        ("ลำดับ", "รายการ", "จำนวน"),
        *((page.digits(str(n)), *row) for n, row in enumerate(annex.rows, 1)),
    )
    for row in rows:
        for x, cell in zip(columns, row, strict=False):
            page.put(cell, x + 8)
        page.down(1.3)
    page.sheet.items += _ruled(columns, top, 1.3 * PITCH, len(rows))
    page.turn()
    for paragraph in annex.paragraphs:
        page.paragraph(paragraph)
        page.down(0.3)


def _ruled(columns: tuple[float, ...], top: float, pitch: float, rows: int) -> list[Item]:
    bottom = top + rows * pitch
    across = [
        ((columns[0], top + n * pitch), (columns[-1], top + n * pitch)) for n in range(rows + 1)
    ]
    return [Stroke(line, 0.6) for line in (*across, *(((x, top), (x, bottom)) for x in columns))]


def _head(page: Typesetter, letter: Letter, rng: Random) -> None:
    page.sheet.items += marks.emblem(MIDDLE, 15 * MM, 30 * MM)
    if letter.urgency:
        page.sheet.items.append(marks.urgency(letter.urgency, page.faces, LEFT, 36 * MM, rng))
    page.y = 51 * MM


def _listed(page: Typesetter, label: str, values: list[str]) -> None:
    """Print what is referred to or enclosed, numbered when there are several."""
    if not values:
        return
    numbers = (
        [page.digits(f"{n}. ") for n in range(1, len(values) + 1)] if len(values) > 1 else [""]
    )
    page.labelled(label, f"{numbers[0]}{values[0]}")
    hang = " " * (2 * len(label))
    for number, value in zip(numbers[1:], values[1:], strict=True):
        page.labelled(hang, f"{number}{value}")
    page.down(0.3)


def _filled(page: Typesetter, label: str, value: str, end: float, start: float = LEFT) -> None:
    """Fill in one blank of a form: a bold label, dots, the value over them."""
    x = page.put(label, start, bold=True, size=1.05) + 6
    page.leader(x, end)
    page.put(value, x + 2)


def _text(page: Typesetter, letter: Letter) -> None:
    for paragraph in letter.paragraphs:
        page.paragraph(paragraph)
        page.down(0.3)


def _sign(page: Typesetter, letter: Letter, rng: Random) -> None:
    page.down(2)
    ink = rng.choice((BLUE, BLUE, (30, 30, 34)))
    page.sheet.items.append(marks.signature(rng, SIGNING, page.y - 4, ink))
    page.down(1.1)
    page.centred(f"({letter.signer})", SIGNING)
    for line in letter.position.split(" "):
        page.down()
        page.centred(line, SIGNING)


def _foot(page: Typesetter, letter: Letter) -> None:
    """Print the unit to ask, at the bottom of the sheet if there is room, else on the next."""
    lines = (
        letter.unit,
        f"โทร. {letter.phone}",
        f"โทรสาร {letter.fax}",
        f"ไปรษณีย์อิเล็กทรอนิกส์ {letter.email}",
    )
    page.room(len(lines) + 1.5)
    page.y = max(page.y + 1.5 * PITCH, BOTTOM - (len(lines) - 1) * PITCH)
    for line in lines:
        page.put(line, LEFT)
        page.down()


_FORMS: Final = {
    "external": _external,
    "memo": _memo,
    "stamped": _stamped,
    "order": _order,
    "announcement": _announcement,
}
