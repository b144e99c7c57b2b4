"""A chain's picture: no boxes over each other, none outside, at most so many."""

from hypothesis import given
from hypothesis import strategies as st

from registry.chain_drawing import MOST, ROW, drawn, shortened

SIDE = st.integers(0, 40)


@given(above=SIDE, below=SIDE)
def test_boxes_stand_apart_inside_the_picture_and_the_rest_is_counted(
    above: int, below: int
) -> None:
    picture = drawn([f"a{n}" for n in range(above)], [f"b{n}" for n in range(below)])
    places = [(box.x, box.y) for box in picture.boxes]
    assert len({*places}) == len(places) == min(MOST, above + below) == len(picture.lines)
    assert picture.left_out == above + below - len(places)
    for box in picture.boxes:
        assert box.x >= 0
        assert box.x + picture.box <= picture.width
        assert 0 <= box.y <= picture.height - picture.tall
        assert abs(box.y - picture.own_y) >= ROW
        assert (box.y < picture.own_y) == box.about.startswith("a")


def test_a_text_is_cut_between_letters_and_never_between_a_letter_and_its_marks() -> None:
    assert shortened("ทส 0906.704/2817-2819") == "ทส 0906.704/2817-281…"
    assert shortened("กค 0402.2/ว24") == "กค 0402.2/ว24"
    assert shortened("ก็" * 30) == "ก็" * 20 + "…"
