"""What paper and scanners do to a line of print, quickly: one grey picture, a few operations.

The names are those of ``faults``, where the same happens to whole pages.
"""

import io
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bench.letters.faces import TRAINING_FAMILIES, faces
from bench.letters.held_out import may_train
from bench.letters.line_texts import prose
from bench.letters.picture import font_of
from registry.ports import PAGE_DPI

_GRAIN: Final = 1 << 20
_HALF: Final = 0.5
_HOLE: Final = 35
"""Radius of a punched hole, 6 millimetres across."""


def scanned(page: Image.Image, scan: str, rng: Random) -> NDArray[np.uint8]:
    """Pass a grey picture of 300 dots per inch through a scanner of ``SCANS``; same size."""
    picture = SCANS[scan](page, rng)
    if picture.size != page.size:
        picture = picture.resize(page.size, Image.Resampling.BILINEAR)
    return np.asarray(picture)


def _clean(page: Image.Image, rng: Random) -> Image.Image:
    return _noisy(page, rng.uniform(1, 4), rng)


def _grey(page: Image.Image, rng: Random) -> Image.Image:
    """Scan recycled or coloured paper."""
    noisy = _noisy(_on_paper(page, rng.randint(195, 235)), rng.uniform(3, 8), rng)
    return _jpeg(noisy, rng.randint(50, 85))


def _lowjpeg(page: Image.Image, rng: Random) -> Image.Image:
    dpi = rng.choice((150, 200, 300, 300))
    return _jpeg(_at(_soft(page, rng.randint(1, 2)), dpi), rng.randint(10, 30))


