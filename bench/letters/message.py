"""The joint message form (กระดาษเขียนข่าวร่วม) that the forces write on: a table, text, a table."""

from itertools import pairwise
from random import Random
from typing import Final

import segno

from bench.letters import marks
from bench.letters.filling import number, text, written
from bench.letters.letter import Letter
from bench.letters.sheet import MM, RED, Item, Stroke, Text, frame, shifted
from bench.letters.typesetter import Typesetter

_TITLE: Final = "กระดาษเขียนข่าวร่วม"
_PEN: Final = 0.7


def message(page: Typesetter, letter: Letter, rng: Random) -> None:
    """Set a message."""
    layout = page.layout
    page.y = 24 * MM
    page.centred(_TITLE, layout.middle, bold=True, size=1.2)
    top = 30 * MM
    page.y = top + page.layout.pitch
    _heads(page, letter, top)
    _parties(page, letter)
    page.down(0.8)
    text(page, letter)
    page.room(8)
    _foot(page, letter, rng)


def _heads(page: Typesetter, letter: Letter, top: float) -> None:
    """Print urgency, secrecy, group of day and time, and the number of the sender."""
    layout, pitch = page.layout, page.layout.pitch
    wide = layout.right - layout.left
    edges = [layout.left + part * wide for part in (0, 0.28, 0.5, 0.74, 1)]
    heads = ("ลำดับความเร่งด่วน", "ชั้นความลับ", "หมู่ - วัน - เวลา")
    for label, left, right in zip(heads, edges, edges[1:], strict=False):
        page.centred(label, (left + right) / 2, bold=True, size=0.85)
    page.put(page.digits("หน้าที่ 1 ของ 1 หน้า"), edges[3] + 5, size=0.85)
    page.down(1.1)
    page.put("ที่ของผู้ให้ข่าว", edges[3] + 5, size=0.85)
    page.down(1.1)
    if letter.urgency:
        word = Text(letter.urgency, edges[0] + 12, page.y, 1.6 * page.faces.size,
                    page.faces.bold, RED, field="urgency")  # fmt: skip
        page.sheet.items.append(word)
    _group(page, letter, edges[2] + 6)
    number(page, letter, page.put("ที่ ", edges[3] + 5))
    bottom = top + 4 * pitch
    items: list[Item] = [frame(layout.left, top, wide, bottom - top, ink=(22, 22, 26), pen=_PEN)]
    items += [Stroke(((x, top), (x, bottom)), _PEN) for x in edges[1:-1]]
    page.sheet.items += items
    page.y = bottom + 0.9 * pitch


def _group(page: Typesetter, letter: Letter, x: float) -> None:
    """Print the group that dates a message, its figures perhaps by hand."""
    group, space, rest = letter.date_text.partition(" ")
    if letter.hand_day:
        page.put(rest, written(page, group, x, field="date_text") + 3, field="date_text")
    else:
        page.put(group + space + rest, x, field="date_text")


def _parties(page: Typesetter, letter: Letter) -> None:
    """Print from whom, to whom, and who is told."""
    layout, pitch = page.layout, page.layout.pitch
    first, second = layout.left, layout.left + 90
    rows = (
        ("จาก", letter.agency.name, "office"),
        ("ถึง ผู้รับปฏิบัติ", letter.addressee, "addressee"),
        ("ผู้รับทราบ", "-", ""),
    )
    for label, value, field in rows:
        top = page.y - 0.9 * pitch
        page.put(label, first + 5, bold=True, size=0.85)
        page.hanging(value, second + 6, field=field)
        bottom = page.y - 0.6 * pitch
        wide = layout.right - first
        page.sheet.items += [
            frame(first, top, wide, bottom - top, ink=(22, 22, 26), pen=_PEN),
            Stroke(((second, top), (second, bottom)), _PEN),
        ]
        page.y = bottom + 0.9 * pitch


def _foot(page: Typesetter, letter: Letter, rng: Random) -> None:
    """Print a code to photograph, the unit to ask, who wrote and who approved."""
    layout, pitch = page.layout, page.layout.pitch
    wide, high = layout.right - layout.left, 6 * pitch
    top = max(page.y, layout.bottom - high)
    edges = [layout.left + part * wide for part in (0, 0.22, 0.48, 0.74, 1)]
    page.sheet.items.append(frame(edges[0], top, wide, high, ink=(22, 22, 26), pen=_PEN))
    page.sheet.items += [Stroke(((x, top), (x, top + high)), _PEN) for x in edges[1:-1]]
    page.sheet.items += _code(letter, edges[0] + 12, top + 1.4 * pitch, 0.15 * wide)
    page.y = top + 0.9 * pitch
    heads = ("QR Code", "หน่วย", "ผู้เขียนข่าว", "นายทหารอนุมัติข่าว")
    for label, left, right in zip(heads, edges, edges[1:], strict=False):
        page.centred(label, (left + right) / 2, bold=True, size=0.85)
    page.down(1.2)
    page.put(letter.unit, edges[1] + 5, size=0.85, field="unit")
    page.down(1.2)
    page.put(letter.phone, page.put("โทร. ", edges[1] + 5, size=0.85), size=0.85, field="phone")
    for left, right in pairwise(edges[2:]):
        middle = (left + right) / 2
        page.sheet.items.append(marks.signature(rng, middle, page.y - 6, (30, 40, 120), 46))
    page.down(1.2)
    approved = (edges[3] + edges[4]) / 2
    size = 0.8
    x = page.put("(", approved - page.width(f"({letter.signer})", size=size) / 2, size=size)
    page.put(")", page.put(letter.signer, x, size=size, field="signer"), size=size)
    page.y = top + high + pitch


def _code(letter: Letter, x: float, y: float, size: float) -> list[Item]:
    rows = list(segno.make(f"https://{letter.agency.domain}", error="m").matrix)
    dot = size / len(rows)
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    return [
        Stroke(shifted(corners, x + column * dot, y + row * dot, dot), 0)
        for row, line in enumerate(rows)
        for column, dark in enumerate(line)
        if dark
    ]
