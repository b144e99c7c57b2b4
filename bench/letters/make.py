"""One file from a seed: the letters in it, the sheets, the PDF, the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from bench.letters import boxes
from bench.letters.author import BY_HAND, Author
from bench.letters.faces import FAMILIES, HANDS, TRAINING_FAMILIES, faces
from bench.letters.faults import FAULTS, QUALITY
from bench.letters.files import digital_pdf, scan_pdf, scanned_pages
from bench.letters.forms import SetLetter, set_letter
from bench.letters.held_out import HeldOut, may_train
from bench.letters.layouts import LAYOUTS, TRAINING_LAYOUTS, layout_of
from bench.letters.letter import Digits, Letter, truth_of
from bench.letters.papers import PAPERS, TRAINING_PAPERS
from bench.letters.receiving import noted, received
from bench.letters.sheet import Sheet

KINDS: Final = (
    "bundle", "external", "memo", "stamped", "order", "announcement", "message",
)  # fmt: skip
"""What one file may hold; ``bundle`` is a cover, the letter it passes on and that one's annex."""

_THAI: Final = 0.75
"""Share of letters typed in Thai digits."""
_NOTED: Final = 0.3
"""Share of letters from outside that somebody wrote a note on."""
_PLAIN: Final = 0.5
"""Share of paper that nothing has happened to."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file and what is true of it."""

    pdf: bytes
    truth: dict[str, Any]
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Looks:
    """How a file looks, whatever it says."""

    profile: str
    paper: str
    font: str
    layout: str

    @property
    def names(self) -> tuple[str, str, str, str]:
        """Return what may be held out of training."""
        return self.profile, self.paper, self.font, self.layout


def made(
    seed: int,
    index: int,
    *,
    kind: str | None = None,
    profile: str | None = None,
    font: str | None = None,
    paper: str | None = None,
    layout: str | None = None,
    digital: bool = False,
    training: bool = False,
    by_hand: float = BY_HAND,
) -> MadeFile:
    """Make file ``index`` of a seed; what is not asked for follows from both.

    ``by_hand`` is how often a number or a day is.

    ``training`` draws other letters than measuring does, whatever the seed, and
    raises ``HeldOut`` when asked for what is held out of training.
    """
    purpose = "training/" if training else ""
    rng = Random(f"{purpose}{seed}/{index}")  # noqa: S311 - the same letter every time is the point
    kind = kind or KINDS[index % len(KINDS)]
    usual = tuple(FAULTS)[(index + index // len(FAULTS)) % len(FAULTS)]
    drawn = _looks(rng, training=training)
    looks = Looks(
        profile or usual, paper or drawn.paper, font or drawn.font, layout or drawn.layout
    )
    if training and not may_train(*looks.names):
        raise HeldOut(next(name for name in looks.names if not may_train(name)))
    digits = Digits.THAI if rng.random() < _THAI else Digits.ARABIC
    written = _written(kind, Author(rng, digits, by_hand))
    kept, laid = faces(looks.font, rng.choice(HANDS)), layout_of(looks.layout, rng)
    placed = [set_letter(letter, kept, laid, rng) for letter in written]
    sheets = tuple(sheet for one in placed for sheet in one.sheets)
    moved: list[boxes.Matrix] = [boxes.STRAIGHT] * len(sheets)
    if digital:
        pdf = digital_pdf(sheets)
    else:
        scans = scanned_pages(sheets, looks.profile, rng, looks.paper)
        moved = [scan.moved for scan in scans]
        pdf = scan_pdf([scan.picture for scan in scans], QUALITY[looks.profile])
    truth = {
        "seed": f"{purpose}{seed}/{index}",
        "profile": "digital" if digital else looks.profile,
        "paper": "plain" if digital else looks.paper,
        "font": looks.font,
        "layout": looks.layout,
        "points": laid.points,
        "justified": laid.justified,
        "digits": digits.value,
        "held_out": [name for name in looks.names if not may_train(name)],
        "letters": _truths(placed, moved),
        "pages": [sheet.text() for sheet in sheets],
        "lines": [boxes.lines(*page) for page in zip(sheets, moved, strict=True)],
    }
    return MadeFile(pdf, truth, sheets)


def _looks(rng: Random, *, training: bool) -> Looks:
    families, layouts, papers = (
        (TRAINING_FAMILIES, TRAINING_LAYOUTS, TRAINING_PAPERS)
        if training
        else (FAMILIES, LAYOUTS, tuple(PAPERS))
    )
    paper = "plain" if rng.random() < _PLAIN else rng.choice(papers)
    return Looks("", paper, rng.choice(families), rng.choice(layouts))


def _written(kind: str, author: Author) -> tuple[Letter, ...]:
    if kind == "bundle":
        return author.bundle()
    letter: Letter = getattr(author, kind)()
    rng = author.rng
    if kind in {"external", "stamped", "message"}:
        letter = received(rng, letter, rng.randint(0, 3))
    if kind == "memo":
        letter = received(rng, letter, rng.randint(0, 1))
    if kind == "memo" or (kind == "external" and rng.random() < _NOTED):
        letter = noted(rng, letter)
    return (letter,)


def _truths(placed: Sequence[SetLetter], moved: Sequence[boxes.Matrix]) -> list[dict[str, Any]]:
    truths, first = [], 1
    for one in placed:
        pages = list(range(first, first + len(one.sheets)))
        dues = {text: first + at for text, at in one.due_sheets.items()}
        where = [
            {"page": page, **field}
            for page, sheet in zip(pages, one.sheets, strict=True)
            for field in boxes.fields(sheet, moved[page - 1])
        ]
        covered = {field for sheet in one.sheets for field in boxes.covered(sheet)}
        truth = truth_of(one.letter, pages, dues)
        truths.append({**truth, "covered": sorted(covered), "boxes": where})
        first += len(one.sheets)
    return truths
