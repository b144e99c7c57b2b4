"""The forms of official letters (แบบที่ 1-3) as sheets."""

from dataclasses import dataclass
from random import Random
from typing import Final

from bench.letters import marks
from bench.letters.annexes import annex
from bench.letters.faces import Faces
from bench.letters.filling import day, number, sign, text
from bench.letters.heads import head
from bench.letters.layouts import Layout
from bench.letters.letter import Letter
from bench.letters.message import message
from bench.letters.proclaiming import announcement, order
from bench.letters.receipts import receipts
from bench.letters.sheet import HEIGHT, MM, Sheet
from bench.letters.typesetter import Typesetter


@dataclass(frozen=True, slots=True)
class SetLetter:
    """A letter on its sheets."""

    letter: Letter
    sheets: tuple[Sheet, ...]
    due_sheets: dict[str, int]
    """The sentence of a deadline to the index of its sheet."""


def set_letter(letter: Letter, faces: Faces, layout: Layout, rng: Random) -> SetLetter:
    """Set a letter, its annexes and what offices put on it."""
    page = Typesetter.of(faces, letter.digits, layout)
    _FORMS[letter.kind](page, letter, rng)
    for place, one in enumerate(letter.annexes, 1):
        annex(page, one, place if len(letter.annexes) > 1 else None)
    if letter.secrecy:
        for sheet in page.sheets:
            sheet.items += marks.secrecy(letter.secrecy, page.faces)
    first = page.sheets[0].items
    first += receipts(letter.received, faces.hand, rng)
    if letter.note:
        first += marks.note(letter.note, faces, layout.left + 6, HEIGHT - 50 * MM, rng)
    return SetLetter(letter, tuple(page.sheets), {due.text: at for due, at in page.due_sheets})


def _external(page: Typesetter, letter: Letter, rng: Random) -> None:
    head(page, letter, rng)
    page.down(1.5)
    page.labelled("เรื่อง", letter.subject, field="subject")
    page.down(0.3)
    page.labelled(letter.greeting, letter.addressee, field="addressee")
    page.down(0.3)
    cited = [cited.written(letter.digits) for cited in letter.cited]
    _listed(page, "อ้างถึง", cited, "references")
    _listed(page, "สิ่งที่ส่งมาด้วย", list(letter.enclosures), "enclosures")
    text(page, letter)
    page.room(7)
    page.down(0.7)
    page.centred("ขอแสดงความนับถือ", page.layout.signing)
    sign(page, letter, rng)
    _foot(page, letter)


def _memo(page: Typesetter, letter: Letter, rng: Random) -> None:
    layout = page.layout
    page.sheet.items += marks.emblem(layout.left + 22, 12 * MM, 16 * MM)
    page.y = 26 * MM
    page.centred("บันทึกข้อความ", layout.middle, bold=True, size=1.8)
    page.y = 37 * MM
    if letter.urgency:
        page.sheet.items.append(marks.urgency(letter.urgency, page.faces, layout.left, page.y, rng))
        page.down(1.7)
    x = _blank(page, "ส่วนราชการ", layout.right)
    end = page.put(letter.agency.name, x, field="office") + 4
    if end + page.width(f"{letter.unit}  โทร. {letter.phone}") > layout.right:
        page.down()
        page.leader(layout.left, layout.right)
        end = x
    end = page.put(letter.unit, end, field="unit") + 4
    page.put(letter.phone, page.put("โทร. ", end), field="phone")
    page.down()
    middle = layout.left + 0.5 * (layout.right - layout.left)
    number(page, letter, _blank(page, "ที่", middle - 8))
    day(page, letter, _blank(page, "วันที่", layout.right, start=middle))
    page.down()
    x = _blank(page, "เรื่อง", layout.right)
    page.hanging(letter.subject, x, field="subject")
    page.down(0.4)
    page.labelled(letter.greeting, letter.addressee, field="addressee")
    page.down(0.3)
    text(page, letter)
    page.room(5)
    sign(page, letter, rng)


def _stamped(page: Typesetter, letter: Letter, rng: Random) -> None:
    head(page, letter, rng, dated=False)
    page.down(1.6)
    page.labelled("ถึง", letter.addressee, field="addressee")
    page.down(0.3)
    text(page, letter)
    page.room(7)
    page.down(2.4)
    signing = page.layout.signing
    page.sheet.items.append(
        marks.seal(
            letter.agency.name,
            page.faces,
            signing + rng.uniform(-40, 40),
            page.y + rng.uniform(-22, 22),
            rng,
        )
    )
    page.centred(letter.agency.name, signing)
    page.down()
    day(page, letter, signing, centred=True)
    page.down()
    _foot(page, letter)


def _listed(page: Typesetter, label: str, values: list[str], field: str) -> None:
    """Print what is referred to or enclosed, numbered when there are several."""
    if not values:
        return
    hang = page.put(label, page.layout.left) + 8
    for place, value in enumerate(values):
        x = hang
        if len(values) > 1:
            x = page.put(page.digits(f"{place + 1}."), hang) + 5
        name, counted, count = value.partition(" จำนวน ")
        column = page.layout.right - page.width(counted + count)
        if counted and x + page.width(name) < column - 12:  # counts stand below each other
            page.put(name, x, field=f"{field}.{place}")
            page.put((counted + count).strip(), column, field=f"{field}.{place}")
            page.down()
        else:
            page.hanging(value, x, field=f"{field}.{place}")
    page.down(0.3)


def _blank(page: Typesetter, label: str, end: float, start: float | None = None) -> float:
    """Print a bold label and the dots a form is filled in on; return where to fill it in."""
    start = page.layout.left if start is None else start
    x = page.put(label, start, bold=True, size=1.05) + 6
    page.leader(x, end)
    return x + 2


def _foot(page: Typesetter, letter: Letter) -> None:
    """Print the unit to ask, at the bottom of the sheet if there is room, else on the next."""
    lines = (
        ("", letter.unit, "unit"),
        ("โทร. ", letter.phone, "phone"),
        ("โทรสาร ", letter.fax, "fax"),
        ("ไปรษณีย์อิเล็กทรอนิกส์ ", letter.email, "email"),
    )
    pitch, bottom = page.layout.pitch, page.layout.bottom
    page.room(len(lines) + 1.5)
    page.y = max(page.y + 1.5 * pitch, bottom - (len(lines) - 1) * pitch)
    for label, value, field in lines:
        x = page.put(label, page.layout.left) if label else page.layout.left
        page.put(value, x, field=field)
        page.down()


_FORMS: Final = {
    "external": _external,
    "memo": _memo,
    "stamped": _stamped,
    "order": order,
    "announcement": announcement,
    "message": message,
}
