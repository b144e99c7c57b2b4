import pytest
from PIL import Image, ImageDraw

from intake.orientation import best_turned, likely_turns
from registry.ports import Line


def test_level_lines_of_print_leave_the_page_or_turn_it_over() -> None:
    assert likely_turns(_striped()) == (0, 180)


def test_standing_lines_of_print_turn_the_page_by_a_quarter() -> None:
    turns = likely_turns(_striped().transpose(Image.Transpose.ROTATE_90))
    assert set(turns[:2]) == {90, 270}


def test_the_black_edge_of_a_copy_does_not_turn_its_page() -> None:
    page = _striped()
    ImageDraw.Draw(page).rectangle((588, 0, 593, 800), fill=0)
    assert likely_turns(page) == (0, 180)


def test_a_blank_page_is_in_doubt_and_stays() -> None:
    assert likely_turns(Image.new("L", (600, 800), 255))[0] == 0


def test_a_page_read_well_is_not_read_again() -> None:
    asked: list[int] = []

    def read(turn: int) -> tuple[Line, ...]:
        asked.append(turn)
        return _lines(0.9)

    assert best_turned((0, 180), read)[0] == 0
    assert asked == [0]


def test_a_page_read_badly_is_turned_if_that_reads_better() -> None:
    answers = {0: _lines(0.6), 180: _lines(0.9)}
    assert best_turned((0, 180), answers.__getitem__) == (180, answers[180])


def test_a_bad_page_stays_if_no_turn_is_clearly_better() -> None:
    answers = {0: _lines(0.6), 180: _lines(0.65)}
    assert best_turned((0, 180), answers.__getitem__)[0] == 0


def test_a_page_read_lying_on_its_side_is_turned() -> None:
    answers = {0: _lines(0.9, tall=True), 180: _lines(0.6, tall=True), 270: _lines(0.88)}
    assert best_turned((0, 180, 270), answers.__getitem__)[0] == 270


@pytest.mark.parametrize("lines", [(), (Line("ก", (0, 0, 9, 9), 0.1),)])
def test_a_page_of_next_to_nothing_is_not_read_again(lines: tuple[Line, ...]) -> None:
    assert best_turned((0, 180), {0: lines}.__getitem__) == (0, lines)


def _striped() -> Image.Image:
    image = Image.new("L", (600, 800), 255)
    for top in range(80, 720, 24):
        ImageDraw.Draw(image).rectangle((60, top, 540, top + 8), fill=0)
    return image


def _lines(confidence: float, *, tall: bool = False) -> tuple[Line, ...]:
    box = (0, 0, 10, 100) if tall else (0, 0, 100, 10)
    return tuple(Line("ตัวหนังสือสิบตัว", box, confidence) for _ in range(4))
