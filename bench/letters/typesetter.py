"""Sets lines on as many sheets as they need, turning the page as a typist does."""

from dataclasses import dataclass, field, replace
from typing import Final

from bench.letters.faces import Faces, measuring
from bench.letters.layouts import TYPED, Layout
from bench.letters.letter import Digits, Due, Paragraph
from bench.letters.sheet import BLACK, Colour, Sheet, Stroke, Text

_WIDEST_GAP: Final = 1.6
"""Points between letters beyond which a line is left as it is."""


@dataclass(slots=True)
class Typesetter:
    """Where the next line goes; ``y`` is its baseline."""

    faces: Faces
    """As large as the layout wants them."""
    digits: Digits
    layout: Layout
    sheets: list[Sheet] = field(default_factory=lambda: [Sheet()])
    y: float = 0.0
    due_sheets: list[tuple[Due, int]] = field(default_factory=list)
    """Each deadline with the index of the sheet its last line stands on."""

    @classmethod
    def of(cls, faces: Faces, digits: Digits, layout: Layout) -> "Typesetter":
        """Take a clean sheet and type of the layout's size."""
        size = faces.size * layout.points / TYPED
        return cls(replace(faces, size=size), digits, layout, y=layout.top)

    @property
    def sheet(self) -> Sheet:
        """The sheet being set."""
        return self.sheets[-1]

    def put(
        self,
        words: str,
        x: float,
        *,
        bold: bool = False,
        size: float = 1.0,
        ink: Colour = BLACK,
        field: str = "",
        gap: float = 0.0,
    ) -> float:
        """Print words from ``x`` on this line, ``size`` times as large; return where they end."""
        font = self.faces.bold if bold else self.faces.regular
        points = size * self.faces.size
        self.sheet.items.append(Text(words, x, self.y, points, font, ink, field=field, gap=gap))
        return x + measuring(font).width(words, points)

    def width(self, words: str, *, bold: bool = False, size: float = 1.0) -> float:
        """Return the room words take on a line."""
        font = self.faces.bold if bold else self.faces.regular
        return measuring(font).width(words, size * self.faces.size)

    def centred(
        self,
        words: str,
        middle: float,
        *,
        bold: bool = False,
        size: float = 1.0,
        field: str = "",
    ) -> None:
        """Print words about a middle."""
        start = middle - self.width(words, bold=bold, size=size) / 2
        self.put(words, start, bold=bold, size=size, field=field)

    def down(self, lines: float = 1.0) -> None:
        """Go so many lines down."""
        self.y += lines * self.layout.pitch

    def room(self, lines: float) -> None:
        """Turn the page unless so many more lines fit on it."""
        if self.y + (lines - 1) * self.layout.pitch > self.layout.bottom:
            self.turn()

    def turn(self, *, numbered: bool = True) -> None:
        """Go to the top of a new sheet, with the number of the page on it."""
        self.sheets.append(Sheet())
        self.y = self.layout.top - self.layout.pitch
        if numbered:
            self.centred(self.digits(f"- {len(self.sheets)} -"), self.layout.middle)
        self.y = self.layout.top + self.layout.pitch

    def labelled(self, label: str, value: str, *, bold: bool = False, field: str = "") -> None:
        """Print a label and its value, whose further lines hang under the first."""
        hang = self.put(label, self.layout.left, bold=bold) + 8
        self.hanging(value, hang, field=field)

    def hanging(self, value: str, hang: float, *, field: str = "") -> None:
        """Print a value from ``hang`` to the right margin, on as many lines as it takes."""
        room = self.layout.right - hang
        for line in measuring(self.faces.regular).wrap(value, self.faces.size, room):
            self.put(line, hang, field=field)
            self.down()

    def paragraph(self, paragraph: Paragraph) -> None:
        """Print a paragraph, indented, breaking between words."""
        face, size, layout = measuring(self.faces.regular), self.faces.size, self.layout
        first = face.wrap(paragraph.text, size, layout.right - layout.left - layout.indent)[0]
        rest = paragraph.text[len(first) :].lstrip()
        lines = [(first, layout.left + layout.indent)]
        lines += [(t, layout.left) for t in face.wrap(rest, size, layout.right - layout.left)]
        self.room(2)
        for number, (line, x) in enumerate(lines, 1):
            self.room(1)
            self.put(line, x, gap=self._gap(line, x) if number < len(lines) else 0.0)
            self.down()
        if paragraph.due:
            self.due_sheets.append((paragraph.due, len(self.sheets) - 1))

    def _gap(self, line: str, x: float) -> float:
        """Return what to add between letters so that the line reaches the right margin."""
        if not self.layout.justified:
            return 0.0
        letters = len(measuring(self.faces.regular).clusters(line))
        gap = (self.layout.right - x - self.width(line)) / max(1, letters - 1)
        return gap if gap < _WIDEST_GAP else 0.0

    def leader(self, start: float, end: float) -> None:
        """Print the row of dots a form is filled in on."""
        y = self.y + 3
        dots = int((end - start) / 2.4)
        self.sheet.items += [
            Stroke(((start + 2.4 * n, y), (start + 2.4 * n + 0.7, y)), 0.7) for n in range(dots)
        ]
