"""The heads of letters, as the families of layouts have them."""

from random import Random
from typing import Final

from bench.letters import marks
from bench.letters.filling import day, number
from bench.letters.letter import Letter
from bench.letters.sheet import MM, Colour, Stroke
from bench.letters.typesetter import Typesetter

_HOUSE: Final[tuple[Colour, ...]] = ((20, 70, 130), (0, 105, 80), (125, 30, 50), (70, 50, 120))


def head(page: Typesetter, letter: Letter, rng: Random, *, dated: bool = True) -> None:
    """Print emblem, number, office and, unless it stands at the end, the date."""
    _HEADS[page.layout.head](page, letter, rng, dated=dated)


def _emblem(page: Typesetter, letter: Letter, rng: Random, *, dated: bool) -> None:
    """Print the head of ข้อ 11: the office at the right, level with the number."""
    page.sheet.items += marks.emblem(page.layout.middle, 15 * MM, 30 * MM)
    _number_and_office(page, letter, rng, 51 * MM, dated=dated)


def _logo(page: Typesetter, letter: Letter, rng: Random, *, dated: bool) -> None:
    """Print a round mark of the office's own instead of the emblem."""
    ink = rng.choice(_HOUSE)
    page.sheet.items += marks.logo(
        letter.agency.name, page.faces, (page.layout.middle, 27 * MM), ink
    )
    _number_and_office(page, letter, rng, 53 * MM, dated=dated)


def _number_and_office(
    page: Typesetter, letter: Letter, rng: Random, y: float, *, dated: bool
) -> None:
    layout = page.layout
    if letter.urgency:
        page.sheet.items.append(
            marks.urgency(letter.urgency, page.faces, layout.left, y - 15 * MM, rng)
        )
    page.y = y
    number(page, letter, page.put("ที่ ", layout.left))
    if not dated:
        return
    page.hanging(letter.agency.name, layout.sender, field="office")
    for line in letter.agency.place:
        page.put(line, layout.sender)
        page.down()
    page.down(0.3)
    day(page, letter, layout.dated, centred=True)


def _letterhead(page: Typesetter, letter: Letter, rng: Random, *, dated: bool) -> None:
    """Print the office across the top in its colour, then number and date in one row."""
    layout, ink = page.layout, rng.choice(_HOUSE)
    page.sheet.items += marks.logo(letter.agency.name, page.faces, (layout.left + 32, 24 * MM), ink)
    page.y = 20 * MM
    page.put(letter.agency.name, layout.sender, bold=True, size=1.35, ink=ink, field="office")
    page.y = 26 * MM
    page.put(" ".join(letter.agency.place), layout.sender, size=0.8, ink=ink)
    rule = ((layout.left, 38 * MM), (layout.right, 38 * MM))
    page.sheet.items.append(Stroke(rule, 1.6, ink))
    page.y = 48 * MM
    if letter.urgency:
        page.sheet.items.append(
            marks.urgency(letter.urgency, page.faces, layout.middle - 30, page.y, rng)
        )
    number(page, letter, page.put("ที่ ", layout.left))
    if dated:
        day(page, letter, layout.right - page.width(letter.date_text) - 6)


_HEADS: Final = {"emblem": _emblem, "logo": _logo, "letterhead": _letterhead}
