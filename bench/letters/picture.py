"""Draws a sheet with Pillow, as a printer and some rubber stamps would."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFont

from bench.letters.faces import measuring
from bench.letters.sheet import HEIGHT, WIDTH, Imprint, Item, Sheet, Stroke, Text
from registry.ports import PAGE_DPI

SCALE: Final = PAGE_DPI / 72
"""Pixels to a point."""
_PATCHES: Final = 22
"""Pixels across one patch of uneven ink."""


def draw(sheet: Sheet, rng: Random) -> Image.Image:
    """Draw a sheet at 300 dpi on white."""
    page = Image.new("RGB", (round(WIDTH * SCALE), round(HEIGHT * SCALE)), "white")
    for item in sheet.items:
        _draw(page, item, rng)
    return page


@cache
def font_of(path: Path, pixels: float) -> ImageFont.FreeTypeFont:
    """Return a font file at a size, shaping Thai as HarfBuzz does."""
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.RAQM)


def _draw(page: Image.Image, item: Item, rng: Random) -> None:
    pen = ImageDraw.Draw(page)
    match item:
        case Text(gap=0, shaky=0):
            font = font_of(item.font, round(item.size * SCALE, 1))
            pen.text((item.x * SCALE, item.y * SCALE), item.words, item.ink, font, "ls")
        case Text():
            _letter_by_letter(pen, item, rng)
        case Stroke(points=points, width=0):
            pen.polygon(_pixels(points), item.ink)
        case Stroke():
            width = max(1, round(item.width * SCALE))
            pen.line(_pixels(item.points), item.ink, width, joint="curve")
        case Imprint():
            _press(page, item, rng)


def _letter_by_letter(pen: ImageDraw.ImageDraw, item: Text, rng: Random) -> None:
    """Draw spread or unsteady words, each letter with its marks at its own place."""
    face, x = measuring(item.font), item.x
    for cluster in face.clusters(item.words):
        aside, up = (rng.gauss(0, item.shaky) for _ in range(2)) if item.shaky else (0.0, 0.0)
        size = item.size * (1 + 0.03 * rng.gauss(0, item.shaky))
        place = (x + aside) * SCALE, (item.y + up) * SCALE
        pen.text(place, cluster.text, item.ink, font_of(item.font, round(size * SCALE, 1)), "ls")
        x += cluster.advance * item.size / face.units + item.gap


def _pixels(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def _press(page: Image.Image, item: Imprint, rng: Random) -> None:
    """Press a stamp: its ink darkens what is under it and hides nothing."""
    size = round(item.width * SCALE), round(item.height * SCALE)
    rubber = Image.new("RGB", size, "white")
    for part in item.items:
        _draw(rubber, part, rng)
    if item.wear:
        rubber = _worn(rubber, item.wear, rng)
    turned = rubber.rotate(-item.tilt, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    left = round((item.x + item.width / 2) * SCALE - turned.width / 2)
    top = round((item.y + item.height / 2) * SCALE - turned.height / 2)
    box = (left, top, left + turned.width, top + turned.height)
    page.paste(ImageChops.multiply(page.crop(box), turned), box[:2])


def _worn(rubber: Image.Image, wear: float, rng: Random) -> Image.Image:
    """Let ink fail to reach the paper, in patches."""
    coarse = max(2, rubber.width // _PATCHES), max(2, rubber.height // _PATCHES)
    patches = Image.frombytes("L", coarse, rng.randbytes(coarse[0] * coarse[1]))
    thin = patches.resize(rubber.size, Image.Resampling.BICUBIC).point(
        lambda value: min(255, round(value * 2 * wear))
    )
    return Image.composite(Image.new("RGB", rubber.size, "white"), rubber, thin)
