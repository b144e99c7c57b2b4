"""What a sheet of paper has been through before it is scanned."""

import math
from collections.abc import Callable
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bench.letters.faces import faces
from bench.letters.held_out import may_train
from bench.letters.picture import SCALE, font_of
from bench.letters.sheet import MM

_DOT: Final = SCALE * MM
"""Pixels to a millimetre."""
_LIDS: Final = ((12, 12, 14), (60, 60, 64), (235, 235, 235), (255, 255, 255))
"""What a scanner shows where there is no paper."""
_PALE: Final = ((226, 226, 226), (205, 225, 240), (240, 215, 215), (214, 232, 208))
_WORDS: Final = ("สำเนา", "สำเนาถูกต้อง", "ตัวอย่าง", "เอกสารภายใน")
_HALF: Final = 0.5


def _plain(page: Image.Image, _: Random) -> Image.Image:
    return page


def _watermarked(page: Image.Image, rng: Random) -> Image.Image:
    """Print something large and pale behind the text: a word across the sheet, or rings."""
    small = Image.new("RGB", (page.width // 4, page.height // 4), "white")
    pen, ink = ImageDraw.Draw(small), rng.choice(_PALE)
    middle = small.width / 2, small.height * rng.uniform(0.35, 0.65)
    if rng.random() < _HALF:
        font = font_of(faces("sarabun").bold, 150)
        pen.text(middle, rng.choice(_WORDS), ink, font, "mm")
        small = small.rotate(rng.uniform(25, 55), Image.Resampling.BILINEAR, fillcolor="white")
    else:
        for radius in (200, 170, 110, 60):
            x, y = middle
            ring = (x - radius, y - radius, x + radius, y + radius)
            pen.ellipse(ring, outline=ink, width=rng.randint(6, 22))
    return ImageChops.multiply(page, small.resize(page.size, Image.Resampling.BILINEAR))


def _punched(page: Image.Image, rng: Random) -> Image.Image:
    """Punch two or four holes at the left, and staple a corner now and then."""
    pen, lid = ImageDraw.Draw(page), rng.choice(_LIDS)
    radius = 3 * _DOT
    x = rng.uniform(7, 14) * _DOT
    middle = page.height / 2 + rng.uniform(-20, 20) * _DOT
    for apart in rng.choice(((-40, 40), (-120, -40, 40, 120))):
        y = middle + apart * _DOT
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), lid, (120, 120, 120), 3)
    if rng.random() < _HALF:
        x, y, turn = rng.uniform(8, 16) * _DOT, rng.uniform(8, 16) * _DOT, rng.uniform(0, math.pi)
        dx, dy = 6 * _DOT * math.cos(turn), 6 * _DOT * math.sin(turn)
        pen.line((x - dx, y - dy, x + dx, y + dy), (70, 70, 72), 8)
    return page


def _torn(page: Image.Image, rng: Random) -> Image.Image:
    """Tear off a corner, or fold it over."""
    pen = ImageDraw.Draw(page)
    right, down = rng.random() < _HALF, rng.random() < _HALF
    x, y = right * page.width, down * page.height
    across = (-1 if right else 1) * rng.uniform(12, 40) * _DOT
    along = (-1 if down else 1) * rng.uniform(12, 40) * _DOT
    edge = [
        (x + across * (1 - n / 12) + rng.uniform(-6, 6), y + along * n / 12 + rng.uniform(-6, 6))
        for n in range(13)
    ]
    pen.polygon([(x, y), *edge], rng.choice(_LIDS))
    pen.line(edge, (150, 150, 150), 3)
    return page


def _shown_through(page: Image.Image, rng: Random) -> Image.Image:
    """Let the other side be seen: mirrored, pale, soft, its lines between these."""
    small = page.reduce(4).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    small = ImageChops.offset(small, rng.randint(-6, 6), rng.randint(4, 40))
    strength = rng.uniform(0.12, 0.35)
    pale = small.filter(ImageFilter.BoxBlur(0.6)).point(
        lambda value: round(255 - strength * (255 - value))
    )
    return ImageChops.multiply(page, pale.resize(page.size, Image.Resampling.BILINEAR))


PAPERS: Final[dict[str, Callable[[Image.Image, Random], Image.Image]]] = {
    "plain": _plain,
    "watermark": _watermarked,
    "punched": _punched,
    "torn": _torn,
    "showthrough": _shown_through,
}
"""Every kind of paper by its name."""
TRAINING_PAPERS: Final = tuple(paper for paper in PAPERS if may_train(paper))
