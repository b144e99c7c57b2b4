"""What happens to paper on its way into a file: skew, grey, noise, JPEG, fax, telephone.

Each way of scanning also says where it moved everything, so that the truth
knows where words came to stand.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bench.letters.boxes import Matrix
from registry.ports import PAGE_DPI

FAX_DPI: Final = 200
OFFICE_DPI: Final = 150
"""The least that ภาคผนวก 6 allows, and what copiers are therefore set to."""

Colour = tuple[int, int, int]
Paper = Colour | int

_WHOLE: Final = (2480, 3508)
"""A4 at 300 dots per inch, whatever the scanner made of it."""
_GRAIN: Final = 1 << 22
_TINTS: Final = ((214, 214, 212), (222, 226, 212), (212, 210, 224), (230, 218, 204))
_DESK: Final = (70, 62, 56)


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned page."""

    picture: Image.Image
    moved: Matrix
    """From dots of the sheet to dots of the page, both at 300 to the inch."""


def _clean(page: Image.Image, rng: Random) -> Scan:
    """Scan in an office on a good day."""
    scan = _skewed(page, rng, 0.4, (255, 255, 255))
    return Scan(_noisy(scan.picture, 3, rng), scan.moved)


def _grey(page: Image.Image, rng: Random) -> Scan:
    """Scan recycled or coloured paper."""
    tint = rng.choice(_TINTS)
    scan = _skewed(_on_paper(page, tint), rng, 1.0, tint)
    return Scan(_noisy(scan.picture, 6, rng), scan.moved)


def _lowjpeg(page: Image.Image, rng: Random) -> Scan:
    """Scan to save space; the file's own JPEG does the rest."""
    scan = _skewed(page, rng, 0.8, (255, 255, 255))
    return Scan(scan.picture.filter(ImageFilter.BoxBlur(0.8)), scan.moved)


