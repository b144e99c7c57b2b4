"""Sets lines on as many sheets as they need, turning the page as a typist does."""

from dataclasses import dataclass, field
from typing import Final

from bench.letters.faces import Faces, measuring
from bench.letters.letter import Digits, Due, Paragraph
from bench.letters.sheet import BLACK, HEIGHT, MM, WIDTH, Colour, Sheet, Stroke, Text

LEFT: Final = 30 * MM
RIGHT: Final = WIDTH - 20 * MM
TOP: Final = 25 * MM
BOTTOM: Final = HEIGHT - 20 * MM
MIDDLE: Final = WIDTH / 2
INDENT: Final = 25 * MM
PITCH: Final = 19.5
SIGNING: Final = 355.0
"""Where what is signed is centred."""


@dataclass(slots=True)
class Typesetter:
    """Where the next line goes; ``y`` is its baseline."""

    faces: Faces
    digits: Digits
    sheets: list[Sheet] = field(default_factory=lambda: [Sheet()])
    y: float = TOP
    due_sheets: list[tuple[Due, int]] = field(default_factory=list)
    """Each deadline with the index of the sheet its last line stands on."""

    @property
    def sheet(self) -> Sheet:
        """The sheet being set."""
        return self.sheets[-1]

    def put(
        self, words: str, x: float, *, bold: bool = False, size: float = 1.0, ink: Colour = BLACK
    ) -> float:
        """Print words from ``x`` on this line, ``size`` times as large; return where they end."""
        font = self.faces.bold if bold else self.faces.regular
        points = size * self.faces.size
        self.sheet.items.append(Text(words, x, self.y, points, font, ink))
        return x + measuring(font).width(words, points)

    def centred(
        self, words: str, middle: float = MIDDLE, *, bold: bool = False, size: float = 1.0
    ) -> None:
        """Print words about a middle."""
        font = self.faces.bold if bold else self.faces.regular
        width = measuring(font).width(words, size * self.faces.size)
        self.put(words, middle - width / 2, bold=bold, size=size)

    def down(self, lines: float = 1.0) -> None:
        """Go so many lines down."""
        self.y += lines * PITCH

    def room(self, lines: float) -> None:
        """Turn the page unless so many more lines fit on it."""
        if self.y + (lines - 1) * PITCH > BOTTOM:
            self.turn()

    def turn(self, *, numbered: bool = True) -> None:
        """Go to the top of a new sheet, with the number of the page on it."""
        self.sheets.append(Sheet())
        self.y = TOP - PITCH
        if numbered:
            self.centred(self.digits(f"- {len(self.sheets)} -"))
        self.y = TOP + PITCH

    def labelled(self, label: str, value: str, *, bold: bool = False) -> None:
        """Print a label and its value, whose further lines hang under the first."""
        hang = self.put(label, LEFT, bold=bold) + 8
        for line in measuring(self.faces.regular).wrap(value, self.faces.size, RIGHT - hang):
            self.put(line, hang)
            self.down()

    def paragraph(self, paragraph: Paragraph) -> None:
        """Print a paragraph, indented, breaking between words."""
        face, size = measuring(self.faces.regular), self.faces.size
        first = face.wrap(paragraph.text, size, RIGHT - LEFT - INDENT)[0]
        rest = paragraph.text[len(first) :].lstrip()
        self.room(2)
        for line, x in (
            (first, LEFT + INDENT),
            *((t, LEFT) for t in face.wrap(rest, size, RIGHT - LEFT)),
        ):
            self.room(1)
            self.put(line, x)
            self.down()
        if paragraph.due:
            self.due_sheets.append((paragraph.due, len(self.sheets) - 1))

    def leader(self, start: float, end: float) -> None:
        """Print the row of dots a form is filled in on."""
        y = self.y + 3
        dots = int((end - start) / 2.4)
        self.sheet.items += [
            Stroke(((start + 2.4 * n, y), (start + 2.4 * n + 0.7, y)), 0.7) for n in range(dots)
        ]
