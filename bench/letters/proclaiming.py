"""Orders and announcements (แบบที่ 4 and 7): everything centred down to a rule."""

from random import Random

from bench.letters import marks
from bench.letters.faces import measuring
from bench.letters.filling import day, number, sign, text
from bench.letters.letter import Letter
from bench.letters.sheet import MM
from bench.letters.typesetter import Typesetter


def order(page: Typesetter, letter: Letter, rng: Random) -> None:
    """Set a คำสั่ง."""
    _proclaimed(page, letter, "คำสั่ง", rng)


def announcement(page: Typesetter, letter: Letter, rng: Random) -> None:
    """Set a ประกาศ."""
    _proclaimed(page, letter, "ประกาศ", rng)


def _proclaimed(page: Typesetter, letter: Letter, kind: str, rng: Random) -> None:
    layout = page.layout
    page.sheet.items += marks.emblem(layout.middle, 15 * MM, 30 * MM)
    page.y = 54 * MM
    title = layout.middle - page.width(kind + letter.agency.name, bold=True) / 2
    page.put(letter.agency.name, page.put(kind, title, bold=True), bold=True, field="office")
    page.down()
    if letter.reference:
        start = layout.middle - page.width(f"ที่ {letter.reference}", bold=True) / 2
        _numbered(page, letter, start)
        page.down()
    _named(page, letter.subject)
    page.sheet.items.append(marks.rule(layout.middle, page.y - 8, 110))
    page.down(0.6)
    text(page, letter)
    page.room(7)
    page.down(0.5)
    given = "สั่ง" if kind == "คำสั่ง" else kind
    day(page, letter, page.put(f"{given} ณ วันที่ ", layout.left + layout.indent + 40))
    page.down(0.6)
    sign(page, letter, rng)


def _named(page: Typesetter, subject: str) -> None:
    """Print the subject about the middle, on as many lines as it takes."""
    layout = page.layout
    room = 0.9 * (layout.right - layout.left)
    bold = measuring(page.faces.bold)
    first, *rest = bold.wrap(f"เรื่อง {subject}", page.faces.size, room)
    x = page.put("เรื่อง ", layout.middle - page.width(first, bold=True) / 2, bold=True)
    page.put(first.removeprefix("เรื่อง "), x, bold=True, field="subject")
    page.down()
    for line in rest:
        page.centred(line, layout.middle, bold=True, field="subject")
        page.down()


def _numbered(page: Typesetter, letter: Letter, start: float) -> None:
    """Print the number of an order; by hand it is what stands before the slash."""
    x = page.put("ที่ ", start, bold=True)
    number(page, letter, x, bold=True)
