"""White space is where no ink is, however the paper looks."""

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from intake.white_space import WhiteSpace

PAGE = (400, 560)
SIZE = (120.0, 60.0)
CORNER = (270.0, 10.0)
BLOCKS = st.lists(
    st.tuples(st.integers(0, 380), st.integers(0, 540), st.integers(3, 200), st.integers(3, 200)),
    max_size=12,
)


def _found(picture: Image.Image) -> tuple[float, float] | None:
    return WhiteSpace(picture).nearest(CORNER, SIZE, margin=10)


@given(BLOCKS)
def test_what_is_found_covers_no_ink(blocks: list[tuple[int, int, int, int]]) -> None:
    picture = Image.new("L", PAGE, 255)
    for left, top, width, height in blocks:
        picture.paste(0, (left, top, left + width, top + height))
    if place := _found(picture):
        left, top = map(round, place)
        under = picture.crop((left, top, left + round(SIZE[0]), top + round(SIZE[1])))
        assert min(under.tobytes()) == 255


def test_an_empty_page_gives_the_place_that_was_wanted() -> None:
    assert _found(Image.new("L", PAGE, 255)) == CORNER


def test_a_full_page_gives_none() -> None:
    assert _found(Image.new("L", PAGE, 0)) is None


def test_a_grey_sheet_is_paper() -> None:
    assert _found(Image.new("L", PAGE, 130)) == CORNER


def test_dust_all_over_the_page_is_not_ink() -> None:
    picture = Image.new("L", PAGE, 225)
    draw = ImageDraw.Draw(picture)
    for n in range(900):
        draw.point((n * 7919 % PAGE[0], n * 104729 % PAGE[1]), fill=60)
    assert _found(picture) == CORNER


def test_a_shadow_across_the_page_is_not_ink_but_a_word_in_it_is() -> None:
    picture = Image.linear_gradient("L").resize(PAGE).point(lambda level: 150 + level // 3)
    assert _found(picture) == CORNER
    ImageDraw.Draw(picture).line((300, 40, 340, 42), fill=110, width=2)
    assert _found(picture) not in {CORNER, None}


def test_pale_handwriting_is_ink() -> None:
    picture = Image.new("L", PAGE, 250)
    ImageDraw.Draw(picture).line((280, 30, 380, 50), fill=205, width=2)
    assert _found(picture) not in {CORNER, None}
