"""Hair lines that dust drew down a copy are taken out; what stands on the page stays."""

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from intake.streaks import unstreaked


def page_with_print() -> Image.Image:
    """Draw rows of strokes with margins around them, as words are."""
    page = Image.new("L", (1200, 1600), 245)
    pen = ImageDraw.Draw(page)
    for row in range(100, 1500, 60):
        for at in range(100, 1080, 17):
            pen.rectangle((at, row, at + 4, row + 30), 20)
    return page


def streaked(page: Image.Image, at: int, shade: int = 60) -> Image.Image:
    copy = page.copy()
    ImageDraw.Draw(copy).line((at, 0, at, copy.height), shade, 2)
    return copy


def test_a_line_down_the_page_is_taken_out() -> None:
    page = page_with_print()
    mended = unstreaked(copy := streaked(page, 569), copy)
    left = np.asarray(ImageChops.difference(page, mended), dtype=float).mean()
    assert left < 0.05 * np.asarray(ImageChops.difference(page, copy), dtype=float).mean()


def test_what_crosses_a_line_goes_on_across_it() -> None:
    page = Image.new("L", (1200, 1600), 245)
    ImageDraw.Draw(page).rectangle((300, 700, 900, 712), 20)
    mended = unstreaked(copy := streaked(page, 560), copy)
    assert np.asarray(mended)[700:713, 540:580].max() < 60
    assert np.asarray(mended)[730:1500, 540:580].min() > 200


def test_a_faint_line_full_of_gaps_is_found() -> None:
    rng = np.random.default_rng(1)
    pixels = np.asarray(page_with_print()).copy()
    gaps = rng.random(len(pixels)) < 0.4
    pixels[gaps, 700:702] = 0
    copy = Image.fromarray(pixels)
    assert unstreaked(copy, copy) is not copy


def test_a_page_without_such_a_line_stays_as_it_is() -> None:
    page = page_with_print()
    assert unstreaked(page, page) is page


def test_the_rules_of_a_form_stay() -> None:
    page = page_with_print()
    ImageDraw.Draw(page).rectangle((80, 80, 1120, 1520), outline=10, width=3)
    assert unstreaked(page, page) is page


def test_a_page_of_colour_is_mended_in_colour() -> None:
    page = page_with_print().convert("RGB")
    ImageDraw.Draw(page).line((560, 0, 560, page.height), (60, 60, 60), 2)
    mended = unstreaked(page, page.convert("L"))
    assert mended.mode == "RGB"
    assert np.asarray(mended)[20:80, 550:570].min() > 200
