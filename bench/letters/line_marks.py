"""What lies over, under and beside a line: stamps, seals, signatures, dots, rules, other lines.

Pictures are grey and 300 dots per inch; ink multiplies with what it meets.
"""

import math
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw

from bench.letters.faces import HANDS, faces
from bench.letters.line_texts import stamp_field
from bench.letters.picture import font_of
from bench.letters.sheet import BLUE, RED, VIOLET, Colour

Box = tuple[int, int, int, int]

_STAMP: Final = (590, 295)
"""ข้อ 78 at 300 dots per inch."""
_SEAL: Final = (266, 207)
"""Radii of the rings of an office's seal."""
_UNEVEN, _RULED, _STRONGEST, _WRITTEN = 0.7, 0.15, 0.3, 0.3


def cover(page: Image.Image, box: Box, rng: Random) -> None:
    """Put a stamp, a seal or a signature over the words in ``box``, or part of one."""
    over = Image.new("L", page.size, 255)
    rng.choice((_seal, _seal, _stamp, _stamp, _scribble))(over, box, rng)
    if rng.random() < _UNEVEN:
        over = _worn(over, rng)
    page.paste(ImageChops.multiply(page, over))


def dots(page: Image.Image, box: Box, rng: Random) -> None:
    """Print the row of dots, or the rule, that a form is filled in on."""
    pen = ImageDraw.Draw(page)
    left, _, right, bottom = box
    y = bottom - rng.randint(-4, 14)
    if rng.random() < _RULED:
        pen.line((left, y, right, y), rng.randint(20, 90), rng.randint(2, 4))
        return
    step, size = rng.randint(8, 16), rng.randint(2, 4)
    for x in range(left - rng.randint(0, 20), right + rng.randint(0, 40), step):
        pen.ellipse((x, y, x + size, y + size), 30)


def frame(page: Image.Image, box: Box, rng: Random) -> None:
    """Rule one to four sides of the frame a line stands in, now and then through its words."""
    pen, grey = ImageDraw.Draw(page), rng.randint(0, 110)
    left, top, right, bottom = box
    far = rng.randint(-6, 24)
    corners = (left - far, top - rng.randint(-10, 20)), (right + far, bottom + rng.randint(-10, 20))
    (left, top), (right, bottom) = corners
    sides = (
        (left, 0, left, page.height),
        (right, 0, right, page.height),
        (0, top, page.width, top),
        (0, bottom, page.width, bottom),
    )
    for side in rng.sample(sides, rng.randint(1, 4)):
        lean = rng.randint(-3, 3)
        x0, y0, x1, y1 = side
        leant = (x0, y0 + lean, x1, y1) if y0 == y1 else (x0 + lean, y0, x1, y1)
        pen.line(leant, grey, rng.randint(2, 6))


def grey_of(ink: Colour, rng: Random) -> int:
    """Turn a rubber stamp's colour grey, by its luminance or by its strongest part."""
    pale = rng.randint(0, 60)
    grey = (
        max(ink)
        if rng.random() < _STRONGEST
        else (299 * ink[0] + 587 * ink[1] + 114 * ink[2]) // 1000
    )
    return min(215, grey + pale)


def _ink(rng: Random) -> int:
    return grey_of(rng.choice((BLUE, RED, VIOLET)), rng)


def _seal(over: Image.Image, box: Box, rng: Random) -> None:
    """Press the round seal so that its rings cross the words."""
    pen, ink = ImageDraw.Draw(over), grey_of(RED, rng)
    x, y = _somewhere(box, rng, 0.9 * _SEAL[0])
    for radius in _SEAL:
        ring = (x - radius, y - radius, x + radius, y + radius)
        pen.ellipse(ring, outline=ink, width=rng.randint(4, 8))
    for n in range(26):  # the name between the rings, too small to be words on this line
        angle = math.tau * n / 26 + rng.uniform(-0.05, 0.05)
        middle = sum(_SEAL) / 2
        px, py = x + middle * math.cos(angle), y + middle * math.sin(angle)
        pen.arc(
            (px - 14, py - 18, px + 14, py + 18), rng.randint(0, 200), rng.randint(201, 400), ink, 4
        )
    _winding(over, (x, y), 150, ink, rng)


def _stamp(over: Image.Image, box: Box, rng: Random) -> None:
    """Press the frame of a receipt stamp, with rows of it, across the words."""
    pen, ink = ImageDraw.Draw(over), _ink(rng)
    x, y = _somewhere(box, rng, 0.7 * _STAMP[1])
    left, top = x - rng.randint(0, _STAMP[0]), y - rng.randint(0, _STAMP[1])
    rise = rng.uniform(-0.05, 0.05) * _STAMP[0]
    right, bottom = left + _STAMP[0], top + _STAMP[1]
    frame = ((left, top), (right, top + rise), (right, bottom + rise), (left, bottom), (left, top))
    pen.line(frame, ink, rng.randint(3, 6))
    kept = faces("sarabun", rng.choice(HANDS))
    written = rng.random() < _WRITTEN
    font = font_of(kept.hand, 54) if written else font_of(kept.regular, 46)
    first, pitch = top + rng.randint(40, 70), rng.randint(62, 76)
    for row in range(round(first), round(bottom), pitch):
        if 0 < row < over.height + pitch:
            pen.text((left + 25, row), stamp_field(rng), ink, font, "ls")


def _scribble(over: Image.Image, box: Box, rng: Random) -> None:
    place = _somewhere(box, rng, 30)
    _winding(over, place, rng.randint(120, 400), rng.randint(40, 120), rng)


def _winding(
    over: Image.Image, place: tuple[float, float], width: float, ink: int, rng: Random
) -> None:
    """Draw a line as a hand signs."""
    x, y = place
    turns = [rng.uniform(0.15, 0.5) for _ in range(3)]
    points = [
        (
            x + width * (t / 60 - 0.5) + 22 * math.sin(turns[0] * t),
            y + width * 0.16 * math.sin(turns[1] * t) + 12 * math.cos(turns[2] * t),
        )
        for t in range(61)
    ]
    ImageDraw.Draw(over).line(points, ink, rng.randint(3, 6), joint="curve")


def _somewhere(box: Box, rng: Random, slack: float) -> tuple[float, float]:
    """Return a middle from which something so large still reaches the words."""
    left, top, right, bottom = box
    return rng.uniform(left, right), rng.uniform(top - slack, bottom + slack)


def _worn(over: Image.Image, rng: Random) -> Image.Image:
    """Let ink fail to reach the paper, in patches."""
    size = max(2, over.width // 26), max(2, over.height // 26)
    patches = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    wear = rng.uniform(0.1, 0.5)
    thin = patches.point(lambda value: min(255, round(value * wear))).resize(over.size)
    return ImageChops.lighter(over, thin) if rng.random() < _UNEVEN else ImageChops.add(over, thin)
