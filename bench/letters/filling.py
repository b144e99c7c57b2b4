"""What every form is filled in with: number, day, text, signature; some of it by hand."""

from random import Random
from typing import Final

from bench.letters import marks
from bench.letters.faces import measuring
from bench.letters.letter import Letter
from bench.letters.sheet import BLUE, Colour, Text
from bench.letters.typesetter import Typesetter

_PEN: Final[Colour] = (30, 30, 34)
_UNSTEADY: Final = 0.7


def number(page: Typesetter, letter: Letter, x: float, *, bold: bool = False) -> None:
    """Print the number of a letter from ``x``; what runs in it may be by hand."""
    unit, slash, running = letter.reference.rpartition("/")
    if not letter.hand_no or not slash:
        page.put(letter.reference, x, bold=bold, field="ref_no")
    elif letter.kind == "order":
        x = written(page, unit, x, field="ref_no")
        page.put(slash + running, x + 2, bold=bold, field="ref_no")
    else:
        x = page.put(unit + slash, x, bold=bold, field="ref_no")
        written(page, running, x + 2, field="ref_no")


def day(page: Typesetter, letter: Letter, x: float, *, centred: bool = False) -> None:
    """Print the date from ``x`` or about it, its day perhaps by hand."""
    if centred:
        x -= page.width(letter.date_text) / 2
    first, space, rest = letter.date_text.partition(" ")
    if not letter.hand_day:
        page.put(letter.date_text, x, field="date_text")
        return
    end = written(page, first, x - 3, field="date_text")
    page.put(rest, max(end + 3, x + page.width(first + space)), field="date_text")


def written(page: Typesetter, words: str, x: float, *, field: str) -> float:
    """Write words by hand from ``x`` on this line; return where they end."""
    size = 1.15 * page.faces.hand_size
    ink = BLUE if round(page.y) % 2 else _PEN  # whichever pen lay there
    item = Text(words, x, page.y - 1, size, page.faces.hand, ink, field=field, shaky=_UNSTEADY)
    page.sheet.items.append(item)
    return x + measuring(page.faces.hand).width(words, size)


def text(page: Typesetter, letter: Letter) -> None:
    """Print the paragraphs."""
    for paragraph in letter.paragraphs:
        page.paragraph(paragraph)
        page.down(0.3)


def sign(page: Typesetter, letter: Letter, rng: Random) -> None:
    """Sign, with name and position below."""
    signing = page.layout.signing
    page.down(2)
    ink = rng.choice((BLUE, BLUE, _PEN))
    page.sheet.items.append(marks.signature(rng, signing, page.y - 4, ink, rng.uniform(45, 110)))
    page.down(1.1)
    start = signing - page.width(f"({letter.signer})") / 2
    x = page.put("(", start)
    x = page.put(letter.signer, x, field="signer")
    page.put(")", x)
    for line in letter.position.replace(" รักษา", "\nรักษา").splitlines():
        page.down()
        page.centred(line, signing, field="position")