def _office(page: Image.Image, rng: Random) -> Scan:
    """Scan as an office copier does to keep e-mails small: few dots, paper made white."""
    return _skewed(page.reduce(PAGE_DPI // OFFICE_DPI), rng, 0.5, (255, 255, 255))


def _fax(page: Image.Image, rng: Random) -> Scan:
    """Fax: 200 dpi, black or white, with specks and rows that the line lost."""
    size = page.width * FAX_DPI // PAGE_DPI, page.height * FAX_DPI // PAGE_DPI
    scan = _skewed(page.convert("L").resize(size, Image.Resampling.BOX), rng, 0.6, 255)
    small = scan.picture
    _speckle(small, rng, 60, (0, 255))
    pen = ImageDraw.Draw(small)
    for _ in range(rng.choice((0, 0, 1, 3))):
        y = rng.randrange(small.height)
        pen.line((0, y, small.width, y), rng.choice((0, 255)))
    threshold = rng.randint(150, 185)
    return Scan(small.point(lambda value: 255 * (value > threshold)).convert("1"), scan.moved)


def _copied(page: Image.Image, rng: Random) -> Scan:
    """Scan black on white with the contrast too high: stamps turn black, the edges dark."""
    scan = _skewed(page.convert("L"), rng, 0.8, 255)
    picture = scan.picture
    pen = ImageDraw.Draw(picture)
    for _ in range(rng.randint(0, 3)):
        x = rng.choice((rng.randint(0, 40), picture.width - rng.randint(1, 40)))
        pen.line(
            (x, 0, x + rng.randint(-20, 20), picture.height), rng.randint(0, 120), rng.randint(2, 9)
        )
    for _ in range(rng.choice((0, 0, 0, 4, 9))):  # dust that the page was drawn past
        x = rng.randrange(picture.width)
        pen.line((x, 0, x, picture.height), rng.randint(90, 200), rng.randint(1, 3))
    _speckle(picture, rng, 250, (0, 120))
    rough = _noisy(picture, 22, rng)
    threshold = rng.randint(150, 215)
    return Scan(rough.point(lambda value: 255 * (value > threshold)).convert("1"), scan.moved)


def _dirty(page: Image.Image, rng: Random) -> Scan:
    """Copy a copy: grey, blurred, specked."""
    tint = (206, 206, 206)
    scan = _skewed(_on_paper(page, tint), rng, 2.0, tint)
    soft = scan.picture.filter(ImageFilter.BoxBlur(0.9))
    _speckle(soft, rng, 500, (90, 235))
    return Scan(_noisy(soft, 9, rng), scan.moved)


def _shadow(page: Image.Image, rng: Random) -> Scan:
    """Scan with the lid open or out of a book: dark towards one side."""
    scan = _skewed(page, rng, 1.2, (228, 228, 226))
    dark = _shaded(scan.picture, rng.uniform(0.35, 0.8), rng.uniform(1, 4), rng)
    return Scan(_noisy(dark, 5, rng), scan.moved)


def _photo(page: Image.Image, rng: Random) -> Scan:
    """Photograph over a desk: seen from the side, shaded, soft."""
    width, height = page.size
    most = 0.045 * width
    corners = ((0, 0), (width, 0), (width, height), (0, height))
    reach = [rng.uniform(-0.1, 1) * most for _ in range(8)]
    seen = [
        (x + (dx if x == 0 else -dx), y + (dy if y == 0 else -dy))
        for (x, y), dx, dy in zip(corners, reach[::2], reach[1::2], strict=True)
    ]
    moved = _perspective(corners, seen)
    back = np.linalg.inv(moved)
    flat = _on_paper(page, (226, 222, 214)).transform(
        page.size,
        Image.Transform.PERSPECTIVE,
        _repeatable(back / back[2, 2])[:8].tolist(),
        Image.Resampling.BILINEAR,
        fillcolor=_DESK,
    )
    shaded = _shaded(flat, rng.uniform(0.1, 0.4), rng.uniform(0.7, 1.5), rng)
    return Scan(_noisy(shaded.filter(ImageFilter.BoxBlur(1)), 7, rng), moved)


FAULTS: Final[dict[str, Callable[[Image.Image, Random], Scan]]] = {
    "clean": _clean,
    "grey": _grey,
    "lowjpeg": _lowjpeg,
    "office": _office,
    "fax": _fax,
    "photo": _photo,
    "dirty": _dirty,
    "shadow": _shadow,
    "copied": _copied,
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
    "shadow": 60,
    "copied": 0,
}
"""The JPEG quality each way saves at; what is black or white is no JPEG."""


def _skewed(page: Image.Image, rng: Random, most: float, paper: Paper) -> Scan:
    """Lay the sheet into the scanner a little crooked."""
    angle = rng.uniform(-most, most)
    turned = page.rotate(angle, Image.Resampling.BILINEAR, fillcolor=paper)
    turn = math.radians(angle)
    a, b = math.cos(turn), math.sin(turn)
    x, y = (side / 2 for side in _WHOLE)
    moved = np.array([(a, b, x - a * x - b * y), (-b, a, y + b * x - a * y), (0, 0, 1)])
    return Scan(turned, moved)


def _perspective(
    corners: tuple[tuple[float, float], ...], seen: list[tuple[float, float]]
) -> Matrix:
    """Return what takes four points to four others, as a camera does."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners, seen, strict=True):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        wanted += [u, v]
    solved = np.linalg.solve(np.array(rows, dtype=np.float64), np.array(wanted))
    return np.append(_repeatable(solved), 1.0).reshape(3, 3)


def _repeatable(solved: Matrix) -> Matrix:
    """Round off the last bits, which may differ from run to run as memory happens to lie."""
    return np.array([float(f"{value:.11g}") for value in solved.ravel()])


def _on_paper(page: Image.Image, paper: Colour) -> Image.Image:
    return ImageChops.multiply(page, Image.new("RGB", page.size, paper))


def _shaded(page: Image.Image, most: float, power: float, rng: Random) -> Image.Image:
    """Darken towards one side by up to ``most``."""
    ramp = [round(255 * (1 - most * (n / 255) ** power)) for n in range(256)]
    shade = Image.frombytes("L", (256, 1), bytes(ramp))
    if rng.random() < 0.3:  # noqa: PLR2004 - towards the foot or the head
        shade = shade.transpose(Image.Transpose.ROTATE_90)
    if rng.random() < 0.5:  # noqa: PLR2004 - a coin
        shade = shade.transpose(Image.Transpose.ROTATE_180)
    large = shade.resize(page.size, Image.Resampling.BILINEAR)
    return ImageChops.multiply(page, Image.merge("RGB", (large,) * 3))


@cache
def _bank() -> NDArray[np.int8]:
    """Return normally distributed noise of deviation 32; rows begin at any place in it."""
    grain = np.random.default_rng(5).standard_normal(_GRAIN, dtype=np.float32)
    return np.clip(32 * grain, -127, 127).astype(np.int8)


def _noisy(page: Image.Image, deviation: int, rng: Random) -> Image.Image:
    """Add a sensor's noise, the same to all colours. Pillow's own noise cannot be seeded."""
    array = np.asarray(page).astype(np.int16)
    height, width = array.shape[:2]
    places = np.random.default_rng(rng.getrandbits(64)).integers(0, _GRAIN - width, height)
    rows = np.stack([_bank()[start : start + width] for start in places])
    grain = rows.astype(np.int16) * deviation >> 5
    if array.ndim > 2:  # noqa: PLR2004 - a colour picture has a third dimension
        grain = grain[:, :, None]
    return Image.fromarray(np.clip(array + grain, 0, 255).astype(np.uint8))


def _speckle(page: Image.Image, rng: Random, count: int, greys: tuple[int, int]) -> None:
    pen = ImageDraw.Draw(page)
    for _ in range(count):
        x, y, size = rng.randrange(page.width), rng.randrange(page.height), rng.choice((1, 1, 2, 3))
        grey = rng.randint(*greys)
        ink = grey if page.mode == "L" else (grey, grey, grey)
        pen.ellipse((x, y, x + size, y + size), ink)
