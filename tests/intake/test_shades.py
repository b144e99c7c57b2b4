"""Paper in a shadow becomes as light as the rest; other pages stay as they are."""

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from intake.shades import evened

PAPER, BLACK, RED = (236, 232, 226), (24, 24, 28), (196, 28, 36)


def a_page() -> Image.Image:
    page = Image.new("RGB", (1200, 1600), PAPER)
    pen = ImageDraw.Draw(page)
    for top in range(100, 1500, 80):
        for left in range(100, 1100, 40):
            pen.rectangle((left, top, left + 18, top + 30), fill=RED if top == 100 else BLACK)
    return page


def in_shadow(page: Image.Image) -> Image.Image:
    """Darken a page towards its right edge to a fifth of its light."""
    ramp = Image.frombytes("L", (256, 1), bytes(255 - round(0.8 * n) for n in range(256)))
    large = ramp.resize(page.size, Image.Resampling.BILINEAR)
    return ImageChops.multiply(page, Image.merge("RGB", (large,) * 3))


def ink_of(page: Image.Image) -> int:
    return int((np.asarray(page.convert("L")) < 120).sum())


def lightened(page: Image.Image) -> Image.Image:
    return evened(page, page.convert("L"))


def test_print_in_a_shadow_is_told_from_paper_again() -> None:
    page = a_page()
    shaded = in_shadow(page)
    assert ink_of(shaded) > 3 * ink_of(page)
    assert abs(ink_of(lightened(shaded)) - ink_of(page)) < 0.02 * ink_of(page)


def test_colour_in_a_shadow_stays_colour() -> None:
    red, green, _ = lightened(in_shadow(a_page())).getpixel((1069, 115))  # type: ignore[misc]
    assert red > 2 * green


def test_a_page_without_a_shadow_is_returned_as_it_is() -> None:
    for page in (a_page(), a_page().convert("L"), Image.new("L", (300, 200), 0)):
        assert lightened(page) is page


def test_a_page_on_a_dark_desk_has_no_shadow() -> None:
    desk = Image.new("RGB", (1500, 2000), (20, 18, 16))
    desk.paste(a_page(), (150, 200))
    assert lightened(desk) is desk
