"""One file from a seed: the letters in it, the sheets, the PDF, the truth."""

from dataclasses import dataclass
from random import Random
from typing import Any, Final

from bench.letters.author import Author
from bench.letters.faces import FAMILIES, faces
from bench.letters.faults import FAULTS, QUALITY
from bench.letters.files import digital_pdf, scan_pdf, scanned_pages
from bench.letters.forms import SetLetter, set_letter
from bench.letters.letter import Digits, Letter, truth_of
from bench.letters.sheet import Sheet

KINDS: Final = ("bundle", "external", "memo", "stamped", "order", "announcement")
"""What one file may hold; ``bundle`` is a cover, the letter it passes on and that one's annex."""

_FONTS_OF_THAI: Final = 0.75
"""Share of letters typed in Thai digits."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file and what is true of it."""

    pdf: bytes
    truth: dict[str, Any]
    sheets: tuple[Sheet, ...]


def made(
    seed: int,
    index: int,
    *,
    kind: str | None = None,
    profile: str | None = None,
    font: str | None = None,
    digital: bool = False,
) -> MadeFile:
    """Make file ``index`` of a seed; what is not asked for follows from both."""
    rng = Random(f"{seed}/{index}")  # noqa: S311 - the same letter every time is the point
    kind = kind or KINDS[index % len(KINDS)]
    profile = profile or tuple(FAULTS)[(index + index // len(FAULTS)) % len(FAULTS)]
    chosen = rng.choice(FAMILIES)
    font = font or chosen
    digits = Digits.THAI if rng.random() < _FONTS_OF_THAI else Digits.ARABIC
    written = _written(kind, Author(rng, digits))
    placed = [set_letter(letter, faces(font), rng) for letter in written]
    sheets = tuple(sheet for one in placed for sheet in one.sheets)
    if digital:
        profile, pdf = "digital", digital_pdf(sheets)
    else:
        pdf = scan_pdf(scanned_pages(sheets, profile, rng), QUALITY[profile])
    truth = {
        "seed": f"{seed}/{index}",
        "profile": profile,
        "font": font,
        "letters": _truths(placed),
        "pages": [sheet.text() for sheet in sheets],
    }
    return MadeFile(pdf, truth, sheets)


def _written(kind: str, author: Author) -> tuple[Letter, ...]:
    if kind == "bundle":
        return author.bundle()
    letter: Letter = getattr(author, kind)()
    if kind in {"external", "stamped"}:
        letter = author.received(letter, author.rng.randint(0, 3))
    if kind == "memo":
        letter = author.noted(letter)
    return (letter,)


def _truths(placed: list[SetLetter]) -> list[dict[str, Any]]:
    truths, first = [], 1
    for one in placed:
        pages = list(range(first, first + len(one.sheets)))
        dues = {text: first + at for text, at in one.due_sheets.items()}
        truths.append(truth_of(one.letter, pages, dues))
        first += len(one.sheets)
    return truths
