"""A pale mark under the print goes, the print stays, and other pages stay as they are."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from bench.letters.faces import faces
from intake.raster import grey_picture, look, pillow_image
from intake.reading import open_document
from intake.watermarks import whitened
from tests.intake.test_shades import PAPER, in_shadow, lightened

INK = 100
PALE = [(226, 226, 226), (190, 205, 225), (150, 150, 150)]


def a_page() -> Image.Image:
    page = Image.new("RGB", (1240, 1760), PAPER)
    font = ImageFont.truetype(str(faces("sarabun").regular), 62)
    for top in range(100, 1600, 100):
        ImageDraw.Draw(page).text((100, top), "ขอให้ทุกหน่วยงานตรวจสอบเอกสารจำนวน ๒๕", 0, font)
    return page


def marked(page: Image.Image, pale: tuple[int, int, int]) -> Image.Image:
    """Print a ring, 70 pixels wide, under the print of a page."""
    mark = Image.new("RGB", page.size, "white")
    box = (250, 450, 950, 1150)
    ImageDraw.Draw(mark).ellipse(box, outline=pale, width=70)
    return ImageChops.multiply(page, mark)


def grey_share(page: Image.Image) -> float:
    """Return how much of a page is neither paper nor print."""
    grey = np.asarray(page.convert("L"))
    return float(((grey > INK) & (grey < 215)).mean())


def mark_left(page: Image.Image) -> float:
    """Return the share of a page that is grey, but for the edges of its print."""
    return grey_share(page) - grey_share(a_page().resize(page.size))


def cleared(page: Image.Image) -> Image.Image:
    return whitened(page, page.convert("L"))


@pytest.mark.parametrize("pale", PALE)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_paper_is_white_again_where_a_mark_lay(pale: tuple[int, int, int], mode: str) -> None:
    page = marked(a_page(), pale).convert(mode)
    given = cleared(page)
    assert mark_left(given) < 0.1 * mark_left(page)
    assert given.mode == mode


def test_print_over_a_mark_stays_print() -> None:
    print_alone = np.asarray(a_page().convert("L")) < INK
    given = np.asarray(cleared(marked(a_page(), PALE[-1])).convert("L")) < INK
    assert (given == print_alone).mean() > 0.999


def test_a_page_is_looked_at_whitened_and_shown_as_it_is(tmp_path: Path) -> None:
    page = marked(a_page(), PALE[-1])
    page.save(tmp_path / "page.png", dpi=(150, 150))
    document = open_document(tmp_path / "page.png")
    read, shown = look(document, 1).picture, grey_picture(document, 1)
    assert mark_left(pillow_image(read)) < 0.2 * mark_left(pillow_image(shown))


def test_a_page_without_a_mark_is_returned_as_it_is() -> None:
    speckled = a_page()
    ImageDraw.Draw(speckled).ellipse((20, 300, 90, 370), fill=(180, 180, 180))
    pages = (
        a_page(),
        a_page().convert("L"),
        a_page().filter(ImageFilter.BoxBlur(2)),
        speckled,
        Image.new("L", (300, 200), 0),
        Image.new("RGB", (300, 200), PAPER),
    )
    for page in pages:
        assert cleared(page) is page


def test_a_shadow_is_no_mark() -> None:
    page = lightened(in_shadow(a_page()))
    assert cleared(page) is page
