"""Pages built from text, with the boxes a typist would have given the lines."""

from registry.ports import Line, PageReading

TEXT_LAYER = "text layer pypdfium2"
TESSERACT = "tesseract 5.3.0 tha+eng psm 3 150 dpi"
WIDTH, HEIGHT = 2480, 3508
LETTER_WIDTH = 22
"""Pixels of one letter that takes room, at 300 dpi and 16 points."""
_NARROW = set("ัิีึืฺุู็่้๊๋์ํ๎")


def a_page(text: str, *, number: int = 1, engine: str = TEXT_LAYER, top: int = 300) -> PageReading:
    """Lay out lines from the top.

    A line's leading spaces move it right, 20 pixels each; ``>`` puts it to the
    right half, ``|`` in the middle, ``^`` at the very top in the middle, an
    empty line leaves a gap.
    """
    lines, y = [], top
    for line in text.split("\n"):
        if line.strip():
            lines.append(_placed(line, y))
        y += 75 if line.strip() else 40
    return PageReading(number, WIDTH, HEIGHT, tuple(lines), engine)


def _placed(line: str, y: int) -> Line:
    body = line.strip().lstrip(">|^").strip()
    breadth = LETTER_WIDTH * sum(letter not in _NARROW for letter in body)
    left = 350 + 20 * (len(line) - len(line.lstrip()))
    if line.startswith(">"):
        left = 1500
    elif line[0] in "|^":
        left = (WIDTH - breadth) // 2
    y = 100 if line.startswith("^") else y
    return Line(body, (left, y, min(left + breadth, WIDTH - 200), y + 60), 0.95)


def a_stamp(text: str, *, left: int = 1700, top: int = 60) -> tuple[Line, ...]:
    """Lay out the lines of a receipt stamp, 75 pixels apart."""
    return tuple(
        Line(line, (left, top + 75 * i, left + 18 * len(line), top + 75 * i + 55), 0.9)
        for i, line in enumerate(text.split("\n"))
    )