def _office(page: Image.Image, rng: Random) -> Image.Image:
    """Scan with few dots, paper made white."""
    small = _at(page, rng.choice((150, 150, 200)))
    black, white = rng.randint(0, 40), rng.randint(190, 250)
    spread = small.point(lambda value: min(255, max(0, 255 * (value - black) // (white - black))))
    return _jpeg(spread, rng.randint(25, 60))


def _fax(page: Image.Image, rng: Random) -> Image.Image:
    """Fax: black or white at 200 dots per inch, at times with half the rows."""
    rows = rng.choice((200, 200, 100))
    size = page.width * 200 // PAGE_DPI, page.height * rows // PAGE_DPI
    small = _specked(page.resize(size, Image.Resampling.BOX), rng, 6, (0, 255))
    threshold = rng.randint(130, 200)
    return small.point(lambda value: 255 * (value > threshold))


def _photo(page: Image.Image, rng: Random) -> Image.Image:
    """Photograph over a desk: leaning, shaded, soft."""
    lean = rng.uniform(-0.06, 0.06)
    matrix = (rng.uniform(0.96, 1.04), lean, -lean * page.height / 2, 0, 1, 0)
    leaning = page.transform(
        page.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=255
    )
    shaded = _shaded(_on_paper(leaning, rng.randint(180, 235)), rng, 0.3)
    small = _at(_soft(shaded, rng.randint(1, 3)), rng.choice((140, 170, 200, 300)))
    return _jpeg(_noisy(small, rng.uniform(3, 8), rng), rng.randint(35, 75))


def _dirty(page: Image.Image, rng: Random) -> Image.Image:
    """Copy a copy: grey, spread or broken, blurred, specked."""
    if rng.random() < _HALF:
        page = _spread(page, rng)
    page = _soft(_on_paper(page, rng.randint(190, 225)), rng.randint(1, 3))
    noisy = _noisy(_specked(page, rng, 12, (60, 240)), rng.uniform(5, 12), rng)
    return _jpeg(noisy, rng.randint(35, 70))


def _shadow(page: Image.Image, rng: Random) -> Image.Image:
    """Scan the fold of a book or with the lid open: dark towards one side."""
    return _jpeg(_noisy(_shaded(page, rng, 0.8), rng.uniform(2, 6), rng), rng.randint(40, 80))


def _copied(page: Image.Image, rng: Random) -> Image.Image:
    """Scan black on white at 300 dots per inch with the contrast too high."""
    rough = _noisy(_specked(page, rng, 10, (0, 120)), rng.uniform(10, 30), rng)
    threshold = rng.randint(130, 220)
    return rough.point(lambda value: 255 * (value > threshold))


SCANS: Final[dict[str, Callable[[Image.Image, Random], Image.Image]]] = {
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


def _plain(page: Image.Image, _: Random) -> Image.Image:
    return page


def _watermarked(page: Image.Image, rng: Random) -> Image.Image:
    """Print part of something large and pale behind the text."""
    under = Image.new("L", page.size, 255)
    pen, grey = ImageDraw.Draw(under), rng.randint(195, 240)
    if rng.random() < _HALF:
        x, y, radius = rng.randrange(page.width), rng.randint(-250, 250), rng.randint(120, 420)
        ring = (x - radius, y - radius, x + radius, y + radius)
        pen.ellipse(ring, outline=grey, width=rng.randint(8, 40))
    else:
        font = font_of(faces("sarabun").bold, 20 * rng.randint(10, 24))
        pen.text((rng.randint(-300, page.width), rng.randint(-200, 40)), "สำเนา", grey, font)
    return ImageChops.multiply(page, under)


def _punched(page: Image.Image, rng: Random) -> Image.Image:
    """Punch a hole at the margin; what the scanner's lid shows is black or white."""
    pen = ImageDraw.Draw(page)
    x, y = rng.randint(-_HOLE, _HOLE // 2), rng.randint(-_HOLE, page.height + _HOLE)
    lid = rng.choice((0, 40, 90, 225, 255))
    rim = rng.randint(90, 220)
    pen.ellipse((x - _HOLE, y - _HOLE, x + _HOLE, y + _HOLE), lid, rim, rng.randint(1, 4))
    return page


def _torn(page: Image.Image, rng: Random) -> Image.Image:
    """Tear off a corner just beside the line."""
    reach = rng.randint(15, 60)
    x = rng.choice((0, page.width))
    side = reach if x == 0 else page.width - reach
    corner = ((x, 0), (side, 0), (x, page.height * rng.uniform(0.3, 1)))
    ImageDraw.Draw(page).polygon(corner, rng.choice((0, 60, 255)), rng.randint(60, 160))
    return page


def _shown_through(page: Image.Image, rng: Random) -> Image.Image:
    """Let the text of the other side be seen: mirrored, pale and soft."""
    other = Image.new("L", page.size, 255)
    pen, grey = ImageDraw.Draw(other), rng.randint(150, 225)
    font = font_of(faces(rng.choice(TRAINING_FAMILIES)).regular, rng.randint(48, 66))
    for y in range(rng.randint(0, 60), page.height + 60, rng.randint(70, 95)):
        pen.text((rng.randint(-80, 60), y), f"{prose(rng)} {prose(rng)}", grey, font, "ls")
    mirrored = other.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.BoxBlur(2))
    return ImageChops.multiply(page, mirrored)


PAPERS: Final[dict[str, Callable[[Image.Image, Random], Image.Image]]] = {
    "plain": _plain,
    "watermark": _watermarked,
    "punched": _punched,
    "torn": _torn,
    "showthrough": _shown_through,
}
"""Every kind of paper by its name."""
TRAINING_PAPERS: Final = tuple(paper for paper in PAPERS if may_train(paper))


def _at(page: Image.Image, dpi: int) -> Image.Image:
    """Scan with so many dots per inch."""
    if dpi == PAGE_DPI:
        return page
    size = max(1, page.width * dpi // PAGE_DPI), max(1, page.height * dpi // PAGE_DPI)
    return page.resize(size, Image.Resampling.BOX)


def _on_paper(page: Image.Image, grey: int) -> Image.Image:
    return page.point(lambda value: value * grey // 255)


def _shaded(page: Image.Image, rng: Random, most: float) -> Image.Image:
    """Darken towards one end by up to ``most``."""
    dark = rng.uniform(0.1, most)
    power = rng.uniform(0.7, 3)
    # NumPy's own powers differ in the last bit from run to run, as memory happens to lie.
    steps = [round(256 * (1 - dark * (n / 255) ** power)) for n in range(256)]
    ramp = np.array(steps, np.uint16)[np.arange(page.width) * 255 // page.width]
    if rng.random() < _HALF:
        ramp = ramp[::-1]
    return Image.fromarray((np.asarray(page) * ramp >> 8).astype(np.uint8))


def _spread(page: Image.Image, rng: Random) -> Image.Image:
    """Let ink run, or not hold, by one dot."""
    run = rng.choice((np.minimum, np.maximum))
    array = np.asarray(page).copy()
    array[1:] = run(array[1:], array[:-1])
    array[:, 1:] = run(array[:, 1:], array[:, :-1])
    return Image.fromarray(array)


def _soft(page: Image.Image, times: int) -> Image.Image:
    """Blur a little, so many times over."""
    array = np.asarray(page).astype(np.uint16)
    for _ in range(times):
        array[1:-1] = (array[:-2] + 2 * array[1:-1] + array[2:]) >> 2
        array[:, 1:-1] = (array[:, :-2] + 2 * array[:, 1:-1] + array[:, 2:]) >> 2
    return Image.fromarray(array.astype(np.uint8))


@cache
def _bank() -> NDArray[np.float32]:
    """Return normally distributed noise; every line takes a piece from another place."""
    return np.random.default_rng(5).standard_normal(_GRAIN, dtype=np.float32)


def _noisy(page: Image.Image, deviation: float, rng: Random) -> Image.Image:
    array = np.asarray(page)
    start = rng.randrange(_GRAIN - array.size)
    grain = _bank()[start : start + array.size].reshape(array.shape)
    return Image.fromarray(np.clip(array + deviation * grain, 0, 255).astype(np.uint8))


def _specked(page: Image.Image, rng: Random, most: int, greys: tuple[int, int]) -> Image.Image:
    pen = ImageDraw.Draw(page)
    for _ in range(rng.randint(0, most)):
        x, y, size = rng.randrange(page.width), rng.randrange(page.height), rng.choice((1, 1, 2, 4))
        pen.ellipse((x, y, x + size, y + size), rng.randint(*greys))
    return page


def _jpeg(page: Image.Image, quality: int) -> Image.Image:
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=quality)
    return Image.open(packed)
