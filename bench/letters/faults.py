"""What happens to paper on its way into a file: skew, grey, noise, JPEG, fax, telephone."""

from collections.abc import Callable
from functools import cache
from random import Random
from statistics import NormalDist
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from registry.ports import PAGE_DPI

FAX_DPI: Final = 200
OFFICE_DPI: Final = 150
"""The least that ภาคผนวก 6 allows, and what copiers are therefore set to."""

Colour = tuple[int, int, int]


def _office(page: Image.Image, rng: Random) -> Image.Image:
    """Scan as an office copier does to keep e-mails small: few dots, paper made white."""
    size = page.width * OFFICE_DPI // PAGE_DPI, page.height * OFFICE_DPI // PAGE_DPI
    return _skewed(page, rng, 0.5, "white").resize(size, Image.Resampling.LANCZOS)


def _clean(page: Image.Image, rng: Random) -> Image.Image:
    """Scan in an office on a good day."""
    return _noisy(_skewed(page, rng, 0.4, "white"), 3, rng)


def _grey(page: Image.Image, rng: Random) -> Image.Image:
    """Scan recycled or coloured paper."""
    tints = ((214, 214, 212), (222, 226, 212), (212, 210, 224), (230, 218, 204))
    tint = rng.choice(tints)
    return _noisy(_skewed(_on_paper(page, tint), rng, 1.0, tint), 6, rng)


def _lowjpeg(page: Image.Image, rng: Random) -> Image.Image:
    """Scan to save space; the file's own JPEG does the rest."""
    return _skewed(page, rng, 0.8, "white").filter(ImageFilter.GaussianBlur(0.8))


def _fax(page: Image.Image, rng: Random) -> Image.Image:
    """Fax: 200 dpi, black or white, with specks."""
    skewed = _skewed(page.convert("L"), rng, 0.6, 255)
    small = skewed.resize(
        (page.width * FAX_DPI // PAGE_DPI, page.height * FAX_DPI // PAGE_DPI), Image.Resampling.BOX
    )
    _speckle(small, rng, 60, (0, 255))
    threshold = rng.randint(150, 185)
    return small.point(lambda value: 255 * (value > threshold)).convert("1")


def _dirty(page: Image.Image, rng: Random) -> Image.Image:
    """Copy a copy: grey, blurred, specked."""
    tint = (206, 206, 206)
    skewed = _skewed(_on_paper(page, tint), rng, 2.0, tint).filter(ImageFilter.GaussianBlur(0.9))
    _speckle(skewed, rng, 500, (90, 235))
    return _noisy(skewed, 9, rng)


def _photo(page: Image.Image, rng: Random) -> Image.Image:
    """Photograph over a desk: not square, shaded, soft."""
    width, height = page.size
    wider = 0.03 * width
    corners = [
        (x + rng.uniform(-wider, 0.2 * wider) * sx, y + rng.uniform(-wider, 0.2 * wider) * sy)
        for x, y, sx, sy in (
            (0, 0, 1, 1),
            (0, height, 1, -1),
            (width, height, -1, -1),
            (width, 0, -1, 1),
        )
    ]
    ground = Image.new("RGB", (round(1.1 * width), round(1.1 * height)), (70, 62, 56))
    ground.paste(_on_paper(page, (226, 222, 214)), (round(0.05 * width), round(0.05 * height)))
    offset = 0.05 * width, 0.05 * height
    quad = tuple(
        value + offset[n % 2] for n, value in enumerate(v for corner in corners for v in corner)
    )
    flat = ground.transform(page.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    shade = Image.linear_gradient("L").rotate(rng.choice((0, 90, 180, 270))).resize(page.size)
    soft = shade.point(lambda value: 255 - value // 4)
    shaded = ImageChops.multiply(flat, Image.merge("RGB", (soft,) * 3))
    return _noisy(shaded.filter(ImageFilter.GaussianBlur(1.1)), 7, rng)


FAULTS: Final[dict[str, Callable[[Image.Image, Random], Image.Image]]] = {
    "clean": _clean,
    "grey": _grey,
    "lowjpeg": _lowjpeg,
    "office": _office,
    "fax": _fax,
    "photo": _photo,
    "dirty": _dirty,
}
"""Every way of scanning by its name."""

QUALITY: Final = {
    "clean": 80,
    "grey": 70,
    "lowjpeg": 22,
    "office": 36,
    "fax": 0,
    "photo": 62,
    "dirty": 55,
}
"""The JPEG quality each way saves at; a fax is not a JPEG."""


def _skewed(page: Image.Image, rng: Random, most: float, paper: Colour | str | int) -> Image.Image:
    """Lay the sheet into the scanner a little crooked."""
    return page.rotate(rng.uniform(-most, most), Image.Resampling.BICUBIC, fillcolor=paper)


def _on_paper(page: Image.Image, paper: Colour) -> Image.Image:
    return ImageChops.multiply(page, Image.new("RGB", page.size, paper))


@cache
def _bell(deviation: int) -> list[int]:
    """Map a byte of even chance to one that is 128 on average and normally distributed."""
    bell = NormalDist(128, deviation)
    return [min(255, max(0, round(bell.inv_cdf((value + 0.5) / 256)))) for value in range(256)]


def _noisy(page: Image.Image, deviation: int, rng: Random) -> Image.Image:
    """Add a sensor's noise. Pillow's own noise cannot be seeded."""
    grain = Image.frombytes("L", page.size, rng.randbytes(page.width * page.height))
    grain = grain.point(_bell(deviation)).filter(ImageFilter.BoxBlur(0.5))
    return ImageChops.add(page, Image.merge("RGB", (grain,) * 3), 1, -128)


def _speckle(page: Image.Image, rng: Random, count: int, greys: tuple[int, int]) -> None:
    pen = ImageDraw.Draw(page)
    for _ in range(count):
        x, y, size = rng.randrange(page.width), rng.randrange(page.height), rng.choice((1, 1, 2, 3))
        grey = rng.randint(*greys)
        ink = grey if page.mode == "L" else (grey, grey, grey)
        pen.ellipse((x, y, x + size, y + size), ink)
